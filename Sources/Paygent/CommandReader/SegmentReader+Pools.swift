import Domain
import Language

// Shares of pools: out of the pool, into a farm and out of it.
extension SegmentReader {
    func shares() -> Command? {
        guard !segment.isStatement, !isAsked else { return nil }
        return farming() ?? withdrawal()
    }

    /// "remove half of my CRO/USDC liquidity", "take everything out of the pool".
    private func withdrawal() -> Command? {
        guard has(.pool), leavesPool, amounts.count <= 1 else { return nil }
        let (tokenA, tokenB) = pair()
        var withdrawal = Command.Withdrawal(tokenA: tokenA, tokenB: tokenB)
        if let portion = segment.portion() {
            guard isPart(portion.percent) else { return .refuse(.invalidAmount) }
            withdrawal.portion = .percent(portion.percent)
        } else if let amount = amounts.first {
            // "withdraw 5 USDC from the pool" says nothing about shares.
            guard amount.token.map({ Self.shareNames.contains($0) }) ?? true else { return nil }
            guard let value = amount.valid else { return .refuse(.invalidAmount) }
            withdrawal.portion = .amount(value)
        }
        return .removeLiquidity(withdrawal)
    }

    /// What is in a farm moves as a whole.
    private func farming() -> Command? {
        guard let act = farmAct, amounts.isEmpty,
            segment.portion().map({ $0.percent == Quantity(100) }) ?? true
        else { return nil }
        let (tokenA, tokenB) = pair()
        return .farm(Command.Farming(act, tokenA: tokenA, tokenB: tokenB))
    }

    private var farmAct: VenueOrder.FarmAct? {
        let verb = text.key(segment.start)
        let hasFarm = segment.rest.contains { Self.farms.contains(text.key($0)) }
        if Self.unstaking.contains(verb), hasFarm || has(.pool) { return .unstake }
        if Self.harvesting.contains(verb), hasFarm { return .harvest }
        if hasFarm, leavesPool { return .unstake }
        if Self.staking.contains(verb), hasFarm || verb == Self.stake && has(.pool) {
            return .stake
        }
        return nil
    }

    /// "remove", "withdraw"; "take … out".
    private var leavesPool: Bool {
        let verb = text.key(segment.start)
        return Self.leaving.contains(verb)
            || Self.taking.contains(verb)
                && (segment.start ..<| segment.range.upperBound).contains {
                    Self.outside.contains(text.key($0))
                }
    }

    /// The tokens of the pool that is named.
    private func pair() -> (String?, String?) {
        let reader = SymbolReader(text)
        var codes: [String] = []
        var index = segment.headEnd
        while index < segment.range.upperBound, codes.count < 2 {
            guard let symbol = reader.symbolOrCapitals(at: index) else {
                index += 1
                continue
            }
            index = symbol.tokens.upperBound
            if !Self.shareNames.contains(symbol.code), !codes.contains(symbol.code),
                !isPlace(symbol.tokens)
            {
                codes.append(symbol.code)
            }
        }
        return (codes.first, codes.count == 2 ? codes[1] : nil)
    }

    /// "from VVS", "on Cronos": where the pool is, not what is in it.
    private func isPlace(_ tokens: Range<Int>) -> Bool {
        let next = tokens.upperBound
        let isJoined =
            text.isSign(next, "/") || text.isSign(next, "-")
            || next < segment.range.upperBound && text.key(next) == Self.and
        return tokens.lowerBound > segment.range.lowerBound && !isJoined
            && Self.places.contains(text.key(tokens.lowerBound - 1))
            && !(next < segment.range.upperBound && text.cues(at: next).cues.has(.pool))
    }

    private static let shareNames: Set<String> = ["LP", "LPS", "AMM"]
    private static let leaving = WordSet(
        words: "remove withdraw redeem burn exit unwind pull unprovide unpool close retrieve")
    private static let taking = WordSet(words: "take get move bring cash pull")
    private static let outside = WordSet(words: "out back from off")
    private static let unstaking = WordSet(words: "unstake unfarm")
    private static let harvesting = WordSet(words: "harvest claim collect")
    private static let staking = WordSet(words: "stake farm put deposit lock move")
    private static let stake = WordKey.of("stake")
    private static let farms = WordSet(words: "farm farms farming")
    private static let places = WordSet(words: "from on at in via of")
    private static let and = WordKey.of("and")
}
