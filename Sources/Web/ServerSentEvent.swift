/// One event of a `text/event-stream`. Source: WHATWG HTML, section 9.2 Server-sent events.
public struct ServerSentEvent: Sendable, Hashable {
    /// What a client that reconnects sends back as `Last-Event-ID`.
    public var id: String?
    public var event: String?
    /// May have several lines; CRLF and CR are sent as LF.
    public var data: String
    /// How long a client waits before it reconnects.
    public var retryMilliseconds: Int?

    public init(
        id: String? = nil, event: String? = nil, data: String, retryMilliseconds: Int? = nil
    ) {
        self.id = id
        self.event = event
        self.data = data
        self.retryMilliseconds = retryMilliseconds
    }

    /// A comment, which clients ignore.
    public static let heartbeat: [UInt8] = Array(": \n\n".utf8)

    public var bytes: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(data.utf8.count + 64)
        if let id { Self.appendField("id", Array(id.utf8)[...], to: &bytes) }
        if let event { Self.appendField("event", Array(event.utf8)[...], to: &bytes) }
        if let retryMilliseconds {
            Self.appendField("retry", Array(String(retryMilliseconds).utf8)[...], to: &bytes)
        }
        for line in Self.lines(of: data) { Self.appendField("data", line, to: &bytes) }
        bytes.append(0x0A)
        return bytes
    }

    /// A line break or NUL inside would end the field or void the id: it becomes a space.
    private static func appendField(
        _ name: String, _ value: ArraySlice<UInt8>, to bytes: inout [UInt8]
    ) {
        bytes.append(contentsOf: name.utf8)
        bytes.append(UInt8(ascii: ":"))
        bytes.append(UInt8(ascii: " "))
        for byte in value {
            bytes.append(byte == 0x0A || byte == 0x0D || byte == 0 ? UInt8(ascii: " ") : byte)
        }
        bytes.append(0x0A)
    }

    /// Ended by CRLF, LF or CR.
    private static func lines(of text: String) -> [ArraySlice<UInt8>] {
        let bytes = Array(text.utf8)
        var lines: [ArraySlice<UInt8>] = []
        var start = 0
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            if byte == 0x0A || byte == 0x0D {
                lines.append(bytes[start..<index])
                if byte == 0x0D, index + 1 < bytes.count, bytes[index + 1] == 0x0A { index += 1 }
                start = index + 1
            }
            index += 1
        }
        lines.append(bytes[start...])
        return lines
    }
}
