public import Domain

/// How people and their servers are told what happened.
public enum NoticeWay: String, Sendable, CaseIterable { case webhook, mail }

/// What is to be told by one way, kept until it was heard or has become too old.
public protocol Outbox: Sendable {
    /// How far the journal has been read; nil before the first time.
    func position() async throws(StoreError) -> Int64?

    /// Keeps the messages and moves the position, together.
    ///
    /// - Throws: `.conflict` when another process has read on meanwhile; nothing is kept then.
    func add(
        _ messages: [OutgoingMessage], upTo position: Int64, expected: Int64?
    ) async throws(StoreError)

    /// The message that has been due longest. It counts as tried, and nobody else gets it before
    /// `retryAt`, which is when it is due again unless it was heard.
    ///
    /// - Returns: nil when none is due.
    func take(
        at now: Timestamp, retryAt: Timestamp
    ) async throws(StoreError) -> OutgoingMessage?

    /// Puts a message off that was not heard.
    func putOff(_ id: String, until: Timestamp) async throws(StoreError)

    /// It was heard, or is given up.
    func remove(_ id: String) async throws(StoreError)

    func count() async throws(StoreError) -> Int
}

/// One thing to tell.
public struct OutgoingMessage: Sendable, Hashable {
    /// The same at every try.
    public let id: String
    /// Stable: `payment.settled`, `approval.requested`.
    public let kind: String
    public let body: [UInt8]
    public let createdAt: Timestamp
    /// With the one under way.
    public let tries: Int
    public let dueAt: Timestamp

    public init(
        id: String, kind: String, body: [UInt8], createdAt: Timestamp, tries: Int = 0,
        dueAt: Timestamp
    ) {
        self.id = id
        self.kind = kind
        self.body = body
        self.createdAt = createdAt
        self.tries = tries
        self.dueAt = dueAt
    }
}
