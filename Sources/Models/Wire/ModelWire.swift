internal import JSON

/// The request that goes to a provider.
public struct WireRequest: Sendable, Hashable {
    public var url: String
    /// Without the key.
    public var headers: [(name: String, value: String)] { headerPairs.map { ($0[0], $0[1]) } }
    public var body: [UInt8]
    private var headerPairs: [[String]]

    init(url: String, headers: [[String]], body: JSONValue) {
        self.url = url
        headerPairs = headers
        self.body = body.bytes
    }
}

extension ModelEndpoint {
    /// - Parameter key: goes into a header and nowhere else.
    public func wire(_ request: ModelRequest, key: String?) -> WireRequest {
        var headers = [["Content-Type", "application/json"], ["Accept", "text/event-stream"]]
        switch format {
        case .openai:
            if let key { headers.append(["Authorization", "Bearer \(key)"]) }
            return WireRequest(
                url: baseURL + "/responses", headers: headers,
                body: OpenAIResponses.body(request, model: model))
        case .openaiChat, .compatible:
            if let key { headers.append(["Authorization", "Bearer \(key)"]) }
            return WireRequest(
                url: baseURL + "/chat/completions", headers: headers,
                body: ChatCompletions.body(
                    request, model: model, isOpenAI: format == .openaiChat))
        case .anthropic:
            if let key { headers.append(["x-api-key", key]) }
            headers.append(["anthropic-version", AnthropicMessages.version])
            return WireRequest(
                url: baseURL + "/v1/messages", headers: headers,
                body: AnthropicMessages.body(request, model: model))
        }
    }

    /// What reads the answer.
    public func decoder() -> ReplyDecoder { ReplyDecoder(format) }
}

/// Puts an answer together from a provider's events, or from one whole document when it does not
/// stream. Pure: bytes in, deltas out, the reply at the end.
public struct ReplyDecoder: Sendable {
    /// Text and arguments of one reply together; a reply for a wizard or a run is far smaller.
    public static let contentBytesMax = 256 << 10
    /// Everything that comes, events' frames included.
    public static let wireBytesMax = 4 << 20
    public static let callsMax = 64

    private let format: ModelEndpoint.Format
    private var events = EventStreamReader()
    /// The document of a provider that did not stream.
    private var document: [UInt8] = []
    private var isDocument: Bool?
    private var bytesTaken = 0
    private(set) var draft = ReplyDraft()

    init(_ format: ModelEndpoint.Format) { self.format = format }

    /// - Throws: `.tooLarge`, `.nonsense` or what the provider reports in mid-stream.
    public mutating func take(_ bytes: [UInt8]) throws(ModelFailure) -> [ModelDelta] {
        bytesTaken += bytes.count
        guard bytesTaken <= Self.wireBytesMax else { throw .tooLarge }
        guard !isWhole(bytes) else {
            document += bytes
            return []
        }
        var deltas: [ModelDelta] = []
        for event in try events.take(bytes) {
            guard !draft.isEnded else { break }
            deltas += try take(event)
        }
        return deltas
    }

    /// A JSON object instead of events begins with a brace, which no field of an event does.
    private mutating func isWhole(_ bytes: [UInt8]) -> Bool {
        if let isDocument { return isDocument }
        guard let first = bytes.first(where: { $0 > 0x20 }) else { return false }
        isDocument = first == UInt8(ascii: "{")
        return first == UInt8(ascii: "{")
    }

    private mutating func take(
        _ event: EventStreamReader.Event
    ) throws(ModelFailure) -> [ModelDelta] {
        if event.data == "[DONE]" {
            draft.isEnded = true
            return []
        }
        let data = try Self.parsed(Array(event.data.utf8))
        switch format {
        case .openai: return try OpenAIResponses.take(data, event.name, into: &draft)
        case .openaiChat, .compatible: return try ChatCompletions.take(data, into: &draft)
        case .anthropic: return try AnthropicMessages.take(data, into: &draft)
        }
    }

    /// What the answer came to, once everything has arrived.
    ///
    /// - Throws: `.nonsense` when it was cut off, or holds neither words nor calls.
    public mutating func finish() throws(ModelFailure) -> ModelReply {
        if isDocument == true {
            let whole = try Self.parsed(document)
            switch format {
            case .openai: try OpenAIResponses.takeWhole(whole, into: &draft)
            case .openaiChat, .compatible: try ChatCompletions.takeWhole(whole, into: &draft)
            case .anthropic: try AnthropicMessages.takeWhole(whole, into: &draft)
            }
        }
        // Some servers that speak Chat Completions send no `[DONE]`: the reason to end is the end.
        if format == .openaiChat || format == .compatible, draft.end != nil { draft.isEnded = true }
        return try draft.reply()
    }

    private static func parsed(_ bytes: [UInt8]) throws(ModelFailure) -> JSONValue {
        do {
            let value = try JSONValue(parsing: bytes)
            guard value.object != nil else { throw ModelFailure.nonsense("no object") }
            return value
        } catch { throw .nonsense("no JSON") }
    }
}
