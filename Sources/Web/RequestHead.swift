/// Request line and header fields, read strictly. Source: RFC 9112.
///
/// What a proxy could read differently from us is refused, never repaired: that is how requests
/// are smuggled.
struct RequestHead: Sendable {
    enum Framing: Sendable, Hashable {
        /// Zero when there is no body.
        case length(Int)
        case chunked
    }

    static let fieldCountMax = 100
    private static let methodBytesMax = 32

    let method: Method
    let target: RequestTarget
    let headers: Headers
    let isVersion11: Bool
    let framing: Framing
    /// Whether the connection may take another request after this one.
    let keepsAlive: Bool
    let expectsContinue: Bool

    /// - Parameter bytes: from the first byte to the CRLF of the last field, without the empty line.
    init(parsing bytes: ArraySlice<UInt8>) throws(Refusal) {
        let span = bytes.span
        var position = 0
        let method = try RequestHead.method(span, &position)
        let targetRange = try RequestHead.word(span, &position)
        isVersion11 = try RequestHead.isVersion11(span, &position)
        let linesStart = position
        var fields = FieldReader(linesStart: position, isVersion11: isVersion11)
        while position < span.count { try fields.readField(span, &position) }
        self.method = try RequestHead.known(span, method)
        target = try RequestTarget(parsing: span, targetRange, host: fields.host)
        try fields.finish()
        framing = fields.isChunked ? .chunked : .length(fields.contentLength ?? 0)
        keepsAlive = isVersion11 && !fields.saysClose
        expectsContinue = isVersion11 && fields.expectsContinue
        headers = Headers(
            lines: Array(bytes[(bytes.startIndex + linesStart)...]), fields: fields.fields)
    }

    private static func method(
        _ bytes: Span<UInt8>, _ position: inout Int
    ) throws(Refusal) -> Range<Int> {
        var end = 0
        while end < bytes.count && ASCII.isToken(bytes[end]) { end += 1 }
        guard (1...methodBytesMax).contains(end), end < bytes.count, bytes[end] == 0x20 else {
            throw .malformed("The request line does not start with a method and one space.")
        }
        position = end + 1
        return 0..<end
    }

    private static func word(
        _ bytes: Span<UInt8>, _ position: inout Int
    ) throws(Refusal) -> Range<Int> {
        let start = position
        while position < bytes.count && ASCII.isVisible(bytes[position]) { position += 1 }
        guard position > start, position < bytes.count, bytes[position] == 0x20 else {
            throw .malformed("The request line does not hold an address between two spaces.")
        }
        position += 1
        return start..<(position - 1)
    }

    /// `HTTP/1.1` or `HTTP/1.0`, then CRLF and nothing else.
    private static func isVersion11(
        _ bytes: Span<UInt8>, _ position: inout Int
    ) throws(Refusal) -> Bool {
        let start = position
        guard bytes.count - start >= 10, ASCII.isEqual(bytes, start..<(start + 4), "http"),
            bytes[start] == UInt8(ascii: "H"), bytes[start + 1] == UInt8(ascii: "T"),
            bytes[start + 2] == UInt8(ascii: "T"), bytes[start + 3] == UInt8(ascii: "P"),
            bytes[start + 4] == UInt8(ascii: "/"), isDigit(bytes[start + 5]),
            bytes[start + 6] == UInt8(ascii: "."), isDigit(bytes[start + 7]),
            bytes[start + 8] == 0x0D, bytes[start + 9] == 0x0A
        else { throw .malformed("The request line does not end with an HTTP version.") }
        position += 10
        guard bytes[start + 5] == UInt8(ascii: "1"), bytes[start + 7] <= UInt8(ascii: "1") else {
            throw .unknownVersion
        }
        return bytes[start + 7] == UInt8(ascii: "1")
    }

    /// Methods are case-sensitive.
    private static func known(
        _ bytes: Span<UInt8>, _ range: Range<Int>
    ) throws(Refusal) -> Method {
        for method in Method.allCases where isEqual(bytes, range, method.rawValue) {
            return method
        }
        throw .unknownMethod
    }

    private static func isEqual(_ bytes: Span<UInt8>, _ range: Range<Int>, _ word: String) -> Bool {
        guard range.count == word.utf8.count else { return false }
        return zip(range, word.utf8).allSatisfy { bytes[$0] == $1 }
    }

    private static func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") < 10 }
}
