import Domain
import Language

/// Decides what one part of a message asks for. What its words do not clearly ask for is nothing.
struct SegmentReader {
    let segment: Segment
    let amounts: [SaidAmount]
    /// What stands before it in the message, where "it" may point.
    let context: Range<Int>

    init(_ segment: Segment, context: Range<Int>) {
        self.segment = segment
        self.context = context
        amounts = segment.amounts()
    }

    var text: CommandText { segment.text }
    var head: Cues { segment.head }
    func has(_ cue: Cue) -> Bool { segment.has(cue) }
    func starts(_ cues: Cue...) -> Bool { cues.contains(where: head.has) }

    func command() -> Command? {
        guard !isIdiom, !isVerbAsNoun else { return nil }
        return answer() ?? market() ?? subscription() ?? standing() ?? question() ?? moving()
            ?? (mayBeBare ? BareOrder(self).command() : nil)
    }

    /// "to pay 5 USDC for that is silly".
    private var isVerbAsNoun: Bool {
        segment.start > segment.range.lowerBound && text.key(segment.start - 1) == Words.to
            && segment.start - 1 == segment.range.lowerBound && segment.isStatement
    }

    /// What was said before the order, when it only points there: "pay it", "end the subscription".
    var antecedent: Antecedent? {
        context.isEmpty ? nil : Antecedent(text, context)
    }

    /// The same, for an order that only points there.
    var pointed: Antecedent? { context.isEmpty || !pointsBack ? nil : antecedent }

    /// No object of its own, or one that stands for another.
    var pointsBack: Bool {
        let rest = segment.rest.filter {
            text.tokens[$0].kind != .sign && text.end(of: .filler, at: $0) == nil
        }
        let isDefinite =
            text.key(segment.headEnd) == Self.the
            && text.mention(at: segment.headEnd + 1)?.amount != nil
        return rest.isEmpty || isDefinite || text.key(rest[rest.count - 1]) == Self.one
            || rest.contains { Self.pointers.contains(text.key($0)) }
    }

    private static let the = WordKey.of("the")
    private static let one = WordKey.of("one")
    private static let pointers = WordSet(
        words:
            "it that them this these those him her his their its she he they there thing bill tab lot same"
    )

    /// The sentence ends with a question mark.
    var isAsked: Bool {
        for index in segment.range.upperBound
            ..<| min(text.tokens.count, segment.range.upperBound + 40)
        {
            if text.isSign(index, "?") { return true }
            if text.isSign(index, "!") || text.tokens[index].kind == .lineBreak { return false }
            if text.isSign(index, "."), !text.tokens[index + 1].isGlued { return false }
        }
        return false
    }

    private var mayBeBare: Bool {
        (head.isEmpty || text.key(segment.start) == Self.let_ || isWish
            || text.key(segment.headEnd) == Words.of && starts(.send))
            && (!amounts.isEmpty || has(.all) || segment.portion() != nil)
    }

    /// "I'd like …", "I want …".
    var isWish: Bool { starts(.get) && Self.wishers.contains(text.key(segment.start)) }

    private static let wishers = WordSet(words: "i id we")
    private static let let_ = WordKey.of("let")

    private var isIdiom: Bool {
        guard !has(.subscription), !has(.payments), !has(.balance) else { return false }
        return text.end(of: .idiom, at: segment.start).map { $0 >= segment.headEnd } ?? false
    }

    // MARK: Markets

    private func market() -> Command? {
        if let command = shares() ?? position() { return command }
        if starts(.claim), has(.winnings) || cashesBet || collectsBet {
            let market = claimedMarket()
            return .claimWinnings(market: market == "all" ? antecedent?.market ?? "all" : market)
        }
        if poolsPair { return liquidity() }
        if starts(.provide), has(.pool) || head.has(.provide) && isPoolVerb { return liquidity() }
        return bet()
    }

    /// "cash out the Oslo bet".
    private var cashesBet: Bool {
        Self.cashing.contains(text.key(segment.start)) && amounts.isEmpty
            && segment.rest.contains { Self.bets.contains(text.key($0)) }
    }

    /// "I won the rate cut bet, collect it".
    private var collectsBet: Bool {
        guard let pointed, amounts.isEmpty, segment.rest.count <= 4,
            Self.collecting.contains(text.key(segment.start))
        else { return false }
        return pointed.tellsOfWin
    }

    private static let collecting = WordSet(
        words: "collect claim redeem cash get fetch harvest withdraw")
    private static let cashing = WordSet(words: "cash redeem collect claim harvest")
    private static let bets = WordSet(words: "bet bets wager wagers shares")

    /// Two tokens with a pool beside them go into it, whatever the verb.
    private var poolsPair: Bool {
        has(.pool) && amounts.count == 2 && amounts[0].token != nil && amounts[1].token != nil
            && amounts[0].token != amounts[1].token
            && (head.isEmpty || starts(.provide, .send, .give, .set, .buy))
            && !segment.isStatement && !isAsked
    }

    private var isPoolVerb: Bool {
        text.end(of: .pool, at: segment.start) == segment.headEnd
    }

    private func position() -> Command? {
        let isStop = has(.stopLoss) && !starts(.open, .long, .short, .bet, .buy) || isStopSetting
        let hasPosition = has(.position) || has(.perpetual) || has(.long) || has(.short)
        if isBareStop, let stop = stop() { return stop }
        if isStop, starts(.set) || text.end(of: .stopLoss, at: segment.start) != nil,
            !starts(.cancel) || starts(.set) || text.end(of: .stopLoss, at: segment.start) != nil
        {
            if let stop = stop() { return stop }
        }
        let isEverything = has(.all) && isBare && amounts.allSatisfy(\.isBare)
        if starts(.close, .reduce), hasPosition || isEverything || leavesMarket {
            return closing()
        }
        if opensPosition { return opening() }
        return nil
    }

    /// "my BTC stop: 60k", "I want a stop loss at 2.8k for ETH".
    private var isBareStop: Bool {
        (head.isEmpty || isWish || text.key(segment.start) == Words.i
            || starts(.set) && !starts(.open, .buy)) && has(.stopLoss)
            && !has(.leverage) && times == nil
            && (amounts.count == 1 || amounts.isEmpty && segment.portion() != nil)
            && marketSymbol() != nil && !segment.isStatement && !isAsked
    }

    /// "get me out of SOL".
    private var leavesMarket: Bool {
        head.has(.close) && !head.has(.sell) && Self.leaving.contains(text.key(segment.headEnd - 1))
            && segment.headEnd >= segment.start + 2 && marketSymbol() != nil && amounts.isEmpty
            || Self.closings.contains(text.key(segment.start)) && amounts.isEmpty
                && !has(.subscription)
                && segment.rest.count <= 8 && (marketSymbol() != nil || pointsAtPosition)
    }

    /// "I'm done with my DOGE long, close it".
    var pointsAtPosition: Bool {
        segment.rest.count == 1 && Words.pronouns.contains(text.key(segment.headEnd))
            && earlierSymbol() != nil
    }

    private static let closings = WordSet(words: "close shut exit unwind flatten")

    private static let leaving = WordSet(words: "of on out")

    private var isBare: Bool {
        segment.rest.count == 1 && !starts(.sell, .claim, .cancel)
            || segment.rest.count <= 4 && has(.perpetual)
    }

    /// "put a stop loss on": the verb also opens positions.
    private var isStopSetting: Bool {
        guard starts(.set), let stop = segment.first(.stopLoss) else { return false }
        guard let side = segment.first(.long) ?? segment.first(.short) else { return true }
        return stop.start < side.start
    }

    private var opensPosition: Bool {
        let hasSide = has(.long) || has(.short)
        let hasLeverage = has(.leverage) || has(.perpetual) || times != nil
        if head.isEmpty || starts(.buy, .get, .give, .show, .find, .open),
            has(.perpetual) || hasSide, hasLeverage, !amounts.isEmpty,
            marketSymbol() ?? earlierSymbol() != nil, !segment.isStatement, !isAsked
        {
            return true
        }
        if starts(.long, .short) { return marketSymbol() != nil || hasLeverage && !amounts.isEmpty }
        if isRealBet || isWager, has(.perpetual) || times != nil { return true }
        guard starts(.open, .buy, .swap, .sell), hasSide || hasLeverage && has(.position) else {
            return false
        }
        return hasLeverage || marketSymbol() != nil || has(.position)
    }

    var times: Quantity? {
        for mention in text.mentions(in: segment.range) {
            if case .times(let value) = mention.kind { return value }
        }
        return segment.range.lazy.compactMap(timesBackwards).first
    }

    /// "x5".
    private func timesBackwards(_ index: Int) -> Quantity? {
        let token = text.tokens[index]
        guard token.kind == .word, (2...4).contains(token.end - token.start), !token.isJoined,
            text.tokens.bytes[token.start] | 32 == UInt8(ascii: "x")
        else { return nil }
        let digits = text.tokens.bytes[(token.start + 1) ..<| token.end]
        guard digits.allSatisfy({ $0 &- UInt8(ascii: "0") < 10 }) else { return nil }
        return UInt64(String(decoding: digits, as: UTF8.self)).map { Quantity($0) }
    }

    // MARK: Subscriptions

    private func subscription() -> Command? {
        if starts(.unsubscribe), marketSymbol() == nil || !(has(.long) || has(.short)) {
            // "I no longer want my 12 ATOM", "I don't want x71 to be paid"
            let isOther =
                text.key(segment.start + 1) == Self.more && !namesService && !has(.subscription)
                && !segment.rest.contains { text.key($0) == Words.for_ }
                || !amounts.isEmpty || marketSymbol() != nil && !has(.subscription)
                || segment.rest.contains {
                    text.key($0) == Words.to && VerbForms.base(of: text.key($0 + 2)) != nil
                }
            let isVague = Self.parting.contains(text.key(segment.headEnd - 1)) && !namesService
            return isOther || isVague && !has(.subscription) ? nil : cancelled()
        }
        if addsSubscription { return subscribed() }
        if starts(.cancel), !starts(.set) || has(.subscription), !has(.budget) {
            if has(.request), !has(.subscription), requestID() != nil {
                return .reject(request: requestID())
            }
            guard amounts.isEmpty, !has(.position) else { return nil }
            let isVerbOfCancelling = Self.cancelling.contains(text.key(segment.start))
            guard has(.subscription) || isVerbOfCancelling else { return nil }
            return cancelled()
        }
        let isSubscribing =
            starts(.subscribe) && !isPlainVerb || wantsPlan
            || isSubscriptionBought && starts(.open, .buy, .get, .subscribe)
        guard isSubscribing else { return nil }
        return subscribed()
    }

    /// "I want Plumeria, 8 USDC a month", "a weekly membership at Plumeria for two euros please".
    private var wantsPlan: Bool {
        guard head.isEmpty || isWish, !segment.isStatement, !isAsked, !has(.budget),
            !has(.payments),
            amounts.count <= 1
        else { return false }
        let isNamed = segment.range.contains { Self.standing.contains(text.key($0)) }
        let isPriced = amounts.first?.token != nil
        return period(allowed: true) != nil && isPriced && (isNamed || isWish && namesService)
    }

    /// A capitalised name or an address, and no token of money.
    private var namesService: Bool {
        segment.entity() != nil
            || segment.rest.contains { index in
                text.tokens[index].isCapital && !text.isShouted && text.terms.at(index).isEmpty
                    && SymbolReader(text).symbolOrCapitals(at: index) == nil
            }
    }

    /// "buy a route plan" is bought once.
    private var isSubscriptionBought: Bool {
        has(.subscription)
            && (period(allowed: true) != nil
                || segment.range.contains { Self.standing.contains(text.key($0)) })
    }

    /// "add Brinepost to my subscriptions".
    private var addsSubscription: Bool {
        text.key(segment.start) == Self.add
            && segment.rest.contains {
                Self.standing.contains(text.key($0)) && text.key($0 - 1) != 0
                    && Self.possessives.contains(text.key($0 - 1)) && text.key($0 - 2) == Words.to
            }
    }

    private static let add = WordKey.of("add")
    private static let possessives = WordSet(words: "my our the")
    private static let standing = WordSet(words: "subscription subscriptions membership sub")
    private static let cancelling = WordSet(words: "cancel terminate discontinue nix unsub")

    /// "extend", "join", "get on", "be on": subscriptions only with more to say so.
    private var isPlainVerb: Bool {
        let first = text.key(segment.start)
        if first == Words.i { return !has(.subscription) }
        guard Self.vague.contains(first), segment.headEnd < segment.start + 3 else { return false }
        if first == Self.renew,
            namesService || (pointed?.tells(of: .subscription) ?? false)
        {
            return false
        }
        return !has(.subscription) && period(allowed: true) == nil
    }

    /// "withdraw from", "I quit": of many things besides subscriptions.
    private static let parting = WordSet(words: "from quit")
    private static let more = WordKey.of("more")
    private static let renew = WordKey.of("renew")
    private static let vague = WordSet(words: "extend join be get put take register renew open")

    // MARK: Limits, and what was spent

    private func standing() -> Command? { budget() ?? history() }

    private func question() -> Command? { balance() ?? services() }
}
