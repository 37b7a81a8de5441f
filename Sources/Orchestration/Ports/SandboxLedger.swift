public import Domain

/// The balances of the sandbox: money that is not real, kept as durably as if it were. One call is
/// one transaction.
public protocol SandboxLedger: Sendable {
    /// Atomic units; zero for an account that nothing was ever moved to.
    func balance(of account: Address, assetID: String) async throws(StoreError) -> UInt128

    /// - Returns: nil when nothing was applied under this identifier.
    func transaction(_ id: String) async throws(StoreError) -> SandboxTransaction?

    /// Applies all moves in their order, or none. An identifier is applied once, whatever the
    /// number of callers and processes: that is what makes a payment's nonce single use.
    func apply(_ transaction: SandboxTransaction) async throws(StoreError) -> SandboxOutcome

    /// Those that touch the account, latest first.
    func transactions(
        of account: Address, limit: Int
    ) async throws(StoreError) -> [SandboxTransaction]
}

/// Moves that happen together.
public struct SandboxTransaction: Sendable, Hashable {
    /// `0x` and 64 hexadecimal digits.
    public let id: String
    public let moves: [Move]
    public let at: Timestamp
    /// What it was: `x402`, `faucet`, `swap`.
    public let kind: String

    public struct Move: Sendable, Hashable {
        /// Nil: made out of nothing, as a faucet does.
        public let from: Address?
        /// Nil: destroyed.
        public let to: Address?
        /// CAIP-19, as `Asset.id` gives it.
        public let assetID: String
        public let atomicUnits: UInt128

        public init(from: Address?, to: Address?, assetID: String, atomicUnits: UInt128) {
            self.from = from
            self.to = to
            self.assetID = assetID
            self.atomicUnits = atomicUnits
        }
    }

    public init(id: String, moves: [Move], at: Timestamp, kind: String) {
        self.id = id
        self.moves = moves
        self.at = at
        self.kind = kind
    }
}

public enum SandboxOutcome: Sendable, Hashable {
    case applied
    /// Nothing was done: this one was applied before.
    case repeated(SandboxTransaction)
    /// Nothing was done: a move takes more than is there, or gives more than 128 bits hold.
    case refused
}
