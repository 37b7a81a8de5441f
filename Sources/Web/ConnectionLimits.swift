/// How much and how long a connection may take. Times are totals, not pauses between bytes.
public struct ConnectionLimits: Sendable, Hashable {
    /// Request line and header fields together, with the empty line.
    public var headBytesMax = 16 * 1024
    /// Unless the route says otherwise.
    public var bodyBytesMax = 1024 * 1024
    /// Bytes of later requests kept while one is answered; more stay in the kernel.
    public var backlogBytesMax = 64 * 1024
    public var headMilliseconds: UInt64 = 10_000
    public var bodyMilliseconds: UInt64 = 30_000
    /// Between an answer and the next request.
    public var idleMilliseconds: UInt64 = 75_000
    /// How long a closing connection is read on, so that the last answer is not lost to a reset.
    public var lingerMilliseconds: UInt64 = 2_000

    public init() {}
}
