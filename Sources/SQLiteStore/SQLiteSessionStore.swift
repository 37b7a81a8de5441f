public import Domain
import JSON
public import Orchestration
public import Wizard

/// Conversations in SQLite: a session is one row with its state as JSON and the latest messages and
/// designs; what the row has no room for moves to a table that only grows.
public struct SQLiteSessionStore: SessionStore {
    private let database: SQLiteDatabase
    private let recent = RecentSessions()

    public init(_ database: SQLiteDatabase) { self.database = database }

    public func create(
        _ session: Session, of tenant: Tenant, adding additions: SessionAdditions
    ) async throws(StoreError) -> Int64 {
        let row = SessionRow(session, adding: additions)
        try await database.write { connection throws(StoreError) in
            let last = try row.numbers(after: .none)
            try connection.run(
                """
                INSERT INTO sessions
                (id, tenant, version, stage, expires_at, words, state, last_entry, last_design,
                    latest)
                VALUES (?, ?, 1, ?, ?, ?, ?, ?, ?, ?)
                """, row.id, tenant.rawValue, row.stage, row.expiresAt, row.words, row.state,
                last.entry, last.design, row.lines)
            if let answer = additions.answer { try connection.insert(answer) }
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
        let row = SessionRow(session, adding: additions)
        try await database.write { connection throws(StoreError) in
            guard let stored = try connection.storedRow(row.id), stored.version == expected else {
                throw .conflict
            }
            let last = try row.numbers(after: stored.last)
            if row.fits(after: stored) {
                try connection.extend(stored, with: row, last)
            } else {
                try connection.moveOn(stored, with: row, last)
            }
            if stored.stage != row.stage {
                try connection.run(
                    "UPDATE sessions SET stage = ? WHERE number = ?", row.stage, stored.number)
            }
            if let answer = additions.answer { try connection.insert(answer) }
        }
        recent.replace(session, version: expected + 1)
        return expected + 1
    }

    public func history(
        of id: ID<Session>, after seq: Int, limit: Int
    ) async throws(StoreError) -> [TranscriptEntry] {
        let limit = Page<TranscriptEntry>.clamped(limit)
        var found: [TranscriptEntry] = []
        try eachLines(of: id, after: max(0, seq)) { lines throws(StoreError) in
            found += try lines.entries().filter { $0.seq > seq }
            return found.count < limit
        }
        return Array(found.prefix(limit))
    }

    public func versions(of id: ID<Session>) async throws(StoreError) -> [DesignVersion] {
        var found: [DesignVersion] = []
        try eachLines(of: id, after: 0) { lines throws(StoreError) in
            found += try lines.versions()
            return true
        }
        return found
    }

    public func snapshot(
        of id: ID<Session>, version: Int
    ) async throws(StoreError) -> DesignSnapshot? {
        guard (1...SessionRow.numberMax).contains(version) else { return nil }
        let lines = try database.read { connection throws(StoreError) in
            try connection.lines(of: id.rawValue, holdingDesign: version)
        }
        return try lines?.snapshot(version: version)
    }

    /// Hands out the lines that end after message `seq`, oldest first, until `visit` returns false.
    private func eachLines(
        of id: ID<Session>, after seq: Int, visit: (SessionLines) throws(StoreError) -> Bool
    ) throws(StoreError) {
        guard seq <= SessionRow.numberMax else { return }
        try database.read { connection throws(StoreError) in
            try connection.each(
                """
                SELECT turns.last_entry, lines FROM sessions JOIN turns
                ON session = sessions.number AND turns.last_entry > ?2
                WHERE id = ?1
                UNION ALL SELECT 9223372036854775807, latest FROM sessions WHERE id = ?1
                ORDER BY 1
                """, id.rawValue, seq
            ) { row throws(StoreError) in try visit(SessionLines(row.blob(1))) }
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
            try connection.run("DELETE FROM turns WHERE session = ?", number)
            try connection.run("DELETE FROM exports WHERE session = ?", number)
            try connection.run("DELETE FROM sessions WHERE number = ?", number)
            return true
        }
    }
}
