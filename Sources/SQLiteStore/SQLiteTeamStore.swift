import JSON
public import Orchestration
public import Paygent

/// Teams in SQLite.
public struct SQLiteTeamStore: TeamStore {
    private let database: SQLiteDatabase

    public init(_ database: SQLiteDatabase) { self.database = database }

    public func create(_ team: Team, of tenant: Tenant) async throws(StoreError) {
        let body = team.json.bytes
        try await database.write { connection throws(StoreError) in
            let added = try connection.run(
                "INSERT INTO teams (tenant, name, body) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
                tenant.rawValue, team.name, body)
            guard added == 1 else { throw .conflict }
        }
    }

    public func team(_ name: String, of tenant: Tenant) async throws(StoreError) -> Team? {
        try database.read { connection throws(StoreError) in
            try connection.first(
                "SELECT body FROM teams WHERE tenant = ? AND name = ?", tenant.rawValue, name
            ) { row throws(StoreError) in try Team(row) }
        }
    }

    public func teams(
        of tenant: Tenant, after cursor: String?, limit: Int
    ) async throws(StoreError) -> Page<Team> {
        let limit = Page<Team>.clamped(limit)
        let teams = try database.read { connection throws(StoreError) in
            try connection.all(
                "SELECT body FROM teams WHERE tenant = ? AND name > ? ORDER BY name LIMIT ?",
                tenant.rawValue, cursor ?? "", limit
            ) { row throws(StoreError) in try Team(row) }
        }
        return Page(filledWith: teams, limit: limit, cursor: \.name)
    }

    public func deleteTeam(_ name: String, of tenant: Tenant) async throws(StoreError) -> Bool {
        try await database.write { connection throws(StoreError) in
            try connection.run(
                "DELETE FROM teams WHERE tenant = ? AND name = ?", tenant.rawValue, name) > 0
        }
    }
}

extension Team {
    /// Column: body.
    fileprivate init(_ row: Row) throws(StoreError) {
        do { self = try Team(json: try JSONValue(stored: row.blob(0), "team")) } catch let error
            as StoredValueError
        {
            throw .unreadable("team", error)
        } catch let error as StoreError {
            throw error
        } catch { throw .unavailable("a stored team cannot be read") }
    }
}
