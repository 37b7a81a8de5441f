public import Domain
import JSON
public import Orchestration
public import Paygent

/// Runs of agents in SQLite.
public struct SQLiteAgentRunStore: AgentRunStore {
    private let database: SQLiteDatabase

    public init(_ database: SQLiteDatabase) { self.database = database }

    public func create(_ run: AgentRun, of tenant: Tenant) async throws(StoreError) {
        let state = run.json.bytes
        try await database.write { connection throws(StoreError) in
            let added = try connection.run(
                """
                INSERT INTO agent_runs (id, tenant, agent, session, status, version, state)
                VALUES (?, ?, ?, ?, ?, 1, ?) ON CONFLICT DO NOTHING
                """, run.id.rawValue, tenant.rawValue, run.agent.name, run.session?.rawValue,
                run.status.rawValue, state)
            guard added == 1 else { throw .conflict }
        }
    }

    public func save(_ run: AgentRun, expected: Int64) async throws(StoreError) -> Int64 {
        let state = run.json.bytes
        return try await database.write { connection throws(StoreError) in
            let changed = try connection.run(
                """
                UPDATE agent_runs SET status = ?, version = version + 1, state = ?
                WHERE id = ? AND version = ?
                """, run.status.rawValue, state, run.id.rawValue, expected)
            guard changed == 1 else { throw .conflict }
            return expected + 1
        }
    }

    public func run(
        _ id: ID<AgentRun>, of tenant: Tenant
    ) async throws(StoreError) -> Versioned<AgentRun>? {
        try database.read { connection throws(StoreError) in
            try connection.first(
                "SELECT state, version FROM agent_runs WHERE id = ? AND tenant = ?", id.rawValue,
                tenant.rawValue
            ) { row throws(StoreError) in try Versioned(run: row) }
        }
    }

    public func unfinished(limit: Int) async throws(StoreError) -> [Versioned<AgentRun>] {
        try database.read { connection throws(StoreError) in
            try connection.all(
                """
                SELECT state, version FROM agent_runs
                WHERE status IN ('running', 'awaiting_approval') ORDER BY id LIMIT ?
                """, limit
            ) { row throws(StoreError) in try Versioned(run: row) }
        }
    }

    public func list(
        _ filter: AgentRunFilter, of tenant: Tenant, after cursor: String?, limit: Int
    ) async throws(StoreError) -> Page<AgentRun> {
        let limit = Page<AgentRun>.clamped(limit)
        let runs = try database.read { connection throws(StoreError) in
            try connection.all(
                """
                SELECT state, version FROM agent_runs
                WHERE tenant = ?1 AND (?2 IS NULL OR agent = ?2)
                    AND (?3 IS NULL OR session = ?3) AND (?4 IS NULL OR status = ?4)
                    AND (?5 IS NULL OR id < ?5)
                ORDER BY id DESC LIMIT ?6
                """, tenant.rawValue, filter.agent, filter.session?.rawValue,
                filter.status?.rawValue, cursor, limit
            ) { row throws(StoreError) in try Versioned(run: row).value }
        }
        return Page(filledWith: runs, limit: limit) { $0.id.rawValue }
    }
}

extension Versioned<AgentRun> {
    /// Columns: state, version.
    fileprivate init(run row: Row) throws(StoreError) {
        let json = try JSONValue(stored: row.blob(0), "run")
        do { self.init(try AgentRun(json: json), version: row.int64(1)) } catch {
            throw .unreadable("run", error)
        }
    }
}
