public import Domain

/// What a store has to look up before a policy can judge an intent, and nothing more.
public struct SpendingQuestion: Sendable, Hashable {
    /// `AgentReference.key`.
    public let agent: String
    public let unit: UnitOfAccount
    /// The windows that have a cap, without that of one payment.
    public let windows: [BudgetWindow]
    public let now: Timestamp
    public let host: String?
    public let address: Address?
    /// Count the payments opened after it; nil when the policy has no such rule.
    public let velocityStart: Timestamp?
    /// Count near-threshold payments to this payee opened after it; nil when this payment is not
    /// near the threshold itself.
    public let splitStart: Timestamp?

    /// What the split rule counts together: the address, or the host while there is none.
    public var payeeKey: String { PaymentIntent.payeeKey(host: host, address: address) }
}

extension Policy {
    public func question(about intent: PaymentIntent, at now: Timestamp) -> SpendingQuestion {
        SpendingQuestion(
            agent: intent.agent.key, unit: UnitOfAccount(intent.amount.asset.symbol),
            windows: caps.map(\.window).filter { $0 != .payment }, now: now,
            host: intent.payee.host, address: intent.payee.address,
            velocityStart: velocity.map { now.adding(seconds: -$0.seconds) },
            splitStart: isNearThreshold(intent) ? now.adding(seconds: -SplitRule.spanSeconds) : nil)
    }

    /// What an agent has spent and promised, whatever it may pay next.
    public func question(about agent: AgentReference, at now: Timestamp) -> SpendingQuestion {
        SpendingQuestion(
            agent: agent.key, unit: UnitOfAccount(currency),
            windows: caps.map(\.window).filter { $0 != .payment }, now: now, host: nil,
            address: nil, velocityStart: nil, splitStart: nil)
    }

    /// Whether the payment stays just under the amount that asks a person.
    public func isNearThreshold(_ intent: PaymentIntent) -> Bool {
        guard let above = approval.above, intent.amount.asset.decimals <= Quantity.scaleMax else {
            return false
        }
        return SplitRule.isNear(intent.amount.quantity, threshold: above.quantity)
    }
}

extension PaymentIntent {
    public var payeeKey: String { Self.payeeKey(host: payee.host, address: payee.address) }

    static func payeeKey(host: String?, address: Address?) -> String {
        address?.lowercased ?? host ?? ""
    }
}

extension BudgetWindow {
    /// How a rolling window is summed without reading every payment in it: whole hours, the whole
    /// minutes of the hour that it begins in, and single payments of its first minute.
    ///
    /// All ends are exclusive of what is older than `start`; nothing is counted twice.
    public struct Cut: Sendable, Hashable {
        /// Payments posted after `start` and before `minutesFrom`.
        public let start: Timestamp
        /// Minute buckets from here up to `hoursFrom`.
        public let minutesFrom: Timestamp
        /// Hour buckets from here on.
        public let hoursFrom: Timestamp
    }

    public static let minuteMilliseconds: Int64 = 60_000
    public static let hourMilliseconds: Int64 = 3_600_000

    /// Nil for the windows that are not spans of time.
    public func cut(at now: Timestamp) -> Cut? {
        guard let start = start(at: now) else { return nil }
        return Cut(
            start: start, minutesFrom: start.next(Self.minuteMilliseconds),
            hoursFrom: start.next(Self.hourMilliseconds))
    }
}

extension Timestamp {
    /// The first multiple of the width that is later than this moment.
    fileprivate func next(_ width: Int64) -> Timestamp {
        let quotient = millisecondsSinceEpoch / width
        let floor =
            millisecondsSinceEpoch % width < 0 ? (quotient - 1) * width : quotient * width
        return Timestamp(millisecondsSinceEpoch: floor + width)
    }
}
