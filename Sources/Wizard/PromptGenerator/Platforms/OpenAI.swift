import Domain
import JSON

/// The bodies that OpenAI's endpoints take. Source: the `openai` 3.51.0 package, modules
/// `types.responses`, `types.chat`, `types.beta` and `types.realtime`.
enum OpenAIExport {
    /// `POST /v1/responses`; the conversation itself, `input`, is added at run time.
    static func responses(_ context: ExportContext) -> PlatformExport {
        let tools =
            context.toolsOutsideToolsets.map { flat($0, isStrict: true) }
            + context.toolsets.map(mcp)
        var body: JSONObject = [
            "model": .string(context.model), "instructions": .string(context.systemPrompt),
            "store": false, "reasoning": ["effort": "low"],
            "text": ["verbosity": .string(verbosity(context))],
            "metadata": metadata(context),
        ]
        body.append(toolMembers(tools))
        return export(
            context, .object(body), tools,
            howToLoad: "client.responses.create(**body, input=\"…\") with the openai package",
            notes: context.toolsetNotes)
    }

    /// Source: `types.responses.tool.Mcp`.
    private static func mcp(_ set: MCPToolset) -> JSONValue {
        [
            "type": "mcp", "server_label": .string(set.label), "server_url": .string(set.url),
            "allowed_tools": .strings(set.tools), "require_approval": "always",
        ]
    }

    /// `POST /v1/chat/completions`: functions are nested here, and the prompt is a message.
    static func chat(_ context: ExportContext) -> PlatformExport {
        let tools = context.tools.map { tool -> JSONValue in
            ["type": "function", "function": function(tool)]
        }
        var body: JSONObject = [
            "model": .string(context.model),
            "messages": [
                ["role": "developer", "content": .string(context.systemPrompt)],
                ["role": "assistant", "content": .string(Greeting.text(context))],
            ],
            "store": false, "reasoning_effort": "low",
            "verbosity": .string(verbosity(context)),
        ]
        body.append(toolMembers(tools))
        return export(
            context, .object(body), tools,
            howToLoad: "client.chat.completions.create(**body) with the user's message appended")
    }

    /// `POST /v1/agents` (beta): no `strict` on functions here.
    static func agentsAPI(_ context: ExportContext) -> PlatformExport {
        let tools = context.tools.map { tool -> JSONValue in
            [
                "type": "function", "name": .string(tool.name),
                "description": .string(tool.description), "parameters": tool.schema,
            ]
        }
        let body: JSONValue = [
            "model": .string(context.model), "name": .string(FreeText.cut(context.name, to: 256)),
            "instructions": .string(context.systemPrompt), "tools": .array(tools),
            "metadata": metadata(context), "reasoning": ["effort": "low"],
            "text": ["verbosity": .string(verbosity(context))],
        ]
        return export(
            context, body, tools, howToLoad: "client.beta.agents.create(**body)",
            notes: ["OpenAI puts its own base instructions before these."])
    }

    /// `POST /v1/realtime/client_secrets`: speech in, speech out.
    static func realtime(_ context: ExportContext) -> PlatformExport {
        let tools = context.tools.map { tool -> JSONValue in
            [
                "type": "function", "name": .string(tool.name),
                "description": .string(tool.description), "parameters": tool.schema,
            ]
        }
        var session: JSONObject = [
            "type": "realtime", "model": .string(context.model),
            "instructions": .string(context.systemPrompt), "output_modalities": ["audio"],
            "audio": [
                "input": ["turn_detection": ["type": "semantic_vad", "eagerness": "low"]],
                "output": ["voice": "marin"],
            ],
            "reasoning": ["effort": "low"],
        ]
        session.append(toolMembers(tools))
        return export(
            context, ["session": .object(session)], tools,
            howToLoad: "client.realtime.client_secrets.create(**body)",
            notes: ["Functions in a realtime session cannot be strict: your server checks them."])
    }

    static let assistantMigration =
        "OpenAI shut its Assistants API down on 26 August 2026; its addresses answer 404. Use "
        + "openai_responses: 'instructions' and 'tools' move there as they are (functions become "
        + "flat), threads become conversations, runs become responses. For an agent that OpenAI "
        + "hosts, use openai_agents_api. Source: "
        + "https://developers.openai.com/api/docs/assistants/migration"

    private static func export(
        _ context: ExportContext, _ body: JSONValue, _ tools: [JSONValue], howToLoad: String,
        notes: [String] = []
    ) -> PlatformExport {
        PlatformExport(
            tools: .array(tools), config: body, file: context.jsonFile(body),
            howToLoad: howToLoad,
            notes: notes + [
                "OpenAI calls no address by itself: your program runs the functions, at the "
                    + "addresses in the openapi export."
            ])
    }

    static func flat(_ tool: ExportTool, isStrict: Bool) -> JSONValue {
        var object: JSONObject = ["type": "function"]
        if let members = function(tool).object { object.append(members) }
        return .object(object)
    }

    private static func function(_ tool: ExportTool) -> JSONValue {
        [
            "name": .string(tool.name), "description": .string(tool.description),
            "parameters": tool.canBeStrict ? tool.strictSchema : tool.schema,
            "strict": .bool(tool.canBeStrict),
        ]
    }

    /// One payment at a time; and `strict` does not hold for parallel calls.
    private static func toolMembers(_ tools: [JSONValue]) -> JSONObject {
        guard !tools.isEmpty else { return [:] }
        return ["tools": .array(tools), "tool_choice": "auto", "parallel_tool_calls": false]
    }

    private static func verbosity(_ context: ExportContext) -> String {
        switch context.brief.spec.text(.verbosityLevel) {
        case "detailed": "high"
        case "balanced": "medium"
        default: "low"
        }
    }

    /// At most 16 pairs, values up to 512 characters.
    private static func metadata(_ context: ExportContext) -> JSONValue {
        [
            "source": "paygent", "agent": .string(context.slug),
            "design_sha256": .string(context.basis.designHash),
            "maximum_loss": .string(FreeText.cut(context.brief.maximumLoss, to: 500)),
        ]
    }
}
