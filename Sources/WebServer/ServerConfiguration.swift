public import Web

/// Where the server listens and what it allows.
public struct ServerConfiguration: Sendable {
    /// A numeric address, IPv4 or IPv6.
    public var host = "127.0.0.1"
    /// 0 takes any free port; `WebServer.port` tells which.
    public var port: UInt16 = 0
    /// Whether another process may listen on the same port beside this one.
    public var sharesPort = false
    /// Event loops, each with a thread and a listening socket of its own.
    public var loopCount = ProcessorCount.online
    public var connectionsMax = 10_000
    public var limits = ConnectionLimits()
    /// A client that takes no byte for so long is given up.
    public var stallMilliseconds: UInt64 = 30_000
    /// Silence after which an event stream gets its comment and a WebSocket a ping.
    public var heartbeatMilliseconds: UInt64 = 15_000
    public var webSocketMessageBytesMax = 1024 * 1024
    /// How long a stopping server gives idle connections for a request that is on its way.
    public var drainGraceMilliseconds: UInt64 = 300
    /// How long a stopping server waits for its answers before it cuts them.
    public var drainMilliseconds: UInt64 = 10_000
    /// Receives finished requests in batches, on the global pool, a moment after they ended.
    public var accessLog: (@Sendable ([AccessRecord]) -> Void)?

    public init() {}
}

/// One finished request, for logs and metrics.
public struct AccessRecord: Sendable, Hashable {
    /// Nil when what arrived was no request.
    public var method: Web.Method?
    /// The route's path with its `{names}`; empty when no route took the request.
    public var route: String
    /// 499 when the client left before its answer.
    public var status: Int
    /// Of the body, as sent.
    public var bodyBytes: Int
    /// From the complete request to the last byte handed to the kernel.
    public var microseconds: UInt64
    public var requestID: String
}
