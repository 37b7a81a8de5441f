import Domain
import JSON

/// An n8n workflow: chat trigger, agent, model, memory, and an HTTP tool each. Source: n8n's public
/// API schema (closed: name, nodes, connections, settings) and the nodes' versions of 2026.
enum N8nExport {
    static func workflow(_ context: ExportContext) -> PlatformExport {
        var nodes: [JSONValue] = [
            node(
                "Chat", "@n8n/n8n-nodes-langchain.chatTrigger", "1.3", (0, 0),
                ["options": [:]], context),
            node(
                "Agent", "@n8n/n8n-nodes-langchain.agent", "2.2", (300, 0),
                ["options": ["systemMessage": .string(context.systemPrompt)]], context),
            node(
                "Model", "@n8n/n8n-nodes-langchain.lmChatOpenAi", "1.2", (200, 240),
                [
                    "model": [
                        "__rl": true, "mode": "id", "value": .string(context.model),
                    ],
                    "options": [:],
                ], context),
            node(
                "Memory", "@n8n/n8n-nodes-langchain.memoryBufferWindow", "1.3", (340, 240), [:],
                context),
        ]
        var connections: JSONObject = [
            "Chat": link("main", to: "Agent"), "Model": link("ai_languageModel", to: "Agent"),
            "Memory": link("ai_memory", to: "Agent"),
        ]
        for (index, tool) in context.tools.enumerated() {
            nodes.append(self.tool(tool, at: index, context))
            connections[tool.name] = link("ai_tool", to: "Agent")
        }
        let workflow: JSONValue = [
            "name": .string(FreeText.cut(context.name, to: 120)), "nodes": .array(nodes),
            "connections": .object(connections), "settings": ["executionOrder": "v1"],
        ]
        return PlatformExport(
            tools: .strings(context.tools.map(\.name)), config: workflow,
            file: context.jsonFile(workflow),
            howToLoad: "n8n: Workflows, Import from file",
            notes: [
                "Pick your OpenAI credential on Model, and a header credential on each tool: "
                    + "n8n binds credentials by the ids of your own installation."
            ])
    }

    private static func node(
        _ name: String, _ type: String, _ version: String, _ place: (Int64, Int64),
        _ parameters: JSONValue, _ context: ExportContext
    ) -> JSONValue {
        [
            "id": .string(UUIDText.text("\(context.slug)/\(name)")), "name": .string(name),
            "type": .string(type), "typeVersion": .number(version),
            "position": [.integer(place.0), .integer(place.1)], "parameters": parameters,
        ]
    }

    private static func link(_ kind: String, to target: String) -> JSONValue {
        .object(
            JSONObject([
                .init(
                    kind,
                    [[["node": .string(target), "type": .string(kind), "index": 0]]])
            ]))
    }

    private static func tool(
        _ tool: ExportTool, at index: Int, _ context: ExportContext
    ) -> JSONValue {
        var parameters: JSONObject = [
            "toolDescription": .string(context.safe(tool.description)),
            "method": .string(tool.method), "url": .string(address(tool, context)),
        ]
        if !tool.headers.isEmpty {
            parameters["authentication"] = "genericCredentialType"
            parameters["genericAuthType"] = "httpHeaderAuth"
        }
        let query = fields(tool, .query, context)
        if !query.isEmpty {
            parameters["sendQuery"] = true
            parameters["queryParameters"] = ["parameters": .array(query)]
        }
        let body = fields(tool, .body, context)
        if !body.isEmpty {
            parameters["sendBody"] = true
            parameters["bodyParameters"] = ["parameters": .array(body)]
        }
        parameters["options"] = [:]
        return node(
            tool.name, "n8n-nodes-base.httpRequestTool", "4.2",
            (480 + 160 * Int64(index), 240), .object(parameters), context)
    }

    private static func fields(
        _ tool: ExportTool, _ place: ExportTool.Parameter.Place, _ context: ExportContext
    ) -> [JSONValue] {
        var fields = tool.parameters.filter { $0.place == place }.map { parameter -> JSONValue in
            [
                "name": .string(parameter.name),
                "value": .string("={{ \(fromModel(parameter, context)) }}"),
            ]
        }
        let holdsConstants: ExportTool.Parameter.Place = tool.method == "GET" ? .query : .body
        if place == holdsConstants {
            fields += tool.constants.map {
                ["name": .string($0.name), "value": .string($0.value)]
            }
        }
        return fields
    }

    /// `$fromAI` takes a key of letters, digits, `_` and `-`.
    private static func fromModel(
        _ parameter: ExportTool.Parameter, _ context: ExportContext
    ) -> String {
        let key = parameter.identifier
        let type: String =
            switch parameter.type {
            case .string: "string"
            case .number, .integer: "number"
            case .boolean: "boolean"
            case .array, .object: "json"
            }
        let words = JSONValue.string(FreeText.cut(context.safe(parameter.summary), to: 300)).text
        return "$fromAI(\"\(key)\", \(words), \"\(type)\")"
    }

    private static func address(_ tool: ExportTool, _ context: ExportContext) -> String {
        guard tool.parameters.contains(where: { $0.place == .path }) else { return tool.url }
        return "=" + tool.url(fillingHolesWith: { "{{ \(fromModel($0, context)) }}" })
    }
}
