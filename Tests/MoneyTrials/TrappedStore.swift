import Domain
import Orchestration
import Paygent
import SQLiteStore

/// The real store, with a boundary before and after each transaction.
struct TrappedStore: RunStore {
    let store: SQLiteMoneyStore
    let trap: Trap

    func open(_ opening: RunOpening) async throws(StoreError) -> OpenedRun {
        // What it will be is known only afterwards; the boundary before is that of all three.
        for event in ["allowed", "held", "refused"] { trap.reach("before:\(event)") }
        let opened = try await store.open(opening)
        if let verdict = opened.verdict { trap.reach("after:\(name(of: verdict))") }
        return opened
    }

    private func name(of verdict: Verdict) -> String {
        switch verdict {
        case .allow: "allowed"
        case .askFirst: "held"
        case .deny: "refused"
        }
    }

    func commit(_ change: RunChange) async throws(StoreError) -> Int64 {
        trap.reach("before:\(change.event.name)")
        let version = try await store.commit(change)
        trap.reach("after:\(change.event.name)")
        return version
    }

    func take(_ id: ID<PaymentRun>, _ claim: LeaseClaim) async throws(StoreError) -> Lease? {
        trap.reach("before:take")
        let lease = try await store.take(id, claim)
        trap.reach("after:take")
        return lease
    }

    func throwSwitch(
        _ scope: KillScope, by person: String, at now: Timestamp
    ) async throws(StoreError) -> Int64 {
        trap.reach("before:kill")
        let generation = try await store.throwSwitch(scope, by: person, at: now)
        trap.reach("after:kill")
        return generation
    }

    func stop(
        _ id: ID<PaymentRun>, in scope: KillScope, at now: Timestamp
    ) async throws(StoreError) -> PaymentRun? {
        trap.reach("before:stop")
        let run = try await store.stop(id, in: scope, at: now)
        trap.reach("after:stop")
        return run
    }

    func revive(
        _ scope: KillScope, by person: String, at now: Timestamp
    ) async throws(StoreError) {
        trap.reach("before:revive")
        try await store.revive(scope, by: person, at: now)
        trap.reach("after:revive")
    }
}

// Reading has no boundary.
extension TrappedStore {
    func lease(of id: ID<PaymentRun>) async throws(StoreError) -> Lease? {
        try await store.lease(of: id)
    }

    func run(_ id: ID<PaymentRun>) async throws(StoreError) -> Versioned<PaymentRun>? {
        try await store.run(id)
    }

    func unfinishedRuns(
        after id: ID<PaymentRun>?, limit: Int
    ) async throws(StoreError) -> UnfinishedRuns {
        try await store.unfinishedRuns(after: id, limit: limit)
    }

    func unfinished(in scope: KillScope) async throws(StoreError) -> [ID<PaymentRun>] {
        try await store.unfinished(in: scope)
    }

    func runs(matching filter: RunFilter) async throws(StoreError) -> [StoredRun] {
        try await store.runs(matching: filter)
    }

    func standing(of agent: String) async throws(StoreError) -> Standing {
        try await store.standing(of: agent)
    }

    func spending(_ question: SpendingQuestion) async throws(StoreError) -> Spending {
        try await store.spending(question)
    }
}
