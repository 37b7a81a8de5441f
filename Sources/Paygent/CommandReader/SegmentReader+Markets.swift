import Domain
import Language

extension SegmentReader {
    // MARK: Positions

    func stop() -> Command? {
        let price = amounts.first {
            segment.first(.stopLoss)?.tokens.contains($0.tokens.lowerBound) != true
        }
        let percent = segment.portion()?.percent
        guard price != nil || percent != nil else { return nil }
        if let price, percent == nil, price.valid == nil { return .refuse(.invalidAmount) }
        if let percent, percent.isZero { return .refuse(.invalidAmount) }
        return .setStopLoss(
            market: marketSymbol(), price: percent == nil ? price?.valid : nil, percent: percent)
    }

    func closing() -> Command? {
        let portion = segment.portion()
        if let percent = portion?.percent, !isPart(percent) { return .refuse(.invalidAmount) }
        let market = marketSymbol()
        let isAll = market == nil && (has(.all) || has(.position) || has(.perpetual))
        guard market != nil || isAll else { return nil }
        let saysWhole = portion.map { $0.percent == Quantity(100) && isWord($0.tokens) } ?? false
        return .perpetualClose(
            market: market ?? (has(.all) ? "all" : nil), side: side(),
            percent: saysWhole ? nil : portion?.percent)
    }

    private func isWord(_ tokens: Range<Int>) -> Bool {
        text.tokens[tokens.lowerBound].kind == .word
    }

    func opening() -> Command {
        var opening = Command.PerpetualOpening(
            market: marketSymbol() ?? earlierSymbol(), side: side())
        for (index, amount) in amounts.enumerated() {
            guard let value = amount.valid else { return .refuse(.invalidAmount) }
            switch role(of: amount) {
            case .stop: opening.stopLoss = value
            case .profit: opening.takeProfit = value
            case .leverage: opening.leverage = value
            case .main where opening.amount == nil || isBetter(amount, than: amounts.prefix(index)):
                (opening.amount, opening.token) = (value, amount.token)
            case .main: break
            }
        }
        if let times {
            guard !times.isZero else { return .refuse(.invalidAmount) }
            opening.leverage = times
        }
        return .perpetualOpen(opening)
    }

    private func isBetter(_ amount: SaidAmount, than others: ArraySlice<SaidAmount>) -> Bool {
        !amount.isBare && others.allSatisfy { $0.isBare || role(of: $0) != .main }
    }

    private enum Role { case main, stop, profit, leverage }

    /// What stands just before a number, or just after it, says what it is.
    private func role(of amount: SaidAmount) -> Role {
        let start = amount.tokens.lowerBound
        let before = max(segment.range.lowerBound, start - 4) ..<| start
        for hit in text.cues.starting(in: before).reversed() where hit.end >= start - 2 {
            guard hit.end <= start, !isCut(hit.end ..<| start) else { continue }
            switch hit.value {
            case .stopLoss: return .stop
            case .takeProfit: return .profit
            case .leverage where amount.isBare: return .leverage
            default: continue
            }
        }
        guard amount.isBare, amount.tokens.upperBound < segment.range.upperBound,
            text.cues(at: amount.tokens.upperBound).cues.has(.leverage)
        else { return .main }
        return .leverage
    }

    /// Another sum or a comma lies between.
    private func isCut(_ tokens: Range<Int>) -> Bool {
        tokens.contains { text.isSign($0, ",") || text.mention(at: $0)?.amount != nil }
    }

    func side() -> Command.Side? {
        let long = segment.first(.long)
        let short = segment.first(.short)
        switch (long, short) {
        case (nil, nil): return starts(.bet) ? betSide() : nil
        case (_?, nil): return .long
        case (nil, _?): return .short
        case (let long?, let short?): return long.start < short.start ? .long : .short
        }
    }

    /// "bet against it with 2x".
    private func betSide() -> Command.Side? {
        segment.rest.contains { text.key($0) == Words.against } ? .short : .long
    }

    /// The token that is traded, not the one it is paid with.
    func marketSymbol() -> String? {
        let reader = SymbolReader(text)
        var (inAmount, stable): (String?, String?) = (nil, nil)
        var index = segment.range.lowerBound
        while index < segment.range.upperBound {
            guard let symbol = reader.symbolOrCapitals(at: index), index >= segment.start else {
                index += 1
                continue
            }
            index = symbol.tokens.upperBound
            let isPaid = amounts.contains { $0.tokens.overlaps(symbol.tokens) }
            if SymbolReader.isStable(symbol.code) {
                if !isPaid { stable = stable ?? symbol.code }
            } else if isPaid {
                inAmount = inAmount ?? symbol.code
            } else {
                return symbol.code
            }
        }
        return inAmount ?? stable
    }

    /// "I think ATOM is going down, bet against it".
    private func earlierSymbol() -> String? {
        let reader = SymbolReader(text)
        return context.lazy.compactMap { reader.symbol(at: $0)?.code }
            .first { !SymbolReader.isStable($0) }
    }

    func isPart(_ percent: Quantity) -> Bool { !percent.isZero && percent <= Quantity(100) }

    // MARK: Winnings, pools

    func claimedMarket() -> String {
        for index in segment.rest where Self.sources.contains(text.key(index)) {
            if let name = segment.name(from: index + 1, isLoose: false) { return name.text }
        }
        guard let won = segment.first(.winnings), won.start > segment.headEnd,
            let name = segment.name(from: segment.headEnd), name.tokens.lowerBound < won.start
        else { return "all" }
        let named = text.tokens.text(name.tokens.lowerBound ..<| won.start)
        return text.cues(at: name.tokens.lowerBound).cues.hasAny(Cues(.all, .winnings))
            ? "all" : named
    }

    private static let sources = WordSet(words: "on from for in of")

    func liquidity() -> Command? {
        var pair = Command.Liquidity()
        for amount in amounts.prefix(2) {
            guard let value = amount.valid else { return .refuse(.invalidAmount) }
            if pair.tokenA == nil, pair.amountA == nil {
                (pair.tokenA, pair.amountA) = (amount.token, value)
            } else {
                (pair.tokenB, pair.amountB) = (amount.token, value)
            }
        }
        let reader = SymbolReader(text)
        for index in segment.rest {
            guard let symbol = reader.symbolOrCapitals(at: index),
                symbol.code != pair.tokenA, symbol.code != pair.tokenB
            else { continue }
            if pair.tokenA == nil {
                pair.tokenA = symbol.code
            } else if pair.tokenB == nil {
                pair.tokenB = symbol.code
            }
        }
        return pair.tokenA == nil && pair.amountA == nil ? nil : .addLiquidity(pair)
    }
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
        return named(market) ?? (segment.rest.contains { text.key($0) == Words.that } ? "yes" : nil)
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
    private static let wins = WordSet(words: "win wins winning beat beats beating")
    private static let beforeWin = WordSet(words: "to will")
    private static let yes = WordKey.of("yes")
    private static let no = WordKey.of("no")
}
