import Domain
import Language

// The tools that the purpose asks for without naming them.
extension ToolReader {
    // MARK: Inferred from the purpose

    func infer(
        _ hits: PhraseHits<ToolPhrase>, _ blocked: Set<BuiltInTool>, _ draft: inout Draft
    ) {
        let purpose = PurposeReader(draft)
        let stated = purpose.purposeSentences(draft)
        let known = stated.isEmpty ? message.sentences.filter { addsAbility($0) } : stated
        let told = purpose.background(of: stated, draft)
        // "I send each of them something … I thought of an agent for it": the story says what.
        let sentences =
            known.isEmpty || !told.isEmpty && !asksForTool(known, hits) ? told : known
        guard !sentences.isEmpty else { return }
        var found: Set<BuiltInTool> = []
        var span: Range<Int>?
        for sentence in sentences {
            for hit in hits.starting(in: sentence)
            where !isNegated(hit.tokens, sentence) && !message.isQuoted(hit.start)
                && !isName(hit) && !isReason(hit, sentence)
            {
                guard let tools = inferred(hit, sentence) else { continue }
                found.formUnion(tools)
                span = (span?.lowerBound ?? hit.start) ..<| hit.end
            }
        }
        found.subtract(blocked)
        if found.contains(.subscribeService), !found.contains(.transferTokens) {
            found.insert(.x402Payment)
        }
        if !buysThings(sentences, hits) {
            if found.contains(.perpetualTrade) || found.contains(.predictionMarket) {
                found.remove(.x402Payment)
            }
            if found.contains(.transferTokens), isMoneyOnlySent(sentences, hits) {
                found.remove(.x402Payment)
            }
        }
        let named = stated.isEmpty ? told : stated
        if found.isEmpty, isPaidThing(named, draft), !blocked.contains(.x402Payment) {
            found.insert(.x402Payment)
            span = named[0]
        }
        found.subtract(stated.isEmpty ? spec.tools(.tools) : [])
        guard let span, !found.isEmpty else { return }
        let old = spec.tools(.tools)
        let keeps = stated.isEmpty || !old.isEmpty && !purpose.replaces(draft)
        draft.change(
            .tools, keeps ? .add(.tools(found.sorted())) : .set(.tools(found.sorted())), span,
            confidence: 80, uses: false)
    }

    private func asksForTool(_ sentences: [Range<Int>], _ hits: PhraseHits<ToolPhrase>) -> Bool {
        sentences.contains { sentence in
            hits.starting(in: sentence).contains { inferred($0, sentence) != nil }
        }
    }

    /// "weather every hour, a dollar a day", "we need lookups from seqdb.example": a thing is asked
    /// for, and what it may cost or who sells it.
    private func isPaidThing(_ stated: [Range<Int>], _ draft: Draft) -> Bool {
        guard !stated.isEmpty,
            !stated.contains(where: { sentence in
                message.toolHits.starting(in: sentence).contains { isNegated($0.tokens, sentence) }
            })
        else { return false }
        return Slot.limitSlots.contains { $0 != .unitPrice && draft.has($0) }
            || stated.contains { sentence in
                sentence.contains { message.tokens[$0].kind == .domain }
            }
    }

    /// "It also swaps tokens": one thing more that the agent does, said when its purpose is known.
    private func addsAbility(_ sentence: Range<Int>) -> Bool {
        let head = sentence.lowerBound ..<| min(sentence.lowerBound + 3, sentence.upperBound)
        return spec[.goals] != nil && topic != .blockedTools && !message.isQuoted(head.lowerBound)
            && message.contains(Self.agents, in: head)
            && message.contains(Self.furthers, in: sentence)
            && message.mentions(in: sentence).allSatisfy { $0.amount == nil }
            && !message.has(.approval, in: sentence) && !message.has(.negation, in: sentence)
    }

    private static let agents = WordSet(words: "it agent bot assistant he she they")
    private static let furthers = WordSet(words: "also too additionally well besides")

    /// "an agent called Scout": what something is called is nothing that it does.
    private func isName(_ hit: PhraseHit<ToolPhrase>) -> Bool {
        message.tokens.token(hit.start - 1).map { Self.callings.contains($0.key) } ?? false
    }

    private static let callings = WordSet(words: "called named")

    private func inferred(_ hit: PhraseHit<ToolPhrase>, _ sentence: Range<Int>) -> [BuiltInTool]? {
        switch hit.value {
        case .buy:
            if isOwners(hit), !isStory(sentence) { return nil }
            if tops(hit, sentence) { return nil }
            if fillsWallet(hit, sentence) { return [.transferTokens] }
            let isCoin =
                trade.buysCoin(hit.end, sentence)
                || Self.buyers.contains(message.tokens[hit.start].key)
                    && trade.isCoin(before: hit.start)
            return isCoin ? [.swapTokens] : [.x402Payment]
        case .sell: return trade.movesCoin(hit.end, sentence) ? [.swapTokens] : nil
        case .pay:
            if isOwners(hit), !isStory(sentence) { return nil }
            return paysPeople(hit, sentence) || peopleArePaid(hit, sentence)
                ? [.transferTokens] : [.x402Payment]
        case .payNoun:
            let isToPeople =
                message.isWord(hit.end, Self.of) || message.isWord(hit.end, Self.to)
            return isToPeople && paysPeople(hit, sentence) ? [.transferTokens] : hit.value.grants
        case .send: return sendsMoney(hit, sentence) ? [.transferTokens] : nil
        case .transferNoun where Self.mine.contains(message.tokens.token(hit.start - 1)?.key ?? 0):
            return nil
        case .hedge: return [.perpetualTrade]
        case .swapVerb: return namesToken(hit, sentence) ? [.swapTokens] : nil
        case .subscribeWord: return hit.value.grants
        case .discover where Self.counts.contains(message.tokens.token(hit.start - 1)?.key ?? 0):
            return nil
        // "for the search team": a word before another noun.
        case .discover where hit.tokens.count == 1 && isInCompound(hit, sentence): return nil
        default: return hit.value.isWeak ? nil : hit.value.grants
        }
    }

    /// "I rent a chair", "we buy fish", "I get paid in ETH": what the owner does.
    private func isOwners(_ hit: PhraseHit<ToolPhrase>) -> Bool {
        guard let before = message.tokens.token(hit.start - 1) else { return false }
        return Self.owners.contains(before.key)
    }

    /// A sentence that speaks of no agent, in a purpose told as a story.
    private func isStory(_ sentence: Range<Int>) -> Bool {
        spec[.goals] == nil && !message.has(.agentNoun, in: sentence)
            && !message.sentences.filter { !message.isQuoted($0.lowerBound) }.contains {
                message.has(.agentNoun, in: $0)
                    && message.toolHits.starting(in: $0).contains { !isOwners($0) && !$0.value.isWeak }
            }
    }

    /// "watches our balance and tops it up by swapping": the swap fills it.
    private func tops(_ hit: PhraseHit<ToolPhrase>, _ sentence: Range<Int>) -> Bool {
        hit.tokens.count == 3 && Self.it.contains(message.tokens[hit.start + 1].key)
            && message.toolHits.starting(in: sentence).contains { $0.value == .balance }
    }

    /// "because Bernhard reimburses me in coins": why, not what.
    private func isReason(_ hit: PhraseHit<ToolPhrase>, _ sentence: Range<Int>) -> Bool {
        let near = max(sentence.lowerBound, hit.start - 16) ..<| hit.start
        guard let reason = near.last(where: { Self.reasons.contains(message.tokens[$0].key) }) else {
            return false
        }
        return !message.has(.agentNoun, in: reason ..<| hit.start)
    }

    private static let reasons = WordSet(words: "because cos coz")

    /// "pay per search": one unit of what is paid for.
    private static let counts = WordSet(words: "per each a an every one paid run runs")
    private static let owners = WordSet(words: "i we they get gets got getting")
    static let of = WordKey.of("of")
    static let to = WordKey.of("to")
    /// "tops up the relayer wallet 0x…": money goes to it.
    private func fillsWallet(_ hit: PhraseHit<ToolPhrase>, _ sentence: Range<Int>) -> Bool {
        guard Self.fills.contains(message.tokens[hit.start].key) else { return false }
        let near = hit.end ..<| min(hit.end + 6, sentence.upperBound)
        return near.contains { message.tokens[$0].kind == .address }
            || near.contains { message.isWord($0, Self.wallet) }
                && !message.contains(Self.mineOrIts, in: near)
    }

    private static let fills = WordSet(words: "top tops topping refill refills fill fills")
    private static let wallet = WordKey.of("wallet")
    private static let mine = WordSet(words: "my")
    private static let mineOrIts = WordSet(words: "its own")
    private static let buyers = WordSet(words: "buyer purchaser")
    var trade: CoinTrade { CoinTrade(message: message) }

    /// "pay our babysitters", "paying to my teachers": people, not services.
    private func paysPeople(_ hit: PhraseHit<ToolPhrase>, _ sentence: Range<Int>) -> Bool {
        if message.isWord(hit.end - 1, Self.for_) { return false }
        var index = hit.end
        let stop = min(hit.end + 9, sentence.upperBound)
        while index < stop {
            let token = message.tokens[index]
            if token.isSign(",") || Self.clauseEnds.contains(token.key) { return false }
            if message.isWord(index, Self.for_) { return false }
            if isPerson(index) { return true }
            if isThing(token) { return false }
            index += 1
        }
        return false
    }

    /// "somebody has to be paid", "the cleaners get paid".
    private func peopleArePaid(_ hit: PhraseHit<ToolPhrase>, _ sentence: Range<Int>) -> Bool {
        guard message.isWord(hit.start, Self.paid),
            let before = message.tokens.token(hit.start - 1), Self.passives.contains(before.key)
        else { return false }
        let near = max(sentence.lowerBound, hit.start - 6) ..<| hit.start
        return near.reversed().prefix { !message.tokens[$0].isSign(",") }.contains(where: isPerson)
    }

    private static let paid = WordKey.of("paid")
    private static let passives = WordSet(words: "be been being is are was were get gets getting")

    private func isInCompound(_ hit: PhraseHit<ToolPhrase>, _ sentence: Range<Int>) -> Bool {
        guard let before = message.tokens.token(hit.start - 1), hit.end < sentence.upperBound,
            Self.articles.contains(before.key)
        else { return false }
        return message.tokens[hit.end].kind == .word && !Self.heads.contains(message.tokens[hit.end].key)
    }

    private static let articles = WordSet(words: "the our their my your its a an")
    private static let heads = WordSet(words: "for and or of in on to tool is")

    private static let for_ = WordKey.of("for")
    private static let clauseEnds = WordSet(
        ["that", "which", "who", "when", "while", "because", "so", "before", "after", "if"].map(
            WordKey.of))

    private func isThing(_ token: Token) -> Bool { PayeeWords.things.contains(token.key) }

    private func isPerson(_ index: Int) -> Bool {
        let token = message.tokens[index]
        guard token.kind == .word, !message.tokens.isPossessive(index) else { return false }
        return PayeeWords.people.contains(token.key)
            || PayeeWords.looksLikePeople(message.tokens, index)
    }

    private func sendsMoney(_ hit: PhraseHit<ToolPhrase>, _ sentence: Range<Int>) -> Bool {
        let near = hit.end ..<| min(hit.end + 8, sentence.upperBound)
        return near.contains { PayeeWords.money.contains(message.tokens[$0].key) }
            || handsOver(near)
    }

    /// "so can something send it to her": money was spoken of before.
    private func handsOver(_ near: Range<Int>) -> Bool {
        guard let first = near.first, Self.it.contains(message.tokens[first].key),
            message.isWord(first + 1, Self.to), let whom = message.tokens.token(first + 2)
        else { return false }
        return Self.persons.contains(whom.key)
            && message.contains(PayeeWords.money, in: message.whole)
    }

    static let it = WordSet(words: "it that this")
    private static let persons = WordSet(words: "her him them")

    private func namesToken(_ hit: PhraseHit<ToolPhrase>, _ sentence: Range<Int>) -> Bool {
        let near = hit.end ..<| min(hit.end + 8, sentence.upperBound)
        return message.terms.starting(in: near).contains {
            if case .currency = $0.value { true } else { false }
        }
            || near.contains { Self.tokenWords.contains(message.tokens[$0].key) }
    }

    private static let tokenWords = WordSet(
        ["token", "tokens", "coins", "coin", "stablecoins", "stablecoin", "crypto"].map(WordKey.of))

    /// "buys data from paid APIs": things are bought, whatever else the agent does.
    private func buysThings(_ sentences: [Range<Int>], _ hits: PhraseHits<ToolPhrase>) -> Bool {
        sentences.contains { sentence in
            hits.starting(in: sentence).contains { hit in
                guard hit.value == .buy, !isNegated(hit.tokens, sentence) else { return false }
                let near = hit.end ..<| min(hit.end + 5, sentence.upperBound)
                return near.prefix { !message.tokens[$0].isSign(",") }.contains {
                    Self.soldThings.contains(message.tokens[$0].key)
                }
            }
        }
    }

    private static let soldThings = WordSet(
        words: "data api apis feed feeds quotes forecasts articles reports credits datasets dataset"
    )

    /// Refunds and payouts are sent; a purchase verb beside them buys as well.
    private func isMoneyOnlySent(_ sentences: [Range<Int>], _ hits: PhraseHits<ToolPhrase>) -> Bool
    {
        !sentences.contains { sentence in
            hits.starting(in: sentence).contains { hit in
                hit.value == .buy
                    || (hit.value == .pay && !paysPeople(hit, sentence)
                        && message.isWord(hit.end, Self.for_))
            }
        }
    }
}
