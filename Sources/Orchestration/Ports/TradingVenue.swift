public import Domain
public import Paygent

/// A place that carries out orders: a contract on a chain, or a simulation that says so.
public protocol TradingVenue: Sendable {
    var name: VenueName { get }
    /// Who is paid, as far as the policy is concerned.
    var account: Address { get }
    /// True when no chain is touched. Every answer that rests on it must say so.
    var isSimulated: Bool { get }

    /// Makes all that carrying out needs, to be stored before anything leaves.
    ///
    /// - Throws: `.refused` when it is certain that it would fail, `.unavailable`.
    func prepare(_ ticket: OrderTicket) async throws(VenueError) -> PreparedOrder

    /// Carries it out, once however often it is called with the same order.
    ///
    /// - Throws: `.refused` only when it is certain that nothing moved and nothing will.
    func carryOut(_ order: PreparedOrder) async throws(VenueError) -> Fill

    /// What became of an order whose answer was lost.
    func standing(of order: PreparedOrder, at now: Timestamp) async throws(VenueError)
        -> OrderStanding

    /// What came of a payment's order, for the log.
    func fill(
        of order: VenueOrder, key: String, transaction: String
    ) async throws(VenueError) -> Fill?
}

/// An order with who gave it and under which key.
public struct OrderTicket: Sendable, Hashable {
    public let order: VenueOrder
    /// Made from the run and the step: the same for every try.
    public let key: String
    /// `AgentReference.key`: positions and shares belong to it.
    public let owner: String
    /// The policy's yes, for a venue that has something signed.
    public let decision: AllowDecision
    public let now: Timestamp

    public init(
        _ order: VenueOrder, key: String, owner: String, allowedBy decision: AllowDecision,
        at now: Timestamp
    ) {
        self.order = order
        self.key = key
        self.owner = owner
        self.decision = decision
        self.now = now
    }
}

/// What is stored and then sent, the same bytes at every attempt.
public struct PreparedOrder: Sendable, Hashable {
    public let payload: String
    /// After this moment the venue refuses it.
    public let validBefore: Timestamp

    public init(payload: String, validBefore: Timestamp) {
        self.payload = payload
        self.validBefore = validBefore
    }
}

public enum OrderStanding: Sendable, Hashable {
    case filled(Fill)
    /// Nobody can know yet.
    case open
    /// Certain: it never will be.
    case dead(String)
}

public enum VenueError: Error, Equatable {
    /// Certain: nothing moved. The code is stable, the sentence for people.
    case refused(code: String, sentence: String)
    /// Nothing was sent; trying later may help.
    case unavailable(String)
    /// It was sent, and nobody knows yet.
    case unknown(String)
}
