public import Domain
public import Orchestration
public import X402

/// Signs the transactions of a facilitator with a key of this process.
public struct LocalGasSigner: GasSigner {
    public let gasAddress: Address
    private let key: SecretKey

    /// - Throws: `.keyUnusable` when the library refuses the key.
    public init(_ key: SecretKey) throws(SigningRefusal) {
        guard let address = Secp256k1.shared.address(of: key) else { throw .keyUnusable }
        gasAddress = address
        self.key = key
    }

    public func sign(_ transaction: ChainTransaction) async throws(SigningRefusal) -> Signature {
        guard CallData.isSettlement(transaction.data, at: transaction.to) else {
            throw .notOurAccount
        }
        guard
            let signature = Secp256k1.shared.sign(
                transaction.digest, with: key, as: gasAddress)
        else { throw .keyUnusable }
        return signature
    }
}

extension LocalGasSigner: CustomStringConvertible {
    public var description: String { "gas signer of \(gasAddress)" }
}
