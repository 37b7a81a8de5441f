extension JSONValue {
    /// Compact UTF-8 bytes; the same value always gives the same bytes.
    public var bytes: [UInt8] {
        var writer = JSONWriter()
        writer.write(self)
        return writer.bytes
    }

    /// Compact text.
    public var text: String { String(decoding: bytes, as: UTF8.self) }

    /// Two spaces a level, for people and for files that are compared.
    public var prettyText: String {
        var writer = JSONWriter(isPretty: true)
        writer.write(self)
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    /// The same document with the members of every object sorted by name: the form that is hashed.
    public var canonical: JSONValue {
        switch self {
        case .null, .bool, .integer, .number, .string: self
        case .array(let items): .array(items.map(\.canonical))
        case .object(let object):
            .object(
                JSONObject(
                    object.members.map { JSONObject.Member($0.name, $0.value.canonical) }
                        .sorted { $0.name < $1.name }))
        }
    }
}

/// Writes JSON into a growing buffer; also piece by piece, where building a tree first would cost.
public struct JSONWriter: Sendable {
    public private(set) var bytes: [UInt8] = []
    private let isPretty: Bool
    private var level = 0

    public init(isPretty: Bool = false) {
        self.isPretty = isPretty
        bytes.reserveCapacity(Self.bytesExpected)
    }

    /// Enough for an ordinary answer without growing.
    private static let bytesExpected = 2048

    public mutating func write(_ value: JSONValue) {
        switch value {
        case .null: raw("null")
        case .bool(let flag): raw(flag ? "true" : "false")
        case .integer(let number): raw(String(number))
        case .number(let text): raw(text)
        case .string(let text): string(text)
        case .array(let items):
            enclosed("[", "]", items) { writer, item in writer.write(item) }
        case .object(let object):
            enclosed("{", "}", object.members) { writer, member in
                writer.string(member.name)
                writer.raw(writer.isPretty ? ": " : ":")
                writer.write(member.value)
            }
        }
    }

    /// Appends text that is JSON already.
    public mutating func raw(_ text: String) { bytes.append(contentsOf: text.utf8) }

    public mutating func raw(_ json: [UInt8]) { bytes.append(contentsOf: json) }

    /// Appends a quoted string. Escaped: what RFC 8259 asks for, DEL, and `<`, so that
    /// the text may stand inside a script element.
    public mutating func string(_ text: String) {
        bytes.append(UInt8(ascii: "\""))
        var text = text
        text.withUTF8 { utf8 in
            var start = 0
            for index in 0..<utf8.count where JSONWriter.needsEscape(utf8[index]) {
                bytes.append(contentsOf: UnsafeBufferPointer(rebasing: utf8[start..<index]))
                escape(utf8[index])
                start = index + 1
            }
            bytes.append(contentsOf: UnsafeBufferPointer(rebasing: utf8[start...]))
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private static func needsEscape(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
            || byte == UInt8(ascii: "<")
            || byte == 0x7F
    }

    private mutating func escape(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: "\""): raw("\\\"")
        case UInt8(ascii: "\\"): raw("\\\\")
        case 0x0A: raw("\\n")
        case 0x0D: raw("\\r")
        case 0x09: raw("\\t")
        default:
            let hex = String(byte, radix: 16)
            raw(hex.utf8.count == 1 ? "\\u000\(hex)" : "\\u00\(hex)")
        }
    }

    private mutating func enclosed<Item>(
        _ open: String, _ close: String, _ items: [Item], _ write: (inout JSONWriter, Item) -> Void
    ) {
        raw(open)
        level += 1
        for (index, item) in items.enumerated() {
            if index > 0 { raw(",") }
            newLine()
            write(&self, item)
        }
        level -= 1
        if !items.isEmpty { newLine() }
        raw(close)
    }

    private mutating func newLine() {
        guard isPretty else { return }
        bytes.append(0x0A)
        bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: 2 * level))
    }
}
