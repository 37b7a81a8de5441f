public import Domain
import JSON
public import Orchestration

/// Registered agents in SQLite. Their sessions: `SQLiteAgentStore+Sessions.swift`.
public struct SQLiteAgentStore: AgentStore {
    let database: SQLiteDatabase

    public init(_ database: SQLiteDatabase) { self.database = database }

    public func register(
        _ draft: AgentDraft, of tenant: Tenant
    ) async throws(StoreError) -> AgentVersion {
        let design = draft.design.json.bytes
        return try await database.write { connection throws(StoreError) in
            if let latest = try connection.agent(draft.name, of: tenant)?.latest,
                latest.draft.sha256 == draft.sha256
            {
                return latest
            }
            let number = try connection.raiseLatest(of: draft.name, tenant: tenant)
            let version = AgentVersion(version: number, draft: draft)
            try connection.insert(version, design: design, tenant: tenant)
            return version
        }
    }

    public func agent(
        _ name: String, of tenant: Tenant
    ) async throws(StoreError) -> RegisteredAgent? {
        try database.read { connection throws(StoreError) in
            try connection.agent(name, of: tenant)
        }
    }

    public func agent(
        _ name: String, version: Int, of tenant: Tenant
    ) async throws(StoreError) -> AgentVersion? {
        try database.read { connection throws(StoreError) in
            try connection.first(
                """
                SELECT tenant, name, version, session, is_built_in, created_at, sha256, design, file
                FROM agent_versions WHERE tenant = ? AND name = ? AND version = ?
                """, tenant.rawValue, name, version
            ) { row throws(StoreError) in try AgentVersion(row) }
        }
    }

    public func list(
        of tenant: Tenant, after cursor: String?, limit: Int
    ) async throws(StoreError) -> Page<RegisteredAgent> {
        let limit = Page<RegisteredAgent>.clamped(limit)
        let agents = try database.read { connection throws(StoreError) in
            try connection.all(
                """
                SELECT * FROM registered_agents WHERE tenant = ? AND name > ?
                ORDER BY name LIMIT ?
                """, tenant.rawValue, cursor ?? "", limit
            ) { row throws(StoreError) in try RegisteredAgent(row) }
        }
        return Page(filledWith: agents, limit: limit) { $0.latest.name }
    }

    public func delete(
        _ name: String, of tenant: Tenant, at now: Timestamp
    ) async throws(StoreError) -> Bool {
        try await database.write { connection throws(StoreError) in
            try connection.kill(name, of: tenant, at: now)
            return try connection.run(
                """
                UPDATE agents SET is_deleted = 1
                WHERE tenant = ? AND name = ? AND is_deleted = 0
                """, tenant.rawValue, name) > 0
        }
    }

    public func kill(
        _ name: String, of tenant: Tenant, at now: Timestamp
    ) async throws(StoreError) -> AgentState? {
        try await database.write { connection throws(StoreError) in
            try connection.kill(name, of: tenant, at: now)
            return try connection.agentState(name, of: tenant)
        }
    }

    public func revive(
        _ name: String, of tenant: Tenant
    ) async throws(StoreError) -> AgentState? {
        try await database.write { connection throws(StoreError) in
            try connection.run(
                """
                UPDATE agents SET killed_at = NULL
                WHERE tenant = ? AND name = ? AND is_deleted = 0
                """, tenant.rawValue, name)
            return try connection.agentState(name, of: tenant)
        }
    }
}

extension Connection {
    fileprivate func agent(
        _ name: String, of tenant: Tenant
    ) throws(StoreError) -> RegisteredAgent? {
        try first(
            "SELECT * FROM registered_agents WHERE tenant = ? AND name = ?",
            tenant.rawValue, name
        ) { row throws(StoreError) in try RegisteredAgent(row) }
    }

    /// Also for another store's transaction: what may be signed depends on it.
    func agentState(_ name: String, of tenant: Tenant) throws(StoreError) -> AgentState? {
        try first(
            """
            SELECT generation, killed_at FROM agents
            WHERE tenant = ? AND name = ? AND is_deleted = 0
            """, tenant.rawValue, name
        ) { AgentState($0, from: 0) }
    }

    /// Only a living agent's generation is raised: killing twice is killing once.
    fileprivate func kill(_ name: String, of tenant: Tenant, at now: Timestamp) throws(StoreError) {
        try run(
            """
            UPDATE agents SET generation = generation + 1, killed_at = ?3
            WHERE tenant = ?1 AND name = ?2 AND is_deleted = 0 AND killed_at IS NULL
            """, tenant.rawValue, name, now.millisecondsSinceEpoch)
    }

    /// - Returns: the number of the version that comes next.
    fileprivate func raiseLatest(of name: String, tenant: Tenant) throws(StoreError) -> Int {
        try run(
            """
            INSERT INTO agents (tenant, name, latest, generation, is_deleted)
            VALUES (?, ?, 1, 0, 0)
            ON CONFLICT DO UPDATE SET latest = latest + 1, is_deleted = 0,
            killed_at = CASE is_deleted WHEN 1 THEN NULL ELSE killed_at END
            """, tenant.rawValue, name)
        let number = try first(
            "SELECT latest FROM agents WHERE tenant = ? AND name = ?", tenant.rawValue, name
        ) { $0.int(0) }
        guard let number else { throw .unavailable("an agent was stored and is not there") }
        return number
    }

    fileprivate func insert(
        _ version: AgentVersion, design: [UInt8], tenant: Tenant
    ) throws(StoreError) {
        let draft = version.draft
        try run(
            """
            INSERT INTO agent_versions
            (tenant, name, version, session, is_built_in, created_at, sha256, design, file)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            """, tenant.rawValue, draft.name, version.version, draft.session?.rawValue,
            draft.isBuiltIn, draft.createdAt.millisecondsSinceEpoch, draft.sha256, design,
            draft.file)
    }
}

extension AgentVersion {
    /// Columns: tenant, name, version, session, is_built_in, created_at, sha256, design, file.
    fileprivate init(_ row: Row) throws(StoreError) {
        self.init(
            version: row.int(2),
            draft: AgentDraft(
                name: row.text(1), design: try Design(stored: row.blob(7)), file: row.blob(8),
                sha256: row.text(6), session: row.isNull(3) ? nil : ID(row.text(3)),
                isBuiltIn: row.bool(4), createdAt: row.timestamp(5)))
    }
}

extension RegisteredAgent {
    /// Columns of an `AgentVersion`, then generation, killed_at.
    fileprivate init(_ row: Row) throws(StoreError) {
        self.init(latest: try AgentVersion(row), state: AgentState(row, from: 9))
    }
}

extension AgentState {
    fileprivate init(_ row: Row, from column: Int32) {
        self.init(
            generation: row.int64(column),
            killedAt: row.isNull(column + 1) ? nil : row.timestamp(column + 1))
    }
}
