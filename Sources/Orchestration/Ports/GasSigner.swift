public import Domain
public import X402

/// The key that pays the fees of a facilitator. It moves nobody's tokens by itself: it signs calls
/// that present other people's authorizations, and nothing else.
public protocol GasSigner: Sendable {
    var gasAddress: Address { get }

    /// - Throws: `.notOurAccount` for any other call than one that settles a signed payment.
    func sign(_ transaction: ChainTransaction) async throws(SigningRefusal) -> Signature
}
