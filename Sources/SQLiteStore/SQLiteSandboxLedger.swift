public import Domain
public import Orchestration

/// The sandbox's balances in SQLite: play money, kept as durably as if it were real.
public struct SQLiteSandboxLedger: SandboxLedger {
    private let database: SQLiteDatabase

    public init(_ database: SQLiteDatabase) { self.database = database }

    public func balance(
        of account: Address, assetID: String
    ) async throws(StoreError) -> UInt128 {
        try database.read { connection throws(StoreError) in
            try connection.sandboxBalance(of: account.lowercased, assetID)
        }
    }

    public func transaction(_ id: String) async throws(StoreError) -> SandboxTransaction? {
        try database.read { connection throws(StoreError) in
            try connection.sandboxTransaction(id)
        }
    }

    public func apply(
        _ transaction: SandboxTransaction
    ) async throws(StoreError) -> SandboxOutcome {
        do throws(SandboxRefusal) {
            return try await write(transaction)
        } catch {
            switch error {
            case .tooLittle: return .refused
            case .store(let failure): throw failure
            }
        }
    }

    public func transactions(
        of account: Address, limit: Int
    ) async throws(StoreError) -> [SandboxTransaction] {
        try database.read { connection throws(StoreError) in
            let ids = try connection.all(
                """
                SELECT id FROM sandbox_transactions WHERE number IN (
                    SELECT owner FROM sandbox_moves WHERE payer = ?1
                    UNION SELECT owner FROM sandbox_moves WHERE payee = ?1
                    ORDER BY owner DESC LIMIT ?2)
                ORDER BY number DESC
                """, account.lowercased, limit
            ) { $0.text(0) }
            var found: [SandboxTransaction] = []
            for id in ids {
                if let transaction = try connection.sandboxTransaction(id) {
                    found.append(transaction)
                }
            }
            return found
        }
    }

    private enum SandboxRefusal: Error {
        case tooLittle
        case store(StoreError)
    }

    /// A refusal is thrown through the transaction, which undoes the moves before it.
    private func write(
        _ transaction: SandboxTransaction
    ) async throws(SandboxRefusal) -> SandboxOutcome {
        do throws(StoreError) {
            return try await database.write { connection throws(StoreError) in
                if let kept = try connection.sandboxTransaction(transaction.id) {
                    return .repeated(kept)
                }
                try connection.applySandbox(transaction)
                return .applied
            }
        } catch .conflict {
            throw .tooLittle
        } catch { throw .store(error) }
    }
}

extension Connection {
    /// Inside of a transaction, which a refusal has to undo.
    ///
    /// - Throws: `.conflict` when there is too little, or would be too much.
    func applySandbox(_ transaction: SandboxTransaction) throws(StoreError) {
        for move in transaction.moves { try apply(move) }
        try insert(transaction)
    }

    fileprivate func sandboxBalance(
        of account: String, _ assetID: String
    ) throws(StoreError) -> UInt128 {
        try first(
            "SELECT units FROM sandbox_balances WHERE account = ? AND asset = ?", account, assetID
        ) { row throws(StoreError) in try row.units(0) } ?? 0
    }

    private func apply(_ move: SandboxTransaction.Move) throws(StoreError) {
        if let from = move.from?.lowercased {
            let held = try sandboxBalance(of: from, move.assetID)
            guard held >= move.atomicUnits else { throw .conflict }
            try setSandboxBalance(of: from, move.assetID, held - move.atomicUnits)
        }
        if let to = move.to?.lowercased {
            let (sum, overflow) = try sandboxBalance(of: to, move.assetID)
                .addingReportingOverflow(move.atomicUnits)
            guard !overflow else { throw .conflict }
            try setSandboxBalance(of: to, move.assetID, sum)
        }
    }

    private func setSandboxBalance(
        of account: String, _ assetID: String, _ units: UInt128
    ) throws(StoreError) {
        try run(
            """
            INSERT INTO sandbox_balances (account, asset, units) VALUES (?1, ?2, ?3)
            ON CONFLICT (account, asset) DO UPDATE SET units = ?3
            """, account, assetID, String(units))
    }

    private func insert(_ transaction: SandboxTransaction) throws(StoreError) {
        try run(
            "INSERT INTO sandbox_transactions (id, kind, at) VALUES (?, ?, ?)", transaction.id,
            transaction.kind, transaction.at.millisecondsSinceEpoch)
        let owner = lastInsertedRow
        for move in transaction.moves {
            try run(
                """
                INSERT INTO sandbox_moves (owner, payer, payee, asset, units)
                VALUES (?, ?, ?, ?, ?)
                """, owner, move.from?.lowercased, move.to?.lowercased, move.assetID,
                String(move.atomicUnits))
        }
    }

    fileprivate func sandboxTransaction(_ id: String) throws(StoreError) -> SandboxTransaction? {
        let head = try first(
            "SELECT number, kind, at FROM sandbox_transactions WHERE id = ?", id
        ) { (number: $0.int64(0), kind: $0.text(1), at: $0.timestamp(2)) }
        guard let head else { return nil }
        let moves = try all(
            """
            SELECT payer, payee, asset, units FROM sandbox_moves WHERE owner = ? ORDER BY number
            """, head.number
        ) { row throws(StoreError) in
            SandboxTransaction.Move(
                from: row.isNull(0) ? nil : try row.address(0),
                to: row.isNull(1) ? nil : try row.address(1), assetID: row.text(2),
                atomicUnits: try row.units(3))
        }
        return SandboxTransaction(id: id, moves: moves, at: head.at, kind: head.kind)
    }
}
