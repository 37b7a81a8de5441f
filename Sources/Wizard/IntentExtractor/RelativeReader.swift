import Domain
import Language

/// Reads amounts that are said by way of another: "double that", "half the daily one",
/// "5% of the monthly figure", "make it +3".
struct RelativeReader {
    let message: AnnotatedMessage
    private var tokens: Tokens { message.tokens }

    init(message: AnnotatedMessage) { self.message = message }

    /// More than anybody says; bounds the work on any text.
    private static let countMax = 32

    func all() -> [LimitCandidate] {
        var found: [LimitCandidate] = []
        var index = 0
        while index < tokens.count, found.count < Self.countMax {
            if !message.isQuoted(index), let candidate = candidate(at: index) {
                found.append(candidate)
                index = candidate.tokens.upperBound
            } else {
                index += 1
            }
        }
        return found
    }

    private func candidate(at index: Int) -> LimitCandidate? {
        if let (times, over, end) = factor(at: index),
            let (slot, stop) = reference(at: end) ?? one(at: end)
        {
            return made(.share(of: slot, times: times, over: over), index ..<| stop)
        }
        if let verb = Self.scalings.longest(in: tokens, at: index) {
            return made(
                .share(of: nil, times: Quantity(verb.value.0), over: verb.value.1),
                index ..<| verb.end
            )
        }
        return step(at: index)
    }

    private func made(_ source: LimitCandidate.Source, _ range: Range<Int>) -> LimitCandidate {
        LimitCandidate(
            source: source, tokens: range, sentence: message.sentence(of: range.lowerBound))
    }

    /// A number of times, and where what is multiplied begins.
    private func factor(at index: Int) -> (Quantity, UInt64, Int)? {
        if let word = Self.factors.longest(in: tokens, at: index) {
            return (Quantity(word.value.0), word.value.1, word.end)
        }
        if let mention = message.mention(at: index) {
            switch mention.kind {
            case .percent(let percent) where message.isWord(mention.end, Self.of):
                return (percent, 100, mention.end + 1)
            case .times(let times): return (times, 1, mention.end)
            case .amount(let amount) where message.isWord(mention.end, Self.times):
                return (amount.value, 1, mention.end + 1)
            // "ten of those a day"
            case .amount(let amount)
            where amount.token == nil && message.isWord(mention.end, Self.of)
                && !Self.alls.contains(tokens.token(index - 1)?.key ?? 0)
                && Self.plurals.contains(tokens.token(mention.end + 1)?.key ?? 0):
                return (amount.value, 1, mention.end + 1)
            case .amount, .percent, .duration, .ordinal, .clock, .date, .phone: return nil
            }
        }
        return nil
    }

    private static let of = WordKey.of("of")
    private static let periods: [UInt64: Slot] = [
        WordKey.of("days"): .dailyLimit, WordKey.of("weeks"): .weeklyLimit,
        WordKey.of("months"): .monthlyLimit,
    ]
    private static let alls = WordSet(words: "all both the these")
    private static let plurals = WordSet(words: "those these them")
    private static let times = WordKey.of("times")

    private static let factors = PhraseTable<(UInt64, UInt64)>([
        ((2, 1), "double, twice, double of"), ((3, 1), "triple, thrice, treble"),
        ((4, 1), "quadruple"), ((1, 2), "half, half of, one half of, a half of"),
        ((1, 3), "a third of, one third of"), ((2, 3), "two thirds of"),
        ((1, 4), "a quarter of, one quarter of, quarter of"), ((3, 4), "three quarters of"),
        ((1, 5), "a fifth of, one fifth of"), ((1, 10), "a tenth of, one tenth of"),
        ((1, 1), "the same as, same as, equal to"),
    ])

    private static let scalings = PhraseTable<(UInt64, UInt64)>([
        (
            (1, 2),
            "halve it, halve that, cut it in half, cut that in half, cut in half, cut by half, reduce it by half, by half, halve the *"
        ),
        (
            (2, 1),
            "double it, double that, double, twice as much, twice that, twice it, double the *"
        ),
        ((3, 1), "triple it, triple that, three times as much"),
    ])

    /// What is multiplied: "that", "what I said", "the daily one", "that per-payment number".
    private func reference(at index: Int) -> (Slot?, Int)? {
        guard let token = tokens.token(index), token.kind == .word,
            Self.pointers.contains(token.key)
        else { return nil }
        if Self.plurals.contains(token.key) {
            // "four of those days"
            guard let noun = tokens.token(index + 1), let scope = Self.periods[noun.key] else {
                return (nil, index + 1)
            }
            return (scope, index + 2)
        }
        let sentence = message.sentence(of: index)
        let stop = min(index + 8, sentence.upperBound)
        if let named = named(from: index, to: stop) { return named }
        if let said = Self.said.longest(in: tokens, at: index) { return (nil, said.end) }
        guard Self.pronouns.contains(token.key) else { return nil }
        return (nil, index + 1)
    }

    /// "ten times as much as one session", "half a session's limit", "four times the filing cap":
    /// what one payment may cost.
    private func one(at index: Int) -> (Slot?, Int)? {
        var start = index
        var isCompared = false
        if let hit = Self.asMuch.longest(in: tokens, at: index) {
            (start, isCompared) = (hit.end, true)
        }
        guard let token = tokens.token(start), Self.ones.contains(token.key) else { return nil }
        let stop = min(start + 5, message.sentence(of: index).upperBound)
        for place in start + 1 ..<| stop {
            guard tokens[place].kind == .word, !Cue.periodNouns.contains(tokens[place].key) else {
                return nil
            }
            if place > start + 1, Self.tails.contains(tokens[place].key) {
                return (.perPaymentLimit, tail(place, stop))
            }
        }
        return isCompared && start + 1 < stop ? (.perPaymentLimit, start + 2) : nil
    }

    private static let asMuch = PhraseTable<Bool>([(true, "as much as, what")])
    private static let ones = WordSet(words: "one a an the a single our my that")

    /// The first scope named after the pointer, unless a verb or comma comes first.
    private func named(from index: Int, to stop: Int) -> (Slot?, Int)? {
        guard !Self.pronounsOnly.contains(tokens[index].key) else { return nil }
        // "5% of that at a time"
        if Self.pronouns.contains(tokens[index].key),
            Self.after.contains(tokens.token(index + 1)?.key ?? 0)
        {
            return nil
        }
        for place in index ..<| stop {
            if tokens[place].kind == .sign { return nil }
            // "that per day" multiplies what was said before; "that per-payment number" names it.
            if place == index + 1, Self.per.contains(tokens[place].key),
                tokens[index].key == Self.that,
                !isNumberWord(after: place)
            {
                return nil
            }
            for hit in message.cues.at(place) {
                guard let slot = Scope(hit.value)?.slot else { continue }
                return (slot, tail(hit.end, stop))
            }
            if Self.per.contains(tokens[place].key) {
                return (.perPaymentLimit, tail(place + 2, stop))
            }
            if Self.singles.contains(tokens[place].key) {
                return (.perPaymentLimit, tail(place + 1, stop))
            }
            if place > index, Self.prices.contains(tokens[place].key) {
                return (.perPaymentLimit, tail(place + 1, stop))
            }
            // "half the order limit"
            if place > index + 1, Self.caps.contains(tokens[place].key),
                !Self.adjectives.contains(tokens[place - 1].key)
            {
                return (.perPaymentLimit, tail(place + 1, stop))
            }
            // "that top figure"
            if place > index, Self.tails.contains(tokens[place].key) {
                return (nil, tail(place + 1, stop))
            }
            if let scope = ScopeFinder.period(tokens[place].key) {
                return (scope.slot, tail(place + 1, stop))
            }
            if Self.thresholds.contains(tokens[place].key) {
                return (.approvalThreshold, tail(place + 1, stop))
            }
        }
        return nil
    }

    private func isNumberWord(after index: Int) -> Bool {
        (index + 1 ..<| min(index + 4, tokens.count)).contains {
            Self.tails.contains(tokens[$0].key)
        }
    }

    /// Takes "number", "one", "limit" after the scope along.
    private func tail(_ index: Int, _ stop: Int) -> Int {
        var end = min(index, stop)
        while end < stop, Self.tails.contains(tokens[end].key) { end += 1 }
        return end
    }

    private static let pointers = WordSet(
        ["that", "it", "this", "the", "what", "my", "our", "its", "those", "these", "them"].map(
            WordKey.of))
    private static let pronouns = WordSet(
        ["that", "it", "this", "those", "these", "them"].map(WordKey.of))
    private static let pronounsOnly = WordSet(["it"].map(WordKey.of))
    private static let that = WordKey.of("that")
    private static let after = WordSet(
        words: "at for in on a an each every is and or to max tops as within during")
    private static let per = WordSet(["per", "each"].map(WordKey.of))
    private static let singles = WordSet(["single", "individual", "payment"].map(WordKey.of))
    private static let caps = WordSet(words: "limit cap maximum max ceiling")
    private static let adjectives = WordSet(
        words: "top same upper high higher old first last previous whole big current new other")
    private static let prices = WordSet(words: "price cost fare fee rate")
    private static let thresholds = WordSet(["threshold", "approval"].map(WordKey.of))
    private static let tails = WordSet(
        "number one figure limit budget cap amount value sum max maximum ceiling payment allowance total"
            .split(
                separator: " "
            ).map { WordKey.of(String($0)) })
    private static let said = PhraseTable<Bool>([
        (
            true,
            "what i said, what i told you, what it is, what it is now, what it was, what we said, the top of that range, the top of the range, the upper end, the high end, the old one, the old value, the previous one, the last one, the current one, the above, that amount, that number, that figure, that sum, that limit, what i just said, the top end of that, that much"
        )
    ])

    /// "+3", "3 more", "raise it by 5", "5 less".
    private func step(at index: Int) -> LimitCandidate? {
        if tokens[index].isSign("+"), let amount = amount(at: index + 1), !isCounter(index) {
            return made(.step(amount.0, isUp: true), index ..<| amount.1)
        }
        if let verb = Self.steps.longest(in: tokens, at: index) {
            for place in verb.end ..<| min(verb.end + 6, tokens.count)
            where message.isWord(place, Self.by) {
                guard let amount = amount(at: place + 1) else { return nil }
                return made(.step(amount.0, isUp: verb.value), place ..<| amount.1)
            }
        }
        guard let amount = amount(at: index), let word = tokens.token(amount.1),
            word.key == Self.more || word.key == Self.less,
            !Self.counted.contains(tokens.token(amount.1 + 1)?.key ?? 0)
        else { return nil }
        return made(.step(amount.0, isUp: word.key == Self.more), index ..<| (amount.1 + 1))
    }

    /// The `+` of a telephone number or of "tools: a + b".
    private func isCounter(_ index: Int) -> Bool { tokens.token(index + 1)?.isGlued != true }

    private func amount(at index: Int) -> (Amount, Int)? {
        guard let mention = message.mention(at: index),
            let amount = mention.amount
        else { return nil }
        return (amount, mention.end)
    }

    private static let by = WordKey.of("by")
    private static let more = WordKey.of("more")
    private static let less = WordKey.of("less")
    /// "1 more time", "more than": no step.
    private static let counted = WordSet(
        words: "than time times try tries attempt attempts go goes shot shots chance retry retries")
    private static let steps = PhraseTable<Bool>([
        (true, "raise, increase, bump, up, lift, add, put"),
        (false, "lower, decrease, reduce, cut, drop"),
    ])
}
