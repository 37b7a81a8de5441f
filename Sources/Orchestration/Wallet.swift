public import Domain

/// What the signer's account holds.
public struct Wallet: Sendable {
    private let chain: any Chain
    private let assets: AssetTable
    public let address: Address

    public init(chain: any Chain, assets: AssetTable, address: Address) {
        self.chain = chain
        self.assets = assets
        self.address = address
    }

    public var isSimulated: Bool { chain.isSimulated }

    /// - Parameter tokens: symbols; empty means every token that the table knows on the network.
    /// - Throws: `ChainError` when the chain cannot be asked.
    public func balances(
        of tokens: [String], on network: Network
    ) async throws(ChainError) -> [Money] {
        var balances: [Money] = []
        for asset in assets.assets where asset.network == network {
            guard tokens.isEmpty || tokens.contains(asset.symbol) else { continue }
            let units = try await chain.balance(of: address, asset: asset)
            balances.append(Money(atomicUnits: units, of: asset))
        }
        return balances
    }
}
