public import Domain

extension Command {
    /// How sure a program may be that it can act on this without asking: 1 when all that such a
    /// command needs was said, less for every part that is missing. 0 for what is no command.
    public var confidence: Quantity {
        switch self {
        case .none: .zero
        case .refuse: Quantity(1)
        case .multiStep(let commands): commands.map(\.confidence).min() ?? .zero
        case .payment, .transfer, .swap, .balanceCheck, .serviceDiscovery, .subscribe,
            .cancelSubscription, .perpetualOpen, .perpetualClose, .setStopLoss, .predictionBet,
            .claimWinnings, .addLiquidity, .removeLiquidity, .farm, .paymentHistory, .setBudget,
            .approve, .reject, .use:
            Self.steps[min(missing, Self.steps.count - 1)]
        }
    }

    private static let steps = [
        Quantity(1), Quantity(digits: 8, scale: 1), Quantity(digits: 6, scale: 1),
        Quantity(digits: 4, scale: 1), Quantity(digits: 2, scale: 1),
    ]

    private var missing: Int {
        needs.count { !$0 }
    }

    /// For each part that the command needs, whether it was said.
    private var needs: [Bool] {
        switch self {
        case .payment(let payment): [payment.recipient != nil]
        case .transfer(let transfer):
            [transfer.portion != nil, transfer.token != nil, transfer.recipient != nil]
        case .swap(let swap): [swap.portion != nil, swap.fromToken != nil, swap.toToken != nil]
        case .serviceDiscovery(let discovery): [discovery.query != nil]
        case .subscribe(let subscribing): [subscribing.service != nil]
        case .cancelSubscription(let service): [service != nil]
        case .perpetualOpen(let opening):
            [
                opening.market != nil, opening.side != nil, opening.amount != nil,
                opening.leverage != nil,
            ]
        case .perpetualClose(let market, _, _): [market != nil]
        case .setStopLoss(let market, let price, let percent):
            [market != nil, price != nil || percent != nil]
        case .predictionBet(let bet):
            [bet.market != nil, bet.outcome != nil, bet.amount != nil, bet.token != nil]
        case .addLiquidity(let pair):
            [pair.tokenA, pair.tokenB].map { $0 != nil }
                + [pair.amountA != nil || pair.amountB != nil]
        case .setBudget(let budget):
            [budget.amount != nil, budget.token != nil, budget.window != nil]
        case .approve(let request), .reject(let request): [request != nil]
        case .balanceCheck, .claimWinnings, .removeLiquidity, .farm, .paymentHistory, .use,
            .multiStep, .refuse, .none:
            []
        }
    }
}
