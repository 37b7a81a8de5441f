public import Domain

/// A workflow as Mermaid text, for mermaid.js 11. Names come out as people wrote them; ids are made
/// here, so nothing that people write is ever syntax.
public enum Mermaid {
    /// - Parameter marked: paths of node ids to be drawn in red, from a proof's counterexamples.
    public static func flowchart(_ workflow: Workflow, marking marked: [[String]] = []) -> String {
        let plan = DiagramPlan(workflow, marked)
        var lines = ["flowchart TD"]
        if !plan.stoppable.isEmpty {
            lines.append("  subgraph running[\"\(DiagramPlan.runningTitle)\"]")
            lines += plan.stoppable.map { "    \(plan.ids[$0])\(shape(workflow.nodes[$0]))" }
            lines.append("  end")
        }
        lines += plan.others.map { "  \(plan.ids[$0])\(shape(workflow.nodes[$0]))" }
        for edge in plan.edges {
            let label = edge.label.isEmpty ? "" : "|\"\(MermaidText.escaped(edge.label))\"|"
            lines.append("  \(plan.ids[edge.source]) -->\(label) \(plan.ids[edge.target])")
        }
        if let kill = plan.kill {
            lines.append("  running -.->|\"\(DiagramPlan.killTitle)\"| \(plan.ids[kill])")
        }
        lines += plan.markLines
        let red = plan.markedEdges.map(String.init).joined(separator: ",")
        if !red.isEmpty { lines.append("  linkStyle \(red) stroke:#c00,stroke-width:3px") }
        return lines.joined(separator: "\n") + "\n"
    }

    /// The same as a `stateDiagram-v2`.
    public static func stateDiagram(
        _ workflow: Workflow, marking marked: [[String]] = []
    ) -> String {
        let plan = DiagramPlan(workflow, marked)
        func state(_ index: Int) -> String {
            "state \"\(MermaidText.escaped(workflow.nodes[index].label))\" as \(plan.ids[index])"
        }
        var lines = ["stateDiagram-v2"]
        if !plan.stoppable.isEmpty {
            lines.append("  state \"\(DiagramPlan.runningTitle)\" as running {")
            lines += plan.stoppable.map { "    \(state($0))" }
            lines.append("  }")
        }
        lines += plan.others.map { "  \(state($0))" }
        for (index, node) in workflow.nodes.enumerated() where node.kind == .start {
            lines.append("  [*] --> \(plan.ids[index])")
        }
        for edge in plan.edges {
            let label = edge.label.isEmpty ? "" : " : \(MermaidText.escaped(edge.label))"
            lines.append("  \(plan.ids[edge.source]) --> \(plan.ids[edge.target])\(label)")
        }
        if let kill = plan.kill {
            lines.append("  running --> \(plan.ids[kill]) : \(DiagramPlan.killTitle)")
        }
        for (index, node) in workflow.nodes.enumerated() where node.kind == .end {
            lines.append("  \(plan.ids[index]) --> [*]")
        }
        return (lines + plan.markLines).joined(separator: "\n") + "\n"
    }

    private static func shape(_ node: Workflow.Node) -> String {
        let label = "\"\(MermaidText.escaped(node.label))\""
        switch node.kind {
        case .start, .end: return "([\(label)])"
        case .request, .trigger, .reportTrigger: return ">\(label)]"
        case .understand, .check, .choose, .limits, .policy, .verify, .reconcile, .retry,
            .retryCall:
            return "{\(label)}"
        case .next: return LoopBounds.limit(of: node) == nil ? "[\(label)]" : "{\(label)}"
        case .approval, .ask, .escalate: return "{{\(label)}}"
        case .pay: return "[[\(label)]]"
        case .reserve, .receipt, .void: return "[(\(label))]"
        case .kill, .stop: return "(((\(label))))"
        case .greet, .discover, .quote, .followUp, .call, .note, .respond, .collect, .report:
            return "[\(label)]"
        }
    }
}

/// What both diagrams draw: numbered steps, the links between them, and one arrow for all stops.
private struct DiagramPlan {
    struct Link {
        let source: Int
        let target: Int
        let label: String
    }

    static let runningTitle = "While it runs"
    static let killTitle = "a person stops it, at any of these steps"

    /// `n1`, `n2` …, whatever the workflow calls its nodes.
    let ids: [String]
    private(set) var edges: [Link] = []
    /// Steps at which a person can stop the agent; all of them share one arrow.
    private(set) var stoppable: [Int] = []
    private(set) var others: [Int] = []
    private(set) var kill: Int?
    private var marked: [Int] = []
    private(set) var markedEdges: [Int] = []

    init(_ workflow: Workflow, _ paths: [[String]]) {
        ids = workflow.nodes.indices.map { "n\($0 + 1)" }
        var numbers: [String: Int] = [:]
        for (index, node) in workflow.nodes.enumerated() where numbers[node.id] == nil {
            numbers[node.id] = index
        }
        var canStop: Set<Int> = []
        for edge in workflow.edges {
            guard let source = numbers[edge.source], let target = numbers[edge.target] else {
                continue
            }
            if edge.guarding == .killed, workflow.nodes[target].kind == .kill {
                kill = target
                canStop.insert(source)
            } else {
                edges.append(Link(source: source, target: target, label: edge.label))
            }
        }
        if let kill { canStop.remove(kill) }
        if canStop.isEmpty { kill = nil }
        stoppable = canStop.sorted()
        others = workflow.nodes.indices.filter { !canStop.contains($0) }
        mark(paths.map { $0.compactMap { numbers[$0] } })
    }

    private mutating func mark(_ paths: [[Int]]) {
        marked = Set(paths.flatMap(\.self)).sorted()
        let steps = paths.flatMap { zip($0, $0.dropFirst()).map { [$0, $1] } }
        markedEdges = edges.indices.filter { index in
            steps.contains([edges[index].source, edges[index].target])
        }
    }

    var markLines: [String] {
        guard !marked.isEmpty else { return [] }
        let red = marked.map { ids[$0] }.joined(separator: ",")
        return [
            "  classDef broken fill:#fdd,stroke:#c00,stroke-width:3px,color:#900",
            "  class \(red) broken",
        ]
    }
}
