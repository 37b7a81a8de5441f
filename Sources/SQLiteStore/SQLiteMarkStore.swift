public import Domain
public import Orchestration

/// Marks in SQLite. Those that have ended go with the next ones that are set.
public struct SQLiteMarkStore: MarkStore {
    private let database: SQLiteDatabase

    /// How many that have ended are removed with each new one: more than come, so none pile up.
    static let removedMax = 8

    public init(_ database: SQLiteDatabase) { self.database = database }

    public func mark(_ key: String, at now: Timestamp) async throws(StoreError) -> Mark? {
        try database.read { connection throws(StoreError) in
            try connection.mark(key, at: now)
        }
    }

    public func claim(_ mark: Mark, at now: Timestamp) async throws(StoreError) -> Mark? {
        try await database.write { connection throws(StoreError) in
            if let standing = try connection.mark(mark.key, at: now) { return standing }
            try connection.put(mark)
            try connection.run(
                """
                DELETE FROM marks WHERE key IN
                (SELECT key FROM marks WHERE until <= ? ORDER BY until LIMIT ?)
                """, now.millisecondsSinceEpoch, Self.removedMax)
            return nil
        }
    }

    public func put(_ mark: Mark) async throws(StoreError) {
        try await database.write { connection throws(StoreError) in try connection.put(mark) }
    }

    public func extend(
        _ key: String, by seconds: Int64, for spent: String, at now: Timestamp
    ) async throws(StoreError) -> Mark? {
        try await database.write { connection throws(StoreError) in
            let standing = try connection.mark(key, at: now)
            guard try connection.run("DELETE FROM marks WHERE key = ?", spent) == 1 else {
                return standing
            }
            let mark = Mark(key, until: (standing?.until ?? now).adding(seconds: seconds))
            try connection.put(mark)
            return mark
        }
    }

    public func remove(_ key: String) async throws(StoreError) {
        try await database.write { connection throws(StoreError) in
            _ = try connection.run("DELETE FROM marks WHERE key = ?", key)
        }
    }
}

extension Connection {
    fileprivate func mark(_ key: String, at now: Timestamp) throws(StoreError) -> Mark? {
        try first(
            "SELECT text, until FROM marks WHERE key = ? AND until > ?", key,
            now.millisecondsSinceEpoch
        ) { row in
            Mark(
                key, text: row.text(0), until: Timestamp(millisecondsSinceEpoch: row.int64(1)))
        }
    }

    fileprivate func put(_ mark: Mark) throws(StoreError) {
        try run(
            "INSERT OR REPLACE INTO marks (key, text, until) VALUES (?, ?, ?)", mark.key,
            mark.text, mark.until.millisecondsSinceEpoch)
    }
}
