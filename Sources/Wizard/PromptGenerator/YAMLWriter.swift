import JSON

/// JSON values as YAML 1.2 that every 1.1 reader takes too: block style, and each text that could
/// be read as something else in double quotes.
enum YAMLWriter {
    static func text(_ value: JSONValue) -> String {
        var output = ""
        write(value, level: 0, to: &output, afterDash: false)
        return output
    }

    private static func write(
        _ value: JSONValue, level: Int, to output: inout String, afterDash: Bool
    ) {
        switch value {
        case .object(let object) where !object.isEmpty:
            for (index, member) in object.members.enumerated() {
                if index > 0 || !afterDash { indent(level, &output) }
                output += scalar(member.name) + ":"
                nested(member.value, level: level, to: &output)
            }
        case .array(let items) where !items.isEmpty:
            for (index, item) in items.enumerated() {
                if index > 0 || !afterDash { indent(level, &output) }
                output += "-"
                nestedItem(item, level: level, to: &output)
            }
        case .null, .bool, .integer, .number, .string, .array, .object:
            output += leaf(value) + "\n"
        }
    }

    private static func nested(_ value: JSONValue, level: Int, to output: inout String) {
        switch value {
        case .object(let object) where !object.isEmpty:
            output += "\n"
            write(value, level: level + 1, to: &output, afterDash: false)
        case .array(let items) where !items.isEmpty:
            output += "\n"
            write(value, level: level + 1, to: &output, afterDash: false)
        case .string(let text) where isBlock(text): block(text, level: level + 1, to: &output)
        case .null, .bool, .integer, .number, .string, .array, .object:
            output += " " + leaf(value) + "\n"
        }
    }

    private static func nestedItem(_ value: JSONValue, level: Int, to output: inout String) {
        switch value {
        case .object(let object) where !object.isEmpty:
            output += " "
            write(value, level: level + 1, to: &output, afterDash: true)
        case .array(let items) where !items.isEmpty:
            output += " "
            write(value, level: level + 1, to: &output, afterDash: true)
        case .string(let text) where isBlock(text): block(text, level: level + 1, to: &output)
        case .null, .bool, .integer, .number, .string, .array, .object:
            output += " " + leaf(value) + "\n"
        }
    }

    private static func leaf(_ value: JSONValue) -> String {
        switch value {
        case .string(let text): scalar(text)
        case .array(let items) where items.isEmpty: "[]"
        case .object(let object) where object.isEmpty: "{}"
        case .null, .bool, .integer, .number, .array, .object: value.text
        }
    }

    private static func indent(_ level: Int, _ output: inout String) {
        output += String(repeating: "  ", count: level)
    }
}

extension YAMLWriter {
    /// Long texts with lines read best as they are; only where every byte is sure to survive.
    private static func isBlock(_ text: String) -> Bool {
        guard text.utf8.contains(UInt8(ascii: "\n")) else { return false }
        if let first = text.utf8.first, first == 0x20 || first == 0x0A || first == 0x09 {
            return false
        }
        return text.unicodeScalars.allSatisfy { $0 == "\n" || isPrintable($0) }
    }

    /// `|-`, `|` or `|+` by how many line ends there are at the end.
    private static func block(_ text: String, level: Int, to output: inout String) {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        let blankEnds = lines.reversed().prefix { $0.isEmpty }.count
        output += blankEnds == 0 ? " |-\n" : blankEnds == 1 ? " |\n" : " |+\n"
        for line in lines.dropLast(blankEnds == 0 ? 0 : 1) {
            if !line.isEmpty {
                indent(level, &output)
                output += line
            }
            output += "\n"
        }
    }

    /// Plain where nobody can take it for anything else, otherwise in double quotes.
    static func scalar(_ text: String) -> String { isPlain(text) ? text : quoted(text) }

    private static func isPlain(_ text: String) -> Bool {
        guard let first = text.utf8.first, isLetter(first) || first == UInt8(ascii: "_") else {
            return false
        }
        let isSafe = text.utf8.allSatisfy { byte in
            isLetter(byte) || byte &- UInt8(ascii: "0") < 10 || "_-./ ".utf8.contains(byte)
        }
        return isSafe && text.utf8.last != 0x20 && !reserved.contains(text.lowercased())
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (byte | 0x20) &- UInt8(ascii: "a") < 26
    }

    /// What some reader takes for a boolean, a null or a number. Source: YAML 1.1, types.
    private static let reserved: Set<String> = [
        "y", "n", "yes", "no", "true", "false", "on", "off", "null", "nan", "inf",
    ]

    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\t": result += "\\t"
            case "\r": result += "\\r"
            default:
                if isPrintable(scalar) {
                    result.unicodeScalars.append(scalar)
                } else {
                    result += escaped(scalar)
                }
            }
        }
        return result + "\""
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
