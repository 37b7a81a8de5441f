import Domain
import Language

extension SegmentReader {
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
        let recipient = recipient(amount, portion?.tokens)
        // "send everything" and "give it some time" move nothing.
        guard recipient != nil || amount?.token != nil || symbol != nil else { return nil }
        if amount == nil, portion == nil || symbol == nil, symbol == nil, !goesToSomebody {
            return nil
        }
        return .transfer(
            .init(
                portion: amount?.valid.map { .amount($0) } ?? portion.map { .percent($0.percent) },
                token: amount?.token ?? (amount == nil ? symbol?.code : nil),
                recipient: recipient, network: segment.network(),
                schedule: segment.schedule?.schedule.description))
    }

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
        let amount = segment.mainAmount(amounts)
        if let amount, amount.valid == nil { return .refuse(.invalidAmount) }
        let recipient = segment.recipient(amount: amount)
        if starts(.get), !starts(.pay, .buy) || text.key(segment.start) == Self.get,
            amount?.token == nil, segment.entity() == nil
        {
            return nil
        }
        // "pay day is on Friday" says what is.
        if amount == nil, segment.isStatement || recipient == nil && !has(.money) { return nil }
        if text.key(segment.start) == Self.order, amount == nil { return nil }
        return .payment(
            .init(
                amount: amount?.valid, token: amount?.token, recipient: recipient,
                schedule: segment.schedule?.schedule.description))
    }

    private static let get = WordKey.of("get")
    private static let order = WordKey.of("order")
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
        let isSwapping = reader.starts(.swap, .sell, .turn) || reader.head.isEmpty && hasArrow
        guard isSwapping || buysToken else { return nil }
        let sides = sides(isBuying: buysToken && !isSwapping)
        guard sides.from != nil || sides.to != nil else { return nil }
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
                schedule: segment.schedule?.schedule.description))
    }

    private var hasArrow: Bool { segment.range.contains(where: isArrow) }

    private func isArrow(_ index: Int) -> Bool {
        guard let token = text.tokens.token(index), token.kind == .sign else { return false }
        return token.key == 7 || token.isSign(">")
    }

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

    private static let worth = WordKey.of("worth")
    private static let openers = WordSet(words: "me some more us of the a")

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
        if text.key(symbol.tokens.upperBound) == Self.worth { return .from }
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
        if Words.payers.contains(key) { return .from }
        if key == Words.in_, isFirst { return .open }
        if key == Words.for_ { return isBuying ? .from : .to }
        return Words.receivers.contains(key)
            || text.tokens[index].kind == .number
                && text.tokens.text(index ..<| (index + 1)) == "2"
            ? .to : .open
    }

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
