public import Domain
public import Paygent

/// What people do with payments that wait for them.
public struct Approvals: Sendable {
    private let store: any ApprovalStore
    private let runs: any RunStore
    private let payments: Payments
    private let policies: any PolicyBook
    private let clock: any Clock
    private let randomness: any Randomness
    private let events: any Events

    /// Questions listed at once.
    static let listMax = 200

    public init(
        store: any ApprovalStore, runs: any RunStore, payments: Payments,
        policies: any PolicyBook, clock: any Clock, randomness: any Randomness,
        events: any Events
    ) {
        self.store = store
        self.runs = runs
        self.payments = payments
        self.policies = policies
        self.clock = clock
        self.randomness = randomness
        self.events = events
    }

    /// Oldest first, without those whose time is over.
    public func pending(
        of tenant: Tenant, agent: String? = nil
    ) async throws(PaymentFailure) -> [Approval] {
        let now = clock.now()
        do {
            return try await store.pendingApprovals(of: tenant, agent: agent, limit: Self.listMax)
                .filter { now < $0.deadline }
        } catch { throw .store(error) }
    }

    /// - Throws: `.notFound`, also for another tenant's.
    public func approval(
        _ id: ID<Approval>, of tenant: Tenant
    ) async throws(PaymentFailure) -> Approval {
        let found: Approval?
        do { found = try await store.approval(id) } catch { throw .store(error) }
        guard let found, found.intent.agent.tenant == tenant.rawValue else { throw .notFound }
        return found
    }

    /// Says yes to exactly what was shown, and pays.
    ///
    /// - Parameter hash: of the payment that the approver saw.
    /// - Throws: `.approval` with `.alreadyDecided`, `.changed` or `.expired`, among others; `.held`
    ///   while nothing may be signed.
    public func approve(
        _ id: ID<Approval>, hash: String, by approver: Approver, of tenant: Tenant
    ) async throws(PaymentFailure) -> PaymentOutcome {
        try await payments.checkHold()
        let now = clock.now()
        let stored = try await decide(id, of: tenant) { approval throws(ApprovalError) in
            try approval.approve(hash: hash, by: approver, at: now)
            return .approved(by: approver.name)
        }
        return try await payments.takeUpForOther(stored.value.id)
    }

    public func reject(
        _ id: ID<Approval>, note: String, by approver: Approver, of tenant: Tenant
    ) async throws(PaymentFailure) -> PaymentOutcome {
        let now = clock.now()
        let stored = try await decide(id, of: tenant) { approval throws(ApprovalError) in
            try approval.reject(by: approver, note: note, at: now)
            return .rejected(by: approver.name, .rejected(by: approver.name, note: note))
        }
        return PaymentOutcome(stored.value)
    }

    /// Asks anew for a smaller amount: this payment stops, and another one is judged from the start.
    ///
    /// - Returns: the new payment, which may wait for a person again.
    public func edit(
        _ id: ID<Approval>, amount: Money, hash: String, by approver: Approver, of tenant: Tenant
    ) async throws(PaymentFailure) -> PaymentOutcome {
        try await payments.checkHold()
        let now = clock.now()
        let agent = try await approval(id, of: tenant).intent.agent
        let policy: Policy?
        do { policy = try await policies.policy(of: agent) } catch { throw .store(error) }
        guard let policy else { throw .notFound }
        let next = ID<PaymentRun>(at: now, random: randomness.next())
        var replacement: PaymentIntent?
        _ = try await decide(id, of: tenant) { approval throws(ApprovalError) in
            replacement = try approval.replace(
                amount: amount, run: next, hash: hash, by: approver, at: now)
            return .rejected(by: approver.name, .replaced(by: next, editor: approver.name))
        }
        guard let replacement else { throw .notFound }
        return try await payments.pay(replacement, under: policy)
    }

    /// Takes a question back: its payment stops, and its money is free again.
    ///
    /// - Throws: `.approval` with `.alreadyDecided`.
    public func withdraw(
        _ id: ID<Approval>, of tenant: Tenant
    ) async throws(PaymentFailure) -> PaymentOutcome {
        let stored = try await decide(id, of: tenant) { approval throws(ApprovalError) in
            try approval.withdraw()
            return .rejected(
                by: "owner",
                Reason(.rejected, "The owner ended it before anybody decided about the payment."))
        }
        return PaymentOutcome(stored.value)
    }

    /// Takes a payment back that nobody has signed: it stops, and its money is free again. One
    /// that is signed goes on.
    public func takeBack(
        _ payment: ID<PaymentRun>, of tenant: Tenant
    ) async throws(PaymentFailure) {
        for _ in 0..<Payments.conflictsMax {
            let found: Versioned<PaymentRun>?
            do { found = try await runs.run(payment) } catch { throw .store(error) }
            guard let found, found.value.intent.agent.tenant == tenant.rawValue else { return }
            do throws(PaymentFailure) {
                switch found.value.state {
                case .awaitingApproval(let terms):
                    _ = try await withdraw(terms.approval, of: tenant)
                case .reserved: try await stop(found)
                case .proposed, .paying, .unresolved, .settled, .stopped: break
                }
                return
            } catch {
                switch error {
                // Somebody was faster: it is looked at once more.
                case .approval, .store(.conflict): continue
                case .notFound, .keyReused, .held, .store: throw error
                }
            }
        }
        throw .store(.conflict)
    }

    private func stop(_ stored: Versioned<PaymentRun>) async throws(PaymentFailure) {
        var run = stored.value
        let event = PaymentRun.Event.notSigned(
            Reason(.rejected, "The owner ended it before it was signed."))
        let step: PaymentRun.Step
        do { step = try run.apply(event) } catch { throw .store(.conflict) }
        do {
            _ = try await runs.commit(
                RunChange(
                    run, after: event, entry: step.entry, expected: stored.version,
                    at: clock.now()))
        } catch { throw .store(error) }
        events.announce()
    }

    /// Closes what nobody answered in time, and releases its money.
    ///
    /// - Returns: their payments, which are stopped now, and what could not be closed.
    func expireOverdue() async throws(PaymentFailure) -> (
        stopped: [PaymentRun], failed: [ID<Approval>]
    ) {
        let overdue: [ID<Approval>]
        do {
            overdue = try await store.overdueApprovals(at: clock.now(), limit: Self.listMax)
        } catch { throw .store(error) }
        var (stopped, failed): ([PaymentRun], [ID<Approval>]) = ([], [])
        for id in overdue {
            do { stopped.append(try await expire(id)) } catch .approval { continue } catch {
                failed.append(id)
            }
        }
        return (stopped, failed)
    }

    private func expire(_ id: ID<Approval>) async throws(PaymentFailure) -> PaymentRun {
        let now = clock.now()
        let found: Approval?
        do { found = try await store.approval(id) } catch { throw .store(error) }
        guard let found else { throw .notFound }
        return try await decide(id, of: Tenant(found.intent.agent.tenant)) {
            approval throws(ApprovalError) in
            try approval.expire(at: now)
            return .expired
        }.value
    }

    /// Changes the approval and its run together, once.
    private func decide(
        _ id: ID<Approval>, of tenant: Tenant,
        _ answer: (inout Approval) throws(ApprovalError) -> PaymentRun.Event
    ) async throws(PaymentFailure) -> Versioned<PaymentRun> {
        for _ in 0..<Payments.conflictsMax {
            var approval = try await approval(id, of: tenant)
            let event: PaymentRun.Event
            do { event = try answer(&approval) } catch { throw .approval(error) }
            let stored = try await payments.load(approval.intent.run)
            var run = stored.value
            let step: PaymentRun.Step
            do { step = try run.apply(event) } catch { throw .approval(.alreadyDecided) }
            let change = RunChange(
                run, after: event, entry: step.entry, approval: approval,
                expected: stored.version, at: clock.now())
            do {
                let version = try await runs.commit(change)
                events.announce()
                return Versioned(run, version: version)
            } catch .conflict {
                continue
            } catch { throw .store(error) }
        }
        throw .store(.conflict)
    }
}

/// The rules of each registered version of an agent.
public protocol PolicyBook: Sendable {
    /// Nil when there is no such version.
    func policy(of agent: AgentReference) async throws(StoreError) -> Policy?
}

/// Rules read from the registered designs.
public struct RegisteredPolicies: PolicyBook {
    private let agents: any AgentStore

    public init(_ agents: any AgentStore) { self.agents = agents }

    public func policy(of agent: AgentReference) async throws(StoreError) -> Policy? {
        guard !agent.tenant.isEmpty else { return nil }
        let stored = try await agents.agent(
            agent.name, version: agent.version, of: Tenant(agent.tenant))
        return stored?.design.policy
    }
}

extension Reason {
    fileprivate static func rejected(by person: String, note: String) -> Reason {
        Reason(
            .rejected,
            note.isEmpty
                ? "\(person) rejected this payment." : "\(person) rejected this payment: \(note)")
    }

    fileprivate static func replaced(by run: ID<PaymentRun>, editor: String) -> Reason {
        Reason(.replaced, "\(editor) asked for a smaller payment instead: \(run).")
    }
}
