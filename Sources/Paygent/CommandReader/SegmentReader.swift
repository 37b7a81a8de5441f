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
        guard !isIdiom else { return nil }
        return answer() ?? market() ?? subscription() ?? standing() ?? question() ?? moving()
    }

    private var isIdiom: Bool {
        text.end(of: .idiom, at: segment.start).map { $0 >= segment.headEnd } ?? false
    }

    // MARK: Approvals

    private func answer() -> Command? {
        guard starts(.approve, .reject), amounts.isEmpty || requestID() != nil else { return nil }
        let isAnswer =
            has(.request) || has(.last) || has(.all) || requestID() != nil
            || segment.rest.isEmpty || segment.headEnd - segment.start >= 3
        guard isAnswer, segment.rest.count <= 12 else { return nil }
        let request = requestID() ?? (has(.all) ? "all" : has(.last) ? "last" : nil)
        return head.has(.reject) ? .reject(request: request) : .approve(request: request)
    }

    /// "88b1", "#a91-4": a word with a digit in it, as it was written.
    private func requestID() -> String? {
        for index in segment.rest {
            let token = text.tokens[index]
            guard !token.isGlued || token.kind == .handle || text.isSign(index - 1, "#") else {
                continue
            }
            let written = chunk(at: index)
            let hasDigit = written.utf8.contains { $0 &- UInt8(ascii: "0") < 10 }
            if hasDigit, token.kind != .sign { return String(written.drop { $0 == "#" }) }
        }
        return nil
    }

    /// The tokens without a space between them.
    private func chunk(at index: Int) -> String {
        var end = index + 1
        while end < segment.range.upperBound, let token = text.tokens.token(end),
            token.isGlued || token.isJoined,
            token.kind == .word || token.kind == .number || token.isSign("-")
        {
            end += 1
        }
        return text.tokens.text(index ..<| end)
    }

    // MARK: Markets

    private func market() -> Command? {
        if let command = position() { return command }
        if starts(.claim), has(.winnings) { return .claimWinnings(market: claimedMarket()) }
        if starts(.provide), has(.pool) || head.has(.provide) && isPoolVerb { return liquidity() }
        return bet()
    }

    private var isPoolVerb: Bool {
        text.end(of: .pool, at: segment.start) == segment.headEnd
    }

    private func position() -> Command? {
        let isStop = has(.stopLoss) && !starts(.open, .long, .short, .bet, .buy) || isStopSetting
        let hasPosition = has(.position) || has(.perpetual) || has(.long) || has(.short)
        if isStop, starts(.set) || text.end(of: .stopLoss, at: segment.start) != nil,
            !starts(.cancel) || starts(.set) || text.end(of: .stopLoss, at: segment.start) != nil
        {
            if let stop = stop() { return stop }
        }
        let isEverything = has(.all) && isBare && amounts.allSatisfy(\.isBare)
        if starts(.close, .reduce), hasPosition || isEverything {
            return closing()
        }
        if opensPosition { return opening() }
        return nil
    }

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
        return nil
    }

    // MARK: Bets

    private func bet() -> Command? {
        guard starts(.bet) || head.isEmpty else { return nil }
        let says = has(.yes) || has(.no) || has(.prediction) || isRealBet
        guard says, let onto = segment.rest.first(where: { Self.onto.contains(text.key($0)) })
        else { return nil }
        guard isRealBet || (!amounts.isEmpty && isFirstAmount(before: onto)) else { return nil }
        return BetReader(self).bet()
    }

    /// "bet" and "wager" are about nothing else; "put" and "place" are.
    private var isRealBet: Bool {
        starts(.bet) && !starts(.set, .open, .claim, .provide, .close) && !amounts.isEmpty
    }

    private func isFirstAmount(before index: Int) -> Bool {
        amounts.first.map { $0.tokens.lowerBound < index } ?? false
    }

    private var isWager: Bool { Self.wagers.contains(text.key(segment.start)) }
    private static let wagers = WordSet(words: "bet wager gamble punt")
    private static let onto = WordSet(words: "on that for in against yes no")

    // MARK: Subscriptions

    private func subscription() -> Command? {
        if starts(.unsubscribe) { return cancelled() }
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
            starts(.subscribe) && !isPlainVerb
            || isSubscriptionBought && starts(.open, .buy, .get, .subscribe)
        guard isSubscribing else { return nil }
        return subscribed()
    }

    /// "buy a route plan" is bought once.
    private var isSubscriptionBought: Bool {
        has(.subscription)
            && (period(allowed: true) != nil
                || segment.range.contains { Self.standing.contains(text.key($0)) })
    }

    private static let standing = WordSet(words: "subscription subscriptions membership sub")
    private static let cancelling = WordSet(words: "cancel terminate discontinue")

    /// "extend", "join", "get on", "be on": subscriptions only with more to say so.
    private var isPlainVerb: Bool {
        let first = text.key(segment.start)
        if first == Words.i { return !has(.subscription) }
        guard Self.vague.contains(first) else { return false }
        return !has(.subscription) && period(allowed: true) == nil
    }

    private static let vague = WordSet(words: "extend join be get put take register renew open")

    // MARK: Limits, and what was spent

    private func standing() -> Command? { budget() ?? history() }

    private func question() -> Command? { balance() ?? services() }
}
