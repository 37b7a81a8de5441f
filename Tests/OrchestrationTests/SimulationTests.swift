import Orchestration
import Synchronization
import Testing

/// The money core under many seeds. A failure names its seed, and the seed finds it again.
@Suite struct SimulationTests {
    static let seeds: UInt64 = 10_000
    static let parts: UInt64 = 10

    /// Together about 120,000 payments, of which a tenth or more meet a fault: sent twice, lost
    /// before or after the broadcast, refused, lied about, settled late or answered slowly.
    @Test(arguments: 0..<parts)
    func everyPromiseHoldsUnderEverySeed(part: UInt64) async {
        let share = Self.seeds / Self.parts
        var (payments, settled, faults, attempts) = (0, 0, 0, 0)
        for seed in part * share..<(part + 1) * share {
            let report = await Simulation(seed: seed).run()
            #expect(report.violations.isEmpty, "seed \(seed): \(report)")
            payments += report.payments
            settled += report.settled
            faults += report.faults
            attempts += report.attempts
        }
        // A simulation in which nothing is paid, or nothing goes wrong, shows nothing.
        #expect(payments > 10_000 && settled > 4000 && faults * 10 > attempts, "\(payments)")
        // A fault costs one call more, on average.
        #expect(attempts - faults <= payments, "\(attempts) attempts, \(faults) faults")
    }

    @Test func theSameSeedGivesTheSameReport() async {
        let first = await Simulation(seed: 42).run()
        #expect(await Simulation(seed: 42).run() == first)
        #expect(first.payments > 0)
    }
}
