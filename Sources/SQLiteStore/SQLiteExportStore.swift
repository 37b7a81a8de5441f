public import Domain
public import Orchestration
public import Wizard

/// Exported files in SQLite.
public struct SQLiteExportStore: ExportStore {
    private let database: SQLiteDatabase

    public init(_ database: SQLiteDatabase) { self.database = database }

    public func put(_ file: ExportFile) async throws(StoreError) -> ExportRecord {
        try await database.write { connection throws(StoreError) in
            let number = try connection.first(
                "SELECT number FROM sessions WHERE id = ?", file.session.rawValue
            ) { $0.int64(0) }
            guard let number else { throw .conflict }
            try connection.run(
                """
                INSERT INTO exports (session, format, filename, sha256, size, created_at, bytes)
                VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
                """, number, file.format, file.filename, file.sha256, file.bytes.count,
                file.createdAt.millisecondsSinceEpoch, file.bytes)
            let kept = try connection.first(
                """
                SELECT id, format, filename, size, sha256, created_at FROM exports
                WHERE session = ? AND sha256 = ? AND format = ?
                """, number, file.sha256, file.format
            ) { ExportRecord($0) }
            guard let kept else { throw .unavailable("a file was stored and is not there") }
            return kept
        }
    }

    public func list(of session: ID<Session>) async throws(StoreError) -> [ExportRecord] {
        try database.read { connection throws(StoreError) in
            try connection.all(
                """
                SELECT exports.id, format, filename, size, sha256, created_at
                FROM sessions JOIN exports ON session = number
                WHERE sessions.id = ? ORDER BY exports.id
                """, session.rawValue
            ) { ExportRecord($0) }
        }
    }

    public func file(
        _ id: Int64, of session: ID<Session>
    ) async throws(StoreError) -> ExportFile? {
        try database.read { connection throws(StoreError) in
            try connection.first(
                """
                SELECT format, filename, bytes, sha256, created_at
                FROM sessions JOIN exports ON session = number
                WHERE sessions.id = ? AND exports.id = ?
                """, session.rawValue, id
            ) { row in
                ExportFile(
                    session: session, format: row.text(0), filename: row.text(1),
                    bytes: row.blob(2), sha256: row.text(3), createdAt: row.timestamp(4))
            }
        }
    }
}

extension ExportRecord {
    fileprivate init(_ row: Row) {
        self.init(
            id: row.int64(0), format: row.text(1), filename: row.text(2), size: row.int(3),
            sha256: row.text(4), createdAt: row.timestamp(5))
    }
}
