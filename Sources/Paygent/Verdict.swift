/// What the policy says to one payment. There is no fourth answer.
public enum Verdict: Sendable, Hashable {
    case allow(Reason)
    /// A person has to say yes first.
    case askFirst(Reason, approvers: [String])
    case deny(Reason)

    public var reason: Reason {
        switch self {
        case .allow(let reason), .askFirst(let reason, _), .deny(let reason): reason
        }
    }
}

extension Verdict {
    /// What two judges say together: a refusal before a question, a question before a yes.
    public func and(_ other: Verdict) -> Verdict {
        switch (self, other) {
        case (.deny, _): self
        case (_, .deny): other
        case (.askFirst, _): self
        case (_, .askFirst): other
        case (.allow, .allow): self
        }
    }
}

/// Which rule spoke, in words for the person who made it.
public struct Reason: Error, Sendable, Hashable {
    public var code: Code
    /// "This payment of 2 USDC is above the limit of 1 USDC per payment."
    public var sentence: String
    /// The owner's words that set the rule; empty for a rule of our own.
    public var rule: String

    public init(_ code: Code, _ sentence: String, rule: String = "") {
        self.code = code
        self.sentence = sentence
        self.rule = rule
    }

    /// Stable: clients branch on it.
    public enum Code: String, Sendable, Hashable, CaseIterable {
        case withinRules = "within_rules"
        // Refusals
        case killed = "agent_stopped"
        case reconcileFirst = "reconcile_first"
        case amountInvalid = "amount_invalid"
        case networkNotAllowed = "network_not_allowed"
        case assetNotAllowed = "asset_not_allowed"
        case toolNotAllowed = "tool_not_allowed"
        case payeeInvalid = "payee_invalid"
        case payeeBlocked = "payee_blocked"
        case payeeNotAllowed = "payee_not_allowed"
        case payeeLookAlike = "payee_look_alike"
        case overCeiling = "over_ceiling"
        case noBudget = "no_budget_rule"
        case overPaymentCap = "over_payment_limit"
        case overDailyCap = "over_daily_limit"
        case overWeeklyCap = "over_weekly_limit"
        case overMonthlyCap = "over_monthly_limit"
        case overTotalCap = "over_total_budget"
        // Questions
        case aboveApprovalThreshold = "approval_required"
        case priceRose = "price_rose"
        case payeeChanged = "payee_changed"
        case tooFrequent = "too_frequent"
        case looksSplit = "looks_split"
        case originUnclear = "origin_unclear"
        // Ends of runs
        case rejected = "rejected"
        case approvalExpired = "approval_expired"
        case replaced = "replaced"
        case offerChanged = "offer_changed"
        case notSigned = "not_signed"
        case notSent = "not_sent"
        case declined = "declined_by_seller"
        case unanswered = "unanswered"
        case unconfirmed = "unconfirmed"
        case notSettled = "not_settled"
    }
}

extension Reason.Code {
    /// Whether a rule or a person said no, rather than something having gone wrong.
    public var isRefusal: Bool {
        switch self {
        case .killed, .reconcileFirst, .amountInvalid, .networkNotAllowed, .assetNotAllowed, .toolNotAllowed,
            .payeeInvalid, .payeeBlocked, .payeeNotAllowed, .payeeLookAlike, .overCeiling,
            .noBudget, .overPaymentCap, .overDailyCap, .overWeeklyCap, .overMonthlyCap,
            .overTotalCap, .rejected, .approvalExpired, .replaced, .offerChanged:
            true
        case .withinRules, .aboveApprovalThreshold, .priceRose, .payeeChanged, .tooFrequent,
            .looksSplit, .originUnclear, .notSigned, .notSent, .declined, .unanswered, .unconfirmed,
            .notSettled:
            false
        }
    }
}
