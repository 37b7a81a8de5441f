public import JSON

/// An answer. The server adds `Date`, `Content-Length` or `Transfer-Encoding`, and `Connection`.
public struct Response: Sendable {
    public enum Body: Sendable {
        case bytes([UInt8])
        case stream(BodyStream)
        /// Turns the connection into a WebSocket, if the request asks for one; otherwise the
        /// server refuses with 426. Check the `Origin` header before answering with this.
        case webSocket(@Sendable (any WebSocket) async -> Void)
    }

    public var status: Status
    public var headers: Headers
    public var body: Body

    public init(_ status: Status, headers: Headers = Headers(), body: Body = .bytes([])) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    public init(_ status: Status, contentType: String, _ bytes: [UInt8]) {
        self.init(status, headers: ["Content-Type": contentType], body: .bytes(bytes))
    }

    public static func json(_ value: JSONValue, status: Status = .ok) -> Response {
        Response(status, contentType: "application/json", value.bytes)
    }

    public static func text(_ text: String, status: Status = .ok) -> Response {
        Response(status, contentType: "text/plain; charset=utf-8", Array(text.utf8))
    }

    /// A body written piece by piece. The producer runs until it returns or the client leaves;
    /// then its task is cancelled.
    public static func stream(
        contentType: String, status: Status = .ok,
        _ produce: @escaping @Sendable (any BodyWriter) async -> Void
    ) -> Response {
        Response(
            status, headers: ["Content-Type": contentType], body: .stream(BodyStream(produce)))
    }

    /// Server-sent events. The server sends a comment when nothing else was sent for a while, so
    /// that proxies keep the stream and a client that vanished is noticed.
    public static func events(
        _ produce: @escaping @Sendable (any BodyWriter) async -> Void
    ) -> Response {
        Response(
            .ok,
            headers: [
                "Content-Type": "text/event-stream; charset=utf-8", "Cache-Control": "no-store",
                "X-Accel-Buffering": "no",
            ], body: .stream(BodyStream(heartbeat: ServerSentEvent.heartbeat, produce)))
    }

    public static func webSocket(
        _ talk: @escaping @Sendable (any WebSocket) async -> Void
    ) -> Response {
        Response(101, body: .webSocket(talk))
    }

    /// The bytes of a body that is no stream; nil otherwise.
    public var bytes: [UInt8]? { if case .bytes(let bytes) = body { bytes } else { nil } }
}
