import Domain
import Language

/// An amount in the message that may become a limit, a threshold or a price.
struct LimitCandidate {
    enum Source {
        case amount(Amount)
        /// So many times another limit: its slot, or nil for "that".
        case share(of: Slot?, times: Quantity, over: UInt64)
        /// More or less than what there is.
        case step(Amount, isUp: Bool)
    }

    let source: Source
    let tokens: Range<Int>
    let sentence: Range<Int>
    /// "not 25": the value that it replaces, not a value to take.
    var isRefused = false

    var amount: Amount? { if case .amount(let amount) = source { amount } else { nil } }
    var isAbsolute: Bool { amount != nil }
}

/// Gathers the candidates of a message.
struct CandidateFinder {
    let message: AnnotatedMessage
    let draft: Draft

    func all() -> [LimitCandidate] {
        let relative = message.relatives
        var found = relative
        for mention in message.mentions {
            guard let amount = mention.amount, !message.isQuoted(mention.start),
                !draft.isUsed(mention.tokens),
                !relative.contains(where: { $0.tokens.overlaps(mention.tokens) }),
                isMoney(amount, mention), !isHalfSpoken(mention)
            else { continue }
            var candidate = LimitCandidate(
                source: .amount(amount), tokens: mention.tokens,
                sentence: message.sentence(of: mention.start))
            candidate.isRefused =
                isRefused(mention.start, candidate.sentence) || isLeft(mention, candidate.sentence)
            found.append(candidate)
        }
        found.sort { $0.tokens.lowerBound < $1.tokens.lowerBound }
        markReplaced(&found)
        return found
    }

    /// "The 15 should be 12", "I said 15 for asking, I meant 10": the value that a limit has now
    /// says which one is meant, and is no new value.
    private func markReplaced(_ found: inout [LimitCandidate]) {
        guard found.count == 2, message.takesBack, found[0].isAbsolute,
            let old = found[0].amount?.value, found[1].amount?.value != old,
            !Self.units.contains(message.tokens.token(found[0].tokens.upperBound)?.key ?? 0)
        else { return }
        let known = Slot.limitSlots.filter { draft.context.spec.limit($0)?.amount?.quantity == old }
        if known.count == 1 { found[0].isRefused = true }
    }

    /// A bare number is money unless it counts something that is named after it.
    private func isMoney(_ amount: Amount, _ mention: Mention) -> Bool {
        // "even for two euros"
        if message.isWord(mention.start - 1, Self.even)
            || message.isWord(mention.start - 2, Self.even)
        {
            return false
        }
        if amount.isCoin { return !isIdiom(amount, mention) }
        if amount.token != nil { return true }
        if isAge(mention) { return false }
        if isLabel(before: mention.start) || isYear(amount, mention) { return false }
        guard let next = message.tokens.token(mention.end) else { return true }
        switch next.kind {
        case .word:
            if Self.afterMoney.contains(next.key) || isScope(at: mention.end) { return true }
            if next.isJoined { return false }
            return (isCompared(mention) || isAsked) && !isCounted(next)
                && !Self.persons.contains(next.key) && !Self.beings.contains(next.key)
        case .number, .domain, .url, .address, .email: return false
        case .sign: return !next.isSign("%") && !(next.isSign(":") && next.isGlued)
        case .currencySign, .quote, .lineBreak, .emoji, .handle, .path: return true
        }
    }

    private static let even = WordKey.of("even")

    /// The question was about an amount.
    private var isAsked: Bool { draft.topic?.kind == .limit }

    /// "nobody else gets a cent", "not a penny over": no amount at all.
    private func isIdiom(_ amount: Amount, _ mention: Mention) -> Bool {
        guard amount.value <= Quantity(1).divided(by: 10) else { return false }
        let sentence = message.sentence(of: mention.start)
        let before = max(sentence.lowerBound, mention.start - 5) ..<| mention.start
        return message.has(.negation, in: before) || message.contains(Self.nobodies, in: before)
    }

    private static let nobodies = WordSet(words: "nobody none noone without never every last")

    /// "three fifty": 3.50 or 350, which only its speaker knows.
    private func isHalfSpoken(_ mention: Mention) -> Bool {
        func isPlainWord(_ other: Mention?) -> Bool {
            guard let amount = other?.amount else { return false }
            return amount.isWord && amount.token == nil
        }
        guard message.tokens[mention.start].kind == .word else { return false }
        let before = (1...3).lazy.compactMap { message.mention(at: mention.start - $0) }
            .first { $0.end == mention.start }
        if isPlainWord(before) { return true }
        guard isPlainWord(mention), let after = message.mention(at: mention.end) else {
            return false
        }
        return after.amount != nil && message.tokens[after.start].kind == .word
    }

    /// "they are nine and twelve", "I am eighty-one": so many years.
    private func isAge(_ mention: Mention) -> Bool {
        let near = max(0, mention.start - 4) ..<| mention.start
        guard let verb = near.last(where: { Self.being.contains(message.tokens[$0].key) }) else {
            return false
        }
        let isPlain = (verb + 1 ..<| mention.start).allSatisfy { index in
            Self.besideAges.contains(message.tokens[index].key)
                || message.terms.at(index).contains {
                    if case .number = $0.value { true } else { false }
                }
        }
        guard isPlain else { return false }
        if Self.persons.contains(message.tokens.token(verb - 1)?.key ?? 0) { return true }
        return Self.joined.contains(message.tokens[verb].key)
    }

    private static let besideAges = WordSet(words: "and only just about already")
    private static let being = WordSet(words: "am are is was were im i'm they're he's she's aged")
    private static let beings = WordSet(words: "people men women children kids guests of")
    private static let persons = WordSet(words: "i they he she we who")
    private static let joined = WordSet(words: "im i'm they're he's she's aged")

    private func isScope(at index: Int) -> Bool {
        message.cues.at(index).contains { Scope($0.value) != nil || $0.value == .cap }
    }

    private func isCompared(_ mention: Mention) -> Bool {
        let near = max(0, mention.start - 3) ..<| mention.start
        return message.cues.starting(in: near).contains {
            ($0.value == .above || $0.value == .below || $0.value == .cap)
                && $0.end == mention.start
        }
    }

    /// Plurals after a number are things: "over 200 tests".
    private func isCounted(_ token: Token) -> Bool {
        let bytes = message.tokens.bytes
        return bytes[token.end - 1] == UInt8(ascii: "s") && token.end - token.start > 4
            && !Self.afterMoney.contains(token.key) && !Self.verbs.contains(token.key)
    }

    private static let verbs = WordSet(
        "goes needs requires waits comes gets means asks passes stops is has".split(separator: " ")
            .map { WordKey.of(String($0)) })

    private func isLabel(before index: Int) -> Bool {
        guard let before = message.tokens.token(index - 1) else { return false }
        let sentence = message.sentence(of: index)
        if Self.ats.contains(before.key), isTimed(sentence) || index - 1 == sentence.lowerBound {
            return true
        }
        // "all three of them", "at half two"
        return Self.labels.contains(before.key) || before.isSign("#")
            || (before.isSign("/") && before.isGlued)
    }

    private static let ats = WordSet(["at", "around", "by"].map(WordKey.of))

    private func isTimed(_ sentence: Range<Int>) -> Bool {
        message.mentions(in: sentence).contains { if case .clock = $0.kind { true } else { false } }
            || message.terms.starting(in: sentence).contains {
                if case .weekday = $0.value { true } else { false }
            }
    }

    private static let labels = WordSet(
        """
        in extension ext page paragraph version room car number step chapter section year since born
        all both half phone flat floor line gate platform building unit no. rule article invoice level
        """.split(whereSeparator: \.isWhitespace).map { WordKey.of(String($0)) })

    private func isYear(_ amount: Amount, _ mention: Mention) -> Bool {
        guard amount.value.scale == 0, (1900...2100).contains(amount.value.digits),
            mention.tokens.count == 1, let before = message.tokens.token(mention.start - 1)
        else { return false }
        return Self.yearWords.contains(before.key)
    }

    /// "12 -> 9", "5 is too little, make it 7.5": what is left behind.
    private func isLeft(_ mention: Mention, _ sentence: Range<Int>) -> Bool {
        let (first, second) = (
            message.tokens.token(mention.end), message.tokens.token(mention.end + 1)
        )
        if let first, let second, second.isSign(">"), first.isSign("-") || first.isSign("=") {
            return message.mention(at: mention.end + 2)?.amount != nil
        }
        return Self.tooMuch.longest(in: message.tokens, at: mention.end) != nil
    }

    private static let tooMuch = PhraseTable<Bool>([
        (
            true,
            "is/was low/small/tight/stingy/steep/silly/nonsense, is/was/its too/to little/litle/low/small/few/tight/much/high/big/large/steep, is/was not enough, isnt enough, wont do, wont be enough"
        )
    ])

    private static let yearWords = WordSet(
        ["in", "since", "by", "until", "of", "from", "year"].map(WordKey.of))

    private static let afterMoney = WordSet(
        """
        a an per each every and or for in is tops max maximum at to on the if but so as total
        altogether overall should will would can may it with without daily weekly monthly then
        instead rather not please pls plz thanks only i we that which by plus when before after
        once above below upwards up each. right yes ok okay enough plenty because ask asks needs
        goes unless flat apiece fine works um uh now sounds seems there all from limit cap im its
        por cada como less more than over under nothing no limits hard absolute ever be been get gets it he she they you apiece
        """.split(whereSeparator: \.isWhitespace).map { WordKey.of(String($0)) })

    /// "not 25", "instead of 25", "rather than 25".
    private func isRefused(_ start: Int, _ sentence: Range<Int>) -> Bool {
        let before = max(sentence.lowerBound, start - 3) ..<| start
        if message.isWord(start - 1, Self.than),
            !message.cues.starting(in: before).contains(where: {
                $0.value == .above || $0.value == .below || $0.value == .cap
            })
        {
            return true
        }
        return message.cues.starting(in: before).contains {
            $0.value == .notThis && $0.end == start
        }
    }

    private static let units = WordSet(words: "per a an each every")
    private static let than = WordKey.of("than")
}
