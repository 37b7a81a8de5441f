public import Domain
public import Hashing
public import X402

/// Where money really is: a chain by JSON-RPC, or the sandbox ledger that says it is simulated.
public protocol Chain: Sendable {
    /// True when no chain is touched. Every answer that rests on it must say so.
    var isSimulated: Bool { get }

    /// Atomic units.
    func balance(of account: Address, asset: Asset) async throws(ChainError) -> UInt128

    /// Whether the token has used (or cancelled) this nonce of this payer. The only authority on
    /// whether a payment whose answer was lost has happened.
    func authorizationState(
        from payer: Address, nonce: Bytes32, asset: Asset
    ) async throws(ChainError) -> AuthorizationState

    /// Whether the account is a contract, so that only it can say what its signature is.
    func isContract(_ account: Address, on network: Network) async throws(ChainError) -> Bool

    /// EIP-1271: asks a contract wallet about a signature.
    func isValidSignature(
        _ signature: [UInt8], of digest: Bytes32, by wallet: Address, on network: Network
    ) async throws(ChainError) -> Bool

    /// Moves the money and waits until that is final. A second call with the same nonce throws
    /// `.refused(.nonceUsed)`: it never moves money twice.
    func settle(_ payment: SignedAuthorization) async throws(ChainError) -> SettlementReceipt
}

public enum AuthorizationState: Sendable, Hashable {
    case unused
    /// The transaction that used it, where that is known.
    case used(transaction: String?)
}

/// An authorization with its signature and the token at which it counts.
public struct SignedAuthorization: Sendable, Hashable {
    public let authorization: Authorization
    public let asset: Asset
    public let signature: [UInt8]

    public init(_ authorization: Authorization, asset: Asset, signature: [UInt8]) {
        self.authorization = authorization
        self.asset = asset
        self.signature = signature
    }
}

/// Proof that money moved.
public struct SettlementReceipt: Sendable, Hashable {
    /// `0x` and 64 hexadecimal digits.
    public let transaction: String
    public let isSimulated: Bool

    public init(transaction: String, isSimulated: Bool) {
        self.transaction = transaction
        self.isSimulated = isSimulated
    }
}

public enum ChainError: Error, Equatable {
    /// Certain: nothing moved and this authorization cannot move it now.
    case refused(InvalidReason)
    /// Nothing was sent; trying later may help.
    case unavailable(String)
    /// It was sent, and whether it was mined is not known. Never a reason to sign anew.
    case pending(transaction: String)
}
