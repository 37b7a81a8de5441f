public import Domain
import Hashing

/// The Permit2 contract and the spenders of x402. Source: x402 v2 specification, `exact` and `upto` on EVM;
/// the same addresses on every chain that has them.
public enum Permit2 {
    public static let contract = Address([
        0x00, 0x00, 0x00, 0x00, 0x00, 0x22, 0xD4, 0x73, 0x03, 0x0F, 0x11, 0x6D, 0xDE, 0xE9,
        0xF6, 0xB4, 0x3A, 0xC7, 0x8B, 0xA3,
    ])
    /// The only spender that an `exact` payment may name.
    public static let exactProxy = Address([
        0x40, 0x20, 0x85, 0xC2, 0x48, 0xEE, 0xA2, 0x7D, 0x92, 0xE8, 0xB3, 0x0B, 0x2C, 0x58,
        0xED, 0x07, 0xF9, 0xE2, 0x00, 0x01,
    ])

    /// The only spender that an `upto` payment may name.
    public static let uptoProxy = Address([
        0x40, 0x20, 0xA4, 0xF3, 0xB7, 0xB9, 0x0C, 0xCA, 0x42, 0x3B, 0x9F, 0xAB, 0xCC, 0x0C,
        0xE5, 0x7C, 0x6C, 0x24, 0x00, 0x02,
    ])

    static func domain(chainID: UInt64) -> SigningDomain {
        SigningDomain(
            name: "Permit2", version: nil, chainID: chainID, verifyingContract: contract)
    }
}

extension Permit2Authorization {
    var structHash: Bytes32 {
        let permitted = EIP712.structHash(
            type: Self.tokenPermissionsType, [.address(token.bytes), .number(amount)])
        return EIP712.structHash(
            type: facilitator == nil ? Self.exactType : Self.uptoType,
            [
                .word(permitted), .address(spender.bytes), .word(nonce),
                .number(UInt128(deadline)), .word(witnessHash),
            ])
    }

    private var witnessHash: Bytes32 {
        guard let facilitator else {
            return EIP712.structHash(
                type: EIP712.typeHash(Self.exactWitness),
                [.address(to.bytes), .number(UInt128(validAfter))])
        }
        return EIP712.structHash(
            type: EIP712.typeHash(Self.uptoWitness),
            [.address(to.bytes), .address(facilitator.bytes), .number(UInt128(validAfter))])
    }

    private static let transfer =
        "PermitWitnessTransferFrom(TokenPermissions permitted,address spender,uint256 nonce,"
        + "uint256 deadline,Witness witness)"
    private static let tokenPermissions = "TokenPermissions(address token,uint256 amount)"
    private static let exactWitness = "Witness(address to,uint256 validAfter)"
    private static let uptoWitness = "Witness(address to,address facilitator,uint256 validAfter)"

    private static let tokenPermissionsType = EIP712.typeHash(tokenPermissions)
    private static let exactType = EIP712.typeHash(transfer + tokenPermissions + exactWitness)
    private static let uptoType = EIP712.typeHash(transfer + tokenPermissions + uptoWitness)
}

extension Address {
    /// - Precondition: twenty bytes, as written in this file.
    fileprivate init(_ literal: [UInt8]) {
        guard let address = Address(bytes: literal) else {
            preconditionFailure("an address has twenty bytes")
        }
        self = address
    }
}
