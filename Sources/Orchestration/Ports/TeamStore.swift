public import Paygent

/// Where teams are kept.
public protocol TeamStore: Sendable {
    /// - Throws: `.conflict` when a listed team has this name.
    func create(_ team: Team, of tenant: Tenant) async throws(StoreError)

    func team(_ name: String, of tenant: Tenant) async throws(StoreError) -> Team?

    /// By name.
    func teams(
        of tenant: Tenant, after cursor: String?, limit: Int
    ) async throws(StoreError) -> Page<Team>

    /// - Returns: whether there was one.
    func deleteTeam(_ name: String, of tenant: Tenant) async throws(StoreError) -> Bool
}
