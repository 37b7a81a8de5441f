import Domain
import Language

/// The words of a range that say something of their own: neither taken by another slot, nor an
/// amount, a time, a tone, nor one of the small words that every sentence has.
struct Substance {
    let message: AnnotatedMessage

    func count(in range: Range<Int>, _ draft: Draft) -> Int {
        range.count { !draft.isUsed($0) && isOwn($0) }
    }

    /// Whether a thing is named that is not the unit of a price: "weather", but not "per test".
    func names(in range: Range<Int>, _ draft: Draft) -> Bool {
        range.contains { index in
            guard !draft.isUsed(index), isOwn(index), message.terms.at(index).isEmpty else {
                return false
            }
            return index == range.lowerBound
                || !Self.distributives.contains(message.tokens[index - 1].key)
        }
    }

    private static let distributives = WordSet(words: "per a an each every one any no single of")

    /// Whether the word means something that no reader of ours looks for.
    func isOwn(_ index: Int) -> Bool {
        let token = message.tokens[index]
        guard token.kind == .word, token.end - token.start >= 3,
            !Self.small.contains(token.key), !ToneWords.keys.contains(token.key),
            !TaskWords.keys.contains(token.key), message.moves.at(index).isEmpty
        else { return false }
        return !message.terms.at(index).contains { Self.isMeasure($0.value) }
            && !message.cues.at(index).contains { Self.isFrame($0.value) }
    }

    /// A coin is a thing that can be bought; all other terms measure something.
    private static func isMeasure(_ term: Term) -> Bool {
        if case .currency(let currency) = term { !currency.isCoin } else { true }
    }

    /// Words about limits, approval, agreement and the agent itself.
    private static func isFrame(_ cue: Cue) -> Bool {
        switch cue {
        case .cap, .above, .below, .approval, .approvalNone, .everything, .owner, .negation, .only,
            .instead, .scratch, .daily, .weekly, .monthly, .yearly, .total, .perPayment,
            .unlimited, .toneSlot, .nameSlot, .agentNoun, .wish, .duty, .killSlot, .stopSlot,
            .when, .retrySlot, .timeoutSlot, .concise, .detailed, .balanced:
            true
        default: false
        }
    }

    private static let small = WordSet(
        words: """
            per via until upon between across among during except like since than else both
            the our and but for from with without into onto out off over about around this that
            these those they them their his her him she its you your mine ours who whom whose which
            what why how all any some every each no one other another such same own than then there
            here are was were been being does did done have has had having will would shall could
            may might can just very too also again away more most less least much many few lots
            bit little thing things stuff something anything everything nothing way ways time times
            kind sort people okay possible always ever never yet still only once twice dear please
            whole fine good great nice well sure best really maybe money budget payment payments
            pays cost costs price prices work works working name names called agent morning
            mornings evening evenings afternoon night nights today tomorrow hello don't doesnt
            cant wont lets let make makes made use uses using new first last next ask asks tell
            tells know knows think say says said write talk speak hand day days week weeks month
            months year years hour hours minute minutes daily weekly monthly
            """)
}

/// Words by which people say what they want to have or to be done, whether or not they speak of
/// an agent.
enum TaskWords {
    /// Verbs that need an object of substance to mean a task: "need gene lookups", "get prices".
    static let wants = WordSet(
        words: """
            need needs want wants require requires get gets getting fetch grab look lookup find
            pull download query save invest invests stack accumulate dca average put puts spend
            cover covers keep keeps automate subscribe read reads check checks use
            """)

    static let keys = ActionWords.keys.union(wants)
}

extension Currency {
    /// A token of its own price, which is bought and sold: neither money of a state nor a part
    /// of it.
    var isCoin: Bool {
        !code.isEmpty && divisor == 1 && coinHundredths == 0 && !Currency.isFiat(code)
    }
}
