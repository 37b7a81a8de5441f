/// Requests that must be read the same however their bytes are cut into pieces.
public struct ValidRequest: Sendable, CustomStringConvertible {
    public let name: String
    public let text: String
    /// `METHOD path body`, one for each request in the text.
    public let readings: [String]

    public var description: String { name }
    public var bytes: [UInt8] { Array(text.utf8) }

    init(_ name: String, _ text: String, _ readings: [String]) {
        self.name = name
        self.text = text
        self.readings = readings
    }

    public static let all: [ValidRequest] = [
        .init("plain", "GET /health HTTP/1.1\r\nHost: x\r\n\r\n", ["GET /health "]),
        .init("HTTP/1.0", "GET /health HTTP/1.0\r\n\r\n", ["GET /health "]),
        .init(
            "query", "GET /a?b=c%20d&e=+ HTTP/1.1\r\nHost: x.example:80\r\n\r\n",
            ["GET /a b=c d;e= ;"]),
        .init(
            "full address", "GET http://x/health HTTP/1.1\r\nHost: X\r\n\r\n", ["GET /health "]),
        .init("whole server", "OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n", ["OPTIONS * "]),
        .init(
            "empty line before", "\r\n\r\nGET /health HTTP/1.1\r\nHost: x\r\n\r\n", ["GET /health "]
        ),
        .init(
            "blanks around a value",
            "POST /echo HTTP/1.1\r\nHost:\t x \r\nContent-Length:3\t\r\n\r\nabc",
            ["POST /echo abc"]),
        .init(
            "length", "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 12\r\n\r\nHello, world",
            ["POST /echo Hello, world"]),
        .init(
            "chunks",
            "POST /echo HTTP/1.1\r\nHost: x\r\ntransfer-encoding: Chunked\r\n\r\n"
                + "5\r\nHello\r\n007;note=\"a \\\" b\";x;y=z\r\n, world\r\n0\r\n\r\n",
            ["POST /echo Hello, world"]),
        .init(
            "empty chunked body",
            "POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            ["POST /echo "]),
        .init(
            "body that looks like a request",
            "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 34\r\n\r\n"
                + "GET /evil HTTP/1.1\r\nHost: evil\r\n\r\n",
            ["POST /echo GET /evil HTTP/1.1\r\nHost: evil\r\n\r\n"]),
        .init(
            "four in a row",
            "GET /1 HTTP/1.1\r\nHost: x\r\n\r\n"
                + "POST /2 HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc"
                + "POST /3 HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nz\r\n0\r\n\r\n"
                + "DELETE /4 HTTP/1.1\r\nHost: x\r\nConnection: keep-alive, Close\r\n\r\n",
            ["GET /1 ", "POST /2 abc", "POST /3 z", "DELETE /4 "]),
    ]
}
