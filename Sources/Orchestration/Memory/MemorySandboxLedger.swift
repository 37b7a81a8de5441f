public import Domain
internal import Synchronization

/// The sandbox in memory: what the contract of `SandboxLedger` calls correct.
public final class MemorySandboxLedger: SandboxLedger {
    private struct Account: Hashable {
        let owner: Address
        let assetID: String
    }

    private struct Tables {
        var balances: [Account: UInt128] = [:]
        var transactions: [String: SandboxTransaction] = [:]
        var order: [String] = []
    }

    private let tables = Mutex(Tables())

    public init() {}

    public func balance(
        of account: Address, assetID: String
    ) async throws(StoreError) -> UInt128 {
        tables.withLock { $0.balances[Account(owner: account, assetID: assetID)] ?? 0 }
    }

    public func transaction(_ id: String) async throws(StoreError) -> SandboxTransaction? {
        tables.withLock { $0.transactions[id] }
    }

    public func apply(
        _ transaction: SandboxTransaction
    ) async throws(StoreError) -> SandboxOutcome { applyAtOnce(transaction) }

    func applyAtOnce(_ transaction: SandboxTransaction) -> SandboxOutcome {
        tables.withLock { tables in
            if let kept = tables.transactions[transaction.id] { return .repeated(kept) }
            var balances = tables.balances
            for move in transaction.moves {
                guard Self.apply(move, to: &balances) else { return .refused }
            }
            tables.balances = balances
            tables.transactions[transaction.id] = transaction
            tables.order.append(transaction.id)
            return .applied
        }
    }

    public func transactions(
        of account: Address, limit: Int
    ) async throws(StoreError) -> [SandboxTransaction] {
        tables.withLock { tables in
            var found: [SandboxTransaction] = []
            for id in tables.order.reversed() where found.count < limit {
                guard let transaction = tables.transactions[id],
                    transaction.moves.contains(where: { $0.from == account || $0.to == account })
                else { continue }
                found.append(transaction)
            }
            return found
        }
    }

    /// False when there is too little, or would be too much.
    private static func apply(
        _ move: SandboxTransaction.Move, to balances: inout [Account: UInt128]
    ) -> Bool {
        if let from = move.from {
            let account = Account(owner: from, assetID: move.assetID)
            let held = balances[account] ?? 0
            guard held >= move.atomicUnits else { return false }
            balances[account] = held - move.atomicUnits
        }
        if let to = move.to {
            let account = Account(owner: to, assetID: move.assetID)
            let (sum, overflow) = (balances[account] ?? 0)
                .addingReportingOverflow(move.atomicUnits)
            guard !overflow else { return false }
            balances[account] = sum
        }
        return true
    }
}
