public import Domain
public import Orchestration
public import X402

/// Signs trades with a key of this process, after asking once more whether the kill switch was
/// thrown.
public struct LocalTradeSigner: TradeSigner {
    public var address: Address { pair.address }
    private let pair: KeyPair
    private let router: Address
    private let standing: LocalSigner.StandingReader

    /// - Throws: `.keyUnusable` when the library refuses the key.
    public init(
        _ key: SecretKey, router: Address, standing: @escaping LocalSigner.StandingReader
    ) throws(SigningRefusal) {
        guard let pair = KeyPair(key) else { throw .keyUnusable }
        self.pair = pair
        self.router = router
        self.standing = standing
    }

    public func sign(
        _ transaction: ChainTransaction, allowedBy decision: AllowDecision
    ) async throws(SigningRefusal) -> Signature {
        guard
            RouterCallData.isTrade(
                to: transaction.to, transaction.data, of: address, at: router)
        else { throw .notOurAccount }
        // Last, so that nothing that waits stands between the answer and the signature.
        guard let standing = await standing(decision.agent) else { throw .killStateUnknown }
        guard !standing.isKilled, standing.generation == decision.killGeneration else {
            throw .killed
        }
        guard let signature = Secp256k1.shared.sign(transaction.digest, with: pair) else {
            throw .keyUnusable
        }
        return signature
    }
}

extension LocalTradeSigner: CustomStringConvertible {
    public var description: String { "trade signer of \(address)" }
}
