import Domain
import JSON
import Orchestration
import Paygent
import Testing

/// What every store of the money core does.
@Suite struct MoneyStoreContract {
    @Test(arguments: MoneyBackend.allCases)
    func anAllowedPaymentIsReservedBeforeAnythingElse(backend: MoneyBackend) async throws {
        let opened = try backend.open()
        let store = opened.store
        let intent = Pay.intent("r1", session: "s1")
        let answer = try await store.open(Pay.opening(intent, Pay.policy()))
        #expect(answer.run.value.state == .reserved && answer.run.version == 1)
        #expect(try await store.run(ID("r1"))?.value == answer.run.value)
        let entries = try await store.entries(after: 0, of: nil, limit: 9)
        #expect(entries.map(\.kind) == [.reserve])
        let records = try await store.records(matching: JournalFilter())
        #expect(records.map(\.note.kind) == ["allowed"])
        #expect(records[0].note.detail["intent"] == intent.json)
        #expect(try await store.unfinishedRuns(after: nil, limit: 9).runs.map(\.value.id) == [ID("r1")])
    }

    @Test(arguments: MoneyBackend.allCases)
    func aRefusedPaymentReservesNothingAndIsKept(backend: MoneyBackend) async throws {
        let opened = try backend.open()
        let answer = try await opened.store.open(
            Pay.opening(Pay.intent("r1", units: 10_000_001), Pay.policy()))
        guard case .stopped(let reason) = answer.run.value.state else {
            Issue.record("\(answer.run.value.state)")
            return
        }
        #expect(reason.code == .overDailyCap && reason.rule == "10 a day")
        #expect(try await opened.store.entries(after: 0, of: nil, limit: 9).isEmpty)
        #expect(try await opened.store.unfinishedRuns(after: nil, limit: 9).runs.isEmpty)
        #expect(try await opened.store.runs(matching: RunFilter()).count == 1)
    }

    @Test(arguments: MoneyBackend.allCases)
    func theSameRunIsJudgedAndReservedOnce(backend: MoneyBackend) async throws {
        let opened = try backend.open()
        let opening = try Pay.opening(Pay.intent("r1"), Pay.policy())
        let first = try await opened.store.open(opening)
        let second = try await opened.store.open(opening)
        #expect(first.verdict != nil && second.verdict == nil)
        #expect(second.run.value == first.run.value)
        #expect(try await opened.store.entries(after: 0, of: nil, limit: 9).count == 1)
    }

    @Test(arguments: MoneyBackend.allCases)
    func anOutdatedChangeIsAConflictAndChangesNothing(backend: MoneyBackend) async throws {
        let opened = try backend.open()
        let store = opened.store
        let first = try await store.open(Pay.opening(Pay.intent("r1"), Pay.policy())).run
        var next = first.value
        let event = PaymentRun.Event.notSigned(Pay.reason)
        let step = try next.apply(event)
        let change = RunChange(
            next, after: event, entry: step.entry, expected: first.version, at: at(1000))
        #expect(try await store.commit(change) == 2)
        let records = try await store.records(matching: JournalFilter())
        await #expect(throws: StoreError.conflict) { _ = try await store.commit(change) }
        #expect(try await store.records(matching: JournalFilter()) == records)
        #expect(try await store.entries(after: 0, of: ID("r1"), limit: 9).count == 2)
    }

    /// A payment leaves a rolling window exactly when the window has passed over it.
    @Test(
        arguments: MoneyBackend.allCases, [Int64(0), 1, 59_999, 3_599_999, 1_763_631_000_123])
    func windowsRollToTheMillisecond(backend: MoneyBackend, start: Int64) async throws {
        let opened = try backend.open()
        let policy = try Pay.policy(day: "1")
        try await opened.store.settle(
            Pay.intent("r1"), policy, at: Timestamp(millisecondsSinceEpoch: start))
        for (run, later, isAllowed) in [
            ("r2", Int64(86_399_999), false), ("r3", 86_400_000, true),
        ] {
            let now = Timestamp(millisecondsSinceEpoch: start + later)
            let answer = try await opened.store.open(
                Pay.opening(Pay.intent(run), policy, at: now))
            #expect((answer.run.value.state == .reserved) == isAllowed, "\(later)")
        }
    }

    @Test(arguments: MoneyBackend.allCases)
    func whatIsReservedCountsHoweverOldItIs(backend: MoneyBackend) async throws {
        let opened = try backend.open()
        let policy = try Pay.policy(day: "1")
        _ = try await opened.store.open(Pay.opening(Pay.intent("r1"), policy))
        let later = at(1000).adding(seconds: 10 * 86_400)
        let second = try await opened.store.open(
            Pay.opening(Pay.intent("r2"), policy, at: later))
        #expect(second.run.value.state.isFinal)
        try await opened.store.advance("r1", .notSigned(Pay.reason))
        let third = try await opened.store.open(Pay.opening(Pay.intent("r3"), policy, at: later))
        #expect(third.run.value.state == .reserved)
    }

    @Test(arguments: MoneyBackend.allCases)
    func agentsAndTenantsHaveTheirOwnBudgets(backend: MoneyBackend) async throws {
        let opened = try backend.open()
        let policy = try Pay.policy(day: "1")
        for intent in [
            Pay.intent("r1"), Pay.intent("r2", agent: "other"), Pay.intent("r3", tenant: "t2"),
        ] {
            let answer = try await opened.store.open(Pay.opening(intent, policy))
            #expect(answer.run.value.state == .reserved)
        }
        #expect(try await opened.store.accounts(of: Tenant("t2")).count(where: \.isHeld) == 1)
        #expect(try await opened.store.accounts(of: .local).count(where: \.isHeld) == 2)
        let page = try await opened.store.runs(matching: RunFilter(tenant: "t2"))
        #expect(page.map(\.run.id) == [ID("r3")])
    }

    @Test(arguments: MoneyBackend.allCases)
    func aQuestionWaitsAndIsAnsweredWithItsRun(backend: MoneyBackend) async throws {
        let opened = try backend.open()
        let store = opened.store
        let answer = try await store.open(
            Pay.opening(Pay.intent("r1"), Pay.policy(above: "0.5")))
        let pending = try await store.pendingApprovals(of: .local, agent: nil, limit: 9)
        #expect(pending.map(\.id) == [ID("approval-r1")])
        #expect(answer.run.value.state == .awaitingApproval(pending[0].terms))
        #expect(try await store.pendingApprovals(of: Tenant("t2"), agent: nil, limit: 9).isEmpty)
        var approval = pending[0]
        let ana = Approver(name: "ana", isOwner: false)
        try approval.approve(hash: approval.hash, by: ana, at: at(1001))
        var run = answer.run.value
        let event = PaymentRun.Event.approved(by: "ana")
        let step = try run.apply(event)
        _ = try await store.commit(
            RunChange(
                run, after: event, entry: step.entry, approval: approval, expected: 1,
                at: at(1001)))
        #expect(try await store.approval(approval.id) == approval)
        #expect(try await store.pendingApprovals(of: .local, agent: nil, limit: 9).isEmpty)
        #expect(try await store.overdueApprovals(at: at(9999), limit: 9).isEmpty)
    }

    @Test(arguments: MoneyBackend.allCases)
    func aKillReleasesWhatIsUnsignedAndRefusesWhatComes(backend: MoneyBackend) async throws {
        let opened = try backend.open()
        let store = opened.store
        let policy = try Pay.policy(above: "2")
        for (run, units) in [("r1", UInt128(1_000_000)), ("r2", 1_000_000), ("r3", 3_000_000)] {
            _ = try await store.open(Pay.opening(Pay.intent(run, units: units), policy))
        }
        _ = try await store.open(Pay.opening(Pay.intent("r4", agent: "other"), policy))
        try await store.advance("r2", .signed(Pay.payment))
        let report = try await store.kill(.agent("local/buyer"), by: "ana", at: at(2000))
        #expect(report.generation == 1)
        #expect(report.stopped == [ID("r1"), ID("r3")] && report.unresolved == [ID("r2")])
        #expect(try await store.approval(ID("approval-r3"))?.state == .withdrawn)
        let refused = try await store.open(Pay.opening(Pay.intent("r5"), policy)).verdict
        #expect(refused?.reason.code == .killed)
        #expect(try await store.run(ID("r4"))?.value.state == .reserved)
        #expect(
            try await store.standing(of: "local/buyer") == Standing(generation: 1, isKilled: true))
        try await store.revive(.agent("local/buyer"), by: "ana", at: at(2001))
        let again = try await store.open(Pay.opening(Pay.intent("r6"), policy))
        #expect(again.run.value.state == .reserved && again.run.value.generation == 1)
        #expect(try await store.run(ID("r1"))?.value.state.isFinal == true)
        let kinds = try await store.records(matching: JournalFilter(agent: "local/buyer"))
            .map(\.note.kind)
        #expect(kinds.filter { $0.hasPrefix("agent_") } == ["agent_killed", "agent_revived"])
    }

    /// The switch is thrown before the payments are stopped one by one: in between, none is signed
    /// or sent again.
    @Test(arguments: MoneyBackend.allCases, [KillScope.agent("local/buyer"), .everyone])
    func nothingIsSignedOrSentOnceTheSwitchIsThrown(
        backend: MoneyBackend, scope: KillScope
    ) async throws {
        let store = try backend.open().store
        for run in ["r1", "r2"] {
            _ = try await store.open(Pay.opening(Pay.intent(run), try Pay.policy()))
        }
        try await store.advance("r2", .signed(Pay.payment))
        _ = try await store.throwSwitch(scope, by: "ana", at: at(2000))
        await #expect(throws: StoreError.conflict) {
            try await store.advance("r1", .signed(Pay.payment))
        }
        await #expect(throws: StoreError.conflict) { try await store.advance("r2", .unanswered) }
        // Nor under a later generation.
        try await store.revive(scope, by: "ana", at: at(2001))
        await #expect(throws: StoreError.conflict) {
            try await store.advance("r1", .signed(Pay.payment))
        }
        #expect(try await Driver("b", store).recovery.pass().unreadable.isEmpty)
        #expect(try await store.run(ID("r2"))?.value.state.name == "unresolved")
        #expect(try await store.run(ID("r1"))?.value.state.name == "stopped")
    }

    @Test(arguments: MoneyBackend.allCases)
    func aKillOfEveryoneStopsEveryone(backend: MoneyBackend) async throws {
        let store = try backend.open().store
        let policy = try Pay.policy()
        for agent in ["a", "b"] {
            _ = try await store.open(Pay.opening(Pay.intent(agent, agent: agent), policy))
        }
        let report = try await store.kill(.everyone, by: "ana", at: at(2000))
        #expect(report.stopped == [ID("a"), ID("b")])
        #expect(try await store.standing(of: "local/a").isKilled)
        try await store.revive(.agent("local/a"), by: "ana", at: at(2001))
        #expect(try await store.standing(of: "local/a").isKilled)
        try await store.revive(.everyone, by: "ana", at: at(2002))
        #expect(try await store.standing(of: "local/a") == Standing(generation: 1, isKilled: false))
    }

    @Test(arguments: MoneyBackend.allCases)
    func whoWasPaidIsRemembered(backend: MoneyBackend) async throws {
        let store = try backend.open().store
        let policy = try Pay.policy()
        try await store.settle(Pay.intent("r1"), policy, at: at(1000))
        var bytes = Array(UInt8(0)..<20)
        bytes[9] = 0xFF
        let double = Address(bytes: bytes)
        let moved = try await store.open(
            Pay.opening(
                Pay.intent("r2", payee: Payee(host: "api.example", address: double)), policy)
        )
        #expect(moved.verdict?.reason.code == .payeeChanged)
        let similar = try await store.open(
            Pay.opening(Pay.intent("r3", payee: Payee(host: "b.example", address: double)), policy))
        #expect(similar.verdict?.reason.code == .payeeLookAlike)
        let known = try await store.open(Pay.opening(Pay.intent("r4"), policy))
        #expect(known.run.value.state == .reserved)
    }

    @Test(arguments: MoneyBackend.allCases)
    func theJournalIsReadByPosition(backend: MoneyBackend) async throws {
        let store = try backend.open().store
        try await store.settle(Pay.intent("r1", session: "s1"), Pay.policy(), at: at(1000))
        let last = try await store.record(
            [
                JournalNote(kind: "plan", run: "x", session: ID("s1"), agent: "local/buyer"),
                JournalNote(kind: "done", run: "x", session: ID("s2"), agent: "t2/buyer"),
            ], at: at(1001))
        #expect(last == 5)
        func kinds(_ filter: JournalFilter) async throws -> [String] {
            try await store.records(matching: filter).map(\.note.kind)
        }
        #expect(try await kinds(JournalFilter(after: 2)) == ["paid", "plan", "done"])
        #expect(try await kinds(JournalFilter(after: 1, limit: 1)) == ["signed"])
        #expect(try await kinds(JournalFilter(run: "x")) == ["plan", "done"])
        #expect(try await kinds(JournalFilter(after: 1, session: ID("s1"))).count == 3)
        #expect(try await kinds(JournalFilter(tenant: "t2")) == ["done"])
        #expect(try await kinds(JournalFilter(run: "x", agent: "local/buyer")) == ["plan"])
    }
}

extension AccountBalance {
    fileprivate var isHeld: Bool {
        if case .held = account { return balance.magnitude > 0 }
        return false
    }
}
