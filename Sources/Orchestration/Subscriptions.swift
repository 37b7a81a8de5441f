internal import Domain
public import Paygent

/// Renews what agents have subscribed to: once a period, whoever else looks after the same store.
public struct Subscriptions: Sendable {
    private let store: any SubscriptionStore
    private let runs: AgentRuns
    private let clock: any Clock

    public init(store: any SubscriptionStore, runs: AgentRuns, clock: any Clock) {
        self.store = store
        self.runs = runs
        self.clock = clock
    }

    public typealias Failure = AgentRuns.Failure

    static let atOnce = 100

    /// Opens a run for every period that begins, and closes those whose run has ended.
    ///
    /// - Returns: what has to be driven now.
    public func pass() async throws(Failure) -> [Timekeeper.Started] {
        let now = clock.now()
        let due: [Versioned<Subscription>]
        do { due = try await store.due(at: now, limit: Self.atOnce) } catch {
            throw runs.failure(error)
        }
        var started: [Timekeeper.Started] = []
        for stored in due {
            if stored.value.state == .renewing, try await isClosed(stored.value) { continue }
            if let run = try await move(stored, now) { started.append(run) }
        }
        return started
    }

    /// The run that pays has ended without telling: cancelled, stopped, or in another process.
    /// What counts is its payment: one that is open still may settle, and is waited for.
    private func isClosed(_ subscription: Subscription) async throws(Failure) -> Bool {
        let run = try await runs.run(subscription.run, of: Tenant(subscription.tenant))
        guard run.status.isFinal else { return false }
        guard let step = run.plan.steps.last(where: { $0.tool == .subscribeService }),
            let payment = try await runs.existing(AgentRuns.payment(of: run, step))?.value
        else {
            try await runs.settle(nil, run, store, service: subscription.service)
            return true
        }
        guard payment.state.isFinal else { return true }
        var cost: Money?
        if case .settled = payment.state { cost = payment.charged }
        try await runs.settle(cost, run, store, service: subscription.service)
        return true
    }

    private func move(
        _ stored: Versioned<Subscription>, _ now: Timestamp
    ) async throws(Failure) -> Timekeeper.Started? {
        var subscription = stored.value
        let wantsRun: Bool
        do { wantsRun = try subscription.apply(.timeCame(now)) } catch { return nil }
        var prepared: AgentRunOpening?
        if wantsRun {
            prepared = try await renewal(of: subscription)
            if prepared == nil {
                do { _ = try subscription.apply(.notPaid(at: now)) } catch { return nil }
            }
        }
        do {
            try await store.save(subscription, expected: stored.version, run: prepared)
        } catch .conflict { return nil } catch { throw runs.failure(error) }
        guard let prepared else { return nil }
        return Timekeeper.Started(run: prepared.run.id, tenant: Tenant(subscription.tenant))
    }

    /// Nil for an agent that may not act now.
    private func renewal(of subscription: Subscription) async throws(Failure) -> AgentRunOpening? {
        let command = Command.subscribe(.init(service: subscription.service))
        let step = PlanStep(
            id: 1, description: "Renew \(subscription.name) for its next period",
            command: command, tool: .subscribeService)
        do throws(Failure) {
            return try await runs.prepare(
                Order("renew the subscription to \(subscription.name)"), command: command,
                plan: Plan([step]), agent: subscription.agent, as: subscription.run,
                of: Tenant(subscription.tenant))
        } catch {
            switch error {
            case .agentKilled, .agentNotFound: return nil
            case .sessionNotFound, .runNotFound, .unavailable: throw error
            }
        }
    }

    public func list(
        of agent: String?, tenant: Tenant
    ) async throws(Failure) -> [Subscription] {
        do {
            return try await store.subscriptions(of: agent, tenant: tenant).map(\.value)
        } catch { throw runs.failure(error) }
    }

    public func subscription(
        to service: String, of agent: String, tenant: Tenant
    ) async throws(Failure) -> Subscription? {
        do {
            return try await store.subscription(to: service, of: agent, tenant: tenant)?.value
        } catch { throw runs.failure(error) }
    }

    /// - Throws: `.runNotFound` when there is none, or when it is over.
    public func cancel(
        _ service: String, of agent: String, tenant: Tenant, atOnce: Bool
    ) async throws(Failure) -> Subscription {
        try await runs.cancel(service, of: agent, tenant: tenant, atOnce: atOnce)
    }

    public func isUsable(_ subscription: Subscription) -> Bool {
        subscription.isUsable(at: clock.now())
    }
}
