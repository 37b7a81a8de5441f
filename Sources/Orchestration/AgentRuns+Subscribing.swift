import Domain
import JSON
public import Paygent
import X402

// The steps that subscribe, renew and cancel. A period is one payment like any other: judged,
// reserved, and asked about when its price has risen.
extension AgentRuns {
    func subscription(
        _ step: PlanStep, of run: AgentRun, _ policy: Policy
    ) async throws(Failure) -> StepResult {
        guard let store = subscriptions else { return notSubscribed(step, "There are none here.") }
        if case .subscribe(let subscribing) = step.command {
            return try await subscribe(subscribing, step, of: run, policy, store)
        }
        if case .cancelSubscription(let service) = step.command {
            return try await cancel(service, step, of: run, store)
        }
        return notSubscribed(step, "That is nothing to subscribe to.")
    }

    private func notSubscribed(
        _ step: PlanStep, _ sentence: String, code: String = "not_subscribed"
    ) -> StepResult {
        .failed(
            BuiltInTool.subscribeService.rawValue, step.command.params, code: code, sentence,
            as: .refused)
    }

    private func subscribe(
        _ subscribing: Command.Subscribing, _ step: PlanStep, of run: AgentRun,
        _ policy: Policy, _ store: any SubscriptionStore
    ) async throws(Failure) -> StepResult {
        guard let listing = try await listing(of: step, in: run) else {
            return notSubscribed(step, "It is not clear what to subscribe to. Nothing was paid.")
        }
        guard listing.pricingModel == "subscription" else {
            return notSubscribed(
                step, "\(listing.name) is paid for by the call; it has no subscription.")
        }
        let period = listing.period ?? .monthly
        guard subscribing.period ?? period == period else {
            return notSubscribed(
                step, "\(listing.name) has a \(period.rawValue) subscription only.")
        }
        let tenant = Tenant(run.agent.tenant)
        let there: Versioned<Subscription>?
        do {
            there = try await store.subscription(
                to: listing.id, of: run.agent.name, tenant: tenant)
        } catch { throw failure(error) }
        if let there, !there.value.state.isOver, there.value.run != run.id {
            return notSubscribed(
                step, "This agent has subscribed to \(listing.name) already. Nothing was paid.",
                code: "subscribed_already")
        }
        if there?.value.run != run.id || there?.value.state.isOver ?? true {
            let new = Subscription(
                id: run.id.rawValue, tenant: tenant.rawValue, agent: run.agent.name,
                listing: listing, run: run.id, at: clock.now())
            do { try await store.save(new, expected: there?.version ?? 0, run: nil) } catch {
                throw failure(error)
            }
        }
        return try await payPeriod(listing, step, of: run, policy, store)
    }

    private func payPeriod(
        _ listing: Listing, _ step: PlanStep, of run: AgentRun, _ policy: Policy,
        _ store: any SubscriptionStore
    ) async throws(Failure) -> StepResult {
        let subscription = try await current(listing.id, run, store)
        let result =
            if let stored = try await existing(Self.payment(of: run, step)) {
                try await takeUp(stored, step)
            } else {
                try await pay(for: subscription.value, step, of: run, policy)
            }
        switch result.outcome {
        case .done:
            try await settle(result.call?.cost, run, store, service: listing.id)
        case .ended: try await settle(nil, run, store, service: listing.id)
        case .waits, .open, .later: break
        }
        return result
    }

    /// At the address that was subscribed to: where it is listed may be changed by others since.
    private func pay(
        for subscription: Subscription, _ step: PlanStep, of run: AgentRun, _ policy: Policy
    ) async throws(Failure) -> StepResult {
        let url = subscription.url
        guard let asset = asset(policy.currency, for: policy) else {
            return notSubscribed(
                step, "No \(policy.currency) on \(policy.network.title) could be signed for.")
        }
        if let refusal = boundsRefusal(of: step, in: run, asset, tool: .subscribeService) {
            return refusal
        }
        let terms = OfferChoice.Terms(
            network: policy.network, currency: asset.symbol,
            amountMax: Money(atomicUnits: .max, of: asset))
        switch await prices.ask(HTTPRequest("GET", url), terms: terms) {
        case .failed(let failure):
            return notSubscribed(
                step, "\(url) could not be asked for its price: \(failure.words).",
                code: "unreachable")
        case .refused(let code, let sentence):
            return notSubscribed(step, sentence, code: code)
        case .free:
            return notSubscribed(
                step,
                "\(subscription.name) asks for no payment, so there is nothing to subscribe to.")
        case .price(let price):
            let intent = PaymentIntent(
                run: Self.payment(of: run, step), agent: actor(of: step, in: run),
                policyHash: policy.hash,
                payee: Payee(host: HostName.of(url), address: price.payTo),
                resource: url, amount: price.amount,
                tool: .builtIn(.subscribeService), session: run.session,
                quote: PaymentIntent.Quote(listed: subscription.price, in: asset),
                ceiling: ceiling(of: step, of: run, in: price.amount.asset),
                offer: price.offer, requester: run.terms.requester, purpose: run.text,
                doubt: step.doubt, team: run.team)
            let outcome = try await pay(intent, under: policy, of: run)
            do { return result(try await noted(outcome), step) } catch { throw failure(error) }
        }
    }

    private func current(
        _ service: String, _ run: AgentRun, _ store: any SubscriptionStore
    ) async throws(Failure) -> Versioned<Subscription> {
        do throws(StoreError) {
            if let found = try await store.subscription(
                to: service, of: run.agent.name, tenant: Tenant(run.agent.tenant))
            {
                return found
            }
        } catch { throw failure(error) }
        throw .unavailable("the subscription is gone")
    }

    /// What came of the run that pays; nothing when the subscription has gone on to another.
    ///
    /// - Parameter cost: nil when nothing was paid.
    func settle(
        _ cost: Money?, _ run: AgentRun, _ store: any SubscriptionStore, service: String
    ) async throws(Failure) {
        for _ in 0..<Self.conflictsMax {
            let stored = try await current(service, run, store)
            var subscription = stored.value
            guard subscription.run == run.id, subscription.state == .renewing else { return }
            let event: Subscription.Event =
                cost.map {
                    .paid(TokenAmount($0.quantity, $0.asset.symbol), at: clock.now())
                } ?? .notPaid(at: clock.now())
            do { _ = try subscription.apply(event) } catch { return }
            do {
                return try await store.save(subscription, expected: stored.version, run: nil)
            } catch .conflict { continue } catch { throw failure(error) }
        }
        throw .unavailable("the subscription is changing all the time")
    }

    /// The one that is named by its identifier, or that the step before has found.
    private func listing(
        of step: PlanStep, in run: AgentRun
    ) async throws(Failure) -> Listing? {
        let all: [Listing]
        do { all = try await services.listings() } catch { throw failure(error) }
        if let subject = step.command.subject, let exact = all.first(where: { $0.id == subject }) {
            return exact
        }
        let found = run.plan.steps.prefix { $0.id < step.id }.flatMap(\.calls).last {
            $0.tool == BuiltInTool.discoverServices.rawValue && $0.succeeded
        }?.result["listing"]?.string
        return all.first { $0.id == found }
    }
}

extension AgentRuns {
    private func cancel(
        _ service: String?, _ step: PlanStep, of run: AgentRun, _ store: any SubscriptionStore
    ) async throws(Failure) -> StepResult {
        let all: [Versioned<Subscription>]
        do {
            all = try await store.subscriptions(
                of: run.agent.name, tenant: Tenant(run.agent.tenant))
        } catch { throw failure(error) }
        let open = all.map(\.value).filter { !$0.state.isOver }
        let named =
            service.map { asked in
                open.filter { $0.service == asked || $0.isNamed(asked) }
            } ?? open
        guard let one = named.first, named.count == 1 else {
            let names = open.map(\.name).joined(separator: ", ")
            return notSubscribed(
                step,
                open.isEmpty
                    ? "This agent has no subscription."
                    : "Say which subscription to cancel: \(names).")
        }
        let ended = try await cancel(
            one.service, of: run.agent.name, tenant: Tenant(run.agent.tenant), atOnce: false)
        return .done(
            ToolCall(
                tool: BuiltInTool.subscribeService.rawValue, arguments: step.command.params,
                result: ["service": .string(one.service), "sentence": .string(ended.sentence)],
                succeeded: true))
    }

    /// Ends a subscription: with its period, or at once.
    ///
    /// - Throws: `.runNotFound` when there is none, or when it is over.
    func cancel(
        _ service: String, of agent: String, tenant: Tenant, atOnce: Bool
    ) async throws(Failure) -> Subscription {
        guard let store = subscriptions else { throw .runNotFound }
        for _ in 0..<Self.conflictsMax {
            let found: Versioned<Subscription>?
            do {
                found = try await store.subscription(to: service, of: agent, tenant: tenant)
            } catch { throw failure(error) }
            guard let found else { throw .runNotFound }
            var subscription = found.value
            do { _ = try subscription.apply(.cancelled(atOnce: atOnce)) } catch {
                throw .runNotFound
            }
            do {
                try await store.save(subscription, expected: found.version, run: nil)
                return subscription
            } catch .conflict { continue } catch { throw failure(error) }
        }
        throw .unavailable("the subscription is changing all the time")
    }
}

extension Subscription {
    fileprivate func isNamed(_ asked: String) -> Bool {
        Listing(id: service, name: name, summary: "", category: "", url: url, price: price)
            .fit(to: asked) > 0
    }

    /// How it stands, for people.
    public var sentence: String {
        let until = paidUntil.map { String($0.rfc3339.prefix(10)) } ?? ""
        switch state {
        case .active where endsWithPeriod:
            return "\(name) ends on \(until) and is not renewed."
        case .active: return "\(name) is paid for until \(until) and is then renewed."
        case .renewing: return "\(name) is being paid for."
        case .pastDue: return "\(name) could not be renewed; it is tried again in a day."
        case .cancelled: return "\(name) is cancelled; nothing more is paid."
        case .expired: return "\(name) has ended because it was not paid for."
        }
    }
}
