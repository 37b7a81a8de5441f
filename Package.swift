// swift-tools-version: 6.2
// The dependency graph of docs/architecture.md: an arrow is "may import", and it always points inward.

import PackageDescription

/// Settings of every Swift target: the import walls are the compiler's to defend.
let walls: [SwiftSetting] = [
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .treatAllWarnings(as: .error),
    // Small functions of one module become part of another: a wizard's message costs 0.86 of what it
    // did, a payment 0.93. Builds take half as long again, so debug builds go without.
    .unsafeFlags(["-cross-module-optimization"], .when(configuration: .release)),
]

/// Standard library only: no clock, no random, no `async`, no Foundation.
func pure(
    _ name: String, _ dependencies: [Target.Dependency] = [], settings: [SwiftSetting] = []
) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: walls + settings)
}

/// In debug builds too: what every test runs a million times.
let optimised: [SwiftSetting] = [.unsafeFlags(["-O"], .when(configuration: .debug))]

/// `async` against ports; no C, no SQL.
func useCase(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: walls)
}

/// One outside thing each; every unsafe expression is marked.
func edge(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: walls + [.strictMemorySafety()])
}

/// Top-level text folders, compiled into the binary.
func embedded(_ name: String, path: String, exclude: [String] = []) -> Target {
    .target(
        name: name, path: path, exclude: exclude, resources: [.embedInCode("files")],
        swiftSettings: walls)
}

/// - Parameter files: folders of files that tests read in place, and that are no resources.
func tests(
    _ name: String, _ dependencies: [Target.Dependency], files: [String] = []
) -> Target {
    .testTarget(name: name, dependencies: dependencies, exclude: files, swiftSettings: walls)
}

let package = Package(
    name: "paygent",
    products: [.executable(name: "paygent", targets: ["App"])],
    targets: [
        // Pure ring
        pure("JSON", settings: optimised),
        pure("Hashing", settings: optimised),
        pure("Domain", ["JSON", "Hashing"]),
        pure("Wizard", ["Domain", "Language", "MCP", "JSON", "Hashing", "Templates"]),
        // How people write numbers, money, times and names: shared by both halves, knows neither.
        pure("Language", ["Domain", "Hashing"]),
        pure("X402", ["Domain", "JSON", "Hashing"]),
        pure("Paygent", ["Domain", "Language", "JSON", "Hashing", "X402"]),
        pure("Web", ["JSON"]),
        // Messages and tools of the Model Context Protocol.
        pure("MCP", ["JSON", "Hashing"]),
        // What the terminal shows, as text: the driver is in App.
        pure("Screen", ["JSON", "Domain", "Wizard"]),
        // What language models are asked and answer, in each provider's words.
        pure("Models", ["Domain", "JSON", "Hashing"]),
        embedded("Templates", path: "templates"),
        embedded("Migrations", path: "migrations"),

        // Use cases
        useCase(
            "Orchestration",
            ["Domain", "Wizard", "Paygent", "X402", "Models", "MCP", "JSON", "Hashing"]),
        useCase(
            "API",
            [
                "Orchestration", "Domain", "Wizard", "Paygent", "X402", "Web", "MCP", "JSON",
                "Hashing",
            ]),

        // Edges
        edge("WebServer", ["Web", "Hashing", "CNet", "CWslay"]),
        edge(
            "SQLiteStore",
            [
                "Orchestration", "Domain", "Wizard", "Paygent", "Models", "JSON", "Hashing",
                "Migrations", "CSQLite", "CLogWriter",
            ]),
        edge("RedisStore", ["Orchestration", "Domain", "Wizard", "JSON", "CHiredis"]),
        edge("Outbound", ["Orchestration", "Domain", "X402", "JSON", "Hashing", "CCurl"]),
        edge(
            "Signing",
            ["Orchestration", "Domain", "X402", "JSON", "Hashing", "CSecp256k1", "CCrypto"]),
        // Programs of the operator's own, talked to over their standard input and output.
        edge("Programs", ["Orchestration", "CSpawn"]),
        edge("LineEditing", ["CEdit"]),

        // C libraries
        .target(name: "CNet"),
        .target(name: "CSpawn"),
        .systemLibrary(name: "CWslay", providers: [.apt(["libwslay-dev"])]),
        .systemLibrary(
            name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
        // Writes SQLite's log in large pieces.
        .target(name: "CLogWriter", dependencies: ["CSQLite"]),
        .systemLibrary(
            name: "CHiredis", pkgConfig: "hiredis", providers: [.apt(["libhiredis-dev"])]),
        .systemLibrary(
            name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        .systemLibrary(
            name: "CSecp256k1", pkgConfig: "libsecp256k1", providers: [.apt(["libsecp256k1-dev"])]),
        // BSD licence; with GNU readline, the GPL would bind everything.
        .systemLibrary(name: "CEdit", pkgConfig: "libedit", providers: [.apt(["libedit-dev"])]),
        .systemLibrary(name: "CCrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),

        // The only one that sees all
        .executableTarget(
            name: "App",
            dependencies: [
                "API", "Orchestration", "Domain", "Wizard", "Paygent", "X402", "Models", "Web",
                "JSON", "Hashing",
                "WebServer", "SQLiteStore", "RedisStore", "Outbound", "Programs", "Signing",
                "Templates", "Migrations", "Screen", "LineEditing",
            ],
            swiftSettings: walls + [.strictMemorySafety()]),

        tests("JSONTests", ["JSON"]),
        tests("HashingTests", ["Hashing"]),
        tests("LanguageTests", ["Language", "Domain"]),
        tests("DomainTests", ["Domain", "JSON"]),
        tests(
            "WizardTests", ["Wizard", "Domain", "JSON", "Hashing", "Templates"], files: ["Golden"]),
        tests("X402Tests", ["X402", "Domain", "JSON", "Hashing"]),
        tests("PaygentTests", ["Paygent", "Domain", "JSON", "Hashing", "X402"]),
        // Requests that both the parser's and the server's tests send.
        .target(name: "WebVectors", path: "Tests/WebVectors", swiftSettings: walls),
        tests("ScreenTests", ["Screen", "JSON"], files: ["Golden"]),
        tests("ModelsTests", ["Models", "Domain", "JSON"]),
        tests("MCPTests", ["MCP", "JSON"]),
        tests("WebTests", ["Web", "JSON", "WebVectors"]),
        tests("WebServerTests", ["WebServer", "Web", "WebVectors"]),
        tests(
            "StoreTests",
            [
                "SQLiteStore", "RedisStore", "Orchestration", "Wizard", "Paygent", "Models",
                "Domain", "JSON",
                "Hashing", "Migrations", "CSQLite",
            ]),
        tests(
            "SigningTests",
            ["Signing", "X402", "Orchestration", "Paygent", "Domain", "JSON", "Hashing"]),
        tests("ProgramsTests", ["Programs", "Orchestration"]),
        tests(
            "OutboundTests",
            [
                "Outbound", "Signing", "Orchestration", "Paygent", "X402", "Models", "Domain",
                "JSON", "Hashing",
            ]),
        tests(
            "OrchestrationTests",
            ["Orchestration", "Wizard", "Paygent", "X402", "Models", "Domain", "JSON", "Hashing"]),
        tests(
            "APITests",
            [
                "API", "Orchestration", "Wizard", "Paygent", "X402", "Domain", "Web", "MCP", "JSON",
                "Hashing",
            ]),
        // Processes that die on purpose, and measurements: see Tests/Server/test_trials.py.
        .executableTarget(
            name: "MoneyTrials",
            dependencies: [
                "SQLiteStore", "Signing", "Orchestration", "Paygent", "X402", "Domain", "Hashing",
            ], path: "Tests/MoneyTrials", swiftSettings: walls),
        tests("TidyTests", []),
    ],
    swiftLanguageModes: [.v6]
)
