internal import Domain
internal import Paygent

/// What the signer asks last: the hold of a restored store, and the kill switch.
public struct SigningGate: Sendable {
    private let holds: any SigningHolds
    private let journal: any Journal
    private let mark: any SignatureMark
    private let killSwitch: KillSwitch
    private let clock: any Clock

    public init(
        holds: any SigningHolds, journal: any Journal, mark: any SignatureMark, killSwitch: KillSwitch,
        clock: any Clock
    ) {
        self.holds = holds
        self.journal = journal
        self.mark = mark
        self.killSwitch = killSwitch
        self.clock = clock
    }

    /// At the start of a process, before anything can be signed: holds a store that is not the one
    /// in which the last signature was decided.
    public func begin() async throws(StoreError) {
        let last: ChainTail?
        do { last = try mark.last() } catch {
            return try await holds.hold(SigningHold(.unreadableMark, since: clock.now()))
        }
        guard let last else { return }
        guard try await journal.holds(last) else {
            return try await holds.hold(SigningHold(.olderCopy, since: clock.now()))
        }
    }

    /// The agent's standing; nil when nothing may be signed, also when that cannot be told.
    ///
    /// The mark is raised first: what is signed after it belongs to a journal that reaches it.
    public func standing(of agent: String) async -> Standing? {
        do {
            guard try await holds.signingHold() == nil else { return nil }
            try mark.raise(to: try await journal.tail())
        } catch { return nil }
        return await killSwitch.standing(of: agent)
    }
}

extension Journal {
    /// Whether this journal has led to that record.
    func holds(_ tail: ChainTail) async throws(StoreError) -> Bool {
        guard tail.sequence > 0 else { return true }
        let filter = JournalFilter(after: tail.sequence - 1, limit: 1)
        return try await records(matching: filter).first?.tail == tail
    }
}
