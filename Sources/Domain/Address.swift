internal import Hashing

/// An account or contract on an EVM chain.
public struct Address: Sendable, Hashable, CustomStringConvertible {
    /// Twenty bytes.
    public let bytes: [UInt8]

    public init?(bytes: [UInt8]) {
        guard bytes.count == 20 else { return nil }
        self.bytes = bytes
    }

    /// Reads `0x` and 40 hexadecimal digits. Mixed case is a checksum and must be right.
    ///
    /// - Throws: `AddressError`, which says what is wrong.
    public init(_ text: String) throws(AddressError) {
        let digits = Array(text.utf8.dropFirst(2))
        guard text.utf8.starts(with: "0x".utf8) || text.utf8.starts(with: "0X".utf8) else {
            throw .noPrefix
        }
        guard digits.count == 40 else { throw .wrongLength(digits.count) }
        guard let bytes = Hex.decode(String(decoding: digits, as: UTF8.self)), bytes.count == 20
        else { throw .notHexadecimal }
        self.bytes = bytes
        let isMixed =
            digits.contains { $0 >= UInt8(ascii: "a") } && digits.contains(where: Self.isUpper)
        guard !isMixed || checksummedDigits == digits else { throw .badChecksum }
    }

    private static func isUpper(_ digit: UInt8) -> Bool {
        digit >= UInt8(ascii: "A") && digit < UInt8(ascii: "a")
    }

    public var isZero: Bool { bytes.allSatisfy { $0 == 0 } }

    /// With the checksum in the case of its letters. Source: EIP-55.
    public var checksummed: String {
        "0x" + String(decoding: checksummedDigits, as: UTF8.self)
    }

    private var checksummedDigits: [UInt8] {
        var digits = Array(Hex.encode(bytes).utf8)
        let hash = Keccak256.hash(digits)
        for index in digits.indices {
            let nibble = hash[index / 2] >> (index.isMultiple(of: 2) ? 4 : 0) & 15
            if digits[index] >= UInt8(ascii: "a"), nibble >= 8 { digits[index] -= 32 }
        }
        return digits
    }

    /// Lower case, as keys are compared.
    public var lowercased: String { "0x" + Hex.encode(bytes) }

    public var description: String { checksummed }
}

public enum AddressError: Error, Equatable {
    case noPrefix
    /// How many digits there were instead of 40.
    case wrongLength(Int)
    case notHexadecimal
    /// EIP-55: a letter's case is wrong, so a digit has probably been mistyped.
    case badChecksum
}
