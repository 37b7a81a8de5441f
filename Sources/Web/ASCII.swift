/// Classes of bytes in HTTP messages. Source: RFC 9110 section 5.6, RFC 9112.
enum ASCII {
    /// `tchar`: what a method or a header name may consist of.
    static func isToken(_ byte: UInt8) -> Bool {
        byte < 128 && tokenBits[Int(byte >> 6)] & (1 << UInt64(byte & 63)) != 0
    }

    /// Horizontal tab, space, visible characters and bytes above 127.
    static func isFieldValue(_ byte: UInt8) -> Bool {
        byte >= 0x20 && byte != 0x7F || byte == 0x09
    }

    /// Visible ASCII: what a request target may consist of.
    static func isVisible(_ byte: UInt8) -> Bool { byte > 0x20 && byte < 0x7F }

    static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }

    static func lowercased(_ byte: UInt8) -> UInt8 { byte &- 0x41 < 26 ? byte | 0x20 : byte }

    static func hexValue(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }

    static func equalIgnoringCase(
        _ left: some Collection<UInt8>, _ right: some Collection<UInt8>
    ) -> Bool {
        left.count == right.count
            && zip(left, right).allSatisfy { lowercased($0) == lowercased($1) }
    }

    /// - Parameter word: in lower case.
    static func isEqual(_ bytes: Span<UInt8>, _ range: Range<Int>, _ word: String) -> Bool {
        guard range.count == word.utf8.count else { return false }
        var index = range.lowerBound
        for byte in word.utf8 {
            if lowercased(bytes[index]) != byte { return false }
            index += 1
        }
        return true
    }

    static func text(_ bytes: Span<UInt8>, _ range: Range<Int>) -> String {
        bytes.extracting(range).withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) }
    }

    /// Without the spaces and tabs at both ends.
    static func trimmed<Bytes: BidirectionalCollection<UInt8>>(_ bytes: Bytes) -> Bytes.SubSequence
    {
        let rest = bytes.drop(while: isBlank)
        guard let last = rest.lastIndex(where: { !isBlank($0) }) else {
            return rest[rest.endIndex...]
        }
        return rest[...last]
    }

    private static let tokenBits: InlineArray<2, UInt64> = {
        var bits: InlineArray<2, UInt64> = [0, 0]
        for byte in UInt8(0)..<128 where isTokenByDefinition(byte) {
            bits[Int(byte >> 6)] |= 1 << UInt64(byte & 63)
        }
        return bits
    }()

    private static func isTokenByDefinition(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"):
            true
        default: Array("!#$%&'*+-.^_`|~".utf8).contains(byte)
        }
    }
}
