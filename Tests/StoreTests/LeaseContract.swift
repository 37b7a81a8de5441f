import Domain
import JSON
import Orchestration
import Paygent
import SQLiteStore
import Synchronization
import Testing

/// Who drives a run: one process at a time, and a late one stores nothing.
@Suite struct LeaseContract {
    @Test(arguments: MoneyBackend.allCases)
    func aPaymentBelongsToTheProcessThatOpenedIt(backend: MoneyBackend) async throws {
        let store = try backend.open().store
        try await open("r1", in: store, by: "a")
        #expect(
            try await store.lease(of: ID("r1")) == Lease(holder: "a", fence: 1, until: at(1180)))
        #expect(try await store.lease(of: ID("r2")) == nil)
        #expect(try await store.take(ID("r1"), claim("b", at: at(1179))) == nil)
        #expect(try await store.take(ID("r2"), claim("b", at: at(1179))) == nil)
        let taken = try await store.take(ID("r1"), claim("b", at: at(1180)))
        #expect(taken == Lease(holder: "b", fence: 2, until: at(1360)))
        #expect(try await store.lease(of: ID("r1")) == taken)
    }

    @Test(arguments: MoneyBackend.allCases)
    func aProcessThatIsGoneHoldsNothing(backend: MoneyBackend) async throws {
        let store = try backend.open().store
        try await open("r1", in: store, by: "a")
        let taken = try await store.take(ID("r1"), claim("b", at: at(1001), gone: ["a"]))
        #expect(taken?.holder == "b" && taken?.fence == 2)
    }

    @Test(arguments: MoneyBackend.allCases)
    func aStaleFenceStoresNothing(backend: MoneyBackend) async throws {
        let store = try backend.open().store
        let own = try await open("r1", in: store, by: "a")
        let other = try await store.take(ID("r1"), claim("b", at: at(1001), gone: ["a"]))
        let records = try await store.records(matching: JournalFilter())
        await #expect(throws: StoreError.conflict) {
            try await commit(.signed(Pay.payment), on: "r1", in: store, under: own)
        }
        #expect(try await store.records(matching: JournalFilter()) == records)
        #expect(try await store.run(ID("r1"))?.value.state == .reserved)
        let renewed = try #require(other).renewed(until: at(2000))
        try await commit(.signed(Pay.payment), on: "r1", in: store, under: renewed)
        #expect(try await store.lease(of: ID("r1")) == renewed)
    }

    /// People and the kill switch change a run whoever drives it.
    @Test(arguments: MoneyBackend.allCases)
    func whoNeedsNoLeaseLeavesItAsItIs(backend: MoneyBackend) async throws {
        let store = try backend.open().store
        let own = try await open("r1", in: store, by: "a")
        try await commit(.signed(Pay.payment), on: "r1", in: store, under: own)
        _ = try await store.kill(.agent("local/buyer"), by: "ana", at: at(1002))
        #expect(try await store.lease(of: ID("r1")) == own)
        try await commit(.paid(Pay.receipt), on: "r1", in: store, under: own)
        #expect(try await store.lease(of: ID("r1")) == own.released)
    }

    @Test(arguments: MoneyBackend.allCases)
    func aQuestionBelongsToNobody(backend: MoneyBackend) async throws {
        let store = try backend.open().store
        try await open("r1", in: store, by: "a", policy: try Pay.policy(above: "0.5"))
        #expect(try await store.lease(of: ID("r1"))?.holder == nil)
        let taken = try await store.take(ID("r1"), claim("b", at: at(1001)))
        #expect(taken?.holder == "b")
    }

    /// Of many processes that want one run, one has it.
    @Test(arguments: MoneyBackend.allCases)
    func aRunIsTakenOnce(backend: MoneyBackend) async throws {
        let store = try backend.open().store
        try await open("r1", in: store, by: "gone")
        let winners = await withTaskGroup(of: Lease?.self) { group in
            for number in 0..<32 {
                group.addTask {
                    do {
                        return try await store.take(
                            ID("r1"), claim("p\(number)", at: at(1001), gone: ["gone"]))
                    } catch { return nil }
                }
            }
            return await group.reduce(into: [Lease]()) { if let lease = $1 { $0.append(lease) } }
        }
        #expect(winners.map(\.fence) == [2])
    }

    @Test(arguments: AgentRunStoreContract.RunBackend.allCases)
    func anAgentsRunBelongsToOneProcess(backend: AgentRunStoreContract.RunBackend) async throws {
        let (store, folder) = try backend.open()
        defer { withExtendedLifetime(folder) {} }
        let own = claim("a", at: at(1000)).first
        try await store.create(agentRun("r1"), of: .local, lease: own)
        try await store.create(agentRun("r2"), of: .local)
        #expect(try await store.driven(after: nil, limit: 9).map(\.id.rawValue) == ["r1"])
        #expect(try await store.take(ID("r1"), claim("b", at: at(1001))) == nil)
        #expect(try await store.take(ID("r2"), claim("b", at: at(1001)))?.fence == 1)
        let next = try await store.take(ID("r1"), claim("b", at: at(1001), gone: ["a"]))
        await #expect(throws: StoreError.conflict) {
            try await store.save(agentRun("r1"), expected: 1, lease: own)
        }
        await #expect(throws: Never.self) { try await store.release(ID("r1"), own) }
        #expect(try await store.lease(of: ID("r1")) == next)
        var waiting = agentRun("r1")
        try waiting.apply(.waits)
        #expect(try await store.save(waiting, expected: 1, lease: next) == 2)
        #expect(try await store.lease(of: ID("r1")) == next?.released)
        #expect(try await store.driven(after: nil, limit: 9).map(\.id.rawValue) == ["r2"])
        try await store.release(ID("r2"), try #require(try await store.lease(of: ID("r2"))))
        #expect(try await store.lease(of: ID("r2"))?.holder == nil)
    }

    @discardableResult
    private func open(
        _ run: String, in store: any MoneyStore, by holder: String, policy: Policy? = nil
    ) async throws -> Lease {
        let lease = claim(holder, at: at(1000)).first
        let opening = RunOpening(
            Pay.intent(run), under: try policy ?? Pay.policy(), approval: ID("approval-\(run)"),
            approvalDeadline: at(1060), lease: lease, at: at(1000))
        _ = try await store.open(opening)
        return lease
    }

    private func commit(
        _ event: PaymentRun.Event, on id: String, in store: any MoneyStore, under lease: Lease
    ) async throws {
        let stored = try #require(try await store.run(ID(id)))
        var run = stored.value
        let step = try run.apply(event)
        _ = try await store.commit(
            RunChange(
                run, after: event, entry: step.entry, expected: stored.version, lease: lease,
                at: at(1001)))
    }

    private func agentRun(_ id: String) -> AgentRun {
        let command = Command.balanceCheck(token: nil, address: nil)
        return AgentRun(
            id: ID(id), agent: AgentReference(name: "buyer", version: 1), session: nil,
            text: "how much have I got", command: command, plan: Planner.plan(command),
            startedAt: at(5))
    }
}

private func claim(
    _ holder: String, at now: Timestamp, gone: Set<String> = []
) -> LeaseClaim {
    LeaseClaim(holder: holder, now: now) { gone.contains($0) }
}

/// Two processes, each with use cases of its own, over one file.
@Suite struct LeaseRaceTests {
    /// Both start at once and find the same orphans: each is signed by one of them.
    @Test(arguments: MoneyBackend.allCases)
    func twoThatStartAtOnceShareTheOrphans(backend: MoneyBackend) async throws {
        let store = try backend.open().store
        let policy = try Pay.policy(day: "1000")
        for number in 0..<100 {
            let lease = Lease(holder: "dead", fence: 1, until: at(9999))
            _ = try await store.open(
                RunOpening(
                    Pay.intent("r\(number)", units: 1), under: policy, approval: ID("x"),
                    approvalDeadline: at(1060), lease: lease, at: at(1000)))
        }
        let (first, second) = (Driver("a", store), Driver("b", store))
        async let one = first.recovery.pass()
        async let two = second.recovery.pass()
        _ = try await (one, two)
        // What the other one was driving at its pass is settled once both are over.
        let signed = first.gateway.signed + second.gateway.signed
        #expect(signed.count == 100 && Set(signed).count == 100)
        #expect(first.gateway.sent.count + second.gateway.sent.count == 100)
        #expect(try await store.unfinishedRuns(after: nil, limit: 9).runs.isEmpty)
    }

    /// A process that was asleep while another took its run: what it then brings is refused.
    @Test(arguments: MoneyBackend.allCases)
    func aLateProcessStoresNothing(backend: MoneyBackend) async throws {
        let store = try backend.open().store
        let policy = try Pay.policy()
        let other = Driver("b", store, gone: ["a"])
        let late = Driver("a", store) {
            do { _ = try await other.recovery.pass() } catch { Issue.record("\(error)") }
        }
        let outcome = try await late.payments.pay(Pay.intent("r1"), under: policy)
        #expect(outcome.run.state.name == "settled")
        #expect(other.gateway.sent.count == 1 && late.gateway.sent.isEmpty)
        let kinds = try await store.records(matching: JournalFilter(run: "r1")).map(\.note.kind)
        #expect(kinds == ["allowed", "signed", "paid"])
    }
}

/// One process's share of the money core.
struct Driver {
    let payments: Payments
    let recovery: Recovery
    let gateway: CountingGateway

    init(
        _ name: String, _ store: any MoneyStore, gone: Set<String> = ["dead"],
        onSigning: @escaping @Sendable () async -> Void = {}
    ) {
        gateway = CountingGateway(onSigning: onSigning)
        let (clock, random, events) = (Standstill(), Sevens(), Broadcast())
        payments = Payments(
            runs: store, gateway: gateway, clock: clock, randomness: random, events: events,
            presence: Neighbour(name: name, gone: gone))
        let approvals = Approvals(
            store: store, runs: store, payments: payments, policies: Nobody(), clock: clock,
            randomness: random, events: events)
        recovery = Recovery(runs: store, payments: payments, approvals: approvals)
    }
}

private struct Neighbour: Presence {
    let name: String
    let gone: Set<String>

    func isGone(_ name: String) -> Bool { gone.contains(name) }
}

final class CountingGateway: PaymentGateway {
    private let counts = Mutex<(signed: [String], sent: [String])>(([], []))
    private let onSigning: @Sendable () async -> Void

    init(onSigning: @escaping @Sendable () async -> Void) { self.onSigning = onSigning }

    var signed: [String] { counts.withLock { $0.signed } }
    var sent: [String] { counts.withLock { $0.sent } }

    func sign(_ run: PaymentRun, at now: Timestamp) async -> PaymentRun.Event {
        counts.withLock { $0.signed.append(run.id.rawValue) }
        await onSigning()
        return .signed(Pay.payment)
    }

    func send(_ attempt: Attempt, for intent: PaymentIntent) async -> Delivery {
        counts.withLock { $0.sent.append(intent.run.rawValue) }
        return Delivery(.paid(Pay.receipt))
    }

    func reconcile(
        _ authorization: SignedPayment, for intent: PaymentIntent, at now: Timestamp
    ) async -> PaymentRun.Event? { nil }
}

private struct Standstill: Clock {
    func now() -> Timestamp { at(1000) }
}

private struct Sevens: Randomness {
    func next() -> UInt128 { 7 }
}

private struct Nobody: PolicyBook {
    func policy(of agent: AgentReference) async throws(StoreError) -> Policy? { nil }
}
