public import Domain
public import Orchestration

/// Stored answers in SQLite.
public struct SQLiteIdempotencyStore: IdempotencyStore {
    private let database: SQLiteDatabase

    public init(_ database: SQLiteDatabase) { self.database = database }

    public func lookUp(
        key: String, scope: String, requestHash: [UInt8]
    ) async throws(StoreError) -> IdempotencyLookup {
        let kept = try database.read { connection throws(StoreError) in
            try connection.answer(key: key, scope: scope)
        }
        return IdempotencyLookup(kept, requestHash: requestHash)
    }

    public func remember(_ answer: StoredAnswer) async throws(StoreError) -> IdempotencyLookup {
        try await database.write { connection throws(StoreError) in
            let kept = try connection.answer(key: answer.key, scope: answer.scope)
            if kept == nil { try connection.insert(answer) }
            return IdempotencyLookup(kept, requestHash: answer.requestHash)
        }
    }

    /// Looks only at the oldest `limit` answers: they are numbered in the order of their making.
    public func forget(before: Timestamp, limit: Int) async throws(StoreError) -> Int {
        try await database.write { connection throws(StoreError) in
            try connection.run(
                """
                DELETE FROM answers WHERE created_at < ?1 AND number IN
                (SELECT number FROM answers ORDER BY number LIMIT ?2)
                """, before.millisecondsSinceEpoch, limit)
        }
    }
}

extension Connection {
    func insert(_ answer: StoredAnswer) throws(StoreError) {
        try run(
            """
            INSERT INTO answers
            (scope, key, request_hash, status, content_type, created_at, body)
            VALUES (?, ?, ?, ?, ?, ?, ?)
            """, answer.scope, answer.key, answer.requestHash, answer.status, answer.contentType,
            answer.createdAt.millisecondsSinceEpoch, answer.body)
    }

    fileprivate func answer(key: String, scope: String) throws(StoreError) -> StoredAnswer? {
        try first(
            """
            SELECT request_hash, status, content_type, created_at, body FROM answers
            WHERE scope = ? AND key = ?
            """, scope, key
        ) { row in
            StoredAnswer(
                key: key, scope: scope, requestHash: row.blob(0), status: row.int(1),
                contentType: row.text(2), body: row.blob(4), createdAt: row.timestamp(3))
        }
    }
}
