/// Reads header fields one by one and keeps what decides about the message's framing.
struct FieldReader {
    private(set) var fields: [Headers.Field] = []
    private(set) var contentLength: Int?
    private(set) var isChunked = false
    private(set) var saysClose = false
    private(set) var expectsContinue = false
    private(set) var host: Range<Int>?
    private let linesStart: Int
    private let isVersion11: Bool

    init(linesStart: Int, isVersion11: Bool) {
        self.linesStart = linesStart
        self.isVersion11 = isVersion11
        fields.reserveCapacity(8)
    }

    /// One line: name, colon, value, CRLF. No space before the colon, no folded line.
    mutating func readField(
        _ bytes: Span<UInt8>, _ position: inout Int
    ) throws(Refusal) {
        let nameStart = position
        while position < bytes.count && ASCII.isToken(bytes[position]) { position += 1 }
        let name = nameStart..<position
        guard !name.isEmpty, position < bytes.count, bytes[position] == UInt8(ascii: ":") else {
            throw .malformed("A header field does not start with a name and a colon.")
        }
        position += 1
        let value = try FieldReader.value(bytes, &position)
        guard fields.count < RequestHead.fieldCountMax else {
            throw .headTooLarge(bytesMax: bytes.count)
        }
        fields.append(Headers.Field(name: moved(name), value: moved(value)))
        try note(bytes, name, value)
    }

    /// Positions in the lines, which start after the request line.
    private func moved(_ range: Range<Int>) -> Range<Int> {
        (range.lowerBound - linesStart)..<(range.upperBound - linesStart)
    }

    private static func value(
        _ bytes: Span<UInt8>, _ position: inout Int
    ) throws(Refusal) -> Range<Int> {
        while position < bytes.count && ASCII.isBlank(bytes[position]) { position += 1 }
        let start = position
        while position < bytes.count && ASCII.isFieldValue(bytes[position]) { position += 1 }
        guard position + 1 < bytes.count, bytes[position] == 0x0D, bytes[position + 1] == 0x0A
        else {
            throw .malformed("A header field holds a control character.")
        }
        var end = position
        while end > start && ASCII.isBlank(bytes[end - 1]) { end -= 1 }
        position += 2
        return start..<end
    }

    /// Looks closer at the fields that decide where the message ends and what follows it.
    private mutating func note(
        _ bytes: Span<UInt8>, _ name: Range<Int>, _ value: Range<Int>
    ) throws(Refusal) {
        switch name.count {
        case 4 where ASCII.isEqual(bytes, name, "host"): try noteHost(bytes, value)
        case 6 where isVersion11 && ASCII.isEqual(bytes, name, "expect"):
            guard ASCII.isEqual(bytes, value, "100-continue") else { throw .unknownExpectation }
            expectsContinue = true
        case 10 where ASCII.isEqual(bytes, name, "connection"): noteConnection(bytes, value)
        case 14 where ASCII.isEqual(bytes, name, "content-length"):
            try noteContentLength(bytes, value)
        case 17 where ASCII.isEqual(bytes, name, "transfer-encoding"):
            try noteTransferEncoding(bytes, value)
        default: break
        }
    }

    /// A name or address with an optional port.
    private mutating func noteHost(_ bytes: Span<UInt8>, _ value: Range<Int>) throws(Refusal) {
        guard host == nil else { throw .malformed("There is more than one Host field.") }
        for index in value where !FieldReader.isHost(bytes[index]) {
            throw .malformed("The Host field is not the name of a host.")
        }
        guard !value.isEmpty else { throw .malformed("The Host field is empty.") }
        host = value
    }

    private static func isHost(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "-"), UInt8(ascii: "."),
            UInt8(ascii: "_"), UInt8(ascii: "~"), UInt8(ascii: ":"), UInt8(ascii: "["),
            UInt8(ascii: "]"):
            true
        default: false
        }
    }

    private mutating func noteConnection(_ bytes: Span<UInt8>, _ value: Range<Int>) {
        var start = value.lowerBound
        for index in value.lowerBound...value.upperBound
        where index == value.upperBound || bytes[index] == UInt8(ascii: ",") {
            var (low, high) = (start, index)
            while low < high && ASCII.isBlank(bytes[low]) { low += 1 }
            while high > low && ASCII.isBlank(bytes[high - 1]) { high -= 1 }
            if ASCII.isEqual(bytes, low..<high, "close") { saysClose = true }
            start = index + 1
        }
    }

    /// Digits only; a number past any limit counts as the largest, and is refused for its size.
    private mutating func noteContentLength(
        _ bytes: Span<UInt8>, _ value: Range<Int>
    ) throws(Refusal) {
        guard contentLength == nil else {
            throw .malformed("There is more than one Content-Length field.")
        }
        var length = 0
        for index in value {
            let digit = bytes[index] &- UInt8(ascii: "0")
            guard digit < 10 else { throw .malformed("Content-Length is not a number.") }
            let (tens, overflow) = length.multipliedReportingOverflow(by: 10)
            let (sum, overflowSum) = tens.addingReportingOverflow(Int(digit))
            length = overflow || overflowSum || length == .max ? .max : sum
        }
        guard !value.isEmpty else { throw .malformed("Content-Length is not a number.") }
        contentLength = length
    }

    private mutating func noteTransferEncoding(
        _ bytes: Span<UInt8>, _ value: Range<Int>
    ) throws(Refusal) {
        guard !isChunked, isVersion11 else {
            throw .malformed("There is a Transfer-Encoding field that cannot stand here.")
        }
        guard ASCII.isEqual(bytes, value, "chunked") else { throw .unknownTransferCoding }
        isChunked = true
    }

    /// What can only be said when all fields are known.
    func finish() throws(Refusal) {
        guard !isChunked || contentLength == nil else {
            throw .malformed("There is both a Content-Length and a Transfer-Encoding field.")
        }
        guard host != nil || !isVersion11 else { throw .malformed("There is no Host field.") }
    }
}
