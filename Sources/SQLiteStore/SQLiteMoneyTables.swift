import Domain
import JSON
import Orchestration
import Paygent

/// The money core's tables on one connection, inside its open transaction.
struct SQLiteMoneyTables: MoneyTables {
    private let connection: Connection
    private let recent: RecentValues<StoredBytes, PaymentRun>?

    /// - Parameter recent: where payments that have ended are kept as values.
    init(_ connection: Connection, recent: RecentValues<StoredBytes, PaymentRun>? = nil) {
        self.connection = connection
        self.recent = recent
    }

    func run(_ id: ID<PaymentRun>) throws(StoreError) -> Versioned<PaymentRun>? {
        try connection.first(
            "SELECT body, version FROM payments WHERE id = ?", id.rawValue
        ) { row throws(StoreError) in
            guard let recent else { return try Versioned(payment: row) }
            let run = try recent.value(of: StoredBytes(row.blob(0))) { stored throws(StoreError) in
                try PaymentRun(stored: stored.bytes)
            }
            return Versioned(run, version: row.int64(1))
        }
    }

    func lease(of id: ID<PaymentRun>) throws(StoreError) -> Lease? {
        try connection.first(
            "SELECT lease_holder, lease_fence, lease_until FROM payments WHERE id = ?", id.rawValue
        ) { Lease(stored: $0) }
    }

    func unfinished(of agent: String?) throws(StoreError) -> [ID<PaymentRun>] {
        try connection.all(
            """
            SELECT id FROM payments
            WHERE is_final = 0 AND (?1 IS NULL OR agent = ?1) ORDER BY id
            """, agent
        ) { ID($0.text(0)) }
    }

    func approval(_ id: ID<Approval>) throws(StoreError) -> Approval? {
        try connection.first(
            "SELECT body FROM approvals WHERE id = ?", id.rawValue
        ) { row throws(StoreError) in try Approval(stored: row.blob(0)) }
    }

    func standing(key: String) throws(StoreError) -> Standing {
        try connection.first(
            "SELECT generation, is_killed FROM kill_switches WHERE key = ?", key
        ) { Standing(generation: $0.int64(0), isKilled: $0.bool(1)) }
            ?? Standing(generation: 0, isKilled: false)
    }

    func signingHold() throws(StoreError) -> SigningHold? {
        try connection.first("SELECT cause, since FROM signing_hold") { row throws(StoreError) in
            guard let cause = SigningHold.Cause(rawValue: row.text(0)) else {
                throw .unavailable("the stored hold cannot be read")
            }
            return SigningHold(cause, since: row.timestamp(1))
        }
    }

    func put(_ hold: SigningHold?) throws(StoreError) {
        try connection.run("DELETE FROM signing_hold")
        guard let hold else { return }
        try connection.run(
            "INSERT INTO signing_hold (number, cause, since) VALUES (1, ?, ?)",
            hold.cause.rawValue, hold.since.millisecondsSinceEpoch)
    }

    func ledgerTail() throws(StoreError) -> ChainTail {
        try connection.first(
            "SELECT sequence, hash FROM ledger ORDER BY sequence DESC LIMIT 1"
        ) { ChainTail(sequence: $0.int64(0), hash: $0.text(1)) } ?? .start
    }

    func journalTail() throws(StoreError) -> ChainTail {
        try connection.first(
            "SELECT position, hash FROM journal ORDER BY position DESC LIMIT 1"
        ) { ChainTail(sequence: $0.int64(0), hash: $0.text(1)) } ?? .start
    }

    func insert(
        _ run: PaymentRun, isNearThreshold: Bool, lease: Lease, at now: Timestamp
    ) throws(StoreError) {
        let agent = run.intent.agent
        try connection.run(
            """
            INSERT INTO payments (id, tenant, agent, session, payee, is_near_threshold,
                is_reserved, opened_at, changed_at, version, state, is_final, body,
                lease_holder, lease_fence, lease_until)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 1, ?, ?, ?, ?, ?, ?)
            """, run.id.rawValue, agent.tenant, agent.key, run.intent.session?.rawValue,
            run.intent.payeeKey, isNearThreshold, !run.state.isFinal, now.millisecondsSinceEpoch,
            now.millisecondsSinceEpoch, run.state.name, run.state.isFinal, run.json.bytes,
            lease.holder, lease.fence, lease.until.millisecondsSinceEpoch)
    }

    func replace(
        _ run: PaymentRun, expected: Int64, lease: Lease?, at now: Timestamp
    ) throws(StoreError) {
        let body = run.json.bytes
        let changed = try connection.run(
            """
            UPDATE payments SET version = version + 1, state = ?1, is_final = ?2, changed_at = ?3,
                body = ?4, lease_until = coalesce(?8, lease_until),
                lease_holder = CASE WHEN ?2 THEN NULL ELSE coalesce(?9, lease_holder) END
            WHERE id = ?5 AND version = ?6 AND lease_fence = coalesce(?7, lease_fence)
            """, run.state.name, run.state.isFinal, now.millisecondsSinceEpoch, body,
            run.id.rawValue, expected, lease?.fence, lease?.until.millisecondsSinceEpoch,
            lease?.holder)
        guard changed == 1 else { throw .conflict }
        if run.state.isFinal { recent?.keep(run, as: StoredBytes(body)) }
    }

    func put(_ lease: Lease, of id: ID<PaymentRun>) throws(StoreError) {
        try connection.run(
            """
            UPDATE payments SET lease_holder = ?, lease_fence = ?, lease_until = ? WHERE id = ?
            """, lease.holder, lease.fence, lease.until.millisecondsSinceEpoch, id.rawValue)
    }

    func put(_ approval: Approval) throws(StoreError) {
        try connection.run(
            """
            INSERT INTO approvals (id, tenant, agent, state, deadline, body)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6)
            ON CONFLICT (id) DO UPDATE SET state = ?4, body = ?6
            """, approval.id.rawValue, approval.intent.agent.tenant, approval.intent.agent.key,
            approval.state.name, approval.deadline.millisecondsSinceEpoch, approval.json.bytes)
    }

    func put(_ standing: Standing, key: String) throws(StoreError) {
        try connection.run(
            """
            INSERT INTO kill_switches (key, generation, is_killed) VALUES (?1, ?2, ?3)
            ON CONFLICT (key) DO UPDATE SET generation = ?2, is_killed = ?3
            """, key, standing.generation, standing.isKilled)
    }

    func append(_ record: JournalRecord) throws(StoreError) {
        let note = record.note
        try connection.run(
            """
            INSERT INTO journal (position, at, kind, run, session, tenant, agent, detail,
                previous_hash, hash)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """, record.position, record.at.millisecondsSinceEpoch, note.kind, note.run,
            note.session?.rawValue, note.tenant, note.agent, note.detail.bytes,
            record.previousHash, record.hash)
    }

    func append(_ entry: LedgerEntry, of intent: PaymentIntent) throws(StoreError) {
        try connection.run(
            """
            INSERT INTO ledger (sequence, run, kind, debit, credit, units, asset, at,
                previous_hash, hash)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """, entry.sequence, entry.run.rawValue, entry.kind.rawValue, entry.debit.name,
            entry.credit.name, String(entry.atomicUnits), entry.asset,
            entry.at.millisecondsSinceEpoch, entry.previousHash, entry.hash)
        try connection.add(entry, of: intent)
        try connection.addToTeam(entry, of: intent)
    }

    func spending(_ question: SpendingQuestion) throws(StoreError) -> Spending {
        try connection.spending(question)
    }
}

// How rows become values of the money core.

extension Lease {
    /// Columns: holder, fence, until.
    init(stored row: Row, from column: Int32 = 0) {
        self.init(
            holder: row.isNull(column) ? nil : row.text(column), fence: row.int64(column + 1),
            until: row.timestamp(column + 2))
    }
}

extension Versioned<PaymentRun> {
    /// Columns: body, version.
    init(payment row: Row) throws(StoreError) {
        self.init(try PaymentRun(stored: row.blob(0)), version: row.int64(1))
    }
}

extension PaymentRun {
    init(stored bytes: [UInt8]) throws(StoreError) {
        let json = try JSONValue(stored: bytes, "payment")
        do { try self.init(json: json) } catch { throw .unreadable("payment", error) }
    }
}

extension Approval {
    init(stored bytes: [UInt8]) throws(StoreError) {
        let json = try JSONValue(stored: bytes, "approval")
        do { try self.init(json: json) } catch { throw .unreadable("approval", error) }
    }
}

extension LedgerEntry {
    /// Columns: sequence, run, kind, debit, credit, units, asset, at, previous_hash, hash.
    init(stored row: Row) throws(StoreError) {
        guard let kind = PaymentRun.Step.Entry(rawValue: row.text(2)),
            let debit = LedgerAccount(name: row.text(3)),
            let credit = LedgerAccount(name: row.text(4)), !row.text(1).isEmpty
        else { throw .unavailable("ledger entry \(row.int64(0)) cannot be read") }
        self.init(
            sequence: row.int64(0), run: ID(row.text(1)), kind: kind, debit: debit,
            credit: credit, atomicUnits: try row.units(5), asset: row.text(6),
            at: row.timestamp(7), previousHash: row.text(8), hash: row.text(9))
    }
}

extension JournalRecord {
    /// Columns: position, at, kind, run, session, agent, detail, previous_hash, hash.
    init(stored row: Row) throws(StoreError) {
        let note = JournalNote(
            kind: row.text(2), run: row.isNull(3) ? nil : row.text(3),
            session: row.isNull(4) || row.text(4).isEmpty ? nil : ID(row.text(4)),
            agent: row.isNull(5) ? nil : row.text(5),
            detail: try JSONValue(stored: row.blob(6), "journal record"))
        self.init(
            position: row.int64(0), note: note, at: row.timestamp(1), previousHash: row.text(7),
            hash: row.text(8))
    }
}

extension Row {
    /// An amount in atomic units.
    func units(_ column: Int32) throws(StoreError) -> UInt128 {
        guard let units = UInt128(text(column)) else {
            throw .unavailable("a stored amount cannot be read")
        }
        return units
    }
}
