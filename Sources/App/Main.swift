internal import Glibc

/// `paygent`: the subcommands, one after the other.
@main
struct Main {
    static func main() async {
        let code = await run(Array(CommandLine.arguments.dropFirst()))
        exit(code)
    }

    nonisolated static func run(_ words: [String]) async -> Int32 {
        do throws(ConfigurationError) {
            var arguments = try CommandLineArguments(words)
            guard let name = arguments.words.first, !arguments.wantsHelp else {
                Terminal.out(Help.text)
                return arguments.wantsHelp ? ExitCode.done : ExitCode.usage
            }
            guard let command = Subcommand(rawValue: name) else {
                Terminal.error("paygent: there is no command '\(name)'. Try paygent --help.")
                return ExitCode.usage
            }
            arguments.words.removeFirst()
            let configuration = try Configuration.ofProcess(flags: arguments.flags)
            return await command.run(arguments.words, configuration)
        } catch {
            for problem in error.problems { Terminal.error("paygent: \(problem)") }
            return ExitCode.badConfiguration
        }
    }
}

/// Exit codes. Source: sysexits.h for those above 63.
enum ExitCode {
    static let done: Int32 = 0
    static let failed: Int32 = 1
    static let refused: Int32 = 2
    static let usage: Int32 = 64
    static let badConfiguration: Int32 = 78
}

enum Subcommand: String, CaseIterable {
    case serve, run, migrate, backup, ledger, simulate, config, openapi, version

    var usage: String {
        switch self {
        case .serve: "serve"
        case .run: "run FILE \"COMMAND\""
        case .migrate: "migrate [status]"
        case .backup: "backup FILE"
        case .ledger: "ledger verify"
        case .simulate: "simulate [--seed N]"
        case .config: "config check"
        case .openapi: "openapi"
        case .version: "version"
        }
    }

    var purpose: String {
        switch self {
        case .serve: "Serve the wizard, the runtime and the page."
        case .run: "Carry out one command with an exported agent file."
        case .migrate: "Bring the database up to date, or show how it stands."
        case .backup: "Copy the database into a new file, also while the service runs."
        case .ledger: "Check the ledger and the journal record by record."
        case .simulate: "Try the money core in made-up worlds; --count N for many seeds."
        case .config: "Say whether the configuration is right, and what it is."
        case .openapi: "Print the OpenAPI 3.1 document."
        case .version: "Print the version."
        }
    }
}

enum Help {
    static var text: String {
        let commands = Subcommand.allCases.map { "  \(padded($0.usage, 24))\($0.purpose)" }
        let settings = Setting.allCases.map { setting in
            let fallback = setting.defaultValue.isEmpty ? "" : " [\(setting.defaultValue)]"
            return "  \(padded(setting.flag, 24))\(setting.purpose)\(fallback)"
        }
        return """
            paygent: design payment agents by talking, run them inside budgets

            Usage: paygent COMMAND [options]

            \(commands.joined(separator: "\n"))

            Options, also as PAYGENT_… in the environment or in .env:

            \(settings.joined(separator: "\n"))
            """
    }

    private static func padded(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(1, width - text.utf8.count))
    }
}
