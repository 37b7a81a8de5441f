internal import Domain
internal import Paygent
internal import Synchronization

/// Time that passes only when it is told to.
final class SimulatedClock: Clock {
    private let time: Mutex<Timestamp>

    init(at start: Timestamp) { time = Mutex(start) }

    func now() -> Timestamp { time.withLock { $0 } }
    func advance(seconds: Int64) { time.withLock { $0 = $0.adding(seconds: seconds) } }
}

/// The one source of chance in a simulation: the same seed gives the same run.
///
/// Source: Steele and others, SplitMix64.
final class SimulatedRandomness: Randomness {
    private let state: Mutex<UInt64>

    init(seed: UInt64) { state = Mutex(seed) }

    func next() -> UInt128 { UInt128(word()) << 64 | UInt128(word()) }

    /// From 0 up to, without, the limit.
    func below(_ limit: Int) -> Int { Int(word() % UInt64(limit)) }

    func isTrue(percent: Int) -> Bool { below(100) < percent }

    private func word() -> UInt64 {
        state.withLock { state in
            state &+= 0x9E37_79B9_7F4A_7C15
            var z = state
            z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
            z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
            return z ^ (z >> 31)
        }
    }
}

/// Signer, seller, facilitator and chain in one, with everything that they do wrong. It moves no
/// money, keeps a list of all it did, and takes each nonce once, as a token's contract does.
final class SimulatedWorld: PaymentGateway {
    /// What goes wrong with one attempt.
    enum Fault: CaseIterable {
        case notSent, lostBeforeBroadcast, lostAfterBroadcast, failsBeforeBroadcast
        case failsAfterBroadcast, liesOfSuccess, liesOfFailure, settlesLate, settlesTwice
    }

    struct Ledger {
        /// Signatures by run.
        var signatures: [ID<PaymentRun>: Int] = [:]
        var generations: [ID<PaymentRun>: Int64] = [:]
        /// Every settlement that the chain took.
        var settled: [String: Int] = [:]
        /// What the chain will be shown later.
        var late: [(at: Timestamp, payment: SignedPayment)] = []
        var attempts = 0
        var faults = 0
        var payloads: [ID<PaymentRun>: Set<String>] = [:]
    }

    static let windowSeconds: Int64 = 120

    private let clock: SimulatedClock
    private let random: SimulatedRandomness
    private let faultPercent: Mutex<Int>
    private let state = Mutex(Ledger())

    init(clock: SimulatedClock, random: SimulatedRandomness, faultPercent: Int) {
        self.clock = clock
        self.random = random
        self.faultPercent = Mutex(faultPercent)
    }

    var ledger: Ledger { state.withLock { $0 } }

    func heal() { faultPercent.withLock { $0 = 0 } }

    func sign(_ run: PaymentRun, at now: Timestamp) async -> PaymentRun.Event {
        guard let payTo = run.intent.payee.address else {
            return .notSigned(Reason(.notSigned, "There is no address to pay."))
        }
        state.withLock { state in
            state.signatures[run.id, default: 0] += 1
            state.generations[run.id] = run.generation
        }
        return .signed(
            SignedPayment(
                nonce: "nonce of \(run.id)", payer: payTo, payTo: payTo,
                payload: "\(run.id) \(run.amount.atomicUnits) \(payTo.lowercased)",
                validBefore: now.adding(seconds: Self.windowSeconds), generation: run.generation,
                isSimulated: true))
    }

    func send(_ attempt: Attempt, for intent: PaymentIntent) async -> Delivery {
        let payment = attempt.authorization
        let isFaulty = random.isTrue(percent: faultPercent.withLock { $0 })
        state.withLock { state in
            state.attempts += 1
            state.faults += isFaulty ? 1 : 0
            state.payloads[intent.run, default: []].insert(payment.payload)
        }
        guard isFaulty else { return Delivery(settle(payment) ? .paid(receipt()) : declined) }
        let fault = Fault.allCases[random.below(Fault.allCases.count)]
        return Delivery(suffer(fault, payment))
    }

    func reconcile(
        _ authorization: SignedPayment, for intent: PaymentIntent, at now: Timestamp
    ) async -> PaymentRun.Event? {
        showLate(until: now)
        guard !random.isTrue(percent: faultPercent.withLock { $0 }) else { return nil }
        if isUsed(authorization) { return .paid(receipt()) }
        guard now > authorization.validBefore.adding(seconds: X402Gateway.lagSeconds) else {
            return nil
        }
        return .notPaid(Reason(.notSettled, "The seller never collected the payment."))
    }

    private func suffer(_ fault: Fault, _ payment: SignedPayment) -> PaymentRun.Event {
        switch fault {
        case .notSent: return .notSent(Reason(.notSent, "The seller could not be reached."))
        case .lostBeforeBroadcast: return .unanswered
        case .lostAfterBroadcast:
            _ = settle(payment)
            return .unanswered
        case .failsBeforeBroadcast: return declined
        case .failsAfterBroadcast, .liesOfFailure:
            _ = settle(payment)
            return declined
        case .liesOfSuccess:
            return .undecided(Reason(.unconfirmed, "The seller says it was paid."))
        case .settlesLate:
            let seconds = Int64(1 + random.below(2 * Int(Self.windowSeconds)))
            let at = clock.now().adding(seconds: seconds)
            state.withLock { $0.late.append((at, payment)) }
            return random.isTrue(percent: 50) ? .unanswered : declined
        case .settlesTwice:
            let first = settle(payment)
            _ = settle(payment)
            return first ? .paid(receipt()) : declined
        }
    }

    private var declined: PaymentRun.Event {
        .undecided(Reason(.declined, "The seller says that it was not paid."))
    }

    private func receipt() -> Receipt {
        Receipt(transaction: "0xsimulated", evidence: .chain, status: 200, isSimulated: true)
    }

    /// What a token does: in the window, each nonce once.
    ///
    /// - Returns: whether the nonce is used after it.
    private func settle(_ payment: SignedPayment, at time: Timestamp? = nil) -> Bool {
        let now = time ?? clock.now()
        return state.withLock { state in
            if state.settled[payment.nonce] != nil { return true }
            guard now < payment.validBefore else { return false }
            state.settled[payment.nonce] = 1
            return true
        }
    }

    private func isUsed(_ payment: SignedPayment) -> Bool {
        state.withLock { $0.settled[payment.nonce] != nil }
    }

    private func showLate(until now: Timestamp) {
        let due = state.withLock { state in
            let due = state.late.filter { $0.at <= now }
            state.late.removeAll { $0.at <= now }
            return due
        }
        for (at, payment) in due { _ = settle(payment, at: at) }
    }
}

/// A store whose process may die with any call: before it, so that nothing is stored, or after it,
/// so that nobody hears that it was.
struct CrashingStore: RunStore {
    let store: any RunStore
    let random: SimulatedRandomness
    let crashPercent: Int

    static let crash = StoreError.unavailable("simulated crash")

    func open(_ opening: RunOpening) async throws(StoreError) -> OpenedRun {
        let dies = random.isTrue(percent: crashPercent)
        if dies, random.isTrue(percent: 50) { throw Self.crash }
        let opened = try await store.open(opening)
        if dies { throw Self.crash }
        return opened
    }

    func commit(_ change: RunChange) async throws(StoreError) -> Int64 {
        let dies = random.isTrue(percent: crashPercent)
        if dies, random.isTrue(percent: 50) { throw Self.crash }
        let version = try await store.commit(change)
        if dies { throw Self.crash }
        return version
    }

    func run(_ id: ID<PaymentRun>) async throws(StoreError) -> Versioned<PaymentRun>? {
        try await store.run(id)
    }

    func lease(of id: ID<PaymentRun>) async throws(StoreError) -> Lease? {
        try await store.lease(of: id)
    }

    func take(_ id: ID<PaymentRun>, _ claim: LeaseClaim) async throws(StoreError) -> Lease? {
        try await store.take(id, claim)
    }

    func unfinishedRuns(
        after id: ID<PaymentRun>?, limit: Int
    ) async throws(StoreError) -> [Versioned<PaymentRun>] {
        try await store.unfinishedRuns(after: id, limit: limit)
    }

    func runs(matching filter: RunFilter) async throws(StoreError) -> [StoredRun] {
        try await store.runs(matching: filter)
    }

    func kill(
        _ scope: KillScope, by person: String, at now: Timestamp
    ) async throws(StoreError) -> KillReport {
        try await store.kill(scope, by: person, at: now)
    }

    func revive(
        _ scope: KillScope, by person: String, at now: Timestamp
    ) async throws(StoreError) {
        try await store.revive(scope, by: person, at: now)
    }

    func standing(of agent: String) async throws(StoreError) -> Standing {
        try await store.standing(of: agent)
    }

    func spending(_ question: SpendingQuestion) async throws(StoreError) -> Spending {
        try await store.spending(question)
    }
}
