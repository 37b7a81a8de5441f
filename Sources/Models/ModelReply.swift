public import JSON

/// What a language model answered, whole.
public struct ModelReply: Sendable, Hashable {
    public var text: String
    public var calls: [ModelToolCall]
    public var end: End
    public var usage: ModelUsage
    /// What it cost, in 10^-12 US dollars: the caller's to set, who knows the price.
    public var picodollars: UInt128 = 0
    /// Which model said it: `openai:gpt-6-luna`.
    public var model: String

    public enum End: String, Sendable, Hashable, CaseIterable {
        /// It had said everything.
        case finished
        /// It waits for results of its calls.
        case calls
        /// Cut off at the most it may answer.
        case length
        /// The provider would not let it answer.
        case refused
    }

    public init(
        text: String, calls: [ModelToolCall] = [], end: End = .finished,
        usage: ModelUsage = ModelUsage(), model: String = ""
    ) {
        self.text = text
        self.calls = calls
        self.end = end
        self.usage = usage
        self.model = model
    }
}

extension ModelReply {
    /// The document that was asked for by a form; also when it came inside a code fence.
    ///
    /// - Throws: `.nonsense` when the text is no JSON object.
    public func document() throws(ModelFailure) -> JSONValue {
        var body = Substring(text)
        if let start = body.firstIndex(of: "{"), let end = body.lastIndex(of: "}"), start < end {
            body = body[start...end]
        }
        do {
            let value = try JSONValue(parsing: String(body))
            guard value.object != nil else { throw ModelFailure.nonsense("no object") }
            return value
        } catch { throw .nonsense("no JSON document") }
    }
}

/// Tokens as the provider counted them.
public struct ModelUsage: Sendable, Hashable {
    public var inputTokens: Int
    public var outputTokens: Int

    public init(inputTokens: Int = 0, outputTokens: Int = 0) {
        self.inputTokens = inputTokens
        self.outputTokens = outputTokens
    }

    public var tokens: Int { inputTokens + outputTokens }

    /// A provider's count is outside data: one that cannot be counts as this many.
    static let tokensMax = 10_000_000

    static func checked(_ count: JSONValue?) -> Int {
        min(max(Int(count?.integer ?? 0), 0), tokensMax)
    }
}

/// A piece of an answer, as it comes.
public enum ModelDelta: Sendable, Hashable {
    case text(String)
    /// The model began to ask for a tool; its arguments follow in the whole reply.
    case callStarted(name: String)
    /// What came before does not count: the question was asked again.
    case restarted
}
