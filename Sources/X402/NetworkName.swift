public import Domain

/// How x402 messages name a chain: CAIP-2 in version 2, short names in version 1.
public enum NetworkName {
    /// Nil for a chain that has no EVM chain id or is not known by that name.
    public static func chainID(_ name: String) -> UInt64? {
        let prefix = "eip155:"
        guard name.hasPrefix(prefix) else { return legacyChainIDs[name] }
        let digits = name.dropFirst(prefix.utf8.count)
        guard let id = UInt64(digits), String(id) == digits, id > 0 else { return nil }
        return id
    }

    /// Source: the v1 tables of the reference SDKs, and the names of Cronos' own facilitator.
    private static let legacyChainIDs: [String: UInt64] = [
        "cronos": 25, "cronos-mainnet": 25, "cronos-testnet": 338, "base": 8453,
        "base-sepolia": 84532, "ethereum": 1, "sepolia": 11_155_111, "polygon": 137,
        "polygon-amoy": 80002, "arbitrum": 42161, "optimism": 10, "avalanche": 43114,
        "avalanche-fuji": 43113, "abstract": 2741, "abstract-testnet": 11124, "iotex": 4689,
        "sei": 1329, "sei-testnet": 1328, "peaq": 3338, "story": 1513, "educhain": 656_476,
        "skale-base-sepolia": 1_444_673_419, "megaeth": 4326, "monad": 143,
        "monad-testnet": 10143, "stable": 988, "stable-testnet": 2201, "celo": 42220,
        "flare": 14,
    ]
}

extension Network {
    /// From the name in an x402 message of either version; nil for a chain that designs cannot name.
    public init?(x402Name name: String) {
        if name == Network.solana.caip2 || name == "solana" {
            self = .solana
            return
        }
        guard let id = NetworkName.chainID(name),
            let network = Network.allCases.first(where: { $0.chainID == id })
        else { return nil }
        self = network
    }

    /// The name in messages of that version.
    public func x402Name(_ version: ProtocolVersion) -> String {
        switch version {
        case .v1: self == .cronos ? "cronos-mainnet" : name
        case .v2: caip2
        }
    }
}
