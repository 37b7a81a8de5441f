public import Domain
import JSON
public import Orchestration
public import Paygent

/// Runs of agents in SQLite.
public struct SQLiteAgentRunStore: AgentRunStore {
    private let database: SQLiteDatabase
    /// One is about 10 KB.
    private let recent = RecentValues<StoredBytes, AgentRun>(countMax: 256)

    public init(_ database: SQLiteDatabase) { self.database = database }

    public func open(_ opening: AgentRunOpening) async throws(StoreError) {
        let new = NewRunRow(opening)
        try await database.write { connection throws(StoreError) in
            guard try connection.add(new) else { throw .conflict }
        }
        // It is driven next, and loaded for that.
        recent.keep(opening.run, as: StoredBytes(new.state))
    }

    public func commit(_ change: AgentRunChange) async throws(StoreError) -> Int64 {
        let (run, expected, lease) = (change.run, change.expected, change.lease)
        let state = run.json.bytes
        return try await database.write { [recent] connection throws(StoreError) in
            let changed = try connection.run(
                """
                UPDATE agent_runs SET status = ?1, version = version + 1, state = ?2,
                    lease_until = coalesce(?6, lease_until),
                    lease_holder = CASE WHEN ?1 = 'running' THEN coalesce(?7, lease_holder) END
                WHERE id = ?3 AND version = ?4 AND lease_fence = coalesce(?5, lease_fence)
                """, run.status.rawValue, state, run.id.rawValue, expected, lease?.fence,
                lease?.until.millisecondsSinceEpoch, lease?.holder)
            guard changed == 1 else { throw .conflict }
            try connection.record(change.notes, at: change.now)
            if run.status != .running { recent.keep(run, as: StoredBytes(state)) }
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
            ) { row throws(StoreError) in
                let run = try recent.value(of: StoredBytes(row.blob(0))) {
                    stored throws(StoreError) in try AgentRun(stored: stored.bytes)
                }
                return Versioned(run, version: row.int64(1))
            }
        }
    }

    public func unfinished(
        after id: ID<AgentRun>?, limit: Int
    ) async throws(StoreError) -> [OpenAgentRun] {
        try database.read { connection throws(StoreError) in
            try connection.all(
                """
                SELECT id, tenant, lease_holder, lease_fence, lease_until FROM agent_runs
                WHERE status IN ('running', 'awaiting_approval') AND id > ? ORDER BY id LIMIT ?
                """, id?.rawValue ?? "", limit
            ) { OpenAgentRun(stored: $0) }
        }
    }

    public func list(
        _ filter: AgentRunFilter, of tenant: Tenant, after cursor: String?, limit: Int
    ) async throws(StoreError) -> Page<AgentRun> {
        let limit = Page<AgentRun>.clamped(limit)
        // Each begins with what has an index: a choice inside the statement would read every run.
        let sql: StaticString =
            switch (filter.session, filter.agent) {
            case (.some, _): Self.listOfSession
            case (nil, .some): Self.listOfAgent
            case (nil, nil): Self.listOfTenant
            }
        let runs = try database.read { connection throws(StoreError) in
            try connection.all(
                sql, tenant.rawValue, filter.agent, filter.session?.rawValue,
                filter.status?.rawValue, cursor ?? "\u{10FFFF}", limit
            ) { row throws(StoreError) in try Versioned(run: row).value }
        }
        return Page(filledWith: runs, limit: limit) { $0.id.rawValue }
    }
}

// Identifiers are UUIDs: every one is below the greatest character.
extension SQLiteAgentRunStore {
    private static let listOfSession: StaticString = """
        SELECT state, version FROM agent_runs
        WHERE session = ?3 AND id < ?5 AND tenant = ?1 AND (?2 IS NULL OR agent = ?2)
            AND (?4 IS NULL OR status = ?4)
        ORDER BY id DESC LIMIT ?6
        """
    private static let listOfAgent: StaticString = """
        SELECT state, version FROM agent_runs
        WHERE tenant = ?1 AND agent = ?2 AND id < ?5 AND ?3 IS NULL
            AND (?4 IS NULL OR status = ?4)
        ORDER BY id DESC LIMIT ?6
        """
    private static let listOfTenant: StaticString = """
        SELECT state, version FROM agent_runs
        WHERE +tenant = ?1 AND id < ?5 AND ?2 IS NULL AND ?3 IS NULL
            AND (?4 IS NULL OR status = ?4)
        ORDER BY id DESC LIMIT ?6
        """
}

// Who drives a run.
extension SQLiteAgentRunStore {
    public func lease(of id: ID<AgentRun>) async throws(StoreError) -> Lease? {
        try database.read { connection throws(StoreError) in try connection.lease(of: id) }
    }

    public func take(
        _ id: ID<AgentRun>, _ claim: LeaseClaim
    ) async throws(StoreError) -> Lease? {
        try await database.write { connection throws(StoreError) in
            guard let current = try connection.lease(of: id),
                let next = claim.next(after: current)
            else { return nil }
            try connection.run(
                """
                UPDATE agent_runs SET lease_holder = ?, lease_fence = ?, lease_until = ?
                WHERE id = ?
                """, next.holder, next.fence, next.until.millisecondsSinceEpoch, id.rawValue)
            return next
        }
    }

    public func release(_ id: ID<AgentRun>, _ lease: Lease) async throws(StoreError) {
        try await database.write { connection throws(StoreError) in
            try connection.run(
                "UPDATE agent_runs SET lease_holder = NULL WHERE id = ? AND lease_fence = ?",
                id.rawValue, lease.fence)
        }
    }

    public func driven(
        after id: ID<AgentRun>?, limit: Int
    ) async throws(StoreError) -> [OpenAgentRun] {
        try database.read { connection throws(StoreError) in
            try connection.all(
                """
                SELECT id, tenant, lease_holder, lease_fence, lease_until FROM agent_runs
                WHERE status = 'running' AND lease_holder IS NOT NULL AND id > ?
                ORDER BY id LIMIT ?
                """, id?.rawValue ?? "", limit
            ) { OpenAgentRun(stored: $0) }
        }
    }
}

extension OpenAgentRun {
    /// Columns: id, tenant, lease.
    fileprivate init(stored row: Row) {
        self.init(ID(row.text(0)), of: Tenant(row.text(1)), lease: Lease(stored: row, from: 2))
    }
}

extension Connection {
    fileprivate func lease(of id: ID<AgentRun>) throws(StoreError) -> Lease? {
        try first(
            "SELECT lease_holder, lease_fence, lease_until FROM agent_runs WHERE id = ?",
            id.rawValue
        ) { Lease(stored: $0) }
    }
}

/// A new run, encoded before the transaction that stores it.
struct NewRunRow: Sendable {
    fileprivate let opening: AgentRunOpening
    fileprivate let state: [UInt8]
    fileprivate let payload: [UInt8]

    init(_ opening: AgentRunOpening) {
        self.opening = opening
        state = opening.run.json.bytes
        payload = opening.session?.payload.bytes ?? []
    }
}

extension Connection {
    /// With its session and its notes.
    ///
    /// - Returns: false when the identifier is taken; then nothing was changed.
    func add(_ new: NewRunRow) throws(StoreError) -> Bool {
        let (run, lease) = (new.opening.run, new.opening.lease)
        let added = try self.run(
            """
            INSERT INTO agent_runs (id, tenant, agent, session, status, version, state,
                lease_holder, lease_fence, lease_until)
            VALUES (?, ?, ?, ?, ?, 1, ?, ?, ?, ?) ON CONFLICT DO NOTHING
            """, run.id.rawValue, new.opening.tenant.rawValue, run.agent.name,
            run.session?.rawValue, run.status.rawValue, new.state, lease.holder, lease.fence,
            lease.until.millisecondsSinceEpoch)
        guard added == 1 else { return false }
        if let session = new.opening.session {
            try add(session, of: new.opening.tenant, payload: new.payload)
        }
        try record(new.opening.notes, at: new.opening.now)
        return true
    }

    fileprivate func record(_ notes: [JournalNote], at now: Timestamp) throws(StoreError) {
        guard !notes.isEmpty else { return }
        var tables = SQLiteMoneyTables(self)
        try tables.record(notes, at: now)
    }
}

extension Versioned<AgentRun> {
    /// Columns: state, version.
    fileprivate init(run row: Row) throws(StoreError) {
        self.init(try AgentRun(stored: row.blob(0)), version: row.int64(1))
    }
}

extension AgentRun {
    fileprivate init(stored bytes: [UInt8]) throws(StoreError) {
        let json = try JSONValue(stored: bytes, "run")
        do { try self.init(json: json) } catch { throw .unreadable("run", error) }
    }
}
