import Domain
import JSON
import Paygent

/// Turns one command of an agent into an order, under its rules: what it may use, how much a swap
/// may slip, how high the leverage is.
struct TradeDesk: Sendable {
    let venues: Venues
    let wallet: Wallet
    let policy: Policy
    let owner: String

    /// Fixes the order and tells its price. Spends nothing.
    func quote(_ command: Command) async throws(VenueError) -> ToolCall {
        switch command {
        case .swap(let swap): return try await quote(swap)
        case .addLiquidity(let liquidity): return try await quote(liquidity)
        case .removeLiquidity(let withdrawal): return try await quote(withdrawal)
        case .farm(let farming): return try await quote(farming)
        case .perpetualOpen(let opening): return try await quote(opening)
        case .predictionBet(let bet): return try await quote(bet)
        case .payment, .transfer, .balanceCheck, .serviceDiscovery, .subscribe,
            .cancelSubscription, .perpetualClose, .setStopLoss, .claimWinnings, .paymentHistory,
            .setBudget, .approve, .reject, .use, .multiStep, .refuse, .none:
            throw Self.unclear("what to ask the price of")
        }
    }

    /// What only brings back needs no price.
    func order(for command: Command) throws(VenueError) -> VenueOrder {
        switch command {
        case .perpetualClose(let market, let side, let percent):
            return .closePosition(
                .init(
                    market: Self.single(market), side: side, percent: percent ?? Quantity(100)))
        case .claimWinnings(let market): return .claim(market: Self.single(market))
        case .payment, .transfer, .swap, .balanceCheck, .serviceDiscovery, .subscribe,
            .cancelSubscription, .perpetualOpen, .setStopLoss, .predictionBet, .addLiquidity,
            .removeLiquidity, .farm,
            .paymentHistory, .setBudget, .approve, .reject, .use, .multiStep, .refuse, .none:
            throw Self.unclear("what to do")
        }
    }

    /// - Parameter position: the one that the same command has opened.
    func stop(
        _ part: TradePart, _ command: Command, of position: String?
    ) throws(VenueError) -> VenueOrder {
        switch command {
        case .setStopLoss(let market, let price, let percent):
            if let price {
                return .setStop(.stopLoss, market: Self.single(market), at: .price(price))
            }
            guard let percent else { throw Self.unclear("where the stop is to be") }
            return .setStop(.stopLoss, market: Self.single(market), at: .percent(percent))
        case .perpetualOpen(let opening):
            let isTarget = part == .takeProfit
            guard let price = isTarget ? opening.takeProfit : opening.stopLoss else {
                throw Self.unclear("where the stop is to be")
            }
            return .setStop(
                isTarget ? .takeProfit : .stopLoss, market: position ?? opening.market,
                at: .price(price))
        case .payment, .transfer, .swap, .balanceCheck, .serviceDiscovery, .subscribe,
            .cancelSubscription, .perpetualClose, .predictionBet, .claimWinnings, .addLiquidity,
            .removeLiquidity, .farm,
            .paymentHistory, .setBudget, .approve, .reject, .use, .multiStep, .refuse, .none:
            throw Self.unclear("where the stop is to be")
        }
    }

    private static func single(_ market: String?) -> String? { market == "all" ? nil : market }

    static func unclear(_ what: String) -> VenueError {
        .refused(code: "unclear", sentence: "It is not said \(what). Nothing was done.")
    }
}

// What the wallet holds before and after.
extension TradeDesk {
    /// - Throws: `.refused` when it holds less than the order gives.
    func funds(for order: VenueOrder) async throws(VenueError) -> ToolCall {
        var held: [Money] = []
        for given in order.given {
            let balance = try await balance(of: given.asset, at: order.venue)
            guard balance.atomicUnits >= given.atomicUnits else {
                throw .refused(
                    code: "balance_too_low",
                    sentence: "The wallet holds \(balance), less than \(given). Nothing was done.")
            }
            held.append(balance)
        }
        let list = held.map(\.description).joined(separator: " and ")
        return ToolCall(
            tool: BuiltInTool.checkBalance.rawValue, arguments: order.clientJSON,
            result: [
                "balances": .strings(held.map(\.description)),
                "simulated": .bool(isSimulated(order.venue)),
                "sentence": "The wallet holds \(list).",
            ], succeeded: true)
    }

    private func isSimulated(_ venue: VenueName) -> Bool {
        switch venue {
        case .vvs: venues.exchange(on: policy.network).isSimulated
        case .moonlander: venues.perpetuals.isSimulated
        case .delphi: venues.predictions.isSimulated
        }
    }

    /// Of the wallet that the venue takes from: play money where it is simulated.
    func balance(of asset: Asset, at venue: VenueName) async throws(VenueError) -> Money {
        let wallet = isSimulated(venue) ? venues.sandbox : wallet
        do { return try await wallet.balance(of: asset) } catch {
            throw .unavailable("the balance cannot be read")
        }
    }

    /// What the venue says of the trade, and what the wallet holds now.
    func verified(_ fill: Fill, _ order: VenueOrder) async throws(VenueError) -> ToolCall {
        var balances: [Money] = []
        var assets: [Asset] = []
        for asset in (order.given + fill.received).map(\.asset) where !assets.contains(asset) {
            assets.append(asset)
            balances.append(try await balance(of: asset, at: order.venue))
        }
        let list = balances.map(\.description).joined(separator: " and ")
        let held = list.isEmpty ? "" : "; the wallet now holds \(list)"
        var result: JSONObject = [
            "confirmed": true, "transaction": .string(fill.transaction),
            "balances": .strings(balances.map(\.description)),
            "simulated": .bool(fill.isSimulated),
        ]
        if order.isReturn {
            result["liquidity"] = .array(try await exchange.holdings(of: owner).map(\.json))
        }
        if order.venue == .moonlander {
            result["positions"] = .array(
                try await venues.perpetuals.positions(of: owner).map(\.json))
        }
        result["sentence"] = .string(
            "\(fill.venue.title) confirms it\(held).")
        return ToolCall(
            tool: order.tool.rawValue, arguments: order.clientJSON, result: .object(result),
            succeeded: true)
    }

    func positions() async throws(VenueError) -> ToolCall {
        let open = try await venues.perpetuals.positions(of: owner)
            .filter { $0.position.end == nil }
        let count = open.count == 1 ? "One position is" : "\(open.count) positions are"
        return ToolCall(
            tool: BuiltInTool.perpetualTrade.rawValue, arguments: [:],
            result: [
                "positions": .array(open.map(\.json)),
                "simulated": .bool(venues.perpetuals.isSimulated),
                "sentence": .string(open.isEmpty ? "No position is open." : "\(count) open."),
            ], succeeded: true)
    }
}
