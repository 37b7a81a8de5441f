internal import Domain

// Trades: ask for the price and fix the order, look at the wallet, trade, look again.
extension Planner {
    static func trades(_ command: Command) -> [Draft] {
        switch command {
        case .swap(let swap): swaps(swap, command)
        case .addLiquidity(let liquidity): deposits(liquidity, command)
        case .removeLiquidity(let withdrawal): withdrawals(withdrawal, command)
        case .farm(let farming): farms(farming, command)
        case .perpetualOpen(let opening): openings(opening, command)
        case .perpetualClose(let market, _, _):
            [
                Draft("Close \(positions(market))", command, .perpetualTrade, .trade),
                Draft("Check what is left open", command, .perpetualTrade, .verify),
            ]
        case .setStopLoss(let market, _, _):
            [
                Draft(
                    "Set the stop-loss of \(positions(market))", command, .perpetualTrade,
                    .stopLoss)
            ]
        case .predictionBet(let bet): bets(bet, command)
        case .claimWinnings: [Draft("Claim the winnings", command, .predictionMarket, .trade)]
        case .payment, .transfer, .balanceCheck, .serviceDiscovery, .subscribe,
            .cancelSubscription, .paymentHistory, .setBudget, .approve, .reject, .use, .multiStep,
            .refuse, .none:
            []
        }
    }

    private static func swaps(_ swap: Command.Swap, _ command: Command) -> [Draft] {
        let (from, to) = (swap.fromToken ?? "one token", swap.toToken ?? "the other")
        let what =
            swap.isAmountReceived
            ? "\(from) for \(words(swap.portion, swap.toToken))"
            : "\(words(swap.portion, swap.fromToken)) for \(to)"
        return [
            Draft("Ask VVS for the price of \(to) in \(from)", command, .swapTokens, .quote),
            Draft("Check that the wallet holds enough", command, .checkBalance, .funds),
            Draft("Swap \(what)", command, .swapTokens, .trade),
            Draft("Verify the swap and the balances", command, .swapTokens, .verify),
        ]
    }

    private static func deposits(_ liquidity: Command.Liquidity, _ command: Command) -> [Draft] {
        let pair = [liquidity.tokenA, liquidity.tokenB].compactMap(\.self).joined(separator: "/")
        return [
            Draft("Ask VVS what the \(pair) pool takes", command, .swapTokens, .quote),
            Draft("Check that the wallet holds enough", command, .checkBalance, .funds),
            Draft("Provide liquidity to \(pair)", command, .swapTokens, .trade),
            Draft("Verify the shares", command, .swapTokens, .verify),
        ]
    }

    private static func withdrawals(
        _ withdrawal: Command.Withdrawal, _ command: Command
    ) -> [Draft] {
        let pool = pool(withdrawal.tokenA, withdrawal.tokenB)
        let what = words(withdrawal.portion, withdrawal.portion == nil ? "everything" : "LP")
        return [
            Draft("Ask VVS what the shares of \(pool) are worth", command, .swapTokens, .quote),
            Draft("Take \(what) out of \(pool)", command, .swapTokens, .trade),
            Draft("Verify what came back", command, .swapTokens, .verify),
        ]
    }

    private static func farms(_ farming: Command.Farming, _ command: Command) -> [Draft] {
        let pool = pool(farming.tokenA, farming.tokenB)
        let act =
            switch farming.act {
            case .stake: "Put the shares of \(pool) into the farm"
            case .unstake: "Take the shares of \(pool) out of the farm"
            case .harvest: "Harvest what the farm owes for \(pool)"
            }
        return [
            Draft("Ask VVS what it holds of \(pool)", command, .swapTokens, .quote),
            Draft(act, command, .swapTokens, .trade),
            Draft("Verify the shares", command, .swapTokens, .verify),
        ]
    }

    private static func pool(_ tokenA: String?, _ tokenB: String?) -> String {
        let pair = [tokenA, tokenB].compactMap(\.self).joined(separator: "/")
        return pair.isEmpty ? "the pool" : "the \(pair) pool"
    }

    private static func openings(
        _ opening: Command.PerpetualOpening, _ command: Command
    ) -> [Draft] {
        let what =
            "a \(opening.side?.rawValue ?? "leveraged") position on "
            + (opening.market ?? "the market")
        var drafts = [
            Draft("Ask Moonlander for the price", command, .perpetualTrade, .quote),
            Draft("Check that the wallet holds the margin", command, .checkBalance, .funds),
            Draft("Open \(what)", command, .perpetualTrade, .trade),
        ]
        if let stop = opening.stopLoss {
            drafts.append(
                Draft("Set its stop-loss at \(stop)", command, .perpetualTrade, .stopLoss))
        }
        if let target = opening.takeProfit {
            drafts.append(
                Draft("Set its take-profit at \(target)", command, .perpetualTrade, .takeProfit))
        }
        drafts.append(Draft("Verify the position", command, .perpetualTrade, .verify))
        return drafts
    }

    private static func bets(_ bet: Command.Bet, _ command: Command) -> [Draft] {
        [
            Draft(
                "Ask Delphi for the odds of \(bet.market ?? "the market")", command,
                .predictionMarket, .quote),
            Draft("Check that the wallet holds the stake", command, .checkBalance, .funds),
            Draft(
                "Bet on \(bet.outcome ?? "the outcome") in \(bet.market ?? "the market")", command,
                .predictionMarket, .trade),
            Draft("Verify the bet", command, .predictionMarket, .verify),
        ]
    }

    private static func positions(_ market: String?) -> String {
        switch market {
        case nil: "the position"
        case "all": "every position"
        case .some(let market): "the position on \(market)"
        }
    }
}
