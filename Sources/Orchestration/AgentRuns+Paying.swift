public import Domain
public import JSON
public import Paygent
public import X402

// The step that pays: ask the price, have it judged and reserved, pay, and keep what came.
extension AgentRuns {
    func pay(
        _ step: PlanStep, of run: AgentRun, _ policy: Policy
    ) async throws(Failure) -> StepResult {
        if let stored = try await existing(Self.payment(of: run, step)) {
            return try await takeUp(stored, step)
        }
        guard let target = target(of: step, in: run) else {
            return .failed(
                "x402_payment", step.command.params, code: "no_address",
                "It is not clear what to pay. Name a service, or give its address.")
        }
        if let unread = unread(step.command) { return unread }
        return try await buy(
            Purchase(
                url: target.url, method: run.terms.method, body: run.terms.body,
                listed: target.price), step, of: run, policy)
    }

    /// What is asked for, and paid if it has a price.
    struct Purchase {
        let url: String
        let method: String
        let body: String?
        /// What the list says that it costs: more than that is asked about.
        var listed: TokenAmount?
        var tool = PaymentTool.builtIn(.x402Payment)
        /// By whom it is sold, where the address does not say it.
        var seller: Payee?

        func payee(_ address: Address) -> Payee {
            Payee(
                name: seller?.name, host: seller?.host ?? HostName.of(url), address: address)
        }
    }

    func buy(
        _ purchase: Purchase, _ step: PlanStep, of run: AgentRun, _ policy: Policy
    ) async throws(Failure) -> StepResult {
        try await buy(purchase, step, of: run, policy) { terms in
            let request = AgentRun.Terms(method: purchase.method, body: purchase.body)
            return await prices.ask(request.request(for: purchase.url), terms: terms)
        }
    }

    /// - Parameter ask: for the price, or for what is free.
    func buy(
        _ purchase: Purchase, _ step: PlanStep, of run: AgentRun, _ policy: Policy,
        ask: (OfferChoice.Terms) async -> PriceDiscovery.Found
    ) async throws(Failure) -> StepResult {
        let (url, tool) = (purchase.url, purchase.tool.name)
        guard let asset = asset(policy.currency, for: policy) else {
            return .failed(
                tool, ["url": .string(url)], code: "no_asset",
                "No \(policy.currency) on \(policy.network.title) is known that could be signed for. "
                    + "Change the currency or the network in the design.", as: .refused)
        }
        if let refusal = boundsRefusal(of: step, in: run, asset, tool: .x402Payment) {
            return refusal
        }
        let terms = OfferChoice.Terms(
            network: policy.network, currency: asset.symbol,
            amountMax: Money(atomicUnits: .max, of: asset))
        switch await ask(terms) {
        case .failed(let failure):
            return .failed(
                tool, ["url": .string(url)], code: "unreachable",
                "\(url) could not be asked for its price: \(failure.words). Nothing was paid.")
        case .refused(let code, let sentence):
            return .failed(tool, ["url": .string(url)], code: code, sentence, as: .refused)
        case .free(let answer): return served(PaidResponse(answer), purchase)
        case .price(let price):
            if let entrance, try await isSubscribed(to: url, run),
                let response = await entrance.enter(
                    AgentRun.Terms(method: purchase.method, body: purchase.body).request(for: url),
                    offer: price.offer, on: policy.network,
                    as: actor(of: step, in: run))
            {
                return served(response, purchase, "It is part of a subscription; nothing was paid.")
            }
            return try await pay(price, purchase, step, of: run, policy)
        }
    }

    /// Whether this agent has paid for what is at the address, for a time that is not over.
    private func isSubscribed(to url: String, _ run: AgentRun) async throws(Failure) -> Bool {
        guard let subscriptions else { return false }
        let all: [Versioned<Subscription>]
        do {
            all = try await subscriptions.subscriptions(
                of: run.agent.name, tenant: Tenant(run.agent.tenant))
        } catch { throw failure(error) }
        let now = clock.now()
        return all.contains { $0.value.url == url && $0.value.paidUntil.map { $0 > now } ?? false }
    }

    private func pay(
        _ price: PriceDiscovery.Price, _ purchase: Purchase, _ step: PlanStep, of run: AgentRun,
        _ policy: Policy
    ) async throws(Failure) -> StepResult {
        let intent = PaymentIntent(
            run: Self.payment(of: run, step), agent: actor(of: step, in: run),
            policyHash: policy.hash,
            payee: purchase.payee(price.payTo),
            resource: purchase.url, method: purchase.method, body: purchase.body,
            amount: price.amount, tool: purchase.tool, session: run.session,
            quote: purchase.listed.flatMap { PaymentIntent.Quote(listed: $0, in: price.amount.asset) },
            ceiling: ceiling(of: step, of: run, in: price.amount.asset),
            offer: price.offer, requester: run.terms.requester,
            purpose: run.text, doubt: step.doubt,
            team: run.team)
        let outcome = try await pay(intent, under: policy, of: run)
        do { return result(try await noted(outcome), step) } catch { throw failure(error) }
    }

    /// The inverse of `payment(of:_:)`; nil for a payment that no run made.
    static func run(of payment: ID<PaymentRun>) -> ID<AgentRun>? {
        guard let dash = payment.rawValue.lastIndex(of: "-") else { return nil }
        return ID<AgentRun>(uuid: String(payment.rawValue[..<dash]))
    }

    /// The same for every try of one step.
    public static func payment(of run: AgentRun, _ step: PlanStep) -> ID<PaymentRun> {
        ID("\(run.id.rawValue)-\(step.id)")
    }

    /// What a symbol is paid with: itself, or the coin that is counted in it.
    func asset(_ symbol: String, for policy: Policy) -> Asset? {
        assets.payable(symbol, on: policy.network)
    }

    /// After a crash or a decision: the payment exists, so it is driven on, never begun again.
    func takeUp(
        _ stored: Versioned<PaymentRun>, _ step: PlanStep
    ) async throws(Failure) -> StepResult {
        do { return result(try await noted(payments.drive(stored)), step) } catch {
            throw failure(error)
        }
    }

    func existing(_ id: ID<PaymentRun>) async throws(Failure) -> Versioned<PaymentRun>? {
        do { return try await paymentRuns.run(id) } catch { throw failure(error) }
    }

    /// What came of it counts for the service's reputation.
    func noted(_ outcome: PaymentOutcome) async throws(PaymentFailure) -> PaymentOutcome {
        guard let counted = ServiceOutcome(outcome.run, status: outcome.response?.status) else {
            return outcome
        }
        do { try await services.note(counted) } catch { throw .store(error) }
        return outcome
    }

    func result(_ outcome: PaymentOutcome, _ step: PlanStep) -> StepResult {
        let run = outcome.run
        switch run.state {
        case .settled(let receipt): return settled(run, receipt, outcome.response)
        case .stopped(let reason):
            let isRefusal = reason.code.isRefusal
            return .failed(
                run.intent.tool.name, arguments(run), code: reason.code.rawValue,
                reason.sentence, as: isRefusal ? .refused : .failed)
        case .awaitingApproval:
            return StepResult(
                call: nil, stepStatus: nil, outcome: .waits, noteKind: "approval_required")
        case .proposed, .reserved, .paying, .unresolved:
            return StepResult(call: nil, stepStatus: nil, outcome: .open, noteKind: "payment_open")
        }
    }

    private func settled(
        _ run: PaymentRun, _ receipt: Receipt, _ response: PaidResponse?
    ) -> StepResult {
        let charged = run.charged
        let rest = charged == run.amount ? "" : ", of at most \(run.amount)"
        let delivered = response?.json
        let answered = response?.answered(delivered?["body"]) ?? ""
        var result: JSONObject = [
            "payment_id": .string(run.id.rawValue), "transaction": .string(receipt.transaction),
            "simulated": .bool(receipt.isSimulated), "paid": .string(charged.description),
            "sentence": .string(
                "Paid \(charged) to \(run.intent.payee)\(rest)"
                    + (receipt.isSimulated ? " on the sandbox ledger (simulated)." : ".")
                    + answered),
        ]
        if charged != run.amount { result["ceiling"] = .string(run.amount.description) }
        result["response"] = delivered
        return .done(
            ToolCall(
                tool: run.intent.tool.name, arguments: arguments(run), result: .object(result),
                succeeded: true, cost: charged, payment: run.id))
    }

    private func served(
        _ response: PaidResponse, _ purchase: Purchase,
        _ sentence: String = "It was served without a price; nothing was paid."
    ) -> StepResult {
        let delivered = response.json
        return .done(
            ToolCall(
                tool: purchase.tool.name, arguments: ["url": .string(purchase.url)],
                result: [
                    "paid": "0", "response": delivered,
                    "sentence": .string(sentence + response.answered(delivered["body"])),
                ], succeeded: true))
    }

    private func arguments(_ run: PaymentRun) -> JSONValue {
        guard !run.intent.resource.isEmpty else {
            return [
                "recipient": .optional(run.intent.payee.address?.checksummed),
                "amount": .string(run.amount.description),
            ]
        }
        return ["url": .string(run.intent.resource), "amount": .string(run.amount.description)]
    }
}

extension PaidResponse {
    public init(_ answer: Answer) {
        self.init(
            status: answer.status,
            contentType: answer.values(of: "Content-Type").first ?? "application/octet-stream",
            body: answer.body)
    }

    /// What was delivered: JSON as such, other text as text, anything else by its length.
    public var json: JSONValue {
        var object: JSONObject = [
            "status": .integer(Int64(status)), "content_type": .string(contentType),
        ]
        do {
            object["body"] = try JSONValue(parsing: body)
        } catch {
            object["body"] = String(validating: body, as: UTF8.self).map { .string($0) }
            object["bytes"] = .integer(Int64(body.count))
        }
        return .object(object)
    }
}
