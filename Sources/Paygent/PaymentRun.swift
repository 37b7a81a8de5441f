public import Domain

/// One payment from verdict to receipt: a value that changes only through `apply`.
///
/// There is one signature in a run's life. Once it may have left the process, nothing but the chain
/// or the end of its window says that the money did not move.
public struct PaymentRun: Sendable, Hashable {
    public enum State: Sendable, Hashable {
        case proposed
        case awaitingApproval(ApprovalTerms)
        /// The amount is held; nothing has been signed.
        case reserved
        /// Signed, and the signed bytes are stored; they may be on their way.
        case paying(Attempt)
        /// Nobody can say yet whether the money moved. The reservation stays until that is known.
        case unresolved(SignedPayment, Reason)
        case settled(Receipt)
        case stopped(Reason)
    }

    public enum Event: Sendable, Hashable {
        case allowed(Reason)
        case held(ApprovalTerms, Reason)
        case refused(Reason)
        case approved(by: String)
        case rejected(by: String, Reason)
        case expired
        case signed(SignedPayment)
        /// Nothing was signed: the offer changed, or there is no key that may sign it.
        case notSigned(Reason)
        case paid(Receipt)
        /// Certain: the authorization was not used and no longer can be.
        case notPaid(Reason)
        /// The bytes went out, and no answer came.
        case unanswered
        /// Certain: this attempt's bytes never left.
        case notSent(Reason)
        /// An answer came that does not settle the matter: a refusal, or a claim without proof.
        case undecided(Reason)
        case killed
    }

    /// What to store with the event, and what to do once that is stored. One action at most, so
    /// that a crash leaves one thing to repeat.
    public struct Step: Sendable, Hashable {
        public enum Entry: String, Sendable, Hashable, CaseIterable {
            case reserve, post, void, expire
        }

        public enum Action: Sendable, Hashable { case askForApproval, sign, send, reconcile }

        public var entry: Entry?
        public var action: Action?

        public init(entry: Entry? = nil, action: Action? = nil) {
            self.entry = entry
            self.action = action
        }
    }

    public static let attemptsMax = 3

    public let intent: PaymentIntent
    /// Of the kill switch when the payment was judged: a later one makes the verdict void.
    public let generation: Int64
    public private(set) var state: State

    public var id: ID<PaymentRun> { intent.run }
    /// What is judged, shown and reserved; of a metered price the most that it may come to.
    public var amount: Money { intent.amount }

    /// What was really paid, once that is known; until then the whole amount counts.
    public var charged: Money {
        guard case .settled(let receipt) = state else { return amount }
        let units = receipt.charged ?? amount.atomicUnits
        return Money(atomicUnits: units, of: amount.asset)
    }

    public init(_ intent: PaymentIntent, generation: Int64 = 0) {
        self.init(intent, generation: generation, state: .proposed)
    }

    /// For stores, which read back what they were given.
    init(_ intent: PaymentIntent, generation: Int64, state: State) {
        self.intent = intent
        self.generation = generation
        self.state = state
    }

    /// - Throws: `TransitionError` if the event cannot happen in this state; the run is unchanged.
    public mutating func apply(_ event: Event) throws(TransitionError) -> Step {
        switch event {
        case .allowed, .held, .refused: try judged(event)
        case .approved, .rejected, .expired: try answered(event)
        case .signed(let authorization): try signed(authorization)
        case .notSigned(let reason): try notSigned(reason)
        case .paid(let receipt): try paid(receipt)
        case .notPaid(let reason): try notPaid(reason)
        case .unanswered: try unanswered()
        case .notSent(let reason): try notSent(reason)
        case .undecided(let reason): try undecided(reason)
        case .killed: try killed()
        }
    }

    private mutating func judged(_ event: Event) throws(TransitionError) -> Step {
        guard case .proposed = state else { throw outOfOrder(event) }
        switch event {
        case .allowed: return move(to: .reserved, entry: .reserve, action: .sign)
        case .held(let terms, _):
            return move(to: .awaitingApproval(terms), entry: .reserve, action: .askForApproval)
        case .refused(let reason): return move(to: .stopped(reason))
        case .approved, .rejected, .expired, .signed, .notSigned, .paid, .notPaid, .unanswered,
            .notSent, .undecided, .killed:
            throw outOfOrder(event)
        }
    }

    /// By a person, or by the deadline.
    private mutating func answered(_ event: Event) throws(TransitionError) -> Step {
        guard case .awaitingApproval = state else { throw outOfOrder(event) }
        switch event {
        case .approved: return move(to: .reserved, action: .sign)
        case .rejected(_, let reason): return move(to: .stopped(reason), entry: .void)
        case .expired:
            let reason = Reason(.approvalExpired, "Nobody approved this payment in time.")
            return move(to: .stopped(reason), entry: .expire)
        case .allowed, .held, .refused, .signed, .notSigned, .paid, .notPaid, .unanswered,
            .notSent, .undecided, .killed:
            throw outOfOrder(event)
        }
    }

    private mutating func signed(_ authorization: SignedPayment) throws(TransitionError) -> Step {
        guard case .reserved = state else { throw outOfOrder(.signed(authorization)) }
        return move(to: .paying(Attempt(authorization)), action: .send)
    }

    private mutating func notSigned(_ reason: Reason) throws(TransitionError) -> Step {
        guard case .reserved = state else { throw outOfOrder(.notSigned(reason)) }
        return move(to: .stopped(reason), entry: .void)
    }

    /// Also what this store never signed: one that was put back to an earlier day learns from the
    /// chain that the run's only authorization was used.
    private mutating func paid(_ receipt: Receipt) throws(TransitionError) -> Step {
        // No contract moves more than was signed: whoever says so is not believed.
        if let charged = receipt.charged, charged == 0 || charged > amount.atomicUnits {
            throw outOfOrder(.paid(receipt))
        }
        switch state {
        case .awaitingApproval, .reserved, .paying, .unresolved:
            return move(to: .settled(receipt), entry: .post)
        case .proposed, .settled, .stopped: throw outOfOrder(.paid(receipt))
        }
    }

    private mutating func notPaid(_ reason: Reason) throws(TransitionError) -> Step {
        switch state {
        case .paying, .unresolved: return move(to: .stopped(reason), entry: .expire)
        case .proposed, .awaitingApproval, .reserved, .settled, .stopped:
            throw outOfOrder(.notPaid(reason))
        }
    }

    /// Sends the same bytes again, then leaves the question open rather than guess.
    private mutating func unanswered() throws(TransitionError) -> Step {
        guard case .paying(let attempt) = state else { throw outOfOrder(.unanswered) }
        guard let next = attempt.next(isExposed: true) else {
            let reason = Reason(.unanswered, "The seller did not answer; the money may have moved.")
            return move(to: .unresolved(attempt.authorization, reason), action: .reconcile)
        }
        return move(to: .paying(next), action: .send)
    }

    /// Free to stop only while no attempt has let the signed bytes out.
    private mutating func notSent(_ reason: Reason) throws(TransitionError) -> Step {
        guard case .paying(let attempt) = state else { throw outOfOrder(.notSent(reason)) }
        if let next = attempt.next(isExposed: attempt.isExposed) {
            return move(to: .paying(next), action: .send)
        }
        guard attempt.isExposed else { return move(to: .stopped(reason), entry: .void) }
        return move(to: .unresolved(attempt.authorization, reason), action: .reconcile)
    }

    private mutating func undecided(_ reason: Reason) throws(TransitionError) -> Step {
        guard case .paying(let attempt) = state else { throw outOfOrder(.undecided(reason)) }
        return move(to: .unresolved(attempt.authorization, reason), action: .reconcile)
    }

    /// What is unsigned stops. What was signed is not sent again, and is then found out.
    private mutating func killed() throws(TransitionError) -> Step {
        let reason = Reason(.killed, "The agent was stopped before this payment was made.")
        switch state {
        case .proposed: return move(to: .stopped(reason))
        case .awaitingApproval, .reserved: return move(to: .stopped(reason), entry: .void)
        case .paying(let attempt):
            let open = Reason(.killed, "The agent was stopped while this payment was on its way.")
            return move(to: .unresolved(attempt.authorization, open), action: .reconcile)
        case .unresolved, .settled, .stopped: throw outOfOrder(.killed)
        }
    }

    /// The ledger's lines of a step: what is posted below the reserved amount gives the rest back.
    public func lines(of entry: Step.Entry) -> [LedgerLine] {
        let (all, paid) = (amount.atomicUnits, charged.atomicUnits)
        guard entry == .post, paid < all else {
            return [LedgerLine(kind: entry, atomicUnits: all)]
        }
        return [
            LedgerLine(kind: .post, atomicUnits: paid),
            LedgerLine(kind: .void, atomicUnits: all - paid),
        ]
    }

    private mutating func move(
        to next: State, entry: Step.Entry? = nil, action: Step.Action? = nil
    ) -> Step {
        state = next
        return Step(entry: entry, action: action)
    }

    private func outOfOrder(_ event: Event) -> TransitionError {
        TransitionError(run: id, event: event.name)
    }
}

/// An event that cannot happen in the run's present state: a stale or repeated message.
public struct TransitionError: Error, Equatable {
    public let run: ID<PaymentRun>
    public let event: String

    public init(run: ID<PaymentRun>, event: String) {
        self.run = run
        self.event = event
    }
}
