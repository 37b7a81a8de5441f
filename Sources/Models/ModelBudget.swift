/// How much one session and one day may use; nil: no cap.
public struct ModelCaps: Sendable, Hashable {
    public var sessionTokens: Int?
    public var sessionPicodollars: UInt128?
    public var dayTokens: Int?
    public var dayPicodollars: UInt128?

    public init(
        sessionTokens: Int? = nil, sessionPicodollars: UInt128? = nil, dayTokens: Int? = nil,
        dayPicodollars: UInt128? = nil
    ) {
        self.sessionTokens = sessionTokens
        self.sessionPicodollars = sessionPicodollars
        self.dayTokens = dayTokens
        self.dayPicodollars = dayPicodollars
    }

    /// Whether anything is capped at all.
    public var isOn: Bool { self != ModelCaps() }

    /// Whether a call may be made that uses `most`, after what its session and the day have used.
    ///
    /// - Throws: `.capReached` with a sentence that names the cap.
    public func check(
        _ most: ModelBudget.Use, after own: ModelBudget.Use, today: ModelBudget.Use
    ) throws(ModelFailure) {
        try check(most, after: own, sessionTokens, sessionPicodollars, "this session")
        try check(most, after: today, dayTokens, dayPicodollars, "today")
    }

    private func check(
        _ most: ModelBudget.Use, after used: ModelBudget.Use, _ tokensMax: Int?,
        _ picodollarsMax: UInt128?, _ span: String
    ) throws(ModelFailure) {
        if let tokensMax, used.tokens + most.tokens > tokensMax {
            throw .capReached("the tokens of \(span) are used up")
        }
        if let picodollarsMax, used.picodollars + most.picodollars > picodollarsMax {
            throw .capReached("the money of \(span) is used up")
        }
    }
}

/// What was used of the caps, and what is promised to calls under way. A call is promised the most
/// it can use before it is made, so that many at once never go over a cap together.
public struct ModelBudget: Sendable {
    /// Tokens and money of one call, session or day.
    public struct Use: Sendable, Hashable {
        public var tokens: Int
        public var picodollars: UInt128

        public static let none = Use(tokens: 0, picodollars: 0)

        public init(tokens: Int, picodollars: UInt128) {
            self.tokens = tokens
            self.picodollars = picodollars
        }

        public mutating func add(_ other: Use) {
            tokens += other.tokens
            picodollars += other.picodollars
        }

        /// Never below nothing.
        public mutating func take(_ other: Use) {
            tokens = max(0, tokens - other.tokens)
            picodollars = picodollars > other.picodollars ? picodollars - other.picodollars : 0
        }
    }

    /// What was promised: to be settled once, with what was used.
    public struct Promise: Sendable, Hashable {
        public let account: String
        public let day: Int64
        public let use: Use

        public init(account: String, day: Int64, use: Use) {
            self.account = account
            self.day = day
            self.use = use
        }
    }

    private let caps: ModelCaps
    private var day: Int64 = 0
    private var today = Use.none
    private var accounts: [String: Use] = [:]
    /// Accounts by when they were first seen, for forgetting the oldest.
    private var order: [String] = []

    public static let accountsMax = 20_000

    public init(_ caps: ModelCaps) { self.caps = caps }

    /// - Parameters:
    ///   - most: the most that the call can use.
    ///   - day: counted from any day on; a new one begins with nothing used.
    /// - Throws: `.capReached` with a sentence that names the cap.
    public mutating func promise(
        _ most: Use, to account: String, on day: Int64
    ) throws(ModelFailure) -> Promise {
        if day > self.day {
            self.day = day
            today = .none
        }
        let own = accounts[account] ?? .none
        try caps.check(most, after: own, today: today)
        remember(account)
        accounts[account, default: .none].add(most)
        today.add(most)
        return Promise(account: account, day: self.day, use: most)
    }

    private mutating func remember(_ account: String) {
        guard accounts[account] == nil else { return }
        order.append(account)
        if order.count > Self.accountsMax { accounts[order.removeFirst()] = nil }
    }

    public mutating func settle(_ promise: Promise, used: Use) {
        if var own = accounts[promise.account] {
            own.take(promise.use)
            own.add(used)
            accounts[promise.account] = own
        }
        guard promise.day == day else { return }
        today.take(promise.use)
        today.add(used)
    }

    public var usedToday: Use { today }

    public func used(by account: String) -> Use { accounts[account] ?? .none }
}
