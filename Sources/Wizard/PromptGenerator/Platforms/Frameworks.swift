import Domain
import JSON

/// Agno's stored agent and Oracle's Open Agent Specification: documents that frameworks load.
/// Source: the packages `agno` 3.1.10 and `pyagentspec` 26.3.1.
enum FrameworkExport {
    /// For `Agent.from_dict`; the host runs the tools.
    static func agno(_ context: ExportContext) -> PlatformExport {
        let tools = context.tools.map { tool -> JSONValue in
            [
                "name": .string(tool.name), "description": .string(tool.description),
                "parameters": tool.schema,
                "requires_confirmation": .bool(tool.movesMoney && context.asksBeforeEachPayment),
                "external_execution": true,
            ]
        }
        let document: JSONValue = [
            "id": .string(context.slug), "name": .string(context.name),
            "model": [
                "id": .string(context.model), "name": "OpenAIResponses", "provider": "OpenAI",
            ],
            "description": .string(context.summary()),
            "instructions": .string(context.systemPrompt), "tools": .array(tools),
            "markdown": true,
        ]
        return PlatformExport(
            tools: .array(tools), config: document, file: context.jsonFile(document),
            howToLoad: "Agent.from_dict(json.load(file), strict=True) with the agno package",
            notes: [
                "The tools stop the run: your program makes the calls, at the addresses in the "
                    + "openapi export."
            ])
    }

    static let agentSpecVersion = "26.3.1"

    static func agentSpec(_ context: ExportContext) -> PlatformExport {
        let tools = context.tools.map { remoteTool($0, context) }
        let document: JSONValue = [
            "agentspec_version": .string(agentSpecVersion), "component_type": "Agent",
            "id": .string(context.slug), "name": .string(context.safe(context.name)),
            "description": .string(context.summary()),
            "metadata": ["design_sha256": .string(context.basis.designHash)],
            "llm_config": [
                "component_type": "OpenAiConfig", "id": .string(context.slug + "_llm"),
                "name": "llm", "model_id": .string(context.model), "api_type": "responses",
            ],
            "system_prompt": .string(context.systemPrompt), "human_in_the_loop": true,
            "tools": .array(tools),
        ]
        let secrets = context.secretNames
        return PlatformExport(
            tools: .array(tools), config: document, file: context.yamlFile(document),
            howToLoad: "AgentSpecDeserializer().from_yaml(text) with the pyagentspec package",
            notes: secrets.isEmpty
                ? []
                : [
                    "Agent Spec keeps secrets out of files: after loading, set sensitive_headers of "
                        + "the tools from \(listed(secrets, "and"))."
                ])
    }

    private static func remoteTool(_ tool: ExportTool, _ context: ExportContext) -> JSONValue {
        var object: JSONObject = [
            "component_type": "RemoteTool", "id": .string("\(context.slug)_\(tool.name)"),
            "name": .string(tool.name),
            "description": .string(context.safe(tool.description)),
            "requires_confirmation": .bool(tool.movesMoney && context.asksBeforeEachPayment),
            "url": .string(address(tool)), "http_method": .string(tool.method),
        ]
        let query = members(tool, .query)
        if !query.isEmpty { object["query_params"] = .object(query) }
        var body = members(tool, .body)
        body.append(JSONObject(tool.constants.map { .init($0.name, .string($0.value)) }))
        object["data"] = .object(body)
        if !tool.parameters.isEmpty {
            object["inputs"] = .array(
                tool.parameters.map { parameter in
                    var property: JSONObject = [
                        "title": .string(parameter.identifier),
                        "type": .string(parameter.type.rawValue),
                        "description": .string(context.safe(parameter.summary)),
                    ]
                    if parameter.type == .array { property["items"] = ["type": "string"] }
                    if !parameter.isRequired { property["default"] = parameter.type.empty }
                    return .object(property)
                })
        }
        object["outputs"] = [["title": "answer", "type": "string"]]
        return .object(object)
    }

    private static func members(
        _ tool: ExportTool, _ place: ExportTool.Parameter.Place
    ) -> JSONObject {
        JSONObject(
            tool.parameters.filter { $0.place == place }
                .map { .init($0.name, .string("{{\($0.identifier)}}")) })
    }

    private static func address(_ tool: ExportTool) -> String {
        tool.url(fillingHolesWith: { "{{\($0.identifier)}}" })
    }
}

extension ExportTool.ValueType {
    /// What stands for "left out" where a default must have the type.
    fileprivate var empty: JSONValue {
        switch self {
        case .string: ""
        case .number, .integer: 0
        case .boolean: false
        case .array: []
        case .object: [:]
        }
    }
}
