internal import Domain

// The branches: one for each tool that the policy grants.

extension WorkflowDraft {
    mutating func addBranch(_ branch: String, _ plan: WorkflowPlan) {
        switch BuiltInTool(rawValue: branch) {
        case .x402Payment, .transferTokens, .swapTokens, .subscribeService, .perpetualTrade,
            .predictionMarket:
            addPayment(BuiltInTool(rawValue: branch)!, plan)
        case .discoverServices:
            add(.discover, branch, "Search and compare services", tool: branch)
        case .checkBalance:
            addCall(branch, "Check the balance", "", [], plan)
        case nil:
            let tool = plan.customTool(branch)
            let settings = [
                tool?.method.map { Workflow.Setting("method", $0) },
                tool.map { Workflow.Setting("endpoint", $0.endpoint) },
            ].compactMap(\.self)
            addCall(branch, "Call \(branch)", tool?.summary ?? "", settings, plan)
        }
    }

    private mutating func addCall(
        _ branch: String, _ label: String, _ summary: String, _ config: [Workflow.Setting],
        _ plan: WorkflowPlan
    ) {
        let timeout = plan.spec.quantity(.timeout).map {
            [Workflow.Setting("timeout_seconds", $0.description)]
        }
        add(.call, branch, label, summary, tool: branch, config + (timeout ?? []))
        if let retries = plan.retriesMax {
            add(
                .retryCall, branch, "Call it again?", "At most \(retries) times.",
                Self.retrySettings(retries, plan))
        }
    }

    private mutating func addPayment(_ tool: BuiltInTool, _ plan: WorkflowPlan) {
        let (branch, words) = (tool.rawValue, PaymentWords(tool, plan.spec, plan.policy))
        if tool == .x402Payment, plan.policy.tools.contains(.discoverServices) {
            add(
                .discover, branch, "Search and compare services",
                tool: BuiltInTool.discoverServices.rawValue)
        }
        add(.quote, branch, words.quote, tool: branch, words.quoteSettings)
        if let limits = words.limits { add(.limits, branch, limits.label, "", limits.settings) }
        addGuards(branch, plan.policy)
        add(.pay, branch, words.pay, "", tool: branch, [.init("network", plan.policy.network.name)])
        if let retries = plan.retriesMax {
            add(
                .retry, branch, "Send it again?",
                "The same payment with the same number, so it is never paid twice. "
                    + "At most \(retries) times.", Self.retrySettings(retries, plan))
        }
        add(.verify, branch, words.verify)
        add(.reconcile, branch, "Ask the chain what became of it")
        add(.receipt, branch, "Book it and keep the receipt")
        if let followUp = words.followUp { add(.followUp, branch, followUp, tool: branch) }
        add(.void, branch, "Give the money back to the budget")
    }

    /// Budget, policy and approval: what stands between the model and the money.
    private mutating func addGuards(_ branch: String, _ policy: Policy) {
        add(
            .reserve, branch, "Set the money aside", "",
            policy.caps.map { .init("limit_\($0.window.rawValue)", $0.limit.description) })
        add(
            .policy, branch, "Do the rules allow it?", "",
            policy.allowedRecipients.map { .init("pays_only", $0) }
                + policy.blockedRecipients.map { .init("never_pays", $0) })
        guard policy.canAskPerson else { return }
        let people = listed(policy.approval.approvers, "or")
        add(
            .approval, branch, "Approval by \(people)", "",
            (policy.approval.above.map { [.init("above", $0.description)] } ?? [])
                + policy.approval.approvers.map { .init("approver", $0) }
                + [.init("expires_in_seconds", "\(Policy.Approval.expirySeconds)")])
    }

    private static func retrySettings(_ retries: Int, _ plan: WorkflowPlan) -> [Workflow.Setting] {
        let retry = plan.spec.retryPolicy
        return [
            .init("max", "\(retries)"), retry?.backoff.map { .init("backoff", $0.rawValue) },
            retry?.delaySeconds.map { .init("delay_seconds", $0.description) },
        ].compactMap(\.self)
    }
}

extension WorkflowDraft {
    mutating func linkBranch(_ branch: String, _ plan: WorkflowPlan) {
        func place(_ kind: Workflow.Kind) -> Place { Place(kind, branch) }
        link(place(.discover), .found, to: place(.quote), Place(.next))
        link(place(.discover), .notFound, to: Place(.note))
        link(place(.call), .done, "", to: Place(.next))
        link(place(.call), .failed, to: place(.retryCall), Place(.note))
        link(place(.retryCall), .retriesLeft, to: place(.call))
        link(place(.retryCall), .noRetriesLeft, to: Place(.note))
        if plan.policy.customTools.contains(branch) {
            link(
                place(.call), .paymentAsked, to: Place(.quote, BuiltInTool.x402Payment.rawValue))
        }
        guard has(place(.pay)) else { return }
        linkGuards(branch, plan.policy)
        linkPayment(branch)
    }

    private mutating func linkGuards(_ branch: String, _ policy: Policy) {
        func place(_ kind: Workflow.Kind) -> Place { Place(kind, branch) }
        let above = policy.approval.above
        link(place(.quote), .found, "price known", to: place(.limits), place(.reserve))
        link(place(.quote), .failed, "no price", to: Place(.note))
        link(place(.limits), .allowed, "within", to: place(.reserve))
        link(place(.limits), .denied, "outside", to: Place(.note))
        link(place(.reserve), .reserved, to: place(.policy))
        link(place(.reserve), .noBudget, to: Place(.note))
        if above?.quantity.isZero != true {
            link(place(.policy), .allowed, to: place(.pay))
        }
        link(
            place(.policy), .askFirst,
            above.map { $0.quantity.isZero ? "always" : "above \($0)" }, to: place(.approval))
        link(place(.policy), .denied, to: place(.void))
        link(place(.approval), .approved, to: place(.pay))
        link(place(.approval), .rejected, to: place(.void))
        link(place(.approval), .expired, to: place(.void))
    }

    private mutating func linkPayment(_ branch: String) {
        func place(_ kind: Workflow.Kind) -> Place { Place(kind, branch) }
        link(place(.pay), .paid, to: place(.verify))
        link(place(.pay), .notPaid, to: place(.retry), place(.reconcile))
        link(place(.pay), .unknown, to: place(.reconcile))
        link(place(.retry), .retriesLeft, to: place(.pay))
        link(place(.retry), .noRetriesLeft, to: place(.reconcile))
        link(place(.verify), .verified, to: place(.receipt))
        link(place(.verify), .notVerified, to: place(.reconcile))
        if PaymentWords.delivers(branch) {
            link(place(.verify), .notDelivered, to: place(.receipt))
            link(place(.receipt), .failed, "nothing delivered", to: Place(.note))
        }
        link(place(.reconcile), .paid, to: place(.receipt))
        link(place(.reconcile), .notPaid, to: place(.void))
        link(place(.receipt), .done, "", to: place(.followUp), Place(.next))
        link(place(.followUp), .always, to: Place(.next))
        link(place(.void), .always, to: Place(.note))
    }
}
