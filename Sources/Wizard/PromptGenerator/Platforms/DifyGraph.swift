import Domain
import JSON

/// The nodes and links of a chatflow.
struct DifyGraph {
    private let context: ExportContext
    private var nodes: [JSONValue] = []
    private var edges: [JSONValue] = []

    init(_ context: ExportContext) {
        self.context = context
        add("start", "start", "Start", (0, 0), ["variables": []])
        if context.tools.isEmpty {
            addTalkOnly()
        } else {
            addDecision()
            for (index, tool) in context.tools.enumerated() { add(tool, at: index) }
            addTelling()
        }
    }

    var json: JSONValue { ["nodes": .array(nodes), "edges": .array(edges)] }

    private mutating func addTalkOnly() {
        add("tell", "llm", "Answer", (300, 0), model(context.systemPrompt, "{{#sys.query#}}"))
        add("answer", "answer", "Say it", (600, 0), ["answer": "{{#tell.text#}}"])
        link("start", "start", "tell", "llm")
        link("tell", "llm", "answer", "answer")
    }

    /// A model that names the tool and its arguments, and a switch over that name.
    private mutating func addDecision() {
        let order =
            "\n\nDecide the next step. Put the name of one tool into 'tool' and its arguments into "
            + "the fields that begin with that name; leave all others empty. If no tool is needed, "
            + "or you must ask first, put 'none' into 'tool' and what you say into 'answer'."
        var data = model(context.systemPrompt + order, "{{#sys.query#}}")
        data["structured_output_enabled"] = true
        data["structured_output"] = ["schema": decisionSchema]
        add("decide", "llm", "Decide", (300, 0), data)
        let cases = context.tools.map { tool -> JSONValue in
            [
                "case_id": .string(tool.name), "logical_operator": "and",
                "conditions": [
                    [
                        "comparison_operator": "is", "value": .string(tool.name),
                        "variable_selector": ["decide", "structured_output", "tool"],
                    ]
                ],
            ]
        }
        add("switch", "if-else", "Which tool", (600, 0), ["cases": .array(cases)])
        add(
            "say", "answer", "Say it", (900, -200),
            ["answer": "{{#decide.structured_output.answer#}}"])
        link("start", "start", "decide", "llm")
        link("decide", "llm", "switch", "if-else")
        link("switch", "if-else", "say", "answer", from: "false")
    }

    private var decisionSchema: JSONValue {
        var properties: JSONObject = [
            "tool": ["type": "string", "enum": .strings(["none"] + context.tools.map(\.name))],
            "answer": ["type": "string", "description": "What you say; empty when a tool is used"],
        ]
        for tool in context.tools {
            for parameter in tool.parameters {
                properties[field(parameter, of: tool)] = [
                    "type": "string", "description": .string(context.safe(parameter.summary)),
                ]
            }
        }
        return [
            "type": "object", "properties": .object(properties),
            "required": .strings(properties.members.map(\.name)), "additionalProperties": false,
        ]
    }

    private func field(_ parameter: ExportTool.Parameter, of tool: ExportTool) -> String {
        tool.name + "_" + parameter.identifier
    }

    private func mark(_ parameter: ExportTool.Parameter, of tool: ExportTool) -> String {
        "{{#decide.structured_output.\(field(parameter, of: tool))#}}"
    }

    private mutating func add(_ tool: ExportTool, at index: Int) {
        let headers = tool.headers.map { "\($0.name):{{#env.\($0.secretName)#}}" }
        let query = tool.parameters.filter { $0.place == .query }
            .map { "\($0.name):\(mark($0, of: tool))" }
        var data: JSONObject = [
            "method": .string(tool.method.lowercased()),
            "url": .string(tool.url(fillingHolesWith: { mark($0, of: tool) })),
            "authorization": ["type": "no-auth", "config": nil],
            "headers": .string(headers.joined(separator: "\n")),
            "params": .string(query.joined(separator: "\n")),
        ]
        data["body"] = body(of: tool)
        data["timeout"] = ["connect": 10, "read": 30, "write": 30]
        // Nothing is sent twice by itself.
        data["retry_config"] = ["max_retries": 0, "retry_enabled": false, "retry_interval": 0]
        add(tool.name, "http-request", tool.title, (900, 160 * Int64(index)), data)
        link("switch", "if-else", tool.name, "http-request", from: tool.name)
    }

    private func body(of tool: ExportTool) -> JSONValue {
        guard ["POST", "PUT", "PATCH"].contains(tool.method) else {
            return ["type": "none", "data": []]
        }
        var members = JSONObject(
            tool.parameters.filter { $0.place == .body }
                .map { .init($0.name, .string(mark($0, of: tool))) })
        members.append(JSONObject(tool.constants.map { .init($0.name, .string($0.value)) }))
        return [
            "type": "json",
            "data": [
                ["key": "", "type": "text", "value": .string(JSONValue.object(members).text)]
            ],
        ]
    }

    /// Whatever was called, one model reads the answer and tells it.
    private mutating func addTelling() {
        add(
            "outcome", "variable-aggregator", "Answer of the tool", (1200, 0),
            [
                "output_type": "string",
                "variables": .array(context.tools.map { [.string($0.name), "body"] }),
            ])
        let question =
            "I asked: {{#sys.query#}}\n\nThe tool {{#decide.structured_output.tool#}} answered:\n"
            + "{{#outcome.output#}}\n\nTell me what came of it."
        add("tell", "llm", "Tell", (1500, 0), model(context.systemPrompt, question))
        add("answer", "answer", "Say what came of it", (1800, 0), ["answer": "{{#tell.text#}}"])
        for tool in context.tools {
            link(tool.name, "http-request", "outcome", "variable-aggregator")
        }
        link("outcome", "variable-aggregator", "tell", "llm")
        link("tell", "llm", "answer", "answer")
    }

    private func model(_ system: String, _ user: String) -> JSONObject {
        [
            "model": [
                "provider": "langgenius/openai/openai", "name": .string(context.model),
                "mode": "chat", "completion_params": ["temperature": .number("0.2")],
            ],
            "prompt_template": [
                ["role": "system", "text": .string(system)],
                ["role": "user", "text": .string(user)],
            ],
            "memory": [
                "window": ["enabled": true, "size": 20], "query_prompt_template": .string(user),
            ],
            "context": ["enabled": false, "variable_selector": []],
            "vision": ["enabled": false],
        ]
    }

    private mutating func add(
        _ id: String, _ type: String, _ title: String, _ place: (Int64, Int64), _ data: JSONObject
    ) {
        var all: JSONObject = [
            "type": .string(type), "title": .string(context.safe(title)), "desc": "",
        ]
        all.append(data)
        nodes.append([
            "id": .string(id), "type": "custom", "data": .object(all),
            "position": ["x": .integer(place.0), "y": .integer(place.1)],
            "sourcePosition": "right", "targetPosition": "left", "width": 244, "height": 98,
        ])
    }

    private mutating func link(
        _ source: String, _ sourceType: String, _ target: String, _ targetType: String,
        from handle: String = "source"
    ) {
        edges.append([
            "id": .string("\(source)-\(handle)-\(target)"), "type": "custom",
            "source": .string(source), "sourceHandle": .string(handle),
            "target": .string(target), "targetHandle": "target",
            "data": ["sourceType": .string(sourceType), "targetType": .string(targetType)],
        ])
    }
}
