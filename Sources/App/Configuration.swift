internal import API
internal import Domain
internal import Hashing
internal import Orchestration

/// What the process runs with: flags over environment over `.env` over defaults, each checked.
struct Configuration: Equatable {
    var host: String
    var port: UInt16
    var dataFolder: String
    var webFolder: String
    var templatesFolder: String?
    var redisURL: String?
    var apiKeys: [APIKey]
    var corsOrigins: [String]
    var rateLimitPerMinute: Int
    /// 0: one a core.
    var loops: Int
    var hasAccessLog: Bool
    var allowsLoopback: Bool
    /// The service that the terminal talks to; nil: the data folder.
    var server: String?
    var apiKey: String?
    var apiKeyFile: String?
    var models: ModelSettings
    /// The node of each network that is not simulated.
    var chains: [Network: String]
    /// Where swaps are real; each network has a node.
    var routers: [Network: Address]
    var assetsFile: String?
    /// Networks with real money that may be signed for.
    var mainnets: Set<Network>
    var routesFile: String?
    var mcpServersFile: String?
    /// One route in its short form, from the command line.
    var route: String?
    /// Nil: our own.
    var facilitator: String?
    /// What the account there needs with each call.
    var facilitatorKey: HTTPHeader?
    /// Whether nobody may approve what they asked for.
    var hasFourEyes: Bool
    /// Nil when nobody is told.
    var webhooks: WebhookCarrier.Target?
    /// Nil when no mail is sent.
    var mail: MailSettings?
    /// By name, for the headers of the owners' own tools: `PAYGENT_SECRET_NAME`.
    var toolSecrets: [String: String]

    static let loopbackHosts: Set = ["127.0.0.1", "::1", "localhost"]

    /// - Throws: `ConfigurationError` with every problem at once, so that one start shows them all.
    init(
        flags: [Setting: String], environment: [String: String], file: [String: String]
    ) throws(ConfigurationError) {
        var reader = SettingReader(flags: flags, environment: environment, file: file)
        reader.refuseUnknown()
        host = reader.text(.host)
        port = UInt16(reader.number(.port, in: 0...65535))
        dataFolder = reader.text(.data)
        webFolder = reader.text(.web)
        templatesFolder = reader.optional(.templates)
        redisURL = reader.optional(.redisURL)
        apiKeys = reader.list(.apiKeys).map { APIKey($0) }
        hasFourEyes = reader.choice(.fourEyes, ["on", "off"]) == "on"
        corsOrigins = reader.list(.corsOrigins)
        rateLimitPerMinute = reader.number(.rateLimit, in: 0...1_000_000)
        loops = reader.number(.loops, in: 0...256)
        hasAccessLog = reader.choice(.accessLog, ["on", "off"]) == "on"
        allowsLoopback = reader.choice(.allowPrivateHosts, ["none", "loopback"]) == "loopback"
        server = reader.optional(.server)
        apiKey = reader.optional(.apiKey)
        apiKeyFile = reader.optional(.apiKeyFile)
        if let server, !server.hasPrefix("http://"), !server.hasPrefix("https://") {
            reader.refuse(.server, "'\(server)' does not begin with http:// or https://")
        }
        chains = reader.chains()
        assetsFile = reader.optional(.assets)
        mainnets = reader.mainnets(among: chains)
        routers = reader.routers(among: chains, mainnets: mainnets)
        routesFile = reader.optional(.routes)
        mcpServersFile = reader.optional(.mcpServers)
        facilitator = reader.optional(.facilitator)
        if let facilitator, !facilitator.hasPrefix("http://"), !facilitator.hasPrefix("https://") {
            reader.refuse(
                .facilitator, "'\(facilitator)' does not begin with http:// or https://")
        }
        facilitatorKey = reader.facilitatorKey(for: facilitator)
        toolSecrets = reader.secrets
        if let url = redisURL, !url.hasPrefix("redis://") {
            reader.refuse(.redisURL, "'\(url)' does not begin with redis://")
        }
        if reader.optional(.databaseURL) != nil {
            reader.refuse(
                .databaseURL, "PostgreSQL is not in this version; remove it to use SQLite")
        }
        for origin in corsOrigins
        where !origin.hasPrefix("http://") && !origin.hasPrefix("https://") {
            reader.refuse(.corsOrigins, "'\(origin)' is not an origin such as https://example.com")
        }
        if apiKeys.contains(where: { $0.secret.utf8.count < APIKey.lengthMin }) {
            reader.refuse(.apiKeys, "a key has fewer than \(APIKey.lengthMin) characters")
        }
        if hasFourEyes,
            Set(apiKeys.map(\.name)).count < 2 || apiKeys.contains(where: { $0.name == nil })
        {
            reader.refuse(
                .fourEyes,
                "four eyes need two people: give every API key a name, such as ana=KEY,bob=KEY")
        }
        if !Self.loopbackHosts.contains(host), apiKeys.isEmpty {
            reader.refuse(
                .host,
                "'\(host)' is reachable from other machines; set \(Setting.apiKeys.variable) too")
        }
        models = ModelSettings(&reader)
        webhooks = reader.webhooks()
        mail = reader.mail()
        guard reader.problems.isEmpty else { throw ConfigurationError(problems: reader.problems) }
    }
}

/// Every reason why the process does not start, each with the setting's name.
struct ConfigurationError: Error, Equatable {
    let problems: [String]
}

/// Finds each setting's text and collects what is wrong.
struct SettingReader {
    let flags: [Setting: String]
    let environment: [String: String]
    let file: [String: String]
    private(set) var problems: [String] = []

    init(flags: [Setting: String], environment: [String: String], file: [String: String]) {
        self.flags = flags
        self.environment = environment
        self.file = file
    }

    /// A misspelt variable must not be silently without effect.
    mutating func refuseUnknown() {
        let known = Set(Setting.allCases.map(\.variable))
        for (source, names) in [("environment", environment.keys), (".env", file.keys)] {
            for name in names.sorted() where name.hasPrefix("PAYGENT_") && !known.contains(name) {
                if name.hasPrefix(Self.secretPrefix) { continue }
                problems.append("\(name) (\(source)): there is no such setting")
            }
        }
    }

    static let secretPrefix = "PAYGENT_SECRET_"

    /// The environment wins over the file.
    var secrets: [String: String] {
        var secrets: [String: String] = [:]
        for (name, value) in Array(file) + Array(environment)
        where name.hasPrefix(Self.secretPrefix) {
            secrets[String(name.dropFirst(Self.secretPrefix.count))] = value
        }
        return secrets
    }

    mutating func refuse(_ setting: Setting, _ reason: String) {
        problems.append("\(setting.variable) (or \(setting.flag)): \(reason)")
    }

    func text(_ setting: Setting) -> String {
        flags[setting] ?? environment[setting.variable] ?? file[setting.variable]
            ?? setting.defaultValue
    }

    func optional(_ setting: Setting) -> String? {
        let value = text(setting)
        return value.isEmpty ? nil : value
    }

    func list(_ setting: Setting) -> [String] {
        text(setting).split(separator: ",").map { $0.trimmed }.filter { !$0.isEmpty }
    }

    /// `NAME=VALUE` entries; the last `=` counts.
    mutating func pairs(_ setting: Setting) -> [(name: String, value: String)] {
        var found: [(name: String, value: String)] = []
        for entry in list(setting) {
            guard let equals = entry.lastIndex(of: "="), equals != entry.startIndex else {
                refuse(setting, "'\(entry)' is not NAME=VALUE")
                continue
            }
            found.append((String(entry[..<equals]), String(entry[entry.index(after: equals)...])))
        }
        return found
    }

    mutating func number(_ setting: Setting, in range: ClosedRange<Int>) -> Int {
        let value = text(setting)
        guard let number = Int(value), range.contains(number) else {
            refuse(
                setting,
                "'\(value)' is not a number from \(range.lowerBound) to \(range.upperBound)")
            return range.lowerBound
        }
        return number
    }

    mutating func chains() -> [Network: String] {
        var chains: [Network: String] = [:]
        for entry in list(.chains) {
            let parts = entry.split(separator: "=", maxSplits: 1).map(\.trimmed)
            guard parts.count == 2, let network = Network(setting: parts[0]),
                parts[1].hasPrefix("http://") || parts[1].hasPrefix("https://")
            else {
                refuse(.chains, "'\(entry)' is not like eip155:338=https://rpc.example")
                continue
            }
            if chains.updateValue(parts[1], forKey: network) != nil {
                refuse(.chains, "\(network.title) is named twice")
            }
        }
        return chains
    }

    /// A router moves the wallet's own tokens, so it needs the same leave as a payment.
    mutating func routers(
        among chains: [Network: String], mainnets: Set<Network>
    ) -> [Network: Address] {
        var routers: [Network: Address] = [:]
        for entry in list(.routers) {
            let parts = entry.split(separator: "=", maxSplits: 1).map(\.trimmed)
            guard parts.count == 2, let network = Network(setting: parts[0]),
                let router = Self.address(parts[1])
            else {
                refuse(.routers, "'\(entry)' is not like eip155:338=0x and 40 digits")
                continue
            }
            if chains[network] == nil {
                refuse(
                    .routers,
                    "there is no node for \(network.title); name it in \(Setting.chains.variable)")
            }
            if !network.isTestnet, !mainnets.contains(network) {
                refuse(
                    .routers,
                    "\(network.title) has real money; name it in \(Setting.signOnMainnets.variable) "
                        + "too if agents may trade there")
            }
            routers[network] = router
        }
        return routers
    }

    private static func address(_ text: String) -> Address? {
        do { return try Address(text) } catch { return nil }
    }

    mutating func mainnets(among chains: [Network: String]) -> Set<Network> {
        var mainnets: Set<Network> = []
        for name in list(.signOnMainnets) {
            guard let network = Network(setting: name), !network.isTestnet else {
                refuse(.signOnMainnets, "'\(name)' is no network with real money")
                continue
            }
            if chains[network] == nil {
                refuse(
                    .signOnMainnets,
                    "there is no node for \(network.title); name it in \(Setting.chains.variable)")
            }
            mainnets.insert(network)
        }
        return mainnets
    }

    mutating func choice(_ setting: Setting, _ choices: [String]) -> String {
        let value = text(setting)
        if choices.contains(value) { return value }
        refuse(setting, "'\(value)' is none of \(choices.joined(separator: ", "))")
        return choices[0]
    }
}

extension Network {
    /// By name or CAIP-2; EVM networks only.
    fileprivate init?(setting name: String) {
        guard let network = Network(rawValue: name) ?? Network(caip2: name),
            network.chainID != nil
        else { return nil }
        self = network
    }
}

extension StringProtocol {
    /// Without spaces at either end.
    var trimmed: String {
        var bytes = Substring(self)
        while bytes.first == " " { bytes.removeFirst() }
        while bytes.last == " " { bytes.removeLast() }
        return String(bytes)
    }
}
