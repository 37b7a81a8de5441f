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
        guard text.hasPrefix("0x") || text.hasPrefix("0X") else { throw .noPrefix }
        let digits = String(text.dropFirst(2))
        guard digits.utf8.count == 40 else { throw .wrongLength(digits.utf8.count) }
        guard let bytes = Hex.decode(digits) else { throw .notHexadecimal }
        self.bytes = bytes
        let isLower = digits == digits.lowercased()
        let isUpper = digits == digits.uppercased()
        guard isLower || isUpper || checksummed == "0x" + digits else { throw .badChecksum }
    }

    public var isZero: Bool { bytes.allSatisfy { $0 == 0 } }

    /// With the checksum in the case of its letters. Source: EIP-55.
    public var checksummed: String {
        let lower = Array(Hex.encode(bytes).utf8)
        let hash = Keccak256.hash(lower)
        var text = Array("0x".utf8)
        for (index, digit) in lower.enumerated() {
            let nibble = hash[index / 2] >> (index.isMultiple(of: 2) ? 4 : 0) & 15
            let isLetter = digit >= UInt8(ascii: "a")
            text.append(isLetter && nibble >= 8 ? digit - 32 : digit)
        }
        return String(decoding: text, as: UTF8.self)
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
