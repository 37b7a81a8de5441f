/// One model that may be asked: whose format it speaks, its name, where it is, whose key it takes.
public struct ModelEndpoint: Sendable, Hashable {
    public enum Format: String, Sendable, Hashable, CaseIterable {
        /// OpenAI's Responses.
        case openai
        /// OpenAI's Chat Completions.
        case openaiChat = "openai-chat"
        /// Anthropic's Messages.
        case anthropic
        /// Chat Completions of any other server: Ollama, vLLM, LiteLLM, llama.cpp.
        case compatible
    }

    public var format: Format
    public var model: String
    /// Ends before the slash of `/responses`, `/chat/completions` or `/v1/messages`.
    public var baseURL: String
    /// The environment variable, or the entry of the key file, that holds the key.
    public var keyName: String

    public init(format: Format, model: String, baseURL: String? = nil, keyName: String? = nil) {
        self.format = format
        self.model = model
        var base = Substring(baseURL ?? format.defaultBaseURL)
        while base.last == "/" { base.removeLast() }
        self.baseURL = String(base)
        self.keyName = keyName ?? format.defaultKeyName
    }

    /// `openai:gpt-6-luna`: for logs, metrics and prices.
    public var name: String { "\(format.rawValue):\(model)" }
}

extension ModelEndpoint {
    /// Reads `FORMAT:MODEL`, `FORMAT:MODEL@BASE_URL`, either with `#KEY_NAME` behind it.
    ///
    /// - Throws: `EndpointError` with a sentence that says what would be right.
    public init(parsing text: String) throws(EndpointError) {
        var rest = Substring(text)
        var keyName: String?
        if let hash = rest.lastIndex(of: "#") {
            keyName = String(rest[rest.index(after: hash)...])
            rest = rest[..<hash]
        }
        guard let colon = rest.firstIndex(of: ":"),
            let format = Format(rawValue: String(rest[..<colon]))
        else {
            let known = Format.allCases.map(\.rawValue).joined(separator: ", ")
            throw EndpointError("'\(text)' does not begin with one of \(known) and a colon")
        }
        rest = rest[rest.index(after: colon)...]
        var baseURL: String?
        if let at = rest.lastIndex(of: "@") {
            baseURL = String(rest[rest.index(after: at)...])
            rest = rest[..<at]
        }
        guard !rest.isEmpty else { throw EndpointError("'\(text)' names no model") }
        if let baseURL, !baseURL.hasPrefix("http://"), !baseURL.hasPrefix("https://") {
            throw EndpointError("'\(baseURL)' is not an address such as http://127.0.0.1:11434/v1")
        }
        if format == .compatible, baseURL == nil {
            throw EndpointError("'\(text)' needs @ and the server's address behind the model")
        }
        if let keyName, !Self.isName(keyName) {
            throw EndpointError("'#\(keyName)' is not the name of a variable")
        }
        self.init(format: format, model: String(rest), baseURL: baseURL, keyName: keyName)
    }

    private static func isName(_ text: String) -> Bool {
        !text.isEmpty
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
                    true
                default: false
                }
            }
    }
}

public struct EndpointError: Error, Equatable {
    public let sentence: String

    init(_ sentence: String) { self.sentence = sentence }
}

extension ModelEndpoint.Format {
    fileprivate var defaultBaseURL: String {
        switch self {
        case .openai, .openaiChat: "https://api.openai.com/v1"
        case .anthropic: "https://api.anthropic.com"
        case .compatible: ""
        }
    }

    fileprivate var defaultKeyName: String {
        switch self {
        case .openai, .openaiChat: "OPENAI_API_KEY"
        case .anthropic: "ANTHROPIC_API_KEY"
        case .compatible: "COMPATIBLE_API_KEY"
        }
    }

    /// Whether the provider answers nobody without a key.
    public var needsKey: Bool {
        switch self {
        case .openai, .openaiChat, .anthropic: true
        case .compatible: false
        }
    }
}
