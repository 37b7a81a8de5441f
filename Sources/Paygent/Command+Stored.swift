internal import Domain
public import JSON

// The inverse of `intent` and `params`: how a stored run gets its command back.

extension Command {
    public var json: JSONValue { ["intent": .string(intent), "params": params] }

    /// - Throws: `StoredValueError` naming what is missing or of another kind.
    public init(json: JSONValue) throws(StoredValueError) {
        let params = Params(json["params"] ?? [:])
        let intent = try json.text("intent")
        if let command = try Self.moving(intent, params) {
            self = command
        } else if let command = try Self.market(intent, params) {
            self = command
        } else if let command = try Self.other(intent, params, json) {
            self = command
        } else {
            throw StoredValueError("intent")
        }
    }

    private static func moving(
        _ intent: String, _ params: Params
    ) throws(StoredValueError) -> Command? {
        switch intent {
        case "payment":
            .payment(
                Payment(
                    amount: try params.number("amount"), token: params.text("token"),
                    recipient: params.text("recipient"), schedule: params.text("schedule")))
        case "transfer":
            .transfer(
                Transfer(
                    portion: try params.portion(), token: params.text("token"),
                    recipient: params.text("recipient"), network: params.text("network"),
                    schedule: params.text("schedule")))
        case "swap":
            .swap(
                Swap(
                    portion: try params.portion(), fromToken: params.text("from_token"),
                    toToken: params.text("to_token"),
                    isAmountReceived: params.text("amount_side") == "to",
                    slippage: try params.number("slippage"), schedule: params.text("schedule")))
        case "subscribe":
            .subscribe(
                Subscribing(
                    service: params.text("service"), amount: try params.number("amount"),
                    token: params.text("token"), period: try params.choice("period")))
        case "cancel_subscription": .cancelSubscription(service: params.text("service"))
        case "add_liquidity":
            .addLiquidity(
                Liquidity(
                    tokenA: params.text("token_a"), amountA: try params.number("amount_a"),
                    tokenB: params.text("token_b"), amountB: try params.number("amount_b")))
        case "remove_liquidity":
            .removeLiquidity(
                Withdrawal(
                    tokenA: params.text("token_a"), tokenB: params.text("token_b"),
                    portion: try params.portion()))
        case "farm":
            .farm(
                Farming(
                    try params.json.choice("action"), tokenA: params.text("token_a"),
                    tokenB: params.text("token_b")))
        default: nil
        }
    }

    private static func market(
        _ intent: String, _ params: Params
    ) throws(StoredValueError) -> Command? {
        switch intent {
        case "perpetual_open":
            .perpetualOpen(
                PerpetualOpening(
                    market: params.text("market"), side: try params.choice("side"),
                    amount: try params.number("amount"), token: params.text("token"),
                    leverage: try params.number("leverage"),
                    stopLoss: try params.number("stop_loss"),
                    takeProfit: try params.number("take_profit")))
        case "perpetual_close":
            .perpetualClose(
                market: params.text("market"), side: try params.choice("side"),
                percent: try params.number("percent"))
        case "set_stop_loss":
            .setStopLoss(
                market: params.text("market"), price: try params.number("price"),
                percent: try params.number("percent"))
        case "prediction_bet":
            .predictionBet(
                Bet(
                    market: params.text("market"), outcome: params.text("outcome"),
                    amount: try params.number("amount"), token: params.text("token")))
        case "claim_winnings": .claimWinnings(market: params.text("market"))
        default: nil
        }
    }

    private static func other(
        _ intent: String, _ params: Params, _ json: JSONValue
    ) throws(StoredValueError) -> Command? {
        switch intent {
        case "balance_check":
            return .balanceCheck(token: params.text("token"), address: params.text("address"))
        case "service_discovery":
            return .serviceDiscovery(
                Discovery(
                    query: params.text("query"), maxPrice: try params.number("max_price"),
                    token: params.text("token"), order: try params.choice("sort")))
        case "payment_history": return .paymentHistory(try HistoryQuery(params))
        case "set_budget":
            let period = params.text("period")
            return .setBudget(
                Budgeting(
                    amount: try params.number("amount"), token: params.text("token"),
                    window: BudgetWindow.allCases.first { $0.periodName == period }))
        case "approve": return .approve(request: params.text("request_id"))
        case "reject": return .reject(request: params.text("request_id"))
        case "use_tool":
            guard let tool = params.text("tool") else { throw StoredValueError("tool") }
            return .use(ToolUse(tool: tool, arguments: params.json["arguments"]?.object ?? [:]))
        case "multi_step":
            var steps: [Command] = []
            for step in json["params"]?["steps"]?.array ?? [] {
                steps.append(try Command(json: step))
            }
            return .multiStep(steps)
        case "refuse":
            guard let reason: Refusal = try params.choice("reason") else {
                throw StoredValueError("reason")
            }
            return .refuse(reason)
        case "none": return Command.none
        default: return nil
        }
    }
}

extension Command.HistoryQuery {
    fileprivate init(_ params: Params) throws(StoredValueError) {
        self.init(
            period: params.text("period"), limit: params.json["limit"]?.integer.map { Int($0) },
            recipient: params.text("recipient"), token: params.text("token"),
            status: try params.choice("status"), minAmount: try params.number("min_amount"))
    }
}

/// Parameters that may be missing, but not of another kind.
private struct Params {
    let json: JSONValue

    init(_ json: JSONValue) { self.json = json }

    func text(_ name: String) -> String? { json[name]?.string }

    func number(_ name: String) throws(StoredValueError) -> Quantity? {
        guard let value = json.present(name) else { return nil }
        guard let number = value.quantity else { throw StoredValueError(name) }
        return number
    }

    func choice<Choice: RawRepresentable<String>>(
        _ name: String
    ) throws(StoredValueError) -> Choice? {
        guard let text = text(name) else { return nil }
        guard let choice = Choice(rawValue: text) else { throw StoredValueError(name) }
        return choice
    }

    func portion() throws(StoredValueError) -> Command.Portion? {
        if let amount = try number("amount") { return .amount(amount) }
        return try number("percent").map { .percent($0) }
    }
}
