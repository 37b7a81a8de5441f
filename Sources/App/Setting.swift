/// One thing that can be configured: its flag, its variable, its default, and what it is for.
///
/// This table is the only place where a setting is declared; `--help`, `config check`,
/// `.env.example` and the README's table are written from it.
enum Setting: String, CaseIterable {
    case host, port, data, web, templates
    case redisURL = "redis-url"
    case databaseURL = "database-url"
    case apiKeys = "api-keys"
    case corsOrigins = "cors-origins"
    case rateLimit = "rate-limit"
    case loops
    case accessLog = "access-log"
    case allowPrivateHosts = "allow-private-hosts"
    case server
    case apiKey = "api-key"
    case apiKeyFile = "api-key-file"
    case models
    case modelKeys = "model-keys"
    case modelTimes = "model-times"
    case modelPrices = "model-prices"
    case modelCaps = "model-caps"
    case modelCache = "model-cache"
    case modelTurn = "model-turn"
    case modelWording = "model-wording"
    case modelRuns = "model-runs"
    case chains, assets, routers
    case signOnMainnets = "sign-on-mainnets"
    case routes, facilitator
    case facilitatorKey = "facilitator-key"
    case mcpServers = "mcp-servers"
    case fourEyes = "four-eyes"
    case webhookURL = "webhook-url"
    case webhookSecret = "webhook-secret"
    case mailURL = "mail-url"
    case mailFrom = "mail-from"
    case mailTo = "mail-to"
    case mailUser = "mail-user"
    case mailPassword = "mail-password"
    case mailCertificates = "mail-certificates"

    /// `--redis-url`.
    var flag: String { "--" + rawValue }

    /// A secret among the words of a command is seen by everybody on the machine.
    var isOnlyVariable: Bool {
        [.apiKey, .facilitatorKey, .webhookSecret, .mailPassword].contains(self)
    }

    /// `PAYGENT_REDIS_URL`.
    var variable: String {
        "PAYGENT_" + rawValue.uppercased().replacing("-", with: "_")
    }

    var defaultValue: String {
        switch self {
        case .host: "127.0.0.1"
        case .port: "8000"
        case .data: "./data"
        case .web: "./web"
        case .templates, .redisURL, .databaseURL, .apiKeys, .corsOrigins, .server, .apiKey,
            .apiKeyFile, .chains, .assets, .routers, .signOnMainnets, .routes, .facilitator,
            .facilitatorKey, .webhookURL, .webhookSecret, .mcpServers, .mailURL, .mailFrom, .mailTo,
            .mailUser,
            .mailPassword, .mailCertificates:
            ""
        case .rateLimit: "0"
        case .loops: "0"
        case .accessLog: "on"
        case .fourEyes: "off"
        case .allowPrivateHosts: "loopback"
        case .models, .modelKeys, .modelPrices, .modelCaps: ""
        case .modelTimes: "connect=2,first=10,idle=5,total=30"
        case .modelCache: "0"
        case .modelTurn: "8"
        case .modelWording: "on"
        case .modelRuns: "turns=12,steps=24,tokens=100000,seconds=120"
        }
    }

    var purpose: String {
        switch self {
        case .host: "Address to listen on. Beyond loopback, API keys are required."
        case .port: "Port to listen on; 0 picks a free one."
        case .data: "Folder for the database, the keystore and its passphrase."
        case .web: "Folder with the web page and the browser assets."
        case .templates: "Folder with prompt templates that replace the built-in ones."
        case .redisURL: "Redis for active sessions, redis://user:password@host:port/db. Optional."
        case .databaseURL: "PostgreSQL. Not in this version: leave it empty."
        case .apiKeys:
            "Comma-separated keys, or name=key, that clients send as X-API-Key; 16 characters or more."
        case .corsOrigins: "Comma-separated web origins that may call the API from a browser."
        case .rateLimit: "Requests a minute for one client; 0 is no limit."
        case .loops: "Event loops; 0 is one a core."
        case .accessLog: "on or off: one JSON line a request on standard error."
        case .server:
            "Service that the terminal talks to, http://host:port; without it, the data folder."
        case .apiKey: "Key for that service; not as an option, where others could read it."
        case .apiKeyFile: "File with the key for that service."
        case .allowPrivateHosts:
            "Whom agents may call besides public hosts: none, or loopback (for the demo resource)."
        case .models:
            "Language models, the preferred first: FORMAT:MODEL@URL, see docs/models.md. Optional."
        case .modelKeys: "File with NAME=KEY lines; without it keys come from the environment."
        case .modelTimes: "Seconds a model may take: to connect, to begin, between words, in total."
        case .modelPrices: "Dollars for a million tokens in and out: MODEL=0.25/2, comma-separated."
        case .modelCaps: "session-tokens, session-usd, day-tokens, day-usd: NAME=NUMBER, or none."
        case .modelTurn: "Seconds that one message to the wizard may wait for models in all."
        case .modelWording: "on or off: whether a model may find other words for replies."
        case .modelRuns: "How far a model may drive one run of an agent; off: never."
        case .modelCache: "How many answers of models are kept for the same question; 0 keeps none."
        case .chains:
            "Comma-separated nodes, eip155:338=https://rpc.example; other networks are simulated."
        case .assets: "JSON file with tokens that are added to the built-in table."
        case .routers:
            "Comma-separated VVS (Uniswap V2) routers, eip155:338=0x…; others are simulated."
        case .routes: "JSON file with the paths that this service sells."
        case .mcpServers:
            "JSON file with the MCP servers whose tools agents may use, see docs/mcp.md. Optional."
        case .facilitator:
            "Facilitator that settles what is sold, http://host/path; without it, our own."
        case .facilitatorKey:
            "Key for that facilitator: a bearer token, or 'Header-Name: value'; not as an option."
        case .signOnMainnets:
            "Comma-separated networks with real money that may be signed for. Empty: none."
        case .fourEyes: "on or off: nobody approves what they asked for; keys then have names."
        case .webhookURL: "Server that is told of approvals, payments and kills. Optional."
        case .webhookSecret:
            "whsec_… that signs what is told, not as an option; two, with a comma, while one is replaced."
        case .mailURL:
            "Mail server for notices, smtp://host:587 (STARTTLS) or smtps://host:465. Optional."
        case .mailFrom: "Address that notices are sent from."
        case .mailTo: "Comma-separated addresses that are told of every agent."
        case .mailUser: "Name for the mail server, if it wants one."
        case .mailPassword: "Password for the mail server; not as an option."
        case .mailCertificates:
            "File of authorities that the mail server is trusted by, instead of the system's."
        }
    }
}
