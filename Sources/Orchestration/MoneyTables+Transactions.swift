public import Domain
public import JSON
public import Paygent

// What one transaction of the money core does, in order, the same for every backend.

extension MoneyTables {
    /// Judge, reserve, record. Called inside a transaction that sees all earlier ones.
    public mutating func open(_ opening: RunOpening) throws(StoreError) -> OpenedRun {
        if let existing = try run(opening.intent.run) {
            return OpenedRun(existing, verdict: nil)
        }
        let (intent, policy, now) = (opening.intent, opening.policy, opening.now)
        var spending = try spending(policy.question(about: intent, at: now))
        let standing = try standing(of: intent.agent.key)
        spending.isKilled = standing.isKilled
        var verdict = policy.judge(intent, spending: spending)
        if let hold = try signingHold() { verdict = .deny(.reconcileFirst(hold)) }
        if let team = intent.team {
            verdict = verdict.and(try judge(intent, as: team, beside: policy, at: now))
        }
        let approval = opening.approval(for: verdict)
        let event = PaymentRun.Event(verdict, terms: opening.terms)
        var run = PaymentRun(intent, generation: standing.generation)
        let step: PaymentRun.Step
        do { step = try run.apply(event) } catch {
            throw .unavailable("a new payment refused its verdict: \(error.event)")
        }
        try insert(
            run, isNearThreshold: policy.isNearThreshold(intent),
            lease: run.state == .reserved ? opening.lease ?? .free : .free, at: now)
        try write(step.entry, run, event, approval, at: now)
        return OpenedRun(Versioned(run, version: 1), verdict: verdict)
    }

    /// The team's budget, in the same transaction as the member's own.
    private func judge(
        _ intent: PaymentIntent, as team: Team.Share, beside member: Policy, at now: Timestamp
    ) throws(StoreError) -> Verdict {
        let shared = team.intent(intent)
        let policy = team.policy(beside: member)
        var spending = try spending(policy.question(about: shared, at: now))
        spending.isKilled = try standing(of: team.agent.key).isKilled
        if policy.caps.isEmpty, !spending.isKilled {
            return .allow(Reason(.withinRules, "The team has no budget of its own."))
        }
        return policy.judge(shared, spending: spending)
    }

    /// - Throws: `.conflict` also for a change by which a run would be sent that a kill forbids.
    public mutating func commit(_ change: RunChange) throws(StoreError) -> Int64 {
        if case .paying = change.run.state, try isKilled(change.run) { throw .conflict }
        try replace(
            change.run, expected: change.expected, lease: change.lease, at: change.now)
        try write(change.entry, change.run, change.event, change.approval, at: change.now)
        return change.expected + 1
    }

    public mutating func take(
        _ id: ID<PaymentRun>, _ claim: LeaseClaim
    ) throws(StoreError) -> Lease? {
        guard let current = try lease(of: id), let next = claim.next(after: current) else {
            return nil
        }
        try put(next, of: id)
        return next
    }

    /// Both generations together, so that the number of an agent counts up whichever is killed.
    public func standing(of agent: String) throws(StoreError) -> Standing {
        let own = try standing(key: KillScope.agent(agent).key)
        let all = try standing(key: KillScope.everyone.key)
        return Standing(
            generation: own.generation + all.generation, isKilled: own.isKilled || all.isKilled)
    }

    /// Whether a kill since the run was judged forbids to sign and to send it.
    private func isKilled(_ run: PaymentRun) throws(StoreError) -> Bool {
        let own = try standing(of: run.intent.agent.key)
        guard own == Standing(generation: run.generation, isKilled: false) else { return true }
        guard let team = run.intent.team?.agent.key else { return false }
        return try standing(of: team).isKilled
    }

    public mutating func throwSwitch(
        _ scope: KillScope, by person: String, at now: Timestamp
    ) throws(StoreError) -> Int64 {
        let generation = try standing(key: scope.key).generation + 1
        try put(Standing(generation: generation, isKilled: true), key: scope.key)
        try record(
            [
                JournalNote(
                    kind: "agent_killed", agent: scope.agent,
                    detail: ["by": .string(person), "generation": .integer(generation)])
            ], at: now)
        return generation
    }

    /// A team's runs are kept under its members: whose they are is seen when they are stopped.
    public func unfinished(in scope: KillScope) throws(StoreError) -> [ID<PaymentRun>] {
        try unfinished(of: scope.team == nil ? scope.agent : nil)
    }

    public mutating func stop(
        _ id: ID<PaymentRun>, in scope: KillScope, at now: Timestamp
    ) throws(StoreError) -> PaymentRun? {
        guard let stored = try run(id) else { return nil }
        var run = stored.value
        let waiting = run.state
        if case .unresolved = waiting { return nil }
        if let team = scope.team, run.intent.team?.agent.key != team { return nil }
        let step: PaymentRun.Step
        do { step = try run.apply(.killed) } catch { return nil }
        try replace(run, expected: stored.version, lease: nil, at: now)
        try write(step.entry, run, .killed, try withdrawn(waiting), at: now)
        return run
    }

    public mutating func revive(
        _ scope: KillScope, by person: String, at now: Timestamp
    ) throws(StoreError) {
        let generation = try standing(key: scope.key).generation
        try put(Standing(generation: generation, isKilled: false), key: scope.key)
        try record(
            [
                JournalNote(
                    kind: "agent_revived", agent: scope.agent,
                    detail: ["by": .string(person), "generation": .integer(generation)])
            ], at: now)
    }

    /// The first cause stays.
    public mutating func hold(_ hold: SigningHold) throws(StoreError) {
        guard try signingHold() == nil else { return }
        try put(hold)
        try record(
            [JournalNote(kind: "signing_held", detail: ["cause": .string(hold.cause.rawValue)])],
            at: hold.since)
    }

    public mutating func release(
        by person: String, finding: JSONValue, at now: Timestamp
    ) throws(StoreError) {
        try put(SigningHold?.none)
        try record(
            [
                JournalNote(
                    kind: "signing_released", detail: ["by": .string(person), "found": finding])
            ], at: now)
    }

    /// - Returns: the position of the last one.
    @discardableResult
    public mutating func record(_ notes: [JournalNote], at now: Timestamp) throws(StoreError)
        -> Int64
    {
        var tail = try journalTail()
        for note in notes {
            let record = JournalRecord(note, at: now, after: tail)
            try append(record)
            tail = record.tail
        }
        return tail.sequence
    }

    private mutating func write(
        _ entry: PaymentRun.Step.Entry?, _ run: PaymentRun, _ event: PaymentRun.Event,
        _ approval: Approval?, at now: Timestamp
    ) throws(StoreError) {
        for line in entry.map(run.lines) ?? [] {
            let entry = LedgerEntry(line, of: run.intent, at: now, after: try ledgerTail())
            try append(entry, of: run.intent)
        }
        if let approval { try put(approval) }
        try record([run.note(of: event, entry, approval)], at: now)
    }

    private func withdrawn(_ state: PaymentRun.State) throws(StoreError) -> Approval? {
        guard case .awaitingApproval(let terms) = state,
            var approval = try approval(terms.approval)
        else { return nil }
        do { try approval.withdraw() } catch { return nil }
        return approval
    }
}

extension RunOpening {
    fileprivate var terms: ApprovalTerms {
        ApprovalTerms(approval: approval, hash: intent.hash, deadline: approvalDeadline)
    }

    fileprivate func approval(for verdict: Verdict) -> Approval? {
        guard case .askFirst(let reason, let approvers) = verdict else { return nil }
        return Approval(
            id: approval, intent: intent, reason: reason, approvers: approvers,
            needsOtherPerson: needsOtherPerson, createdAt: now, deadline: approvalDeadline)
    }
}

extension KillScope {
    fileprivate var agent: String? {
        switch self {
        case .agent(let key): key
        case .everyone: nil
        }
    }

    /// The key of a team; nil for an agent and for everyone.
    fileprivate var team: String? { agent.flatMap { $0.contains("/team:") ? $0 : nil } }
}

extension PaymentRun {
    /// The journal's line: the event, and at the first one the whole intent, so that a payment
    /// can be followed back without any other table.
    fileprivate func note(
        of event: Event, _ entry: Step.Entry?, _ approval: Approval?
    ) -> JournalNote {
        var detail = event.json.object ?? [:]
        detail["state"] = .string(state.name)
        if let entry { detail["entry"] = .string(entry.rawValue) }
        switch event {
        case .allowed, .held, .refused:
            detail["intent"] = intent.json
            detail["generation"] = .integer(generation)
        case .approved, .rejected, .expired, .signed, .notSigned, .paid, .notPaid, .unanswered,
            .notSent, .undecided, .killed:
            break
        }
        if let approval { detail["approval"] = .string(approval.id.rawValue) }
        return JournalNote(
            kind: event.name, run: id.rawValue, session: intent.session, agent: intent.agent.key,
            detail: .object(detail))
    }
}
