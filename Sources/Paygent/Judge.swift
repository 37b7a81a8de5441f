public import Domain

extension Policy {
    /// Judges one payment. Refusals come before questions; what no rule allows is refused.
    ///
    /// - Parameter spending: what was read in the transaction that will reserve the amount.
    public func judge(_ intent: PaymentIntent, spending: Spending) -> Verdict {
        if let refusal = refusal(of: intent, spending) { return .deny(refusal) }
        if let question = question(about: intent, spending) {
            return .askFirst(question, approvers: approval.approvers)
        }
        return .allow(
            Reason(
                .withinRules, "This payment of \(intent.amount) is within every limit.",
                rule: cap(.payment)?.sentence ?? caps.first?.sentence ?? ""))
    }

    private func refusal(of intent: PaymentIntent, _ spending: Spending) -> Reason? {
        if spending.isKilled {
            return Reason(.killed, "This agent has been stopped, so it pays nothing.")
        }
        return amountRefusal(of: intent) ?? toolRefusal(of: intent) ?? payeeRefusal(of: intent)
            ?? capRefusal(of: intent, spending)
    }

    private func amountRefusal(of intent: PaymentIntent) -> Reason? {
        let asset = intent.amount.asset
        let isCounted = intent.amount.atomicUnits > 0 || intent.order?.isReturn ?? false
        guard isCounted, asset.decimals <= Quantity.scaleMax else {
            return Reason(.amountInvalid, "An amount has to be above zero.")
        }
        guard asset.network == network else {
            return Reason(
                .networkNotAllowed,
                "This agent pays on \(network.title), and this payment is on \(asset.network.title)."
            )
        }
        guard UnitOfAccount(asset.symbol) == UnitOfAccount(currency) else {
            return Reason(
                .assetNotAllowed,
                "This agent pays in \(currency), and this payment is in \(asset.symbol).")
        }
        if let ceiling = intent.ceiling {
            guard ceiling.asset == asset, intent.amount.atomicUnits <= ceiling.atomicUnits else {
                return Reason(
                    .overCeiling,
                    "The price of \(intent.amount) is above the \(ceiling) named for this payment.")
            }
        }
        return nil
    }

    private func toolRefusal(of intent: PaymentIntent) -> Reason? {
        let isAllowed =
            switch intent.tool {
            case .builtIn(let tool): tools.contains(tool)
            case .custom(let name): customTools.contains(name)
            }
        guard !isAllowed else { return nil }
        let title =
            switch intent.tool {
            case .builtIn(let tool): tool.title
            case .custom(let name): "use \(name)"
            }
        return Reason(.toolNotAllowed, "This agent is not allowed to \(title).")
    }

    private func capRefusal(of intent: PaymentIntent, _ spending: Spending) -> Reason? {
        guard !caps.isEmpty else {
            return Reason(.noBudget, "No rule says how much this agent may spend.")
        }
        for window in BudgetWindow.allCases {
            guard let cap = cap(window) else { continue }
            guard UnitOfAccount(cap.limit.token) == UnitOfAccount(intent.amount.asset.symbol) else {
                return Reason(
                    .assetNotAllowed,
                    "A limit in \(cap.limit.token) cannot be compared with \(intent.amount).",
                    rule: cap.sentence)
            }
            if let excess = excess(over: cap, intent.amount, spending) { return excess }
        }
        return nil
    }

    private func excess(over cap: Cap, _ amount: Money, _ spending: Spending) -> Reason? {
        guard cap.window != .payment else {
            guard amount.quantity > cap.limit.quantity else { return nil }
            return Reason(
                .overPaymentCap,
                "This payment of \(amount) is above the limit of \(cap.limit) per payment.",
                rule: cap.sentence)
        }
        let (spent, sum): (Quantity, Quantity)
        do {
            spent = try spending.total(in: cap.window)
            sum = try spent.adding(amount.quantity)
            _ = try sum.scaled(to: Quantity.scaleMax)
        } catch {
            return Reason(
                cap.window.excessCode, "The sums are larger than can be counted.",
                rule: cap.sentence)
        }
        guard sum > cap.limit.quantity else { return nil }
        let before = TokenAmount(spent, cap.limit.token)
        return Reason(
            cap.window.excessCode,
            "This payment of \(amount) would pass the limit of \(cap.limit) \(cap.window.phrase): "
                + "\(before) is spent or promised already.",
            rule: cap.sentence)
    }

    private func question(about intent: PaymentIntent, _ spending: Spending) -> Reason? {
        if let above = approval.above {
            let units = (
                UnitOfAccount(above.token), UnitOfAccount(intent.amount.asset.symbol)
            )
            // Who wants to be asked about everything is asked about what spends nothing, too.
            guard units.0 == units.1, intent.amount.quantity <= above.quantity,
                !above.quantity.isZero
            else {
                return Reason(
                    .aboveApprovalThreshold,
                    "Payments above \(above) wait for a person, and this one is \(intent.amount).",
                    rule: approval.sentence)
            }
        }
        if let doubt = intent.doubt { return Reason(.originUnclear, doubt) }
        return quoteQuestion(about: intent) ?? payeeQuestion(about: intent, spending)
            ?? paceQuestion(about: intent, spending)
    }

    private func quoteQuestion(about intent: PaymentIntent) -> Reason? {
        guard let quote = intent.quote else { return nil }
        guard quote.amount.asset == intent.amount.asset,
            intent.amount.atomicUnits <= quote.amount.atomicUnits
        else {
            return Reason(
                .priceRose, "The price was \(quote.amount) and is now \(intent.amount).")
        }
        guard let quoted = quote.address, quoted != intent.payee.address else { return nil }
        return Reason(
            .payeeChanged,
            "The money was to go to \(quoted) and would now go to \(intent.payee).")
    }

    private func payeeQuestion(about intent: PaymentIntent, _ spending: Spending) -> Reason? {
        if let before = spending.lastAddressAtHost, before != intent.payee.address {
            return Reason(
                .payeeChanged,
                "The last payment here went to \(before), and this one goes to \(intent.payee).")
        }
        guard let address = intent.payee.address,
            let double = spending.similarAddresses.first(where: { $0 != address })
        else { return nil }
        return Reason(
            .payeeLookAlike,
            "\(address) looks like \(double), which was paid before, but it is another address.")
    }

    private func paceQuestion(about intent: PaymentIntent, _ spending: Spending) -> Reason? {
        if let velocity, spending.recentPayments >= velocity.paymentsMax {
            return Reason(
                .tooFrequent,
                "\(spending.recentPayments) payments were made within \(velocity.seconds) seconds.",
                rule: velocity.sentence)
        }
        guard let above = approval.above,
            SplitRule.isNear(intent.amount.quantity, threshold: above.quantity),
            spending.nearThresholdPayments >= SplitRule.paymentsMax
        else { return nil }
        return Reason(
            .looksSplit,
            "\(spending.nearThresholdPayments) payments just under \(above) went to "
                + "\(intent.payee) within an hour; together they may be one bigger payment.",
            rule: approval.sentence)
    }
}

extension BudgetWindow {
    fileprivate var excessCode: Reason.Code {
        switch self {
        case .payment: .overPaymentCap
        case .day: .overDailyCap
        case .week: .overWeeklyCap
        case .month: .overMonthlyCap
        case .total: .overTotalCap
        }
    }

    fileprivate var phrase: String {
        switch self {
        case .payment: "per payment"
        case .day: "in 24 hours"
        case .week: "in 7 days"
        case .month: "in 30 days"
        case .total: "in total"
        }
    }
}
