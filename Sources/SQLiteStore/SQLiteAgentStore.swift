import Domain
public import JSON
public import Orchestration

/// Registered agents in SQLite. Their sessions: `SQLiteAgentStore+Sessions.swift`.
public struct SQLiteAgentStore: AgentStore {
    let database: SQLiteDatabase
    /// One is about 5 KB.
    private let designs = RecentValues<Design>(countMax: 256)

    public init(_ database: SQLiteDatabase) { self.database = database }

    public func register(
        _ draft: AgentDraft, of tenant: Tenant
    ) async throws(StoreError) -> AgentVersion {
        let design = draft.design.json.bytes
        return try await database.write { [designs] connection throws(StoreError) in
            if let latest = try connection.agent(draft.name, of: tenant, designs)?.latest,
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
            try connection.agent(name, of: tenant, designs)
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
            ) { row throws(StoreError) in try AgentVersion(row, designs) }
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
            ) { row throws(StoreError) in try RegisteredAgent(row, designs) }
        }
        return Page(filledWith: agents, limit: limit) { $0.latest.name }
    }

    public func payloadSchema(
        of name: String, tenant: Tenant
    ) async throws(StoreError) -> JSONValue? {
        try database.read { connection throws(StoreError) in
            try connection.first(
                "SELECT schema FROM agent_payload_schemas WHERE tenant = ? AND name = ?",
                tenant.rawValue, name
            ) { row throws(StoreError) in try JSONValue(stored: row.blob(0), "payload schema") }
        }
    }

    public func setPayloadSchema(
        _ schema: JSONValue?, of name: String, tenant: Tenant
    ) async throws(StoreError) {
        try await database.write { connection throws(StoreError) in
            try connection.run(
                "DELETE FROM agent_payload_schemas WHERE tenant = ? AND name = ?",
                tenant.rawValue, name)
            guard let schema else { return }
            try connection.run(
                "INSERT INTO agent_payload_schemas (tenant, name, schema) VALUES (?, ?, ?)",
                tenant.rawValue, name, schema.bytes)
        }
    }

    public func delete(_ name: String, of tenant: Tenant) async throws(StoreError) -> Bool {
        try await database.write { connection throws(StoreError) in
            try connection.run(
                """
                UPDATE agents SET is_deleted = 1
                WHERE tenant = ? AND name = ? AND is_deleted = 0
                """, tenant.rawValue, name) > 0
        }
    }
}

extension Connection {
    fileprivate func agent(
        _ name: String, of tenant: Tenant, _ designs: RecentValues<Design>
    ) throws(StoreError) -> RegisteredAgent? {
        try first(
            "SELECT * FROM registered_agents WHERE tenant = ? AND name = ?",
            tenant.rawValue, name
        ) { row throws(StoreError) in try RegisteredAgent(row, designs) }
    }

    /// - Returns: the number of the version that comes next.
    fileprivate func raiseLatest(of name: String, tenant: Tenant) throws(StoreError) -> Int {
        try run(
            """
            INSERT INTO agents (tenant, name, latest, is_deleted) VALUES (?, ?, 1, 0)
            ON CONFLICT DO UPDATE SET latest = latest + 1, is_deleted = 0
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
    fileprivate init(_ row: Row, _ designs: RecentValues<Design>) throws(StoreError) {
        self.init(
            version: row.int(2),
            draft: AgentDraft(
                name: row.text(1), design: try designs.value(stored: row.blob(7)) { bytes throws(StoreError) in
                    try Design(stored: bytes)
                },
                file: row.blob(8),
                sha256: row.text(6), session: row.isNull(3) ? nil : ID(row.text(3)),
                isBuiltIn: row.bool(4), createdAt: row.timestamp(5)))
    }
}

extension RegisteredAgent {
    /// Columns of an `AgentVersion`.
    fileprivate init(_ row: Row, _ designs: RecentValues<Design>) throws(StoreError) {
        self.init(latest: try AgentVersion(row, designs))
    }
}
