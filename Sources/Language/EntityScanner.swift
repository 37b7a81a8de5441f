/// Finds what is written without spaces and has a shape of its own: addresses, URLs, domains,
/// e-mail addresses, handles and paths.
enum EntityScanner {
    typealias Found = (kind: Token.Kind, end: Int)

    /// What begins with a letter or a digit.
    static func read(_ bytes: [UInt8], at start: Int) -> Found? {
        if let end = hexadecimal(bytes, at: start) { return (.address, end) }
        var end = start
        var colon: Int?
        var hasDot = false
        while end < bytes.count, let byte = ascii(bytes[end]), isNameByte(byte) {
            hasDot = hasDot || byte == UInt8(ascii: ".")
            end += 1
        }
        if end + 2 < bytes.count, bytes[end] == UInt8(ascii: ":") { colon = end }
        if let colon, bytes[colon + 1] == UInt8(ascii: "/"), bytes[colon + 2] == UInt8(ascii: "/") {
            return (.url, trimmed(bytes, start, urlEnd(bytes, from: colon + 3)))
        }
        if end < bytes.count, bytes[end] == UInt8(ascii: "@"), end > start {
            return email(bytes, start, at: end)
        }
        guard hasDot else { return nil }
        return domain(bytes, start, end)
    }

    /// What begins with a sign: `@handle`, `#channel`, `/path`.
    static func readMarked(_ bytes: [UInt8], at start: Int) -> Found? {
        let mark = bytes[start]
        guard start + 1 < bytes.count, let first = ascii(bytes[start + 1]), isAlphanumeric(first)
        else { return nil }
        switch mark {
        case UInt8(ascii: "@"), UInt8(ascii: "#"):
            var end = start + 1
            var hasLetter = false
            while end < bytes.count, isNameByte(bytes[end]) || bytes[end] >= 0xC3 {
                hasLetter = hasLetter || !isDigit(bytes[end])
                end += 1
            }
            return hasLetter ? (.handle, trimmed(bytes, start, end)) : nil
        case UInt8(ascii: "/"):
            guard !isDigit(first) else { return nil }
            return (.path, trimmed(bytes, start, urlEnd(bytes, from: start + 1)))
        default: return nil
        }
    }

    private static func hexadecimal(_ bytes: [UInt8], at start: Int) -> Int? {
        guard start + 8 < bytes.count, bytes[start] == UInt8(ascii: "0"),
            bytes[start + 1] | 32 == UInt8(ascii: "x")
        else { return nil }
        var end = start + 2
        while end < bytes.count, let byte = ascii(bytes[end]), isAlphanumeric(byte) { end += 1 }
        return end - start > 8 ? end : nil
    }

    private static func email(_ bytes: [UInt8], _ start: Int, at sign: Int) -> Found? {
        var end = sign + 1
        var hasDot = false
        while end < bytes.count, let byte = ascii(bytes[end]), isNameByte(byte) {
            hasDot = hasDot || byte == UInt8(ascii: ".")
            end += 1
        }
        end = trimmed(bytes, sign, end)
        return hasDot && end > sign + 3 ? (.email, end) : nil
    }

    private static func domain(_ bytes: [UInt8], _ start: Int, _ stop: Int) -> Found? {
        let end = trimmed(bytes, start, stop)
        var lastDot = end - 1
        while lastDot > start, bytes[lastDot] != UInt8(ascii: ".") { lastDot -= 1 }
        guard lastDot > start, bytes[lastDot - 1] != UInt8(ascii: "."), lastDot + 2 < end + 0
        else { return nil }
        var key = WordKey()
        for byte in bytes[(lastDot + 1) ..<| end] {
            guard isAlphanumeric(byte) else { return nil }
            key.add(byte | 32)
        }
        if endings.contains(key.hash) {
            guard end == stop, end < bytes.count, bytes[end] == UInt8(ascii: "/") else {
                return (.domain, end)
            }
            return (.domain, trimmed(bytes, start, urlEnd(bytes, from: end)))
        }
        return isNumericHost(bytes[start ..<| end]) ? (.domain, end) : nil
    }

    /// `10.0.0.5`: three dots between digits.
    private static func isNumericHost(_ bytes: ArraySlice<UInt8>) -> Bool {
        var dots = 0
        for byte in bytes {
            if byte == UInt8(ascii: ".") { dots += 1 } else if !isDigit(byte) { return false }
        }
        return dots == 3
    }

    private static func urlEnd(_ bytes: [UInt8], from start: Int) -> Int {
        var end = start
        while end < bytes.count, isURLByte(bytes[end]) { end += 1 }
        return end
    }

    /// Without the punctuation of the sentence around it.
    private static func trimmed(_ bytes: [UInt8], _ start: Int, _ end: Int) -> Int {
        var end = end
        while end > start + 1, isTrailing(bytes[end - 1]) { end -= 1 }
        return end
    }

    private static func isTrailing(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "."), UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: ":"),
            UInt8(ascii: "!"), UInt8(ascii: "?"), UInt8(ascii: ")"), UInt8(ascii: "-"):
            true
        default: false
        }
    }

    private static func isURLByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 0...32, 127, UInt8(ascii: "\""), UInt8(ascii: "<"), UInt8(ascii: ">"),
            UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "["), UInt8(ascii: "]"),
            UInt8(ascii: "`"), UInt8(ascii: "'"), 0xE2:
            false
        default: true
        }
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        isAlphanumeric(byte) || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "-")
            || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "+")
    }

    private static func ascii(_ byte: UInt8) -> UInt8? { byte < 0x80 ? byte : nil }
    private static func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") < 10 }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        isDigit(byte) || (byte | 32) &- UInt8(ascii: "a") < 26
    }

    /// Last labels by which a name with dots is known to be a domain.
    private static let endings = WordSet(
        """
        com org net io dev app ai co uk de fr it es pt nl be ch at dk se no fi pl cz eu us ca au nz
        jp kr cn in br mx za ke ng info biz shop store online site tech cloud xyz finance money bank
        eth cro sol crypto example test local internal invalid localhost ie is gr ro hu tr ua sg hk
        """.split(whereSeparator: \.isWhitespace).map { WordKey.of(String($0)) })
}
