public import Domain
public import Orchestration

/// Outgoing messages in SQLite.
public struct SQLiteWebhookOutbox: WebhookOutbox {
    private let database: SQLiteDatabase

    public init(_ database: SQLiteDatabase) { self.database = database }

    public func position() async throws(StoreError) -> Int64? {
        try database.read { connection throws(StoreError) in try connection.webhookPosition() }
    }

    public func add(
        _ messages: [WebhookMessage], upTo position: Int64, expected: Int64?
    ) async throws(StoreError) {
        try await database.write { connection throws(StoreError) in
            guard try connection.webhookPosition() == expected else { throw .conflict }
            try connection.run(
                """
                INSERT INTO webhook_position (number, position) VALUES (1, ?1)
                ON CONFLICT (number) DO UPDATE SET position = ?1
                """, position)
            for message in messages {
                try connection.run(
                    """
                    INSERT INTO webhooks (id, kind, body, created_at, tries, due_at)
                    VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
                    """, message.id, message.kind, message.body,
                    message.createdAt.millisecondsSinceEpoch, message.tries,
                    message.dueAt.millisecondsSinceEpoch)
            }
        }
    }

    /// Looks before it writes: most of the time nothing is due.
    public func take(
        at now: Timestamp, retryAt: Timestamp
    ) async throws(StoreError) -> WebhookMessage? {
        let isAnyDue = try database.read { connection throws(StoreError) in
            try connection.dueWebhook(at: now) != nil
        }
        guard isAnyDue else { return nil }
        return try await database.write { connection throws(StoreError) in
            guard let id = try connection.dueWebhook(at: now) else { return nil }
            return try connection.first(
                """
                UPDATE webhooks SET tries = tries + 1, due_at = ?2 WHERE id = ?1
                RETURNING id, kind, body, created_at, tries, due_at
                """, id, retryAt.millisecondsSinceEpoch
            ) { row in
                WebhookMessage(
                    id: row.text(0), kind: row.text(1), body: row.blob(2),
                    createdAt: row.timestamp(3), tries: row.int(4), dueAt: row.timestamp(5))
            }
        }
    }

    public func putOff(_ id: String, until: Timestamp) async throws(StoreError) {
        try await database.write { connection throws(StoreError) in
            try connection.run(
                "UPDATE webhooks SET due_at = ? WHERE id = ?", until.millisecondsSinceEpoch, id)
        }
    }

    public func remove(_ id: String) async throws(StoreError) {
        try await database.write { connection throws(StoreError) in
            try connection.run("DELETE FROM webhooks WHERE id = ?", id)
        }
    }

    public func count() async throws(StoreError) -> Int {
        try database.read { connection throws(StoreError) in
            try connection.first("SELECT count(*) FROM webhooks") { $0.int(0) } ?? 0
        }
    }
}

extension Connection {
    fileprivate func webhookPosition() throws(StoreError) -> Int64? {
        try first("SELECT position FROM webhook_position") { $0.int64(0) }
    }

    fileprivate func dueWebhook(at now: Timestamp) throws(StoreError) -> String? {
        try first(
            "SELECT id FROM webhooks WHERE due_at <= ? ORDER BY due_at, id LIMIT 1",
            now.millisecondsSinceEpoch
        ) { $0.text(0) }
    }
}
