internal import Domain

/// From a command to the steps that carry it out. Needs no model and spends nothing.
public enum Planner {
    /// A refusal and what is no command have no steps.
    public static func plan(_ command: Command) -> Plan {
        var steps: [Draft] = []
        var groups: [Int] = []
        for single in flattened(command) {
            let isFound = steps.contains { $0.tool == .discoverServices }
            let added = isFound ? following(single) : drafts(single)
            // What pays a find belongs to the search.
            let isTied = isFound && added.first?.text.hasSuffix(Self.found) ?? false
            let group = groups.last.map { isTied ? $0 : $0 + 1 } ?? 0
            groups += Array(repeating: group, count: added.count)
            steps += added
        }
        return Plan(
            steps.enumerated().map { index, draft in
                PlanStep(
                    id: index + 1, description: draft.text, command: draft.command,
                    tool: draft.tool, part: draft.part, group: groups[index])
            })
    }

    struct Draft {
        let text: String
        let command: Command
        let tool: BuiltInTool?
        let part: TradePart?

        init(
            _ text: String, _ command: Command, _ tool: BuiltInTool?, _ part: TradePart? = nil
        ) {
            self.text = text
            self.command = command
            self.tool = tool
            self.part = part
        }
    }

    private static func flattened(_ command: Command) -> [Command] {
        if case .multiStep(let commands) = command {
            commands.flatMap(flattened)
        } else {
            [command]
        }
    }

    private static func drafts(_ command: Command) -> [Draft] {
        switch command {
        case .payment(let payment): payments(payment, command)
        case .transfer(let transfer):
            [
                Draft("Check the balance", command, .checkBalance),
                Draft(
                    "Send \(words(transfer.portion, transfer.token)) to "
                        + (transfer.recipient ?? "the recipient"), command, .transferTokens),
            ]
        case .balanceCheck: [Draft("Check the balance", command, .checkBalance)]
        case .serviceDiscovery(let discovery):
            [Draft("Look for \(discovery.query ?? "services")", command, .discoverServices)]
        case .subscribe(let subscribing):
            [
                Draft(
                    "Find \(subscribing.service ?? "the service") and its price", command,
                    .discoverServices),
                Draft(
                    "Subscribe to \(subscribing.service ?? "it")", command, .subscribeService),
            ]
        case .cancelSubscription(let service):
            [
                Draft(
                    "Cancel the subscription to \(service ?? "the service")", command,
                    .subscribeService)
            ]
        case .swap, .addLiquidity, .removeLiquidity, .farm, .perpetualOpen, .perpetualClose,
            .setStopLoss, .predictionBet,
            .claimWinnings:
            trades(command)
        case .use(let use): [Draft("Use \(use.tool)", command, nil)]
        case .paymentHistory: [Draft("List past payments", command, nil)]
        case .setBudget: [Draft("Change the limit", command, nil)]
        case .approve: [Draft("Approve the payment", command, nil)]
        case .reject: [Draft("Reject the payment", command, nil)]
        case .multiStep, .refuse, .none: []
        }
    }

    private static let found = "what was found"

    /// "…and pay it": a payment of what an earlier step finds needs no search of its own.
    private static func following(_ command: Command) -> [Draft] {
        guard case .payment(let payment) = command,
            payment.recipient.map({ Pointer($0) != nil }) ?? true
        else { return drafts(command) }
        let amount = payment.amount.map { words(.amount($0), payment.token) + " for " } ?? ""
        return [Draft("Pay \(amount)\(Self.found)", command, .x402Payment)]
    }

    private static func payments(_ payment: Command.Payment, _ command: Command) -> [Draft] {
        if let account = payment.recipient, account.hasPrefix("0x") {
            let sending = Command.Transfer(payment)
            let text = "Send \(words(sending.portion, sending.token)) to \(account)"
            return [Draft(text, .transfer(sending), .transferTokens)]
        }
        let recipient = payment.recipient ?? "the service"
        let amount = payment.amount.map { words(.amount($0), payment.token) + " to " } ?? ""
        let pay = Draft("Pay \(amount)\(recipient)", command, .x402Payment)
        guard !recipient.hasPrefix("http://"), !recipient.hasPrefix("https://") else {
            return [pay]
        }
        return [Draft("Find \(recipient) and its price", command, .discoverServices), pay]
    }

    static func words(_ portion: Command.Portion?, _ token: String?) -> String {
        switch portion {
        case .amount(let amount): "\(amount.moneyText) \(token ?? "")"
        case .percent(let percent): "\(percent) percent of the \(token ?? "holding")"
        case nil: token ?? "the amount"
        }
    }
}

extension Command.Transfer {
    /// A payment to an account: nobody is asked for a price.
    init(_ payment: Command.Payment) {
        self.init(
            portion: payment.amount.map { .amount($0) }, token: payment.token,
            recipient: payment.recipient, schedule: payment.schedule)
    }
}
