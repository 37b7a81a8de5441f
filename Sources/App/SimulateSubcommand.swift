internal import Orchestration
internal import SQLiteStore
internal import Screen

extension Subcommand {
    static let simulate = Subcommand(
        "simulate", "Try the money core in made-up worlds.",
        details: [
            "People, sellers, chains and crashes are made up from the seed.",
            "With --payments there is one world of so many payments, kept as the service keeps "
                + "them: a tenth is sent twice, lost, refused, lied about, settled late or answered "
                + "after up to 90 seconds.",
        ],
        options: [
            .init("--seed", "NUMBER", "the first world; the same seed is the same world [1]"),
            .init("--count", "NUMBER", "how many worlds, one after the other [1]"),
            .init("--payments", "NUMBER", "how many payments in each, instead of a few"),
        ],
        examples: [
            .init("paygent simulate --count 1000", "a thousand worlds in seconds"),
            .init("paygent simulate --payments 100000", "one long world"),
        ]
    ) { await Simulate.run($0.options) }
}

private struct Simulate {
    private let seed: UInt64
    private let count: UInt64
    private let payments: Int?

    private static let countMax: UInt64 = 1_000_000
    private static let paymentsMax = 1_000_000

    static func run(_ options: [String: String]) async -> Int32 {
        guard let simulate = Simulate(options) else {
            Terminal.error("paygent simulate: --seed, --count and --payments take whole numbers.")
            return ExitCode.usage
        }
        do throws(StartError) { return try await simulate.run() } catch {
            Terminal.error("paygent: \(error)")
            return ExitCode.failed
        }
    }

    private init?(_ options: [String: String]) {
        guard let seed = UInt64(options["--seed"] ?? "1"),
            let count = UInt64(options["--count"] ?? "1"), (1...Self.countMax).contains(count)
        else { return nil }
        (self.seed, self.count) = (seed, count)
        guard let text = options["--payments"] else {
            payments = nil
            return
        }
        guard let number = Int(text), (1...Self.paymentsMax).contains(number) else { return nil }
        payments = number
    }

    private func run() async throws(StartError) -> Int32 {
        var sum = Simulation.Report(seed: seed)
        for number in 0..<count {
            let report = try await world(seed &+ number)
            guard report.violations.isEmpty else {
                Terminal.error("Seed \(report.seed) broke a promise:")
                for violation in report.violations { Terminal.error("  \(violation)") }
                return ExitCode.refused
            }
            sum.payments += report.payments
            sum.settled += report.settled
            sum.stopped += report.stopped
            sum.attempts += report.attempts
            sum.faults += report.faults
        }
        Terminal.out(
            "\(count) simulated worlds from seed \(seed): \(sum.payments) payments, "
                + "\(sum.settled) settled, \(sum.stopped) stopped, \(sum.attempts) attempts, "
                + "\(sum.faults) faults, every promise kept.")
        return ExitCode.done
    }

    private func world(_ seed: UInt64) async throws(StartError) -> Simulation.Report {
        guard let payments else { return await Simulation(seed: seed).run() }
        var report = Simulation.Report(seed: seed)
        try await TemporaryFolder.with { folder throws(StartError) in
            let database = try StartError.database { () throws(MigrationError) in
                try SQLiteDatabase(path: folder + "/world.db", at: SystemClock().now())
            }
            report = await Simulation(
                seed: seed, .payments(payments), store: SQLiteMoneyStore(database)
            ).run()
            await database.close()
        }
        return report
    }
}
