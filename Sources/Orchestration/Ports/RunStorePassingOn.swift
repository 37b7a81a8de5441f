public import Domain
public import Paygent

/// A store that passes every call on to another; who wraps one writes only what it does otherwise.
public protocol RunStorePassingOn: RunStore {
    var store: any RunStore { get }
}

extension RunStorePassingOn {
    public func open(_ opening: RunOpening) async throws(StoreError) -> OpenedRun {
        try await store.open(opening)
    }

    public func commit(_ change: RunChange) async throws(StoreError) -> Int64 {
        try await store.commit(change)
    }

    public func run(_ id: ID<PaymentRun>) async throws(StoreError) -> Versioned<PaymentRun>? {
        try await store.run(id)
    }

    public func lease(of id: ID<PaymentRun>) async throws(StoreError) -> Lease? {
        try await store.lease(of: id)
    }

    public func take(_ id: ID<PaymentRun>, _ claim: LeaseClaim) async throws(StoreError) -> Lease? {
        try await store.take(id, claim)
    }

    public func unfinishedRuns(
        after id: ID<PaymentRun>?, limit: Int
    ) async throws(StoreError) -> UnfinishedRuns {
        try await store.unfinishedRuns(after: id, limit: limit)
    }

    public func runs(matching filter: RunFilter) async throws(StoreError) -> [StoredRun] {
        try await store.runs(matching: filter)
    }

    public func throwSwitch(
        _ scope: KillScope, by person: String, at now: Timestamp
    ) async throws(StoreError) -> Int64 {
        try await store.throwSwitch(scope, by: person, at: now)
    }

    public func unfinished(in scope: KillScope) async throws(StoreError) -> [ID<PaymentRun>] {
        try await store.unfinished(in: scope)
    }

    public func stop(
        _ id: ID<PaymentRun>, in scope: KillScope, at now: Timestamp
    ) async throws(StoreError) -> PaymentRun? {
        try await store.stop(id, in: scope, at: now)
    }

    public func revive(
        _ scope: KillScope, by person: String, at now: Timestamp
    ) async throws(StoreError) {
        try await store.revive(scope, by: person, at: now)
    }

    public func standing(of agent: String) async throws(StoreError) -> Standing {
        try await store.standing(of: agent)
    }

    public func spending(_ question: SpendingQuestion) async throws(StoreError) -> Spending {
        try await store.spending(question)
    }
}
