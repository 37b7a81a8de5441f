public import Domain
public import Orchestration

/// Outgoing messages of one way in SQLite.
public struct SQLiteOutbox: Outbox {
    private let database: SQLiteDatabase
    private let way: String

    public init(_ database: SQLiteDatabase, of way: NoticeWay) {
        self.database = database
        self.way = way.rawValue
    }

    public func position() async throws(StoreError) -> Int64? {
        try database.read { connection throws(StoreError) in try connection.outboxPosition(way) }
    }

    public func add(
        _ messages: [OutgoingMessage], upTo position: Int64, expected: Int64?
    ) async throws(StoreError) {
        try await database.write { connection throws(StoreError) in
            guard try connection.outboxPosition(way) == expected else { throw .conflict }
            try connection.run(
                """
                INSERT INTO outbox_positions (way, position) VALUES (?1, ?2)
                ON CONFLICT (way) DO UPDATE SET position = ?2
                """, way, position)
            for message in messages {
                try connection.run(
                    """
                    INSERT INTO outbox (way, id, kind, body, created_at, tries, due_at)
                    VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
                    """, way, message.id, message.kind, message.body,
                    message.createdAt.millisecondsSinceEpoch, message.tries,
                    message.dueAt.millisecondsSinceEpoch)
            }
        }
    }

    /// Looks before it writes: most of the time nothing is due.
    public func take(
        at now: Timestamp, retryAt: Timestamp
    ) async throws(StoreError) -> OutgoingMessage? {
        let isAnyDue = try database.read { connection throws(StoreError) in
            try connection.dueMessage(way, at: now) != nil
        }
        guard isAnyDue else { return nil }
        return try await database.write { connection throws(StoreError) in
            guard let id = try connection.dueMessage(way, at: now) else { return nil }
            return try connection.first(
                """
                UPDATE outbox SET tries = tries + 1, due_at = ?3 WHERE way = ?1 AND id = ?2
                RETURNING id, kind, body, created_at, tries, due_at
                """, way, id, retryAt.millisecondsSinceEpoch
            ) { row in
                OutgoingMessage(
                    id: row.text(0), kind: row.text(1), body: row.blob(2),
                    createdAt: row.timestamp(3), tries: row.int(4), dueAt: row.timestamp(5))
            }
        }
    }

    public func putOff(_ id: String, until: Timestamp) async throws(StoreError) {
        try await database.write { connection throws(StoreError) in
            try connection.run(
                "UPDATE outbox SET due_at = ? WHERE way = ? AND id = ?",
                until.millisecondsSinceEpoch, way, id)
        }
    }

    public func remove(_ id: String) async throws(StoreError) {
        try await database.write { connection throws(StoreError) in
            try connection.run("DELETE FROM outbox WHERE way = ? AND id = ?", way, id)
        }
    }

    public func count() async throws(StoreError) -> Int {
        try database.read { connection throws(StoreError) in
            try connection.first("SELECT count(*) FROM outbox WHERE way = ?", way) { $0.int(0) }
                ?? 0
        }
    }
}

extension Connection {
    fileprivate func outboxPosition(_ way: String) throws(StoreError) -> Int64? {
        try first("SELECT position FROM outbox_positions WHERE way = ?", way) { $0.int64(0) }
    }

    fileprivate func dueMessage(
        _ way: String, at now: Timestamp
    ) throws(StoreError) -> String? {
        try first(
            "SELECT id FROM outbox WHERE way = ? AND due_at <= ? ORDER BY due_at, id LIMIT 1",
            way, now.millisecondsSinceEpoch
        ) { $0.text(0) }
    }
}
