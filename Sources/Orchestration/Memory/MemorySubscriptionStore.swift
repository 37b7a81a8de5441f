public import Domain
public import Paygent
internal import Synchronization

/// The reference for subscriptions: what the contract suite calls correct.
public final class MemorySubscriptionStore: SubscriptionStore {
    private let rows = Mutex<[String: Versioned<Subscription>]>([:])
    private let runs: MemoryAgentRunStore

    public init(runs: MemoryAgentRunStore) { self.runs = runs }

    public func subscription(
        to service: String, of agent: String, tenant: Tenant
    ) async throws(StoreError) -> Versioned<Subscription>? {
        rows.withLock { $0["\(tenant)\n\(agent)\n\(service)"] }
    }

    public func subscriptions(
        of agent: String?, tenant: Tenant
    ) async throws(StoreError) -> [Versioned<Subscription>] {
        rows.withLock { rows in
            rows.values.filter {
                $0.value.tenant == tenant.rawValue && (agent ?? $0.value.agent) == $0.value.agent
            }.sorted { ($0.value.agent, $0.value.service) < ($1.value.agent, $1.value.service) }
        }
    }

    public func due(
        at now: Timestamp, limit: Int
    ) async throws(StoreError) -> [Versioned<Subscription>] {
        rows.withLock { rows in
            let found = rows.values.filter { $0.value.due.map { $0 <= now } ?? false }
            return Array(
                found.sorted { ($0.value.due ?? now) < ($1.value.due ?? now) }.prefix(limit))
        }
    }

    public func save(
        _ subscription: Subscription, expected: Int64, run: AgentRunOpening?
    ) async throws(StoreError) {
        let key = "\(subscription.tenant)\n\(subscription.agent)\n\(subscription.service)"
        let isSaved = rows.withLock { rows in
            guard (rows[key]?.version ?? 0) == expected else { return false }
            rows[key] = Versioned(subscription, version: expected + 1)
            return true
        }
        guard isSaved else { throw .conflict }
        guard let run else { return }
        try await runs.open(run)
    }
}
