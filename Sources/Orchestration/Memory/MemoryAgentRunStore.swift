public import Domain
public import Paygent
internal import Synchronization

/// The reference for runs of agents: what the contract suite calls correct.
public final class MemoryAgentRunStore: AgentRunStore {
    private struct Row {
        var run: AgentRun
        var version: Int64
        let tenant: Tenant
        var lease: Lease
    }

    private let rows = Mutex<[ID<AgentRun>: Row]>([:])
    private let journal: MemoryMoneyStore
    private let sessions: MemoryStore

    /// - Parameter journal: gets the notes of runs.
    /// - Parameter sessions: gets the sessions that begin with a run.
    public init(
        journal: MemoryMoneyStore = MemoryMoneyStore(), sessions: MemoryStore = MemoryStore()
    ) {
        self.journal = journal
        self.sessions = sessions
    }

    public func open(_ opening: AgentRunOpening) async throws(StoreError) {
        let run = opening.run
        try rows.withLock { rows throws(StoreError) in
            guard rows[run.id] == nil else { throw .conflict }
            if let session = opening.session { try sessions.add(session, of: opening.tenant) }
            try journal.append(opening.notes, at: opening.now)
            rows[run.id] = Row(
                run: run, version: 1, tenant: opening.tenant, lease: opening.lease)
        }
    }

    public func commit(_ change: AgentRunChange) async throws(StoreError) -> Int64 {
        let (run, lease) = (change.run, change.lease)
        try rows.withLock { rows throws(StoreError) in
            guard var row = rows[run.id], row.version == change.expected,
                lease == nil || lease?.fence == row.lease.fence
            else { throw .conflict }
            row.run = run
            row.version += 1
            let kept = lease ?? row.lease
            row.lease = run.status == .running ? kept : kept.released
            try journal.append(change.notes, at: change.now)
            rows[run.id] = row
        }
        return change.expected + 1
    }

    public func run(
        _ id: ID<AgentRun>, of tenant: Tenant
    ) async throws(StoreError) -> Versioned<AgentRun>? {
        guard let row = rows.withLock({ $0[id] }), row.tenant == tenant else { return nil }
        return Versioned(row.run, version: row.version)
    }

    public func lease(of id: ID<AgentRun>) async throws(StoreError) -> Lease? {
        rows.withLock { $0[id]?.lease }
    }

    public func take(
        _ id: ID<AgentRun>, _ claim: LeaseClaim
    ) async throws(StoreError) -> Lease? {
        rows.withLock { rows in
            guard let row = rows[id], let next = claim.next(after: row.lease) else { return nil }
            rows[id]?.lease = next
            return next
        }
    }

    public func release(_ id: ID<AgentRun>, _ lease: Lease) async throws(StoreError) {
        rows.withLock { rows in
            guard rows[id]?.lease.fence == lease.fence else { return }
            rows[id]?.lease = lease.released
        }
    }

    public func driven(
        after id: ID<AgentRun>?, limit: Int
    ) async throws(StoreError) -> [OpenAgentRun] {
        open(after: id, limit) { $0.run.status == .running && $0.lease.holder != nil }
    }

    public func unfinished(
        after id: ID<AgentRun>?, limit: Int
    ) async throws(StoreError) -> [OpenAgentRun] {
        open(after: id, limit) { !$0.run.status.isFinal }
    }

    private func open(
        after id: ID<AgentRun>?, _ limit: Int, _ isWanted: (Row) -> Bool
    ) -> [OpenAgentRun] {
        sorted { isWanted($0) && $0.run.id.rawValue > (id?.rawValue ?? "") }.prefix(limit).map {
            OpenAgentRun($0.run.id, of: $0.tenant, lease: $0.lease)
        }
    }

    public func list(
        _ filter: AgentRunFilter, of tenant: Tenant, after cursor: String?, limit: Int
    ) async throws(StoreError) -> Page<AgentRun> {
        let limit = Page<AgentRun>.clamped(limit)
        let matching = sorted { row in
            row.tenant == tenant && filter.lets(row.run)
                && cursor.map { row.run.id.rawValue < $0 } ?? true
        }
        let items = matching.reversed().prefix(limit).map(\.run)
        return Page(filledWith: items, limit: limit) { $0.id.rawValue }
    }

    private func sorted(_ isWanted: (Row) -> Bool) -> [Row] {
        rows.withLock { rows in
            rows.values.filter(isWanted).sorted { $0.run.id.rawValue < $1.run.id.rawValue }
        }
    }
}

extension AgentRunFilter {
    fileprivate func lets(_ run: AgentRun) -> Bool {
        (agent.map { $0 == run.agent.name } ?? true)
            && (session.map { $0 == run.session } ?? true)
            && (status.map { $0 == run.status } ?? true)
    }
}
