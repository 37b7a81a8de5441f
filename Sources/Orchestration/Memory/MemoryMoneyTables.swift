import Domain
import Paygent

/// The money core's tables as plain values: sums are added up anew at every question.
struct MemoryMoneyTables: MoneyTables {
    struct Row {
        var stored: StoredRun
        var version: Int64
        let isNearThreshold: Bool
        var lease: Lease
    }

    private(set) var runs: [ID<PaymentRun>: Row] = [:]
    private(set) var approvals: [ID<Approval>: Approval] = [:]
    private(set) var standings: [String: Standing] = [:]
    private var hold: SigningHold?
    private(set) var entries: [LedgerEntry] = []
    private(set) var records: [JournalRecord] = []
    private(set) var book = LedgerBook()

    var pendingApprovals: [Approval] {
        approvals.values.filter { $0.state == .pending }
            .sorted { $0.id.rawValue < $1.id.rawValue }
    }

    func run(_ id: ID<PaymentRun>) throws(StoreError) -> Versioned<PaymentRun>? {
        runs[id].map { Versioned($0.stored.run, version: $0.version) }
    }

    func lease(of id: ID<PaymentRun>) throws(StoreError) -> Lease? { runs[id]?.lease }

    func unfinished(of agent: String?) throws(StoreError) -> [ID<PaymentRun>] {
        runs.values.filter {
            !$0.stored.run.state.isFinal
                && (agent == nil || $0.stored.run.intent.agent.key == agent)
        }
        .map(\.stored.run.id).sorted { $0.rawValue < $1.rawValue }
    }

    func approval(_ id: ID<Approval>) throws(StoreError) -> Approval? { approvals[id] }

    func standing(key: String) throws(StoreError) -> Standing {
        standings[key] ?? Standing(generation: 0, isKilled: false)
    }

    func signingHold() throws(StoreError) -> SigningHold? { hold }
    mutating func put(_ hold: SigningHold?) throws(StoreError) { self.hold = hold }

    func ledgerTail() throws(StoreError) -> ChainTail { book.tail }
    func journalTail() throws(StoreError) -> ChainTail { records.last?.tail ?? .start }

    mutating func insert(
        _ run: PaymentRun, isNearThreshold: Bool, lease: Lease, at now: Timestamp
    ) throws(StoreError) {
        runs[run.id] = Row(
            stored: StoredRun(run, openedAt: now, changedAt: now), version: 1,
            isNearThreshold: isNearThreshold, lease: lease)
    }

    mutating func replace(
        _ run: PaymentRun, expected: Int64, lease: Lease?, at now: Timestamp
    ) throws(StoreError) {
        guard var row = runs[run.id], row.version == expected else { throw .conflict }
        if let lease, lease.fence != row.lease.fence { throw .conflict }
        let kept = lease ?? row.lease
        row.stored = StoredRun(run, openedAt: row.stored.openedAt, changedAt: now)
        row.version = expected + 1
        row.lease = run.state.isFinal ? kept.released : kept
        runs[run.id] = row
    }

    mutating func put(_ lease: Lease, of id: ID<PaymentRun>) throws(StoreError) {
        runs[id]?.lease = lease
    }

    mutating func put(_ approval: Approval) throws(StoreError) {
        approvals[approval.id] = approval
    }

    mutating func put(_ standing: Standing, key: String) throws(StoreError) {
        standings[key] = standing
    }

    mutating func append(_ entry: LedgerEntry, of intent: PaymentIntent) throws(StoreError) {
        do { try book.append(entry) } catch { throw .unavailable("the ledger refused \(error)") }
        entries.append(entry)
    }

    mutating func append(_ record: JournalRecord) throws(StoreError) { records.append(record) }
}

extension MemoryMoneyTables {
    func spending(_ question: SpendingQuestion) throws(StoreError) -> Spending {
        var spending = Spending()
        do {
            for entry in entries where belongs(entry, to: question.agent) {
                try add(entry, to: &spending, question)
            }
            spending.reserved = try held(question)
        } catch { throw .unavailable("the sums are larger than can be counted") }
        if let start = question.velocityStart {
            spending.recentPayments = reserved(by: question.agent, after: start).count
        }
        if let start = question.splitStart {
            spending.nearThresholdPayments = reserved(by: question.agent, after: start).count {
                $0.isNearThreshold && $0.stored.run.intent.payeeKey == question.payeeKey
            }
        }
        addPayees(to: &spending, question)
        return spending
    }

    private func add(
        _ entry: LedgerEntry, to spending: inout Spending, _ question: SpendingQuestion
    ) throws(MoneyError) {
        guard entry.kind == .post, let amount = amount(of: entry, question) else { return }
        for window in question.windows {
            guard window.start(at: question.now).map({ entry.at > $0 }) ?? true else { continue }
            spending.posted[window] = try (spending.posted[window] ?? .zero).adding(amount)
        }
    }

    /// An agent's own, or one that a member made for a team.
    private func belongs(_ entry: LedgerEntry, to agent: String) -> Bool {
        entry.debit.agent == agent
            || runs[entry.run]?.stored.run.intent.team?.agent.key == agent
    }

    private func held(_ question: SpendingQuestion) throws(MoneyError) -> Quantity {
        var sum = Quantity.zero
        var closed: Set<ID<PaymentRun>> = []
        for entry in entries.reversed() where belongs(entry, to: question.agent) {
            switch entry.kind {
            // A part that is posted is closed in the same transaction as the rest.
            case .post, .void, .expire: closed.insert(entry.run)
            case .reserve:
                if !closed.contains(entry.run), let amount = amount(of: entry, question) {
                    sum = try sum.adding(amount)
                }
            }
        }
        return sum
    }

    /// Nil for an entry in another unit.
    private func amount(of entry: LedgerEntry, _ question: SpendingQuestion) -> Quantity? {
        guard let amount = runs[entry.run]?.stored.run.amount,
            UnitOfAccount(amount.asset.symbol) == question.unit
        else { return nil }
        return Money(atomicUnits: entry.atomicUnits, of: amount.asset).quantity
    }

    /// Refused payments reserved nothing and do not count.
    private func reserved(by agent: String, after start: Timestamp) -> [Row] {
        let reserved = Set(entries.filter { $0.kind == .reserve }.map(\.run))
        return runs.values.filter {
            $0.stored.run.intent.agent.key == agent && $0.stored.openedAt > start
                && reserved.contains($0.stored.run.id)
        }
    }

    private func addPayees(to spending: inout Spending, _ question: SpendingQuestion) {
        let paid = entries.filter { $0.kind == .post && $0.debit.agent == question.agent }
            .compactMap { runs[$0.run]?.stored.run.intent.payee }
        if let host = question.host {
            spending.lastAddressAtHost = paid.last { $0.host == host && $0.address != nil }?.address
        }
        guard let address = question.address else { return }
        let similar = Set(paid.compactMap(\.address)).filter {
            $0 != address && $0.shape == address.shape
        }
        spending.similarAddresses = similar.sorted { $0.lowercased < $1.lowercased }
    }
}
