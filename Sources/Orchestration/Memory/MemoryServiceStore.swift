internal import Domain
public import Paygent
internal import Synchronization

/// The reference for services: what the contract suite calls correct.
public final class MemoryServiceStore: ServiceStore {
    private struct State {
        var listings: [String: Listing] = [:]
        var outcomes: [ID<PaymentRun>: (outcome: ServiceOutcome, isDearer: Bool)] = [:]
    }

    private let state = Mutex(State())

    public init() {}

    public func save(_ listings: [Listing]) async throws(StoreError) {
        state.withLock { state in
            for listing in listings { state.listings[listing.id] = listing }
        }
    }

    public func stored() async throws(StoreError) -> [Listing] {
        state.withLock { $0.listings.values.sorted { $0.id < $1.id } }
    }

    public func note(
        _ outcome: ServiceOutcome, isDearer: Bool
    ) async throws(StoreError) {
        state.withLock { state in
            let before = state.outcomes[outcome.payment]?.outcome.kind
            if before == .delivered || before == .undelivered { return }
            state.outcomes[outcome.payment] = (outcome, isDearer)
        }
    }

    public func reputations() async throws(StoreError) -> [String: Reputation] {
        state.withLock { state in
            var found: [String: Reputation] = [:]
            for (outcome, isDearer) in state.outcomes.values {
                found[outcome.resource, default: Reputation()].add(outcome.kind, count: 1)
                if isDearer { found[outcome.resource, default: Reputation()].dearer += 1 }
            }
            return found
        }
    }
}
