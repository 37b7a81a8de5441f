public import Paygent
internal import Synchronization

/// Reference backend of teams.
public final class MemoryTeamStore: TeamStore {
    private struct Key: Hashable {
        let tenant: String
        let name: String
    }

    private let teams = Mutex<[Key: Team]>([:])

    public init() {}

    public func create(_ team: Team, of tenant: Tenant) async throws(StoreError) {
        let key = Key(tenant: tenant.rawValue, name: team.name)
        let isNew = teams.withLock { teams in
            guard teams[key] == nil else { return false }
            teams[key] = team
            return true
        }
        guard isNew else { throw .conflict }
    }

    public func team(_ name: String, of tenant: Tenant) async throws(StoreError) -> Team? {
        teams.withLock { $0[Key(tenant: tenant.rawValue, name: name)] }
    }

    public func teams(
        of tenant: Tenant, after cursor: String?, limit: Int
    ) async throws(StoreError) -> Page<Team> {
        let limit = Page<Team>.clamped(limit)
        let own = teams.withLock { $0.filter { $0.key.tenant == tenant.rawValue }.map(\.value) }
        let rest = own.filter { team in cursor.map { team.name > $0 } ?? true }
        let sorted = rest.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
        return Page(filledWith: Array(sorted.prefix(limit)), limit: limit, cursor: \.name)
    }

    public func deleteTeam(_ name: String, of tenant: Tenant) async throws(StoreError) -> Bool {
        teams.withLock { $0.removeValue(forKey: Key(tenant: tenant.rawValue, name: name)) != nil }
    }
}
