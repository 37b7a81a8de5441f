/// A chain that designs can name. Source of the chain ids: chainlist, CAIP-2.
public enum Network: String, Sendable, Hashable, CaseIterable {
    case cronos
    case cronosTestnet = "cronos-testnet"
    case cronosZkEVM = "cronos-zkevm"
    case base
    case baseSepolia = "base-sepolia"
    case ethereum
    case sepolia
    case polygon
    case arbitrum
    case optimism
    case avalanche
    case bnbChain = "bnb-chain"
    case solana

    /// The slot value, `cronos-testnet`; also the name x402 v1 uses where it knows the chain.
    public var name: String { rawValue }

    /// Nil for a chain that is not EVM.
    public var chainID: UInt64? {
        switch self {
        case .cronos: 25
        case .cronosTestnet: 338
        case .cronosZkEVM: 388
        case .base: 8453
        case .baseSepolia: 84532
        case .ethereum: 1
        case .sepolia: 11_155_111
        case .polygon: 137
        case .arbitrum: 42161
        case .optimism: 10
        case .avalanche: 43114
        case .bnbChain: 56
        case .solana: nil
        }
    }

    /// `eip155:338`. Source: CAIP-2.
    public var caip2: String {
        chainID.map { "eip155:\($0)" } ?? "solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp"
    }

    public init?(caip2: String) {
        guard let network = Self.allCases.first(where: { $0.caip2 == caip2 }) else { return nil }
        self = network
    }

    public var isTestnet: Bool {
        switch self {
        case .cronosTestnet, .baseSepolia, .sepolia: true
        case .cronos, .cronosZkEVM, .base, .ethereum, .polygon, .arbitrum, .optimism, .avalanche,
            .bnbChain, .solana:
            false
        }
    }

    /// As people write it: `Cronos testnet`.
    public var title: String {
        switch self {
        case .cronos: "Cronos"
        case .cronosTestnet: "Cronos testnet"
        case .cronosZkEVM: "Cronos zkEVM"
        case .base: "Base"
        case .baseSepolia: "Base Sepolia"
        case .ethereum: "Ethereum"
        case .sepolia: "Sepolia"
        case .polygon: "Polygon"
        case .arbitrum: "Arbitrum"
        case .optimism: "Optimism"
        case .avalanche: "Avalanche"
        case .bnbChain: "BNB Chain"
        case .solana: "Solana"
        }
    }
}
