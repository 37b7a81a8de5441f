/// Finds the characters that cannot stand in JSON as they are: control characters, `"`, `<`, `\`
/// and DEL.
///
/// Eight bytes at a time: nearly all of what is written needs no escape, and looking at each byte
/// was a fiftieth of a wizard's message.
enum JSONEscapes {
    /// The index of the first one at or after `start`; nil when there is none.
    static func first(in utf8: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
        let raw = UnsafeRawBufferPointer(utf8)
        var index = start
        while index + 8 <= utf8.count {
            if mayHold(raw.loadUnaligned(fromByteOffset: index, as: UInt64.self)) { break }
            index += 8
        }
        // What is left of a longer text is looked at together with bytes before it.
        if index + 8 > utf8.count, utf8.count - start >= 8,
            !mayHold(raw.loadUnaligned(fromByteOffset: utf8.count - 8, as: UInt64.self))
        {
            return nil
        }
        while index < utf8.count {
            if isOne(utf8[index]) { return index }
            index += 1
        }
        return nil
    }

    /// One bit for each character of ASCII that cannot stand as it is.
    private static let bits: (low: UInt64, high: UInt64) = (
        0xFFFF_FFFF | 1 << 0x22 | 1 << 0x3C, 1 << (0x5C - 64) | 1 << (0x7F - 64)
    )

    static func isOne(_ byte: UInt8) -> Bool {
        let half = byte < 64 ? bits.low : byte < 128 ? bits.high : 0
        return half >> UInt64(byte & 63) & 1 != 0
    }

    /// Never false when one of the eight bytes needs an escape.
    static func mayHold(_ bytes: UInt64) -> Bool {
        let found =
            isBelow(bytes, each: 0x20) | isBelow(bytes ^ each(0x22), each: 1)
            | isBelow(bytes ^ each(0x3C), each: 1) | isBelow(bytes ^ each(0x5C), each: 1)
            | isBelow(bytes ^ each(0x7F), each: 1)
        return found != 0
    }

    /// The high bit of each byte that is below `limit`, which is at most 128; the lowest one that is
    /// set is right, the ones above it may be set by its borrow.
    private static func isBelow(_ bytes: UInt64, each limit: UInt8) -> UInt64 {
        (bytes &- each(limit)) & ~bytes & each(0x80)
    }

    private static func each(_ byte: UInt8) -> UInt64 { UInt64(byte) &* 0x0101_0101_0101_0101 }
}
