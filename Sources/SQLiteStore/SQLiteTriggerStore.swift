public import Domain
import JSON
public import Orchestration
public import Paygent

/// Triggers in SQLite, found by the time at which they are due.
public struct SQLiteTriggerStore: TriggerStore {
    private let database: SQLiteDatabase

    public init(_ database: SQLiteDatabase) { self.database = database }

    public func triggers(
        of agent: String, tenant: Tenant
    ) async throws(StoreError) -> [Versioned<Trigger>] {
        try database.read { connection throws(StoreError) in
            try connection.all(
                "SELECT body, version FROM triggers WHERE tenant = ? AND agent = ? ORDER BY id",
                tenant.rawValue, agent
            ) { row throws(StoreError) in try Versioned(trigger: row) }
        }
    }

    public func save(_ trigger: Trigger, expected: Int64) async throws(StoreError) -> Int64 {
        let body = trigger.json.bytes
        return try await database.write { connection throws(StoreError) in
            try connection.save(trigger, body, expected)
            return expected + 1
        }
    }

    public func remove(
        _ id: String, of agent: String, tenant: Tenant
    ) async throws(StoreError) -> Bool {
        try await database.write { connection throws(StoreError) in
            try connection.run(
                "DELETE FROM triggers WHERE tenant = ? AND agent = ? AND id = ?",
                tenant.rawValue, agent, id) == 1
        }
    }

    public func due(
        at now: Timestamp, limit: Int
    ) async throws(StoreError) -> [Versioned<Trigger>] {
        try database.read { connection throws(StoreError) in
            try connection.all(
                """
                SELECT body, version FROM triggers WHERE due <= ?1
                UNION ALL
                SELECT body, version FROM triggers WHERE cursor > ?1 AND due > ?1
                LIMIT ?2
                """, now.millisecondsSinceEpoch, limit
            ) { row throws(StoreError) in try Versioned(trigger: row) }
        }
    }

    public func nextDue() async throws(StoreError) -> Timestamp? {
        try database.read { connection throws(StoreError) in
            try connection.first(
                "SELECT due FROM triggers WHERE due IS NOT NULL ORDER BY due LIMIT 1"
            ) { $0.timestamp(0) }
        }
    }

    public func happen(
        _ happening: Happening, expected: Int64
    ) async throws(StoreError) -> Bool {
        let trigger = happening.trigger
        let body = trigger.json.bytes
        let occurrences = happening.occurrences.map { ($0, $0.json.bytes) }
        let new = happening.run.map(NewRunRow.init)
        return try await database.write { connection throws(StoreError) in
            try connection.save(trigger, body, expected)
            var opens = happening.run != nil
            for (occurrence, body) in occurrences {
                let added = try connection.run(
                    """
                    INSERT INTO occurrences (tenant, agent, trigger_id, kind, key, at, body)
                    VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
                    """, trigger.tenant, trigger.agent, trigger.id, occurrence.kind.rawValue,
                    occurrence.key, occurrence.at.millisecondsSinceEpoch, body)
                if added == 0, occurrence.kind == .run { opens = false }
            }
            guard opens, let new else { return false }
            return try connection.add(new)
        }
    }

    public func occurrences(
        of agent: String, tenant: Tenant, limit: Int
    ) async throws(StoreError) -> [Occurrence] {
        try database.read { connection throws(StoreError) in
            try connection.all(
                """
                SELECT body FROM occurrences WHERE tenant = ? AND agent = ?
                ORDER BY number DESC LIMIT ?
                """, tenant.rawValue, agent, limit
            ) { row throws(StoreError) in try Occurrence(row) }
        }
    }

    public func occurrence(
        _ key: String, of trigger: Trigger
    ) async throws(StoreError) -> Occurrence? {
        try database.read { connection throws(StoreError) in
            try connection.first(
                """
                SELECT body FROM occurrences
                WHERE tenant = ? AND agent = ? AND trigger_id = ? AND kind = 'run' AND key = ?
                """, trigger.tenant, trigger.agent, trigger.id, key
            ) { row throws(StoreError) in try Occurrence(row) }
        }
    }

    /// Looks only at the oldest: they are numbered in the order of their making.
    public func forget(before: Timestamp, limit: Int) async throws(StoreError) -> Int {
        try await database.write { connection throws(StoreError) in
            try connection.run(
                """
                DELETE FROM occurrences WHERE at < ?1 AND number IN
                (SELECT number FROM occurrences ORDER BY number LIMIT ?2)
                """, before.millisecondsSinceEpoch, limit)
        }
    }
}

extension Connection {
    fileprivate func save(
        _ trigger: Trigger, _ body: [UInt8], _ expected: Int64
    ) throws(StoreError) {
        let changed: Int
        if expected == 0 {
            changed = try run(
                """
                INSERT INTO triggers (tenant, agent, id, version, due, cursor, body)
                VALUES (?, ?, ?, 1, ?, ?, ?) ON CONFLICT DO NOTHING
                """, trigger.tenant, trigger.agent, trigger.id,
                trigger.due?.millisecondsSinceEpoch, trigger.cursor.millisecondsSinceEpoch, body)
        } else {
            changed = try run(
                """
                UPDATE triggers SET version = version + 1, due = ?, cursor = ?, body = ?
                WHERE tenant = ? AND agent = ? AND id = ? AND version = ?
                """, trigger.due?.millisecondsSinceEpoch, trigger.cursor.millisecondsSinceEpoch,
                body, trigger.tenant, trigger.agent, trigger.id, expected)
        }
        guard changed == 1 else { throw .conflict }
    }
}

extension Versioned<Trigger> {
    /// Columns: body, version.
    fileprivate init(trigger row: Row) throws(StoreError) {
        let json = try JSONValue(stored: row.blob(0), "trigger")
        do { self.init(try Trigger(json: json), version: row.int64(1)) } catch {
            throw .unreadable("trigger", error)
        }
    }
}

extension Occurrence {
    fileprivate init(_ row: Row) throws(StoreError) {
        let json = try JSONValue(stored: row.blob(0), "occurrence")
        do { try self.init(json: json) } catch { throw .unreadable("occurrence", error) }
    }
}
