import Domain
import Language

// Questions that a command may be: what is there, what is on offer.
extension SegmentReader {
    func balance() -> Command? {
        guard !isDuty, !Self.articles.contains(text.key(segment.headEnd)) || !isDefining else {
            return nil
        }
        let address = segment.entity()?.text
        let noun =
            Words.determiners.contains(text.key(segment.start))
                || Self.totals.contains(text.key(segment.start))
            ? segment.start + 1 : segment.start
        let startsWithNoun = text.end(of: .balance, at: noun) != nil
        let asks =
            starts(.show) && has(.balance)
            || starts(.askBalance) && (has(.balance) || hasAsset || address != nil)
            || starts(.show) && (segment.first(.askBalance)?.start ?? .max) <= segment.headEnd + 1
            || startsWithNoun && isNounAlone || isSymbolBalance || asksWhatIsHeld
            || HoldingQuestion(segment).isAsked
        guard asks, amounts.allSatisfy(\.isBare), !has(.payments) || has(.balance), !has(.budget)
        else { return nil }
        if starts(.askBalance), isCount, !HoldingQuestion(segment).isAsked { return nil }
        return .balanceCheck(token: balanceToken(), address: address)
    }

    /// "check what 0x… holds", "what does vault.cro hold", "how much money I have".
    private var asksWhatIsHeld: Bool {
        guard starts(.show, .askBalance) || text.key(segment.start) == Self.what,
            segment.range.contains(where: { Self.holding.contains(text.key($0)) })
        else { return false }
        return segment.entity() != nil
            || starts(.askBalance) && Self.moneys.contains(text.key(segment.headEnd - 1))
    }

    /// "do I have to …"
    private var isDuty: Bool {
        segment.range.contains {
            Self.holding.contains(text.key($0)) && text.key($0 + 1) == Words.to
                && text.tokens.token($0 + 2)?.kind == .word && !Self.mine.contains(text.key($0 + 2))
        }
    }

    /// "what is a wallet"
    private var isDefining: Bool { Self.defining.contains(text.key(segment.start)) }

    private static let defining = WordSet(words: "what whats")
    private static let mine = WordSet(words: "my our")
    private static let articles = WordSet(words: "a an")
    private static let totals = WordSet(words: "total current remaining available overall full")
    private static let what = WordKey.of("what")
    private static let holding = WordSet(words: "hold holds have has own owns contain contains got")
    private static let moneys = WordSet(words: "money funds cash")

    /// "how many CRO", but not "how many days".
    private var hasAsset: Bool { segment.symbol(from: segment.headEnd) != nil }

    /// "how many friends do I have": what is counted is no token.
    private var isCount: Bool {
        guard Self.counting.contains(text.key(segment.start)),
            Self.countingEnds.contains(text.key(segment.headEnd - 1)),
            let next = text.tokens.token(segment.headEnd), next.kind == .word
        else { return false }
        return SymbolReader(text).symbolOrCapitals(at: segment.headEnd) == nil
            && text.end(of: .balance, at: segment.headEnd) == nil
            && !Self.moneyWords.contains(next.key)
    }

    private static let counting = WordSet(words: "how is are have do any")
    private static let countingEnds = WordSet(words: "many much any enough")
    private static let moneyWords = WordSet(words: "money is do have cash funds of are in")

    /// "balance plz", "wallet status", "balance of 0x…".
    private var isNounAlone: Bool {
        segment.range.upperBound - segment.start <= 6 && !segment.isStatement
    }

    /// "USDC balance", "my CRO holdings".
    private var isSymbolBalance: Bool {
        guard head.isEmpty, let noun = segment.first(.balance), !segment.isStatement,
            let symbol = segment.symbol(from: segment.start)
        else { return false }
        return noun.start <= segment.start + 4 && symbol.tokens.lowerBound <= segment.start + 1
    }

    private func balanceToken() -> String {
        let reader = SymbolReader(text)
        var found: [String] = []
        for index in segment.range {
            guard let symbol = reader.symbolOrCapitals(at: index), !found.contains(symbol.code)
            else { continue }
            let isChain =
                Words.networkJoints.contains(text.key(index - 1))
                && text.terms.at(index).contains {
                    if case .network = $0.value { true } else { false }
                }
            if !isChain { found.append(symbol.code) }
        }
        return found.count == 1 ? found[0] : "all"
    }

    // MARK: Services

    func services() -> Command? {
        let isWanted =
            Self.getting.contains(text.key(segment.start)) && order() != nil && amounts.isEmpty
        let isWish =
            text.key(segment.start) == Words.i && amounts.isEmpty
            && (orderEnd(at: segment.headEnd) ?? orderEnd(at: segment.headEnd - 1)) != nil
        let isSearch =
            isWanted || isWish || starts(.find) && !isShowing
            || starts(.find, .show) && has(.services)
        let isQuestion = starts(.askServices) && (has(.services) || !isVagueQuestion)
        let isBare =
            head.isEmpty && isSorted
            || head.isEmpty && has(.services)
                && (order() != nil || text.key(segment.start + 1) == Words.for_)
            || head.isEmpty && (isAsked || isPriced) && orderEnd(at: segment.start) != nil
                && segment.range.upperBound - segment.start <= 6
        guard
            !segment.range.contains(where: {
                text.tokens[$0].kind == .domain || text.tokens[$0].kind == .url
            })
        else { return nil }
        guard isSearch || isQuestion || isBare && !segment.isStatement || asksForOffers else {
            return nil
        }
        let price = maximum()
        if let price, price.valid == nil { return .refuse(.invalidAmount) }
        guard let query = query() else { return nil }
        return .serviceDiscovery(
            .init(
                query: query, maxPrice: price?.valid, token: price?.token, order: order()))
    }

    /// "show me", "list": they search only when services are what is shown.
    private var isShowing: Bool {
        starts(.show) && !has(.services) && order() == nil
    }

    private var isVagueQuestion: Bool {
        let first = text.key(segment.start)
        // "is there something that …"
        if segment.headEnd >= segment.start + 4 { return false }
        guard Self.vagueQuestions.contains(first), !isPriced else { return false }
        if Self.existence.contains(first),
            segment.rest.contains(where: { Self.qualities.contains(text.key($0)) })
        {
            return false
        }
        return !segment.range.contains { Self.offers.contains(text.key($0)) } || !has(.services)
    }

    /// "where could one buy …", "satellite imagery, what's out there?", "need a … provider": somebody
    /// who sells it is asked after, and nothing is ordered.
    private var asksForOffers: Bool {
        guard
            !starts(.pay, .send, .give, .swap, .subscribe, .cancel, .unsubscribe) || starts(.find),
            !has(.subscription), !has(.payments), !has(.balance)
        else { return false }
        let isAsking = isAsked || segment.range.contains { Self.seeking.contains(text.key($0)) }
        return isAsking
            && (segment.range.contains { Self.sellers.contains(text.key($0)) }
                || segment.first(.services).map { $0.start > segment.start } ?? false
                || isPriced && segment.range.contains { Self.things.contains(text.key($0)) }
                || order() != nil && has(.find))
            && !segment.range.contains { Self.owners.contains(text.key($0)) }
    }

    private static let seeking = WordSet(
        words: """
            need looking searching hunting find list show where who whos anyone anybody somebody someone any
            which what whats suggest suggestions recommend recommendations discover browse compare search seek
            """)
    private static let sellers = WordSet(
        words: """
            sells sell selling offers offer offering offered provides provide providing provider providers vendor
            vendors seller sellers supplier suppliers marketplace suggestions recommendations alternatives sale
            """)
    private static let owners = WordSet(words: "i've ive paid spent did my our balance")
    private static let things = WordSet(words: "anything something")
    private static let getting = WordSet(words: "get fetch")
    private static let existence = WordSet(words: "is are")
    private static let qualities = WordSet(
        words: "cheap fast good decent reliable affordable quick inexpensive")
    private static let vagueQuestions = WordSet(
        words: "which any is are what what's whats got know")
    private static let offers = WordSet(
        words: "sells sell offers offer provides provide cost costs cheaper there available can do")

    private func maximum() -> SaidAmount? {
        segment.mainAmount(amounts)
    }

    func order() -> Command.Discovery.Order? {
        let orders: [(Cue, Command.Discovery.Order)] = [
            (.cheapest, .cheapest), (.fastest, .fastest), (.bestRated, .bestRated),
        ]
        return orders.first { has($0.0) }?.1
    }

    private func query() -> String? {
        query(from: segment.headEnd).map { text.tokens.text($0) }
    }

    private func query(from place: Int) -> Range<Int>? {
        var start = place
        while start < segment.range.upperBound {
            if let sort = orderEnd(at: start) {
                start = sort
            } else if isQueryFiller(start) || isPrice(start) {
                start += 1
            } else {
                break
            }
        }
        var end = start
        while end < segment.range.upperBound, !endsQuery(end, start) { end += 1 }
        while end > start, isQueryFiller(end - 1) { end -= 1 }
        return end > start ? start ..<| end : nil
    }

    /// "for less than 2 dollars": no part of what is sought.
    private func isPrice(_ index: Int) -> Bool {
        amounts.contains { $0.tokens.contains(index) }
            || Words.comparesDown.contains(text.key(index))
    }

    /// "for 2 cents or less", "below fifty cents": what it may cost at most.
    private var isPriced: Bool {
        guard amounts.count == 1, amounts[0].token != nil else { return false }
        return segment.range.contains { Words.comparesDown.contains(text.key($0)) }
    }

    /// "satellite imagery, cheapest first".
    private var isSorted: Bool {
        guard order() != nil, !segment.isStatement, !has(.payments),
            segment.range.upperBound - segment.start <= 8
        else { return false }
        return segment.range.contains { index in
            Self.sorted.contains(text.key(index))
                || orderEnd(at: index).map { Self.sorting.contains(text.key($0)) } ?? false
        }
    }

    private static let sorting = WordSet(words: "first option options")
    private static let sorted = WordSet(words: "sorted ordered ranked sort rank order")

    private func orderEnd(at index: Int) -> Int? {
        let (cues, end) = text.cues(at: index)
        return cues.hasAny(Cues(.cheapest, .fastest, .bestRated)) ? end : nil
    }

    private func isQueryFiller(_ index: Int) -> Bool {
        let token = text.tokens[index]
        if token.kind == .sign || token.kind == .emoji { return true }
        if text.key(index) == Words.for_ { return true }
        return token.kind == .word && Self.queryFillers.contains(token.key)
    }

    private static let queryFillers = WordSet(
        words: """
            me us a an the some any services service that which who sell sells selling offer offers offering
            provide provides providing for can could do does of available all out there please with is are
            has have to on in vendors one ones fast cheap good decent provider providers seller sellers by x402
            where could one may might everyone everybody whats what everything less or first last then list now pls need im looking hunting searching after
            highly rated top good quality suggestions options overview exist exists marketplace market some
            use using it around something anything someone anyone somebody anybody site sites store stores kind sort i we get buy find new
            """)

    private func endsQuery(_ index: Int, _ start: Int) -> Bool {
        let token = text.tokens[index]
        if token.kind == .sign, !token.isGlued || token.isSign(",") || token.isSign("?") {
            return !token.isSign("-") && !token.isSign("&") && !token.isSign("/")
        }
        if token.kind == .sign { return token.isSign(".") || token.isSign(";") }
        if let mention = text.mention(at: index)?.amount, mention.token != nil { return true }
        guard token.kind == .word else { return token.kind == .currencySign }
        if index > start, orderEnd(at: index) != nil, !Self.nameable.contains(token.key) {
            return true
        }
        return Self.queryEnds.contains(token.key)
    }

    private static let nameable = WordSet(words: "top best")
    private static let queryEnds = WordSet(
        words: """
            under below less cheaper max maximum most cost costs costing paying accepting that sorted ordered
            rated at within up not no priced pays payable using please which who charging charges budget than
            accept accepts near with sort order ranked
            """)
}
