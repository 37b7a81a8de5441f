public import Domain
public import Paygent
internal import Synchronization

/// Drives a payment until it waits for a person, ends, or has to wait for the chain: apply, commit,
/// act, again. The step is stored before its action starts, so after a crash the state says what to
/// repeat.
public struct Payments: Sendable {
    private let runs: any RunStore
    private let gateway: any PaymentGateway
    private let clock: any Clock
    private let randomness: any Randomness
    private let events: any Events
    private let presence: any Presence
    private let holds: (any SigningHolds)?
    private let rules: Rules
    private let underWay = UnderWay()
    private let deliveries = Deliveries()

    /// What is decided once for the whole service.
    public struct Rules: Sendable {
        /// How long a person has to answer.
        public var approvalSeconds: Int64
        /// Four eyes: the one who asked for a payment may not approve it.
        public var needsOtherPerson: Bool

        public init(approvalSeconds: Int64 = 86_400, needsOtherPerson: Bool = false) {
            self.approvalSeconds = approvalSeconds
            self.needsOtherPerson = needsOtherPerson
        }
    }

    /// How often a lost race against another change is run again.
    static let conflictsMax = 3

    /// - Parameter holds: nil for a store that nothing restores.
    public init(
        runs: any RunStore, gateway: any PaymentGateway, clock: any Clock,
        randomness: any Randomness, events: any Events,
        presence: any Presence = OnlyProcess(), holds: (any SigningHolds)? = nil,
        rules: Rules = Rules()
    ) {
        self.runs = runs
        self.gateway = gateway
        self.clock = clock
        self.randomness = randomness
        self.events = events
        self.presence = presence
        self.holds = holds
        self.rules = rules
    }

    /// Judges, reserves and, when that is allowed, pays. Safe to repeat: an intent whose run exists
    /// already is answered with that run as it stands.
    ///
    /// - Throws: `.keyReused` when the run's identifier stands for another payment.
    public func pay(
        _ intent: PaymentIntent, under policy: Policy
    ) async throws(PaymentFailure) -> PaymentOutcome {
        let isAlone = underWay.begin(intent.run)
        defer { if isAlone { underWay.end(intent.run) } }
        let now = clock.now()
        let lease = LeaseClaim(presence, at: now).first
        let opening = RunOpening(
            intent, under: policy, approval: ID(at: now, random: randomness.next()),
            approvalDeadline: now.adding(seconds: rules.approvalSeconds),
            needsOtherPerson: rules.needsOtherPerson, lease: lease, at: now)
        let opened: OpenedRun
        do { opened = try await runs.open(opening) } catch { throw .store(error) }
        guard opened.run.value.intent == intent else { throw .keyReused }
        guard opened.verdict != nil else { return PaymentOutcome(opened.run.value) }
        events.announce()
        guard isAlone else { return PaymentOutcome(opened.run.value) }
        return try await drive(opened.run, under: lease)
    }

    /// Goes on with a stored run from the action of its state. A run that is being driven already,
    /// here or by another process, is answered as it stands: nobody signs or sends it a second
    /// time beside it. One that is over comes with what was kept of it.
    public func drive(
        _ stored: Versioned<PaymentRun>
    ) async throws(PaymentFailure) -> PaymentOutcome {
        guard stored.value.state.isDriven else {
            return PaymentOutcome(stored.value, response: deliveries.take(stored.value.id))
        }
        return try await takeUp(stored.value.id)
    }

    /// As `takeUp`, for another than the one who wants the goods: they are kept for them.
    func takeUpForOther(
        _ id: ID<PaymentRun>
    ) async throws(PaymentFailure) -> PaymentOutcome {
        let outcome = try await takeUp(id)
        deliveries.keep(outcome)
        return outcome
    }

    /// Goes on with a run that may have lost whoever drove it.
    func takeUp(_ id: ID<PaymentRun>) async throws(PaymentFailure) -> PaymentOutcome {
        guard underWay.begin(id) else { return PaymentOutcome(try await load(id).value) }
        defer { underWay.end(id) }
        guard let lease = try await lease(of: id) else {
            return PaymentOutcome(try await load(id).value)
        }
        var current = try await load(id)
        if case .paying = current.value.state {
            // Whoever sent it lived too short to store the answer, or could not: the bytes may be
            // out, and that answer will not come. After a kill they are not sent again.
            let event: PaymentRun.Event = try await isKilled(current.value) ? .killed : .unanswered
            guard let next = try await record(event, on: current, under: lease) else {
                return PaymentOutcome(try await load(id).value)
            }
            current = next
        }
        return try await drive(current, under: lease)
    }

    /// Whether a run that waits for nobody is driven by nobody.
    func isAbandoned(_ id: ID<PaymentRun>) async -> Bool {
        guard !underWay.contains(id) else { return false }
        do {
            guard let lease = try await runs.lease(of: id) else { return false }
            return LeaseClaim(presence, at: clock.now()).next(after: lease) != nil
        } catch { return false }
    }

    /// - Returns: nil while another process has the run.
    private func lease(of id: ID<PaymentRun>) async throws(PaymentFailure) -> Lease? {
        let claim = LeaseClaim(presence, at: clock.now())
        do {
            if let own = try await runs.lease(of: id), claim.has(own) { return own }
            return try await runs.take(id, claim)
        } catch { throw .store(error) }
    }

    private func drive(
        _ stored: Versioned<PaymentRun>, under lease: Lease
    ) async throws(PaymentFailure) -> PaymentOutcome {
        var current = stored
        var response: PaidResponse?
        while let (event, answer) = await act(on: current.value) {
            response = answer ?? response
            guard let next = try await record(event, on: current, under: lease) else {
                return PaymentOutcome(try await load(stored.value.id).value, response: response)
            }
            current = next
        }
        return PaymentOutcome(current.value, response: response)
    }

    /// Applies an event and stores it. After a lost race it is tried on what is stored then.
    ///
    /// - Returns: nil when the event came too late: the run has gone another way, or another
    ///   process has taken it.
    private func record(
        _ event: PaymentRun.Event, on stored: Versioned<PaymentRun>, under lease: Lease
    ) async throws(PaymentFailure) -> Versioned<PaymentRun>? {
        var (current, event) = (stored, event)
        for _ in 0..<Self.conflictsMax {
            var run = current.value
            let step: PaymentRun.Step
            do { step = try run.apply(event) } catch { return nil }
            let now = clock.now()
            do {
                let change = RunChange(
                    run, after: event, entry: step.entry, expected: current.version,
                    lease: lease.renewed(until: LeaseClaim(presence, at: now).end), at: now)
                let version = try await runs.commit(change)
                events.announce()
                return Versioned(run, version: version)
            } catch .conflict {
                guard try await isHeld(lease, of: run.id) else { return nil }
                current = try await load(run.id)
                if case .paying = run.state, try await isKilled(run) { event = .killed }
            } catch { throw .store(error) }
        }
        throw .store(.conflict)
    }

    private func isKilled(_ run: PaymentRun) async throws(PaymentFailure) -> Bool {
        do { return try await runs.isKilled(run) } catch { throw .store(error) }
    }

    private func isHeld(
        _ lease: Lease, of id: ID<PaymentRun>
    ) async throws(PaymentFailure) -> Bool {
        do { return try await runs.lease(of: id)?.fence == lease.fence } catch {
            throw .store(error)
        }
    }

    /// - Throws: `.held` while nothing may be signed.
    func checkHold() async throws(PaymentFailure) {
        let hold: SigningHold?
        do { hold = try await holds?.signingHold() } catch { throw .store(error) }
        if let hold { throw .held(hold) }
    }

    /// Also when that cannot be told.
    private func isHeld() async -> Bool {
        do { return try await holds?.signingHold() != nil } catch { return true }
    }

    func load(_ id: ID<PaymentRun>) async throws(PaymentFailure) -> Versioned<PaymentRun> {
        do {
            if let stored = try await runs.run(id) { return stored }
        } catch { throw .store(error) }
        throw .notFound
    }

    /// - Returns: nil when there is nothing to do now.
    private func act(on run: PaymentRun) async -> (PaymentRun.Event, PaidResponse?)? {
        switch run.state {
        case .proposed, .awaitingApproval, .settled, .stopped: return nil
        case .reserved:
            // It waits as it is: whether it was paid before the store was put back is found out.
            guard await !isHeld() else { return nil }
            return (await gateway.sign(run, at: clock.now()), nil)
        case .paying(let attempt):
            let delivery = await gateway.send(attempt, for: run.intent)
            return (delivery.event, delivery.response)
        case .unresolved(let payment, _):
            let event = await gateway.reconcile(payment, for: run.intent, at: clock.now())
            return event.map { ($0, nil) }
        }
    }
}

/// The runs that this process is driving now.
private final class UnderWay: Sendable {
    private let runs = Mutex<Set<ID<PaymentRun>>>([])

    func contains(_ run: ID<PaymentRun>) -> Bool { runs.withLock { $0.contains(run) } }
    func begin(_ run: ID<PaymentRun>) -> Bool { runs.withLock { $0.insert(run).inserted } }
    func end(_ run: ID<PaymentRun>) { _ = runs.withLock { $0.remove(run) } }
}

extension PaymentRun.State {
    /// Whether a process has something to do about it.
    fileprivate var isDriven: Bool {
        switch self {
        case .reserved, .paying, .unresolved: true
        case .proposed, .awaitingApproval, .settled, .stopped: false
        }
    }
}

/// How far a payment came, and what the seller delivered if that was now.
public struct PaymentOutcome: Sendable, Equatable {
    public let run: PaymentRun
    public let response: PaidResponse?

    public init(_ run: PaymentRun, response: PaidResponse? = nil) {
        self.run = run
        self.response = response
    }
}

/// Why a payment could not be driven. Whatever was stored before is still stored.
public enum PaymentFailure: Error, Equatable {
    case notFound
    /// The identifier belongs to another payment.
    case keyReused
    case approval(ApprovalError)
    /// The store was restored, and nobody has compared it with the chain yet.
    case held(SigningHold)
    case store(StoreError)
}
