import Domain
import JSON
import Paygent

// Shares of pools, taken out or moved into a farm and out of it. What was provided was counted
// then, so none of it spends anything: it is judged and kept as a payment of nothing.
extension TradeDesk {
    func quote(_ withdrawal: Command.Withdrawal) async throws(VenueError) -> ToolCall {
        let (first, second) = try await pool(withdrawal.tokenA, withdrawal.tokenB)
        let held = try await exchange.shares(of: owner, in: first, second)
        guard held.atomicUnits > 0 else { throw PaperExchange.noLiquidity }
        let shares = try Self.part(withdrawal.portion, of: held)
        let worth = try await exchange.withdrawal(of: shares, from: first, second)
        let slippage = policy.slippagePercentMax ?? Slippage.usual
        let removal = VenueOrder.Removal(
            shares: shares, first: try Self.least(of: worth.first, slippage),
            second: try Self.least(of: worth.second, slippage))
        let quoted = QuotedOrder(.removeLiquidity(removal), spends: try await nothing())
        return quoted.call(
            "\(shares) are worth about \(worth.first) and \(worth.second), at least "
                + "\(removal.first) and \(removal.second) with \(slippage) percent of slippage.",
            isSimulated: exchange.isSimulated)
    }

    func quote(_ farming: Command.Farming) async throws(VenueError) -> ToolCall {
        guard exchange.isSimulated else {
            throw .refused(
                code: "farm_simulated_only",
                sentence: "The farm is simulated only, and \(policy.network.title) has a real "
                    + "exchange here. Nothing was done.")
        }
        let (first, second) = try await pool(farming.tokenA, farming.tokenB)
        let holding = try await exchange.holdings(of: owner).first { $0.isOf(first, second) }
        guard let holding else { throw PaperExchange.noLiquidity }
        let quoted = QuotedOrder(
            .farm(farming.act, first: first, second: second), spends: try await nothing())
        let reward = holding.reward.map { ", which owes \($0)" } ?? ""
        return quoted.call(
            "\(holding.freeShares) are free and \(holding.stakedShares) in the farm\(reward).",
            isSimulated: true)
    }

    /// The named one, or the only one that there are shares of.
    private func pool(
        _ tokenA: String?, _ tokenB: String?
    ) async throws(VenueError) -> (first: Asset, second: Asset) {
        if let tokenA, let tokenB { return (try await asset(tokenA), try await asset(tokenB)) }
        let named: Asset? = if let token = tokenA ?? tokenB { try await asset(token) } else { nil }
        let holdings = try await exchange.holdings(of: owner).filter { holding in
            named.map { $0 == holding.first || $0 == holding.second } ?? true
        }
        guard let only = holdings.first else { throw PaperExchange.noLiquidity }
        guard holdings.count == 1 else {
            let names = holdings.map(\.pool).joined(separator: ", ")
            throw Self.unclear("which pool: there are shares of \(names)")
        }
        return (only.first, only.second)
    }

    /// - Throws: `.refused` for more than there is, and for nothing.
    static func part(
        _ portion: Command.Portion?, of held: Money
    ) throws(VenueError) -> Money {
        switch portion {
        case nil: return held
        case .percent(let percent):
            let units = PaperExchange.part(percent, of: held.atomicUnits)
            guard units > 0 else { throw unclear("how much to take out") }
            return Money(atomicUnits: units, of: held.asset)
        case .amount(let quantity):
            let wanted = try money(quantity, of: held.asset)
            guard wanted.atomicUnits <= held.atomicUnits else {
                throw .refused(
                    code: "balance_too_low",
                    sentence: "Only \(held) are free, less than \(wanted). Nothing was done.")
            }
            return wanted
        }
    }

    private static func least(
        of worth: Money, _ slippage: Quantity
    ) throws(VenueError) -> Money {
        guard worth.atomicUnits > 0,
            let units = Slippage.minimum(of: worth.atomicUnits, percent: slippage)
        else { throw PaperExchange.refused(.uncountable) }
        return Money(atomicUnits: units, of: worth.asset)
    }

    private func nothing() async throws(VenueError) -> Money {
        Money(atomicUnits: 0, of: try await asset(policy.currency))
    }
}

extension LiquidityHolding {
    var pool: String { "\(first.symbol)/\(second.symbol)" }
    var freeShares: Money { Money(atomicUnits: free, of: share) }
    var stakedShares: Money { Money(atomicUnits: staked, of: share) }

    func isOf(_ one: Asset, _ other: Asset) -> Bool {
        [first, second] == [one, other] || [second, first] == [one, other]
    }
}

extension VenueOrder {
    /// Whether at least as much has come back as was agreed.
    func isMet(by fill: Fill) -> Bool {
        minimums.allSatisfy { least in
            fill.received.contains { $0.covers(least) }
        }
    }
}
