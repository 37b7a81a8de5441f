public import Domain

/// What an agent has spent and promised so far, as far as its policy asks. Read from the ledger in
/// the same transaction in which the verdict reserves.
public struct Spending: Sendable, Equatable {
    /// Reserved and neither paid nor released: counts in every window until it is known.
    public var reserved: Quantity
    /// Paid, by window; a payment counts from the moment it was posted.
    public var posted: [BudgetWindow: Quantity]
    /// Payments opened within the policy's velocity span.
    public var recentPayments: Int
    /// Payments just under the approval threshold to the same payee in the last hour.
    public var nearThresholdPayments: Int
    /// Where the last payment to the same host went.
    public var lastAddressAtHost: Address?
    /// Addresses paid before that look like the intent's address to a hurried reader.
    public var similarAddresses: [Address]
    /// Whether the agent, or every agent, has been stopped.
    public var isKilled: Bool

    public init(
        reserved: Quantity = .zero, posted: [BudgetWindow: Quantity] = [:], recentPayments: Int = 0,
        nearThresholdPayments: Int = 0, lastAddressAtHost: Address? = nil,
        similarAddresses: [Address] = [], isKilled: Bool = false
    ) {
        self.reserved = reserved
        self.posted = posted
        self.recentPayments = recentPayments
        self.nearThresholdPayments = nearThresholdPayments
        self.lastAddressAtHost = lastAddressAtHost
        self.similarAddresses = similarAddresses
        self.isKilled = isKilled
    }

    /// - Throws: `.overflow`: more than any ledger can hold, so no payment fits beside it.
    public func total(in window: BudgetWindow) throws(MoneyError) -> Quantity {
        try reserved.adding(posted[window] ?? .zero)
    }
}

extension BudgetWindow {
    /// The windows roll: 24 hours, 7 days, 30 days, back from now. Nil where nothing is summed
    /// over time (one payment) or everything is (the total).
    public var spanSeconds: Int64? {
        switch self {
        case .payment, .total: nil
        case .day: 86_400
        case .week: 7 * 86_400
        case .month: 30 * 86_400
        }
    }

    /// What was posted after this moment is inside the window.
    public func start(at now: Timestamp) -> Timestamp? {
        spanSeconds.map { now.adding(seconds: -$0) }
    }
}

/// What caps of different tokens can be compared in.
public struct UnitOfAccount: Sendable, Hashable, CustomStringConvertible {
    /// `USD` for the dollar and its stablecoins, otherwise the token's own symbol.
    public let name: String

    /// Dollar stablecoins count one to one as dollars: a limit of 10 USD is one of 10 USDC. A coin
    /// that loses its peg is worth less than counted here, so the limit errs on the safe side.
    public init(_ symbol: String) {
        let upper = symbol.uppercased()
        name = Self.dollars.contains(upper) ? "USD" : upper
    }

    public var description: String { name }

    private static let dollars: Set<String> = [
        "USD", "USDC", "USDC.E", "USDT", "DAI", "PYUSD", "USDS",
    ]
}

/// How many payments of one shape a payee may get before somebody looks.
public enum SplitRule {
    public static let spanSeconds: Int64 = 3600
    /// The next one asks a person.
    public static let paymentsMax = 3

    /// Whether an amount stays so close under a threshold that it may be a part of a bigger one:
    /// at least nine tenths of it.
    static func isNear(_ amount: Quantity, threshold: Quantity) -> Bool {
        guard amount <= threshold else { return false }
        do { return try amount.multiplied(by: ten) >= threshold.multiplied(by: nine) } catch {
            return true
        }
    }

    private static let ten = Quantity(10)
    private static let nine = Quantity(9)
}
