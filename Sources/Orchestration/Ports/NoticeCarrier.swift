public import Domain

/// One way to tell somebody: it says what is sent to whom, and sends it.
public protocol NoticeCarrier: Sendable {
    var pace: NoticePace { get }

    /// What is to be sent about them; each under an identifier that stays the same when the same
    /// news are asked about again. Due at once.
    func messages(
        about news: [News], at now: Timestamp
    ) async throws(StoreError) -> [OutgoingMessage]

    /// - Returns: why it was not heard; nil when it was.
    func send(_ message: OutgoingMessage, at now: Timestamp) async -> Unheard?
}

/// How fast one way is.
public struct NoticePace: Sendable, Hashable {
    /// How often the journal is looked into for something to tell.
    public let lookSeconds: Int64
    /// How many messages are on their way together.
    public let messagesAtOnce: Int
    /// No try takes longer: until then nobody else sends the message.
    public let trySecondsMax: Int64

    public init(lookSeconds: Int64, messagesAtOnce: Int, trySecondsMax: Int64) {
        self.lookSeconds = lookSeconds
        self.messagesAtOnce = messagesAtOnce
        self.trySecondsMax = trySecondsMax
    }
}

/// Why a message was not heard.
public struct Unheard: Sendable, Hashable {
    /// For the log: `it answered 500`.
    public let reason: String
    /// Whether no other try would be heard either.
    public let isFinal: Bool

    public init(_ reason: String, isFinal: Bool = false) {
        self.reason = reason
        self.isFinal = isFinal
    }
}
