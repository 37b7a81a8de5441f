public import Domain

/// A typed value that stands in the text, with the tokens that say it.
public struct Mention: Sendable, Hashable {
    public enum Kind: Sendable, Hashable {
        case amount(Amount)
        case percent(Quantity)
        /// `3x`.
        case times(Quantity)
        case duration(seconds: Quantity)
        case ordinal(Int)
        case clock(ClockTime)
        case date(CivilDate)
        case phone
    }

    public let kind: Kind
    public let tokens: Range<Int>

    public init(kind: Kind, tokens: Range<Int>) {
        self.kind = kind
        self.tokens = tokens
    }

    public var start: Int { tokens.lowerBound }
    public var end: Int { tokens.upperBound }

    public var amount: Amount? { if case .amount(let amount) = kind { amount } else { nil } }
}

/// A sum of money, or a number that may be one.
public struct Amount: Sendable, Hashable {
    /// Of a range, its upper end.
    public var value: Quantity
    /// The lower end of a range.
    public var low: Quantity?
    /// Nil for a bare number.
    public var token: String?
    /// The reading of `1.300` as 1300, where it has not been settled.
    public var thousands: Quantity?
    public var isNegative = false
    /// "one" and the like, which mostly counts something else.
    public var isWord = false
    /// A coin or note named by its worth: a fiver.
    public var isCoin = false

    public init(
        value: Quantity, low: Quantity? = nil, token: String? = nil, thousands: Quantity? = nil
    ) {
        self.value = value
        self.low = low
        self.token = token
        self.thousands = thousands
    }
}
