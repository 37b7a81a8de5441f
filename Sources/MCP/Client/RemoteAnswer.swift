public import JSON

/// What another server's tool answered: untrusted text, whatever it says about itself.
public struct RemoteAnswer: Sendable, Hashable {
    /// What a program reads, when there is such; else what a model would.
    public let text: String
    public let isJSON: Bool
    /// The tool was called and did not do it.
    public let isError: Bool
    /// The members of the JSON-RPC answer that say so, for programs that look for more than text.
    public let message: JSONObject

    /// Of an error that asks for something, says in `data` what, and is no failure: HTTP's
    /// "payment required".
    static let demandCode: Int64 = 402

    init(demand: JSONValue, _ words: String) {
        self.init(
            text: words, isJSON: false, isError: true,
            message: ["error": ["code": .integer(Self.demandCode), "data": demand]])
    }

    /// - Parameter result: of `tools/call`. Source: MCP, Server Features, Tools, Tool Result.
    init(_ result: JSONObject) throws(ExchangeFailure) {
        guard (result["resultType"] ?? "complete") == "complete" else {
            throw .notUnderstood("it wants to be told more before it answers")
        }
        let blocks = result["content"] ?? []
        let flag = result["isError"] ?? false
        guard let blocks = blocks.array, let flag = flag.bool else {
            throw .notUnderstood("a tool's answer has no content")
        }
        isError = flag
        message = ["result": .object(result)]
        if let structured = result["structuredContent"], !structured.isNull {
            guard structured.object != nil else {
                throw .notUnderstood("structured content is no object")
            }
            (text, isJSON) = (structured.text, true)
            return
        }
        var lines: [String] = []
        for block in blocks { lines.append(try Self.line(block)) }
        (text, isJSON) = (lines.joined(separator: "\n"), false)
    }

    /// Pictures, sounds and files are named, not kept.
    private static func line(_ block: JSONValue) throws(ExchangeFailure) -> String {
        guard let kind = block["type"]?.string else {
            throw .notUnderstood("a part of a tool's answer has no type")
        }
        if kind == "text" {
            guard let text = block["text"]?.string else {
                throw .notUnderstood("a text has no text")
            }
            return text
        }
        if kind == "resource", let text = block["resource"]?["text"]?.string { return text }
        let uri = block["uri"]?.string ?? block["resource"]?["uri"]?.string
        return "[\(RemoteText.line(uri ?? kind, countMax: 200))]"
    }
}

extension RemoteAnswer {
    /// The same with other words, such as with secrets left out.
    public func rewritten(_ rewrite: (String) -> String) -> RemoteAnswer {
        let whole = JSONValue.object(message).text
        let clean = rewrite(whole)
        var message = message
        if clean != whole {
            // What is no JSON any more says nothing to programs.
            do { message = try JSONValue(parsing: Array(clean.utf8)).object ?? [:] } catch {
                message = [:]
            }
        }
        return RemoteAnswer(
            text: rewrite(text), isJSON: isJSON, isError: isError, message: message)
    }

    private init(text: String, isJSON: Bool, isError: Bool, message: JSONObject) {
        self.text = text
        self.isJSON = isJSON
        self.isError = isError
        self.message = message
    }
}
