public import Domain

/// Balances derived from entries, and the checks that make the entries trustworthy.
///
/// Feed it every entry in order; it keeps one line a reservation that is still open.
public struct LedgerBook: Sendable {
    public private(set) var tail = ChainTail.start
    private var balances: [Holding: Balance] = [:]
    private var open: [ID<PaymentRun>: Reservation] = [:]
    private var closed: Set<ID<PaymentRun>> = []

    private struct Holding: Hashable {
        let account: LedgerAccount
        let asset: String
    }

    private struct Reservation {
        let agent: String
        let asset: String
        /// What is still held.
        var atomicUnits: UInt128
        /// A part was paid: only giving the rest back can follow.
        var isPosted = false
    }

    public init() {}

    /// - Throws: `LedgerFault` naming the entry that does not fit; the book is then unchanged.
    public mutating func append(_ entry: LedgerEntry) throws(LedgerFault) {
        guard entry.sequence == tail.sequence + 1 else { throw fault(entry, .gap) }
        guard entry.previousHash == tail.hash else { throw fault(entry, .brokenLink) }
        guard entry.hash == entry.computedHash else { throw fault(entry, .changed) }
        let agent = entry.debit.agent
        guard entry.kind.accounts(of: agent) == (entry.debit, entry.credit) else {
            throw fault(entry, .wrongAccounts)
        }
        try settle(entry, agent)
        let debit = Holding(account: entry.debit, asset: entry.asset)
        let credit = Holding(account: entry.credit, asset: entry.asset)
        var (gaining, giving) = (balances[debit] ?? Balance(), balances[credit] ?? Balance())
        do {
            try gaining.gain(entry.atomicUnits)
            try giving.give(entry.atomicUnits)
        } catch { throw fault(entry, .overflow) }
        balances[debit] = gaining
        balances[credit] = giving
        tail = entry.tail
    }

    /// Checks a whole ledger.
    ///
    /// - Throws: the first fault.
    public static func verify(_ entries: some Sequence<LedgerEntry>) throws(LedgerFault)
        -> LedgerBook
    {
        var book = LedgerBook()
        for entry in entries { try book.append(entry) }
        return book
    }

    public func balance(_ account: LedgerAccount, asset: String) -> Balance {
        balances[Holding(account: account, asset: asset)] ?? Balance()
    }

    /// By account and asset, sorted by name.
    public var accounts: [AccountBalance] {
        balances.map { AccountBalance(account: $0.account, asset: $0.asset, balance: $1) }
            .sorted { ($0.account.name, $0.asset) < ($1.account.name, $1.asset) }
    }

    /// Whether gains and gifts of every asset are equal.
    public var sumsToZero: Bool {
        var sums: [String: Balance] = [:]
        for line in accounts {
            var sum = sums[line.asset] ?? Balance()
            do {
                try sum.gain(line.balance.gained)
                try sum.give(line.balance.given)
            } catch { return false }
            sums[line.asset] = sum
        }
        return sums.values.allSatisfy { $0.gained == $0.given }
    }

    /// A reservation is made once and closed once, by the same amount: paid, given back, or paid
    /// in part and the rest given back.
    private mutating func settle(_ entry: LedgerEntry, _ agent: String) throws(LedgerFault) {
        switch entry.kind {
        case .reserve:
            guard open[entry.run] == nil, !closed.contains(entry.run) else {
                throw fault(entry, .reservedTwice)
            }
            open[entry.run] = Reservation(
                agent: agent, asset: entry.asset, atomicUnits: entry.atomicUnits)
        case .post, .void, .expire:
            guard let reserved = open[entry.run] else { throw fault(entry, .notReserved) }
            guard reserved.agent == agent, reserved.asset == entry.asset else {
                throw fault(entry, .otherAmount)
            }
            if entry.kind == .post, !reserved.isPosted, entry.atomicUnits < reserved.atomicUnits {
                open[entry.run]?.atomicUnits -= entry.atomicUnits
                open[entry.run]?.isPosted = true
                return
            }
            guard reserved.atomicUnits == entry.atomicUnits,
                !reserved.isPosted || entry.kind == .void
            else { throw fault(entry, .otherAmount) }
            open[entry.run] = nil
            closed.insert(entry.run)
        }
    }

    private func fault(_ entry: LedgerEntry, _ reason: LedgerFault.Reason) -> LedgerFault {
        LedgerFault(sequence: entry.sequence, run: entry.run, reason: reason)
    }
}

/// What an account gained and gave; the difference may be negative, so both are kept.
public struct Balance: Sendable, Hashable {
    public private(set) var gained: UInt128 = 0
    public private(set) var given: UInt128 = 0

    public init(gained: UInt128 = 0, given: UInt128 = 0) {
        self.gained = gained
        self.given = given
    }

    mutating func gain(_ units: UInt128) throws(MoneyError) { gained = try gained.plus(units) }
    mutating func give(_ units: UInt128) throws(MoneyError) { given = try given.plus(units) }

    public var isNegative: Bool { given > gained }
    /// The size of the difference.
    public var magnitude: UInt128 { isNegative ? given - gained : gained - given }
}

public struct AccountBalance: Sendable, Hashable {
    public let account: LedgerAccount
    public let asset: String
    public let balance: Balance

    public init(account: LedgerAccount, asset: String, balance: Balance) {
        self.account = account
        self.asset = asset
        self.balance = balance
    }
}

/// The first entry that a ledger cannot have, and why.
public struct LedgerFault: Error, Equatable, CustomStringConvertible {
    public enum Reason: String, Sendable {
        case gap = "an entry before it is missing or out of order"
        case brokenLink = "it is not linked to the entry before it"
        case changed = "it was changed after it was written"
        case wrongAccounts = "its accounts do not fit its kind"
        case reservedTwice = "its amount was reserved before"
        case notReserved = "nothing was reserved for it"
        case otherAmount = "it is not the amount that was reserved"
        case overflow = "its sums are larger than can be counted"
    }

    public let sequence: Int64
    public let run: ID<PaymentRun>
    public let reason: Reason

    public var description: String { "entry \(sequence) of run \(run): \(reason.rawValue)" }
}

extension UInt128 {
    fileprivate func plus(_ other: UInt128) throws(MoneyError) -> UInt128 {
        let (sum, overflow) = addingReportingOverflow(other)
        guard !overflow else { throw .overflow }
        return sum
    }
}
