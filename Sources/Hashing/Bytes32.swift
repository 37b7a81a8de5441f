/// Thirty-two bytes: a digest, a nonce, a word of contract call data; as a number, big-endian.
public struct Bytes32: Sendable, Hashable, CustomStringConvertible {
    public let bytes: [UInt8]

    public init?(_ bytes: [UInt8]) {
        guard bytes.count == 32 else { return nil }
        self.bytes = bytes
    }

    /// `0x` and 64 hexadecimal digits.
    public init?(hex text: String) {
        guard text.utf8.count == 66, text.hasPrefix("0x"), let bytes = Hex.decode(text) else {
            return nil
        }
        self.init(bytes)
    }

    public init(_ number: UInt128) {
        bytes =
            [UInt8](repeating: 0, count: 16)
            + (0..<16).map { UInt8(truncatingIfNeeded: number >> UInt128(120 - 8 * $0)) }
    }

    /// The Keccak-256 digest of the bytes.
    public static func keccak(_ message: [UInt8]) -> Bytes32 { Bytes32(digest: message) }

    private init(digest message: [UInt8]) { bytes = Keccak256.hash(message) }

    /// Nil when the number needs more than 128 bits.
    public var number: UInt128? {
        guard bytes.prefix(16).allSatisfy({ $0 == 0 }) else { return nil }
        return bytes.dropFirst(16).reduce(0) { $0 << 8 | UInt128($1) }
    }

    public var isZero: Bool { bytes.allSatisfy { $0 == 0 } }

    public var hex: String { "0x" + Hex.encode(bytes) }

    public var description: String { hex }
}

extension Bytes32 {
    /// Decimal digits of a number below 2^256, as nonces of Permit2 are written.
    public init?(decimal text: String) {
        var number = [UInt8](repeating: 0, count: 32)
        guard (1...78).contains(text.utf8.count) else { return nil }
        for digit in text.utf8 {
            guard digit &- UInt8(ascii: "0") < 10 else { return nil }
            var carry = UInt16(digit - UInt8(ascii: "0"))
            for index in number.indices.reversed() {
                let product = UInt16(number[index]) * 10 + carry
                number[index] = UInt8(truncatingIfNeeded: product)
                carry = product >> 8
            }
            guard carry == 0 else { return nil }
        }
        self.init(number)
    }

    public var decimal: String {
        var rest = bytes
        var digits: [UInt8] = []
        repeat {
            var remainder: UInt16 = 0
            for index in rest.indices {
                let value = remainder << 8 | UInt16(rest[index])
                rest[index] = UInt8(truncatingIfNeeded: value / 10)
                remainder = value % 10
            }
            digits.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: remainder))
        } while rest.contains { $0 != 0 }
        return String(decoding: digits.reversed(), as: UTF8.self)
    }
}
