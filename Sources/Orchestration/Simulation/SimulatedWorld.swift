internal import Domain
internal import Hashing
internal import Paygent
internal import Synchronization

/// Time that passes only when it is told to.
final class SimulatedClock: Clock {
    private let time: Mutex<Timestamp>

    init(at start: Timestamp) { time = Mutex(start) }

    func now() -> Timestamp { time.withLock { $0 } }
    func advance(seconds: Int64) { time.withLock { $0 = $0.adding(seconds: seconds) } }

    func advance(milliseconds: Int64) {
        time.withLock { time in
            time = Timestamp(
                millisecondsSinceEpoch: time.millisecondsSinceEpoch + milliseconds)
        }
    }
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
        case answersSlowly, goesAway
    }

    struct Ledger {
        /// Signatures by run.
        var signatures: [ID<PaymentRun>: Int] = [:]
        var generations: [ID<PaymentRun>: Int64] = [:]
        /// Every settlement that the chain took, and when.
        var settled: [String: Timestamp] = [:]
        /// What the chain will be shown later.
        var late: [(at: Timestamp, payment: SignedPayment)] = []
        var attempts = 0
        var faults = 0
        /// Attempts that nobody is there to hear.
        var unheard = 0
        var payloads: [ID<PaymentRun>: Set<String>] = [:]
        /// What the one who asked was told of a payment's end.
        var told: [ID<PaymentRun>: PaymentRun.State] = [:]
    }

    static let windowSeconds: Int64 = 120
    /// How far a node may be behind the chain, or our clock before it.
    static let lagSecondsMax = 600

    private let clock: SimulatedClock
    private let random: SimulatedRandomness
    /// Of the wallet. Nothing that people or logs see may hold it, nor what it signs.
    let key: String
    private let faultPercent: Mutex<Int>
    private let state = Mutex(Ledger())

    init(clock: SimulatedClock, random: SimulatedRandomness, faultPercent: Int) {
        self.clock = clock
        self.random = random
        key = Hex.encode(SHA256.hash(Array("key \(random.next())".utf8)))
        self.faultPercent = Mutex(faultPercent)
    }

    var ledger: Ledger { state.withLock { $0 } }

    /// Remembers what was answered; it must be true for ever.
    func note(_ run: PaymentRun) {
        if run.state.isFinal { state.withLock { $0.told[run.id] = run.state } }
    }

    func heal() {
        faultPercent.withLock { $0 = 0 }
        state.withLock { $0.unheard = 0 }
    }

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
                payload: "\(run.id) \(run.amount.atomicUnits) \(payTo.lowercased) "
                    + signature(of: run.id),
                validBefore: now.adding(seconds: Self.windowSeconds), generation: run.generation,
                isSimulated: true))
    }

    /// As long as a real one, and as deterministic.
    func signature(of run: ID<PaymentRun>) -> String {
        let half = Hex.encode(SHA256.hash(Array("\(key) \(run)".utf8)))
        return "0x" + half + half
    }

    func send(_ attempt: Attempt, for intent: PaymentIntent) async -> Delivery {
        let payment = attempt.authorization
        let isUnheard = state.withLock { state in
            guard state.unheard > 0 else { return false }
            state.unheard -= 1
            return true
        }
        let isFaulty = isUnheard || random.isTrue(percent: faultPercent.withLock { $0 })
        state.withLock { state in
            state.attempts += 1
            state.faults += isFaulty ? 1 : 0
            state.payloads[intent.run, default: []].insert(payment.payload)
        }
        guard isFaulty else {
            return Delivery(settle(payment) ? .paid(receipt()) : declined(payment))
        }
        guard !isUnheard else { return Delivery(suffer(.notSent, payment)) }
        let fault = Fault.allCases[random.below(Fault.allCases.count)]
        return Delivery(suffer(fault, payment))
    }

    func reconcile(
        _ authorization: SignedPayment, for intent: PaymentIntent, at now: Timestamp
    ) async -> PaymentRun.Event? {
        showLate(until: now)
        var block = now
        if random.isTrue(percent: faultPercent.withLock { $0 }) {
            guard random.isTrue(percent: 50) else { return nil }
            block = now.adding(seconds: -Int64(random.below(Self.lagSecondsMax)))
        }
        if isUsed(authorization, at: block) { return .paid(receipt()) }
        guard authorization.isOver(at: block) else { return nil }
        return .notPaid(Reason(.notSettled, "The seller never collected the payment."))
    }

    private func suffer(_ fault: Fault, _ payment: SignedPayment) -> PaymentRun.Event {
        switch fault {
        case .notSent: return .notSent(Reason(.notSent, "The seller could not be reached."))
        case .lostBeforeBroadcast: return .unanswered
        case .lostAfterBroadcast:
            _ = settle(payment)
            return .unanswered
        case .failsBeforeBroadcast: return declined(payment)
        case .failsAfterBroadcast, .liesOfFailure:
            _ = settle(payment)
            return declined(payment)
        case .liesOfSuccess:
            return .undecided(Reason(.unconfirmed, "The seller says it was paid."))
        case .settlesLate:
            let seconds = Int64(1 + random.below(2 * Int(Self.windowSeconds)))
            let at = clock.now().adding(seconds: seconds)
            state.withLock { $0.late.append((at, payment)) }
            return random.isTrue(percent: 50) ? .unanswered : declined(payment)
        case .answersSlowly:
            let milliseconds = Int64(200 + random.below(89_800))
            clock.advance(milliseconds: milliseconds)
            return settle(payment) ? .paid(receipt()) : declined(payment)
        case .goesAway:
            if random.isTrue(percent: 50) { _ = settle(payment) }
            state.withLock { $0.unheard = 1 + random.below(2 * PaymentRun.attemptsMax) }
            return .unanswered
        case .settlesTwice:
            let first = settle(payment)
            _ = settle(payment)
            return first ? .paid(receipt()) : declined(payment)
        }
    }

    /// A seller may send back what it was sent.
    private func declined(_ payment: SignedPayment) -> PaymentRun.Event {
        .undecided(
            Reason(.declined, "The seller's answer: " + Reason.quoting("not \(payment.payload)")))
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
            state.settled[payment.nonce] = now
            return true
        }
    }

    private func isUsed(_ payment: SignedPayment, at block: Timestamp) -> Bool {
        state.withLock { $0.settled[payment.nonce].map { $0 <= block } ?? false }
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
