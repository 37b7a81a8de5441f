public import Domain
public import Hashing
public import X402

/// Where money really is: a chain by JSON-RPC, or the sandbox ledger that says it is simulated.
public protocol Chain: Sendable {
    /// True when no chain is touched for that network. Every answer that rests on it must say so.
    func isSimulated(on network: Network) -> Bool

    /// Whether the token's contract is what our table says it is. Asked before anything is signed.
    func standing(of asset: Asset) async -> TokenStanding

    /// Atomic units.
    func balance(of account: Address, asset: Asset) async throws(ChainError) -> UInt128

    /// What the spender may move of the owner's tokens, in atomic units; `UInt128.max` for that much
    /// and anything above.
    ///
    /// - Throws: `.refused` for what is no ERC-20 token.
    func allowance(
        of owner: Address, for spender: Address, asset: Asset
    ) async throws(ChainError) -> UInt128

    /// The latest block: the only clock by which windows of signatures end.
    func head(of network: Network) async throws(ChainError) -> ChainHead

    /// Whether the token has used (or cancelled) this nonce of this payer. The only authority on
    /// whether a payment whose answer was lost has happened.
    ///
    /// - Parameter head: the block in whose state that is asked; nil for the latest.
    func authorizationState(
        from payer: Address, nonce: Bytes32, asset: Asset, in head: ChainHead?
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

    /// What a payment over Permit2 rests on.
    ///
    /// - Throws: `.refused(.permit2NotDeployed)` on a chain without its contracts.
    func standing(of permit: SignedPermit) async throws(ChainError) -> PermitStanding

    /// The same as for an authorization, over Permit2 and x402's spender that the permit names.
    func settle(_ permit: SignedPermit) async throws(ChainError) -> SettlementReceipt

    /// Whether Permit2 has taken the permit, and what was moved by it then.
    ///
    /// - Parameter head: the block in whose state that is asked; nil for the latest.
    func use(
        of permit: SignedPermit, in head: ChainHead?
    ) async throws(ChainError) -> PermitUse

    /// Proof that a payment which was given to a chain before did move the money as it was signed;
    /// nil while it did not.
    ///
    /// - Throws: `.refused` when its nonce was used for something else.
    func settlement(
        of payment: SignedAuthorization
    ) async throws(ChainError) -> SettlementReceipt?

    /// What came to the account and what left it lately, latest first.
    ///
    /// - Parameter assets: of one network; those of others are left out.
    func transfers(
        of account: Address, assets: [Asset], limit: Int
    ) async throws(ChainError) -> [ChainTransfer]
}

extension Chain {
    public func authorizationState(
        from payer: Address, nonce: Bytes32, asset: Asset
    ) async throws(ChainError) -> AuthorizationState {
        try await authorizationState(from: payer, nonce: nonce, asset: asset, in: nil)
    }

    public func use(of permit: SignedPermit) async throws(ChainError) -> PermitUse {
        try await use(of: permit, in: nil)
    }
}

/// A block of a chain.
public struct ChainHead: Sendable, Hashable {
    public let number: UInt64
    /// By the chain's own clock, which windows of signatures are judged by.
    public let time: Timestamp

    public init(number: UInt64, time: Timestamp) {
        self.number = number
        self.time = time
    }
}

/// What a token's contract says of itself, held against our table.
public enum TokenStanding: Sendable, Hashable {
    /// It hashes the domain that the table names, and counts in the table's decimals.
    case confirmed
    /// The table names no domain; this one was read on the chain and gives the token's separator.
    case found(Asset.SigningDomain)
    /// The table names no domain and none could be proven: nothing is signed for it.
    case withoutDomain
    /// It is not what the table says: nothing is signed for it. The text is for people.
    case differs(String)
    /// The node does not say, so nothing is signed now. The text is for operators.
    case unknown(String)
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
    /// The payer is a contract: only it can say what its signature is.
    public let isOfWallet: Bool

    public init(
        _ authorization: Authorization, asset: Asset, signature: [UInt8],
        isOfWallet: Bool = false
    ) {
        self.isOfWallet = isOfWallet
        self.authorization = authorization
        self.asset = asset
        self.signature = signature
    }
}

/// Leave to move tokens through Permit2, with its signature.
public struct SignedPermit: Sendable, Hashable {
    public let permit: Permit2Authorization
    public let asset: Asset
    public let signature: [UInt8]
    /// Atomic units: what is to be moved, at most what is permitted.
    public let charge: UInt128

    /// - Parameter charge: nil for the whole permitted amount.
    public init(
        _ permit: Permit2Authorization, asset: Asset, signature: [UInt8], charge: UInt128? = nil
    ) {
        self.permit = permit
        self.asset = asset
        self.signature = signature
        self.charge = charge ?? permit.amount
    }
}

/// What became of a permit.
public struct PermitUse: Sendable, Hashable {
    /// Its nonce is spent: no more can be moved by it.
    public let isUsed: Bool
    /// The transaction that spent it, where that is known.
    public let transaction: String?
    /// Atomic units that it moved; nil where that is not known.
    public let charged: UInt128?

    public init(isUsed: Bool, transaction: String? = nil, charged: UInt128? = nil) {
        self.isUsed = isUsed
        self.transaction = transaction
        self.charged = charged
    }

    public static let unused = PermitUse(isUsed: false)
}

public struct PermitStanding: Sendable, Hashable {
    public let nonceIsUsed: Bool
    /// Atomic units.
    public let balance: UInt128
    /// What the Permit2 contract may move of it, in atomic units.
    public let allowance: UInt128

    public init(nonceIsUsed: Bool, balance: UInt128, allowance: UInt128) {
        self.nonceIsUsed = nonceIsUsed
        self.balance = balance
        self.allowance = allowance
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

/// One movement of one token.
public struct ChainTransfer: Sendable, Hashable {
    public let transaction: String
    /// Nil: made out of nothing.
    public let from: Address?
    /// Nil: destroyed.
    public let to: Address?
    public let amount: Money
    public let at: Timestamp
    /// What it was, where that is known: `x402`, `faucet`, `transfer`.
    public let kind: String

    public init(
        transaction: String, from: Address?, to: Address?, amount: Money, at: Timestamp,
        kind: String
    ) {
        self.transaction = transaction
        self.from = from
        self.to = to
        self.amount = amount
        self.at = at
        self.kind = kind
    }
}

public enum ChainError: Error, Equatable {
    /// Certain: nothing moved and this authorization cannot move it now.
    case refused(InvalidReason)
    /// No node has seen the signature; trying later may help.
    case unavailable(String)
    /// A node has seen the signature, and whoever has may present it: whether it was or will be
    /// mined is not known. Never a reason to sign anew.
    ///
    /// - Parameter transaction: empty while none is known.
    case pending(transaction: String)
}
