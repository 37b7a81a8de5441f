/// What an agent can do, built in.
public enum BuiltInTool: String, Sendable, Hashable, CaseIterable, Comparable {
    case x402Payment = "x402_payment"
    case discoverServices = "discover_services"
    case checkBalance = "check_balance"
    case transferTokens = "transfer_tokens"
    case swapTokens = "swap_tokens"
    case subscribeService = "subscribe_service"
    case perpetualTrade = "perpetual_trade"
    case predictionMarket = "prediction_market"

    public static func < (lhs: Self, rhs: Self) -> Bool { lhs.order < rhs.order }

    private var order: Int { Self.allCases.firstIndex(of: self)! }

    /// Whether a call can make money leave.
    public var movesMoney: Bool {
        switch self {
        case .discoverServices, .checkBalance: false
        case .x402Payment, .transferTokens, .swapTokens, .subscribeService, .perpetualTrade,
            .predictionMarket:
            true
        }
    }

    /// As people say it: `pay for APIs and services`.
    public var title: String {
        switch self {
        case .x402Payment: "pay for APIs and services"
        case .discoverServices: "search and compare services"
        case .checkBalance: "check balances"
        case .transferTokens: "send money to people and wallets"
        case .swapTokens: "swap tokens"
        case .subscribeService: "manage subscriptions"
        case .perpetualTrade: "trade perpetuals"
        case .predictionMarket: "bet on prediction markets"
        }
    }
}

/// A tool of the owner's own: one HTTP endpoint, or one tool of an MCP server.
public struct HTTPTool: Sendable, Hashable {
    /// `^[a-z_][a-z0-9_]{0,39}$`, which every platform takes.
    public var name: String
    public var summary: String
    public var endpoint: String
    /// In capitals; nil while the owner has not said.
    public var method: String?
    public var parameters: [Parameter]
    /// Header name to the name of the secret that fills it; never a secret itself.
    public var headers: [Header]
    /// Nil for an endpoint of its own.
    public var mcp: MCPOrigin?

    /// Whether a call of it only looks something up, as far as that can be told from outside.
    public var onlyLooks: Bool { mcp.map(\.isIdempotent) ?? (method == "GET" || method == "HEAD") }

    public struct Parameter: Sendable, Hashable {
        public var name: String
        /// JSON Schema's words: string, number, integer, boolean, array, object.
        public var type: String
        public var summary: String
        public var isRequired: Bool

        public init(
            name: String, type: String = "string", summary: String = "", isRequired: Bool = true
        ) {
            self.name = name
            self.type = type
            self.summary = summary
            self.isRequired = isRequired
        }
    }

    public struct Header: Sendable, Hashable {
        public var name: String
        /// `WEATHER_API_KEY`: looked up where the agent runs.
        public var secretName: String

        public init(name: String, secretName: String) {
            self.name = name
            self.secretName = secretName
        }
    }

    public init(
        name: String, endpoint: String, method: String? = nil, parameters: [Parameter] = [],
        summary: String = "", headers: [Header] = [], mcp: MCPOrigin? = nil
    ) {
        self.name = name
        self.endpoint = endpoint
        self.method = method
        self.parameters = parameters
        self.summary = summary
        self.headers = headers
        self.mcp = mcp
    }
}

/// Which tool of which MCP server, as it was when its owner took it over.
public struct MCPOrigin: Sendable, Hashable {
    /// A server of the configuration, by its name there; nil for one at the tool's endpoint.
    public var server: String?
    /// As the server calls it.
    public var tool: String
    /// SHA-256 of its description and schema: a tool that is described otherwise is not called.
    public var pin: String
    /// Whether sending a call twice is as sending it once.
    public var isIdempotent: Bool

    public init(server: String? = nil, tool: String, pin: String, isIdempotent: Bool = false) {
        self.server = server
        self.tool = tool
        self.pin = pin
        self.isIdempotent = isIdempotent
    }

    /// What stands as the endpoint of a tool whose server the configuration names: `mcp:weather`.
    public static func endpoint(ofServer name: String) -> String { "mcp:\(name)" }
}
