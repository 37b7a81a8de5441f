import Domain
import Language

extension ActReader {
    /// After the design is finished: "pay 2 USDC to Bob" is for the agent, not for its design.
    var isCommand: Bool {
        guard let first = message.tokens.indices.first(where: { index in
            message.tokens[index].kind == .word
                && !message.moves.at(index).contains { $0.value == .filler }
        }), Self.orders.contains(message.tokens[first].key)
        else { return false }
        return !message.cues.all.contains { Self.isOfDesigns($0.value) }
    }

    private static let orders = WordSet(
        words: "pay send transfer buy swap purchase order book bet tip run subscribe trade")

    private static func isOfDesigns(_ cue: Cue) -> Bool {
        switch cue {
        case .cap, .above, .below, .approval, .approvalNone, .only, .instead, .daily, .weekly,
            .monthly, .perPayment, .agentNoun, .everything, .unlimited, .when, .negation, .total,
            .reportSlot, .channelSlot, .scheduleSlot, .networkSlot, .currencySlot, .toolSlot:
            true
        default: false
        }
    }

    /// One such word, and perhaps politeness: "back", "summary please".
    func isOnly(_ words: WordSet) -> Bool {
        message.wordCount <= 4 && message.contains(words, in: message.whole)
            && message.tokens.indices.allSatisfy { index in
                let token = message.tokens[index]
                return token.kind == .word
                    ? words.contains(token.key) || Self.polite.contains(token.key)
                        || message.moves.at(index).contains { $0.value == .filler }
                    : token.kind == .sign
            }
    }

    static let ways = WordSet(words: "back previous prev backwards")
    static let summaries = WordSet(
        words: "summarize summarise summary recap overview status")
    private static let polite = WordSet(words: "a the it me us one so far now again up")
}
