public import Domain
public import Paygent

/// Reading the ledger. It is written only together with the run that an entry belongs to.
public protocol LedgerStore: Sendable {
    /// Balances as the store keeps them for its own sums; `LedgerBook` derives them from entries.
    func accounts(of tenant: Tenant) async throws(StoreError) -> [AccountBalance]

    /// In order, those after the sequence number; of one run when it is given.
    func entries(
        after sequence: Int64, of run: ID<PaymentRun>?, limit: Int
    ) async throws(StoreError) -> [LedgerEntry]
}
