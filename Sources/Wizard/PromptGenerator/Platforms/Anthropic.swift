import Domain
import JSON

/// The bodies that Anthropic's endpoints take. Source: the `anthropic` 2.10.0 package,
/// `types.message_create_params` and `types.beta.agent_create_params`.
enum AnthropicExport {
    static let tokensMax: Int64 = 4096

    /// `POST /v1/messages`; the conversation itself, `messages`, is added at run time. There is no
    /// temperature any more.
    static func messages(_ context: ExportContext) -> PlatformExport {
        let tools = context.tools.map { tool in
            var object: JSONObject = [
                "name": .string(tool.name), "description": .string(context.safe(tool.description)),
            ]
            if tool.canBeStrict { object["strict"] = true }
            object["input_schema"] =
                tool.canBeStrict ? closed(tool.schema) : tool.schema
            return JSONValue.object(object)
        }
        var body: JSONObject = [
            "model": .string(context.model), "max_tokens": .integer(tokensMax),
            "system": .string(context.systemPrompt), "output_config": ["effort": "low"],
        ]
        if !tools.isEmpty {
            body["tools"] = .array(tools)
            body["tool_choice"] = ["type": "auto", "disable_parallel_tool_use": true]
        }
        return PlatformExport(
            tools: .array(tools), config: .object(body), file: context.jsonFile(.object(body)),
            howToLoad: "client.messages.create(**body, messages=[…]) with the anthropic package",
            notes: [
                "Claude has no first message: start the conversation with an assistant turn, or let "
                    + "the person begin.",
                "Anthropic calls no address by itself: your program runs the tools, at the addresses "
                    + "in the openapi export.",
            ])
    }

    /// `POST /v1/agents`, beta `managed-agents-2026-04-01`. All four members of a tool are required.
    static func agent(_ context: ExportContext) -> PlatformExport {
        let custom = context.toolsOutsideToolsets.map { tool -> JSONValue in
            [
                "type": "custom", "name": .string(tool.name),
                "description": .string(context.safe(tool.description)),
                "input_schema": tool.schema,
            ]
        }
        let tools = custom + context.toolsets.map(toolset)
        var body: JSONObject = [
            "model": .string(context.model), "name": .string(FreeText.cut(context.name, to: 256)),
            "description": .string(context.summary()), "system": .string(context.systemPrompt),
            "tools": .array(tools),
            "metadata": [
                "source": "paygent", "agent": .string(context.slug),
                "design_sha256": .string(context.basis.designHash),
                "maximum_loss": .string(FreeText.cut(context.brief.maximumLoss, to: 500)),
            ],
        ]
        if !context.toolsets.isEmpty {
            body["mcp_servers"] = .array(
                context.toolsets.map { set in
                    ["type": "url", "name": .string(set.label), "url": .string(set.url)]
                })
        }
        return PlatformExport(
            tools: .array(tools), config: .object(body), file: context.jsonFile(.object(body)),
            howToLoad: "client.beta.agents.create(**body) with the anthropic package",
            notes: [
                "Custom tools are run by your program: the session waits for their result.",
                "The hosted agent has no strict schemas; Paygent checks the arguments.",
            ] + context.toolsetNotes)
    }

    /// Only the tools that were taken over, each with a person's yes. Source:
    /// `types.beta.beta_managed_agents_mcp_toolset_params`.
    private static func toolset(_ set: MCPToolset) -> JSONValue {
        [
            "type": "mcp_toolset", "mcp_server_name": .string(set.label),
            "default_config": ["enabled": false],
            "configs": .array(
                set.tools.map { tool in
                    [
                        "name": .string(tool), "enabled": true,
                        "permission_policy": ["type": "always_ask"],
                    ]
                }),
        ]
    }

    private static func closed(_ schema: JSONValue) -> JSONValue {
        guard var object = schema.object else { return schema }
        object["additionalProperties"] = false
        return .object(object)
    }
}
