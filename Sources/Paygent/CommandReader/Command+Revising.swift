import Domain

extension Command {
    /// One question in two sentences: "any refunds lately? list refunds". Nil when they ask for
    /// different things.
    func joined(with other: Command) -> Command? {
        switch (self, other) {
        case (.paymentHistory(let first), .paymentHistory(let second)):
            let joined = HistoryQuery(
                period: second.period ?? first.period, limit: second.limit ?? first.limit,
                recipient: second.recipient ?? first.recipient, token: second.token ?? first.token,
                status: second.status ?? first.status,
                minAmount: second.minAmount ?? first.minAmount)
            return first == HistoryQuery() || first == second ? .paymentHistory(joined) : nil
        case (.balanceCheck, .balanceCheck), (.serviceDiscovery, .serviceDiscovery):
            return self == other ? self : nil
        default: return nil
        }
    }

    /// The same command with what was corrected. Nil where no such part belongs.
    func revised(amount: Quantity?, token: String?, recipient: String?) -> Command? {
        switch self {
        case .payment(var payment):
            payment.amount = amount ?? payment.amount
            payment.token = token ?? payment.token
            payment.recipient = recipient ?? payment.recipient
            return .payment(payment)
        case .transfer(var transfer):
            transfer.portion = amount.map { .amount($0) } ?? transfer.portion
            transfer.token = token ?? transfer.token
            transfer.recipient = recipient ?? transfer.recipient
            return .transfer(transfer)
        case .swap(var swap):
            guard recipient == nil else { return nil }
            swap.portion = amount.map { .amount($0) } ?? swap.portion
            return .swap(swap)
        case .setBudget(var budget):
            budget.amount = amount ?? budget.amount
            budget.token = token ?? budget.token
            return .setBudget(budget)
        case .balanceCheck, .serviceDiscovery, .subscribe, .cancelSubscription, .perpetualOpen,
            .perpetualClose, .setStopLoss, .predictionBet, .claimWinnings, .addLiquidity,
            .removeLiquidity, .farm,
            .paymentHistory, .approve, .reject, .use, .multiStep, .refuse, .none:
            return nil
        }
    }
}
