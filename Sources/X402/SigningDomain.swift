public import Domain
public import Hashing

/// Where a signature counts: contract, chain and version. Source: EIP-712, domain separator.
public struct SigningDomain: Sendable, Hashable {
    public let name: String
    /// Permit2 has none.
    public let version: String?
    public let chainID: UInt64
    /// Messages that no contract reads have none.
    public let verifyingContract: Address?

    public init(name: String, version: String?, chainID: UInt64, verifyingContract: Address?) {
        self.name = name
        self.version = version
        self.chainID = chainID
        self.verifyingContract = verifyingContract
    }

    /// Nil for an asset that nothing may be signed for: a coin, another kind of chain, or a
    /// token whose domain is not known.
    public init?(_ asset: Asset) {
        guard let domain = asset.domain, let chainID = asset.network.chainID,
            let contract = asset.contract
        else { return nil }
        self.init(
            name: domain.name, version: domain.version, chainID: chainID,
            verifyingContract: contract)
    }

    public var separator: Bytes32 {
        var members: [EIP712.Value] = [.text(name)]
        if let version { members.append(.text(version)) }
        members.append(.number(UInt128(chainID)))
        if let verifyingContract { members.append(.address(verifyingContract.bytes)) }
        return EIP712.structHash(type: typeHash, members)
    }

    private var typeHash: Bytes32 {
        switch (version == nil, verifyingContract == nil) {
        case (false, false): Self.fullType
        case (true, false): Self.typeWithoutVersion
        case (false, true): Self.typeWithoutContract
        case (true, true): Self.typeOfNameAndChain
        }
    }

    private static let fullType = EIP712.typeHash(
        "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)")
    private static let typeWithoutVersion = EIP712.typeHash(
        "EIP712Domain(string name,uint256 chainId,address verifyingContract)")
    private static let typeWithoutContract = EIP712.typeHash(
        "EIP712Domain(string name,string version,uint256 chainId)")
    private static let typeOfNameAndChain = EIP712.typeHash(
        "EIP712Domain(string name,uint256 chainId)")
}
