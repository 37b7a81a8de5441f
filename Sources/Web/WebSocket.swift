/// One message of a WebSocket. Source: RFC 6455 section 5.6.
public enum WebSocketMessage: Sendable, Hashable {
    case text(String)
    case binary([UInt8])
}

/// Why a WebSocket ends. Source: RFC 6455 section 7.4.1.
public enum WebSocketCloseCode: UInt16, Sendable, Hashable, CaseIterable {
    case normal = 1000
    case goingAway = 1001
    case protocolError = 1002
    case unsupportedData = 1003
    case invalidText = 1007
    case policyViolation = 1008
    case messageTooBig = 1009
    case internalError = 1011
}

/// The server's end of a WebSocket. It closes when the handler returns.
public protocol WebSocket: Sendable {
    /// The next message; nil once the other end has closed or gone.
    func receive() async -> WebSocketMessage?

    /// Queues a message; returns once there is room for more.
    ///
    /// - Throws: `ClientGone` when the socket is closed.
    func send(_ message: WebSocketMessage) async throws(ClientGone)

    /// Says why the socket ends. What comes after it is not sent.
    func close(_ code: WebSocketCloseCode, reason: String) async
}

extension WebSocket {
    public func send(_ text: String) async throws(ClientGone) { try await send(.text(text)) }
}
