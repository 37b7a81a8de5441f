import Domain
import Language

/// A sum in a command, or a number that cannot be one.
struct SaidAmount {
    /// Nil when what was written is no amount that may be paid: below zero, NaN, out of range.
    var value: Quantity?
    var token: String?
    var tokens: Range<Int>
    /// A number word or digit without any token beside it.
    var isBare: Bool { token == nil }

    static let most = Quantity(1_000_000_000_000)
    static let leastOfCoins = Quantity(digits: 1, scale: 6)

    /// Above zero, at most 1e12, and for USDC and USDT not below 1e-6.
    var valid: Quantity? {
        guard let value, !value.isZero, value <= Self.most else { return nil }
        if token == "USDC" || token == "USDT", value < Self.leastOfCoins { return nil }
        return value
    }
}

extension Segment {
    /// Every sum, in order. Numbers that count, date or name something are none.
    func amounts() -> [SaidAmount] {
        var found: [SaidAmount] = []
        var index = range.lowerBound
        while index < range.upperBound {
            if let said = amount(at: index) {
                found.append(said)
                index = max(index + 1, said.tokens.upperBound)
            } else {
                index = text.mention(at: index).map { max($0.end, index + 1) } ?? index + 1
            }
        }
        return found
    }

    private func amount(at index: Int) -> SaidAmount? {
        if schedule?.tokens.contains(index) == true || ratio(at: index) != nil
            || ratio(at: index - 2) != nil
        {
            return nil
        }
        if let mention = text.mention(at: index) {
            guard let amount = mention.amount, mention.end <= range.upperBound,
                !isName(mention)
            else { return nil }
            return said(amount, mention)
        }
        return impossible(at: index)
    }

    private func said(_ amount: Amount, _ mention: Mention) -> SaidAmount? {
        var said = SaidAmount(value: amount.value, token: amount.token, tokens: mention.tokens)
        if text.writesCommaDecimals {
            let number = NumberReader(tokens, text.terms).read(at: mention.start)
            said.value = number?.thousands ?? said.value
        }
        if amount.isNegative || Words.negative.contains(text.key(mention.start - 1))
            || hasTwoSigns(mention)
        {
            said.value = nil
        }
        if text.isSign(mention.end, "."), tokens[mention.end].isGlued,
            let next = tokens.token(mention.end + 1), next.isGlued,
            !next.isSign(".") || tokens[mention.end + 2].kind == .number
        {
            said.value = nil
        }
        if mayBeginInName(mention) { said.value = nil }
        // "two fifty USDC": half of it was not read.
        if let whole = counted(before: mention.start) {
            said.value = pricePoint(whole, said.value)
            if said.value != nil { said.tokens = (mention.start - 1) ..<| said.tokens.upperBound }
        }
        guard amount.token == nil else { return withCents(said) }
        if Words.hugeScales.contains(text.key(mention.end)) {
            return SaidAmount(value: nil, token: nil, tokens: mention.start ..<| (mention.end + 1))
        }
        // "1,000 in USDC", "5 PEPE"
        let after = text.key(mention.end) == Words.in_ ? mention.end + 1 : mention.end
        if after < range.upperBound, let symbol = SymbolReader(text).symbolOrCapitals(at: after) {
            said.token = symbol.code
            said.tokens = mention.start ..<| symbol.tokens.upperBound
        } else if counts(at: mention.end), said.value != nil {
            return nil
        }
        return said
    }

    /// "--0.5": two signs make no plus.
    private func hasTwoSigns(_ mention: Mention) -> Bool {
        mention.start > 1 && tokens[mention.start].isGlued && text.isSign(mention.start - 1, "-")
            && text.isSign(mention.start - 2, "-")
    }

    /// "pay Studio 54 250 USDC": 250 to Studio 54, or 54,250 to Studio; nobody can tell.
    private func mayBeginInName(_ mention: Mention) -> Bool {
        let (first, before) = (mention.start, mention.start - 1)
        guard first + 1 < mention.end, tokens[first].kind == .number,
            tokens[first + 1].kind == .number, !tokens[first + 1].isGlued, before > range.lowerBound
        else { return false }
        return tokens[before].kind == .word && tokens[before].isCapital
    }

    private func counted(before index: Int) -> UInt64? {
        guard index > range.lowerBound, tokens[index].kind == .word,
            !isTiedNumber(index - 1)
        else { return nil }
        for hit in text.terms.at(index - 1) {
            if case .number(let count) = hit.value, count > 1, hit.end == index { return count }
        }
        return nil
    }

    /// "six ninety-nine" is a price as shops write it; "two fifty" may be either of two.
    private func pricePoint(_ whole: UInt64, _ part: Quantity?) -> Quantity? {
        guard let part, part == Quantity(99) || part == Quantity(95) else { return nil }
        return try? Quantity(whole).adding(Quantity(digits: part.digits, scale: 2))
    }

    /// "twenty-two": the second part of a number that was read.
    private func isTiedNumber(_ index: Int) -> Bool { tokens[index + 1].isJoined }

    /// "two dollars and fifty cents", "5 quid 50".
    private func withCents(_ said: SaidAmount) -> SaidAmount {
        guard let whole = said.value, whole.scale == 0 else { return said }
        if let coins = coins(at: said.tokens.upperBound), let token = said.token,
            Currency.isFiat(token), let sum = try? whole.adding(coins)
        {
            return SaidAmount(
                value: sum, token: token,
                tokens: said.tokens.lowerBound ..<| (said.tokens.upperBound + 1))
        }
        guard text.key(said.tokens.upperBound) == Words.and,
            let cents = text.mention(at: said.tokens.upperBound + 1),
            cents.end <= range.upperBound, let part = cents.amount, part.token == said.token,
            part.value < Quantity(1), part.value.scale > 0, !part.isNegative,
            let sum = try? whole.adding(part.value)
        else { return said }
        return SaidAmount(
            value: sum, token: said.token, tokens: said.tokens.lowerBound ..<| cents.end)
    }

    /// The "50" of "5 quid 50": two digits and nothing that they count.
    private func coins(at index: Int) -> Quantity? {
        guard index < range.upperBound, let token = tokens.token(index), token.kind == .number,
            !token.isGlued, token.end - token.start == 2, !counts(at: index + 1),
            SymbolReader(text).symbol(at: index + 1) == nil,
            let hundredths = UInt64(tokens.text(index ..<| (index + 1)))
        else { return nil }
        return Quantity(digits: UInt128(hundredths), scale: 2)
    }

    /// "2 invoices": the number counts what follows.
    private func counts(at index: Int) -> Bool {
        guard index < range.upperBound, let next = tokens.token(index), next.kind == .word,
            !next.isGlued
        else { return false }
        return !Words.nameEnds.contains(next.key) && !Words.receivers.contains(next.key)
            && !Words.determiners.contains(next.key) && text.cues(at: index).cues.isEmpty
    }

    /// "HB-2231", "invoice 4711".
    private func isName(_ mention: Mention) -> Bool {
        let first = tokens[mention.start]
        if first.isJoined { return true }
        guard let before = tokens.token(mention.start - 1) else { return false }
        if before.kind == .word, first.isGlued { return true }
        guard mention.amount?.token == nil else { return false }
        return Words.bookedNumbers.contains(before.key) || before.isSign("#")
    }

    /// NaN, Infinity, 1e40.
    private func impossible(at index: Int) -> SaidAmount? {
        let token = tokens[index]
        let isEndless =
            token.kind == .emoji
            && Self.infinity.elementsEqual(
                tokens.bytes[token.start ..<| token.end])
        let isName =
            token.isCapital && !text.isShouted && tokens[index + 1].isCapital
            && SymbolReader(text).symbolOrCapitals(at: index + 1) == nil
        let isWord =
            token.kind == .word && !isName && headEnd > start
            && Words.notNumbers.contains(token.key)
            || isEndless
        let isNumber = token.kind == .number && !token.isJoined && isMisread(index)
        guard isWord || isNumber else { return nil }
        var end = index + 1
        while end < range.upperBound, tokens[end].isGlued, tokens[end].kind != .quote { end += 1 }
        let symbol = SymbolReader(text).symbol(at: end)
        let isGoal = text.key(index - 1) == Words.to
        guard isNumber || symbol != nil || isGoal || index == headEnd else { return nil }
        return SaidAmount(value: nil, token: symbol?.code, tokens: index ..<| end)
    }

    private static let infinity = Array("∞".utf8)

    private func isMisread(_ index: Int) -> Bool {
        if let before = tokens.token(index - 1), tokens[index].isGlued, before.kind == .word {
            return false
        }
        if Words.bookedNumbers.contains(text.key(index - 1)) { return false }
        guard let next = tokens.token(index + 1) else { return index == headEnd }
        return next.isGlued && next.kind == .word || index == headEnd
            || SymbolReader(text).symbol(at: index + 1) != nil
    }

    /// The sum that the command is about: one with a token before one without.
    func mainAmount(_ amounts: [SaidAmount]) -> SaidAmount? {
        amounts.first { $0.value == nil } ?? amounts.first { !$0.isBare } ?? amounts.first
    }
}

extension Segment {
    /// "half of my CRO", "30%", "everything": a part of what is held, and the tokens that say so.
    func portion() -> (percent: Quantity, tokens: Range<Int>)? {
        for index in range {
            if schedule?.tokens.contains(index) == true { continue }
            if case .percent(let value)? = text.mention(at: index)?.kind, !isSlippage(near: index),
                let mention = text.mention(at: index)
            {
                return (value, mention.tokens)
            }
            if let found = fraction(at: index) { return found }
        }
        return nil
    }

    func fraction(at index: Int) -> (percent: Quantity, tokens: Range<Int>)? {
        if let ratio = ratio(at: index) { return ratio }
        guard tokens[index].kind == .word else { return nil }
        if let share = namedShare(at: index) { return share }
        if let (count, end) = multiple(at: index), let part = part(at: end) {
            return (part.percent(times: count), index ..<| (end + 1))
        }
        guard text.mention(at: index)?.amount == nil else { return nil }
        if let part = part(at: index) { return (part.percent(times: 1), index ..<| (index + 1)) }
        guard Self.wholes.contains(tokens[index].key) else { return nil }
        return (Quantity(100), index ..<| (index + 1))
    }

    /// "a tenth of my CRO", "every VVS I own".
    private func namedShare(at index: Int) -> (percent: Quantity, tokens: Range<Int>)? {
        let key = tokens[index].key
        if Self.everies.contains(key), SymbolReader(text).symbolOrCapitals(at: index + 1) != nil {
            return (Quantity(100), index ..<| (index + 1))
        }
        guard let parts = Self.shares[key], Self.ofs.contains(text.key(index + 1)),
            text.terms.at(index + 2).allSatisfy({ $0.value != .article })
        else { return nil }
        return (Quantity(100).divided(by: parts), index ..<| (index + 1))
    }

    private static let everies = WordSet(words: "every whatever")
    private static let shares: [UInt64: UInt64] = [
        WordKey.of("fifth"): 5, WordKey.of("tenth"): 10, WordKey.of("eighth"): 8,
        WordKey.of("twentieth"): 20,
    ]

    /// "3/4 of my USDC".
    private func ratio(at index: Int) -> (percent: Quantity, tokens: Range<Int>)? {
        guard index >= range.lowerBound, text.isSign(index + 1, "/"), tokens[index + 1].isGlued,
            let lower = tokens.token(index + 2), lower.isGlued, lower.kind == .number,
            tokens[index].kind == .number, index + 3 < range.upperBound,
            Self.ofs.contains(text.key(index + 3)),
            let part = UInt64(tokens.text(index ..<| (index + 1))), part > 0,
            let whole = UInt64(tokens.text((index + 2) ..<| (index + 3))), part < whole,
            whole <= 100
        else { return nil }
        let hundredths = (part * 10_000 + whole / 2) / whole
        return (Quantity(digits: UInt128(hundredths), scale: 2), index ..<| (index + 3))
    }

    private static let ofs = WordSet(words: "of my the our")

    private static let wholes = WordSet(
        words: "all empty everything entire whole lot full balance-all entirety")

    /// "two thirds", "three quarters".
    private func multiple(at index: Int) -> (UInt64, Int)? {
        for hit in text.terms.at(index) {
            if case .number(let count) = hit.value, (2...3).contains(count) {
                return (count, hit.end)
            }
        }
        return nil
    }

    private enum Part {
        case half, third, quarter

        func percent(times count: UInt64) -> Quantity {
            switch self {
            case .half: Quantity(50 * count)
            case .quarter: Quantity(25 * count)
            case .third: Quantity(digits: count == 1 ? 3333 : 6667, scale: 2)
            }
        }
    }

    private func part(at index: Int) -> Part? {
        guard index < range.upperBound else { return nil }
        for hit in text.terms.at(index) {
            switch hit.value {
            case .half: return .half
            case .quarter: return .quarter
            case .third where text.mention(at: index)?.amount == nil: return .third
            default: continue
            }
        }
        return nil
    }

    /// The percentage beside the word: "slippage 30bps", "0.5% slippage".
    func isSlippage(near index: Int) -> Bool {
        guard has(.slippage), let mention = text.mention(at: index) else { return false }
        let near =
            max(range.lowerBound, mention.start - 4) ..<| min(range.upperBound, mention.end + 4)
        return text.cues.starting(in: near).contains { $0.value == .slippage }
    }

    func slippage() -> Quantity? {
        guard has(.slippage) else { return nil }
        for mention in text.mentions(in: range) {
            if case .percent(let value) = mention.kind, isSlippage(near: mention.start) {
                return value
            }
        }
        return nil
    }

    /// The first token named outside these tokens.
    func symbol(from index: Int, outside: Range<Int>? = nil) -> Symbol? {
        let reader = SymbolReader(text)
        var place = max(index, range.lowerBound)
        while place < range.upperBound {
            if outside?.contains(place) != true, schedule?.tokens.contains(place) != true,
                let symbol = reader.symbolOrCapitals(at: place)
            {
                return symbol
            }
            place += 1
        }
        return nil
    }
}
