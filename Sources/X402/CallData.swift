public import Domain
public import Hashing

/// Calls of token and wallet contracts as bytes. Source: Solidity ABI specification, EIP-3009 and
/// EIP-1271.
public enum CallData {
    /// The form with v, r, s for a key's signature, the form with bytes for a wallet's.
    ///
    /// - Parameter isWallet: the payer is a contract, whatever its signature looks like.
    public static func transferWithAuthorization(
        _ authorization: Authorization, signature: [UInt8], ofWallet isWallet: Bool = false
    ) -> [UInt8] {
        let words =
            word(authorization.from) + word(authorization.to) + Bytes32(authorization.value).bytes
            + Bytes32(UInt128(authorization.validAfter)).bytes
            + Bytes32(UInt128(authorization.validBefore)).bytes + authorization.nonce.bytes
        guard !isWallet, let key = Signature(bytes: signature) else {
            return transferWithBytes + words + dynamic(signature, head: 7)
        }
        return transferWithVRS + words + Bytes32(UInt128(key.recoveryID) + 27).bytes + key.r.bytes
            + key.s.bytes
    }

    public static func balance(of account: Address) -> [UInt8] { balanceOf + word(account) }

    public static func authorizationState(of payer: Address, nonce: Bytes32) -> [UInt8] {
        authorizationState + word(payer) + nonce.bytes
    }

    /// EIP-1271.
    public static func isValidSignature(_ signature: [UInt8], of digest: Bytes32) -> [UInt8] {
        isValidSignature + digest.bytes + dynamic(signature, head: 2)
    }

    /// What a wallet answers when it takes a signature: the selector again.
    public static let isValidSignatureMagic = isValidSignature

    public static let domainSeparator: [UInt8] = [0x36, 0x44, 0xE5, 0x15]
    public static let decimals: [UInt8] = [0x31, 0x3C, 0xE5, 0x67]
    public static let name: [UInt8] = [0x06, 0xFD, 0xDE, 0x03]
    public static let version: [UInt8] = [0x54, 0xFD, 0x4D, 0x50]

    /// The text that `name()` or `version()` answers; nil for anything else.
    public static func text(answered bytes: [UInt8]) -> String? {
        guard bytes.count >= 64, let offset = Bytes32(Array(bytes[..<32]))?.number, offset == 32,
            let length = Bytes32(Array(bytes[32..<64]))?.number, length <= UInt128(bytes.count - 64)
        else { return nil }
        return String(validating: bytes[64..<64 + Int(length)], as: UTF8.self)
    }

    /// ERC-20.
    public static func allowance(of owner: Address, for spender: Address) -> [UInt8] {
        allowance + word(owner) + word(spender)
    }

    /// The 256 nonces of which this is one; used ones are set bits.
    public static func permit2Nonces(of owner: Address, around nonce: Bytes32) -> [UInt8] {
        nonceBitmap + word(owner) + [0] + nonce.bytes.dropLast()
    }

    /// Of x402's spenders: the one for exact payments, or the one for metered payments when the
    /// permit names a facilitator. Source: x402 v2 specification.
    ///
    /// - Parameter charge: atomic units, at most the permitted amount; exact payments move it all.
    public static func settle(
        _ permit: Permit2Authorization, charging charge: UInt128, signature: [UInt8]
    ) -> [UInt8] {
        let permitted =
            word(permit.token) + Bytes32(permit.amount).bytes + permit.nonce.bytes
            + Bytes32(UInt128(permit.deadline)).bytes
        let validAfter = Bytes32(UInt128(permit.validAfter)).bytes
        guard let facilitator = permit.facilitator else {
            let terms = word(permit.from) + word(permit.to) + validAfter
            return settle + permitted + terms + dynamic(signature, head: 8)
        }
        let terms =
            Bytes32(charge).bytes + word(permit.from) + word(permit.to) + word(facilitator)
            + validAfter
        return settleUpTo + permitted + terms + dynamic(signature, head: 10)
    }

    /// True for the only calls that a facilitator's key may make: they present what a payer has
    /// signed, and move nothing else.
    public static func isSettlement(_ data: [UInt8], at contract: Address) -> Bool {
        if contract == Permit2.exactProxy { return data.starts(with: settle) }
        if contract == Permit2.uptoProxy { return data.starts(with: settleUpTo) }
        return data.starts(with: transferWithVRS) || data.starts(with: transferWithBytes)
    }

    private static let transferWithVRS: [UInt8] = [0xE3, 0xEE, 0x16, 0x0E]
    private static let transferWithBytes: [UInt8] = [0xCF, 0x09, 0x29, 0x95]
    private static let balanceOf: [UInt8] = [0x70, 0xA0, 0x82, 0x31]
    private static let authorizationState: [UInt8] = [0xE9, 0x4A, 0x01, 0x02]
    private static let allowance: [UInt8] = [0xDD, 0x62, 0xED, 0x3E]
    private static let nonceBitmap: [UInt8] = [0x4F, 0xE0, 0x2B, 0x44]
    private static let settle: [UInt8] = [0x13, 0xCD, 0x3B, 0x53]
    private static let settleUpTo: [UInt8] = [0xFF, 0x11, 0xE7, 0xB4]
    private static let isValidSignature: [UInt8] = [0x16, 0x26, 0xBA, 0x7E]

    private static func word(_ address: Address) -> [UInt8] {
        [UInt8](repeating: 0, count: 12) + address.bytes
    }

    /// The offset of the bytes behind `head` words, their length, and they padded to whole words.
    private static func dynamic(_ bytes: [UInt8], head: Int) -> [UInt8] {
        let padding = (32 - bytes.count % 32) % 32
        return Bytes32(UInt128(32 * head)).bytes + Bytes32(UInt128(bytes.count)).bytes + bytes
            + [UInt8](repeating: 0, count: padding)
    }
}
