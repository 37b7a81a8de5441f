public import Domain
public import Orchestration
public import Paygent

/// Payments, ledger, journal and approvals in SQLite. What one call writes is one transaction, and
/// calls run one after the other, also across processes: a budget cannot be read twice and spent
/// twice.
public struct SQLiteMoneyStore: RunStore, LedgerStore, ApprovalStore, Journal {
    let database: SQLiteDatabase
    /// One is about 10 KB.
    private let recent = RecentValues<StoredBytes, PaymentRun>(countMax: 256)

    public init(_ database: SQLiteDatabase) { self.database = database }

    public func open(_ opening: RunOpening) async throws(StoreError) -> OpenedRun {
        try await database.write { connection throws(StoreError) in
            var tables = SQLiteMoneyTables(connection)
            return try tables.open(opening)
        }
    }

    public func commit(_ change: RunChange) async throws(StoreError) -> Int64 {
        try await database.write { [recent] connection throws(StoreError) in
            var tables = SQLiteMoneyTables(connection, recent: recent)
            return try tables.commit(change)
        }
    }

    public func take(
        _ id: ID<PaymentRun>, _ claim: LeaseClaim
    ) async throws(StoreError) -> Lease? {
        try await database.write { connection throws(StoreError) in
            var tables = SQLiteMoneyTables(connection)
            return try tables.take(id, claim)
        }
    }

    public func throwSwitch(
        _ scope: KillScope, by person: String, at now: Timestamp
    ) async throws(StoreError) -> Int64 {
        try await database.write { connection throws(StoreError) in
            var tables = SQLiteMoneyTables(connection)
            return try tables.throwSwitch(scope, by: person, at: now)
        }
    }

    public func stop(
        _ id: ID<PaymentRun>, in scope: KillScope, at now: Timestamp
    ) async throws(StoreError) -> PaymentRun? {
        try await database.write { connection throws(StoreError) in
            var tables = SQLiteMoneyTables(connection)
            return try tables.stop(id, in: scope, at: now)
        }
    }

    public func revive(
        _ scope: KillScope, by person: String, at now: Timestamp
    ) async throws(StoreError) {
        try await database.write { connection throws(StoreError) in
            var tables = SQLiteMoneyTables(connection)
            try tables.revive(scope, by: person, at: now)
        }
    }

    public func record(
        _ notes: [JournalNote], at now: Timestamp
    ) async throws(StoreError) -> Int64 {
        try await database.write { connection throws(StoreError) in
            var tables = SQLiteMoneyTables(connection)
            return try tables.record(notes, at: now)
        }
    }

    public func run(_ id: ID<PaymentRun>) async throws(StoreError) -> Versioned<PaymentRun>? {
        try database.read { connection throws(StoreError) in
            try SQLiteMoneyTables(connection, recent: recent).run(id)
        }
    }

    public func lease(of id: ID<PaymentRun>) async throws(StoreError) -> Lease? {
        try database.read { connection throws(StoreError) in
            try SQLiteMoneyTables(connection).lease(of: id)
        }
    }

    public func standing(of agent: String) async throws(StoreError) -> Standing {
        try database.read { connection throws(StoreError) in
            try SQLiteMoneyTables(connection).standing(of: agent)
        }
    }

    public func spending(_ question: SpendingQuestion) async throws(StoreError) -> Spending {
        try database.read { connection throws(StoreError) in
            try SQLiteMoneyTables(connection).spending(question)
        }
    }

    public func approval(_ id: ID<Approval>) async throws(StoreError) -> Approval? {
        try database.read { connection throws(StoreError) in
            try SQLiteMoneyTables(connection).approval(id)
        }
    }

    public func unfinished(in scope: KillScope) async throws(StoreError) -> [ID<PaymentRun>] {
        try database.read { connection throws(StoreError) in
            try SQLiteMoneyTables(connection).unfinished(in: scope)
        }
    }

    public func unfinishedRuns(
        after id: ID<PaymentRun>?, limit: Int
    ) async throws(StoreError) -> UnfinishedRuns {
        let rows = try database.read { connection throws(StoreError) in
            try connection.all(
                """
                SELECT body, version, id FROM payments WHERE is_final = 0 AND id > ?
                ORDER BY id LIMIT ?
                """, id?.rawValue ?? "", limit
            ) { row -> (id: ID<PaymentRun>, run: Versioned<PaymentRun>?) in
                let id = ID<PaymentRun>(row.text(2))
                do { return (id, try Versioned(payment: row)) } catch { return (id, nil) }
            }
        }
        return UnfinishedRuns(
            runs: rows.compactMap(\.run), unreadable: rows.filter { $0.run == nil }.map(\.id),
            next: rows.count == limit ? rows.last?.id : nil)
    }

    public func runs(matching filter: RunFilter) async throws(StoreError) -> [StoredRun] {
        try database.read { connection throws(StoreError) in
            try connection.all(
                """
                SELECT body, opened_at, changed_at FROM payments
                WHERE (?1 IS NULL OR tenant = ?1) AND (?2 IS NULL OR agent = ?2)
                    AND (?3 IS NULL OR session = ?3) AND (?4 IS NULL OR state = ?4)
                    AND (?5 IS NULL OR opened_at >= ?5) AND (?6 IS NULL OR opened_at < ?6)
                    AND (?7 IS NULL OR id < ?7)
                ORDER BY id DESC LIMIT ?8
                """, filter.tenant, filter.agent, filter.session?.rawValue, filter.state,
                filter.from?.millisecondsSinceEpoch, filter.to?.millisecondsSinceEpoch,
                filter.before?.rawValue, filter.limit
            ) { row throws(StoreError) in
                StoredRun(
                    try PaymentRun(stored: row.blob(0)), openedAt: row.timestamp(1),
                    changedAt: row.timestamp(2))
            }
        }
    }
}

extension SQLiteMoneyStore {
    public func accounts(of tenant: Tenant) async throws(StoreError) -> [AccountBalance] {
        let prefix = tenant.rawValue + "/"
        let lines = try database.read { connection throws(StoreError) in
            try connection.all(
                """
                SELECT agent, asset, reserved, posted, released FROM ledger_sums
                WHERE substr(agent, 1, length(?1)) = ?1 AND instr(agent, '/team:') = 0
                """, prefix
            ) { row throws(StoreError) in
                try AgentSums(
                    reserved: row.units(2), posted: row.units(3), released: row.units(4)
                ).accounts(of: row.text(0), asset: row.text(1))
            }
        }
        return lines.flatMap(\.self).sorted {
            ($0.account.name, $0.asset) < ($1.account.name, $1.asset)
        }
    }

    public func entries(
        after sequence: Int64, of run: ID<PaymentRun>?, limit: Int
    ) async throws(StoreError) -> [LedgerEntry] {
        try database.read { connection throws(StoreError) in
            guard let run else {
                return try connection.all(
                    """
                    SELECT sequence, run, kind, debit, credit, units, asset, at, previous_hash, hash
                    FROM ledger WHERE sequence > ? ORDER BY sequence LIMIT ?
                    """, sequence, limit
                ) { row throws(StoreError) in try LedgerEntry(stored: row) }
            }
            return try connection.all(
                """
                SELECT sequence, run, kind, debit, credit, units, asset, at, previous_hash, hash
                FROM ledger WHERE run = ? AND sequence > ? ORDER BY sequence LIMIT ?
                """, run.rawValue, sequence, limit
            ) { row throws(StoreError) in try LedgerEntry(stored: row) }
        }
    }

    public func pendingApprovals(
        of tenant: Tenant, agent: String?, limit: Int
    ) async throws(StoreError) -> [Approval] {
        try database.read { connection throws(StoreError) in
            try connection.all(
                """
                SELECT body FROM approvals
                WHERE state = 'pending' AND tenant = ?1 AND (?2 IS NULL OR agent = ?2)
                ORDER BY id LIMIT ?3
                """, tenant.rawValue, agent, limit
            ) { row -> Approval? in
                // One that is damaged hides no other; recovery names it when its time is over.
                do { return try Approval(stored: row.blob(0)) } catch { return nil }
            }
        }.compactMap(\.self)
    }

    public func overdueApprovals(
        at now: Timestamp, limit: Int
    ) async throws(StoreError) -> [ID<Approval>] {
        try database.read { connection throws(StoreError) in
            try connection.all(
                """
                SELECT id FROM approvals WHERE state = 'pending' AND deadline <= ?
                ORDER BY deadline LIMIT ?
                """, now.millisecondsSinceEpoch, limit
            ) { ID($0.text(0)) }
        }
    }

    public func tail() async throws(StoreError) -> ChainTail {
        try database.read { connection throws(StoreError) in
            try SQLiteMoneyTables(connection).journalTail()
        }
    }

    public func records(
        matching filter: JournalFilter
    ) async throws(StoreError) -> [JournalRecord] {
        try database.read { connection throws(StoreError) in
            if let run = filter.run {
                return try connection.all(
                    """
                    SELECT position, at, kind, run, session, agent, detail, previous_hash, hash
                    FROM journal WHERE run = ?1 AND position > ?2
                        AND (?3 IS NULL OR tenant = ?3) AND (?4 IS NULL OR session = ?4)
                        AND (?5 IS NULL OR agent = ?5)
                    ORDER BY position LIMIT ?6
                    """, run, filter.after, filter.tenant, filter.session?.rawValue,
                    filter.agent, filter.limit
                ) { row throws(StoreError) in try JournalRecord(stored: row) }
            }
            if let session = filter.session {
                return try connection.all(
                    """
                    SELECT position, at, kind, run, session, agent, detail, previous_hash, hash
                    FROM journal WHERE session = ?1 AND position > ?2
                        AND (?3 IS NULL OR tenant = ?3) AND (?4 IS NULL OR agent = ?4)
                    ORDER BY position LIMIT ?5
                    """, session.rawValue, filter.after, filter.tenant, filter.agent, filter.limit
                ) { row throws(StoreError) in try JournalRecord(stored: row) }
            }
            return try connection.all(
                """
                SELECT position, at, kind, run, session, agent, detail, previous_hash, hash
                FROM journal WHERE position > ?1 AND (?2 IS NULL OR tenant = ?2)
                    AND (?3 IS NULL OR agent = ?3)
                ORDER BY position LIMIT ?4
                """, filter.after, filter.tenant, filter.agent, filter.limit
            ) { row throws(StoreError) in try JournalRecord(stored: row) }
        }
    }
}
