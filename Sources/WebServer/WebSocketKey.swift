import Hashing
import Web

/// The handshake that turns a request into a WebSocket. Source: RFC 6455 section 4.2.
enum WebSocketKey {
    private static let suffix = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
    private static let keyBytes = 16

    /// What proves that the request was understood; nil when it asks for no WebSocket.
    static func answer(to request: Request) -> String? {
        guard request.method == .get, request.headers.hasToken("websocket", in: "Upgrade"),
            request.headers.hasToken("upgrade", in: "Connection"),
            request.headers.values("Sec-WebSocket-Version") == ["13"]
        else { return nil }
        let keys = request.headers.values("Sec-WebSocket-Key")
        guard keys.count == 1, Base64.decode(keys[0])?.count == keyBytes else { return nil }
        return Base64.encode(SHA1.hash(Array((keys[0] + suffix).utf8)))
    }
}
