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
    private let rules: Rules
    private let underWay = UnderWay()

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

    public init(
        runs: any RunStore, gateway: any PaymentGateway, clock: any Clock,
        randomness: any Randomness, events: any Events, rules: Rules = Rules()
    ) {
        self.runs = runs
        self.gateway = gateway
        self.clock = clock
        self.randomness = randomness
        self.events = events
        self.rules = rules
    }

    /// Judges, reserves and, when that is allowed, pays. Safe to repeat: an intent whose run exists
    /// already is answered with that run as it stands.
    ///
    /// - Throws: `.keyReused` when the run's identifier stands for another payment.
    public func pay(
        _ intent: PaymentIntent, under policy: Policy
    ) async throws(PaymentFailure) -> PaymentOutcome {
        let now = clock.now()
        let opening = RunOpening(
            intent, under: policy, approval: ID(at: now, random: randomness.next()),
            approvalDeadline: now.adding(seconds: rules.approvalSeconds),
            needsOtherPerson: rules.needsOtherPerson, at: now)
        let opened: OpenedRun
        do { opened = try await runs.open(opening) } catch { throw .store(error) }
        guard opened.run.value.intent == intent else { throw .keyReused }
        guard opened.verdict != nil else { return PaymentOutcome(opened.run.value) }
        events.announce()
        return try await drive(opened.run)
    }

    /// Goes on with a stored run from the action of its state. A run that this process is driving
    /// already is answered as it stands: nobody signs or sends it a second time beside it.
    public func drive(
        _ stored: Versioned<PaymentRun>
    ) async throws(PaymentFailure) -> PaymentOutcome {
        guard underWay.begin(stored.value.id) else {
            return PaymentOutcome(try await load(stored.value.id).value)
        }
        defer { underWay.end(stored.value.id) }
        return try await driveAlone(stored)
    }

    private func driveAlone(
        _ stored: Versioned<PaymentRun>
    ) async throws(PaymentFailure) -> PaymentOutcome {
        var current = stored
        var response: PaidResponse?
        while let (event, answer) = await act(on: current.value) {
            response = answer ?? response
            guard let next = try await record(event, on: current) else {
                return PaymentOutcome(try await load(stored.value.id).value, response: response)
            }
            current = next
        }
        return PaymentOutcome(current.value, response: response)
    }

    /// Applies an event and stores it. After a lost race it is tried on what is stored then.
    ///
    /// - Returns: nil when the event came too late: the run has gone another way.
    func record(
        _ event: PaymentRun.Event, on stored: Versioned<PaymentRun>
    ) async throws(PaymentFailure) -> Versioned<PaymentRun>? {
        var current = stored
        for _ in 0..<Self.conflictsMax {
            var run = current.value
            let step: PaymentRun.Step
            do { step = try run.apply(event) } catch { return nil }
            do {
                let change = RunChange(
                    run, after: event, entry: step.entry, expected: current.version,
                    at: clock.now())
                let version = try await runs.commit(change)
                events.announce()
                return Versioned(run, version: version)
            } catch .conflict {
                current = try await load(run.id)
            } catch { throw .store(error) }
        }
        throw .store(.conflict)
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
        case .reserved: return (await gateway.sign(run, at: clock.now()), nil)
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

    func begin(_ run: ID<PaymentRun>) -> Bool { runs.withLock { $0.insert(run).inserted } }
    func end(_ run: ID<PaymentRun>) { _ = runs.withLock { $0.remove(run) } }
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
    case store(StoreError)
}
