public import Domain
import JSON
public import Orchestration
public import Wizard

/// Conversations in SQLite: the session is one row with its state as JSON, the transcript and the
/// snapshots only grow.
public struct SQLiteSessionStore: SessionStore {
    private let database: SQLiteDatabase
    private let recent = RecentSessions()

    public init(_ database: SQLiteDatabase) { self.database = database }

    public func create(
        _ session: Session, of tenant: Tenant, adding additions: SessionAdditions
    ) async throws(StoreError) -> Int64 {
        let row = SessionRow(session)
        try await database.write { connection throws(StoreError) in
            try connection.run(
                """
                INSERT INTO sessions (id, tenant, version, stage, expires_at, words, state)
                VALUES (?, ?, 1, ?, ?, ?, ?)
                """, row.id, tenant.rawValue, row.stage, row.expiresAt, row.words, row.state)
            try connection.add(additions, toSession: connection.lastInsertedRow)
        }
        recent.keep(session, version: 1, of: tenant)
        return 1
    }

    public func session(
        _ id: ID<Session>, of tenant: Tenant
    ) async throws(StoreError) -> Versioned<Session>? {
        let known = recent.session(id, of: tenant)
        let row = try database.read { connection throws(StoreError) in
            // The state is read only when it is not known.
            try connection.first(
                """
                SELECT version, CASE version WHEN ?3 THEN NULL ELSE state END
                FROM sessions WHERE id = ?1 AND tenant = ?2
                """, id.rawValue, tenant.rawValue, known?.version
            ) { row in (row.int64(0), row.isNull(1) ? nil : row.blob(1)) }
        }
        guard let (version, state) = row else {
            recent.forget(id)
            return nil
        }
        guard let state else { return known }
        let session = try Session(stored: state)
        recent.keep(session, version: version, of: tenant)
        return Versioned(session, version: version)
    }

    public func recent(_ id: ID<Session>, of tenant: Tenant) -> Versioned<Session>? {
        recent.session(id, of: tenant)
    }

    public func save(
        _ session: Session, expected: Int64, adding additions: SessionAdditions
    ) async throws(StoreError) -> Int64 {
        let row = SessionRow(session)
        try await database.write { connection throws(StoreError) in
            let stored = try connection.first(
                "SELECT number, version, stage FROM sessions WHERE id = ?", row.id
            ) { ($0.int64(0), $0.int64(1), $0.text(2)) }
            guard let (number, version, stage) = stored, version == expected else {
                throw .conflict
            }
            try connection.replace(row, number: number, version: expected + 1)
            if stage != row.stage {
                try connection.run(
                    "UPDATE sessions SET stage = ? WHERE number = ?", row.stage, number)
            }
            try connection.add(additions, toSession: number)
        }
        recent.replace(session, version: expected + 1)
        return expected + 1
    }

    public func history(
        of id: ID<Session>, after seq: Int, limit: Int
    ) async throws(StoreError) -> [TranscriptEntry] {
        guard seq <= TranscriptKey.seqMax else { return [] }
        return try database.read { connection throws(StoreError) in
            try connection.all(
                """
                SELECT key & 16777215, role, content, transcript.stage, created_at
                FROM sessions JOIN transcript
                ON key > (number << 24) + ?2 AND key <= (number << 24) + 16777215
                WHERE id = ?1 ORDER BY key LIMIT ?3
                """, id.rawValue, max(0, seq), Page<TranscriptEntry>.clamped(limit)
            ) { row throws(StoreError) in try TranscriptEntry(row) }
        }
    }

    public func versions(of id: ID<Session>) async throws(StoreError) -> [DesignVersion] {
        try database.read { connection throws(StoreError) in
            try connection.all(
                """
                SELECT key & 16777215, summary, created_at FROM sessions JOIN snapshots
                ON key > number << 24 AND key <= (number << 24) + 16777215
                WHERE id = ? ORDER BY key
                """, id.rawValue
            ) { row in
                DesignVersion(
                    version: row.int(0), summary: row.text(1), createdAt: row.timestamp(2))
            }
        }
    }

    public func snapshot(
        of id: ID<Session>, version: Int
    ) async throws(StoreError) -> DesignSnapshot? {
        guard (1...TranscriptKey.seqMax).contains(version) else { return nil }
        return try database.read { connection throws(StoreError) in
            try connection.first(
                """
                SELECT summary, created_at, design, undo_target FROM sessions JOIN snapshots
                ON key = (number << 24) + ?2 WHERE id = ?1
                """, id.rawValue, version
            ) { row throws(StoreError) in
                DesignSnapshot(
                    version: version, undoTarget: row.isNull(3) ? nil : row.int(3),
                    design: try Design(stored: row.blob(2)),
                    summary: row.text(0), createdAt: row.timestamp(1))
            }
        }
    }

    public func list(
        _ filter: SessionFilter, of tenant: Tenant, at now: Timestamp, after cursor: String?,
        limit: Int
    ) async throws(StoreError) -> Page<Versioned<Session>> {
        var scan = SessionScan(filter, at: now, limit: limit)
        try database.read { connection throws(StoreError) in
            try scan.run(on: connection, of: tenant, after: cursor)
        }
        return try scan.page()
    }

    public func delete(_ id: ID<Session>, of tenant: Tenant) async throws(StoreError) -> Bool {
        defer { recent.forget(id) }
        return try await database.write { connection throws(StoreError) in
            let number = try connection.first(
                "SELECT number FROM sessions WHERE id = ? AND tenant = ?",
                id.rawValue, tenant.rawValue
            ) { $0.int64(0) }
            guard let number else { return false }
            let keys = (number << 24, number << 24 + Int64(TranscriptKey.seqMax))
            try connection.run("DELETE FROM transcript WHERE key BETWEEN ? AND ?", keys.0, keys.1)
            try connection.run("DELETE FROM snapshots WHERE key BETWEEN ? AND ?", keys.0, keys.1)
            try connection.run("DELETE FROM exports WHERE session = ?", number)
            try connection.run("DELETE FROM sessions WHERE number = ?", number)
            return true
        }
    }
}

/// Where a transcript entry or a snapshot lies: `number * 2^24 + seq`.
enum TranscriptKey {
    static let seqMax = 1 << 24 - 1

    /// - Throws: `.conflict` for a number that no entry can have.
    static func key(session number: Int64, seq: Int) throws(StoreError) -> Int64 {
        guard (1...seqMax).contains(seq) else { throw .conflict }
        return number << 24 + Int64(seq)
    }
}

/// The columns of a session, encoded before the writer's thread is asked for.
struct SessionRow: Sendable {
    let id: String
    let stage: String
    let expiresAt: Int64
    let words: String
    let state: [UInt8]

    init(_ session: Session) {
        id = session.id.rawValue
        stage = session.stage.rawValue
        expiresAt = session.expiresAt.millisecondsSinceEpoch
        words = SessionFilter.searchText(of: session)
        state = session.json.bytes
    }
}

extension Connection {
    fileprivate func replace(
        _ row: SessionRow, number: Int64, version: Int64
    ) throws(StoreError) {
        try run(
            """
            UPDATE sessions SET version = ?, expires_at = ?, words = ?, state = ?
            WHERE number = ?
            """, version, row.expiresAt, row.words, row.state, number)
    }

    fileprivate func add(
        _ additions: SessionAdditions, toSession number: Int64
    ) throws(StoreError) {
        for entry in additions.entries {
            try run(
                """
                INSERT INTO transcript (key, role, content, stage, created_at)
                VALUES (?, ?, ?, ?, ?)
                """, try TranscriptKey.key(session: number, seq: entry.seq), entry.role.rawValue,
                entry.content, entry.stage.rawValue, entry.createdAt.millisecondsSinceEpoch)
        }
        if let snapshot = additions.snapshot {
            try run(
                """
                INSERT INTO snapshots (key, summary, created_at, undo_target, design)
                VALUES (?, ?, ?, ?, ?)
                """, try TranscriptKey.key(session: number, seq: snapshot.version),
                snapshot.summary, snapshot.createdAt.millisecondsSinceEpoch, snapshot.undoTarget,
                snapshot.design.json.bytes)
        }
        if let answer = additions.answer { try insert(answer) }
    }
}
