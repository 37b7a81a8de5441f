internal import Orchestration
internal import SQLiteStore

/// `paygent ledger verify`: names the first bad record, or says that there is none.
enum VerifyLedger {
    static func run(_ words: [String], _ configuration: Configuration) async -> Int32 {
        guard words == ["verify"] else {
            Terminal.error("Usage: paygent ledger verify")
            return ExitCode.usage
        }
        do {
            let database = try SQLiteDatabase(
                path: configuration.databasePath, at: SystemClock().now())
            let money = SQLiteMoneyStore(database)
            let report = try await Audit(ledger: money, journal: money).verify()
            await database.close()
            return say(report)
        } catch {
            Terminal.error("paygent: the ledger cannot be read: \(error)")
            return ExitCode.failed
        }
    }

    private static func say(_ report: Audit.Report) -> Int32 {
        if let fault = report.fault {
            Terminal.error("The first bad record is \(fault).")
            return ExitCode.refused
        }
        guard report.sumsToZero else {
            Terminal.error("The sums of the ledger are not zero.")
            return ExitCode.refused
        }
        Terminal.out(
            "All \(report.ledgerEntries) ledger entries and \(report.journalRecords) journal "
                + "records fit, and the sums are zero.")
        return ExitCode.done
    }
}

/// `paygent simulate [--seed N] [--count N]`: made-up people, sellers, chains and crashes.
enum Simulate {
    static let countMax: UInt64 = 1_000_000

    static func run(_ words: [String]) async -> Int32 {
        guard let (seed, count) = read(words) else {
            Terminal.error("Usage: paygent simulate [--seed N] [--count N]")
            return ExitCode.usage
        }
        var sum = (payments: 0, settled: 0, faults: 0)
        for number in 0..<count {
            let report = await Simulation(seed: seed &+ number).run()
            sum = (
                sum.payments + report.payments, sum.settled + report.settled,
                sum.faults + report.faults
            )
            guard report.violations.isEmpty else {
                Terminal.error("Seed \(report.seed) broke a promise:")
                for violation in report.violations { Terminal.error("  \(violation)") }
                return ExitCode.refused
            }
        }
        Terminal.out(
            "\(count) simulated worlds from seed \(seed): \(sum.payments) payments, "
                + "\(sum.settled) settled, \(sum.faults) faults, every promise kept.")
        return ExitCode.done
    }

    private static func read(_ words: [String]) -> (seed: UInt64, count: UInt64)? {
        var (seed, count): (UInt64, UInt64) = (1, 1)
        var rest = words[...]
        while let name = rest.popFirst() {
            guard let text = rest.popFirst(), let number = UInt64(text) else { return nil }
            switch name {
            case "--seed": seed = number
            case "--count": count = number
            default: return nil
            }
        }
        return (1...countMax).contains(count) ? (seed, count) : nil
    }
}
