import Domain
import Language

/// Reads which token goes and which one comes.
struct SwapReader {
    private let reader: SegmentReader
    private var segment: Segment { reader.segment }
    private var text: CommandText { reader.text }

    init(_ reader: SegmentReader) { self.reader = reader }

    private struct Sides {
        var from: Symbol?
        var to: Symbol?
    }

    func swap() -> Command? {
        let isSwapping =
            reader.starts(.swap, .sell, .turn) || reader.head.isEmpty && (hasArrow || becomes)
        guard isSwapping || buysToken || reader.starts(.buy) && reader.pointed != nil else {
            return nil
        }
        if let pointed = pointed() { return pointed }
        let sides = completed(sides(isBuying: buysToken && !isSwapping))
        guard sides.from != nil || sides.to != nil else { return nil }
        if Self.wishes.contains(text.key(segment.start)), sides.from == nil || sides.to == nil {
            return nil
        }
        if !reader.starts(.swap, .sell, .buy, .get), sides.from == nil || sides.to == nil {
            return nil
        }
        if sides.to == nil, !hasMeasure { return nil }
        return made(sides)
    }

    /// "I've got 200 CRO, make them USDC", "I need 300 CRO, buy them": the sum was named before.
    private func pointed() -> Command? {
        guard reader.amounts.isEmpty, segment.portion() == nil,
            let sum = reader.pointed?.sum, let code = sum.token, !Currency.isFiat(code)
        else { return nil }
        guard let value = sum.valid else { return .refuse(.invalidAmount) }
        let other = symbols().first { $0.code != code }?.code
        let isBought =
            reader.antecedent?.name == nil && reader.starts(.buy)
            && !reader.starts(.swap, .sell, .turn)
        guard isBought || other != nil else { return nil }
        return .swap(
            .init(
                portion: .amount(value), fromToken: isBought ? other : code,
                toToken: isBought ? code : other, isAmountReceived: isBought,
                slippage: segment.slippage(), schedule: segment.timing))
    }

    /// "ETH looks dear, sell 1 for USDC", "I prefer DAI, so change 750 of my USDT": the other token
    /// was named before.
    private func completed(_ sides: Sides) -> Sides {
        var sides = sides
        guard !reader.context.isEmpty, (sides.from == nil) != (sides.to == nil),
            reader.starts(.swap, .sell, .turn),
            let antecedent = reader.antecedent,
            let code = antecedent.symbol(besides: (sides.from ?? sides.to)?.code)
        else { return sides }
        // Where another token goes to is completed only by a comparison of both.
        if let from = sides.from, antecedent.symbol(besides: code) != from.code { return sides }
        let symbol = Symbol(code: code, tokens: 0..<0)
        if sides.from == nil { sides.from = symbol } else { sides.to = symbol }
        return sides
    }

    private var hasMeasure: Bool { !reader.amounts.isEmpty || segment.portion() != nil }

    private func made(_ sides: Sides) -> Command {
        let amount = segment.mainAmount(reader.amounts)
        if let amount, amount.valid == nil { return .refuse(.invalidAmount) }
        let portion = amount == nil ? segment.portion()?.percent : nil
        if let portion, !reader.isPart(portion) { return .refuse(.invalidAmount) }
        // "USDC for 200 CRO": what is wanted stands first.
        var sides = sides
        if reader.head.isEmpty, let first = sides.from, let second = sides.to,
            text.key(first.tokens.upperBound) == Words.for_,
            amount?.tokens.overlaps(second.tokens) == true
        {
            (sides.from, sides.to) = (second, first)
        }
        let isReceived = amount.map { amount in
            sides.to?.tokens.overlaps(amount.tokens) == true
        }
        return .swap(
            .init(
                portion: amount?.valid.map { .amount($0) } ?? portion.map { .percent($0) },
                fromToken: sides.from?.code, toToken: sides.to?.code,
                isAmountReceived: isReceived ?? false, slippage: segment.slippage(),
                schedule: segment.timing))
    }

    private var hasArrow: Bool { segment.range.contains(where: isArrow) }

    private func isArrow(_ index: Int) -> Bool { reader.isArrow(index) }

    /// "400 CRO to USDC", "half of my ETH should become USDC": a measured token, then another one,
    /// and nothing more.
    private var becomes: Bool {
        guard hasMeasure, !segment.isStatement, !reader.isAsked else { return false }
        let symbols = symbols()
        guard symbols.count == 2, symbols[0].code != symbols[1].code else { return false }
        let start = symbols[0].tokens.lowerBound
        let isFirst = (segment.start ..<| start).allSatisfy {
            Self.openers.contains(text.key($0)) || isMy($0) || Self.parts.contains(text.key($0))
                || text.mention(at: $0) != nil || text.isSign($0, "%")
        }
        let joint = symbols[0].tokens.upperBound ..<| symbols[1].tokens.lowerBound
        return isFirst && !joint.isEmpty
            && joint.allSatisfy { Self.becoming.contains(text.key($0)) }
            && (symbols[1].tokens.upperBound ..<| segment.range.upperBound).allSatisfy { index in
                text.tokens[index].kind == .sign || text.cues(at: index).cues.has(.filler)
                    || segment.schedule?.tokens.contains(index) == true
                    || text.cues(at: index).cues.has(.slippage) || text.mention(at: index) != nil
            }
    }

    private static let parts = WordSet(
        words: "all half third quarter quarters thirds everything of whole the three two in")
    private static let becoming = WordSet(
        words: "to into for should must become be turn in needs need shall go as becomes")

    /// "buy 100 USDC", "get me 250 CRO using USDC": the thing bought is a token and nothing else.
    private var buysToken: Bool {
        guard reader.starts(.buy, .get) || isGiven else { return false }
        var index = segment.headEnd
        while index < segment.range.upperBound, Self.openers.contains(text.key(index)) {
            index += 1
        }
        var end: Int?
        if let amount = reader.amounts.first, amount.tokens.lowerBound == index, !amount.isBare {
            let isWorth = text.key(amount.tokens.upperBound) == Self.worth
            let isOf = text.key(amount.tokens.upperBound) == Words.of
            if isOf, SymbolReader(text).symbol(at: amount.tokens.upperBound + 1) != nil {
                return true
            }
            if isWorth { return SymbolReader(text).symbol(at: amount.tokens.upperBound + 2) != nil }
            guard let code = amount.token, !Currency.isFiat(code) else { return false }
            end = amount.tokens.upperBound
        } else {
            end = SymbolReader(text).symbol(at: index)?.tokens.upperBound
        }
        guard let end else { return false }
        guard end < segment.range.upperBound, text.tokens[end].kind == .word else { return true }
        return Words.mayFollowSymbol.contains(text.key(end))
    }

    /// "I want 500 CRO for USDC"; "I want 500 CRO" begs.
    private static let wishes = WordSet(words: "i id")
    /// "give me CRO for 5 USDC".
    private var isGiven: Bool {
        text.key(segment.start) == Self.give && text.key(segment.start + 1) == Self.me
            && symbols().count == 2
    }

    private static let give = WordKey.of("give")
    private static let me = WordKey.of("me")
    private static let worth = WordKey.of("worth")
    private static let openers = WordSet(
        words: "me some more us of the a exactly just about around another roughly precisely")

    private func sides(isBuying: Bool) -> Sides {
        var sides = Sides()
        let symbols = symbols()
        for (place, symbol) in symbols.enumerated() {
            switch direction(of: symbol, isFirst: place == 0, isBuying: isBuying) {
            case .from where sides.from == nil: sides.from = symbol
            case .to where sides.to == nil: sides.to = symbol
            case .open where isBuying && sides.to == nil: sides.to = symbol
            case .open where !isBuying && sides.from == nil && place == 0: sides.from = symbol
            case .open where sides.to == nil: sides.to = symbol
            case .open where sides.from == nil: sides.from = symbol
            case .from, .to, .open: break
            }
        }
        return sides
    }

    private enum Direction { case from, to, open }

    private func direction(of symbol: Symbol, isFirst: Bool, isBuying: Bool) -> Direction {
        let after = text.key(symbol.tokens.upperBound)
        if after == Self.worth || isBuying && isFirst && after == Words.of { return .from }
        var index = symbol.tokens.lowerBound - 1
        if let amount = reader.amounts.first(where: { $0.tokens.overlaps(symbol.tokens) }) {
            index = min(index, amount.tokens.lowerBound - 1)
        }
        while index > segment.start, Self.openers.contains(text.key(index)) || isMy(index) {
            index -= 1
        }
        guard index >= segment.headEnd else { return .open }
        if isArrow(index) || Self.gaining.contains(text.key(index)) { return .to }
        if text.key(index) == Words.with, Self.up == text.key(index - 1) { return .to }
        let key = text.key(index)
        if key == Words.in_, Self.paying.contains(text.key(index - 1)) { return .from }
        if key == Words.against, !isBuying, !isFirst { return .to }
        if key == Self.by, !isBuying, !isFirst { return .to }
        if Words.payers.contains(key) { return .from }
        if key == Words.in_, isFirst { return .open }
        if key == Words.for_ { return isBuying ? .from : .to }
        return Words.receivers.contains(key)
            || text.tokens[index].kind == .number
                && text.tokens.text(index ..<| (index + 1)) == "2"
            ? .to : .open
    }

    /// "sell enough CRO to get 80 USDC", "to end up with 80 USDC"
    private static let gaining = WordSet(words: "get receive obtain have gain into")
    private static let up = WordKey.of("up")
    private static let by = WordKey.of("by")
    private static let paying = WordSet(words: "paying paid pay payable")
    private func isMy(_ index: Int) -> Bool { Self.possessives.contains(text.key(index)) }
    private static let possessives = WordSet(words: "my our worth about around roughly")

    private func symbols() -> [Symbol] {
        let symbolReader = SymbolReader(text)
        var found: [Symbol] = []
        var index = segment.start
        while index < segment.range.upperBound {
            if segment.schedule?.tokens.contains(index) == true {
                index += 1
                continue
            }
            if let amount = reader.amounts.first(where: { $0.tokens.contains(index) }) {
                if let code = amount.token {
                    found.append(Symbol(code: code, tokens: amount.tokens))
                }
                index = amount.tokens.upperBound
            } else if let symbol = symbolReader.symbolOrCapitals(at: index), !isNetwork(symbol) {
                found.append(symbol)
                index = symbol.tokens.upperBound
            } else {
                index += 1
            }
        }
        return found
    }

    /// "on cronos" names the chain, not its coin.
    private func isNetwork(_ symbol: Symbol) -> Bool {
        let start = symbol.tokens.lowerBound
        guard start > 0, Words.networkJoints.contains(text.key(start - 1)) else { return false }
        return text.terms.at(start).contains { if case .network = $0.value { true } else { false } }
    }
}
