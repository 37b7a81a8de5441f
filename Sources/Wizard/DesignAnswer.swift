internal import Domain

/// Answers questions to the wizard from the design itself: what a value is now, what it would
/// choose, who approves; and what it knows of paying and of itself.
struct DesignAnswer {
    private let session: Session
    private let open: Question?

    /// - Parameter open: the question that the owner was asked when they asked back.
    init(_ session: Session, open: Question?) {
        self.session = session
        self.open = open
    }

    /// Nil when nothing here answers it.
    func answer(_ text: String) -> String? {
        let words = FoldedWords(text)
        if words.holdAny(Self.advice) { return recommendation }
        if words.holdAny(Self.cards) { return Self.onlyTokens }
        if let values = values(words) { return values }
        return Glossary.answer(toQuestion: text)
    }

    /// What is said of a card or an account with a payment company, asked or not.
    static func remark(onMeans text: String) -> String? {
        let words = FoldedWords(text)
        let isMeant = means.contains { name in
            words.hold(name) && ways.contains { words.hold("\($0) \(name)") }
        }
        return isMeant ? onlyTokens : nil
    }

    // MARK: Advice

    private static let advice = [
        "what do you recommend", "what would you recommend", "what do you suggest",
        "what would you suggest", "what would you choose", "what would you take", "what is usual",
        "what s usual", "what is normal", "what do most people", "what do others",
        "what should i say", "what should i choose", "what should i take", "what should i do",
        "any recommendation", "any recommendations", "any advice", "your recommendation",
        "your advice", "what is a good value", "what makes sense",
    ]

    /// What "you decide" would choose: said, and not chosen.
    private var recommendation: String {
        guard case .slot(let slot)? = open?.topic else {
            return open == nil
                ? "The design is finished; I recommend a small limit for the first days."
                : "Read the summary once more, above all the amounts and who may be paid. If that is "
                    + "what you want, say \u{201C}ship it\u{201D}; if not, tell me what to change."
        }
        let chosen = Defaults.values(for: session.spec, slots: [slot])
        guard let value = chosen[slot] else {
            return "You can leave that open without harm: say \u{201C}skip\u{201D}."
        }
        return "I would take this: \(Statement(slot: slot, value: value).readBack) Say "
            + "\u{201C}you decide\u{201D}, and I note it."
    }

    // MARK: What can be paid with

    private static let onlyTokens =
        "It pays in tokens such as USDC, from a wallet of its own: it cannot charge a card, PayPal or "
        + "a bank account. Sellers take such payments by x402 or at their address on a network."

    private static let means = [
        "visa", "mastercard", "master card", "amex", "american express", "paypal", "venmo",
        "credit card", "creditcard", "debit card", "bank account", "bank transfer",
        "bank transfers", "wire transfer", "sepa", "apple pay", "google pay", "klarna", "revolut",
        "cash app", "cashapp", "credit cards", "debit cards",
    ]
    private static let ways = ["with", "by", "via", "through", "using", "use", "my", "our", "a"]
    private static let cards = means.filter { $0 != "visa" } + [
        "pay with visa", "by visa", "visa card", "use visa", "take visa", "support visa",
    ]

    // MARK: Values

    /// The values that a question names, if it asks for the design's own.
    private func values(_ words: FoldedWords) -> String? {
        if words.holdAny(["who approves", "who will approve", "who says yes", "who decides"]) {
            return approvers
        }
        guard let slots = Self.slots(in: words), asksForOwn(words, slots) else { return nil }
        let spec = session.design.effective
        let sentences = slots.filter { spec.has($0) }.compactMap { slot in
            spec[slot].map { Statement(slot: slot, value: $0).sentence }
        }
        guard sentences.isEmpty else { return sentences.joined(separator: " ") }
        return "Nothing is decided there yet: \(listed(slots.map(\.title), "or"))."
    }

    private var approvers: String {
        let names = session.spec[.approvers]?.plain ?? "you"
        guard let above = session.design.effective.limit(.approvalThreshold) else {
            return "Whatever needs approval waits for \(names). Name somebody else, and it waits "
                + "for them."
        }
        return above.amount == nil
            ? "Nobody: it never asks for approval."
            : "Approval comes from \(names); name somebody else, and it is them."
    }

    /// "What is the daily limit now?", but not "what is a daily limit?" and not "what does it mean?"
    private func asksForOwn(_ words: FoldedWords, _ slots: [Slot]) -> Bool {
        if words.holdAny(["mean", "means", "meaning", "explain", "define", "a", "an"]) {
            return false
        }
        if words.holdAny(Self.own) { return true }
        let spec = session.design.effective
        return words.holdAny(Self.asks) && slots.contains { spec.has($0) }
    }

    private static let own = [
        "now", "currently", "at the moment", "my", "our", "so far", "right now", "did i", "have i",
        "have we", "is set", "did you note", "did you understand", "again", "at present",
    ]
    private static let asks = [
        "what is the", "what s the", "whats the", "what are the", "how much", "how often", "which",
        "when does", "when will", "where does", "whom", "who may", "who can", "what network",
        "what currency", "what limits", "how high",
    ]

    /// The slots that a question names; the longest names first.
    private static func slots(in words: FoldedWords) -> [Slot]? {
        named.first { words.holdAny($0.names) }?.slots
    }

    private static let named: [(names: [String], slots: [Slot])] = [
        (
            [
                "per payment", "one payment", "single payment", "in one go", "per call",
                "payment limit", "a payment",
            ], [.perPaymentLimit]
        ),
        (["daily limit", "daily", "a day", "per day", "in a day"], [.dailyLimit]),
        (["weekly limit", "weekly", "a week", "per week"], [.weeklyLimit]),
        (["monthly limit", "monthly", "a month", "per month"], [.monthlyLimit]),
        (["total budget", "budget", "in total"], [.totalBudget]),
        (["approval threshold", "threshold", "approval"], [.approvalThreshold]),
        (["limits", "limit", "can it spend", "may it spend"], Slot.nestedLimits),
        (["network", "chain", "blockchain"], [.network]),
        (["currency", "token"], [.currency]),
        (["schedule", "does it run", "will it run", "how often"], [.schedule]),
        (["recipients", "it pay", "be paid"], [.allowedRecipients, .blockedRecipients]),
        (["tone", "does it sound"], [.tone]),
        (["tools", "allowed to do"], [.tools]),
        (["notices", "notifications", "notify", "reports"], [.notificationChannel, .reportSchedule]),
        (["purpose", "goal", "goals"], [.goals]),
        (["name", "called"], [.agentName]),
    ]
}
