internal import Orchestration
internal import SQLiteStore

/// `paygent backup FILE`: a consistent copy, read through once before it is called good.
enum Backup {
    static func run(_ words: [String], _ configuration: Configuration) async -> Int32 {
        guard words.count == 1 else {
            Terminal.error("Usage: paygent backup FILE")
            return ExitCode.usage
        }
        do {
            try await SQLiteDatabase.backUp(configuration.databasePath, to: words[0])
            let faults = try SQLiteDatabase.check(words[0])
            guard faults.isEmpty else {
                Terminal.error("The copy is not sound: \(faults.joined(separator: "; "))")
                return ExitCode.refused
            }
            Terminal.out("The database is copied to \(words[0]).")
            return ExitCode.done
        } catch {
            Terminal.error("paygent: the database could not be copied: \(error)")
            return ExitCode.failed
        }
    }
}
