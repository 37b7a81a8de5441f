internal import Orchestration
internal import SQLiteStore
internal import Screen

extension Subcommand {
    static let backup = Subcommand(
        "backup", "Copy the database into a new file, also while the service runs.",
        details: ["The copy is read through once before it is called good."],
        arguments: [.init("FILE", "the new file", .file)], settings: [.data]
    ) { invocation throws(ConfigurationError) in
        await Backup.run(to: invocation.words[0], try invocation.configuration())
    }
}

private enum Backup {
    static func run(to path: String, _ configuration: Configuration) async -> Int32 {
        do {
            try await SQLiteDatabase.backUp(configuration.databasePath, to: path, at: SystemClock().now())
            let faults = try SQLiteDatabase.check(path)
            guard faults.isEmpty else {
                Terminal.error("The copy is not sound: \(faults.joined(separator: "; "))")
                return ExitCode.refused
            }
            Terminal.out("The database is copied to \(path).")
            return ExitCode.done
        } catch {
            Terminal.error("paygent: the database could not be copied: \(error)")
            return ExitCode.failed
        }
    }
}
