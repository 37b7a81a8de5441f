/// A body that is produced while it is sent.
public struct BodyStream: Sendable {
    /// Sent by the server when the producer has been silent for a while; empty: nothing is sent.
    public let heartbeat: [UInt8]
    public let produce: @Sendable (any BodyWriter) async -> Void

    public init(
        heartbeat: [UInt8] = [], _ produce: @escaping @Sendable (any BodyWriter) async -> Void
    ) {
        self.heartbeat = heartbeat
        self.produce = produce
    }
}

/// Where a producer writes its body.
public protocol BodyWriter: Sendable {
    /// Sends bytes; returns once the connection has room for more, so that a slow reader slows the
    /// producer instead of filling the memory.
    ///
    /// - Throws: `ClientGone` when nobody reads any more. Stop producing.
    func write(_ bytes: [UInt8]) async throws(ClientGone)
}

extension BodyWriter {
    public func write(_ text: String) async throws(ClientGone) {
        try await write(Array(text.utf8))
    }

    public func send(_ event: ServerSentEvent) async throws(ClientGone) {
        try await write(event.bytes)
    }
}

/// The other end closed the connection, or the server is stopping.
public struct ClientGone: Error, Equatable {
    public init() {}
}
