public import Domain
import JSON
public import Orchestration
public import Paygent

extension SQLiteAgentStore {
    public func create(_ session: AgentSession, of tenant: Tenant) async throws(StoreError) {
        let payload = session.payload.bytes
        try await database.write { connection throws(StoreError) in
            try connection.add(session, of: tenant, payload: payload)
        }
    }

    public func agentSession(
        _ id: ID<AgentSession>, of tenant: Tenant
    ) async throws(StoreError) -> AgentSession? {
        try database.read { connection throws(StoreError) in
            try connection.first(
                """
                SELECT id, agent, version, status, created_at, payload FROM agent_sessions
                WHERE id = ? AND tenant = ?
                """, id.rawValue, tenant.rawValue
            ) { row throws(StoreError) in try AgentSession(row) }
        }
    }

    public func setStatus(
        _ status: AgentSession.Status, of id: ID<AgentSession>, tenant: Tenant
    ) async throws(StoreError) -> Bool {
        try await database.write { connection throws(StoreError) in
            try connection.run(
                "UPDATE agent_sessions SET status = ? WHERE id = ? AND tenant = ?",
                status.rawValue, id.rawValue, tenant.rawValue) > 0
        }
    }

    public func agentSessions(
        of agent: String?, tenant: Tenant, after cursor: String?, limit: Int
    ) async throws(StoreError) -> Page<AgentSession> {
        let limit = Page<AgentSession>.clamped(limit)
        let start = cursor ?? "\u{10FFFF}"
        let sessions = try database.read { connection throws(StoreError) in
            guard let agent else {
                return try connection.all(
                    """
                    SELECT id, agent, version, status, created_at, payload FROM agent_sessions
                    WHERE tenant = ? AND id < ? ORDER BY id DESC LIMIT ?
                    """, tenant.rawValue, start, limit
                ) { row throws(StoreError) in try AgentSession(row) }
            }
            return try connection.all(
                """
                SELECT id, agent, version, status, created_at, payload FROM agent_sessions
                WHERE tenant = ? AND agent = ? AND id < ? ORDER BY id DESC LIMIT ?
                """, tenant.rawValue, agent, start, limit
            ) { row throws(StoreError) in try AgentSession(row) }
        }
        return Page(filledWith: sessions, limit: limit) { $0.id.rawValue }
    }
}

extension Connection {
    /// - Parameter payload: the session's, encoded.
    func add(
        _ session: AgentSession, of tenant: Tenant, payload: [UInt8]
    ) throws(StoreError) {
        try run(
            """
            INSERT INTO agent_sessions
            (id, tenant, agent, version, status, created_at, payload)
            VALUES (?, ?, ?, ?, ?, ?, ?)
            """, session.id.rawValue, tenant.rawValue, session.agent, session.version,
            session.status.rawValue, session.createdAt.millisecondsSinceEpoch, payload)
    }
}

extension AgentSession {
    /// Columns: id, agent, version, status, created_at, payload.
    fileprivate init(_ row: Row) throws(StoreError) {
        guard let status = Status(rawValue: row.text(3)) else {
            throw .unavailable("a stored agent session cannot be read")
        }
        self.init(
            id: ID(row.text(0)), agent: row.text(1), version: row.int(2),
            payload: try JSONValue(stored: row.blob(5), "payload"), status: status,
            createdAt: row.timestamp(4))
    }
}
