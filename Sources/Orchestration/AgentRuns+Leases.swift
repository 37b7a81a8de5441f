import Domain
import Paygent
import Synchronization

// Who carries a run out: one task of this process, and no other process beside it.
extension AgentRuns {
    /// Whether this process has the run already, as the one that began it.
    func has(_ id: ID<AgentRun>) async throws(Failure) -> Bool {
        let claim = LeaseClaim(presence, at: clock.now())
        do {
            guard let lease = try await runs.lease(of: id), claim.has(lease) else { return false }
            turns.hold(lease, of: id)
            return true
        } catch { throw failure(error) }
    }

    /// - Returns: false while another process has the run.
    func take(_ id: ID<AgentRun>) async throws(Failure) -> Bool {
        let claim = LeaseClaim(presence, at: clock.now())
        do {
            let lease = try await runs.take(id, claim)
            turns.hold(lease, of: id)
            return lease != nil
        } catch { throw failure(error) }
    }

    func release(_ id: ID<AgentRun>) async throws(Failure) {
        guard let lease = turns.lease(of: id) else { return }
        do { try await runs.release(id, lease) } catch { throw failure(error) }
    }

    func isHeld(_ id: ID<AgentRun>, _ lease: Lease?) async throws(Failure) -> Bool {
        do { return try await runs.lease(of: id)?.fence == lease?.fence } catch {
            throw failure(error)
        }
    }

    func renewedLease(of id: ID<AgentRun>) -> Lease? {
        turns.lease(of: id)?.renewed(until: LeaseClaim(presence, at: clock.now()).end)
    }

    /// Another process may have brought the payment to its end while the run was still ours, and
    /// have left the run to us: then it goes round once more.
    func lookAgain(at step: PlanStep, of run: AgentRun) async throws(Failure) {
        let payment = try await existing(Self.payment(of: run, step))
        if payment?.value.state.isFinal ?? false { turns.want(run.id) }
    }

    /// Goes on with the runs whose process is over. Called from time to time.
    ///
    /// - Throws: the first failure, after every run has had its turn.
    public func goOnWithOrphans() async throws(Failure) {
        let claim = LeaseClaim(presence, at: clock.now())
        try await goOn { last throws(StoreError) in
            try await runs.driven(after: last, limit: Self.pageMax)
        } where: {
            $0.lease.holder != presence.name && claim.next(after: $0.lease) != nil
        }
    }
}

/// The runs that this process is carrying out now.
final class Turns: Sendable {
    private struct Turn {
        /// Whether somebody asked for another round meanwhile.
        var isWanted = false
        var lease: Lease?
    }

    private let turns = Mutex<[ID<AgentRun>: Turn]>([:])

    /// - Returns: false when it is under way; then it goes round once more.
    func begin(_ run: ID<AgentRun>) -> Bool {
        turns.withLock { turns in
            guard turns[run] == nil else {
                turns[run]?.isWanted = true
                return false
            }
            turns[run] = Turn()
            return true
        }
    }

    func want(_ run: ID<AgentRun>) { turns.withLock { $0[run]?.isWanted = true } }
    func hold(_ lease: Lease?, of run: ID<AgentRun>) { turns.withLock { $0[run]?.lease = lease } }
    func lease(of run: ID<AgentRun>) -> Lease? { turns.withLock { $0[run]?.lease } }

    /// - Returns: true when it has to go round once more.
    func end(_ run: ID<AgentRun>) -> Bool {
        turns.withLock { turns in
            guard turns[run]?.isWanted == true else {
                turns[run] = nil
                return false
            }
            turns[run]?.isWanted = false
            return true
        }
    }
}
