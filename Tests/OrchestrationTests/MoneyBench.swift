import Domain
import Orchestration
import Paygent
import Synchronization

/// A gateway that answers what it is told to, and counts.
final class ScriptedGateway: PaymentGateway {
    struct Counts {
        var signed = 0
        var sent: [String] = []
    }

    private let deliveries: Mutex<[PaymentRun.Event]>
    private let answers: Mutex<[PaymentRun.Event?]>
    private let counts = Mutex(Counts())
    private let onSigning: @Sendable () async -> Void

    init(
        deliveries: [PaymentRun.Event] = [], answers: [PaymentRun.Event?] = [],
        onSigning: @escaping @Sendable () async -> Void = {}
    ) {
        self.deliveries = Mutex(deliveries)
        self.answers = Mutex(answers)
        self.onSigning = onSigning
    }

    var signed: Int { counts.withLock { $0.signed } }
    var sent: [String] { counts.withLock { $0.sent } }

    func sign(_ run: PaymentRun, at now: Timestamp) async -> PaymentRun.Event {
        counts.withLock { $0.signed += 1 }
        await onSigning()
        return .signed(
            SignedPayment(
                nonce: "n-\(run.id)", payer: Money.seller, payTo: Money.seller,
                payload: "signed at \(now.millisecondsSinceEpoch)",
                validBefore: now.adding(seconds: 120), generation: run.generation,
                isSimulated: true))
    }

    func send(_ attempt: Attempt, for intent: PaymentIntent) async -> Delivery {
        counts.withLock { $0.sent.append(attempt.authorization.payload) }
        let event = deliveries.withLock { $0.isEmpty ? nil : $0.removeFirst() }
        return Delivery(
            event ?? .paid(Money.receipt),
            response: PaidResponse(status: 200, contentType: "text/plain", body: [1]))
    }

    func reconcile(
        _ authorization: SignedPayment, for intent: PaymentIntent, at now: Timestamp
    ) async -> PaymentRun.Event? {
        answers.withLock { $0.isEmpty ? nil : $0.removeFirst() }
    }
}

final class TestClock: Clock {
    private let time = Mutex(Timestamp(millisecondsSinceEpoch: 1_763_631_000_000))

    func now() -> Timestamp { time.withLock { $0 } }
    func advance(seconds: Int64) { time.withLock { $0 = $0.adding(seconds: seconds) } }
}

final class CountingRandomness: Randomness {
    private let count = Mutex<UInt128>(0)

    func next() -> UInt128 {
        count.withLock { count in
            count += 1
            return count
        }
    }
}

extension Money {
    static let usdc = Asset(
        symbol: "USDC", network: .cronosTestnet,
        contract: Address(bytes: Array(repeating: 0xC0, count: 20)), decimals: 6)
    static let seller = Address(bytes: Array(repeating: 7, count: 20))!
    static let receipt = Receipt(
        transaction: "0x1", evidence: .chain, status: 200, isSimulated: true)
}

/// The use cases of the money core over the memory backend.
struct MoneyBench: PolicyBook {
    let store = MemoryMoneyStore()
    let clock = TestClock()
    let gateway: ScriptedGateway
    let payments: Payments
    let approvals: Approvals
    let recovery: Recovery
    let killSwitch: KillSwitch
    let policy: Policy

    init(_ gateway: ScriptedGateway = ScriptedGateway(), needsOtherPerson: Bool = false) {
        self.gateway = gateway
        let (random, events) = (CountingRandomness(), Broadcast())
        let policy = Self.makePolicy()
        self.policy = policy
        payments = Payments(
            runs: store, gateway: gateway, clock: clock, randomness: random, events: events,
            rules: .init(approvalSeconds: 600, needsOtherPerson: needsOtherPerson))
        approvals = Approvals(
            store: store, runs: store, payments: payments, policies: Rules(policy: policy),
            clock: clock, randomness: random, events: events)
        recovery = Recovery(runs: store, payments: payments, approvals: approvals)
        killSwitch = KillSwitch(runs: store, clock: clock, events: events)
    }

    /// The same over a store that fails.
    func payments(over runs: any RunStore) -> Payments {
        Payments(
            runs: runs, gateway: gateway, clock: clock, randomness: CountingRandomness(),
            events: Broadcast())
    }

    private struct Rules: PolicyBook {
        let policy: Policy

        func policy(of agent: AgentReference) async throws(StoreError) -> Policy? { policy }
    }

    func policy(of agent: AgentReference) async throws(StoreError) -> Policy? { policy }

    static func intent(_ run: String, units: UInt128 = 500_000) -> PaymentIntent {
        PaymentIntent(
            run: ID(run), agent: AgentReference(name: "buyer", version: 1), policyHash: "p",
            payee: Payee(host: "seller.example", address: Money.seller),
            resource: "https://seller.example/x",
            amount: Money(atomicUnits: units, of: Money.usdc), requester: "owner", team: nil)
    }

    func kinds(of run: String) async throws -> [String] {
        try await store.records(matching: JournalFilter(run: run)).map(\.note.kind)
    }

    func entries(of run: String) async throws -> [PaymentRun.Step.Entry] {
        try await store.entries(after: 0, of: ID(run), limit: 99).map(\.kind)
    }

    private static func makePolicy() -> Policy {
        func usdc(_ whole: UInt64) -> TokenAmount { TokenAmount(Quantity(whole), "USDC") }
        return Policy(
            caps: [.init(window: .day, limit: usdc(10), sentence: "10 a day")],
            approval: .init(above: usdc(1), approvers: ["ana"], sentence: "ask above 1"),
            allowedRecipients: [], blockedRecipients: [], tools: [.x402Payment], customTools: [],
            network: .cronosTestnet, currency: "USDC")
    }
}
