import Domain
import Language

// Bets on what may come true.
extension SegmentReader {
    func bet() -> Command? {
        guard starts(.bet) || buysOutcome || head.isEmpty && startsWithAmount else { return nil }
        guard let onto = segment.rest.first(where: { Self.onto.contains(text.key($0)) }) else {
            return betsOnWhatFollows ? BetReader(self).bet() : nil
        }
        let says =
            has(.yes) || has(.no) || has(.prediction) || isRealBet || namesEvent(after: onto)
        guard says, isRealBet || (!amounts.isEmpty && isFirstAmount(before: onto)) else {
            return nil
        }
        return BetReader(self).bet()
    }

    private var startsWithAmount: Bool {
        amounts.first?.tokens.lowerBound == segment.start && amounts[0].token != nil
    }

    /// "buy 30 USDC of yes shares in …".
    private var buysOutcome: Bool {
        starts(.buy, .get, .open) && !amounts.isEmpty
            && segment.rest.contains { index in
                Self.outcomes.contains(text.key(index))
                    && (Self.shares.contains(text.key(index + 1))
                        || text.key(index + 1) == Words.on)
            }
    }

    /// "I bet 15 USDC Norway wins gold"; "I bet 5 bucks you can't" is talk.
    private var betsOnWhatFollows: Bool {
        guard isWager || text.key(segment.start + 1) == Self.bet, isRealBet,
            let end = amounts.first?.tokens.upperBound, end < segment.range.upperBound
        else { return false }
        return !Self.talk.contains(text.key(end)) && amounts[0].token != nil
    }

    /// "Oslo hosting the games", "France not winning", "Kipchoge to win": something that may come
    /// true, and no thing to be paid.
    private func namesEvent(after onto: Int) -> Bool {
        guard text.key(onto) == Words.on, starts(.bet), onto + 2 < segment.range.upperBound else {
            return false
        }
        return ((onto + 2) ..<| segment.range.upperBound).contains { index in
            BetReader.wins.contains(text.key(index)) || isDoing(index)
        }
    }

    /// "hosting", "winning": a word of doing, with more behind it.
    func isDoing(_ index: Int) -> Bool {
        let token = text.tokens[index]
        let letters = text.tokens.bytes[token.start ..<| token.end]
        return token.kind == .word && letters.count > 4 && letters.suffix(3) == Self.ing
            && !Self.noEvents.contains(token.key) && index + 1 < segment.range.upperBound
    }

    private static let ing = Array("ing".utf8)[...]
    private static let bet = WordKey.of("bet")
    private static let talk = WordSet(words: "you u i he she it they we")
    private static let outcomes = WordSet(words: "yes no")
    private static let shares = WordSet(words: "shares share contracts tokens side outcome")
    private static let noEvents = WordSet(
        words: """
            pending during including using starting beginning everything anything nothing something morning
            evening spring thing parking shipping training streaming banking trading clothing
            """)

    /// "bet" and "wager" are about nothing else; "put" and "place" are.
    var isRealBet: Bool {
        starts(.bet) && !starts(.set, .open, .claim, .provide, .close) && !amounts.isEmpty
    }

    private func isFirstAmount(before index: Int) -> Bool {
        amounts.first.map { $0.tokens.lowerBound < index } ?? false
    }

    var isWager: Bool { Self.wagers.contains(text.key(segment.start)) }
    private static let wagers = WordSet(words: "bet wager gamble punt")
    private static let onto = WordSet(words: "on that for in against yes no of")
}

/// Reads what a bet is about, and on which side.
struct BetReader {
    private let reader: SegmentReader
    private var segment: Segment { reader.segment }
    private var text: CommandText { reader.text }

    init(_ reader: SegmentReader) { self.reader = reader }

    func bet() -> Command {
        let amount = segment.mainAmount(reader.amounts)
        if let amount, amount.valid == nil { return .refuse(.invalidAmount) }
        let market = market(after: amount)
        return .predictionBet(
            .init(
                market: market.text, outcome: outcome(market), amount: amount?.valid,
                token: amount?.token))
    }

    private struct Market {
        var text: String?
        var tokens: Range<Int>
    }

    private func market(after amount: SaidAmount?) -> Market {
        if let quoted = quoted() { return quoted }
        var start = segment.headEnd
        if let colon = segment.rest.first(where: { text.isSign($0, ":") }) {
            start = colon + 1
        }
        if let amount, amount.tokens.lowerBound == segment.headEnd,
            isSubject(amount.tokens.upperBound)
        {
            start = amount.tokens.upperBound
        }
        for index in segment.rest
        where start == segment.headEnd && amount?.tokens.contains(index) != true {
            let isOpening = Self.openings.contains(text.key(index))
            guard isOpening, !isOutcome(index + 1) else { continue }
            start = index + 1
            break
        }
        while start < segment.range.upperBound,
            isFiller(start) || amount?.tokens.contains(start) == true
        { start += 1 }
        var end = start
        while end < segment.range.upperBound, !ends(end, amount) { end += 1 }
        while end > start, isFiller(end - 1) { end -= 1 }
        guard end > start else { return Market(text: nil, tokens: start ..<| start) }
        return Market(text: text.tokens.text(start ..<| end), tokens: start ..<| end)
    }

    /// "bet 3 USDC Ajax won't win": what it is about stands right behind the sum.
    private func isSubject(_ index: Int) -> Bool {
        guard index < segment.range.upperBound, text.tokens[index].kind == .word else {
            return false
        }
        let key = text.key(index)
        return !Self.openings.contains(key) && !Self.outcomes.contains(key)
            && !Self.fillers.contains(key) && !text.cues(at: index).cues.has(.filler)
            && (index ..<| segment.range.upperBound).contains { Self.wins.contains(text.key($0)) }
    }

    private func ends(_ index: Int, _ amount: SaidAmount?) -> Bool {
        if let amount, amount.tokens.contains(index) { return true }
        return text.isSign(index, ",") || text.isSign(index, "?")
    }

    private func isFiller(_ index: Int) -> Bool {
        let token = text.tokens[index]
        return token.kind == .sign || token.kind == .quote
            || token.kind == .word && Self.fillers.contains(token.key)
    }

    private func isOutcome(_ index: Int) -> Bool { Self.outcomes.contains(text.key(index)) }

    private func quoted() -> Market? {
        guard let first = segment.range.first(where: { text.isQuoted[$0] }) else { return nil }
        var last = first
        while last + 1 < segment.range.upperBound, text.isQuoted[last + 1] { last += 1 }
        guard last - first >= 2 else { return nil }
        return Market(
            text: text.tokens.text((first + 1) ..<| last), tokens: (first + 1) ..<| last)
    }

    private func outcome(_ market: Market) -> String? {
        for index in segment.range where !text.isQuoted[index] {
            if text.key(index) == Self.yes { return "yes" }
            if text.key(index) == Self.no { return "no" }
        }
        let isAgainst = segment.rest.contains { text.key($0) == Words.against }
        if isAgainst { return "no" }
        let denied = market.tokens.contains { Words.nots.contains(text.key($0)) }
        let before = market.tokens.lowerBound - 1
        if text.key(before) == Words.that || before > 0 && text.key(before - 1) == Words.that {
            return denied ? "no" : "yes"
        }
        if denied { return "no" }
        let isClaim =
            segment.rest.contains { text.key($0) == Words.that }
            || reader.head.has(.bet) && !reader.has(.prediction)
                && market.tokens.contains {
                    Self.wins.contains(text.key($0)) || isDoing($0, market)
                }
        return named(market) ?? (isClaim ? "yes" : nil)
    }

    private func isDoing(_ index: Int, _ market: Market) -> Bool {
        index > market.tokens.lowerBound && reader.isDoing(index)
    }

    /// "on Celtic to win the cup": the one who is to win.
    private func named(_ market: Market) -> String? {
        guard let win = market.tokens.first(where: { Self.wins.contains(text.key($0)) }) else {
            return nil
        }
        var end = win
        while end > market.tokens.lowerBound, Self.beforeWin.contains(text.key(end - 1)) {
            end -= 1
        }
        guard end > market.tokens.lowerBound else { return nil }
        return text.tokens.text(market.tokens.lowerBound ..<| end)
    }

    private static let openings = WordSet(words: "that on for in against")
    private static let outcomes = WordSet(words: "yes no")
    private static let fillers = WordSet(
        words: "the a an on for that in to of yes no please prediction market odds pls at")
    static let wins = WordSet(words: "win wins winning beat beats beating")
    private static let beforeWin = WordSet(words: "to will")
    private static let yes = WordKey.of("yes")
    private static let no = WordKey.of("no")
}
