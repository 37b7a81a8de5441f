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
        tools: [BuiltInTool], customTools: [String], network: Network, currency: String
    ) {
        self.caps = caps
        self.approval = approval
        self.allowedRecipients = allowedRecipients
        self.blockedRecipients = blockedRecipients
        self.tools = tools
        self.customTools = customTools
        self.network = network
        self.currency = currency
    }

    public func cap(_ window: BudgetWindow) -> Cap? { caps.first { $0.window == window } }
}

/// The span over which spending is summed. Days, weeks (from Monday) and months are UTC.
public enum BudgetWindow: String, Sendable, Hashable, CaseIterable {
    case payment, day, week, month, total
}

extension Policy {
    /// Compiles a design. `defaults` are the values the service chose where the owner left it to it.
    ///
    /// - Parameter sentence: the owner's words that set a slot; nil when there are none.
    public init(
        _ spec: AgentSpec, defaults: AgentSpec, sentence: (Slot) -> String?
    ) {
        func limit(_ slot: Slot) -> Limit? { spec.limit(slot) ?? defaults.limit(slot) }
        func words(_ slot: Slot) -> String { sentence(slot) ?? "chosen by Paygent" }

        let windows: [(BudgetWindow, Slot)] = [
            (.payment, .perPaymentLimit), (.day, .dailyLimit), (.week, .weeklyLimit),
            (.month, .monthlyLimit), (.total, .totalBudget),
        ]
        let caps = windows.compactMap { window, slot in
            limit(slot)?.amount.map { Cap(window: window, limit: $0, sentence: words(slot)) }
        }
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
            currency: spec.text(.currency) ?? defaults.text(.currency) ?? "USDC")
    }
}
