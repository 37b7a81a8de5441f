public import Domain
public import JSON
public import Orchestration

extension SQLiteMoneyStore: SigningHolds {
    public func signingHold() async throws(StoreError) -> SigningHold? {
        try database.read { connection throws(StoreError) in
            try SQLiteMoneyTables(connection).signingHold()
        }
    }

    public func hold(_ hold: SigningHold) async throws(StoreError) {
        try await database.write { connection throws(StoreError) in
            var tables = SQLiteMoneyTables(connection)
            try tables.hold(hold)
        }
    }

    public func release(
        by person: String, finding: JSONValue, at now: Timestamp
    ) async throws(StoreError) {
        try await database.write { connection throws(StoreError) in
            var tables = SQLiteMoneyTables(connection)
            try tables.release(by: person, finding: finding, at: now)
        }
    }
}
