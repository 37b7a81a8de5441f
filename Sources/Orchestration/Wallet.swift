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

    /// True when no chain is touched for that network.
    public func isSimulated(on network: Network) -> Bool { chain.isSimulated(on: network) }

    /// True when no network has a chain behind it.
    public var isWhollySimulated: Bool { Network.allCases.allSatisfy(chain.isSimulated) }

    /// What there is for fees.
    ///
    /// - Throws: `ChainError` when the chain cannot be asked.
    public func coins(on network: Network) async throws(ChainError) -> [Money] {
        var coins: [Money] = []
        for asset in assets.assets where asset.network == network && asset.contract == nil {
            let units = try await chain.balance(of: address, asset: asset)
            coins.append(Money(atomicUnits: units, of: asset))
        }
        return coins
    }

    /// What came and went of the tokens that the table knows, latest first.
    ///
    /// - Throws: `ChainError` when a chain cannot be asked.
    public func transfers(
        on networks: [Network], limit: Int
    ) async throws(ChainError) -> [ChainTransfer] {
        var transfers: [ChainTransfer] = []
        for network in networks {
            transfers += try await chain.transfers(
                of: address, assets: assets.assets.filter { $0.network == network }, limit: limit)
        }
        return Array(transfers.sorted { $0.at > $1.at }.prefix(limit))
    }

    /// - Parameter tokens: symbols; empty means every token that the table knows on the network.
    /// - Parameter account: nil is the signer's own.
    /// - Throws: `ChainError` when the chain cannot be asked. A token that is not there is left out.
    public func balances(
        of tokens: [String], on network: Network, account: Address? = nil
    ) async throws(ChainError) -> [Money] {
        var balances: [Money] = []
        for asset in assets.assets where asset.network == network {
            guard tokens.isEmpty || tokens.contains(asset.symbol) else { continue }
            do throws(ChainError) {
                let units = try await chain.balance(of: account ?? address, asset: asset)
                // A play token that is neither asked for nor held is left out.
                guard !tokens.isEmpty || units > 0 || !PaperAssets.isPlay(asset) else { continue }
                balances.append(Money(atomicUnits: units, of: asset))
            } catch {
                if case .refused = error { continue }
                throw error
            }
        }
        return balances
    }

    /// The token of this symbol that the table knows on the network.
    public func asset(_ symbol: String, on network: Network) -> Asset? {
        assets.asset(symbol, on: network)
    }

    /// What a spender may move of an owner's tokens, in atomic units.
    ///
    /// - Throws: `ChainError` when the chain cannot be asked, or the token is none.
    public func allowance(
        of owner: Address, for spender: Address, asset: Asset
    ) async throws(ChainError) -> UInt128 {
        try await chain.allowance(of: owner, for: spender, asset: asset)
    }

    /// - Throws: `ChainError` when the chain cannot be asked.
    public func balance(of asset: Asset) async throws(ChainError) -> Money {
        Money(atomicUnits: try await chain.balance(of: address, asset: asset), of: asset)
    }
}
