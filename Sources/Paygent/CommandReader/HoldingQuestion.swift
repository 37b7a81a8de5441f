import Language

/// A question after what is held: "my usdc, how much", "may I know how much money there is in my
/// wallet". Every word belongs to such a question, whatever their order; one that does not makes it
/// something else.
struct HoldingQuestion {
    private let segment: Segment
    private var text: CommandText { segment.text }

    init(_ segment: Segment) { self.segment = segment }

    var isAsked: Bool {
        let range = segment.start ..<| segment.range.upperBound
        guard !range.isEmpty, range.count <= 20 else { return false }
        var (isAsking, isHolding, isMoney, isRest) = (false, false, false, false)
        var index = range.lowerBound
        while index < range.upperBound {
            let token = text.tokens[index]
            let key = text.key(index)
            if let symbol = SymbolReader(text).symbolOrCapitals(at: index) {
                isMoney = true
                index = symbol.tokens.upperBound
                continue
            }
            switch token.kind {
            case .word:
                isAsking = isAsking || Self.asking.contains(key)
                isHolding = isHolding || Self.holding.contains(key)
                isMoney = isMoney || Self.moneys.contains(key)
                isRest = isRest || Self.stocks.contains(key)
                let isKnown =
                    Self.asking.contains(key) || Self.holding.contains(key)
                    || Self.moneys.contains(key) || Self.stocks.contains(key)
                    || Self.between.contains(key)
                guard isKnown else { return false }
            case .sign, .emoji, .lineBreak, .currencySign, .address, .domain, .handle: break
            case .number, .quote, .url, .email, .path: return false
            }
            index += 1
        }
        let isQuestion = isAsking || text.isSign(segment.range.upperBound, "?")
        return isQuestion
            && (isRest || isMoney && (isHolding || range.count <= 3 && !isDefining(range)))
            || isRest && (isMoney || isHolding)
    }

    /// "what's USDC" asks what it is.
    private func isDefining(_ range: Range<Int>) -> Bool {
        range.contains { Self.defining.contains(text.key($0)) }
    }

    private static let defining = WordSet(words: "what whats is are any")

    /// What is asked, or told to be shown.
    private static let asking = WordSet(
        words: """
            how hows what whats tell show check know see any is are do does have has count report display give
            whichever may can could wonder remind learn look lookup get read print view state status
            """)
    private static let holding = WordSet(
        words: """
            have got hold own holding holds owned has left over remaining remains remain sitting standing there
            possess available hand spare much many empty ive weve
            """)
    private static let moneys = WordSet(
        words: "money cash funds coins tokens amount quantity crypto dough stash")
    private static let stocks = WordSet(
        words: """
            balance balances wallet wallets holdings funds portfolio account accounts treasury assets purse pot
            """)
    private static let between = WordSet(
        words: """
            i we my our me us you u the a an of in on at for is are it that this and there still current currently now
            right total overall exact all altogether worth looking doing please just then up to inside which each
            every with by could spend use afford kind address contents state status much some id like would want wish need today moment
            """)
}
