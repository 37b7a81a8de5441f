public import Domain
public import Paygent

/// Reading approvals. They are written only together with the run that waits for them.
public protocol ApprovalStore: Sendable {
    func approval(_ id: ID<Approval>) async throws(StoreError) -> Approval?

    /// Oldest first.
    ///
    /// - Parameter agent: `AgentReference.key`; nil for all of the tenant's agents.
    func pendingApprovals(
        of tenant: Tenant, agent: String?, limit: Int
    ) async throws(StoreError) -> [Approval]

    /// Pending ones whose deadline is not after `now`.
    func overdueApprovals(at now: Timestamp, limit: Int) async throws(StoreError) -> [ID<Approval>]
}
