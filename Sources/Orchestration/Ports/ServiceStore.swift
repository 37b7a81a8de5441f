public import Paygent

/// Listings that owners and discovery lists have added, and what came of payments to services.
public protocol ServiceStore: Sendable {
    /// Adds or replaces them by identifier, all or none.
    func save(_ listings: [Listing]) async throws(StoreError)

    /// By identifier.
    func stored() async throws(StoreError) -> [Listing]

    /// Counts a payment once: what is known later of the same payment takes the earlier's place.
    ///
    /// - Parameter isDearer: it cost more than is listed.
    func note(_ outcome: ServiceOutcome, isDearer: Bool) async throws(StoreError)

    /// By resource.
    func reputations() async throws(StoreError) -> [String: Reputation]
}
