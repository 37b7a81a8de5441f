import Domain
import JSON

/// Google's two forms: the body of `generateContent`, and an agent for the Agent Development Kit.
/// Source: the packages `google-genai` 3.3.0 and `google-adk` 2.13.0.
enum GoogleExport {
    /// `POST /v1beta/models/{model}:generateContent`; the conversation, `contents`, is added at run
    /// time.
    static func gemini(_ context: ExportContext) -> PlatformExport {
        let functions = context.tools.map { tool -> JSONValue in
            var object: JSONObject = [
                "name": .string(tool.name), "description": .string(tool.description),
            ]
            if !tool.parameters.isEmpty { object["parameters"] = tool.schema }
            return .object(object)
        }
        var body: JSONObject = [
            "systemInstruction": ["parts": [["text": .string(context.systemPrompt)]]]
        ]
        if !functions.isEmpty {
            body["tools"] = [["functionDeclarations": .array(functions)]]
            body["toolConfig"] = ["functionCallingConfig": ["mode": "AUTO"]]
        }
        body["generationConfig"] = ["temperature": .number("0.2"), "maxOutputTokens": 2048]
        return PlatformExport(
            tools: .array(functions), config: .object(body),
            file: context.jsonFile(.object(body)),
            howToLoad: "POST it, with contents added, to https://generativelanguage.googleapis.com/"
                + "v1beta/models/\(context.model):generateContent",
            notes: [
                "Gemini calls no address by itself: your program runs the functions, at the "
                    + "addresses in the openapi export."
            ])
    }

    /// A folder for `adk run` and `adk web`: the configuration, and the tools beside it, because a
    /// configuration alone can carry no HTTP tool.
    static func adk(_ context: ExportContext) -> PlatformExport {
        let package = Slug.identifier(context.name)
        let tools =
            context.toolsOutsideToolsets.map { tool -> JSONValue in
                ["name": .string("\(package).tools.\(tool.name)")]
            } + context.toolsets.map(toolset)
        var config: JSONObject = [
            "agent_class": "LlmAgent", "name": .string(package), "model": .string(context.model),
            "description": .string(context.summary()),
            "instruction": .string(context.systemPrompt),
            "generate_content_config": ["temperature": .number("0.2")],
        ]
        if !tools.isEmpty { config["tools"] = .array(tools) }
        let files = [
            ("root_agent.yaml", YAMLWriter.text(.object(config))),
            ("tools.py", PythonTools.text(.adkTools, context)), ("__init__.py", ""),
            ("requirements.txt", "google-adk==2.13.0\n"),
            (".env.example", PythonTools.environment(context, ["GOOGLE_API_KEY"])),
        ]
        return PlatformExport(
            tools: .array(tools), config: .object(config),
            file: context.zipFile(files.map { ("\(package)/\($0.0)", $0.1) }),
            howToLoad: "Unpack it, copy .env.example to .env, fill it in, and run: adk web",
            notes: [
                "Braces in your texts are written full-width, because ADK takes {name} for its own."
            ] + context.toolsetNotes)
    }

    /// The only tool that a configuration may give arguments.
    private static func toolset(_ set: MCPToolset) -> JSONValue {
        [
            "name": "McpToolset",
            "args": [
                "streamable_http_connection_params": ["url": .string(set.url)],
                "tool_filter": .strings(set.tools),
            ],
        ]
    }
}
