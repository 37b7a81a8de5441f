public import Domain
internal import Hashing
public import Orchestration
public import X402

/// Signs with a key of this process, after asking once more whether the kill switch was thrown.
public struct LocalSigner: Signer {
    /// Whether the agent is killed now and under which generation it signs, read from where every
    /// process sees it; nil when it cannot be read. It must include a kill of all agents.
    public typealias StandingReader = @Sendable (_ agent: String) async -> Standing?

    public var address: Address { pair.address }
    private let pair: KeyPair
    private let standing: StandingReader

    /// - Throws: `.keyUnusable` when the library refuses the key.
    public init(
        _ key: SecretKey, standing: @escaping StandingReader
    ) throws(SigningRefusal) {
        guard let pair = KeyPair(key) else { throw .keyUnusable }
        self.pair = pair
        self.standing = standing
    }

    public func sign(_ request: SigningRequest) async throws(SigningRefusal) -> Signature {
        guard request.message.signer == address else { throw .notOurAccount }
        return try await sign(request.message.digest, allowedBy: request.decision)
    }

    public func prove(
        _ challenge: SignIn.Challenge, on chainID: UInt64, allowedBy decision: AllowDecision
    ) async throws(SigningRefusal) -> SignIn {
        let digest = challenge.digest(of: address, chainID: chainID)
        let signature = try await sign(digest, allowedBy: decision)
        return SignIn(
            challenge, address: address, chainID: chainID, signature: signature.bytes)
    }

    private func sign(
        _ digest: Bytes32, allowedBy decision: AllowDecision
    ) async throws(SigningRefusal) -> Signature {
        // Last, so that nothing that waits stands between the answer and the signature.
        guard let standing = await standing(decision.agent) else {
            throw .killStateUnknown
        }
        guard !standing.isKilled, standing.generation == decision.killGeneration else {
            throw .killed
        }
        guard let signature = Secp256k1.shared.sign(digest, with: pair) else {
            throw .keyUnusable
        }
        return signature
    }
}

extension LocalSigner: CustomStringConvertible {
    public var description: String { "signer of \(address)" }
}
