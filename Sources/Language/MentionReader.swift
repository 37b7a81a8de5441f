import Domain

/// Finds amounts, percentages, durations, times and dates in one pass over the tokens.
public struct MentionReader {
    let tokens: Tokens
    let terms: PhraseHits<Term>
    let numbers: NumberReader
    private let clocks: ClockReader
    private let dates: DateReader

    public init(_ tokens: Tokens, _ terms: PhraseHits<Term>) {
        self.tokens = tokens
        self.terms = terms
        numbers = NumberReader(tokens, terms)
        clocks = ClockReader(tokens, terms)
        dates = DateReader(tokens, terms)
    }

    public func all() -> [Mention] {
        var mentions: [Mention] = []
        var index = 0
        while index < tokens.count {
            if let mention = mention(at: index) {
                mentions.append(mention)
                index = max(index + 1, mention.end)
            } else {
                index += 1
            }
        }
        return mentions
    }

    private func mention(at index: Int) -> Mention? {
        switch tokens[index].kind {
        case .word: return word(at: index)
        case .number:
            return dates.read(at: index)
                ?? clocks.read(at: index) ?? counted(at: index)
        case .currencySign: return prefixedMoney(at: index)
        case .sign: return sign(at: index)
        case .quote, .lineBreak, .emoji, .address, .url, .domain, .email, .handle, .path:
            return nil
        }
    }

    private func word(at index: Int) -> Mention? {
        if Self.belowZero.contains(tokens[index].key) { return negated(at: index) }
        let hits = terms.at(index)
        if hits.isEmpty, !ClockReader.opens(tokens[index].key) { return nil }
        if let clock = clocks.read(at: index) { return clock }
        guard !hits.isEmpty else { return nil }
        if let date = dates.read(at: index) { return date }
        if let money = prefixedMoney(at: index) { return money }
        if let ordinal = ordinal(at: index) { return ordinal }
        return single(at: index) ?? counted(at: index)
    }

    /// "minus 3 dollars"; "10 minus 3" is arithmetic, and nothing anybody means.
    private func negated(at index: Int) -> Mention? {
        guard tokens.token(index - 1)?.kind != .number, tokens.token(index + 1) != nil,
            let mention = mention(at: index + 1), var amount = mention.amount
        else { return nil }
        amount.isNegative = true
        return Mention(kind: .amount(amount), tokens: index ..<| mention.end)
    }

    private static let belowZero = WordSet(words: "minus negative")

    /// `+41 31 555 01 88`, `-5`, `½`.
    private func sign(at index: Int) -> Mention? {
        if tokens[index].isSign("+"), let phone = phone(at: index) { return phone }
        if tokens[index].isSign("-"), let next = tokens.token(index + 1), next.isGlued,
            next.kind == .number || next.kind == .currencySign,
            !tokens[index].isGlued, let mention = mention(at: index + 1),
            var amount = mention.amount
        {
            amount.isNegative = true
            return Mention(kind: .amount(amount), tokens: index ..<| mention.end)
        }
        return tokens[index].key >= 0xBC ? counted(at: index) : nil
    }

    private func phone(at index: Int) -> Mention? {
        var (end, digits) = (index + 1, 0)
        while let token = tokens.token(end) {
            if token.kind == .number {
                digits += token.end - token.start
            } else if !(token.isSign("-") || token.isSign("(") || token.isSign(")")) {
                break
            }
            end += 1
        }
        while end > index + 1, tokens[end - 1].kind != .number { end -= 1 }
        guard (7...18).contains(digits) else { return nil }
        return Mention(kind: .phone, tokens: index ..<| end)
    }

    private func ordinal(at index: Int) -> Mention? {
        var best: (Int, Int)?
        for hit in terms.at(index) {
            if case .ordinal(let number) = hit.value, hit.end > best?.1 ?? 0 {
                best = (number, hit.end)
            }
        }
        guard let (number, end) = best, !isUnitSecond(index), !isFraction(index, end) else {
            return nil
        }
        return Mention(kind: .ordinal(number), tokens: index ..<| end)
    }

    /// "a third of what I said".
    private func isFraction(_ index: Int, _ end: Int) -> Bool {
        tokens[end].key == NumberReader.of
            && terms.at(index - 1).contains { $0.value == .article || $0.value == .number(1) }
    }

    /// "a second" is a time; "the second" a place in a row.
    private func isUnitSecond(_ index: Int) -> Bool {
        guard index > 0 else { return false }
        return terms.at(index - 1).contains { $0.value == .article }
            && terms.at(index).contains { $0.value == .unit(.second) }
    }

    /// A number and what it counts.
    func counted(at index: Int) -> Mention? {
        guard let number = numbers.read(at: index) else { return coin(at: index) }
        let end = number.end
        if let ending = ordinalEnding(at: end, number) {
            return Mention(kind: .ordinal(ending), tokens: index ..<| (end + 1))
        }
        if let percent = percent(at: index, number) { return percent }
        if let times = times(at: index, number) { return times }
        if let duration = duration(at: index, number) { return duration }
        return money(at: index, number)
    }

    /// `1st`, `22nd`.
    private func ordinalEnding(at index: Int, _ number: Number) -> Int? {
        guard let token = tokens.token(index), token.isGlued, token.kind == .word,
            Self.ordinalEndings.contains(token.key), number.value.scale == 0,
            number.value.digits <= 366
        else { return nil }
        return Int(number.value.digits)
    }

    private static let ordinalEndings = WordSet(["st", "nd", "rd", "th"].map(WordKey.of))

    private func percent(at index: Int, _ number: Number) -> Mention? {
        guard let token = tokens.token(number.end) else { return nil }
        if token.isSign("%") || Self.percents.contains(token.key) {
            return Mention(kind: .percent(number.value), tokens: index ..<| (number.end + 1))
        }
        if Self.per.contains(token.key), let next = tokens.token(number.end + 1),
            next.key == WordKey.of("cent")
        {
            return Mention(kind: .percent(number.value), tokens: index ..<| (number.end + 2))
        }
        if Self.basisPoints.contains(token.key) || isBasisPoints(number.end) {
            let end = Self.basisPoints.contains(token.key) ? number.end + 1 : number.end + 2
            return Mention(
                kind: .percent(number.value.divided(by: 100)), tokens: index ..<| end)
        }
        return nil
    }

    private func isBasisPoints(_ index: Int) -> Bool {
        tokens.token(index)?.key == Self.basis && tokens.token(index + 1)?.kind == .word
    }

    private static let percents = WordSet(["percent", "pct", "pc", "percents"].map(WordKey.of))
    private static let per = WordSet(["per"].map(WordKey.of))
    private static let basis = WordKey.of("basis")
    private static let basisPoints = WordSet(["bps", "bp", "bips"].map(WordKey.of))

    private func times(at index: Int, _ number: Number) -> Mention? {
        guard let token = tokens.token(number.end), token.key == Self.letterX,
            token.isGlued || number.isWord || tokens.token(number.end + 1)?.kind != .number
        else { return nil }
        return Mention(kind: .times(number.value), tokens: index ..<| (number.end + 1))
    }

    private static let letterX = WordKey.of("x")

    /// "within a minute", "after an hour and a half": one, where a span of time is meant.
    private func single(at index: Int) -> Mention? {
        guard numbers.has(.article, at: index) else { return nil }
        for hit in terms.at(index + 1) {
            guard case .unit(let unit) = hit.value, unit == .minute || unit == .hour else {
                continue
            }
            let half = Self.andHalf.longest(in: tokens, at: hit.end)
            guard half != nil || Self.spans.contains(tokens.token(index - 1)?.key ?? 0) else {
                continue
            }
            let whole = Quantity(UInt64(unit.milliseconds)).divided(by: 1000)
            let rest = half == nil ? Quantity(0) : whole.divided(by: 2)
            guard let seconds = try? whole.adding(rest) else { continue }
            return Mention(
                kind: .duration(seconds: seconds), tokens: index ..<| (half?.end ?? hit.end))
        }
        return nil
    }

    private static let spans = WordSet(words: "within after")

    /// "a minute and a half".
    private static let andHalf = PhraseTable<Bool>([(true, "and a half, and half")])

    private func duration(at index: Int, _ number: Number) -> Mention? {
        for hit in terms.at(number.end) {
            guard case .unit(let unit) = hit.value, unit != .month else { continue }
            let token = tokens[hit.start]
            if token.end - token.start == 1, !token.isGlued, unit != .second { continue }
            guard
                let milliseconds = try? number.value.multiplied(
                    by: Quantity(UInt64(unit.milliseconds)))
            else { continue }
            let seconds = milliseconds.divided(by: 1000)
            if let stop = Self.andHalf.longest(in: tokens, at: hit.end)?.end,
                let half = try? seconds.adding(
                    Quantity(UInt64(unit.milliseconds)).divided(by: 2000))
            {
                return Mention(kind: .duration(seconds: half), tokens: index ..<| stop)
            }
            return Mention(kind: .duration(seconds: seconds), tokens: index ..<| hit.end)
        }
        return nil
    }
}
