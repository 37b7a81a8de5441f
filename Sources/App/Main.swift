internal import Glibc
internal import Screen

/// `paygent`: finds the subcommand in the table and runs it.
@main
struct Main {
    static func main() async {
        let code = await run(Array(CommandLine.arguments.dropFirst()))
        exit(code)
    }

    nonisolated static func run(_ words: [String]) async -> Int32 {
        let arguments: CommandLineArguments
        do { arguments = try CommandLineArguments(words) } catch {
            Terminal.error("paygent: \(error.reason). Try paygent --help.")
            return ExitCode.usage
        }
        guard let command = arguments.command else {
            Terminal.out(Manual.paygent.overview)
            return arguments.wantsHelp ? ExitCode.done : ExitCode.usage
        }
        if arguments.wantsHelp {
            Terminal.out(Manual.paygent.help(for: command.row))
            return ExitCode.done
        }
        if let objection = command.entry.objection(to: arguments.words) {
            let usage = "Usage: paygent \(command.row.usage)"
            Terminal.error("paygent \(command.entry.name): \(objection).\n\(usage)")
            return ExitCode.usage
        }
        do throws(ConfigurationError) {
            return try await command.run(
                Invocation(
                    words: arguments.words, options: arguments.options, flags: arguments.flags))
        } catch {
            for problem in error.problems { Terminal.error("paygent: \(problem)") }
            return ExitCode.badConfiguration
        }
    }
}

/// What a process ends with. Source of 78: EX_CONFIG of sysexits.h; of 130: 128 + SIGINT.
enum ExitCode {
    static let done: Int32 = 0
    static let failed: Int32 = 1
    static let usage: Int32 = 2
    static let refused: Int32 = 3
    static let unreachable: Int32 = 4
    static let interrupted: Int32 = 130
    static let badConfiguration: Int32 = 78

    static let all = [
        Manual.Exit(done, "done"),
        Manual.Exit(failed, "it could not be done; standard error says why"),
        Manual.Exit(usage, "the words or options are not understood"),
        Manual.Exit(refused, "understood and refused, or a check found something wrong"),
        Manual.Exit(unreachable, "the service does not answer"),
        Manual.Exit(interrupted, "left by Ctrl-C; nothing is lost"),
        Manual.Exit(badConfiguration, "a setting is wrong; nothing was started"),
    ]
}
