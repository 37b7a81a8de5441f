import Domain
import JSON

/// The body of `POST /assistant`. Source: the `vapi-server-sdk` 3.0.0 package,
/// `types.create_assistant_dto`; limits from the API's OpenAPI document of August 2026.
enum VapiExport {
    static func assistant(_ context: ExportContext) -> PlatformExport {
        var tools = context.tools.map { tool($0, context) }
        tools.append(["type": "endCall"])
        let body: JSONValue = [
            "name": .string(FreeText.cut(context.safe(context.name), to: 40)),
            "firstMessage": .string(Greeting.isForeign(context) ? "" : Greeting.text(context)),
            "firstMessageMode": Greeting.isForeign(context)
                ? "assistant-speaks-first-with-model-generated-message" : "assistant-speaks-first",
            "model": [
                "provider": "openai", "model": .string(context.model),
                "temperature": .number("0.2"), "maxTokens": 250,
                "messages": [["role": "system", "content": .string(context.systemPrompt)]],
                "tools": .array(tools),
            ],
            "voice": ["provider": "11labs", "voiceId": "sarah", "model": "eleven_flash_v2_5"],
            "transcriber": [
                "provider": "deepgram", "model": "nova-3", "language": .string(language(context)),
            ],
            "startSpeakingPlan": ["waitSeconds": .number("0.6")],
            "stopSpeakingPlan": ["numWords": 2], "endCallMessage": "Goodbye.",
            "maxDurationSeconds": 600,
            "metadata": [
                "source": "paygent", "agent": .string(context.slug),
                "design_sha256": .string(context.basis.designHash),
            ],
        ]
        return PlatformExport(
            tools: .array(tools), config: body, file: context.jsonFile(body),
            howToLoad: "POST it to https://api.vapi.ai/assistant", notes: notes(context))
    }

    private static func notes(_ context: ExportContext) -> [String] {
        let secrets = context.secretNames
        let credentials =
            secrets.isEmpty
            ? []
            : [
                "Vapi keeps secrets as credentials: make one for \(listed(secrets, "and")), and set "
                    + "its id as credentialId on the tools that need it."
            ]
        return credentials + [
            "Who pays is a static parameter that the model never sees.",
            "The names of tools are left out of the prompt, as Vapi asks.",
        ]
    }

    private static func language(_ context: ExportContext) -> String {
        let languages = context.brief.spec.list(.languages)
        return languages.count > 1 ? "multi" : languages.first ?? "en"
    }

    private static func tool(_ tool: ExportTool, _ context: ExportContext) -> JSONValue {
        var object: JSONObject = [
            "type": "apiRequest", "name": .string(tool.name),
            "description": .string(context.safe(tool.description)),
            "method": .string(tool.method), "url": .string(address(tool)), "timeoutSeconds": 20,
            "messages": [["type": "request-start", "content": "One moment, please."]],
        ]
        if !tool.parameters.isEmpty {
            let properties = tool.parameters.map { parameter in
                JSONObject.Member(parameter.name, schema(parameter, context))
            }
            object["body"] = [
                "type": "object", "properties": .object(JSONObject(properties)),
                "required": .strings(tool.parameters.filter(\.isRequired).map(\.name)),
            ]
        }
        if !tool.constants.isEmpty {
            object["parameters"] = .array(
                tool.constants.map { ["key": .string($0.name), "value": .string($0.value)] })
        }
        return .object(object)
    }

    /// Vapi fills Liquid's `{{marks}}` in an address from the arguments.
    private static func address(_ tool: ExportTool) -> String {
        let url = tool.url(fillingHolesWith: { "{{\($0.name)}}" })
        let query = tool.parameters.filter { $0.place == .query }
            .map { "\($0.name)={{\($0.name)}}" }
        guard !query.isEmpty else { return url }
        return url + (url.contains("?") ? "&" : "?") + query.joined(separator: "&")
    }

    private static func schema(
        _ parameter: ExportTool.Parameter, _ context: ExportContext
    ) -> JSONValue {
        var schema: JSONObject = [
            "type": .string(parameter.type.rawValue),
            "description": .string(context.safe(parameter.summary)),
        ]
        if parameter.type == .array { schema["items"] = ["type": "string"] }
        if parameter.type == .object { schema["properties"] = [:] }
        return .object(schema)
    }
}
