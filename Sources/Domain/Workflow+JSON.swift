public import JSON

// The shape that clients read and files hold: nodes[]{id, type, label, description, tool, branch,
// config{}} and edges[]{source, target, label, condition}.

extension Workflow {
    public var json: JSONValue {
        ["nodes": .array(nodes.map(\.json)), "edges": .array(edges.map(\.json))]
    }

    /// - Throws: `SpecError` naming the node or edge that cannot be read. Whether the graph is sound
    ///   is not decided here: that is the proof's.
    public init(json: JSONValue) throws(SpecError) {
        guard let nodes = json["nodes"]?.array, let edges = json["edges"]?.array else {
            throw SpecError(field: "workflow", problem: "not an object with nodes and edges")
        }
        self.init()
        for (index, item) in nodes.enumerated() {
            guard let node = Node(json: item) else {
                throw SpecError(field: "nodes[\(index)]", problem: "not a step")
            }
            self.nodes.append(node)
        }
        for (index, item) in edges.enumerated() {
            guard let edge = Edge(json: item) else {
                throw SpecError(field: "edges[\(index)]", problem: "not a link between steps")
            }
            self.edges.append(edge)
        }
    }
}

extension Workflow.Node {
    var json: JSONValue {
        var object: JSONObject = [
            "id": .string(id), "type": .string(kind.rawValue), "label": .string(label),
            "description": .string(summary),
        ]
        object["tool"] = tool.map { .string($0) }
        if !branch.isEmpty { object["branch"] = .string(branch) }
        object["config"] = .object(configObject)
        return .object(object)
    }

    /// A name that occurs more than once holds the list of its values.
    private var configObject: JSONObject {
        var object = JSONObject()
        for setting in config {
            switch object[setting.name] {
            case .none: object[setting.name] = .string(setting.value)
            case .array(let items):
                object[setting.name] = .array(items + [.string(setting.value)])
            case .some(let first): object[setting.name] = [first, .string(setting.value)]
            }
        }
        return object
    }

    init?(json: JSONValue) {
        guard let id = json["id"]?.string,
            let kind = json["type"]?.string.flatMap(Workflow.Kind.init(rawValue:)),
            let label = json["label"]?.string,
            let config = Self.settings(json["config"])
        else { return nil }
        self.init(
            id: id, kind: kind, label: label, summary: json["description"]?.string ?? "",
            tool: json["tool"]?.string, branch: json["branch"]?.string ?? "", config: config)
    }

    private static func settings(_ json: JSONValue?) -> [Workflow.Setting]? {
        guard let json else { return [] }
        guard let members = json.object?.members else { return nil }
        var settings: [Workflow.Setting] = []
        for member in members {
            guard let values = member.value.string.map({ [$0] }) ?? member.value.all(\.string)
            else { return nil }
            settings += values.map { Workflow.Setting(member.name, $0) }
        }
        return settings
    }
}

extension Workflow.Edge {
    var json: JSONValue {
        [
            "source": .string(source), "target": .string(target), "label": .string(label),
            "condition": .string(guarding.rawValue),
        ]
    }

    init?(json: JSONValue) {
        guard let source = json["source"]?.string, let target = json["target"]?.string,
            let guarding = json["condition"]?.string.flatMap(Workflow.Guard.init(rawValue:))
        else { return nil }
        self.init(from: source, to: target, label: json["label"]?.string ?? "", guarding)
    }
}
