public import Domain
public import Hashing

/// The chain of each network: a node where one is configured, the sandbox everywhere else.
public struct ConfiguredChains: Chain {
    private let nodes: [Network: any Chain]
    private let sandbox: any Chain

    public init(nodes: [Network: any Chain], sandbox: any Chain) {
        self.nodes = nodes
        self.sandbox = sandbox
    }

    /// Networks with a node, in the order of the table.
    public var networks: [Network] { Network.allCases.filter { nodes[$0] != nil } }

    private func chain(of network: Network) -> any Chain { nodes[network] ?? sandbox }

    public func isSimulated(on network: Network) -> Bool {
        chain(of: network).isSimulated(on: network)
    }

    public func standing(of asset: Asset) async -> TokenStanding {
        await chain(of: asset.network).standing(of: asset)
    }

    public func balance(of account: Address, asset: Asset) async throws(ChainError) -> UInt128 {
        try await chain(of: asset.network).balance(of: account, asset: asset)
    }

    public func allowance(
        of owner: Address, for spender: Address, asset: Asset
    ) async throws(ChainError) -> UInt128 {
        try await chain(of: asset.network).allowance(of: owner, for: spender, asset: asset)
    }

    public func head(of network: Network) async throws(ChainError) -> ChainHead {
        try await chain(of: network).head(of: network)
    }

    public func authorizationState(
        from payer: Address, nonce: Bytes32, asset: Asset, in head: ChainHead?
    ) async throws(ChainError) -> AuthorizationState {
        try await chain(of: asset.network).authorizationState(
            from: payer, nonce: nonce, asset: asset, in: head)
    }

    public func isContract(
        _ account: Address, on network: Network
    ) async throws(ChainError) -> Bool {
        try await chain(of: network).isContract(account, on: network)
    }

    public func isValidSignature(
        _ signature: [UInt8], of digest: Bytes32, by wallet: Address, on network: Network
    ) async throws(ChainError) -> Bool {
        try await chain(of: network).isValidSignature(
            signature, of: digest, by: wallet, on: network)
    }

    public func settle(
        _ payment: SignedAuthorization
    ) async throws(ChainError) -> SettlementReceipt {
        try await chain(of: payment.asset.network).settle(payment)
    }

    public func standing(
        of permit: SignedPermit
    ) async throws(ChainError) -> PermitStanding {
        try await chain(of: permit.asset.network).standing(of: permit)
    }

    public func settle(_ permit: SignedPermit) async throws(ChainError) -> SettlementReceipt {
        try await chain(of: permit.asset.network).settle(permit)
    }

    public func use(
        of permit: SignedPermit, in head: ChainHead?
    ) async throws(ChainError) -> PermitUse {
        try await chain(of: permit.asset.network).use(of: permit, in: head)
    }

    public func settlement(
        of payment: SignedAuthorization
    ) async throws(ChainError) -> SettlementReceipt? {
        try await chain(of: payment.asset.network).settlement(of: payment)
    }

    public func transfers(
        of account: Address, assets: [Asset], limit: Int
    ) async throws(ChainError) -> [ChainTransfer] {
        guard let network = assets.first?.network else { return [] }
        return try await chain(of: network).transfers(of: account, assets: assets, limit: limit)
    }
}
