import Domain
import Orchestration
import Paygent
import Synchronization
import Testing

@Suite struct PaymentsTests {
    @Test func anAllowedPaymentIsSignedSentAndPosted() async throws {
        let bench = MoneyBench()
        let outcome = try await bench.payments.pay(MoneyBench.intent("r"), under: bench.policy)
        #expect(outcome.run.state == .settled(Money.receipt) && outcome.response?.status == 200)
        #expect(try await bench.kinds(of: "r") == ["allowed", "signed", "paid"])
        #expect(try await bench.entries(of: "r") == [.reserve, .post])
    }

    @Test func theSameKeyPaysOnceAndAnotherPaymentMayNotUseIt() async throws {
        let bench = MoneyBench()
        let first = try await bench.payments.pay(MoneyBench.intent("r"), under: bench.policy)
        let second = try await bench.payments.pay(MoneyBench.intent("r"), under: bench.policy)
        #expect(first.run == second.run && second.response == nil)
        #expect(bench.gateway.sent.count == 1)
        await #expect(throws: PaymentFailure.keyReused) {
            _ = try await bench.payments.pay(
                MoneyBench.intent("r", units: 1), under: bench.policy)
        }
    }

    @Test func manyTasksDrivingOneRunSignAndSendOnce() async throws {
        let bench = MoneyBench()
        let intent = MoneyBench.intent("r")
        let opening = RunOpening(
            intent, under: bench.policy, approval: ID("a"),
            approvalDeadline: bench.clock.now(), at: bench.clock.now())
        let stored = try await bench.store.open(opening).run
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<20 {
                group.addTask {
                    do { _ = try await bench.payments.drive(stored) } catch {
                        Issue.record("\(error)")
                    }
                }
            }
        }
        #expect(bench.gateway.sent.count == 1)
        #expect(try await bench.entries(of: "r") == [.reserve, .post])
    }

    @Test func aRetrySendsTheSameBytes() async throws {
        let bench = MoneyBench(ScriptedGateway(deliveries: [.unanswered, .unanswered]))
        let outcome = try await bench.payments.pay(MoneyBench.intent("r"), under: bench.policy)
        #expect(outcome.run.state == .settled(Money.receipt))
        #expect(bench.gateway.sent.count == 3 && Set(bench.gateway.sent).count == 1)
        #expect(bench.gateway.signed == 1)
    }

    @Test func anOpenQuestionKeepsItsMoneyUntilTheChainAnswers() async throws {
        let no = Reason(.declined, "The seller said no.")
        let gateway = ScriptedGateway(
            deliveries: [.undecided(no)], answers: [nil, nil, .notPaid(no)])
        let bench = MoneyBench(gateway)
        let outcome = try await bench.payments.pay(MoneyBench.intent("r"), under: bench.policy)
        #expect(outcome.run.state.name == "unresolved")
        #expect(try await bench.recovery.pass().waiting == 1)
        #expect(try await bench.entries(of: "r") == [.reserve])
        #expect(try await bench.recovery.pass().stopped == 1)
        #expect(try await bench.entries(of: "r") == [.reserve, .expire])
    }

    @Test func aKillWhileItIsBeingSignedKeepsTheSignatureIn() async throws {
        let holder = MoneyHolder()
        let bench = MoneyBench(ScriptedGateway(onSigning: { await holder.kill() }))
        holder.set(bench.killSwitch)
        let outcome = try await bench.payments.pay(MoneyBench.intent("r"), under: bench.policy)
        guard case .stopped(let reason) = outcome.run.state else {
            Issue.record("\(outcome.run.state)")
            return
        }
        #expect(reason.code == .killed && bench.gateway.sent.isEmpty)
        #expect(try await bench.kinds(of: "r") == ["allowed", "killed"])
        let next = try await bench.payments.pay(MoneyBench.intent("r2"), under: bench.policy)
        #expect(next.run.state.isFinal && bench.gateway.signed == 1)
        #expect(
            await bench.killSwitch.standing(of: "local/buyer")
                == Standing(generation: 1, isKilled: true))
    }
}

@Suite struct RecoveryTests {
    private let unreachable = Reason(.notSent, "The seller could not be reached.")

    @Test func whatWasReservedIsPaidAfterARestart() async throws {
        let bench = MoneyBench()
        try await open("r", on: bench)
        let report = try await bench.recovery.pass()
        #expect(report.settled == 1 && report.ended == [ID("r"): .local])
        #expect(try await bench.kinds(of: "r") == ["allowed", "signed", "paid"])
        #expect(try await bench.recovery.pass() == Recovery.Report())
    }

    /// The process died while the bytes may have been out: that the seller cannot be reached now
    /// proves nothing about then. The sweep may find the run first, or a client that repeats its key.
    @Test(arguments: [true, false])
    func anAttemptThatLostItsProcessCountsAsExposed(isSwept: Bool) async throws {
        let gateway = ScriptedGateway(
            deliveries: Array(repeating: .notSent(unreachable), count: 3))
        let bench = MoneyBench(gateway)
        let stored = try await open("r", on: bench)
        var run = stored.value
        let signed = await gateway.sign(run, at: bench.clock.now())
        let step = try run.apply(signed)
        let version = try await bench.store.commit(
            RunChange(
                run, after: signed, entry: step.entry, expected: stored.version,
                at: bench.clock.now()))
        if isSwept {
            #expect(try await bench.recovery.pass().waiting == 1)
        } else {
            _ = try await bench.payments.drive(Versioned(run, version: version))
        }
        #expect(try await bench.store.run(ID("r"))?.value.state.name == "unresolved")
        #expect(try await bench.entries(of: "r") == [.reserve])
        #expect(Set(gateway.sent).count == 1)
    }

    /// The disk was full when the answer was to be stored, and the client asks again.
    @Test func anAnswerThatCouldNotBeStoredCountsAsExposed() async throws {
        let gateway = ScriptedGateway(
            deliveries: [.unanswered] + Array(repeating: .notSent(unreachable), count: 3))
        let bench = MoneyBench(gateway)
        let full = FullStore(bench.store)
        let payments = bench.payments(over: full)
        await #expect(throws: PaymentFailure.store(FullStore.full)) {
            _ = try await payments.pay(MoneyBench.intent("r"), under: bench.policy)
        }
        full.empty()
        let stored = try #require(try await bench.store.run(ID("r")))
        #expect(stored.value.state.name == "paying" && gateway.sent.count == 1)
        #expect(try await payments.drive(stored).run.state.name == "unresolved")
        #expect(try await bench.entries(of: "r") == [.reserve])
    }

    /// Its run was ended while nothing might be signed.
    @Test func whatIsReservedIsTakenBackAndPaidByNobody() async throws {
        let bench = MoneyBench()
        try await open("r", on: bench)
        try await bench.approvals.takeBack(ID("r"), of: Tenant("another"))
        #expect(try await bench.entries(of: "r") == [.reserve])
        try await bench.approvals.takeBack(ID("r"), of: .local)
        #expect(try await bench.entries(of: "r") == [.reserve, .void])
        #expect(try await bench.recovery.pass() == Recovery.Report())
        #expect(bench.gateway.signed == 0)
    }

    @Test func thousandsOfOpenRunsAreTakenUpPageByPage() async throws {
        let bench = MoneyBench()
        for number in 0..<600 {
            try await open("r\(1000 + number)", units: 1000, on: bench)
        }
        #expect(try await bench.recovery.pass().settled == 600)
    }

    @discardableResult
    private func open(
        _ run: String, units: UInt128 = 500_000, on bench: MoneyBench
    ) async throws -> Versioned<PaymentRun> {
        let now = bench.clock.now()
        let opening = RunOpening(
            MoneyBench.intent(run, units: units), under: bench.policy, approval: ID("a"),
            approvalDeadline: now.adding(seconds: 600), at: now)
        return try await bench.store.open(opening).run
    }
}

/// Lets a gateway throw a switch that is made after it.
private final class MoneyHolder: Sendable {
    private let killSwitch = Box()

    func set(_ value: KillSwitch) { killSwitch.put(value) }

    func kill() async {
        guard let killSwitch = killSwitch.get() else { return }
        do { _ = try await killSwitch.kill(.agent("local/buyer"), by: "ana") } catch {
            Issue.record("\(error)")
        }
    }
}

/// Stores nothing that comes after a signature until it is emptied.
final class FullStore: RunStorePassingOn {
    let store: any RunStore
    private let isFull = Mutex(true)

    static let full = StoreError.unavailable("the disk is full")

    init(_ store: any RunStore) { self.store = store }

    func empty() { isFull.withLock { $0 = false } }

    func commit(_ change: RunChange) async throws(StoreError) -> Int64 {
        if change.event.name != "signed", isFull.withLock({ $0 }) { throw Self.full }
        return try await store.commit(change)
    }
}
