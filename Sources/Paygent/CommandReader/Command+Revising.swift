import Domain

extension Command {
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
