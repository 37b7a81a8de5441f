import Domain
import Language

/// What a message has said before an order that only points at it: "the gardener came by, give him 45
/// quid", "Harbourlight is too dear, end the subscription". Nil wherever nothing, or more than one
/// thing, was named.
struct Antecedent {
    let text: CommandText
    let range: Range<Int>

    init(_ text: CommandText, _ range: Range<Int>) {
        self.text = text
        self.range = range
    }

    // MARK: Whom

    /// Whom "him", "it" and "the bill" mean.
    var name: String? {
        let entities = range.filter { isEntity($0) }
        if let entity = entities.first {
            return entities.count == 1 ? Segment(text, range).entity(at: entity).text : nil
        }
        if let booked = range.first(where: { Words.bookings.contains(text.key($0)) }),
            let name = Segment(text, range).name(from: booked)?.text,
            name.utf8.contains(where: { $0 &- UInt8(ascii: "0") < 10 })
        {
            return name
        }
        let names = capitals()
        if names.count > 1 {
            // "Invoice from Halden Print": what opens a sentence is capital anyway.
            let inner = names.filter {
                !opensSentence($0.lowerBound) || !Self.ofs.contains(text.key($0.upperBound))
            }
            return inner.count == 1 ? written(inner[0]) : nil
        }
        if let only = names.first,
            !opensSentence(only.lowerBound) || only.count > 1 || noun() == nil
        {
            return written(only)
        }
        return noun()
    }

    private func written(_ tokens: Range<Int>) -> String {
        var words = text.tokens.text(tokens)
        for ending in ["'s", "’s"] where words.hasSuffix(ending) { words.removeLast(ending.count) }
        return words
    }

    private func isEntity(_ index: Int) -> Bool {
        switch text.tokens[index].kind {
        case .address, .url, .domain, .email: true
        case .handle: text.tokens.bytes[text.tokens[index].start] == UInt8(ascii: "@")
        case .word, .number, .sign, .currencySign, .quote, .lineBreak, .emoji, .path: false
        }
    }

    private func opensSentence(_ index: Int) -> Bool {
        guard let before = text.tokens.token(index - 1) else { return true }
        return before.kind == .lineBreak || before.isSign(".") || before.isSign("!")
            || before.isSign("?")
    }

    private func capitals() -> [Range<Int>] {
        guard !text.isShouted else { return [] }
        var found: [Range<Int>] = []
        for index in range where isName(index) {
            let isNext = found.last.map {
                $0.upperBound == index
                    || $0.upperBound + 1 == index && Self.ties(text, $0.upperBound)
            }
            if isNext == true, let last = found.popLast() {
                found.append(last.lowerBound ..<| (index + 1))
            } else {
                found.append(index ..<| (index + 1))
            }
        }
        let different = Set(found.map { written($0).lowercased() })
        return different.count == 1 ? Array(found.prefix(1)) : found
    }

    /// "Pell & Sons"
    private static func ties(_ text: CommandText, _ index: Int) -> Bool {
        text.isSign(index, "&") || text.isSign(index, ".") && text.tokens[index].isGlued
    }

    private func isName(_ index: Int) -> Bool {
        let token = text.tokens[index]
        return token.kind == .word && token.isCapital && token.end - token.start > 1
            && !text.isQuoted[index] && text.terms.at(index).isEmpty
            && (text.cues.at(index).isEmpty || !opensSentence(index))
            && !Words.determiners.contains(token.key) && !Self.openings.contains(token.key)
            && SymbolReader(text).symbolOrCapitals(at: index) == nil
    }

    /// "the gardener came by", "parking meter app wants 3 USDC": who does something first.
    private func noun() -> String? {
        var start = Segment.pastFillers(text, range, nil)
        let hasArticle = Self.articles.contains(text.key(start))
        if hasArticle { start += 1 }
        var end = start
        while end < range.upperBound, end < start + 4, isPlain(end) { end += 1 }
        guard end > start else { return nil }
        if Self.asking.contains(text.key(end)) { return written(start ..<| end) }
        guard hasArticle, text.cues.at(start).isEmpty, text.terms.at(start).isEmpty else {
            return nil
        }
        return text.tokens.text(start ..<| (start + 1))
    }

    private func isPlain(_ index: Int) -> Bool {
        text.tokens[index].kind == .word && !Self.asking.contains(text.key(index))
            && text.mention(at: index) == nil && !Self.openings.contains(text.key(index))
    }

    private static let ofs = WordSet(words: "from of for by at")
    private static let articles = WordSet(words: "the my our this that")
    static let asking = WordSet(
        words: """
            wants needs asks asked charges charged demands requested requests billed invoiced wanted needed
            is has came sent costs says sells takes owes wrote
            """)
    private static let openings = WordSet(
        words: """
            because since as our we it its they he she there when if after before while although though i im ive
            id so what who how please thanks yes no ok okay invoice bill both dear hi hello this that these
            """)

    // MARK: How much, which

    /// The only sum that was named.
    var sum: SaidAmount? {
        let sums = Segment(text, range).amounts().filter { !$0.isBare }
        return sums.count == 1 ? sums[0] : nil
    }

    /// The only number that was named: "if BTC touches 58 000".
    var level: SaidAmount? {
        let numbers = Segment(text, range).amounts()
        return numbers.count == 1 ? numbers[0] : nil
    }

    /// The only token that was named besides this one.
    func symbol(besides code: String? = nil) -> String? {
        var found: String?
        let reader = SymbolReader(text)
        for index in range {
            guard let symbol = reader.symbolOrCapitals(at: index)?.code, symbol != code else {
                continue
            }
            if let found, found != symbol { return nil }
            found = symbol
        }
        return found
    }

    /// The side of the position that was named.
    var side: Command.Side? {
        let segment = Segment(text, range)
        if segment.has(.long) == segment.has(.short) { return nil }
        return segment.has(.long) ? .long : .short
    }

    /// How often something was said to be paid.
    var period: Command.Subscribing.Period? {
        SegmentReader(Segment(text, range), context: 0..<0).period(allowed: true)
    }

    /// The span of time that was named: "60 USDC a week".
    var window: BudgetWindow? { SegmentReader(Segment(text, range), context: 0..<0).window() }

    /// The request that was named: "A-417 is fine".
    var request: String? { SegmentReader(Segment(text, range), context: 0..<0).namedRequest }

    /// The market or bet that was named: "the rate cut market resolved".
    var market: String? {
        guard let noun = range.first(where: { Self.markets.contains(text.key($0)) }) else {
            return nil
        }
        var start = noun
        while start > range.lowerBound, text.tokens[start - 1].kind == .word,
            !Words.determiners.contains(text.key(start - 1))
        {
            start -= 1
        }
        return start < noun ? text.tokens.text(start ..<| noun) : nil
    }

    func tells(of cue: Cue) -> Bool {
        text.cues.starting(in: range).contains { $0.value == cue }
    }

    /// "I won the rate cut bet".
    var tellsOfWin: Bool {
        tells(of: .winnings)
            || range.contains { Self.won.contains(text.key($0)) }
    }

    private static let won = WordSet(words: "won winning winnings win")
    private static let markets = WordSet(words: "market bet wager")
}
