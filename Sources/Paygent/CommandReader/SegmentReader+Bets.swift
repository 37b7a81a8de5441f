import Domain
import Language

// Bets on what may come true.
extension SegmentReader {
    func bet() -> Command? {
        if let claim = claimed() { return claim }
        guard
            starts(.bet) || buysOutcome
                || head.isEmpty && (startsWithAmount || has(.prediction) || namesMarket)
        else { return nil }
        guard let onto = segment.rest.first(where: { Self.onto.contains(text.key($0)) }) else {
            return betsOnWhatFollows ? BetReader(self).bet() : nil
        }
        let says =
            has(.yes) || has(.no) || has(.prediction) || namesVote || isRealBet
            || namesEvent(after: onto)
        if head.isEmpty,
            onto + 2 >= segment.range.upperBound || Self.odds.contains(text.key(onto + 2))
        {
            return nil
        }
        guard says, isRealBet || (!amounts.isEmpty && (isFirstAmount(before: onto) || takesSide))
        else {
            return nil
        }
        return BetReader(self).bet()
    }

    /// "12 USDC that Brazil wins the final", "five USDC says the strike won't be over".
    private func claimed() -> Command? {
        guard head.isEmpty, startsWithAmount, !isAsked,
            Self.claiming.contains(text.key(amounts[0].tokens.upperBound)),
            amounts[0].tokens.upperBound + 2 < segment.range.upperBound,
            !Self.talk.contains(text.key(amounts[0].tokens.upperBound + 1))
                || text.key(amounts[0].tokens.upperBound + 1) == Self.it,
            tellsEvent(amounts[0].tokens.upperBound + 1)
        else { return nil }
        return BetReader(self).bet()
    }

    private func tellsEvent(_ start: Int) -> Bool {
        (start ..<| segment.range.upperBound).contains { index in
            Self.coming.contains(text.key(index)) || Words.nots.contains(text.key(index))
                || BetReader.wins.contains(text.key(index)) || isDoing(index)
        }
    }

    /// What somebody or something will do.
    private static let coming = WordSet(
        words: """
            will be is are gets get ends end rains rain snows snow falls fall rises rise hits hit reaches reach
            happens happen makes make takes take closes opens drops passes resigns loses lose stays goes becomes
            """)
    private static let it = WordKey.of("it")
    private static let odds = WordSet(words: "odds")
    private static let claiming = WordSet(words: "that says")

    /// "rate cut market: 5 USDC on no".
    private var namesMarket: Bool {
        amounts.count == 1 && !segment.isStatement && !isAsked && (has(.yes) || has(.no))
            && segment.range.contains { BetReader.markets.contains(text.key($0)) }
    }

    /// "put 8 USDC on Moreno in the election market".
    private var namesVote: Bool {
        starts(.bet)
            && segment.rest.contains {
                BetReader.markets.contains(text.key($0)) && text.key($0 + 1) != Words.to
            } && segment.rest.contains { text.key($0) == Words.on }
    }

    /// "take YES on the Oslo snow market with 6 USDC".
    private var takesSide: Bool {
        (has(.yes) || has(.no))
            && segment.rest.contains { BetReader.markets.contains(text.key($0)) }
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
        let isTalk = Self.talk.contains(text.key(end)) && !Self.weather.contains(text.key(end + 1))
        return !isTalk && amounts[0].token != nil
    }

    /// "Oslo hosting the games", "France not winning", "Kipchoge to win": something that may come
    /// true, and no thing to be paid.
    private func namesEvent(after onto: Int) -> Bool {
        guard text.key(onto) == Words.on || text.key(onto) == Words.against,
            starts(.bet) || head.isEmpty && startsWithAmount, onto + 2 < segment.range.upperBound
        else {
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
    /// "it won't snow"
    private static let weather = WordSet(words: "will wont doesnt rains snows freezes isnt")
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
        let market = said(market(after: amount))
        return .predictionBet(
            .init(
                market: market.text, outcome: outcome(market), amount: amount?.valid,
                token: amount?.token))
    }

    /// "the strike ends this week, put 9 USDC on yes": what the bet is about was said before.
    private func said(_ market: Market) -> Market {
        let isPointer =
            market.tokens.count == 1 && Words.pronouns.contains(text.key(market.tokens.lowerBound))
        guard market.text == nil || isPointer, !reader.context.isEmpty else { return market }
        var start = reader.context.lowerBound
        while start < reader.context.upperBound, Self.opinions.contains(text.key(start)) {
            start += 1
        }
        let tokens = start ..<| reader.context.upperBound
        return tokens.isEmpty ? market : Market(text: text.tokens.text(tokens), tokens: tokens)
    }

    private static let opinions = WordSet(
        words: "i say think believe guess reckon bet that the my prediction dont not in")

    private struct Market {
        var text: String?
        var tokens: Range<Int>
    }

    private func market(after amount: SaidAmount?) -> Market {
        if let quoted = quoted() ?? labelled(amount) { return quoted }
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

    /// "the rate cut market: 5 USDC on no", "on the rate cut market take yes", "yes, comet in August".
    private func labelled(_ amount: SaidAmount?) -> Market? {
        if let noun = segment.range.first(where: { Self.markets.contains(text.key($0)) }) {
            var start = noun
            while start > segment.range.lowerBound, text.tokens[start - 1].kind == .word,
                !Words.determiners.contains(text.key(start - 1)), !isFiller(start - 1),
                amount?.tokens.contains(start - 1) != true,
                !Self.openings.contains(text.key(start - 1))
            {
                start -= 1
            }
            if start < noun {
                return Market(text: text.tokens.text(start ..<| noun), tokens: start ..<| noun)
            }
        }
        guard
            let side = segment.rest.first(where: { isOutcome($0) && text.isSign($0 + 1, ",") }),
            side + 2 < segment.range.upperBound, amount?.tokens.lowerBound ?? 0 < side
        else { return nil }
        var end = side + 2
        while end < segment.range.upperBound, !ends(end, amount) { end += 1 }
        return Market(
            text: text.tokens.text((side + 2) ..<| end), tokens: (side + 2) ..<| end)
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
        if Self.claims.contains(text.key(before))
            || before > 0 && Self.claims.contains(text.key(before - 1))
        {
            return denied ? "no" : "yes"
        }
        if denied { return "no" }
        let isClaim =
            segment.rest.contains { text.key($0) == Words.that }
            || reader.head.has(.bet) && !reader.has(.prediction)
                && market.tokens.contains {
                    Self.wins.contains(text.key($0)) || isDoing($0, market)
                }
        return named(market) ?? chosen(market) ?? (isClaim ? "yes" : nil)
    }

    /// "on a draw in Ajax v Feyenoord", "on Moreno in the election market": what is bet on is one of
    /// several ends of a match or a vote.
    private func chosen(_ market: Market) -> String? {
        guard let on = segment.rest.first(where: { text.key($0) == Words.on }),
            let joint = ((on + 2) ..<| min(segment.range.upperBound, on + 6)).first(where: {
                Self.within.contains(text.key($0))
            }),
            (joint ..<| segment.range.upperBound).contains(where: {
                Self.contests.contains(text.key($0))
            })
        else { return nil }
        let start = Self.fillers.contains(text.key(on + 1)) ? on + 2 : on + 1
        return start < joint ? text.tokens.text(start ..<| joint) : nil
    }

    private static let within = WordSet(words: "in for of")
    private static let contests = WordSet(words: "v vs versus market election race vote match game")

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

    private static let claims = WordSet(words: "that says")
    private static let openings = WordSet(words: "that says on for in against")
    private static let outcomes = WordSet(words: "yes no")
    private static let fillers = WordSet(
        words: "the a an on for that in to of yes no please prediction market odds pls at")
    static let markets = WordSet(words: "market markets")
    static let wins = WordSet(words: "win wins winning beat beats beating")
    private static let beforeWin = WordSet(words: "to will")
    private static let yes = WordKey.of("yes")
    private static let no = WordKey.of("no")
}
