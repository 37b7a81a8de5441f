public import Domain

/// What a person is asked to approve, and until when.
public struct ApprovalTerms: Sendable, Hashable {
    public let approval: ID<Approval>
    /// Of the payment as it was shown.
    public let hash: String
    public let deadline: Timestamp

    public init(approval: ID<Approval>, hash: String, deadline: Timestamp) {
        self.approval = approval
        self.hash = hash
        self.deadline = deadline
    }
}

/// A signature that moves the money once, whoever presents it, until its window ends.
public struct SignedPayment: Sendable, Hashable {
    /// `0x` and 64 digits, derived from the run: a second signature of the run has the same one,
    /// and the token's contract takes it once.
    public let nonce: String
    public let payer: Address
    public let payTo: Address
    /// Exactly what is sent; a retry sends the same.
    public let payload: String
    /// After this moment the chain refuses it.
    public let validBefore: Timestamp
    /// Of the kill switch when it was signed.
    public let generation: Int64
    public let isSimulated: Bool

    public init(
        nonce: String, payer: Address, payTo: Address, payload: String, validBefore: Timestamp,
        generation: Int64, isSimulated: Bool
    ) {
        self.nonce = nonce
        self.payer = payer
        self.payTo = payTo
        self.payload = payload
        self.validBefore = validBefore
        self.generation = generation
        self.isSimulated = isSimulated
    }
}

/// One sending of the signed bytes.
public struct Attempt: Sendable, Hashable {
    public let authorization: SignedPayment
    /// Counted from 1.
    public let number: Int
    /// Whether an earlier attempt may have let the bytes out.
    public let isExposed: Bool

    public init(_ authorization: SignedPayment, number: Int = 1, isExposed: Bool = false) {
        self.authorization = authorization
        self.number = number
        self.isExposed = isExposed
    }

    /// Nil after the last one.
    func next(isExposed: Bool) -> Attempt? {
        guard number < PaymentRun.attemptsMax else { return nil }
        return Attempt(authorization, number: number + 1, isExposed: isExposed)
    }
}

/// How we know that the money moved.
public struct Receipt: Sendable, Hashable {
    public enum Evidence: String, Sendable, Hashable, CaseIterable {
        /// The seller or its facilitator says so.
        case seller
        /// The chain says so.
        case chain
        /// The owner says so, because no chain can any more.
        case owner
    }

    /// The transaction's hash; empty when only the spent authorization is known.
    public let transaction: String
    public let evidence: Evidence
    /// The seller's HTTP status; nil when the run was resolved later, without an answer.
    public let status: Int?
    public let isSimulated: Bool
    /// Atomic units that really moved, of a payment that was only up to its amount; nil when the
    /// whole amount moved, or when it cannot be told how much of it did.
    public let charged: UInt128?

    public init(
        transaction: String, evidence: Evidence, status: Int?, isSimulated: Bool,
        charged: UInt128? = nil
    ) {
        self.charged = charged
        self.transaction = transaction
        self.evidence = evidence
        self.status = status
        self.isSimulated = isSimulated
    }

    /// Whether what was paid for also arrived.
    public var isServed: Bool { status.map { (200..<300).contains($0) } ?? false }
}

extension PaymentRun.State {
    /// Stable; in answers and in stores.
    public var name: String {
        switch self {
        case .proposed: "proposed"
        case .awaitingApproval: "awaiting_approval"
        case .reserved: "reserved"
        case .paying: "paying"
        case .unresolved: "unresolved"
        case .settled: "settled"
        case .stopped: "stopped"
        }
    }

    public var isFinal: Bool {
        switch self {
        case .settled, .stopped: true
        case .proposed, .awaitingApproval, .reserved, .paying, .unresolved: false
        }
    }

    /// What a process that finds the run in this state has to do; nil when there is nothing.
    public var action: PaymentRun.Step.Action? {
        switch self {
        case .proposed, .settled, .stopped: nil
        case .awaitingApproval: .askForApproval
        case .reserved: .sign
        case .paying: .send
        case .unresolved: .reconcile
        }
    }
}

extension PaymentRun.Event {
    /// Stable; the kind of the journal's record.
    public var name: String {
        switch self {
        case .allowed: "allowed"
        case .held: "held"
        case .refused: "refused"
        case .approved: "approved"
        case .rejected: "rejected"
        case .expired: "expired"
        case .signed: "signed"
        case .notSigned: "not_signed"
        case .paid: "paid"
        case .notPaid: "not_paid"
        case .unanswered: "unanswered"
        case .notSent: "not_sent"
        case .undecided: "undecided"
        case .killed: "killed"
        }
    }

    /// The event that a verdict is.
    public init(_ verdict: Verdict, terms: @autoclosure () -> ApprovalTerms) {
        switch verdict {
        case .allow(let reason): self = .allowed(reason)
        case .askFirst(let reason, _): self = .held(terms(), reason)
        case .deny(let reason): self = .refused(reason)
        }
    }
}
