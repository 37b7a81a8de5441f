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
        if starts(.send, .give) || getsToSomebody, let transfer = transfer() { return transfer }
        if starts(.pay, .buy, .get) { return payment() }
        return nil
    }

    private func transfer() -> Command? {
        let portionSaid = amounts.isEmpty ? segment.portion() : nil
        let amount = segment.mainAmount(amounts) ?? (portionSaid == nil ? pointedSum : nil)
        let portion = amount == nil ? portionSaid : nil
        let symbol = segment.symbol(from: segment.headEnd, outside: amount?.tokens)
        let hasMoney = amount != nil || portion != nil || symbol != nil || has(.money)
        // "transfer of 5 USDC …" is a noun: only a bare order, which says nothing else.
        guard hasMoney, text.key(segment.headEnd) != Words.of else { return nil }
        if let amount, amount.valid == nil { return .refuse(.invalidAmount) }
        if let portion, !isPart(portion.percent) { return .refuse(.invalidAmount) }
        let recipient = recipient(amount, portion?.tokens) ?? pointedName
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

    /// "the gardener came by, give him 45": whom the order points at.
    private var pointedName: String? { pointed?.name }

    private var pointedSum: SaidAmount? { pointed?.sum }

    private static let loose = WordSet(
        words: "spot credit throw stick kick wing gift award bung fund deliver drop pass toss hand")

    /// "get 105 USDT to Yuki".
    private var getsToSomebody: Bool {
        text.key(segment.start) == Self.get && amounts.first?.token != nil && goesToSomebody
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
        if isWish { return nil }
        let amount = segment.mainAmount(amounts) ?? pointedSum
        if let amount, amount.valid == nil { return .refuse(.invalidAmount) }
        let recipient = payee(amount)
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
        // "pay Rosa? no way"
        if amounts.isEmpty, isAsked, segment.start == segment.range.lowerBound { return nil }
        // "pay day is on Friday" says what is.
        if amount == nil, segment.isStatement || recipient == nil && !has(.money) { return nil }
        if Self.vague.contains(text.key(segment.start)), amount?.token == nil || segment.isStatement
        {
            return nil
        }
        return .payment(
            .init(
                amount: amount?.valid, token: amount?.token, recipient: recipient,
                schedule: segment.timing))
    }

    /// "pay the bill": whose bill it is may have been said before.
    private func payee(_ amount: SaidAmount?) -> String? {
        guard let said = segment.recipient(amount: amount) else { return pointedName }
        guard Self.debts.contains(WordKey.of(said)), let name = pointedName else { return said }
        return name
    }

    private static let debts = WordSet(words: "bill thing tab lot invoice")
    private static let get = WordKey.of("get")
    /// They order a payment only where a sum is named.
    private static let vague = WordSet(
        words: "order book hire rent clear chip foot score sort take use call query")
}
