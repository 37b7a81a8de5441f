public import Domain
public import Paygent

/// Services that agents have subscribed to: one row for an agent and a service.
public protocol SubscriptionStore: Sendable {
    func subscription(
        to service: String, of agent: String, tenant: Tenant
    ) async throws(StoreError) -> Versioned<Subscription>?

    /// By service; those that are over included.
    func subscriptions(
        of agent: String?, tenant: Tenant
    ) async throws(StoreError) -> [Versioned<Subscription>]

    /// What has to be looked at by now, earliest first.
    func due(at now: Timestamp, limit: Int) async throws(StoreError) -> [Versioned<Subscription>]

    /// Stores a subscription, and with it the run that pays for its period: both or nothing.
    ///
    /// - Parameter expected: the stored version; 0 stands for none.
    /// - Throws: `.conflict` when the stored version is not `expected`, and when the run is there:
    ///   somebody else has seen to it.
    func save(
        _ subscription: Subscription, expected: Int64, run: AgentRunOpening?
    ) async throws(StoreError)
}
