public import Domain
internal import Hashing
internal import JSON
internal import Paygent

/// Tells the owner's server: a signed `POST` for each thing that happened.
public struct WebhookCarrier: NoticeCarrier {
    private let target: Target
    private let http: any HTTPClient

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

    /// A receiver that has not answered by then has not heard it. Units: milliseconds.
    static let answerMillisecondsMax = 15_000

    public init(_ target: Target, http: any HTTPClient) {
        self.target = target
        self.http = http
    }

    public let pace = NoticePace(lookSeconds: 1, messagesAtOnce: 4, trySecondsMax: 30)

    public func messages(
        about news: [News], at now: Timestamp
    ) async throws(StoreError) -> [OutgoingMessage] {
        news.map { news in
            let body: JSONValue = [
                "type": .string(news.kind.rawValue),
                "timestamp": .string(news.record.at.rfc3339), "data": .object(news.data),
            ]
            return OutgoingMessage(
                id: "msg_\(news.record.hash.prefix(24))", kind: news.kind.rawValue,
                body: body.bytes, createdAt: news.record.at, dueAt: now)
        }
    }

    public func send(_ message: OutgoingMessage, at now: Timestamp) async -> Unheard? {
        let signed = StandardWebhook.sign(
            message.body, id: message.id, at: now.secondsSinceEpoch, secrets: target.secrets)
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
            guard !(200..<300).contains(status) else { return nil }
            return Unheard("it answered \(status)", isFinal: status == Self.gone)
        } catch { return Unheard("it was not reached: \(error)") }
    }

    /// A receiver that says so wants it no more. Source: RFC 9110, 15.5.11.
    private static let gone = 410
}
