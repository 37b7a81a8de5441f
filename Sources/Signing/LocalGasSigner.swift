public import Domain
public import Orchestration
public import X402

/// Signs the transactions of a facilitator with a key of this process.
public struct LocalGasSigner: GasSigner {
    public var gasAddress: Address { pair.address }
    private let pair: KeyPair

    /// - Throws: `.keyUnusable` when the library refuses the key.
    public init(_ key: SecretKey) throws(SigningRefusal) {
        guard let pair = KeyPair(key) else { throw .keyUnusable }
        self.pair = pair
    }

    public func sign(_ transaction: ChainTransaction) async throws(SigningRefusal) -> Signature {
        guard CallData.isSettlement(transaction.data, at: transaction.to) else {
            throw .notOurAccount
        }
        guard let signature = Secp256k1.shared.sign(transaction.digest, with: pair) else {
            throw .keyUnusable
        }
        return signature
    }
}

extension LocalGasSigner: CustomStringConvertible {
    public var description: String { "gas signer of \(gasAddress)" }
}
