import Domain
import Language

extension SegmentReader {
    // MARK: Positions

    func stop() -> Command? {
        let said: SaidAmount? = amounts.first {
            segment.first(.stopLoss)?.tokens.contains($0.tokens.lowerBound) != true
        }
        let percent = segment.portion().flatMap { isPercentage($0.tokens) ? $0.percent : nil }
        let price = said ?? pointed?.level
        guard price != nil || percent != nil else { return nil }
        if let price, percent == nil, price.valid == nil { return .refuse(.invalidAmount) }
        if let percent, percent.isZero { return .refuse(.invalidAmount) }
        return .setStopLoss(
            market: marketSymbol() ?? earlierSymbol(), price: percent == nil ? price?.valid : nil,
            percent: percent)
    }

    func closing() -> Command? {
        let portion = segment.portion() ?? halved()
        if let percent = portion?.percent, !isPart(percent) { return .refuse(.invalidAmount) }
        let market = marketSymbol() ?? (has(.all) ? nil : earlierSymbol())
        let isAll = market == nil && (has(.all) || has(.position) || has(.perpetual))
        guard market != nil || isAll else { return nil }
        let saysWhole = portion.map { $0.percent == Quantity(100) && isWord($0.tokens) } ?? false
        return .perpetualClose(
            market: market ?? (has(.all) ? "all" : nil),
            side: side() ?? (pointsAtPosition ? antecedent?.side : nil),
            percent: saysWhole ? nil : portion?.percent)
    }

    private func halved() -> (percent: Quantity, tokens: Range<Int>)? {
        guard text.key(segment.start) == Self.halve else { return nil }
        return (Quantity(50), segment.start ..<| segment.headEnd)
    }

    private static let halve = WordKey.of("halve")

    /// "8%", "five percent": no part of a holding.
    private func isPercentage(_ tokens: Range<Int>) -> Bool {
        if case .percent? = text.mention(at: tokens.lowerBound)?.kind { return true }
        return !isWord(tokens)
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
        case (nil, nil):
            if starts(.bet), !starts(.open) || isRealBet { return betSide() }
            return starts(.buy) && has(.perpetual) ? .long : nil
        case (_?, nil): return .long
        case (nil, _?): return .short
        case (let long?, let short?): return long.start < short.start ? .long : .short
        }
    }

    /// "bet against it with 2x".
    private func betSide() -> Command.Side? {
        segment.rest.contains { Self.falling.contains(text.key($0)) } ? .short : .long
    }

    private static let falling = WordSet(
        words:
            "against falling dropping down crashing fall drop crash dumping dump sinking lower below"
    )

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
    func earlierSymbol() -> String? {
        let reader = SymbolReader(text)
        return context.lazy.compactMap { reader.symbolOrCapitals(at: $0)?.code }
            .first { !SymbolReader.isStable($0) }
    }

    func isPart(_ percent: Quantity) -> Bool { !percent.isZero && percent <= Quantity(100) }

    // MARK: Winnings, pools

    func claimedMarket() -> String {
        for index in segment.rest where Self.sources.contains(text.key(index)) {
            guard let name = segment.name(from: index + 1), !isGeneral(name) else { continue }
            return name.text
        }
        guard let won = segment.first(.winnings) ?? segment.first(.prediction),
            won.start > segment.headEnd,
            let name = segment.name(from: segment.headEnd), name.tokens.lowerBound < won.start
        else { return "all" }
        let named = text.tokens.text(name.tokens.lowerBound ..<| won.start)
        return text.cues(at: name.tokens.lowerBound).cues.hasAny(Cues(.all, .winnings))
            ? wonBet() ?? "all" : named
    }

    /// "my winning rate cut bet"
    private func wonBet() -> String? {
        guard let won = segment.first(.winnings), let name = segment.name(from: won.end),
            name.tokens.lowerBound == won.end
        else { return nil }
        let last = name.tokens.upperBound - 1
        let end = Self.bets.contains(text.key(last)) ? last : last + 1
        return end > won.end ? text.tokens.text(won.end ..<| end) : nil
    }

    /// "on the prediction markets": on all of them.
    private func isGeneral(_ name: SaidName) -> Bool {
        name.tokens.allSatisfy { Self.bets.contains(text.key($0)) }
    }

    private static let bets = WordSet(
        words: "bet bets wager wagers market markets prediction shares")
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
