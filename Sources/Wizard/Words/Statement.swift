internal import Domain
internal import Language

/// One slot as a whole sentence.
struct Statement {
    let slot: Slot
    let value: SlotValue

    /// `In a day it may spend at most 5 USDC.`
    var sentence: String { sentence { $0.description } }

    /// The same with amounts in words and digits.
    var readBack: String { sentence { $0.readBack } }

    private func sentence(_ amount: (TokenAmount) -> String) -> String {
        if case .limit(let limit) = value { return limitSentence(limit, amount) }
        let plain = value.plain
        switch slot {
        case .agentType: return "What it is: \(plain)."
        case .goals: return FreeText.sentence("What it is for: \(Purpose(plain).phrase)")
        case .agentName: return "Its name is \(plain)."
        case .targetUsers: return "It is used by: \(plain)."
        case .tone: return "How it sounds: \(plain)."
        case .useTools: return plain == "no" ? "It uses no tools." : "It uses tools."
        case .tools: return "It may \(plain)."
        case .blockedTools: return "It must not \(alternatives)."
        case .customTools: return "It calls \(plain)."
        case .currency: return "It works in \(plain)."
        case .network: return "It pays on \(plain)."
        case .approvers: return "Approval comes from \(plain)."
        case .allowedRecipients: return "It may pay only \(plain)."
        case .blockedRecipients: return "It must never pay \(alternatives)."
        case .schedule: return "It runs \(plain)."
        case .reportSchedule: return "It reports \(plain)."
        case .notificationChannel: return "It sends its notices by \(plain)."
        case .languages: return "It speaks \(plain)."
        case .slippageTolerance: return "A swap may slip by at most \(plain)."
        case .maxLeverage: return "Its leverage is at most \(plain) times."
        case .timeout: return "It waits at most \(plain) for a service."
        case .retryPolicy: return "After a failure: \(plain)."
        case .greetingStyle, .conversationFlow, .exampleInteractions, .brandVoice,
            .verbosityLevel, .timezone, .pricingModel, .escalationRules, .escalationContact,
            .killSwitch, .stopConditions, .constraints, .edgeCases, .successCriteria,
            .additionalNotes, .perPaymentLimit, .dailyLimit, .weeklyLimit, .monthlyLimit,
            .totalBudget, .approvalThreshold, .unitPrice:
            return "\(slot.title.capitalizedFirst): \(plain)."
        }
    }

    /// Under a negation a list is joined by `or`.
    private var alternatives: String {
        switch value {
        case .tools(let tools): listed(tools.map(\.title), "or")
        case .names(let names): listed(names, "or")
        default: value.plain
        }
    }

    private func limitSentence(_ limit: Limit, _ amount: (TokenAmount) -> String) -> String {
        guard let most = limit.amount else { return noLimitSentence }
        switch slot {
        case .perPaymentLimit: return "One payment is at most \(amount(most))."
        case .dailyLimit: return "In a day it may spend at most \(amount(most))."
        case .weeklyLimit: return "In a week it may spend at most \(amount(most))."
        case .monthlyLimit: return "In a month it may spend at most \(amount(most))."
        case .totalBudget: return "Over its whole life it may spend at most \(amount(most))."
        case .approvalThreshold:
            return most.quantity.isZero
                ? "Every payment waits for approval."
                : "Anything above \(amount(most)) waits for approval."
        case .unitPrice: return "It charges \(amount(most)) a unit."
        default: return "\(slot.title.capitalizedFirst): \(amount(most))."
        }
    }

    private var noLimitSentence: String {
        slot == .approvalThreshold
            ? "It never asks for approval."
            : "There is no limit here: \(slot.title)."
    }
}

extension String {
    var capitalizedFirst: String {
        guard let first = utf8.first, first &- UInt8(ascii: "a") < 26 else { return self }
        var bytes = Array(utf8)
        bytes[0] = first - 32
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension TokenAmount {
    /// `ten cents (0.10 USDC)`: words and digits, so that a slip in one shows in the other.
    var readBack: String { "\(inWordsWithoutToken) (\(self))" }
}

extension AgentSpec {
    /// The slots worth a sentence: the kind of agent is left out when its purpose says it already.
    var slotsWorthSaying: [Slot] {
        guard let type = text(.agentType), let goals = text(.goals),
            goals.lowercased().contains(type.lowercased())
        else { return filledSlots }
        return filledSlots.filter { $0 != .agentType }
    }
}
