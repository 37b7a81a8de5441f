public import Domain
public import JSON

// What `/agent/parse` answers: the intent's name and only the parameters that the text gave.

extension Command {
    /// The name of the intent: `payment`, `set_stop_loss`.
    public var intent: String {
        switch self {
        case .payment: "payment"
        case .transfer: "transfer"
        case .swap: "swap"
        case .balanceCheck: "balance_check"
        case .serviceDiscovery: "service_discovery"
        case .subscribe: "subscribe"
        case .cancelSubscription: "cancel_subscription"
        case .perpetualOpen: "perpetual_open"
        case .perpetualClose: "perpetual_close"
        case .setStopLoss: "set_stop_loss"
        case .predictionBet: "prediction_bet"
        case .claimWinnings: "claim_winnings"
        case .addLiquidity: "add_liquidity"
        case .removeLiquidity: "remove_liquidity"
        case .farm: "farm"
        case .paymentHistory: "payment_history"
        case .setBudget: "set_budget"
        case .approve: "approve"
        case .reject: "reject"
        case .use: "use_tool"
        case .multiStep: "multi_step"
        case .refuse: "refuse"
        case .none: "none"
        }
    }

    /// Decimal numbers are strings; a parameter that was not given is absent.
    public var params: JSONValue {
        switch self {
        case .payment, .transfer, .swap, .subscribe, .cancelSubscription, .addLiquidity,
            .removeLiquidity, .farm:
            named(movingParams)
        case .perpetualOpen, .perpetualClose, .setStopLoss, .predictionBet, .claimWinnings:
            named(marketParams)
        case .balanceCheck, .serviceDiscovery, .paymentHistory, .setBudget, .approve, .reject,
            .use, .multiStep, .refuse, .none:
            named(otherParams)
        }
    }

    private var movingParams: [(String, JSONValue?)] {
        switch self {
        case .payment(let payment):
            [
                ("amount", text(payment.amount?.description)), ("token", text(payment.token)),
                ("recipient", text(payment.recipient)), ("schedule", text(payment.schedule)),
            ]
        case .transfer(let transfer):
            portion(transfer.portion) + [
                ("token", text(transfer.token)), ("recipient", text(transfer.recipient)),
                ("network", text(transfer.network)), ("schedule", text(transfer.schedule)),
            ]
        case .swap(let swap):
            portion(swap.portion) + [
                ("from_token", text(swap.fromToken)), ("to_token", text(swap.toToken)),
                ("amount_side", swap.isAmountReceived ? "to" : nil),
                ("slippage", text(swap.slippage?.description)), ("schedule", text(swap.schedule)),
            ]
        case .subscribe(let subscribing):
            [
                ("service", text(subscribing.service)),
                ("amount", text(subscribing.amount?.description)),
                ("token", text(subscribing.token)), ("period", text(subscribing.period?.rawValue)),
            ]
        case .cancelSubscription(let service): [("service", text(service))]
        case .addLiquidity(let pair):
            [
                ("token_a", text(pair.tokenA)), ("amount_a", text(pair.amountA?.description)),
                ("token_b", text(pair.tokenB)), ("amount_b", text(pair.amountB?.description)),
            ]
        case .removeLiquidity(let withdrawal):
            [("token_a", text(withdrawal.tokenA)), ("token_b", text(withdrawal.tokenB))]
                + portion(withdrawal.portion)
        case .farm(let farming):
            [
                ("action", text(farming.act.rawValue)), ("token_a", text(farming.tokenA)),
                ("token_b", text(farming.tokenB)),
            ]
        case .balanceCheck, .serviceDiscovery, .perpetualOpen, .perpetualClose, .setStopLoss,
            .predictionBet, .claimWinnings, .paymentHistory, .setBudget, .approve, .reject,
            .use, .multiStep, .refuse, .none:
            []
        }
    }

    private var marketParams: [(String, JSONValue?)] {
        switch self {
        case .perpetualOpen(let opening):
            [
                ("market", text(opening.market)), ("side", text(opening.side?.rawValue)),
                ("amount", text(opening.amount?.description)), ("token", text(opening.token)),
                ("leverage", text(opening.leverage?.description)),
                ("stop_loss", text(opening.stopLoss?.description)),
                ("take_profit", text(opening.takeProfit?.description)),
            ]
        case .perpetualClose(let market, let side, let percent):
            [
                ("market", text(market)), ("side", text(side?.rawValue)),
                ("percent", text(percent?.description)),
            ]
        case .setStopLoss(let market, let price, let percent):
            [
                ("market", text(market)), ("price", text(price?.description)),
                ("percent", text(percent?.description)),
            ]
        case .predictionBet(let bet):
            [
                ("market", text(bet.market)), ("outcome", text(bet.outcome)),
                ("amount", text(bet.amount?.description)), ("token", text(bet.token)),
            ]
        case .claimWinnings(let market): [("market", text(market))]
        case .payment, .transfer, .swap, .balanceCheck, .serviceDiscovery, .subscribe,
            .cancelSubscription, .addLiquidity, .removeLiquidity, .farm, .paymentHistory,
            .setBudget, .approve, .reject,
            .use, .multiStep, .refuse, .none:
            []
        }
    }

    private var otherParams: [(String, JSONValue?)] {
        switch self {
        case .balanceCheck(let token, let address):
            [("token", text(token)), ("address", text(address))]
        case .serviceDiscovery(let discovery):
            [
                ("query", text(discovery.query)),
                ("max_price", text(discovery.maxPrice?.description)),
                ("token", text(discovery.token)), ("sort", text(discovery.order?.rawValue)),
            ]
        case .paymentHistory(let query):
            [
                ("period", text(query.period)),
                ("limit", query.limit.map { .integer(Int64($0)) }),
                ("recipient", text(query.recipient)), ("token", text(query.token)),
                ("status", text(query.status?.rawValue)),
                ("min_amount", text(query.minAmount?.description)),
            ]
        case .setBudget(let budget):
            [
                ("amount", text(budget.amount?.description)), ("token", text(budget.token)),
                ("period", text(budget.window?.periodName)),
            ]
        case .approve(let request), .reject(let request): [("request_id", text(request))]
        case .use(let use):
            [("tool", text(use.tool)), ("arguments", .object(use.arguments))]
        case .multiStep(let commands):
            [
                (
                    "steps",
                    .array(commands.map { ["intent": .string($0.intent), "params": $0.params] })
                )
            ]
        case .refuse(let reason): [("reason", text(reason.rawValue))]
        case .payment, .transfer, .swap, .subscribe, .cancelSubscription, .addLiquidity,
            .removeLiquidity, .farm,
            .perpetualOpen, .perpetualClose, .setStopLoss, .predictionBet, .claimWinnings, .none:
            []
        }
    }
}

private func named(_ pairs: [(String, JSONValue?)]) -> JSONValue {
    .object(JSONObject(pairs.compactMap { name, value in value.map { .init(name, $0) } }))
}

private func text(_ text: String?) -> JSONValue? { text.map { .string($0) } }

private func portion(_ portion: Command.Portion?) -> [(String, JSONValue?)] {
    switch portion {
    case .amount(let amount): [("amount", text(amount.description))]
    case .percent(let percent): [("percent", text(percent.description))]
    case nil: []
    }
}

extension BudgetWindow {
    /// As commands name it: `per_payment`, `daily`.
    public var periodName: String {
        switch self {
        case .payment: "per_payment"
        case .day: "daily"
        case .week: "weekly"
        case .month: "monthly"
        case .total: "total"
        }
    }
}
