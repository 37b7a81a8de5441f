import Hashing

/// Typed data as wallets and tokens hash it. Source: EIP-712.
enum EIP712 {
    /// One member of a struct. A nested struct goes in as the `word` of its own hash.
    enum Value: Sendable, Hashable {
        case address([UInt8])
        case number(UInt128)
        case word(Bytes32)
        case text(String)
    }

    /// - Parameter type: the keccak of the type's text, `Permit(address owner,…)`.
    static func structHash(type: Bytes32, _ members: [Value]) -> Bytes32 {
        var encoded = type.bytes
        encoded.reserveCapacity(32 * (members.count + 1))
        for member in members { append(member, to: &encoded) }
        return .keccak(encoded)
    }

    /// What is signed: keccak(0x19 ‖ 0x01 ‖ domain separator ‖ struct hash).
    static func digest(domainSeparator: Bytes32, structHash: Bytes32) -> Bytes32 {
        .keccak([0x19, 0x01] + domainSeparator.bytes + structHash.bytes)
    }

    /// The hash of a type's text.
    static func typeHash(_ type: String) -> Bytes32 { .keccak(Array(type.utf8)) }

    private static func append(_ value: Value, to encoded: inout [UInt8]) {
        switch value {
        case .address(let bytes):
            encoded.append(contentsOf: repeatElement(0, count: 32 - bytes.count))
            encoded.append(contentsOf: bytes)
        case .number(let number):
            encoded.append(contentsOf: repeatElement(0, count: 16))
            for shift in stride(from: 120, through: 0, by: -8) {
                encoded.append(UInt8(truncatingIfNeeded: number >> UInt128(shift)))
            }
        case .word(let word): encoded.append(contentsOf: word.bytes)
        case .text(let text): encoded.append(contentsOf: Keccak256.hash(Array(text.utf8)))
        }
    }
}
