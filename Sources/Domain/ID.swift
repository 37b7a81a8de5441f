/// An identifier that cannot be mistaken for another kind's: `ID<Session>` is not `ID<Run>`.
public struct ID<Kind>: Sendable, Hashable, CustomStringConvertible {
    public let rawValue: String

    public init(_ rawValue: String) {
        precondition(!rawValue.isEmpty, "an identifier is never empty")
        self.rawValue = rawValue
    }

    public var description: String { rawValue }
}

extension ID {
    /// A UUID of version 7: identifiers made later sort later. Source: RFC 9562, 5.7.
    ///
    /// - Parameter random: 74 of these 128 bits are used.
    public init(at now: Timestamp, random: UInt128) {
        var bits = UInt128(UInt64(bitPattern: now.millisecondsSinceEpoch) & 0xFFFF_FFFF_FFFF) << 80
        bits |= 0x7 << 76
        bits |= (random >> 64 & 0xFFF) << 64
        bits |= 0b10 << 62
        bits |= random & 0x3FFF_FFFF_FFFF_FFFF
        var text: [UInt8] = []
        text.reserveCapacity(36)
        for nibble in 0..<32 {
            if [8, 12, 16, 20].contains(nibble) { text.append(UInt8(ascii: "-")) }
            let digit = UInt8(truncatingIfNeeded: bits >> UInt128(124 - 4 * nibble)) & 15
            text.append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
        }
        self.init(String(decoding: text, as: UTF8.self))
    }

    /// Nil unless the text has the form of a UUID: what a client sends is checked before it is used.
    public init?(uuid text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count == 36 else { return nil }
        for (index, byte) in bytes.enumerated() {
            switch index {
            case 8, 13, 18, 23: guard byte == UInt8(ascii: "-") else { return nil }
            default: guard isLowerHexDigit(byte) else { return nil }
            }
        }
        self.init(text)
    }
}

private func isLowerHexDigit(_ byte: UInt8) -> Bool {
    byte &- UInt8(ascii: "0") < 10 || byte &- UInt8(ascii: "a") < 6
}
