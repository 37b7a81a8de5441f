public import Domain
public import X402

/// The wallet's key for trades at one router: it signs approvals of that router and calls of it
/// whose gain comes back to the wallet, after a policy's yes, and nothing else.
public protocol TradeSigner: Sendable {
    /// The account that trades, and pays the fees.
    var address: Address { get }

    /// - Throws: `.notOurAccount` for any other call, `.killed` after a kill.
    func sign(
        _ transaction: ChainTransaction, allowedBy decision: AllowDecision
    ) async throws(SigningRefusal) -> Signature
}
