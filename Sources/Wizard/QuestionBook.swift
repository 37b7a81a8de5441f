internal import Domain

/// The wording of every question: one thing, why it is asked, and ready answers.
enum QuestionBook {
    static func question(for slot: Slot, _ spec: AgentSpec) -> Question {
        let entry = entry(for: slot, spec)
        return Question(
            topic: .slot(slot), text: entry.text, reason: entry.reason,
            suggestions: entry.suggestions)
    }

    static let confirm = Question(
        topic: .confirm,
        text:
            "Shall I finish it like this? Say \u{201C}ship it\u{201D}, or tell me what to change.",
        reason: "Only what you have seen and approved becomes an agent.",
        suggestions: ["Ship it", "Show me everything", "Start over"])

    /// Approval, or what has to change before the agent could pay at all.
    static func confirm(_ payability: Payability) -> Question {
        guard let problem = payability.problem else { return confirm }
        return Question(
            topic: .confirm,
            text: "As it stands it could pay nothing. What shall I change? Or say "
                + "\u{201C}ship it\u{201D}, and I finish it all the same.",
            reason: problem,
            suggestions: [payability.remedy, "Ship it", "Show me everything", "Start over"]
                .compactMap(\.self))
    }

    /// After a no to the finished design.
    static let rejected = Question(
        topic: .confirm, text: "What should be different?",
        reason: "Nothing is final before you say \u{201C}ship it\u{201D}.",
        suggestions: ["Show me everything", "Undo the last change", "Ship it", "Start over"])

    /// For a design whose loss nothing bounds: one more look before it is final.
    static let confirmUnbounded = Question(
        topic: .confirm,
        text: "No limit holds this agent back. Do you really want it like this?",
        reason: "Whatever is in its wallet could be spent in a day.",
        suggestions: ["Yes, I want it without a limit", "At most 5 USDC a day"])

    private typealias Entry = (text: String, reason: String, suggestions: [String])

    private static func entry(for slot: Slot, _ spec: AgentSpec) -> Entry {
        switch slot {
        case .perPaymentLimit, .dailyLimit, .weeklyLimit, .monthlyLimit, .totalBudget,
            .approvalThreshold, .unitPrice, .currency, .network, .allowedRecipients,
            .blockedRecipients, .approvers:
            moneyEntry(for: slot, spec)
        case .tools, .blockedTools, .slippageTolerance, .maxLeverage, .customTools:
            toolEntry(for: slot, spec)
        default: basicEntry(for: slot)
        }
    }

    private static func basicEntry(for slot: Slot) -> Entry {
        switch slot {
        case .goals, .agentType:
            (
                "What should your agent do?", "Everything else follows from its purpose.",
                [
                    "Buy weather data from paid APIs", "Pay our freelancers every month",
                    "Renew our software subscriptions", "Watch our balance and warn us",
                ]
            )
        case .tone:
            (
                "How should it sound?", "It writes to you, and perhaps to others, in your name.",
                ["Friendly", "Formal", "Short and matter-of-fact", "No preference"]
            )
        case .schedule:
            (
                "When should it run?", "It acts only at those times, or when you ask it to.",
                ["Every day at 09:00", "On weekdays at 08:00", "Only when I ask it to"]
            )
        case .notificationChannel:
            (
                "Where should it tell you what it did?",
                "You hear of every payment where you look anyway.",
                ["By email", "On Slack", "On Telegram", "No preference"]
            )
        default:
            (
                "What should I note about this: \(slot.title)?",
                "You wanted to settle it.", ["No preference"]
            )
        }
    }

    private static func moneyEntry(for slot: Slot, _ spec: AgentSpec) -> Entry {
        let token = spec.token
        switch slot {
        case .perPaymentLimit:
            return (
                "What is the most it may pay in one go?",
                "A single mistake can then never cost more than that.",
                ["1 \(token)", "5 \(token)", "20 \(token)", "You decide"]
            )
        case .dailyLimit:
            return (
                "How much may it spend in a day, a week or a month?",
                "This bounds what you can lose, whatever goes wrong.",
                windowSuggestions(spec) + ["You decide"]
            )
        case .approvalThreshold:
            return (
                "Above which amount should a person approve a payment first?",
                "Small payments then flow, and the large ones wait for a human eye.",
                approvalSuggestions(spec)
            )
        case .currency:
            return (
                "Which money should it pay in?", "Limits count only in a named currency.",
                ["USDC", "CRO", "EUR"]
            )
        case .network:
            return (
                "Which network should it pay on?",
                "A payment on the wrong network cannot be called back.",
                ["Cronos testnet", "Cronos", "Base", "You decide"]
            )
        case .allowedRecipients:
            return (
                "Whom may it pay? Name them, or leave it open.",
                "With a list of names, money cannot go to a stranger.", ["No preference"]
            )
        case .approvers:
            return ("Who approves?", "Only they can let a held payment go.", ["Only me"])
        default:
            return (
                "What should this be: \(slot.title)?", "It decides about money.",
                ["No preference"]
            )
        }
    }

    private static func toolEntry(for slot: Slot, _ spec: AgentSpec) -> Entry {
        switch slot {
        case .slippageTolerance:
            return (
                "How much worse than the quoted rate may a swap turn out?",
                "Prices move while a swap is under way; beyond this it does not swap.",
                ["0.5 percent", "1 percent", "You decide"]
            )
        case .maxLeverage:
            return (
                "What is the highest leverage it may use?",
                "The higher it is, the smaller the move that wipes out a position.",
                ["2x", "3x", "You decide"]
            )
        case .customTools:
            let open = spec.customTools.first { $0.method == nil }
            return (
                "Which HTTP method does \(open?.endpoint ?? "your tool") expect?",
                "A call with the wrong method fails.", ["GET", "POST"]
            )
        default:
            return (
                "What may it do?", "It can do nothing that you did not allow.",
                [
                    "Pay for APIs and services", "Send money to people", "Swap tokens",
                    "No tools at all",
                ]
            )
        }
    }

    /// Five and twenty payments of the largest size.
    private static func windowSuggestions(_ spec: AgentSpec) -> [String] {
        let single =
            spec.limit(.perPaymentLimit)?.amount ?? TokenAmount(Quantity(1), spec.token)
        return [(UInt64(5), "a day"), (50, "a month")].compactMap { count, span in
            guard let most = try? single.quantity.multiplied(by: Quantity(count)) else {
                return nil
            }
            return "\(TokenAmount(most, single.token)) \(span)"
        }
    }

    private static func approvalSuggestions(_ spec: AgentSpec) -> [String] {
        let always = "Ask me before every payment"
        guard let single = spec.limit(.perPaymentLimit)?.amount else {
            return ["Above 1 \(spec.token)", always, "Never ask me", "You decide"]
        }
        let half = TokenAmount(single.quantity.divided(by: 2), single.token)
        return ["Above \(half)", always, "Never ask me", "You decide"]
    }
}
