/// What an agent may do with money, compiled from its design; each rule keeps its owner's sentence.
///
/// Default deny: what no rule allows is refused. A model never sees this value, and cannot move it.
public struct Policy: Sendable, Hashable {
    public var caps: [Cap]
    public var approval: Approval
    /// Empty: anyone may be paid who is not blocked.
    public var allowedRecipients: [String]
    public var blockedRecipients: [String]
    public var tools: [BuiltInTool]
    /// Names of the owner's own HTTP tools.
    public var customTools: [String]
    public var network: Network
    /// The symbol that the design works in.
    public var currency: String
    /// The most that a swap may lose against its quote, in percent; nil: nothing was said.
    public var slippagePercentMax: Quantity?
    /// The highest leverage of a perpetual position; nil: nothing was said.
    public var leverageMax: Quantity?
    /// How many payments a span may hold before a person is asked; nil: as many as the caps allow.
    public var velocity: Velocity?

    public struct Velocity: Sendable, Hashable {
        public var paymentsMax: Int
        public var seconds: Int64
        public var sentence: String

        public init(paymentsMax: Int, seconds: Int64, sentence: String) {
            self.paymentsMax = paymentsMax
            self.seconds = seconds
            self.sentence = sentence
        }
    }

    public struct Cap: Sendable, Hashable {
        public var window: BudgetWindow
        public var limit: TokenAmount
        /// The owner's words that set it, or the service's own when it chose the value.
        public var sentence: String

        public init(window: BudgetWindow, limit: TokenAmount, sentence: String) {
            self.window = window
            self.limit = limit
            self.sentence = sentence
        }
    }

    public struct Approval: Sendable, Hashable {
        /// An approval that nobody gave within a day is expired, and nothing is paid.
        public static let expirySeconds: Int64 = 86_400

        /// A person must approve anything above this; nil: approval is never asked.
        public var above: TokenAmount?
        public var approvers: [String]
        public var sentence: String

        public init(above: TokenAmount?, approvers: [String], sentence: String) {
            self.above = above
            self.approvers = approvers
            self.sentence = sentence
        }
    }

    public init(
        caps: [Cap], approval: Approval, allowedRecipients: [String], blockedRecipients: [String],
        tools: [BuiltInTool], customTools: [String], network: Network, currency: String,
        velocity: Velocity? = nil, slippagePercentMax: Quantity? = nil, leverageMax: Quantity? = nil
    ) {
        self.caps = caps
        self.approval = approval
        self.allowedRecipients = allowedRecipients
        self.blockedRecipients = blockedRecipients
        self.tools = tools
        self.customTools = customTools
        self.network = network
        self.currency = currency
        self.velocity = velocity
        self.slippagePercentMax = slippagePercentMax
        self.leverageMax = leverageMax
    }

    public func cap(_ window: BudgetWindow) -> Cap? { caps.first { $0.window == window } }
}

/// The span over which spending is summed. Windows roll: `day` is the last 24 hours at any moment, so
/// no 24 hours whatever hold more than the daily cap. (Calendar days would let twice the cap through
/// around midnight.)
///
/// A payment counts from its reservation until the window's length after it settled; while nobody
/// knows whether it settled, it counts.
public enum BudgetWindow: String, Sendable, Hashable, CaseIterable {
    case payment, day, week, month, total

    /// How far back spending is summed, in seconds; nil for one payment and for the whole life.
    ///
    /// A month is 31 days, so that no calendar month ever holds more than the monthly cap.
    public var seconds: Int64? {
        switch self {
        case .day: 86_400
        case .week: 7 * 86_400
        case .month: 31 * 86_400
        case .payment, .total: nil
        }
    }
}

extension BudgetWindow {
    /// As people call its cap.
    public var limitName: String {
        switch self {
        case .payment: "the limit for one payment"
        case .day: "the daily limit"
        case .week: "the weekly limit"
        case .month: "the monthly limit"
        case .total: "the total budget"
        }
    }
}

extension Policy {
    /// The symbols that may leave: the currency, and those that a cap names. Any other token is
    /// refused, so a design never spends what nobody spoke of.
    public var spendableTokens: [String] {
        var tokens = [currency]
        for cap in caps where !tokens.contains(cap.limit.token) { tokens.append(cap.limit.token) }
        return tokens
    }

    /// What a symbol is counted in: a dollar's stablecoins count as dollars, one to one, and so on.
    public static func unit(of token: String) -> String {
        switch token {
        case "USDC", "USDT", "USDC.E", "DAI": "USD"
        case "EURC": "EUR"
        case "GBPT": "GBP"
        default: token
        }
    }

    /// Whether a person can be asked before a payment because of its amount or its pace.
    public var canAskPerson: Bool { hasReachableThreshold || velocity != nil }

    /// Whether a payment can come up whose amount makes a person be asked. Nine tenths of the
    /// threshold are enough: several such payments in a row are asked about, too.
    public var hasReachableThreshold: Bool {
        guard let above = approval.above else { return false }
        guard !above.quantity.isZero, let single = cap(.payment)?.limit,
            Policy.unit(of: single.token) == Policy.unit(of: above.token),
            let tenths = try? single.quantity.multiplied(by: Quantity(10)),
            let nine = try? above.quantity.multiplied(by: Quantity(9))
        else { return true }
        return tenths >= nine
    }

    /// Whether any of its tools can make money leave. An HTTP tool of the owner's that asks to be
    /// paid is paid with `x402_payment`, or not at all.
    public var movesMoney: Bool { tools.contains(where: \.movesMoney) }
}

extension Policy {
    /// Compiles a design. `defaults` are the values the service chose where the owner left it to it.
    ///
    /// - Parameter sentence: the owner's words that set a slot; nil when there are none.
    public init(
        _ spec: AgentSpec, defaults: AgentSpec, sentence: (Slot) -> String?
    ) {
        func limit(_ slot: Slot) -> Limit? { spec.limit(slot) ?? defaults.limit(slot) }
        func number(_ slot: Slot) -> Quantity? { spec.quantity(slot) ?? defaults.quantity(slot) }
        func words(_ slot: Slot) -> String { sentence(slot) ?? "chosen by Paygent" }

        let windows: [(BudgetWindow, Slot)] = [
            (.payment, .perPaymentLimit), (.day, .dailyLimit), (.week, .weeklyLimit),
            (.month, .monthlyLimit), (.total, .totalBudget),
        ]
        let caps = windows.compactMap { window, slot in
            limit(slot)?.amount.map { Cap(window: window, limit: $0, sentence: words(slot)) }
        }
        let currency = spec.text(.currency) ?? defaults.text(.currency)
        let blocked = Set(spec.tools(.blockedTools))
        let tools = spec.tools(.tools).isEmpty ? defaults.tools(.tools) : spec.tools(.tools)
        self.init(
            caps: caps,
            approval: Approval(
                above: limit(.approvalThreshold)?.amount,
                approvers: spec.list(.approvers).isEmpty ? ["owner"] : spec.list(.approvers),
                sentence: words(.approvalThreshold)),
            allowedRecipients: spec.list(.allowedRecipients),
            blockedRecipients: spec.list(.blockedRecipients),
            tools: tools.filter { !blocked.contains($0) },
            customTools: spec.customTools.map(\.name),
            network: spec.network ?? defaults.network ?? .cronosTestnet,
            currency: currency ?? caps.first?.limit.token ?? "USDC",
            slippagePercentMax: number(.slippageTolerance), leverageMax: number(.maxLeverage))
    }
}
