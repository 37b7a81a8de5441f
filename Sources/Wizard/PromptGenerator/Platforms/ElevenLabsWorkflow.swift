import Domain
import JSON

/// The design's workflow as ElevenLabs' own: real steps and conditions, not a picture.
enum ElevenLabsWorkflow {
    /// Nil when there is nothing between start and end.
    ///
    /// Steps are `override_agent` nodes: a `tool` node needs the identifier that the vendor gives a
    /// tool only when it is created.
    static func json(_ context: ExportContext) -> JSONValue? {
        let workflow = spoken(context.input.workflow)
        guard workflow.nodes.count > 2, workflow.nodes.contains(where: { $0.kind == .start }) else {
            return nil
        }
        let places = WorkflowLayout.places(workflow)
        var nodes = JSONObject()
        for node in workflow.nodes {
            let place = places[node.id] ?? WorkflowLayout.Place(column: 0, row: 0)
            nodes.members.append(.init(id(node), self.node(node, place, workflow, context)))
        }
        var edges = JSONObject()
        for (index, edge) in workflow.edges.enumerated() {
            edges.members.append(.init("edge_\(index + 1)", self.edge(edge, workflow, context)))
        }
        return ["nodes": .object(nodes), "edges": .object(edges)]
    }

    /// Without the stop switch, which no model decides about, and what only follows from it.
    private static func spoken(_ workflow: Workflow) -> Workflow {
        let stops = Set(workflow.nodes.filter { $0.kind == .kill }.map(\.id))
        let edges = workflow.edges.filter {
            !stops.contains($0.source) && !stops.contains($0.target)
        }
        let rows = WorkflowLayout.rows(Workflow(nodes: workflow.nodes, edges: edges))
        let kept = workflow.nodes.filter { rows[$0.id] != nil }
        let ids = Set(kept.map(\.id))
        return Workflow(
            nodes: kept,
            edges: workflow.edges.filter { ids.contains($0.source) && ids.contains($0.target) })
    }

    private static func id(_ node: Workflow.Node) -> String {
        node.kind == .start ? "start_node" : node.id
    }

    private static func id(_ id: String, in workflow: Workflow) -> String {
        workflow.nodes.first { $0.id == id }.map { self.id($0) } ?? id
    }

    private static func node(
        _ node: Workflow.Node, _ place: WorkflowLayout.Place, _ workflow: Workflow,
        _ context: ExportContext
    ) -> JSONValue {
        let position: JSONValue = [
            "x": .integer(Int64(place.column * 320)), "y": .integer(Int64(place.row * 180)),
        ]
        let order = workflow.edges.enumerated().filter { $0.element.source == node.id }
            .map { "edge_\($0.offset + 1)" }
        if node.kind == .start {
            return ["type": "start", "position": position, "edge_order": .strings(order)]
        }
        if node.kind == .end { return ["type": "end", "position": position, "edge_order": []] }
        return [
            "type": "override_agent", "position": position, "edge_order": .strings(order),
            "label": .string(FreeText.cut(context.safe(FreeText.line(node.label)), to: 80)),
            "additional_prompt": .string(prompt(node, context)),
        ]
    }

    private static func prompt(_ node: Workflow.Node, _ context: ExportContext) -> String {
        var text = "Your step now: \(context.safe(FreeText.sentence(node.label)))"
        if !node.summary.isEmpty { text += " " + context.safe(FreeText.sentence(node.summary)) }
        if let tool = node.tool, context.tools.contains(where: { $0.name == tool }) {
            text += " Use the tool \(tool)."
        }
        return text
    }

    private static func edge(
        _ edge: Workflow.Edge, _ workflow: Workflow, _ context: ExportContext
    ) -> JSONValue {
        let isOnlyWay = workflow.edges.count { $0.source == edge.source } == 1
        let condition: JSONValue
        if edge.guarding == .always, isOnlyWay {
            condition = ["type": "unconditional"]
        } else {
            let words =
                edge.label.isEmpty ? edge.guarding.words : context.safe(FreeText.line(edge.label))
            condition = [
                "type": "llm", "label": .string(FreeText.cut(words, to: 60)),
                "condition": .string("This is true now: \(words)."),
            ]
        }
        return [
            "source": .string(id(edge.source, in: workflow)),
            "target": .string(id(edge.target, in: workflow)), "forward_condition": condition,
        ]
    }
}

/// Where the steps of a workflow stand when it is drawn: one row for each step away from the start.
enum WorkflowLayout {
    struct Place: Sendable, Equatable {
        let column: Int
        let row: Int
    }

    static func places(_ workflow: Workflow) -> [String: Place] {
        let rows = rows(workflow)
        var widths: [Int: Int] = [:]
        var places: [String: Place] = [:]
        for node in workflow.nodes {
            let row = rows[node.id] ?? 0
            places[node.id] = Place(column: widths[row, default: 0], row: row)
            widths[row, default: 0] += 1
        }
        return places
    }

    /// How far each step is from the start; a step that nothing leads to is not in it.
    static func rows(_ workflow: Workflow) -> [String: Int] {
        var targets: [String: [String]] = [:]
        for edge in workflow.edges { targets[edge.source, default: []].append(edge.target) }
        var rows: [String: Int] = [:]
        var queue = workflow.nodes.filter { $0.kind == .start }.map(\.id)
        for id in queue { rows[id] = 0 }
        var next = 0
        while next < queue.count {
            let id = queue[next]
            next += 1
            for target in targets[id] ?? [] where rows[target] == nil {
                rows[target] = (rows[id] ?? 0) + 1
                queue.append(target)
            }
        }
        return rows
    }
}

extension Workflow.Guard {
    /// The condition in words, fitting after "this is true:".
    var words: String {
        switch self {
        case .always, .done: "the step is done"
        case .found: "something suitable was found"
        case .notFound: "nothing suitable was found"
        case .failed: "it failed"
        case .chosen: "this is what the task needs"
        case .allowed: "the rules allow it"
        case .denied: "the rules refuse it"
        case .askFirst: "a person must say yes first"
        case .reserved: "the amount has been set aside from the budget"
        case .noBudget: "the budget has no room for it"
        case .approved: "the person has said yes"
        case .rejected: "the person has said no"
        case .expired: "nobody answered in time"
        case .paid: "it has been paid"
        case .notPaid: "it has certainly not been paid"
        case .unknown: "nobody knows yet whether it was paid"
        case .verified: "the receipt is right"
        case .notVerified: "the receipt is missing or wrong"
        case .notDelivered: "it was paid, and nothing was delivered"
        case .retriesLeft: "another try is allowed"
        case .noRetriesLeft: "no more tries are allowed"
        case .paymentAsked: "the service asks to be paid"
        case .more: "there is more to do"
        case .stopConditionMet: "a condition to stop has come true"
        case .killed: "it has been told to stop at once"
        case .nothingOpen: "nothing was under way"
        case .reservationOpen: "an amount was set aside and not yet paid"
        case .paymentSent: "a payment was under way"
        case .paymentSettled: "a payment had just gone through"
        }
    }
}
