public import JSON

/// What a tool answers. Source: MCP, Server Features, Tools, Tool Result.
public struct ToolAnswer: Sendable, Hashable {
    /// What a model reads.
    public let content: JSONValue
    /// What a program reads; nil for files.
    public let structured: JSONObject?
    /// The tool was called properly and did not do it.
    public let isError: Bool

    private init(_ content: JSONValue, _ structured: JSONObject?, isError: Bool = false) {
        self.content = content
        self.structured = structured
        self.isError = isError
    }

    /// The same twice, as the specification asks for clients that read only text.
    public static func object(_ object: JSONObject) -> ToolAnswer {
        ToolAnswer(["type": "text", "text": .string(JSONValue.object(object).text)], object)
    }

    public static func text(_ text: String) -> ToolAnswer {
        ToolAnswer(["type": "text", "text": .string(text)], nil)
    }

    /// - Parameter base64: of a file that is no text.
    public static func file(_ name: String, mediaType: String, base64: String) -> ToolAnswer {
        ToolAnswer(
            [
                "type": "resource",
                "resource": [
                    "uri": .string("file:///\(name)"), "mimeType": .string(mediaType),
                    "blob": .string(base64),
                ],
            ], nil)
    }

    /// - Parameter sentence: what was wrong and what to do.
    public static func refusal(_ sentence: String, _ details: JSONObject? = nil) -> ToolAnswer {
        ToolAnswer(["type": "text", "text": .string(sentence)], details, isError: true)
    }

    /// The result of `tools/call`.
    public var json: JSONObject {
        var json: JSONObject = ["content": .array([content]), "isError": .bool(isError)]
        json["structuredContent"] = structured.map { .object($0) }
        return json
    }
}
