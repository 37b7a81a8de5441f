/// The assets that may be signed for: chain, contract, decimals and EIP-712 domain, pinned.
///
/// A server that names another contract or domain is refused, whatever symbol it shows.
public struct AssetTable: Sendable, Equatable {
    public private(set) var assets: [Asset]

    public init(_ assets: [Asset] = AssetTable.builtIn) { self.assets = assets }

    public func asset(_ symbol: String, on network: Network) -> Asset? {
        assets.first { $0.network == network && $0.symbol == symbol }
    }

    public func asset(contract: Address, on network: Network) -> Asset? {
        assets.first { $0.network == network && $0.contract == contract }
    }

    /// What a symbol is paid with: itself, or the token that is counted in it.
    public func payable(_ symbol: String, on network: Network) -> Asset? {
        let unit = Policy.unit(of: symbol)
        return asset(symbol, on: network)
            ?? assets.first {
                $0.network == network && $0.contract != nil && Policy.unit(of: $0.symbol) == unit
            }
    }

    /// Adds an asset, or replaces the one with the same identity.
    public mutating func add(_ asset: Asset) {
        assets.removeAll { $0.id == asset.id }
        assets.append(asset)
    }

    /// Puts an asset in the place of the one with the same identity, so that the order stays.
    public mutating func replace(_ asset: Asset) {
        assets = assets.map { $0.id == asset.id ? asset : $0 }
    }
}

extension AssetTable {
    /// Source: the vendors' and Circle's published addresses and EIP-712 domains. Cronos mainnet
    /// USDC.e has no domain here because sources dispute its version: it is read from the chain or
    /// refused, never guessed.
    public static let builtIn: [Asset] =
        stablecoins.compactMap { row in
            guard let contract = try? Address(row.contract) else { return nil }
            return Asset(
                symbol: row.symbol, network: row.network, contract: contract, decimals: 6,
                domain: row.domain)
        } + coins

    private typealias Row = (
        symbol: String, network: Network, contract: String, domain: Asset.SigningDomain?
    )

    private static let stablecoins: [Row] = [
        (
            "USDC", .cronosTestnet, "0xc01efAaF7C5C61bEbFAeb358E1161b537b8bC0e0",
            .init(name: "Bridged USDC (Stargate)", version: "1")
        ),
        ("USDC", .cronos, "0xf951eC28187D9E5Ca673Da8FE6757E6f0Be5F77C", nil),
        (
            "USDC", .base, "0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913",
            .init(name: "USD Coin", version: "2")
        ),
        (
            "USDC", .baseSepolia, "0x036CbD53842c5426634e7929541eC2318f3dCF7e",
            .init(name: "USDC", version: "2")
        ),
        (
            "USDC", .ethereum, "0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48",
            .init(name: "USD Coin", version: "2")
        ),
        (
            "USDC", .polygon, "0x3c499c542cEF5E3811e1192ce70d8cC03d5c3359",
            .init(name: "USD Coin", version: "2")
        ),
        (
            "USDC", .arbitrum, "0xaf88d065e77c8cC2239327C5EDb3A432268e5831",
            .init(name: "USD Coin", version: "2")
        ),
        (
            "USDC", .avalanche, "0xB97EF9Ef8734C71904D8002F8b6Bc66Dd9c48a6E",
            .init(name: "USD Coin", version: "2")
        ),
    ]

    private static let coins: [Asset] = [
        Asset(symbol: "CRO", network: .cronos, contract: nil, decimals: 18),
        Asset(symbol: "CRO", network: .cronosTestnet, contract: nil, decimals: 18),
        Asset(symbol: "ETH", network: .base, contract: nil, decimals: 18),
        Asset(symbol: "ETH", network: .baseSepolia, contract: nil, decimals: 18),
        Asset(symbol: "ETH", network: .ethereum, contract: nil, decimals: 18),
    ]
}
