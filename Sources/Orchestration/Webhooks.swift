internal import Domain
internal import Hashing
internal import JSON
internal import Paygent

/// Tells the owner's server what happened to approvals, payments and agents: signed, at least once,
/// under the same identifier at every try.
///
/// The journal is the outbox: a payment writes nothing more for it and never waits. Messages are
/// read from it later, kept until they were heard, and given up after days.
public struct Webhooks: Sendable {
    private let outbox: any WebhookOutbox
    private let journal: any Journal
    private let runs: any RunStore
    private let http: any HTTPClient
    private let clock: any Clock
    private let target: Target

    /// Where to, and how it is signed.
    public struct Target: Sendable, Equatable {
        public let url: String
        /// More than one while a secret is being replaced.
        public let secrets: [[UInt8]]

        public init(url: String, secrets: [[UInt8]]) {
            self.url = url
            self.secrets = secrets
        }
    }

    /// How long after each try the next one comes; given up after the last, about three days.
    /// Units: seconds. Source: the Standard Webhooks specification, with a quicker beginning.
    static let pauses: [Int64] = [
        1, 5, 30, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400,
    ]
    /// Records read at once.
    static let pageMax = 200
    /// A receiver that has not answered by then has not heard it. Units: milliseconds.
    static let answerMillisecondsMax = 15_000
    /// While a message is on its way nobody else sends it. Units: seconds.
    static let onItsWaySeconds: Int64 = 30

    public init(
        _ target: Target, outbox: any WebhookOutbox, journal: any Journal, runs: any RunStore,
        http: any HTTPClient, clock: any Clock
    ) {
        self.target = target
        self.outbox = outbox
        self.journal = journal
        self.runs = runs
        self.http = http
        self.clock = clock
    }

    /// Reads the journal on and keeps what is to be told. The first time it begins at the end:
    /// what happened before a server was configured is not told.
    public func collect() async throws(StoreError) {
        guard var position = try await outbox.position() else { return try await begin() }
        while true {
            let records = try await journal.records(
                matching: JournalFilter(after: position, limit: Self.pageMax))
            guard let last = records.last else { return }
            var messages: [WebhookMessage] = []
            for record in records {
                if let message = try await message(of: record) { messages.append(message) }
            }
            do {
                try await outbox.add(messages, upTo: last.position, expected: position)
            } catch .conflict { return }
            position = last.position
        }
    }

    private func begin() async throws(StoreError) {
        let last = try await journal.lastPosition()
        do { try await outbox.add([], upTo: last, expected: nil) } catch .conflict { return }
    }

    private func message(of record: JournalRecord) async throws(StoreError) -> WebhookMessage? {
        guard let announcement = Announcement(record) else { return nil }
        var run: PaymentRun?
        if let id = record.note.run { run = try await runs.run(ID(id))?.value }
        let body = announcement.body(of: record, run)
        return WebhookMessage(
            id: "msg_\(record.hash.prefix(24))", kind: announcement.rawValue, body: body.bytes,
            createdAt: record.at, dueAt: clock.now())
    }

    /// What came of one try.
    public enum Outcome: Sendable, Equatable {
        case nothingDue
        case heard
        /// It is tried again later.
        case notHeard(String)
        case givenUp(id: String, kind: String, reason: String)
    }

    /// Sends the message that has been due longest.
    public func deliver() async throws(StoreError) -> Outcome {
        let now = clock.now()
        let taken = try await outbox.take(
            at: now, retryAt: now.adding(seconds: Self.onItsWaySeconds))
        guard let message = taken else { return .nothingDue }
        guard let reason = await send(message) else {
            try await outbox.remove(message.id)
            return .heard
        }
        guard message.tries <= Self.pauses.count, reason != Self.gone else {
            try await outbox.remove(message.id)
            return .givenUp(id: message.id, kind: message.kind, reason: reason)
        }
        let pause = Self.pauses[message.tries - 1]
        try await outbox.putOff(message.id, until: clock.now().adding(seconds: pause))
        return .notHeard(reason)
    }

    /// A receiver that says so wants it no more. Source: RFC 9110, 15.5.11.
    private static let gone = "it answered 410"

    /// - Returns: why it was not heard; nil when it was.
    private func send(_ message: WebhookMessage) async -> String? {
        let signed = StandardWebhook.sign(
            message.body, id: message.id, at: clock.now().secondsSinceEpoch,
            secrets: target.secrets)
        let request = HTTPRequest(
            "POST", target.url,
            headers: [
                HTTPHeader("Content-Type", "application/json"),
                HTTPHeader("webhook-id", signed.id),
                HTTPHeader("webhook-timestamp", String(signed.timestamp)),
                HTTPHeader("webhook-signature", signed.signature),
            ], body: message.body,
            limits: .init(
                totalMilliseconds: Self.answerMillisecondsMax, responseBytesMax: 64 * 1024))
        do {
            let status = try await http.send(request).status
            return (200..<300).contains(status) ? nil : "it answered \(status)"
        } catch { return "it was not reached: \(error)" }
    }
}
