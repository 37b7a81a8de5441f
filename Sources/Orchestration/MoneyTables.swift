public import Domain
public import Paygent

/// The tables of the money core inside one open transaction. A backend implements these reads and
/// writes; what belongs together is in `MoneyTables+Transactions`, once for every backend.
public protocol MoneyTables {
    func run(_ id: ID<PaymentRun>) throws(StoreError) -> Versioned<PaymentRun>?
    /// Oldest first. Of an agent by `AgentReference.key`; nil for every agent's.
    func unfinished(of agent: String?) throws(StoreError) -> [ID<PaymentRun>]
    func approval(_ id: ID<Approval>) throws(StoreError) -> Approval?
    func spending(_ question: SpendingQuestion) throws(StoreError) -> Spending
    func lease(of id: ID<PaymentRun>) throws(StoreError) -> Lease?
    /// Of this key alone: an agent's name, or `*`.
    func standing(key: String) throws(StoreError) -> Standing
    func signingHold() throws(StoreError) -> SigningHold?
    func ledgerTail() throws(StoreError) -> ChainTail
    func journalTail() throws(StoreError) -> ChainTail

    mutating func insert(
        _ run: PaymentRun, isNearThreshold: Bool, lease: Lease, at now: Timestamp
    ) throws(StoreError)
    /// Frees the lease of a run that is over.
    ///
    /// - Throws: `.conflict` when the stored version is not `expected`, or the stored fence not
    ///   that of the lease.
    mutating func replace(
        _ run: PaymentRun, expected: Int64, lease: Lease?, at now: Timestamp
    ) throws(StoreError)
    mutating func put(_ lease: Lease, of id: ID<PaymentRun>) throws(StoreError)
    mutating func put(_ approval: Approval) throws(StoreError)
    mutating func put(_ standing: Standing, key: String) throws(StoreError)
    /// Nil takes it away.
    mutating func put(_ hold: SigningHold?) throws(StoreError)
    /// Also moves the sums that `spending` reads.
    mutating func append(_ entry: LedgerEntry, of intent: PaymentIntent) throws(StoreError)
    mutating func append(_ record: JournalRecord) throws(StoreError)
}
