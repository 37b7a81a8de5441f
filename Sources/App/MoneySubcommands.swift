internal import Orchestration
internal import SQLiteStore
internal import Screen

extension Subcommand {
    static let ledger = Subcommand(
        "ledger", "Check the ledger and the journal record by record.",
        details: ["Names the first bad record, or says that there is none."],
        arguments: [.init("ACTION", "what to do", .oneOf(["verify"]))], settings: [.data]
    ) { invocation throws(ConfigurationError) in
        await VerifyLedger.run(try invocation.configuration())
    }
}

private enum VerifyLedger {
    static func run(_ configuration: Configuration) async -> Int32 {
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

extension Subcommand {
    static let simulate = Subcommand(
        "simulate", "Try the money core in made-up worlds.",
        details: ["People, sellers, chains and crashes are made up from the seed."],
        options: [
            .init("--seed", "NUMBER", "the first world; the same seed is the same world [1]"),
            .init("--count", "NUMBER", "how many worlds, one after the other [1]"),
        ], examples: [.init("paygent simulate --count 1000", "a thousand worlds in seconds")]
    ) { await Simulate.run($0.options) }
}

private enum Simulate {
    static let countMax: UInt64 = 1_000_000

    static func run(_ options: [String: String]) async -> Int32 {
        guard let (seed, count) = read(options) else {
            Terminal.error("paygent simulate: --seed and --count take whole numbers.")
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

    private static func read(_ options: [String: String]) -> (seed: UInt64, count: UInt64)? {
        guard let seed = UInt64(options["--seed"] ?? "1"),
            let count = UInt64(options["--count"] ?? "1"), (1...countMax).contains(count)
        else { return nil }
        return (seed, count)
    }
}
