import Domain
import JSON
public import Orchestration
public import Paygent

/// Services in SQLite.
public struct SQLiteServiceStore: ServiceStore {
    private let database: SQLiteDatabase

    public init(_ database: SQLiteDatabase) { self.database = database }

    public func save(_ listings: [Listing]) async throws(StoreError) {
        let rows = listings.map { ($0.id, $0.json.bytes) }
        try await database.write { connection throws(StoreError) in
            for (id, body) in rows {
                try connection.run(
                    """
                    INSERT INTO services (id, body) VALUES (?, ?)
                    ON CONFLICT (id) DO UPDATE SET body = excluded.body
                    """, id, body)
            }
        }
    }

    public func stored() async throws(StoreError) -> [Listing] {
        try database.read { connection throws(StoreError) in
            try connection.all("SELECT body FROM services ORDER BY id") {
                row throws(StoreError) in
                let json = try JSONValue(stored: row.blob(0), "service")
                do { return try Listing(json: json) } catch {
                    throw .unreadable("service", error)
                }
            }
        }
    }

    public func note(
        _ outcome: ServiceOutcome, isDearer: Bool
    ) async throws(StoreError) {
        try await database.write { connection throws(StoreError) in
            try connection.run(
                """
                INSERT INTO service_outcomes (payment, resource, kind, is_dearer)
                VALUES (?, ?, ?, ?)
                ON CONFLICT (payment) DO UPDATE SET kind = excluded.kind,
                    is_dearer = excluded.is_dearer
                WHERE kind NOT IN ('delivered', 'undelivered')
                """, outcome.payment.rawValue, outcome.resource, outcome.kind.rawValue, isDearer)
        }
    }

    public func reputations() async throws(StoreError) -> [String: Reputation] {
        try database.read { connection throws(StoreError) in
            var found: [String: Reputation] = [:]
            try connection.each(
                """
                SELECT resource, kind, count(*), sum(is_dearer) FROM service_outcomes
                GROUP BY resource, kind
                """
            ) { row throws(StoreError) in
                guard let kind = ServiceOutcome.Kind(rawValue: row.text(1)) else {
                    throw .unavailable("a stored outcome cannot be read")
                }
                found[row.text(0), default: Reputation()].add(kind, count: row.int(2))
                found[row.text(0), default: Reputation()].dearer += row.int(3)
                return true
            }
            return found
        }
    }
}
