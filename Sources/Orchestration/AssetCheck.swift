public import Domain

/// Holds the asset table against the chains, so that nothing is ever signed under a guessed domain.
public struct AssetCheck: Sendable, Equatable {
    /// The table with what the chains said: domains that were read there filled in, and those that
    /// they contradict taken out.
    public private(set) var assets: AssetTable
    public private(set) var findings: [Finding] = []

    /// What one token's contract said.
    public struct Finding: Sendable, Hashable {
        public let asset: Asset
        public let standing: TokenStanding
    }

    /// - Parameter networks: those whose chain is to be asked.
    public init(_ assets: AssetTable, at chain: any Chain, on networks: [Network]) async {
        self.assets = assets
        for asset in assets.assets
        where networks.contains(asset.network) && asset.contract != nil {
            let standing = await chain.standing(of: asset)
            findings.append(Finding(asset: asset, standing: standing))
            switch standing {
            case .confirmed, .withoutDomain: break
            // Asked again before each signature.
            case .unknown: break
            case .found(let domain): self.assets.replace(asset.with(domain: domain))
            case .differs: self.assets.replace(asset.with(domain: nil))
            }
        }
    }
}

extension AssetCheck.Finding {
    /// For the operator.
    public var sentence: String {
        let token = "\(asset.symbol) on \(asset.network.title)"
        return switch standing {
        case .confirmed: "\(token) is the token that the table names."
        case .found(let domain):
            "\(token) signs as '\(domain.name)' version \(domain.version), read on the chain."
        case .withoutDomain:
            "\(token) proves no EIP-712 domain, so nothing is signed for it."
        case .differs(let reason): "\(token) is refused: \(reason)."
        case .unknown(let reason):
            "\(token) could not be checked (\(reason)); it is asked again before each signature."
        }
    }

    /// False when nothing can be signed for the token as it stands.
    public var isUsable: Bool {
        switch standing {
        case .confirmed, .found: true
        case .withoutDomain, .differs, .unknown: false
        }
    }
}

extension Asset {
    fileprivate func with(domain: SigningDomain?) -> Asset {
        Asset(
            symbol: symbol, network: network, contract: contract, decimals: decimals,
            domain: domain)
    }
}
