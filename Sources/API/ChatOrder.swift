internal import JSON
internal import Web

/// What a chat request asks for. Only the last message is a command; whatever else is in the
/// conversation is text that a client wrote, and no approval and no limit is read from it.
struct ChatOrder {
    /// How the conversation is named that the command belongs to.
    enum Conversation: Equatable {
        /// The id of an agent's session.
        case session(String)
        /// Whoever talks, in the client's own words.
        case user(String)
        case new
    }

    let model: String
    let text: String
    let conversation: Conversation
    let streams: Bool
    let wantsUsage: Bool

    /// In the form of OpenAI's chat completions.
    init(completion request: Request) throws(Problem) {
        let body = try request.jsonObject()
        try Self.refuseWhatIsNotServed(body)
        try self.init(body, request, user: body.optionalString("user"), named: "user")
    }

    /// In the form of Anthropic's messages.
    init(message request: Request) throws(Problem) {
        let body = try request.jsonObject()
        for name in ["tools", "mcp_servers"] { try Self.refuse(name, in: body) }
        let user = try body["metadata"]?.object?.optionalString("user_id")
        try self.init(body, request, user: user, named: "metadata.user_id")
    }

    private init(
        _ body: JSONObject, _ request: Request, user: String?, named name: String
    ) throws(Problem) {
        model = try body.requiredString("model", example: "paygent")
        text = try Self.command(in: body)
        conversation = try Self.conversation(body, request, user, named: name)
        streams = try body.optionalBool("stream") ?? false
        wantsUsage = body["stream_options"]?["include_usage"] == true
    }

    /// Settings of sampling change nothing and are let pass; these would change the answer.
    private static func refuseWhatIsNotServed(_ body: JSONObject) throws(Problem) {
        if try body.wholeNumber("n", default: 1, in: 1...128) != 1 {
            throw Problem.invalid("n", "An agent acts once: leave 'n' out, or send 1.")
        }
        for name in ["tools", "functions"] { try refuse(name, in: body) }
        let modalities = body["modalities"]?.array ?? []
        if body["audio"]?.object != nil || modalities.contains(where: { $0 != "text" }) {
            throw Problem.invalid("modalities", "An agent answers in text only.")
        }
        if let form = body["response_format"]?["type"], form != "text" {
            throw Problem.invalid(
                "response_format",
                "An agent answers in plain words; its figures are in the member 'paygent'.")
        }
    }

    private static func refuse(_ tools: String, in body: JSONObject) throws(Problem) {
        guard body[tools]?.array?.isEmpty != false else {
            throw Problem.invalid(
                tools, "An agent uses the tools of its own design; leave '\(tools)' out.")
        }
    }

    /// A conversation that ends with an agent's or a tool's words asks for nothing new: the person's
    /// message before them was carried out already.
    private static func command(in body: JSONObject) throws(Problem) -> String {
        guard let messages = body["messages"]?.array, !messages.isEmpty else {
            throw Problem.invalid(
                "messages",
                "Send 'messages', such as [{\"role\": \"user\", \"content\": \"check my balance\"}]."
            )
        }
        let spoken = messages.indices.last {
            let role = messages[$0]["role"]?.string
            return role != "system" && role != "developer"
        }
        guard let index = spoken, messages[index]["role"]?.string == "user" else {
            throw Problem.invalid(
                "messages", "The last message must be the user's: it is what the agent does.")
        }
        let name = "messages[\(index)].content"
        let text = try words(messages[index]["content"] ?? .null, named: name)
        guard text.utf8.contains(where: { $0 > 0x20 }) else {
            throw Problem.invalid(name, "Say what is to be done: the last message is blank.")
        }
        guard text.count <= Agents.commandLengthMax else {
            throw Problem.invalid(
                name, "A command has at most \(Agents.commandLengthMax) characters.")
        }
        return text
    }

    private static func words(
        _ content: JSONValue, named name: String
    ) throws(Problem) -> String {
        if let text = content.string { return text }
        guard let parts = content.array else {
            throw Problem.invalid(name, "The content of a message is text.")
        }
        var texts: [String] = []
        for part in parts {
            guard part["type"] == "text", let text = part["text"]?.string else {
                throw Problem.invalid(
                    name, "An agent reads text only; leave out pictures, sound and files.")
            }
            texts.append(text)
        }
        return texts.joined(separator: "\n")
    }

    private static func conversation(
        _ body: JSONObject, _ request: Request, _ user: String?, named name: String
    ) throws(Problem) -> Conversation {
        if let id = request.headers["X-Session-Id"] { return .session(id) }
        if let id = try body["metadata"]?.object?.optionalString("session_id") {
            return .session(id)
        }
        guard let user, !user.isEmpty else { return .new }
        guard user.utf8.count <= userBytesMax else {
            throw Problem.invalid(name, "'\(name)' has at most \(userBytesMax) bytes.")
        }
        return .user(user)
    }

    private static let userBytesMax = 255
}
