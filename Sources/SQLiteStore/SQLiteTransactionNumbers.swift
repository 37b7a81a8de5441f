public import Domain
public import Orchestration

/// Numbers of transactions in SQLite: taken by one process at a time, and durable before anything
/// is signed under them.
public struct SQLiteTransactionNumbers: TransactionNumbers {
    private let database: SQLiteDatabase

    public init(_ database: SQLiteDatabase) { self.database = database }

    public func take(
        _ count: UInt64, of account: NumberedAccount, counted: UInt64, at now: Timestamp
    ) async throws(StoreError) -> UInt64 {
        let (network, address) = (account.network.caip2, account.address.lowercased)
        return try await database.write { connection throws(StoreError) in
            let taken = try connection.first(
                """
                SELECT next, taken_at FROM transaction_numbers WHERE network = ? AND address = ?
                """, network, address
            ) { TakenNumbers(next: UInt64(clamping: $0.int64(0)), at: $0.timestamp(1)) }
            let first = TakenNumbers.first(counted: counted, after: taken, at: now)
            try connection.run(
                """
                INSERT INTO transaction_numbers (network, address, next, taken_at)
                VALUES (?1, ?2, ?3, ?4)
                ON CONFLICT (network, address) DO UPDATE SET next = ?3, taken_at = ?4
                """, network, address, Int64(clamping: first + count), now.millisecondsSinceEpoch)
            return first
        }
    }

    public func giveBack(
        _ number: UInt64, of account: NumberedAccount
    ) async throws(StoreError) {
        let (network, address) = (account.network.caip2, account.address.lowercased)
        try await database.write { connection throws(StoreError) in
            try connection.run(
                """
                UPDATE transaction_numbers SET next = next - 1
                WHERE network = ? AND address = ? AND next = ?
                """, network, address, Int64(clamping: number + 1))
        }
    }
}
