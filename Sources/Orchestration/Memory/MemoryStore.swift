public import Domain
import Paygent
import Synchronization
public import Wizard

/// Everything in memory: the reference that the contract suite calls correct, and what tests use.
/// Lost with the process.
///
/// Sessions are here; agents, exports and answers in the files beside it.
public final class MemoryStore: SessionStore {
    struct StoredSession {
        let tenant: Tenant
        var session: Session
        var version: Int64
        var transcript: [TranscriptEntry] = []
        var snapshots: [DesignSnapshot] = []
        var exports: [(record: ExportRecord, file: ExportFile)] = []
    }

    struct Tables {
        var sessions: [ID<Session>: StoredSession] = [:]
        var agents: [AgentKey: StoredAgent] = [:]
        var agentSessions: [ID<AgentSession>: (tenant: Tenant, session: AgentSession)] = [:]
        var answers: [AnswerKey: StoredAnswer] = [:]
        var exportCount: Int64 = 0
    }

    let tables = Mutex(Tables())

    public init() {}

    public func create(
        _ session: Session, of tenant: Tenant, adding additions: SessionAdditions
    ) async throws(StoreError) -> Int64 {
        try tables.withLock { tables throws(StoreError) in
            guard tables.sessions[session.id] == nil else { throw .conflict }
            let stored = StoredSession(tenant: tenant, session: session, version: 1)
            try tables.store(stored, adding: additions)
            return 1
        }
    }

    public func session(
        _ id: ID<Session>, of tenant: Tenant
    ) async throws(StoreError) -> Versioned<Session>? {
        tables.withLock { tables in
            guard let stored = tables.sessions[id], stored.tenant == tenant else { return nil }
            return Versioned(stored.session, version: stored.version)
        }
    }

    public func save(
        _ session: Session, expected: Int64, adding additions: SessionAdditions
    ) async throws(StoreError) -> Int64 {
        try tables.withLock { tables throws(StoreError) in
            guard var stored = tables.sessions[session.id], stored.version == expected else {
                throw .conflict
            }
            stored.session = session
            stored.version = expected + 1
            try tables.store(stored, adding: additions)
            return expected + 1
        }
    }

    public func history(
        of id: ID<Session>, after seq: Int, limit: Int
    ) async throws(StoreError) -> [TranscriptEntry] {
        tables.withLock { tables in
            let transcript = tables.sessions[id]?.transcript ?? []
            let limit = Page<TranscriptEntry>.clamped(limit)
            return Array(transcript.drop { $0.seq <= seq }.prefix(limit))
        }
    }

    public func versions(of id: ID<Session>) async throws(StoreError) -> [DesignVersion] {
        tables.withLock { tables in
            (tables.sessions[id]?.snapshots ?? []).map { snapshot in
                DesignVersion(
                    version: snapshot.version, summary: snapshot.summary,
                    createdAt: snapshot.createdAt)
            }
        }
    }

    public func snapshot(
        of id: ID<Session>, version: Int
    ) async throws(StoreError) -> DesignSnapshot? {
        tables.withLock { $0.sessions[id]?.snapshots.first { $0.version == version } }
    }

    public func list(
        _ filter: SessionFilter, of tenant: Tenant, at now: Timestamp, after cursor: String?,
        limit: Int
    ) async throws(StoreError) -> Page<Versioned<Session>> {
        let limit = Page<Session>.clamped(limit)
        let found = tables.withLock { tables in
            tables.sessions.values.filter { stored in
                stored.tenant == tenant && (cursor.map { stored.session.id.rawValue < $0 } ?? true)
                    && filter.matches(stored.session, at: now)
            }
        }
        let newest = found.sorted { $0.session.id.rawValue > $1.session.id.rawValue }.prefix(limit)
        let items = newest.map { Versioned($0.session, version: $0.version) }
        return Page(filledWith: items, limit: limit) { $0.value.id.rawValue }
    }

    public func delete(_ id: ID<Session>, of tenant: Tenant) async throws(StoreError) -> Bool {
        tables.withLock { tables in
            guard tables.sessions[id]?.tenant == tenant else { return false }
            tables.sessions[id] = nil
            return true
        }
    }
}

extension MemoryStore.Tables {
    /// Everything is checked before anything is changed.
    fileprivate mutating func store(
        _ stored: MemoryStore.StoredSession, adding additions: SessionAdditions
    ) throws(StoreError) {
        var stored = stored
        for entry in additions.entries {
            guard entry.seq > 0, !stored.transcript.contains(where: { $0.seq == entry.seq }) else {
                throw .conflict
            }
            stored.transcript.append(entry)
        }
        stored.transcript.sort { $0.seq < $1.seq }
        if let snapshot = additions.snapshot {
            let isTaken = stored.snapshots.contains { $0.version == snapshot.version }
            guard snapshot.version > 0, !isTaken else { throw .conflict }
            stored.snapshots.append(snapshot)
            stored.snapshots.sort { $0.version < $1.version }
        }
        if let answer = additions.answer {
            guard answers[MemoryStore.AnswerKey(answer)] == nil else { throw .conflict }
            answers[MemoryStore.AnswerKey(answer)] = answer
        }
        sessions[stored.session.id] = stored
    }
}
