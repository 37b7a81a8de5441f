import Language

/// What a phrase says about the words around it.
enum Cue: UInt8, Sendable, Hashable, CaseIterable {
    // What an amount belongs to
    case perPayment, daily, weekly, monthly, yearly, total, unitPrice, unlimited
    case cap, above, below, described
    // Approval
    case approval, approvalNone, everything, owner
    // Agreement and its opposite
    case negation, only, instead, scratch, notThis
    // Slots that are named outright
    case toneSlot, goalSlot, typeSlot, nameSlot, usersSlot, greetingSlot, flowSlot, exampleSlot
    case brandSlot, verbositySlot, languageSlot, networkSlot, currencySlot, toolSlot
    case allowSlot, blockSlot, scheduleSlot, zoneSlot, reportSlot, channelSlot, pricingSlot
    case slippageSlot, leverageSlot, retrySlot, timeoutSlot, escalationSlot, contactSlot
    case killSlot, stopSlot, constraintSlot, edgeSlot, successSlot, noteSlot, approverSlot
    // What the agent is and does
    case agentNoun, wish, duty
    // Values that are words
    case concise, balanced, detailed
    case payPerCall, metered, subscription
    case exponential, fixed
    case onWebhook, fundsWord, leftWord, when
}

extension Cue {
    static let table = PhraseTable<Cue>(
        moneyPhrases + approvalPhrases + slotPhrases + agentPhrases + valuePhrases)
}
