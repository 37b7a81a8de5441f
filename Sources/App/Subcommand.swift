internal import Screen

/// One row of the table of subcommands: its words, its own options, the settings that matter to
/// it, and what it does.
///
/// A new subcommand is a file with an extension of this type and one line in `all`.
struct Subcommand: Sendable {
    let entry: ManualEntry
    private let ownOptionCount: Int
    /// Takes the words that fit the entry, and returns the exit code.
    let run: @Sendable (Invocation) async throws(ConfigurationError) -> Int32

    init(
        _ name: String, _ purpose: String, details: [String] = [],
        arguments: [ManualEntry.Argument] = [], options: [ManualEntry.Option] = [],
        settings: [Setting] = [], examples: [ManualEntry.Example] = [],
        run: @escaping @Sendable (Invocation) async throws(ConfigurationError) -> Int32
    ) {
        entry = ManualEntry(
            name, purpose, details: details, arguments: arguments,
            options: options + settings.filter { !$0.isOnlyVariable }.map(\.option),
            examples: examples)
        ownOptionCount = options.count
        self.run = run
    }

    var row: Manual.Row { Manual.Row(entry, ownOptions: ownOptionCount) }

    var ownOptions: ArraySlice<ManualEntry.Option> { entry.options.prefix(ownOptionCount) }

    /// The one table, in the order in which people meet them.
    static let all: [Subcommand] = [
        chat, serve, run, pay, facilitator, seller, export, sessions, agents, approvals, kill,
        revive, ledger, audit, doctor, migrate, backup, reconcile, simulate, config, openapi,
        completion, man,
        version,
    ]

    static func named(_ name: String) -> Subcommand? { all.first { $0.entry.name == name } }
}

/// What was asked: the words and options of one subcommand.
struct Invocation: Sendable {
    let words: [String]
    /// By flag; a switch has an empty value.
    let options: [String: String]
    let flags: [Setting: String]

    /// Results as JSON on standard output.
    var wantsJSON: Bool { options["--output"] == "json" }

    func has(_ flag: String) -> Bool { options[flag] != nil }

    /// Read only by those that need it, so that a bad setting does not keep help from being shown.
    func configuration() throws(ConfigurationError) -> Configuration {
        try Configuration.ofProcess(flags: flags)
    }
}

extension Setting {
    fileprivate var option: ManualEntry.Option {
        let fallback = defaultValue.isEmpty ? "" : " [\(defaultValue)]"
        return ManualEntry.Option(flag, placeholder, purpose + fallback, values)
    }

    private var values: ManualEntry.Values {
        switch self {
        case .data, .web, .templates: .folder
        case .apiKeyFile, .assets, .routes, .mcpServers, .mailCertificates: .file
        case .accessLog, .fourEyes, .modelWording: .oneOf(["on", "off"])
        case .allowPrivateHosts: .oneOf(["none", "loopback"])
        case .modelKeys: .file
        case .host, .port, .redisURL, .databaseURL, .apiKeys, .corsOrigins, .rateLimit, .loops,
            .server, .apiKey, .models, .modelTimes, .modelPrices, .modelCaps, .modelCache, .chains,
            .signOnMainnets, .routers, .facilitator, .facilitatorKey, .webhookURL, .webhookSecret,
            .modelTurn, .modelRuns, .mailURL, .mailFrom, .mailTo, .mailUser, .mailPassword:
            .anything
        }
    }

    private var placeholder: String {
        switch self {
        case .port: "NUMBER"
        case .data, .web, .templates: "FOLDER"
        case .redisURL, .databaseURL, .server, .facilitator, .webhookURL, .mailURL: "URL"
        case .host, .mailFrom: "ADDRESS"
        case .mailUser: "NAME"
        case .mailPassword: "PASSWORD"
        case .apiKey, .facilitatorKey: "KEY"
        case .apiKeyFile, .modelKeys, .assets, .routes, .mcpServers, .mailCertificates: "FILE"
        case .apiKeys, .corsOrigins, .models, .modelTimes, .modelPrices, .modelCaps, .chains,
            .signOnMainnets, .routers, .webhookSecret, .modelRuns, .mailTo:
            "LIST"
        case .rateLimit, .loops, .modelCache, .modelTurn: "NUMBER"
        case .accessLog, .allowPrivateHosts, .fourEyes, .modelWording: "CHOICE"
        }
    }
}

extension ManualEntry.Option {
    static let output = ManualEntry.Option(
        "--output", "FORMAT", "text for people or json for programs [text]",
        .oneOf(["text", "json"]))
}

extension Setting {
    /// What says where the designs and agents are.
    static let whereabouts: [Setting] = [.data, .server, .apiKeyFile]
}

extension Manual {
    /// Of this program.
    static let paygent = Manual(
        program: "paygent", purpose: "design payment agents by talking, run them inside budgets",
        version: Version.text, date: Version.date, rows: Subcommand.all.map(\.row),
        exits: ExitCode.all,
        variables: Setting.allCases.map {
            Variable($0.variable, fallback: $0.defaultValue, $0.purpose)
        })
}
