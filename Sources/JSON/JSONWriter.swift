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
public struct JSONWriter: ~Copyable, Sendable {
    var buffer = ByteBuffer(capacity: Self.bytesExpected)
    private let isPretty: Bool
    private var level = 0

    public init(isPretty: Bool = false) { self.isPretty = isPretty }

    /// What was written so far.
    public var bytes: [UInt8] { buffer.bytes }

    /// Enough for an ordinary answer without growing.
    private static let bytesExpected = 2048

    public mutating func write(_ value: JSONValue) {
        switch value {
        case .null: raw("null")
        case .bool(let flag): raw(flag ? "true" : "false")
        case .integer(let number): integer(number)
        case .number(let text): raw(text)
        case .string(let text): string(text)
        case .array(let items):
            open(UInt8(ascii: "["))
            let items = items.span
            for index in items.indices {
                separate(isFirst: index == 0)
                write(items[index])
            }
            close(UInt8(ascii: "]"), isEmpty: items.isEmpty)
        case .object(let object):
            open(UInt8(ascii: "{"))
            let members = object.members.span
            for index in members.indices {
                separate(isFirst: index == 0)
                string(members[index].name)
                buffer.append(UInt8(ascii: ":"))
                if isPretty { buffer.append(0x20) }
                write(members[index].value)
            }
            close(UInt8(ascii: "}"), isEmpty: members.isEmpty)
        }
    }

    /// Appends text that is JSON already.
    public mutating func raw(_ text: String) {
        var text = text
        text.withUTF8 { buffer.append($0) }
    }

    public mutating func raw(_ json: [UInt8]) { buffer.append(json) }

    public mutating func integer(_ number: Int64) {
        if number < 0 { buffer.append(UInt8(ascii: "-")) }
        buffer.append(decimal: number.magnitude)
    }

    /// Appends a quoted string. Escaped: what RFC 8259 asks for, DEL, and `<`, so that
    /// the text may stand inside a script element.
    public mutating func string(_ text: String) {
        var text = text
        text.withUTF8 { utf8 in
            if !buffer.append(ifPlain: utf8) { escaped(utf8) }
        }
    }

    private mutating func escaped(_ utf8: UnsafeBufferPointer<UInt8>) {
        buffer.append(UInt8(ascii: "\""))
        var start = 0
        var next = JSONEscapes.first(in: utf8, from: 0)
        while let index = next {
            buffer.append(UnsafeBufferPointer(rebasing: utf8[start..<index]))
            escape(utf8[index])
            start = index + 1
            next = JSONEscapes.first(in: utf8, from: start)
        }
        buffer.append(UnsafeBufferPointer(rebasing: utf8[start...]))
        buffer.append(UInt8(ascii: "\""))
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

    private mutating func open(_ bracket: UInt8) {
        buffer.append(bracket)
        level += 1
    }

    private mutating func separate(isFirst: Bool) {
        if !isFirst { buffer.append(UInt8(ascii: ",")) }
        newLine()
    }

    private mutating func close(_ bracket: UInt8, isEmpty: Bool) {
        level -= 1
        if !isEmpty { newLine() }
        buffer.append(bracket)
    }

    private mutating func newLine() {
        guard isPretty else { return }
        buffer.append(0x0A)
        buffer.append(repeating: UInt8(ascii: " "), count: 2 * level)
    }
}
