import Domain
public import JSON
public import Orchestration

/// Registered agents in SQLite. Their sessions: `SQLiteAgentStore+Sessions.swift`.
public struct SQLiteAgentStore: AgentStore {
    let database: SQLiteDatabase
    /// A version is never changed. One is about 30 KB.
    private let versions = RecentValues<VersionKey, AgentVersion>(countMax: 128)

    public init(_ database: SQLiteDatabase) { self.database = database }

    public func register(
        _ draft: AgentDraft, of tenant: Tenant
    ) async throws(StoreError) -> AgentVersion {
        let design = draft.design.json.bytes
        return try await database.write { connection throws(StoreError) in
            // Nothing is kept here: the row may be one that is undone yet.
            if let key = try connection.latest(draft.name, of: tenant) {
                let latest = try connection.version(key)
                if let latest, latest.draft.sha256 == draft.sha256 { return latest }
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
            guard let key = try connection.latest(name, of: tenant) else { return nil }
            return try version(key, on: connection).map { RegisteredAgent(latest: $0) }
        }
    }

    public func agent(
        _ name: String, version: Int, of tenant: Tenant
    ) async throws(StoreError) -> AgentVersion? {
        try database.read { connection throws(StoreError) in
            try self.version(VersionKey(tenant, name, version), on: connection)
        }
    }

    private func version(
        _ key: VersionKey, on reader: Connection
    ) throws(StoreError) -> AgentVersion? {
        if let known = versions.value(of: key) { return known }
        let version = try reader.version(key)
        if let version { versions.keep(version, as: key) }
        return version
    }

    public func list(
        of tenant: Tenant, after cursor: String?, limit: Int
    ) async throws(StoreError) -> Page<RegisteredAgent> {
        let limit = Page<RegisteredAgent>.clamped(limit)
        let agents = try database.read { connection throws(StoreError) in
            try connection.all(
                """
                SELECT name, version FROM registered_agents WHERE tenant = ? AND name > ?
                ORDER BY name LIMIT ?
                """, tenant.rawValue, cursor ?? "", limit
            ) { VersionKey(tenant, $0.text(0), $0.int(1)) }
            .map { key throws(StoreError) in try version(key, on: connection) }
            .compactMap { $0.map { RegisteredAgent(latest: $0) } }
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

private struct VersionKey: Hashable, Sendable {
    let tenant: String
    let name: String
    let version: Int

    init(_ tenant: Tenant, _ name: String, _ version: Int) {
        self.tenant = tenant.rawValue
        self.name = name
        self.version = version
    }
}

extension Connection {
    /// The latest version of an agent that is listed.
    fileprivate func latest(_ name: String, of tenant: Tenant) throws(StoreError) -> VersionKey? {
        try first(
            "SELECT version FROM registered_agents WHERE tenant = ? AND name = ?",
            tenant.rawValue, name
        ) { VersionKey(tenant, name, $0.int(0)) }
    }

    fileprivate func version(_ key: VersionKey) throws(StoreError) -> AgentVersion? {
        try first(
            """
            SELECT name, version, session, is_built_in, created_at, sha256, design, file
            FROM agent_versions WHERE tenant = ? AND name = ? AND version = ?
            """, key.tenant, key.name, key.version
        ) { row throws(StoreError) in try AgentVersion(row) }
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
    /// Columns: name, version, session, is_built_in, created_at, sha256, design, file.
    fileprivate init(_ row: Row) throws(StoreError) {
        self.init(
            version: row.int(1),
            draft: AgentDraft(
                name: row.text(0), design: try Design(stored: row.blob(6)), file: row.blob(7),
                sha256: row.text(5), session: row.isNull(2) ? nil : ID(row.text(2)),
                isBuiltIn: row.bool(3), createdAt: row.timestamp(4)))
    }
}
