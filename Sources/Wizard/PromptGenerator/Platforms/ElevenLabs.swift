import Domain
import JSON

/// The body of `POST /v1/convai/agents/create`. Source: the `elevenlabs` 2.78.0 package,
/// `conversational_ai.agents.create` and `types`.
enum ElevenLabsExport {
    static func agent(_ context: ExportContext) -> PlatformExport {
        let tools = context.tools.map { tool($0, context) }
        var body: JSONObject = [
            "name": .string(FreeText.cut(context.name, to: 100)),
            "tags": ["paygent", "payments"],
            "conversation_config": conversation(context, tools),
            "platform_settings": platformSettings(context),
        ]
        body["workflow"] = ElevenLabsWorkflow.json(context)
        return PlatformExport(
            tools: .array(tools), config: .object(body), file: context.jsonFile(.object(body)),
            howToLoad: "elevenlabs agents add \"\(context.slug)\" --from-file "
                + "\(context.slug)-elevenlabs.json",
            notes: notes(context))
    }

    private static func notes(_ context: ExportContext) -> [String] {
        var notes = [
            "Create the environment variables of the tools' headers in your workspace: "
                + secretNames(context) + ".",
            "No voice is chosen: the workspace's standard voice speaks until you pick one.",
            "Steps of the workflow are instructions to the agent; the stop switch is not drawn, "
                + "because Paygent pulls it.",
        ]
        if Greeting.isForeign(context) {
            notes.append("The caller speaks first, because no greeting in that language was given.")
        }
        return notes
    }

    private static func secretNames(_ context: ExportContext) -> String {
        let names = context.secretNames
        return names.isEmpty ? "none are needed" : listed(names, "and")
    }

    private static func conversation(_ context: ExportContext, _ tools: [JSONValue]) -> JSONValue {
        let languages = context.brief.spec.list(.languages)
        let language = languages.first ?? "en"
        var prompt: JSONObject = [
            "prompt": .string(context.systemPrompt), "llm": .string(context.model),
            "temperature": .number("0.2"), "enable_parallel_tool_calls": false,
        ]
        prompt["timezone"] = context.brief.spec.text(.timezone).map { .string($0) }
        prompt["tools"] = .array(tools)
        prompt["built_in_tools"] = [
            "end_call": ["name": "end_call", "params": ["system_tool_type": "end_call"]]
        ]
        return [
            "agent": [
                "first_message": .string(Greeting.isForeign(context) ? "" : Greeting.text(context)),
                "language": .string(language), "prompt": .object(prompt),
            ],
            "tts": [
                // English agents take the first generation, all others the second.
                "model_id": language == "en" ? "eleven_flash_v2" : "eleven_flash_v2_5",
                "stability": .number("0.5"), "similarity_boost": .number("0.8"),
                "speed": .number("1.0"),
            ],
            "asr": ["quality": "high", "provider": "scribe_realtime"],
            "turn": [
                "turn_timeout": 7, "turn_eagerness": "patient", "silence_end_call_timeout": -1,
            ],
            "conversation": ["max_duration_seconds": 600, "text_only": false],
        ]
    }

    private static func platformSettings(_ context: ExportContext) -> JSONValue {
        let success = context.brief.words(.successCriteria)
        var criteria: [JSONValue] = []
        if !success.isEmpty {
            criteria.append([
                "id": "success", "name": "Success",
                "conversation_goal_prompt": .string(context.safe(success)),
            ])
        }
        if context.brief.movesMoney {
            criteria.append([
                "id": "limits", "name": "Kept to the limits",
                "conversation_goal_prompt":
                    .string(
                        "The agent named amount and payee before each payment, and never promised "
                            + "a payment that a tool had refused."),
            ])
        }
        return [
            "guardrails": [
                "version": "1", "focus": ["is_enabled": true],
                "prompt_injection": ["is_enabled": true],
            ],
            "evaluation": ["criteria": .array(criteria)],
        ]
    }
}

extension ElevenLabsExport {
    /// A webhook: a literal takes its value from the model (`description`) or is fixed
    /// (`constant_value`), never both.
    private static func tool(_ tool: ExportTool, _ context: ExportContext) -> JSONValue {
        var api: JSONObject = ["url": .string(tool.url), "method": .string(tool.method)]
        if !tool.headers.isEmpty {
            api["request_headers"] = .object(
                JSONObject(
                    tool.headers.map {
                        .init($0.name, ["env_var_label": .string($0.secretName)])
                    }))
        }
        let path = members(tool, .path, context)
        if !path.isEmpty { api["path_params_schema"] = .object(path) }
        var query = members(tool, .query, context)
        let takesBody = ["POST", "PUT", "PATCH"].contains(tool.method)
        let constants = JSONObject(
            tool.constants.map {
                .init($0.name, ["type": "string", "constant_value": .string($0.value)])
            })
        if !takesBody { query.append(constants) }
        if !query.isEmpty { api["query_params_schema"] = ["properties": .object(query)] }
        if takesBody {
            var properties = members(tool, .body, context)
            properties.append(constants)
            api["content_type"] = "application/json"
            api["request_body_schema"] = [
                "type": "object", "description": .string("What \(tool.name) is called with"),
                "required": .strings(
                    tool.parameters.filter { $0.isRequired && $0.place == .body }.map(\.name)),
                "properties": .object(properties),
            ]
        }
        return [
            "type": "webhook", "name": .string(tool.name),
            "description": .string(context.safe(tool.description)), "response_timeout_secs": 20,
            "interruption_mode": tool.movesMoney ? "disable_during_tool" : "allow",
            "pre_tool_speech": tool.movesMoney ? "force" : "auto", "api_schema": .object(api),
        ]
    }

    private static func members(
        _ tool: ExportTool, _ place: ExportTool.Parameter.Place, _ context: ExportContext
    ) -> JSONObject {
        JSONObject(
            tool.parameters.filter { $0.place == place }.map { parameter in
                .init(parameter.name, schema(parameter, context))
            })
    }

    private static func schema(
        _ parameter: ExportTool.Parameter, _ context: ExportContext
    ) -> JSONValue {
        let description = JSONValue.string(context.safe(parameter.summary))
        // Path and query hold literals only.
        let isLiteral = parameter.place != .body
        switch parameter.type {
        case .string, .number, .integer, .boolean:
            return ["type": .string(parameter.type.rawValue), "description": description]
        case .array:
            if isLiteral { return ["type": "string", "description": description] }
            return [
                "type": "array", "description": description,
                "items": ["type": "string", "description": "One of them"],
            ]
        case .object:
            if isLiteral { return ["type": "string", "description": description] }
            return ["type": "object", "description": description, "properties": [:]]
        }
    }
}

extension ExportContext {
    /// Every secret that the tools need where the agent runs, each once.
    var secretNames: [String] {
        var names: [String] = []
        for tool in tools {
            for header in tool.headers where !names.contains(header.secretName) {
                names.append(header.secretName)
            }
        }
        return names
    }
}
