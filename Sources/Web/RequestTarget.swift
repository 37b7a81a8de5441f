/// The address in a request line, taken apart. Source: RFC 9112 section 3.2.
struct RequestTarget: Sendable, Hashable {
    /// Still percent-encoded; `*` for the whole server.
    let path: String
    let query: Query

    /// - Parameters:
    ///   - range: where the address stands; visible ASCII only.
    ///   - host: where the value of the Host field stands.
    /// - Throws: `.malformed` for a broken percent-encoding, a fragment, `.` and `..` as segments,
    ///   and a full address whose host is not the one in the Host field.
    init(
        parsing bytes: Span<UInt8>, _ range: Range<Int>, host: Range<Int>?
    ) throws(Refusal) {
        var start = range.lowerBound
        if bytes[start] != UInt8(ascii: "/") {
            if range.count == 1 && bytes[start] == UInt8(ascii: "*") {
                path = "*"
                query = Query()
                return
            }
            start = try RequestTarget.pathStart(bytes, range, host: host)
        }
        var end = start
        var isPlain = true
        while end < range.upperBound && bytes[end] != UInt8(ascii: "?") {
            switch bytes[end] {
            case UInt8(ascii: "#"): throw .malformed("The address holds a fragment.")
            case UInt8(ascii: "%"), UInt8(ascii: "."): isPlain = false
            default: break
            }
            end += 1
        }
        path = ASCII.text(bytes, start..<end)
        if !isPlain { try RequestTarget.checkSegments(path) }
        query = try RequestTarget.query(bytes, from: end + 1, to: range.upperBound)
    }

    /// Where the path begins in `http://host/path`.
    private static func pathStart(
        _ bytes: Span<UInt8>, _ range: Range<Int>, host: Range<Int>?
    ) throws(Refusal) -> Int {
        for scheme in ["http://", "https://"] {
            let start = range.lowerBound + scheme.utf8.count
            guard range.upperBound > start,
                ASCII.isEqual(bytes, range.lowerBound..<start, scheme)
            else { continue }
            var end = start
            while end < range.upperBound && bytes[end] != UInt8(ascii: "/") { end += 1 }
            guard end < range.upperBound, let host,
                ASCII.equalIgnoringCase((start..<end).map { bytes[$0] }, host.map { bytes[$0] })
            else { throw .malformed("The address names another host than the Host field.") }
            return end
        }
        throw .malformed("The address does not start with a slash.")
    }

    private static func checkSegments(_ path: String) throws(Refusal) {
        for segment in path.utf8.split(separator: UInt8(ascii: "/")) {
            guard let decoded = PercentEncoding.decode(segment) else {
                throw .malformed("The address is not percent-encoded properly.")
            }
            guard decoded != "." && decoded != ".." else {
                throw .malformed("The address holds a relative step.")
            }
        }
    }

    private static func query(
        _ bytes: Span<UInt8>, from start: Int, to end: Int
    ) throws(Refusal) -> Query {
        guard start < end else { return Query() }
        let encoded = (start..<end).map { bytes[$0] }
        guard !encoded.contains(UInt8(ascii: "#")), let query = Query(parsing: encoded) else {
            throw .malformed("The query is not percent-encoded properly.")
        }
        return query
    }
}
