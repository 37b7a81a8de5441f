/// Requests that a strict server refuses, and with what. Each is an opening for request smuggling,
/// for exhausting the server, or for desynchronising the connection when answered as if fine.
public struct HostileRequest: Sendable, CustomStringConvertible {
    public let name: String
    public let bytes: [UInt8]
    public let status: Int

    public var description: String { name }

    init(_ name: String, _ text: String, _ status: Int = 400) {
        self.init(name, Array(text.utf8), status)
    }

    init(_ name: String, _ bytes: [UInt8], _ status: Int = 400) {
        self.name = name
        self.bytes = bytes
        self.status = status
    }

    public static let all = framing + chunks + fields + requestLines + sizes

    private static func post(_ fields: String, _ body: String = "abc", version: String = "1.1")
        -> String
    {
        "POST /echo HTTP/\(version)\r\nHost: x\r\n\(fields)\r\n\r\n\(body)"
    }

    private static func get(_ fields: String) -> String {
        "GET /health HTTP/1.1\r\n\(fields)\r\n\r\n"
    }

    private static func chunked(_ body: String) -> String {
        post("Transfer-Encoding: chunked", body)
    }

    private static let framing: [HostileRequest] = [
        .init(
            "length and coding together",
            post("Content-Length: 4\r\nTransfer-Encoding: chunked", "0\r\n\r\n")),
        .init(
            "coding and length together",
            post("Transfer-Encoding: chunked\r\nContent-Length: 5", "0\r\n\r\n")),
        .init("two different lengths", post("Content-Length: 3\r\nContent-Length: 5", "abcde")),
        .init("two equal lengths", post("Content-Length: 3\r\nContent-Length: 3")),
        .init("length with plus", post("Content-Length: +3")),
        .init("length as a list", post("Content-Length: 3, 3")),
        .init("length in hexadecimal", post("Content-Length: 0x3")),
        .init("negative length", post("Content-Length: -1", "")),
        .init("empty length", post("Content-Length: ", "")),
        .init("length with a space inside", post("Content-Length: 1 0")),
        .init("length past 2^64", post("Content-Length: 18446744073709551619"), 413),
        .init("length at 2^63", post("Content-Length: 9223372036854775808"), 413),
        .init("space before the colon", post("Content-Length : 3")),
        .init("unknown coding", post("Transfer-Encoding: xchunked", "0\r\n\r\n"), 501),
        .init("gzip coding", post("Transfer-Encoding: gzip, chunked", "0\r\n\r\n"), 501),
        .init(
            "chunked is not last", post("Transfer-Encoding: chunked, identity", "0\r\n\r\n"), 501),
        .init(
            "coding twice",
            post("Transfer-Encoding: chunked\r\nTransfer-Encoding: identity", "0\r\n\r\n")),
        .init(
            "chunked twice",
            post("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked", "0\r\n\r\n")),
        .init("coding with a vertical tab", post("Transfer-Encoding: \u{B}chunked", "0\r\n\r\n")),
        .init("empty coding", post("Transfer-Encoding: ", "0\r\n\r\n"), 501),
        .init(
            "coding in HTTP/1.0", post("Transfer-Encoding: chunked", "0\r\n\r\n", version: "1.0")),
        .init("unknown expectation", post("Expect: 200-ok\r\nContent-Length: 3"), 417),
    ]

    private static let chunks: [HostileRequest] = [
        .init("junk after a chunk's size", chunked("3xyz\r\nabc\r\n0\r\n\r\n")),
        .init("space after a chunk's size", chunked("3 \r\nabc\r\n0\r\n\r\n")),
        .init("space before a chunk's size", chunked(" 3\r\nabc\r\n0\r\n\r\n")),
        .init("chunk's size with 0x", chunked("0x3\r\nabc\r\n0\r\n\r\n")),
        .init("negative chunk's size", chunked("-3\r\nabc\r\n0\r\n\r\n")),
        .init("no chunk's size", chunked("\r\nabc\r\n0\r\n\r\n")),
        .init("chunk's size past 2^64", chunked("10000000000000003\r\nabc\r\n0\r\n\r\n")),
        .init("chunk's size past the limit", chunked("7fffffff\r\nabc\r\n0\r\n\r\n"), 413),
        .init("chunk longer than it says", chunked("3\r\nabcXX0\r\n\r\n")),
        .init("chunk ended by LF", chunked("3\r\nabc\n0\r\n\r\n")),
        .init("chunk's size ended by LF", chunked("3\nabc\r\n0\r\n\r\n")),
        .init("bare CR in an extension", chunked("3;a\rb\r\nabc\r\n0\r\n\r\n")),
        .init("LF in an extension", chunked("3;a\nabc\r\n0\r\n\r\n")),
        .init("one letter after a chunk's size", chunked("3g\r\nabc\r\n0\r\n\r\n")),
        .init("extension without a name", chunked("3;\r\nabc\r\n0\r\n\r\n")),
        .init("extension with a colon", chunked("3;a:=b\r\nabc\r\n0\r\n\r\n")),
        .init("extension without a value", chunked("3;a=\r\nabc\r\n0\r\n\r\n")),
        .init("extension with an open quotation", chunked("3;a=\"b\\\"\r\nabc\r\n0\r\n\r\n")),
        .init("endless extension", chunked("3;" + String(repeating: "a", count: 300))),
        .init("trailer field", chunked("0\r\nContent-Length: 5\r\n\r\n")),
    ]

    private static let fields: [HostileRequest] = [
        .init("lines ended by LF", "GET /health HTTP/1.1\nHost: x\n\n"),
        .init("one field ended by LF", "GET /health HTTP/1.1\r\nHost: x\nX: y\r\n\r\n"),
        .init("CR inside a value", get("Host: x\r\nX: a\rb")),
        .init("CR before CRLF", get("Host: x\r\nX: a\r")),
        .init("folded field", get("Host: x\r\nX: a\r\n b")),
        .init("fold in the first field", "GET /health HTTP/1.1\r\n Host: x\r\n\r\n"),
        .init("NUL in a value", get("Host: x\r\nX: a\0b")),
        .init("DEL in a value", get("Host: x\r\nX: a\u{7F}b")),
        .init("NUL in a name", get("Host: x\r\nX\0Y: a")),
        .init("no Host", "GET /health HTTP/1.1\r\n\r\n"),
        .init("two Hosts", get("Host: a\r\nHost: b")),
        .init("two equal Hosts", get("Host: a\r\nHost: a")),
        .init("empty Host", get("Host: ")),
        .init("Host with a path", get("Host: a/b")),
        .init("Host with credentials", get("Host: u@a")),
        .init("Host as a list", get("Host: a, b")),
        .init("field without a colon", get("Host: x\r\nfoobar")),
        .init("field without a name", get("Host: x\r\n: y")),
        .init("space in a name", get("Host: x\r\nX Y: 1")),
        .init("bracket in a name", get("Host: x\r\nX(Y: 1")),
        .init("letter above 127 in a name", get("Host: x\r\nXé: 1")),
    ]

    private static let requestLines: [HostileRequest] = [
        .init("HTTP/9.9", "GET /health HTTP/9.9\r\nHost: x\r\n\r\n", 505),
        .init("HTTP/2.0", "GET /health HTTP/2.0\r\nHost: x\r\n\r\n", 505),
        .init("HTTP/1.10", "GET /health HTTP/1.10\r\nHost: x\r\n\r\n"),
        .init("http in lower case", "GET /health http/1.1\r\nHost: x\r\n\r\n"),
        .init("no version", "GET /health\r\nHost: x\r\n\r\n"),
        .init("two spaces", "GET  /health  HTTP/1.1\r\nHost: x\r\n\r\n"),
        .init("space after the version", "GET /health HTTP/1.1 \r\nHost: x\r\n\r\n"),
        .init("tab between the words", "GET\t/health\tHTTP/1.1\r\nHost: x\r\n\r\n"),
        .init("unknown method", "FOO /health HTTP/1.1\r\nHost: x\r\n\r\n", 501),
        .init("method in lower case", "get /health HTTP/1.1\r\nHost: x\r\n\r\n", 501),
        .init("CONNECT", "CONNECT x:443 HTTP/1.1\r\nHost: x\r\n\r\n", 501),
        .init("letter above 127 in the address", "GET /hé HTTP/1.1\r\nHost: x\r\n\r\n"),
        .init("NUL in the address", "GET /he\0lth HTTP/1.1\r\nHost: x\r\n\r\n"),
        .init("fragment", "GET /health#a HTTP/1.1\r\nHost: x\r\n\r\n"),
        .init("address without a slash", "GET health HTTP/1.1\r\nHost: x\r\n\r\n"),
        .init("another host in the address", "GET http://y/health HTTP/1.1\r\nHost: x\r\n\r\n"),
        .init("broken percent-encoding", "GET /he%zzlth HTTP/1.1\r\nHost: x\r\n\r\n"),
        .init("cut percent-encoding", "GET /health% HTTP/1.1\r\nHost: x\r\n\r\n"),
        .init("percent-encoded NUL", "GET /health%00 HTTP/1.1\r\nHost: x\r\n\r\n"),
        .init("percent-encoded bytes that are no text", "GET /%ff HTTP/1.1\r\nHost: x\r\n\r\n"),
        .init("broken query", "GET /health?a=%g1 HTTP/1.1\r\nHost: x\r\n\r\n"),
        .init("step up", "GET /files/../health HTTP/1.1\r\nHost: x\r\n\r\n"),
        .init("encoded step up", "GET /files/%2e%2E/health HTTP/1.1\r\nHost: x\r\n\r\n"),
        .init("TLS hello", [0x16, 0x03, 0x01, 0x02, 0x00, 0x0D, 0x0A, 0x0D, 0x0A]),
        .init("HTTP/2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505),
        .init("only empty lines", String(repeating: "\r\n", count: 20)),
    ]

    private static let sizes: [HostileRequest] = [
        .init(
            "one huge field", get("Host: x\r\nX: " + String(repeating: "a", count: 102_400)), 431),
        .init("huge address", "GET /" + String(repeating: "q", count: 20_480), 431),
        .init(
            "a thousand fields",
            get("Host: x\r\n" + (0..<1000).map { "X-\($0): \($0)" }.joined(separator: "\r\n")), 431),
        .init("huge length", post("Content-Length: 2000000"), 413),
    ]
}
