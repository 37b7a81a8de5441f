import JSON

/// JSON values as YAML 1.2 that every 1.1 reader takes too: block style, and each text that could
/// be read as something else in double quotes.
struct YAMLWriter {
    private var bytes: [UInt8] = []

    static func text(_ value: JSONValue) -> String {
        var writer = YAMLWriter()
        writer.write(value, level: 0, isAfterDash: false)
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    private mutating func write(_ value: JSONValue, level: Int, isAfterDash: Bool) {
        switch value {
        case .object(let object) where !object.isEmpty:
            for (index, member) in object.members.enumerated() {
                if index > 0 || !isAfterDash { indent(level) }
                scalar(member.name)
                append(":")
                nested(member.value, level: level)
            }
        case .array(let items) where !items.isEmpty:
            for (index, item) in items.enumerated() {
                if index > 0 || !isAfterDash { indent(level) }
                append("-")
                nestedItem(item, level: level)
            }
        case .null, .bool, .integer, .number, .string, .array, .object:
            leaf(value)
            append("\n")
        }
    }

    private mutating func nested(_ value: JSONValue, level: Int) {
        if value.holdsValues {
            append("\n")
            write(value, level: level + 1, isAfterDash: false)
        } else {
            text(value, level: level)
        }
    }

    private mutating func nestedItem(_ value: JSONValue, level: Int) {
        if value.holdsValues {
            append(" ")
            write(value, level: level + 1, isAfterDash: true)
        } else {
            text(value, level: level)
        }
    }

    private mutating func text(_ value: JSONValue, level: Int) {
        if case .string(let text) = value, YAMLText.isBlock(text) {
            block(Array(text.utf8), level: level + 1)
        } else {
            append(" ")
            leaf(value)
            append("\n")
        }
    }

    private mutating func leaf(_ value: JSONValue) {
        if case .string(let text) = value {
            scalar(text)
        } else {
            append(value.text)
        }
    }

    /// `|-`, `|` or `|+` by how many line ends there are at the end.
    private mutating func block(_ text: [UInt8], level: Int) {
        let newline = UInt8(ascii: "\n")
        let blankEnds = text.reversed().prefix { $0 == newline }.count
        append(blankEnds == 0 ? " |-\n" : blankEnds == 1 ? " |\n" : " |+\n")
        var isLineStart = true
        for byte in text {
            if isLineStart, byte != newline { indent(level) }
            bytes.append(byte)
            isLineStart = byte == newline
        }
        if blankEnds == 0 { bytes.append(newline) }
    }

    private mutating func scalar(_ text: String) {
        if YAMLText.isPlain(text) {
            append(text)
        } else {
            bytes += YAMLText.quoted(text)
        }
    }

    private mutating func indent(_ level: Int) {
        bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: 2 * level))
    }

    private mutating func append(_ text: String) { bytes.append(contentsOf: text.utf8) }
}

extension JSONValue {
    fileprivate var holdsValues: Bool {
        switch self {
        case .object(let object): !object.isEmpty
        case .array(let items): !items.isEmpty
        case .null, .bool, .integer, .number, .string: false
        }
    }
}

/// How a text can stand in YAML so that every reader reads it back.
enum YAMLText {
    /// Long texts with lines read best as they are; only where every character is sure to survive.
    static func isBlock(_ text: String) -> Bool {
        guard text.utf8.contains(UInt8(ascii: "\n")) else { return false }
        if let first = text.utf8.first, first <= 0x20 { return false }
        return text.unicodeScalars.allSatisfy { $0 == "\n" || isPrintable($0) }
    }

    /// Letters first, and nothing that has a meaning.
    static func isPlain(_ text: String) -> Bool {
        guard let first = text.utf8.first, isLetter(first) || first == UInt8(ascii: "_") else {
            return false
        }
        return text.utf8.allSatisfy(isHarmless) && text.utf8.last != 0x20
            && !(text.utf8.count <= 5 && reserved.contains(text.lowercased()))
    }

    private static func isHarmless(_ byte: UInt8) -> Bool {
        isLetter(byte) || byte &- UInt8(ascii: "0") < 10 || byte == UInt8(ascii: "_")
            || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "/")
            || byte == 0x20
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (byte | 0x20) &- UInt8(ascii: "a") < 26
    }

    /// What some reader takes for a boolean, a null or a number. Source: YAML 1.1, types.
    private static let reserved: Set<String> = [
        "y", "n", "yes", "no", "true", "false", "on", "off", "null", "nan", "inf",
    ]

    static func quoted(_ text: String) -> [UInt8] {
        var result: [UInt8] = [UInt8(ascii: "\"")]
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += Array("\\\"".utf8)
            case "\\": result += Array("\\\\".utf8)
            case "\n": result += Array("\\n".utf8)
            case "\t": result += Array("\\t".utf8)
            case "\r": result += Array("\\r".utf8)
            default:
                if scalar.isASCII, scalar.value >= 0x20, scalar.value < 0x7F {
                    result.append(UInt8(scalar.value))
                } else if isPrintable(scalar) {
                    result += Array(UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
                } else {
                    result += Array(escaped(scalar).utf8)
                }
            }
        }
        result.append(UInt8(ascii: "\""))
        return result
    }

    /// Source: YAML 1.2.2, 5.1, without the marks that some readers take for line ends.
    private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x20...0x7E, 0xA0...0x2027, 0x202A...0xD7FF, 0xE000...0xFEFE, 0xFF00...0xFFFD,
            0x1_0000...0x10_FFFF:
            true
        default: false
        }
    }

    private static func escaped(_ scalar: Unicode.Scalar) -> String {
        let hex = String(scalar.value, radix: 16)
        let width = scalar.value <= 0xFF ? 2 : scalar.value <= 0xFFFF ? 4 : 8
        let mark = width == 2 ? "x" : width == 4 ? "u" : "U"
        return "\\" + mark + String(repeating: "0", count: width - hex.utf8.count) + hex
    }
}
