public import JSON
public import Orchestration

/// Simulated venues in SQLite: their records and the sandbox's balances change together.
public struct SQLitePaperStore: PaperStore {
    private let database: SQLiteDatabase

    public init(_ database: SQLiteDatabase) { self.database = database }

    public func answer(_ key: String) async throws(StoreError) -> JSONValue? {
        try database.read { connection throws(StoreError) in try connection.paperAnswer(key) }
    }

    public func record(
        _ kind: PaperRecord.Kind, _ id: String
    ) async throws(StoreError) -> Versioned<PaperRecord>? {
        try database.read { connection throws(StoreError) in
            try connection.first(
                """
                SELECT id, owner, is_open, body, version FROM paper_records
                WHERE kind = ? AND id = ?
                """, kind.rawValue, id
            ) { row throws(StoreError) in try Versioned(paper: row, kind) }
        }
    }

    public func records(
        _ kind: PaperRecord.Kind, of owner: String?, onlyOpen: Bool, limit: Int
    ) async throws(StoreError) -> [Versioned<PaperRecord>] {
        try database.read { connection throws(StoreError) in
            try connection.all(
                """
                SELECT id, owner, is_open, body, version FROM paper_records
                WHERE kind = ?1 AND (?2 IS NULL OR owner = ?2) AND (?3 = 0 OR is_open = 1)
                ORDER BY id LIMIT ?4
                """, kind.rawValue, owner, onlyOpen, limit
            ) { row throws(StoreError) in try Versioned(paper: row, kind) }
        }
    }

    public func apply(_ change: PaperChange) async throws(StoreError) -> PaperOutcome {
        let answer = change.answer.bytes
        let bodies = change.records.map(\.value.body.bytes)
        do throws(Refusal) {
            return try await write(change, answer, bodies)
        } catch {
            switch error {
            case .tooLittle: return .refused
            case .store(let failure): throw failure
            }
        }
    }

    private enum Refusal: Error {
        case tooLittle
        case store(StoreError)
    }

    /// A move that takes too much is thrown through the transaction, which undoes what was before
    /// it. It has a name of its own, because a record that has changed is another conflict.
    private func write(
        _ change: PaperChange, _ answer: [UInt8], _ bodies: [[UInt8]]
    ) async throws(Refusal) -> PaperOutcome {
        do throws(StoreError) {
            return try await database.write { connection throws(StoreError) in
                if let kept = try connection.paperAnswer(change.key) { return .repeated(kept) }
                for (record, body) in zip(change.records, bodies) {
                    try connection.replace(record, body)
                }
                do throws(StoreError) {
                    try connection.applySandbox(change.transaction)
                } catch .conflict {
                    throw Self.tooLittle
                }
                try connection.run(
                    "INSERT INTO paper_answers (key, answer) VALUES (?, ?)", change.key, answer)
                return .applied
            }
        } catch {
            throw error == Self.tooLittle ? .tooLittle : .store(error)
        }
    }

    private static let tooLittle = StoreError.unavailable("the sandbox holds less than is moved")
}

extension Connection {
    fileprivate func paperAnswer(_ key: String) throws(StoreError) -> JSONValue? {
        try first("SELECT answer FROM paper_answers WHERE key = ?", key) {
            row throws(StoreError) in try JSONValue(stored: row.blob(0), "answer of a venue")
        }
    }

    /// - Throws: `.conflict` when it has changed since it was read.
    fileprivate func replace(
        _ record: Versioned<PaperRecord>, _ body: [UInt8]
    ) throws(StoreError) {
        let value = record.value
        let changed =
            if record.version == 0 {
                try run(
                    """
                    INSERT INTO paper_records (kind, id, owner, is_open, version, body)
                    VALUES (?, ?, ?, ?, 1, ?) ON CONFLICT DO NOTHING
                    """, value.kind.rawValue, value.id, value.owner, value.isOpen, body)
            } else {
                try run(
                    """
                    UPDATE paper_records SET is_open = ?, version = version + 1, body = ?
                    WHERE kind = ? AND id = ? AND version = ?
                    """, value.isOpen, body, value.kind.rawValue, value.id, record.version)
            }
        guard changed == 1 else { throw .conflict }
    }
}

extension Versioned<PaperRecord> {
    /// Columns: id, owner, is_open, body, version.
    fileprivate init(paper row: Row, _ kind: PaperRecord.Kind) throws(StoreError) {
        let body = try JSONValue(stored: row.blob(3), "record of a venue")
        self.init(
            PaperRecord(
                kind, id: row.text(0), owner: row.text(1), isOpen: row.bool(2), body: body),
            version: row.int64(4))
    }
}
