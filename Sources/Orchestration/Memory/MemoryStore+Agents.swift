public import Domain
public import JSON
public import Paygent
import Synchronization

extension MemoryStore: AgentStore {
    struct AgentKey: Hashable {
        let tenant: Tenant
        let name: String
    }

    struct StoredAgent {
        /// Version 1 first; never empty.
        var versions: [AgentVersion]
        var isDeleted = false
        var payloadSchema: JSONValue?

        var registered: RegisteredAgent? {
            guard !isDeleted, let latest = versions.last else { return nil }
            return RegisteredAgent(latest: latest)
        }

        mutating func add(_ draft: AgentDraft) -> AgentVersion {
            let version = AgentVersion(version: versions.count + 1, draft: draft)
            versions.append(version)
            isDeleted = false
            return version
        }
    }

    public func register(
        _ draft: AgentDraft, of tenant: Tenant
    ) async throws(StoreError) -> AgentVersion {
        tables.withLock { tables in
            let key = AgentKey(tenant: tenant, name: draft.name)
            var agent = tables.agents[key] ?? StoredAgent(versions: [])
            if let latest = agent.registered?.latest, latest.draft.sha256 == draft.sha256 {
                return latest
            }
            let version = agent.add(draft)
            tables.agents[key] = agent
            return version
        }
    }

    public func payloadSchema(
        of name: String, tenant: Tenant
    ) async throws(StoreError) -> JSONValue? {
        tables.withLock { $0.agents[AgentKey(tenant: tenant, name: name)]?.payloadSchema }
    }

    public func setPayloadSchema(
        _ schema: JSONValue?, of name: String, tenant: Tenant
    ) async throws(StoreError) {
        tables.withLock {
            $0.agents[AgentKey(tenant: tenant, name: name)]?.payloadSchema = schema
        }
    }

    public func agent(
        _ name: String, of tenant: Tenant
    ) async throws(StoreError) -> RegisteredAgent? {
        tables.withLock { $0.agents[AgentKey(tenant: tenant, name: name)]?.registered }
    }

    public func agent(
        _ name: String, version: Int, of tenant: Tenant
    ) async throws(StoreError) -> AgentVersion? {
        tables.withLock { tables in
            tables.agents[AgentKey(tenant: tenant, name: name)]?.versions.first {
                $0.version == version
            }
        }
    }

    public func list(
        of tenant: Tenant, after cursor: String?, limit: Int
    ) async throws(StoreError) -> Page<RegisteredAgent> {
        let limit = Page<RegisteredAgent>.clamped(limit)
        let agents = tables.withLock { tables in
            tables.agents.filter { $0.key.tenant == tenant && $0.key.name > cursor ?? "" }
                .values.compactMap(\.registered)
        }
        let first = agents.sorted { $0.latest.name < $1.latest.name }.prefix(limit)
        return Page(filledWith: Array(first), limit: limit) { $0.latest.name }
    }

    public func delete(_ name: String, of tenant: Tenant) async throws(StoreError) -> Bool {
        tables.withLock { tables in
            let key = AgentKey(tenant: tenant, name: name)
            guard tables.agents[key]?.registered != nil else { return false }
            tables.agents[key]?.isDeleted = true
            return true
        }
    }
}

// Sessions of agents.
extension MemoryStore {
    public func create(_ session: AgentSession, of tenant: Tenant) async throws(StoreError) {
        try add(session, of: tenant)
    }

    /// For the store whose runs begin sessions.
    func add(_ session: AgentSession, of tenant: Tenant) throws(StoreError) {
        try tables.withLock { tables throws(StoreError) in
            guard tables.agentSessions[session.id] == nil else { throw .conflict }
            tables.agentSessions[session.id] = (tenant, session)
        }
    }

    public func agentSession(
        _ id: ID<AgentSession>, of tenant: Tenant
    ) async throws(StoreError) -> AgentSession? {
        tables.withLock { tables in
            guard let kept = tables.agentSessions[id], kept.tenant == tenant else { return nil }
            return kept.session
        }
    }

    public func setStatus(
        _ status: AgentSession.Status, of id: ID<AgentSession>, tenant: Tenant
    ) async throws(StoreError) -> Bool {
        tables.withLock { tables in
            guard tables.agentSessions[id]?.tenant == tenant else { return false }
            tables.agentSessions[id]?.session.status = status
            return true
        }
    }

    public func agentSessions(
        of agent: String?, tenant: Tenant, after cursor: String?, limit: Int
    ) async throws(StoreError) -> Page<AgentSession> {
        let limit = Page<AgentSession>.clamped(limit)
        let sessions = tables.withLock { tables in
            tables.agentSessions.values.filter { kept in
                kept.tenant == tenant && (agent.map { kept.session.agent == $0 } ?? true)
                    && (cursor.map { kept.session.id.rawValue < $0 } ?? true)
            }
        }
        let newest = sessions.map(\.session).sorted { $0.id.rawValue > $1.id.rawValue }
        return Page(filledWith: Array(newest.prefix(limit)), limit: limit) { $0.id.rawValue }
    }
}
