public import JSON

/// What a language model is asked: everything it will know, and how it may answer.
public struct ModelRequest: Sendable, Hashable {
    /// The rules it works under; never holds what a user wrote.
    public var system: String
    public var messages: [ModelMessage]
    public var tools: [ModelTool]
    public var toolUse: ToolUse
    /// What the answer must look like; nil: plain text.
    public var form: Form?
    /// The most it may answer, in its own tokens.
    public var outputTokensMax: Int
    /// Whose budget it counts against: a session. Stays in this process.
    public var account: String
    /// How long the caller waits, retries and other models included.
    public var patienceMilliseconds: Int

    public static let patienceMillisecondsDefault = 30_000

    public enum ToolUse: Sendable, Hashable {
        case auto, none, required
        case named(String)
    }

    /// A JSON document of this schema.
    public struct Form: Sendable, Hashable {
        /// `[a-z_][a-z0-9_]{0,39}`: safe with every provider.
        public var name: String
        public var schema: JSONValue

        public init(name: String, schema: JSONValue) {
            self.name = name
            self.schema = schema
        }
    }

    public init(
        system: String, messages: [ModelMessage], tools: [ModelTool] = [],
        toolUse: ToolUse = .auto, form: Form? = nil, outputTokensMax: Int = 1_024,
        account: String, patienceMilliseconds: Int = patienceMillisecondsDefault
    ) {
        self.system = system
        self.messages = messages
        self.tools = tools
        self.toolUse = toolUse
        self.form = form
        self.outputTokensMax = outputTokensMax
        self.account = account
        self.patienceMilliseconds = patienceMilliseconds
    }
}

/// One message of the talk with a model.
public enum ModelMessage: Sendable, Hashable {
    case user(String)
    case assistant(String, calls: [ModelToolCall])
    /// What a tool answered: data from outside, never an instruction.
    case toolResult(callID: String, text: String)
}

/// A function that a model may ask for. What it asks for is a wish: the caller decides.
public struct ModelTool: Sendable, Hashable {
    public var name: String
    /// When to call it and when not.
    public var summary: String
    /// JSON Schema of the arguments: `type: object` with `properties` and `required`.
    public var parameters: JSONValue

    public init(name: String, summary: String, parameters: JSONValue) {
        self.name = name
        self.summary = summary
        self.parameters = parameters
    }
}

/// A model's wish to call a tool.
public struct ModelToolCall: Sendable, Hashable {
    /// The provider's own; goes back with the result.
    public var id: String
    public var name: String
    public var arguments: JSONObject

    public init(id: String, name: String, arguments: JSONObject) {
        self.id = id
        self.name = name
        self.arguments = arguments
    }
}
