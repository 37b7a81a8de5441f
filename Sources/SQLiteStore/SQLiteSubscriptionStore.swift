public import Domain
import JSON
public import Orchestration
public import Paygent

/// Subscriptions in SQLite, found by the time at which they are due.
public struct SQLiteSubscriptionStore: SubscriptionStore {
    private let database: SQLiteDatabase

    public init(_ database: SQLiteDatabase) { self.database = database }

    public func subscription(
        to service: String, of agent: String, tenant: Tenant
    ) async throws(StoreError) -> Versioned<Subscription>? {
        try database.read { connection throws(StoreError) in
            try connection.first(
                """
                SELECT body, version FROM subscriptions
                WHERE tenant = ? AND agent = ? AND service = ?
                """, tenant.rawValue, agent, service
            ) { row throws(StoreError) in try Versioned(subscription: row) }
        }
    }

    public func subscriptions(
        of agent: String?, tenant: Tenant
    ) async throws(StoreError) -> [Versioned<Subscription>] {
        try database.read { connection throws(StoreError) in
            try connection.all(
                """
                SELECT body, version FROM subscriptions
                WHERE tenant = ?1 AND (?2 IS NULL OR agent = ?2) ORDER BY agent, service
                """, tenant.rawValue, agent
            ) { row throws(StoreError) in try Versioned(subscription: row) }
        }
    }

    public func due(
        at now: Timestamp, limit: Int
    ) async throws(StoreError) -> [Versioned<Subscription>] {
        try database.read { connection throws(StoreError) in
            try connection.all(
                "SELECT body, version FROM subscriptions WHERE due <= ? ORDER BY due LIMIT ?",
                now.millisecondsSinceEpoch, limit
            ) { row throws(StoreError) in try Versioned(subscription: row) }
        }
    }

    public func save(
        _ subscription: Subscription, expected: Int64, run: AgentRunOpening?
    ) async throws(StoreError) {
        let body = subscription.json.bytes
        let new = run.map(NewRunRow.init)
        try await database.write { connection throws(StoreError) in
            let changed: Int
            if expected == 0 {
                changed = try connection.run(
                    """
                    INSERT INTO subscriptions (tenant, agent, service, version, due, body)
                    VALUES (?, ?, ?, 1, ?, ?) ON CONFLICT DO NOTHING
                    """, subscription.tenant, subscription.agent, subscription.service,
                    subscription.due?.millisecondsSinceEpoch, body)
            } else {
                changed = try connection.run(
                    """
                    UPDATE subscriptions SET version = version + 1, due = ?, body = ?
                    WHERE tenant = ? AND agent = ? AND service = ? AND version = ?
                    """, subscription.due?.millisecondsSinceEpoch, body, subscription.tenant,
                    subscription.agent, subscription.service, expected)
            }
            guard changed == 1 else { throw .conflict }
            if let new, try !connection.add(new) { throw .conflict }
        }
    }
}

extension Versioned<Subscription> {
    /// Columns: body, version.
    fileprivate init(subscription row: Row) throws(StoreError) {
        let json = try JSONValue(stored: row.blob(0), "subscription")
        do { self.init(try Subscription(json: json), version: row.int64(1)) } catch {
            throw .unreadable("subscription", error)
        }
    }
}
