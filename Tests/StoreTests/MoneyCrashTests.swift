import Domain
import Foundation
import Orchestration
import Paygent
import SQLiteStore
import Synchronization
import Testing

/// A process that dies at any stored boundary of a payment, and the one that comes after it.
@Suite struct MoneyCrashTests {
    /// The chain is another file: it goes on living when the service dies.
    @Test(arguments: Boundary.allCases)
    func deathAtEveryBoundaryPaysNothingTwiceAndLosesNothing(boundary: Boundary) async throws {
        let folder = try TemporaryFolder()
        let (path, chain) = (folder.file("a.db"), folder.file("chain.db"))
        await #expect(processExitsWith: .signal(SIGKILL)) {
            [path = path as String, chain = chain as String, label = boundary.rawValue as String] in
            let trap = Trap(at: Boundary(rawValue: label), occasion: 3)
            try await payAll(Shop(path: path, chain: chain, trap: trap))
        }
        let shop = try Shop(path: path, chain: chain, trap: Trap(at: nil, occasion: 0))
        let report = try await shop.recovery.pass()
        #expect(report.waiting == 0 && report.failed == 0)
        try await expectAgreement(shop)
        // The client asks again under the same keys: what was paid is not paid again.
        try await payAll(shop)
        try await expectAgreement(shop)
        #expect(try await shop.world.transactions() == Shop.count)
        try await expectSoundBooks(shop.store, held: 0)
    }

    private func expectAgreement(_ shop: Shop) async throws {
        let runs = try await shop.store.runs(matching: RunFilter(limit: 100)).map(\.run)
        for run in runs {
            let isPaid = try await shop.world.isUsed(run)
            #expect(run.state.isFinal && isPaid == (run.state.name == "settled"), "\(run.id)")
        }
    }

    enum Boundary: String, CaseIterable, Sendable {
        case beforeOpening, afterOpening, beforeSigning, afterSigning
        case beforeStoringSignature, afterStoringSignature, beforeSending, afterSettlement
        case afterSending, beforeStoringReceipt, afterStoringReceipt
    }
}

private func payAll(_ shop: Shop) async throws {
    for number in 0..<Shop.count {
        let outcome = try await shop.payments.pay(
            Pay.intent("run-\(number)"), under: try Pay.policy())
        #expect(outcome.run.state.name == "settled")
    }
}

/// Kills the process when a boundary is reached for the given time.
private final class Trap: Sendable {
    private let boundary: MoneyCrashTests.Boundary?
    private let left: Mutex<Int>

    init(at boundary: MoneyCrashTests.Boundary?, occasion: Int) {
        self.boundary = boundary
        left = Mutex(occasion)
    }

    func reach(_ boundary: MoneyCrashTests.Boundary) {
        guard boundary == self.boundary else { return }
        let isNow = left.withLock { left in
            left -= 1
            return left == 0
        }
        if isNow { kill(getpid(), SIGKILL) }
    }
}

/// The service: its store, its gateway, its use cases.
private struct Shop {
    static let count = 5

    let store: SQLiteMoneyStore
    let world: OutsideWorld
    let payments: Payments
    let recovery: Recovery

    init(path: String, chain: String, trap: Trap) throws {
        store = SQLiteMoneyStore(try SQLiteDatabase(path: path, at: at(1)))
        world = OutsideWorld(
            ledger: SQLiteSandboxLedger(try SQLiteDatabase(path: chain, at: at(1))), trap: trap)
        let runs = TrappedStore(store: store, trap: trap)
        let (clock, random, events) = (StoppedClock(), StoppedRandomness(), Broadcast())
        payments = Payments(
            runs: runs, gateway: world, clock: clock, randomness: random, events: events)
        let approvals = Approvals(
            store: store, runs: store, payments: payments, policies: NoPolicies(), clock: clock,
            randomness: random, events: events)
        recovery = Recovery(runs: store, payments: payments, approvals: approvals)
    }
}

/// Seller and chain: it takes each nonce once, durably, in a file of its own.
private struct OutsideWorld: PaymentGateway {
    let ledger: SQLiteSandboxLedger
    let trap: Trap

    func sign(_ run: PaymentRun, at now: Timestamp) async -> PaymentRun.Event {
        trap.reach(.beforeSigning)
        defer { trap.reach(.afterSigning) }
        return .signed(
            SignedPayment(
                nonce: Self.nonce(run.intent), payer: Pay.payee, payTo: Pay.payee, payload: "p",
                validBefore: now.adding(seconds: 120), generation: 0, isSimulated: true))
    }

    func send(_ attempt: Attempt, for intent: PaymentIntent) async -> Delivery {
        trap.reach(.beforeSending)
        let move = SandboxTransaction.Move(
            from: nil, to: Pay.payee, assetID: Pay.usdc.id, atomicUnits: intent.amount.atomicUnits)
        do {
            _ = try await ledger.apply(
                SandboxTransaction(
                    id: attempt.authorization.nonce, moves: [move], at: at(1), kind: "x402"))
        } catch { return Delivery(.unanswered) }
        trap.reach(.afterSettlement)
        defer { trap.reach(.afterSending) }
        return Delivery(.paid(Pay.receipt))
    }

    func reconcile(
        _ authorization: SignedPayment, for intent: PaymentIntent, at now: Timestamp
    ) async -> PaymentRun.Event? {
        do {
            let used = try await ledger.transaction(authorization.nonce)
            return used == nil ? nil : .paid(Pay.receipt)
        } catch { return nil }
    }

    func isUsed(_ run: PaymentRun) async throws -> Bool {
        try await ledger.transaction(Self.nonce(run.intent)) != nil
    }

    func transactions() async throws -> Int {
        try await ledger.transactions(of: Pay.payee, limit: 100).count
    }

    private static func nonce(_ intent: PaymentIntent) -> String { "nonce-\(intent.run)" }
}

private struct TrappedStore: RunStorePassingOn {
    let store: any RunStore
    let trap: Trap

    func open(_ opening: RunOpening) async throws(StoreError) -> OpenedRun {
        trap.reach(.beforeOpening)
        let opened = try await store.open(opening)
        trap.reach(.afterOpening)
        return opened
    }

    func commit(_ change: RunChange) async throws(StoreError) -> Int64 {
        let isSignature = change.event.name == "signed"
        trap.reach(isSignature ? .beforeStoringSignature : .beforeStoringReceipt)
        let version = try await store.commit(change)
        trap.reach(isSignature ? .afterStoringSignature : .afterStoringReceipt)
        return version
    }
}

private struct StoppedClock: Clock {
    func now() -> Timestamp { at(1000) }
}

private struct StoppedRandomness: Randomness {
    func next() -> UInt128 { 7 }
}

private struct NoPolicies: PolicyBook {
    func policy(of agent: AgentReference) async throws(StoreError) -> Policy? { nil }
}
