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
                isMoney(amount, mention)
            else { continue }
            var candidate = LimitCandidate(
                source: .amount(amount), tokens: mention.tokens,
                sentence: message.sentence(of: mention.start))
            candidate.isRefused = isRefused(mention.start, candidate.sentence)
            found.append(candidate)
        }
        return found.sorted { $0.tokens.lowerBound < $1.tokens.lowerBound }
    }

    /// A bare number is money unless it counts something that is named after it.
    private func isMoney(_ amount: Amount, _ mention: Mention) -> Bool {
        if amount.token != nil || amount.isCoin { return true }
        if isLabel(before: mention.start) || isYear(amount, mention) { return false }
        guard let next = message.tokens.token(mention.end) else { return true }
        switch next.kind {
        case .word:
            if Self.afterMoney.contains(next.key) || isScope(at: mention.end) { return true }
            if next.isJoined { return false }
            return isCompared(mention) && !isCounted(next)
        case .number, .domain, .url, .address, .email: return false
        case .sign: return !next.isSign("%") && !(next.isSign(":") && next.isGlued)
        case .currencySign, .quote, .lineBreak, .emoji, .handle, .path: return true
        }
    }

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
        if Self.ats.contains(before.key), isTimed(message.sentence(of: index)) { return true }
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
        extension ext page paragraph version room car number step chapter section year since born
        phone flat floor line gate platform building unit no. rule article invoice level
        """.split(whereSeparator: \.isWhitespace).map { WordKey.of(String($0)) })

    private func isYear(_ amount: Amount, _ mention: Mention) -> Bool {
        guard amount.value.scale == 0, (1900...2100).contains(amount.value.digits),
            mention.tokens.count == 1, let before = message.tokens.token(mention.start - 1)
        else { return false }
        return Self.yearWords.contains(before.key)
    }

    private static let yearWords = WordSet(
        ["in", "since", "by", "until", "of", "from", "year"].map(WordKey.of))

    private static let afterMoney = WordSet(
        """
        a an per each every and or for in is tops max maximum at to on the if but so as total
        altogether overall should will would can may it with without daily weekly monthly then
        instead rather not please pls plz thanks only i we that which by plus when before after
        once above below upwards up each. right yes ok okay enough plenty because ask asks needs
        goes unless flat apiece fine works um uh now sounds seems there all from limit cap im its
        por cada como less more than over under nothing no limits hard absolute
        """.split(whereSeparator: \.isWhitespace).map { WordKey.of(String($0)) })

    /// "not 25", "instead of 25", "rather than 25".
    private func isRefused(_ start: Int, _ sentence: Range<Int>) -> Bool {
        let before = max(sentence.lowerBound, start - 3) ..<| start
        return message.cues.starting(in: before).contains {
            $0.value == .notThis && $0.end == start
        }
    }
}
