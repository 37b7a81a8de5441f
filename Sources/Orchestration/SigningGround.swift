public import Domain
public import Paygent

/// Whether anything may be signed for a token: on which networks with real money, and for which
/// contracts. Payments and trades ask alike, each time.
public struct SigningGround: Sendable {
    private let chain: any Chain
    private let mainnets: Set<Network>

    /// - Parameter mainnets: networks with real money that may be signed for; the sandbox signs
    ///   for none.
    public init(chain: any Chain, mainnets: Set<Network>) {
        self.chain = chain
        self.mainnets = mainnets
    }

    /// - Returns: whether the token's EIP-712 domain is known for certain, from the table or from
    ///   the chain.
    /// - Throws: when nothing at all may be signed for the token.
    @discardableResult
    public func check(_ asset: Asset) async throws(Reason) -> Bool {
        try check(asset.network)
        return try await checkToken(asset)
    }

    /// - Throws: when nothing at all may be signed on the network.
    func check(_ network: Network) throws(Reason) {
        guard network.isTestnet || !chain.isSimulated(on: network) else {
            throw Reason(.notSigned, "The sandbox never signs for a network with real money.")
        }
        guard network.isTestnet || mainnets.contains(network) else {
            throw Reason(
                .notSigned,
                "\(network.title) has real money, and this service may not sign for it yet.")
        }
    }

    private func checkToken(_ asset: Asset) async throws(Reason) -> Bool {
        let network = asset.network
        switch await chain.standing(of: asset) {
        case .confirmed, .found: return true
        case .withoutDomain: return false
        case .differs(let difference):
            throw Reason(
                .notSigned,
                "\(asset.symbol) on \(network.title) is not the token that it should be: "
                    + "\(difference).")
        case .unknown:
            throw Reason(
                .notSigned,
                "\(network.title) could not be asked about \(asset.symbol), so nothing was signed.")
        }
    }
}
