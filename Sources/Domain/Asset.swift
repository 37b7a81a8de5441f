/// A token on one network: two tokens with one symbol are two assets.
public struct Asset: Sendable, Hashable {
    /// In capitals: `USDC`.
    public let symbol: String
    public let network: Network
    /// Nil for a network's own coin.
    public let contract: Address?
    public let decimals: UInt8
    /// What the token's contract hashes into its EIP-712 domain; nil when not known, and then
    /// nothing is signed for it.
    public let domain: SigningDomain?

    public struct SigningDomain: Sendable, Hashable {
        public let name: String
        public let version: String

        public init(name: String, version: String) {
            self.name = name
            self.version = version
        }
    }

    public init(
        symbol: String, network: Network, contract: Address?, decimals: UInt8,
        domain: SigningDomain? = nil
    ) {
        self.symbol = symbol
        self.network = network
        self.contract = contract
        self.decimals = decimals
        self.domain = domain
    }

    /// `eip155:338/erc20:0xc01e…`, or `eip155:25/slip44:60` for the coin. Source: CAIP-19.
    public var id: String {
        contract.map { "\(network.caip2)/erc20:\($0.lowercased)" } ?? "\(network.caip2)/slip44:60"
    }
}
