internal import Domain
internal import Paygent

/// Stops an agent's money, or everybody's: nothing unsigned is signed after the first transaction.
public struct KillSwitch: Sendable {
    private let runs: any RunStore
    private let clock: any Clock
    private let events: any Events

    public init(runs: any RunStore, clock: any Clock, events: any Events) {
        self.runs = runs
        self.clock = clock
        self.events = events
    }

    public func kill(
        _ scope: KillScope, by person: String
    ) async throws(StoreError) -> KillReport {
        let report = try await runs.kill(scope, by: person, at: clock.now())
        events.announce()
        return report
    }

    /// A separate act: what was stopped stays stopped, only new payments are judged again.
    public func revive(_ scope: KillScope, by person: String) async throws(StoreError) {
        try await runs.revive(scope, by: person, at: clock.now())
        events.announce()
    }

    /// Whether everyone is stopped, whatever else a single agent is.
    public func standingOfEveryone() async throws(StoreError) -> Standing {
        // No agent has an empty name, so nothing of its own is added.
        try await runs.standing(of: "")
    }

    /// What the signer asks last, for the agent and for a kill of everyone; nil when it cannot be
    /// read, and then nothing is signed.
    public func standing(of agent: String) async -> Standing? {
        do { return try await runs.standing(of: agent) } catch { return nil }
    }
}
