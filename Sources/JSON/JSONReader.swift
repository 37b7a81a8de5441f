extension JSONValue {
    /// Reads one JSON document, RFC 8259 to the letter.
    ///
    /// Cost: one pass over the bytes, one allocation a string or container.
    ///
    /// - Throws: `JSONError` naming the byte where reading stopped. Refused besides bad syntax:
    ///   invalid UTF-8, a name that occurs twice in one object, more than `depthMax` levels.
    public init(parsing bytes: [UInt8]) throws(JSONError) {
        var reader = JSONReader(bytes)
        self = try reader.document()
    }

    public init(parsing text: String) throws(JSONError) { try self.init(parsing: Array(text.utf8)) }

    static let depthMax = 64
}

/// Where and why bytes are not a JSON document.
public struct JSONError: Error, Equatable {
    public enum Reason: String, Sendable {
        case unexpectedEnd = "the text ends too early"
        case unexpectedByte = "this character cannot stand here"
        case badNumber = "this is not a JSON number"
        case badEscape = "this is not a JSON escape"
        case badUTF8 = "these bytes are not UTF-8"
        case duplicateName = "this name occurs twice in one object"
        case tooDeep = "the document is nested too deeply"
        case trailingBytes = "something follows the document"
    }

    public let reason: Reason
    /// Counted from 0.
    public let byteOffset: Int

    public init(reason: Reason, byteOffset: Int) {
        self.reason = reason
        self.byteOffset = byteOffset
    }
}

private struct JSONReader {
    private let bytes: [UInt8]
    private var position = 0
    private var depth = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    mutating func document() throws(JSONError) -> JSONValue {
        let value = try value()
        skipWhitespace()
        guard position == bytes.count else { throw failure(.trailingBytes) }
        return value
    }

    private mutating func value() throws(JSONError) -> JSONValue {
        skipWhitespace()
        switch try current() {
        case UInt8(ascii: "{"):
            return .object(try nested { reader throws(JSONError) in try reader.object() })
        case UInt8(ascii: "["):
            return .array(try nested { reader throws(JSONError) in try reader.array() })
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try literal("true", .bool(true))
        case UInt8(ascii: "f"): return try literal("false", .bool(false))
        case UInt8(ascii: "n"): return try literal("null", .null)
        default: return try number()
        }
    }

    private mutating func nested<Value>(
        _ read: (inout JSONReader) throws(JSONError) -> Value
    ) throws(JSONError) -> Value {
        guard depth < JSONValue.depthMax else { throw failure(.tooDeep) }
        depth += 1
        position += 1
        let value = try read(&self)
        depth -= 1
        return value
    }

    private mutating func object() throws(JSONError) -> JSONObject {
        var object = JSONObject()
        if try closes(with: UInt8(ascii: "}")) { return object }
        var names = MemberNames()
        repeat {
            skipWhitespace()
            let start = position
            let name = try string()
            guard names.insert(name, after: object.members) else {
                throw JSONError(reason: .duplicateName, byteOffset: start)
            }
            skipWhitespace()
            try expect(UInt8(ascii: ":"))
            object.members.append(JSONObject.Member(name, try value()))
        } while try continues(until: UInt8(ascii: "}"))
        return object
    }

    private mutating func array() throws(JSONError) -> [JSONValue] {
        var items: [JSONValue] = []
        if try closes(with: UInt8(ascii: "]")) { return items }
        repeat { items.append(try value()) } while try continues(until: UInt8(ascii: "]"))
        return items
    }

    private mutating func closes(with end: UInt8) throws(JSONError) -> Bool {
        skipWhitespace()
        guard try current() == end else { return false }
        position += 1
        return true
    }

    private mutating func continues(until end: UInt8) throws(JSONError) -> Bool {
        skipWhitespace()
        switch try current() {
        case UInt8(ascii: ","):
            position += 1
            return true
        case end:
            position += 1
            return false
        default: throw failure(.unexpectedByte)
        }
    }

    private mutating func number() throws(JSONError) -> JSONValue {
        let start = position
        if peek() == UInt8(ascii: "-") { position += 1 }
        let firstDigit = position
        let digits = skipDigits()
        guard digits > 0 else {
            throw failure(position < bytes.count ? .unexpectedByte : .unexpectedEnd)
        }
        guard digits == 1 || bytes[firstDigit] != UInt8(ascii: "0") else {
            throw failure(.badNumber)
        }
        var isInteger = true
        if peek() == UInt8(ascii: ".") {
            isInteger = false
            position += 1
            guard skipDigits() > 0 else { throw failure(.badNumber) }
        }
        if peek() == UInt8(ascii: "e") || peek() == UInt8(ascii: "E") {
            isInteger = false
            position += 1
            if peek() == UInt8(ascii: "+") || peek() == UInt8(ascii: "-") { position += 1 }
            guard skipDigits() > 0 else { throw failure(.badNumber) }
        }
        let text = String(decoding: bytes[start..<position], as: UTF8.self)
        if isInteger, let integer = Int64(text) { return .integer(integer) }
        return .number(text)
    }

    private mutating func string() throws(JSONError) -> String {
        try expect(UInt8(ascii: "\""))
        let start = position
        var isASCII = true
        while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: "\""):
                let text = bytes[start..<position]
                let string =
                    isASCII
                    ? String(decoding: text, as: UTF8.self) : try validated(text, from: start)
                position += 1
                return string
            case UInt8(ascii: "\\"): return try escapedString(from: start)
            case 0..<0x20: throw failure(.unexpectedByte)
            case 0x80...: isASCII = false
            default: break
            }
            position += 1
        }
        throw failure(.unexpectedEnd)
    }

    /// The slow road, for a string that holds at least one escape.
    private mutating func escapedString(from start: Int) throws(JSONError) -> String {
        var text = Array(bytes[start..<position])
        while position < bytes.count {
            let byte = bytes[position]
            position += 1
            switch byte {
            case UInt8(ascii: "\""): return try validated(text[...], from: start)
            case UInt8(ascii: "\\"): text.append(contentsOf: try escape())
            case 0..<0x20: throw JSONError(reason: .unexpectedByte, byteOffset: position - 1)
            default: text.append(byte)
            }
        }
        throw failure(.unexpectedEnd)
    }

    private mutating func escape() throws(JSONError) -> [UInt8] {
        let byte = try current()
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return [byte]
        case UInt8(ascii: "b"): return [0x08]
        case UInt8(ascii: "f"): return [0x0C]
        case UInt8(ascii: "n"): return [0x0A]
        case UInt8(ascii: "r"): return [0x0D]
        case UInt8(ascii: "t"): return [0x09]
        case UInt8(ascii: "u"): return Array(String(Character(try unicodeEscape())).utf8)
        default: throw JSONError(reason: .badEscape, byteOffset: position - 1)
        }
    }

    /// A lone surrogate stands for no character and is refused.
    private mutating func unicodeEscape() throws(JSONError) -> Unicode.Scalar {
        let high = try fourHexDigits()
        if let scalar = Unicode.Scalar(high) { return scalar }
        guard (0xD800..<0xDC00).contains(high) else { throw failure(.badEscape) }
        try expect(UInt8(ascii: "\\"))
        try expect(UInt8(ascii: "u"))
        let low = try fourHexDigits()
        guard (0xDC00..<0xE000).contains(low),
            let scalar = Unicode.Scalar(0x10000 + (high - 0xD800) << 10 + (low - 0xDC00))
        else { throw failure(.badEscape) }
        return scalar
    }

    private mutating func fourHexDigits() throws(JSONError) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<4 {
            guard let digit = hexDigit(try current()) else { throw failure(.badEscape) }
            value = value << 4 | digit
            position += 1
        }
        return value
    }

    private func hexDigit(_ byte: UInt8) -> UInt32? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(byte - UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt32(byte - UInt8(ascii: "a") + 10)
        case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt32(byte - UInt8(ascii: "A") + 10)
        default: nil
        }
    }

    private func validated(_ text: ArraySlice<UInt8>, from start: Int) throws(JSONError) -> String {
        guard let string = String(validating: text, as: UTF8.self) else {
            throw JSONError(reason: .badUTF8, byteOffset: start)
        }
        return string
    }

    private mutating func literal(_ word: StaticString, _ value: JSONValue) throws(JSONError)
        -> JSONValue
    {
        let end = position + word.utf8CodeUnitCount
        let matches = word.withUTF8Buffer {
            end <= bytes.count && bytes[position..<end].elementsEqual($0)
        }
        guard matches else { throw failure(.unexpectedByte) }
        position = end
        return value
    }

    private mutating func skipDigits() -> Int {
        let start = position
        while let byte = peek(), byte &- UInt8(ascii: "0") < 10 { position += 1 }
        return position - start
    }

    private mutating func skipWhitespace() {
        while let byte = peek(), byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 {
            position += 1
        }
    }

    private mutating func expect(_ byte: UInt8) throws(JSONError) {
        guard try current() == byte else { throw failure(.unexpectedByte) }
        position += 1
    }

    private func peek() -> UInt8? { position < bytes.count ? bytes[position] : nil }

    private func current() throws(JSONError) -> UInt8 {
        guard position < bytes.count else { throw failure(.unexpectedEnd) }
        return bytes[position]
    }

    private func failure(_ reason: JSONError.Reason) -> JSONError {
        JSONError(reason: reason, byteOffset: position)
    }
}

/// The names of one object so far. A few are looked through where they stand; more are hashed, so that
/// an object of a hundred thousand members takes no longer for each.
private struct MemberNames {
    private var many: Set<String> = []
    private static let fewMax = 16

    /// - Returns: false when the name is there already.
    mutating func insert(_ name: String, after members: [JSONObject.Member]) -> Bool {
        guard members.count >= Self.fewMax else {
            return !members.contains { $0.name == name }
        }
        if many.isEmpty { many = Set(members.map(\.name)) }
        return many.insert(name).inserted
    }
}
