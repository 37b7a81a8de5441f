import Domain
import JSON
import Orchestration
import Wizard

/// The columns of a session, encoded before the writer's thread is asked for.
struct SessionRow: Sendable {
    /// The numbers of the newest message and design; 0 when there is none.
    struct Numbers: Sendable {
        var entry: Int
        var design: Int

        static let none = Numbers(entry: 0, design: 0)
    }

    let id: String
    let stage: String
    let expiresAt: Int64
    let words: String
    let state: [UInt8]
    /// What this save adds.
    let lines: [UInt8]
    private let entries: [Int]
    private let design: Int?

    /// Numbers of messages and of designs start at 1 and end here.
    static let numberMax = 1 << 24 - 1
    /// Bytes of a row that lies in one page of 4 KiB together with everything else in it.
    static let bytesMax = 3900

    init(_ session: Session, adding additions: SessionAdditions) {
        id = session.id.rawValue
        stage = session.stage.rawValue
        expiresAt = session.expiresAt.millisecondsSinceEpoch
        words = SessionFilter.searchText(of: session)
        state = session.bytes
        lines = SessionLines(additions).bytes
        entries = additions.entries.map(\.seq)
        design = additions.snapshot?.version
    }

    /// - Throws: `.conflict` unless every number that is added follows the ones before it.
    func numbers(after stored: Numbers) throws(StoreError) -> Numbers {
        var last = stored
        for seq in entries {
            guard seq > last.entry, seq <= Self.numberMax else { throw .conflict }
            last.entry = seq
        }
        if let design {
            guard design > last.design, design <= Self.numberMax else { throw .conflict }
            last.design = design
        }
        return last
    }

    /// Whether the row has room for what this save adds.
    func fits(after stored: StoredRow) -> Bool {
        words.utf8.count + state.count + stored.latestBytes + lines.count <= Self.bytesMax
    }
}

/// What a save must know of the row that it replaces.
struct StoredRow {
    let number: Int64
    let version: Int64
    let stage: String
    let last: SessionRow.Numbers
    let latestBytes: Int
}

extension Connection {
    func storedRow(_ id: String) throws(StoreError) -> StoredRow? {
        try first(
            """
            SELECT number, version, stage, last_entry, last_design, length(latest) FROM sessions
            WHERE id = ?
            """, id
        ) { row in
            StoredRow(
                number: row.int64(0), version: row.int64(1), stage: row.text(2),
                last: SessionRow.Numbers(entry: row.int(3), design: row.int(4)),
                latestBytes: row.int(5))
        }
    }

    /// Writes one page.
    func extend(
        _ stored: StoredRow, with row: SessionRow, _ last: SessionRow.Numbers
    ) throws(StoreError) {
        try run(
            """
            UPDATE sessions SET version = ?2, expires_at = ?3, words = ?4, state = ?5,
                last_entry = ?6, last_design = ?7, latest = CAST(latest || ?8 AS BLOB)
            WHERE number = ?1
            """, stored.number, stored.version + 1, row.expiresAt, row.words, row.state,
            last.entry, last.design, row.lines)
    }

    /// The row has no more room: all lines that it holds move on, together with the new ones.
    func moveOn(
        _ stored: StoredRow, with row: SessionRow, _ last: SessionRow.Numbers
    ) throws(StoreError) {
        // Saves without a message come to the place of the one before.
        try run(
            """
            INSERT INTO turns (session, last_entry, last_design, lines)
            SELECT number, ?2, ?3, CAST(latest || ?4 AS BLOB) FROM sessions
            WHERE number = ?1
            ON CONFLICT (session, last_entry) DO UPDATE SET last_design = excluded.last_design,
                lines = CAST(lines || excluded.lines AS BLOB)
            """, stored.number, last.entry, last.design, row.lines)
        try run(
            """
            UPDATE sessions SET version = ?2, expires_at = ?3, words = ?4, state = ?5,
                last_entry = ?6, last_design = ?7, latest = x'' WHERE number = ?1
            """, stored.number, stored.version + 1, row.expiresAt, row.words, row.state,
            last.entry, last.design)
    }

    /// The lines that hold a design: the first ones whose newest design is not older, from the end,
    /// because people go back to what they had lately.
    func lines(
        of id: String, holdingDesign version: Int
    ) throws(StoreError) -> SessionLines? {
        let row = try first(
            "SELECT number, last_design, latest FROM sessions WHERE id = ?", id
        ) { ($0.int64(0), $0.int(1), $0.blob(2)) }
        guard let (number, last, latest) = row, version <= last else { return nil }
        var place: Int64?
        try each(
            "SELECT number, last_design FROM turns WHERE session = ? ORDER BY last_entry DESC",
            number
        ) { row in
            guard row.int(1) >= version else { return false }
            place = row.int64(0)
            return true
        }
        guard let place else { return SessionLines(latest) }
        return try first("SELECT lines FROM turns WHERE number = ?", place) {
            SessionLines($0.blob(0))
        }
    }
}
