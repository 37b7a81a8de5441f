public import Domain
public import Paygent

/// The side that touches keys and networks. It decides nothing: it says what happened, as an event.
public protocol PaymentGateway: Sendable {
    /// Signs exactly what the run's intent says. Nothing leaves. The signer refuses a run whose
    /// generation is not that of the kill switch any more.
    ///
    /// - Returns: `.signed` or `.notSigned`.
    func sign(_ run: PaymentRun, at now: Timestamp) async -> PaymentRun.Event

    /// Sends the stored bytes, the same at every attempt.
    func send(_ attempt: Attempt, for intent: PaymentIntent) async -> Delivery

    /// Asks the chain what became of an authorization.
    ///
    /// - Returns: `.paid`, `.notPaid`, or nil while nobody can know.
    func reconcile(
        _ authorization: SignedPayment, for intent: PaymentIntent, at now: Timestamp
    ) async -> PaymentRun.Event?
}

/// What came of one attempt.
public struct Delivery: Sendable {
    /// `.paid`, `.unanswered`, `.notSent` or `.undecided`.
    public let event: PaymentRun.Event
    /// The seller's answer, when there was one.
    public let response: PaidResponse?

    public init(_ event: PaymentRun.Event, response: PaidResponse? = nil) {
        self.event = event
        self.response = response
    }
}

/// What the seller delivered.
public struct PaidResponse: Sendable, Equatable {
    public let status: Int
    public let contentType: String
    public let body: [UInt8]

    public init(status: Int, contentType: String, body: [UInt8]) {
        self.status = status
        self.contentType = contentType
        self.body = body
    }
}
