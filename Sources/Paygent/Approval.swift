public import Domain
internal import Hashing
internal import JSON

/// One question to a person: may this payment be made? Answered once, by one person, for exactly
/// what was shown.
public struct Approval: Sendable, Hashable {
    public enum State: Sendable, Hashable {
        case pending
        case approved(by: String, at: Timestamp)
        case rejected(by: String, at: Timestamp, note: String)
        case expired
        /// By a smaller request, which is judged and asked anew.
        case replaced(by: ID<PaymentRun>, editor: String)
        /// The agent was stopped.
        case withdrawn
    }

    public let id: ID<Approval>
    public let intent: PaymentIntent
    /// Why a person is asked.
    public let reason: Reason
    /// Names of those who may answer; an owner always may.
    public let approvers: [String]
    /// Whether the one who asked may not answer.
    public let needsOtherPerson: Bool
    public let createdAt: Timestamp
    public let deadline: Timestamp
    public private(set) var state: State

    public init(
        id: ID<Approval>, intent: PaymentIntent, reason: Reason, approvers: [String],
        needsOtherPerson: Bool = false, createdAt: Timestamp, deadline: Timestamp
    ) {
        self.init(
            id: id, intent: intent, reason: reason, approvers: approvers,
            needsOtherPerson: needsOtherPerson, createdAt: createdAt, deadline: deadline,
            state: .pending)
    }

    /// For stores, which read back what they were given.
    init(
        id: ID<Approval>, intent: PaymentIntent, reason: Reason, approvers: [String],
        needsOtherPerson: Bool, createdAt: Timestamp, deadline: Timestamp, state: State
    ) {
        self.id = id
        self.intent = intent
        self.reason = reason
        self.approvers = approvers
        self.needsOtherPerson = needsOtherPerson
        self.createdAt = createdAt
        self.deadline = deadline
        self.state = state
    }

    public var terms: ApprovalTerms {
        ApprovalTerms(approval: id, hash: hash, deadline: deadline)
    }

    /// Of the payment as it is shown: payee, amount, asset, network, resource, agent, offer.
    public var hash: String { intent.hash }

    public mutating func approve(
        hash shown: String, by approver: Approver, at now: Timestamp
    ) throws(ApprovalError) {
        try check(shown, approver, now)
        state = .approved(by: approver.name, at: now)
    }

    public mutating func reject(
        by approver: Approver, note: String, at now: Timestamp
    ) throws(ApprovalError) {
        try check(hash, approver, now)
        state = .rejected(by: approver.name, at: now, note: note)
    }

    /// A seller asks exactly this amount: a smaller one would buy nothing.
    public var isPriceFixed: Bool { intent.offer != nil }

    /// The smaller payment that takes this one's place, as a new request.
    ///
    /// - Throws: `.notSmaller` and `.priceIsFixed` besides what every answer can throw.
    public mutating func replace(
        amount: Money, run: ID<PaymentRun>, hash shown: String, by approver: Approver,
        at now: Timestamp
    ) throws(ApprovalError) -> PaymentIntent {
        try check(shown, approver, now)
        guard !isPriceFixed else { throw .priceIsFixed }
        guard amount.asset == intent.amount.asset, amount.atomicUnits > 0,
            amount.atomicUnits < intent.amount.atomicUnits
        else { throw .notSmaller }
        state = .replaced(by: run, editor: approver.name)
        return intent.copy(as: run, amount: amount)
    }

    /// - Throws: `.alreadyDecided`; `.pending` while there is still time.
    public mutating func expire(at now: Timestamp) throws(ApprovalError) {
        guard case .pending = state else { throw .alreadyDecided }
        guard deadline <= now else { throw .pending }
        state = .expired
    }

    /// - Throws: `.alreadyDecided`.
    public mutating func withdraw() throws(ApprovalError) {
        guard case .pending = state else { throw .alreadyDecided }
        state = .withdrawn
    }

    private func check(
        _ shown: String, _ approver: Approver, _ now: Timestamp
    ) throws(ApprovalError) {
        switch state {
        case .pending: break
        case .expired: throw .expired
        case .approved, .rejected, .replaced, .withdrawn: throw .alreadyDecided
        }
        guard now < deadline else { throw .expired }
        guard shown == hash else { throw .changed }
        guard approver.isOwner || approvers.contains(approver.name) else { throw .notAnApprover }
        guard !needsOtherPerson || approver.name != intent.requester else { throw .ownRequest }
    }
}

/// Who answers.
public struct Approver: Sendable, Hashable {
    public let name: String
    public let isOwner: Bool

    public init(name: String, isOwner: Bool) {
        self.name = name
        self.isOwner = isOwner
    }
}

/// Why an answer does not count. Nothing was changed.
public enum ApprovalError: Error, Equatable {
    case alreadyDecided
    /// The hash is not that of the payment in question: something else was shown.
    case changed
    case expired
    /// The deadline has not come yet.
    case pending
    case notAnApprover
    /// Four eyes: the one who asked may not answer.
    case ownRequest
    /// An edit may only make the amount smaller, and not zero.
    case notSmaller
    /// A seller asks exactly this amount: a smaller one would buy nothing.
    case priceIsFixed
}

extension PaymentIntent {
    /// SHA-256 of the canonical JSON: one changed field is another hash.
    public var hash: String { Hex.encode(SHA256.hash(json.canonical.bytes)) }

    func copy(as run: ID<PaymentRun>, amount: Money) -> PaymentIntent {
        PaymentIntent(
            run: run, agent: agent, policyHash: policyHash, payee: payee, resource: resource,
            method: method, body: body, amount: amount, tool: tool, session: session, quote: quote,
            ceiling: ceiling,
            offer: offer, requester: requester, purpose: purpose, doubt: doubt, team: team)
    }
}
