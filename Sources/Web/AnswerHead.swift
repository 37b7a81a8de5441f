/// Writes the status line and header fields of an answer. Source: RFC 9112 section 4.
public enum AnswerHead {
    /// How the other end learns where the body ends.
    public enum Framing: Sendable, Hashable {
        case length(Int)
        case chunked
        /// By the end of the connection: for HTTP/1.0.
        case close
        /// The status allows no body, or another protocol follows.
        case none
    }

    public static let sendContinue: [UInt8] = Array("HTTP/1.1 100 Continue\r\n\r\n".utf8)

    /// Fields that decide about framing are ours: a handler's are left out.
    private static let ownFields = ["content-length", "transfer-encoding", "connection", "date"]

    /// - Parameter date: as `HTTPDate` writes it.
    public static func append(
        _ response: Response, framing: Framing, keepsAlive: Bool, date: [UInt8],
        to bytes: inout [UInt8]
    ) {
        bytes.append(contentsOf: "HTTP/1.1 ".utf8)
        appendNumber(response.status.code, to: &bytes)
        bytes.append(0x20)
        bytes.append(contentsOf: response.status.reason.utf8)
        bytes.append(contentsOf: "\r\nDate: ".utf8)
        bytes.append(contentsOf: date)
        bytes.append(contentsOf: "\r\n".utf8)
        appendFields(response.headers, to: &bytes)
        switch framing {
        case .length(let length):
            bytes.append(contentsOf: "Content-Length: ".utf8)
            appendNumber(length, to: &bytes)
            bytes.append(contentsOf: "\r\n".utf8)
        case .chunked: bytes.append(contentsOf: "Transfer-Encoding: chunked\r\n".utf8)
        case .close, .none: break
        }
        if !keepsAlive { bytes.append(contentsOf: "Connection: close\r\n".utf8) }
        bytes.append(contentsOf: "\r\n".utf8)
    }

    /// The answer after which the connection speaks the WebSocket protocol. Source: RFC 6455
    /// section 4.2.2.
    public static func switchingToWebSocket(_ response: Response, accept: String) -> [UInt8] {
        var bytes = Array("HTTP/1.1 101 Switching Protocols\r\n".utf8)
        appendFields(response.headers, to: &bytes)
        bytes.append(contentsOf: "Connection: Upgrade\r\nUpgrade: websocket\r\n".utf8)
        bytes.append(contentsOf: "Sec-WebSocket-Accept: \(accept)\r\n\r\n".utf8)
        return bytes
    }

    /// One chunk of a chunked body; an empty one would end the body and must not be written.
    public static func appendChunk(_ data: [UInt8], to bytes: inout [UInt8]) {
        bytes.append(contentsOf: String(data.count, radix: 16).utf8)
        bytes.append(contentsOf: "\r\n".utf8)
        bytes.append(contentsOf: data)
        bytes.append(contentsOf: "\r\n".utf8)
    }

    public static let lastChunk: [UInt8] = Array("0\r\n\r\n".utf8)

    private static func appendFields(_ headers: Headers, to bytes: inout [UInt8]) {
        guard ownFields.contains(where: headers.contains) else {
            bytes.append(contentsOf: headers.lines)
            return
        }
        var others = headers
        for name in ownFields { others.removeAll(name) }
        bytes.append(contentsOf: others.lines)
    }

    private static func appendNumber(_ number: Int, to bytes: inout [UInt8]) {
        guard number >= 10 else {
            bytes.append(UInt8(ascii: "0") + UInt8(number))
            return
        }
        appendNumber(number / 10, to: &bytes)
        bytes.append(UInt8(ascii: "0") + UInt8(number % 10))
    }
}
