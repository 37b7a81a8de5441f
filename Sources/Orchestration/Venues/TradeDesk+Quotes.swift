import Domain
import JSON
import Paygent

// How each command gets its price.
extension TradeDesk {
    var exchange: any ExchangeVenue { venues.exchange(on: policy.network) }

    func quote(_ swap: Command.Swap) async throws(VenueError) -> ToolCall {
        guard swap.schedule == nil || swap.schedule == Schedule.onRequest.description else {
            throw .refused(
                code: "not_in_this_version",
                sentence: "One command is one swap now; a schedule belongs into the agent's "
                    + "design. Nothing was swapped.")
        }
        guard let from = swap.fromToken ?? (swap.isAmountReceived ? policy.currency : nil),
            let to = swap.toToken
        else { throw Self.unclear("which tokens to swap") }
        let (give, take) = (try await asset(from), try await asset(to))
        guard let portion = swap.portion else { throw Self.unclear("how much to swap") }
        let slippage = try slippage(swap.slippage)
        let (given, expected) =
            if swap.isAmountReceived {
                try await priced(taking: portion, take, for: give)
            } else { try await priced(giving: portion, give, for: take) }
        guard let units = Slippage.minimum(of: expected.atomicUnits, percent: slippage) else {
            throw Self.unclear("how much it may slip")
        }
        let minimum = Money(atomicUnits: units, of: take)
        let quoted = QuotedOrder(
            .swap(give: given, minimum: minimum), spends: try await counted([given]))
        return quoted.call(
            "VVS gives about \(expected) for \(given), at least \(minimum) with \(slippage) "
                + "percent of slippage.", isSimulated: exchange.isSimulated,
            ["quote": .string(expected.description), "slippage": .string(slippage.description)])
    }

    private func priced(
        giving portion: Command.Portion, _ give: Asset, for take: Asset
    ) async throws(VenueError) -> (Money, Money) {
        let given = try await money(portion, of: give)
        return (given, try await exchange.quote(giving: given, for: take))
    }

    private func priced(
        taking portion: Command.Portion, _ take: Asset, for give: Asset
    ) async throws(VenueError) -> (Money, Money) {
        let wanted = try await money(portion, of: take)
        return (try await exchange.quote(taking: wanted, for: give), wanted)
    }

    func asset(_ symbol: String) async throws(VenueError) -> Asset {
        let symbol = Self.token(symbol)
        if let asset = try await exchange.asset(symbol, on: policy.network) { return asset }
        throw .refused(
            code: "no_asset",
            sentence: "\(symbol) on \(policy.network.title) is not known at VVS. Nothing was done.")
    }

    /// Dollars as people say them are the coin that the venues take.
    static func token(_ symbol: String) -> String { symbol == "USD" ? "USDC" : symbol }

    func money(_ portion: Command.Portion, of asset: Asset) async throws(VenueError) -> Money {
        switch portion {
        case .amount(let quantity): return try Self.money(quantity, of: asset)
        case .percent(let percent):
            let held = try await balance(of: asset, at: .vvs)
            let units = PaperExchange.part(percent, of: held.atomicUnits)
            guard units > 0 else {
                throw .refused(
                    code: "balance_too_low",
                    sentence: "The wallet holds \(held). Nothing was done.")
            }
            return Money(atomicUnits: units, of: asset)
        }
    }

    static func money(_ quantity: Quantity, of asset: Asset) throws(VenueError) -> Money {
        guard !quantity.isZero else { throw unclear("how much") }
        do { return try Money(quantity, of: asset) } catch {
            throw .refused(
                code: "amount_too_precise",
                sentence: "\(asset.symbol) has \(asset.decimals) decimals, so \(quantity) cannot "
                    + "be counted exactly. Nothing was done.")
        }
    }

    /// The smaller of what the command and the design allow.
    private func slippage(_ said: Quantity?) throws(VenueError) -> Quantity {
        let allowed = policy.slippagePercentMax ?? Slippage.usual
        guard let said else { return allowed }
        guard said <= allowed else {
            throw .refused(
                code: "slippage_not_allowed",
                sentence: "This agent's swaps may slip by at most \(allowed) percent, and \(said) "
                    + "was asked for. Nothing was swapped.")
        }
        return said
    }

    /// What leaves, in the agent's currency: its limits are in nothing else.
    func counted(_ given: [Money]) async throws(VenueError) -> Money {
        let unit = Policy.unit(of: policy.currency)
        var sum: Money?
        for money in given {
            let part = Policy.unit(of: money.asset.symbol) == unit ? money : try await worth(money)
            guard let before = sum else {
                sum = part
                continue
            }
            do { sum = try before.adding(part) } catch {
                throw .refused(
                    code: "not_comparable", sentence: "The amounts cannot be added up.")
            }
        }
        guard let sum else { throw Self.unclear("what to give") }
        return sum
    }

    private func worth(_ money: Money) async throws(VenueError) -> Money {
        let currency = try await asset(policy.currency)
        if let worth = try await exchange.worth(of: money, in: currency) { return worth }
        throw .refused(
            code: "asset_not_allowed",
            sentence: "This agent's limits are in \(policy.currency), and nothing independent says "
                + "what \(money) is worth. Nothing was done.")
    }

    func quote(_ liquidity: Command.Liquidity) async throws(VenueError) -> ToolCall {
        guard let tokenA = liquidity.tokenA, let tokenB = liquidity.tokenB,
            let amountA = liquidity.amountA
        else { throw Self.unclear("which two tokens, and how much of them") }
        let (first, second) = (try await asset(tokenA), try await asset(tokenB))
        let one = try Self.money(amountA, of: first)
        let other =
            if let amountB = liquidity.amountB {
                try Self.money(amountB, of: second)
            } else { Money(atomicUnits: .max, of: second) }
        let taken = try await exchange.deposit(one, other)
        let quoted = QuotedOrder(
            .addLiquidity(first: taken.first, second: taken.second),
            spends: try await counted([taken.first, taken.second]))
        return quoted.call(
            "The pool takes \(taken.first) and \(taken.second) now.",
            isSimulated: exchange.isSimulated)
    }
}

// Perpetuals and predictions.
extension TradeDesk {
    func quote(_ opening: Command.PerpetualOpening) async throws(VenueError) -> ToolCall {
        guard let market = opening.market, let side = opening.side, let amount = opening.amount
        else { throw Self.unclear("which market, which side and how much margin") }
        let symbol = Self.token(opening.token ?? policy.currency)
        guard let price = try await venues.perpetuals.price(of: market),
            venues.perpetuals.markets.contains(market)
        else {
            throw .refused(
                code: "market_not_found",
                sentence: "Moonlander has no market \(market); it has "
                    + "\(venues.perpetuals.markets.joined(separator: ", ")).")
        }
        guard let asset = try await venues.perpetuals.marginAsset(symbol, on: policy.network)
        else { throw Self.noMargin(symbol) }
        let leverage = opening.leverage ?? Quantity(1)
        let allowed = policy.leverageMax ?? Quantity(1)
        guard leverage <= allowed else {
            throw .refused(
                code: "leverage_not_allowed",
                sentence: "This agent may use at most \(allowed) times leverage, and \(leverage) "
                    + "was asked for. Nothing was opened.")
        }
        let margin = try Self.money(amount, of: asset)
        let quoted = QuotedOrder(
            .openPosition(
                .init(market: market, side: side, margin: margin, leverage: leverage)),
            spends: try await counted([margin]))
        return quoted.call(
            "\(market) is at \(price) USD on Moonlander.",
            isSimulated: venues.perpetuals.isSimulated,
            ["price": .string(price.description), "leverage": .string(leverage.description)])
    }

    private static func noMargin(_ symbol: String) -> VenueError {
        .refused(
            code: "no_asset", sentence: "\(symbol) is not taken here; use USDC. Nothing was done.")
    }

    func quote(_ bet: Command.Bet) async throws(VenueError) -> ToolCall {
        guard let amount = bet.amount, let words = bet.market ?? bet.outcome else {
            throw Self.unclear("what to bet on, and how much")
        }
        let symbol = Self.token(bet.token ?? policy.currency)
        guard let asset = try await venues.predictions.stakeAsset(symbol, on: policy.network)
        else { throw Self.noMargin(symbol) }
        let question = try await question(words)
        let isYes = try Self.isYes(bet.outcome)
        let stake = try Self.money(amount, of: asset)
        let chance = isYes ? question.chanceOfYes : 1_000_000 - question.chanceOfYes
        let worst = min(1_000_000, chance + Self.chanceMargin)
        let quoted = QuotedOrder(
            .bet(.init(market: question.id, isYes: isYes, stake: stake, chanceMax: worst)),
            spends: try await counted([stake]))
        return quoted.call(
            "\(question.question) Delphi gives \(isYes ? "yes" : "no") a chance of "
                + "\(Quantity(digits: chance / 1000, scale: 1)) percent.",
            isSimulated: venues.predictions.isSimulated,
            ["market": .string(question.id), "question": .string(question.question)])
    }

    /// How much worse the odds may be when the bet is placed, in millionths.
    private static let chanceMargin: UInt128 = 20_000

    private static func isYes(_ outcome: String?) throws(VenueError) -> Bool {
        switch outcome?.lowercased() {
        case "yes", "above", "up", "higher": true
        case "no", "below", "down", "lower": false
        default:
            throw .refused(
                code: "outcome_not_found",
                sentence: "Delphi's questions are answered with yes or no. Nothing was staked.")
        }
    }

    /// Money is never put on another price than the one that was said.
    private static func anotherQuestion(_ question: OpenQuestion) -> VenueError {
        .refused(
            code: "market_not_found",
            sentence: "Delphi asks something else: \(question.question) To bet on that, name "
                + "\(question.id). Nothing was staked.")
    }

    /// The open market that the words fit best.
    private func question(_ words: String) async throws(VenueError) -> OpenQuestion {
        let open = try await venues.predictions.markets()
        if let exact = open.first(where: { $0.id == words.lowercased() }) { return exact }
        if let best = OpenQuestion.best(for: words, among: open) {
            guard !words.namesPrice else { throw Self.anotherQuestion(best) }
            return best
        }
        let list = open.prefix(3).map { "'\($0.question)'" }.joined(separator: ", ")
        throw .refused(
            code: "market_not_found",
            sentence: "Delphi has no market like '\(words)'. It has, among others, \(list).")
    }
}

extension String {
    /// Whether a word begins with a digit: a price that the question would have to have.
    fileprivate var namesPrice: Bool {
        lowercased().split { !$0.isLetter && !$0.isNumber && $0 != "." && $0 != "," }
            .contains { $0.first?.isNumber == true }
    }
}

extension OpenQuestion {
    /// A market is meant when its token is named; of several spans the day's, unless the hour is.
    static func best(for words: String, among open: [OpenQuestion]) -> OpenQuestion? {
        let said = words.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init)
        let named = open.filter { question in
            let symbol = question.id.split(separator: "-").first.map(String.init) ?? ""
            return said.contains { $0 == symbol || names[symbol] == $0 }
        }
        let wantsHour = said.contains("hour")
        return named.first { $0.id.contains("-hour-") == wantsHour } ?? named.first
    }

    private static let names = [
        "btc": "bitcoin", "eth": "ethereum", "cro": "cronos", "sol": "solana",
    ]
}
