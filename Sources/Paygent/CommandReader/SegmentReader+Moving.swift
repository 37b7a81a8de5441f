import Domain
import Language

extension SegmentReader {
    func isArrow(_ index: Int) -> Bool {
        guard let token = text.tokens.token(index), token.kind == .sign else { return false }
        return token.key == 7 || token.isSign(">")
    }

    /// Swaps, transfers and payments.
    func moving() -> Command? {
        if let swap = SwapReader(self).swap() { return swap }
        if starts(.send, .give), let transfer = transfer() { return transfer }
        if starts(.pay, .buy, .get) { return payment() }
        return nil
    }

    private func transfer() -> Command? {
        let amount = segment.mainAmount(amounts)
        let portion = amount == nil ? segment.portion() : nil
        let symbol = segment.symbol(from: segment.headEnd, outside: amount?.tokens)
        let hasMoney = amount != nil || portion != nil || symbol != nil || has(.money)
        guard hasMoney else { return nil }
        if let amount, amount.valid == nil { return .refuse(.invalidAmount) }
        if let portion, !isPart(portion.percent) { return .refuse(.invalidAmount) }
        let recipient = recipient(amount, portion?.tokens) ?? antecedent?.name
        // "send everything" and "give it some time" move nothing.
        guard recipient != nil || amount?.token != nil || symbol != nil else { return nil }
        // "spot price of BTC"
        if amount == nil, Self.loose.contains(text.key(segment.start)) { return nil }
        if amount == nil, portion == nil || symbol == nil, symbol == nil, !goesToSomebody {
            return nil
        }
        return .transfer(
            .init(
                portion: amount?.valid.map { .amount($0) } ?? portion.map { .percent($0.percent) },
                token: amount?.token ?? (amount == nil ? symbol?.code : nil),
                recipient: recipient, network: segment.network(),
                schedule: segment.timing))
    }

    /// "the gardener came by, give him 45".
    private var antecedent: Antecedent? {
        guard !context.isEmpty,
            segment.rest.contains(where: { Self.people.contains(text.key($0)) })
        else { return nil }
        return Antecedent(text, context)
    }

    private static let loose = WordSet(
        words: "spot credit throw stick kick wing gift award bung fund deliver drop pass toss hand")
    private static let people = WordSet(words: "him her them")

    private var goesToSomebody: Bool { segment.rest.contains { text.key($0) == Words.to } }

    private func recipient(_ amount: SaidAmount?, _ portion: Range<Int>?) -> String? {
        guard let recipient = segment.recipient(amount: amount) else { return nil }
        // "send all my CRO": what is sent is nobody.
        guard let portion, segment.entity() == nil, !goesToSomebody,
            let first = segment.name(from: segment.headEnd), first.text == recipient,
            first.tokens.overlaps(portion) || first.tokens.lowerBound >= portion.lowerBound
        else { return recipient }
        return nil
    }

    private func payment() -> Command? {
        if isWish { return nil }
        let amount = segment.mainAmount(amounts) ?? antecedent?.debt()
        if let amount, amount.valid == nil { return .refuse(.invalidAmount) }
        let recipient = segment.recipient(amount: amount) ?? antecedent?.name
        if starts(.get), !starts(.pay, .buy) || text.key(segment.start) == Self.get,
            amount?.token == nil, segment.entity() == nil
        {
            return nil
        }
        // "pay with USDC" says nobody.
        if amount == nil, let recipient, segment.entity() == nil,
            let symbol = segment.symbol(from: segment.headEnd),
            text.tokens.text(symbol.tokens) == recipient
        {
            return nil
        }
        // "pay day is on Friday" says what is.
        if amount == nil, segment.isStatement || recipient == nil && !has(.money) { return nil }
        if Self.vague.contains(text.key(segment.start)), amount?.token == nil { return nil }
        return .payment(
            .init(
                amount: amount?.valid, token: amount?.token, recipient: recipient,
                schedule: segment.timing))
    }

    private static let get = WordKey.of("get")
    /// They order a payment only where a sum is named.
    private static let vague = WordSet(words: "order book hire rent clear chip foot score")
}

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
        guard isSwapping || buysToken else { return nil }
        let sides = sides(isBuying: buysToken && !isSwapping)
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

    private var hasMeasure: Bool { !reader.amounts.isEmpty || segment.portion() != nil }

    private func made(_ sides: Sides) -> Command {
        let amount = segment.mainAmount(reader.amounts)
        if let amount, amount.valid == nil { return .refuse(.invalidAmount) }
        let portion = amount == nil ? segment.portion()?.percent : nil
        if let portion, !reader.isPart(portion) { return .refuse(.invalidAmount) }
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
        guard reader.starts(.buy, .get) else { return false }
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
        if isArrow(index) { return .to }
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
