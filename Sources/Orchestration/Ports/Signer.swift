public import Domain
public import X402

/// The only holder of a key. It signs payments that were allowed, and nothing else; no call of it
/// gives a key away.
public protocol Signer: Sendable {
    /// The account that pays.
    var address: Address { get }

    /// Signs what was allowed. Deterministic (RFC 6979): the same message gives the same bytes.
    ///
    /// - Throws: `SigningRefusal`; nothing was signed then.
    func sign(_ request: SigningRequest) async throws(SigningRefusal) -> Signature

    /// Proves to a host that the account is ours. It moves nothing, and a stopped agent gets none.
    func prove(
        _ challenge: SignIn.Challenge, on chainID: UInt64, allowedBy decision: AllowDecision
    ) async throws(SigningRefusal) -> SignIn
}

/// A message together with the decision that allows it.
public struct SigningRequest: Sendable, Hashable {
    public let message: SignableMessage
    public let decision: AllowDecision

    public init(_ message: SignableMessage, allowedBy decision: AllowDecision) {
        self.message = message
        self.decision = decision
    }
}

/// The policy's yes to one payment, as a reference into the journal; a model's word is not one.
public struct AllowDecision: Sendable, Hashable {
    /// The journal's identifier of the decision, for the audit.
    public let id: String
    public let agent: String
    /// The agent's kill generation when it was decided; a kill since then makes it void.
    public let killGeneration: Int64

    public init(id: String, agent: String, killGeneration: Int64) {
        self.id = id
        self.agent = agent
        self.killGeneration = killGeneration
    }
}

/// Why nothing was signed.
public enum SigningRefusal: Error, Equatable {
    /// The kill switch was thrown after the decision was taken.
    case killed
    /// Whether the kill switch was thrown cannot be told, so it counts as thrown.
    case killStateUnknown
    /// The message spends from an account that this signer does not hold.
    case notOurAccount
    /// The key or the library failed its own check.
    case keyUnusable
}
