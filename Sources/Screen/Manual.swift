/// Everything that the help, the man page and the completions say.
public struct Manual: Sendable {
    /// A subcommand and how many of its options are its own; the others are settings.
    public struct Row: Sendable {
        public let entry: ManualEntry
        public let ownOptions: Int

        public init(_ entry: ManualEntry, ownOptions: Int) {
            self.entry = entry
            self.ownOptions = ownOptions
        }

        public var usage: String { entry.usage(ownOptions: ownOptions) }
    }

    public struct Exit: Sendable {
        public let code: Int32
        public let meaning: String

        public init(_ code: Int32, _ meaning: String) {
            self.code = code
            self.meaning = meaning
        }
    }

    public struct Variable: Sendable {
        public let name: String
        public let fallback: String
        public let purpose: String

        public init(_ name: String, fallback: String, _ purpose: String) {
            self.name = name
            self.fallback = fallback
            self.purpose = purpose
        }
    }

    public let program: String
    /// One sentence.
    public let purpose: String
    public let version: String
    /// Of the version, as `2026-11-20`.
    public let date: String
    public let rows: [Row]
    public let exits: [Exit]
    public let variables: [Variable]

    public init(
        program: String, purpose: String, version: String, date: String, rows: [Row], exits: [Exit],
        variables: [Variable]
    ) {
        self.program = program
        self.purpose = purpose
        self.version = version
        self.date = date
        self.rows = rows
        self.exits = exits
        self.variables = variables
    }

    /// `paygent --help`.
    public var overview: String {
        let commands = rows.map { Self.line($0.entry.name, $0.entry.purpose, column: 14) }
        return """
            \(program): \(purpose)

            Usage: \(program) COMMAND [arguments] [options]

            \(commands.joined(separator: "\n"))

            \(program) COMMAND --help says more about one of them; \(program) man is all of it.

            Settings, also in .env; an option such as --data wins:

            \(variables.map { variable in
                let fallback = variable.fallback.isEmpty ? "" : " [\(variable.fallback)]"
                return Self.line(variable.name, variable.purpose + fallback, column: 32)
            }.joined(separator: "\n"))

            \(exitText)
            """
    }

    /// `paygent COMMAND --help`.
    public func help(for row: Row) -> String {
        let entry = row.entry
        var parts = ["\(entry.purpose)", "Usage: \(program) \(row.usage)"]
        parts += entry.details
        if !entry.arguments.isEmpty {
            parts.append(entry.arguments.map(Self.line).joined(separator: "\n"))
        }
        if !entry.options.isEmpty {
            let lines = entry.options.map { Self.line($0.shown, $0.purpose, column: 24) }
            parts.append("Options:\n\n" + lines.joined(separator: "\n"))
        }
        if !entry.examples.isEmpty {
            let lines = entry.examples.map { "  \($0.line)\n      \($0.purpose)" }
            parts.append("Examples:\n\n" + lines.joined(separator: "\n"))
        }
        parts.append(exitText)
        return parts.joined(separator: "\n\n")
    }

    private var exitText: String {
        let lines = exits.map { Self.line("\($0.code)", $0.meaning, column: 5) }
        return "Exit codes:\n\n" + lines.joined(separator: "\n")
    }

    private static func line(_ argument: ManualEntry.Argument) -> String {
        line(argument.shown, argument.purpose, column: 24)
    }

    /// Two columns; a left part that is too long has its own line.
    private static func line(_ left: String, _ right: String, column: Int) -> String {
        let width = left.utf8.count
        if width > column - 1 {
            return "  \(left)\n" + String(repeating: " ", count: column + 2) + right
        }
        return "  \(left)" + String(repeating: " ", count: column - width) + right
    }
}
