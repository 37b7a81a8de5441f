/// Signs and checks calls between servers. Source: the Standard Webhooks specification, symmetric
/// signatures (`v1`): HMAC-SHA256 over `id.timestamp.body`.
public enum StandardWebhook {
    /// How far a call's time may be from ours, both ways. Units: seconds. Source: the reference
    /// libraries, which allow five minutes.
    public static let toleranceSeconds: Int64 = 300

    /// The shortest and the longest secret. Units: bytes. Source: the specification.
    public static let secretBytes = 24...64

    /// The three headers of a call.
    public struct Headers: Sendable, Hashable {
        /// `webhook-id`: the same for every try of one message.
        public var id: String
        /// `webhook-timestamp`. Units: seconds since 1970.
        public var timestamp: Int64
        /// `webhook-signature`: one or more `v1,…`, with spaces between them.
        public var signature: String

        public init(id: String, timestamp: Int64, signature: String) {
            self.id = id
            self.timestamp = timestamp
            self.signature = signature
        }
    }

    public enum Refusal: String, Error, Sendable, Hashable, CaseIterable {
        case tooOld = "too_old"
        case inTheFuture = "in_the_future"
        case wrongSignature = "wrong_signature"
    }

    /// `whsec_` and the base64 of the bytes: how a secret is shown.
    public static func text(of secret: [UInt8]) -> String {
        secretPrefix + Base64.encode(secret)
    }

    /// The bytes of a secret, with or without its prefix; nil when it is too short, too long or no
    /// base64.
    public static func secret(_ text: String) -> [UInt8]? {
        let encoded =
            text.hasPrefix(secretPrefix) ? String(text.dropFirst(secretPrefix.count)) : text
        guard let bytes = Base64.decodeTolerantly(encoded), secretBytes.contains(bytes.count)
        else { return nil }
        return bytes
    }

    private static let secretPrefix = "whsec_"

    /// - Parameter secrets: more than one while a secret is being replaced.
    public static func sign(
        _ body: [UInt8], id: String, at timestamp: Int64, secrets: [[UInt8]]
    ) -> Headers {
        let signatures = secrets.map { "v1," + Base64.encode(code(body, id, timestamp, $0)) }
        return Headers(
            id: id, timestamp: timestamp, signature: signatures.joined(separator: " "))
    }

    /// - Throws: why the call is not believed. That a message is not taken twice is the caller's to
    ///   see to, by its `id`.
    public static func verify(
        _ body: [UInt8], _ headers: Headers, secrets: [[UInt8]], now: Int64
    ) throws(Refusal) {
        let (age, isOverflow) = now.subtractingReportingOverflow(headers.timestamp)
        guard !isOverflow, age <= toleranceSeconds else { throw .tooOld }
        guard age >= -toleranceSeconds else { throw .inTheFuture }
        let codes = secrets.map { code(body, headers.id, headers.timestamp, $0) }
        var isKnown = false
        for signature in headers.signature.split(separator: " ") where signature.hasPrefix("v1,") {
            guard let given = Base64.decode(String(signature.dropFirst(3))) else { continue }
            for code in codes where code.isEqualInConstantTime(to: given) { isKnown = true }
        }
        guard isKnown else { throw .wrongSignature }
    }

    private static func code(
        _ body: [UInt8], _ id: String, _ timestamp: Int64, _ secret: [UInt8]
    ) -> [UInt8] {
        HMACSHA256.code(of: Array("\(id).\(timestamp).".utf8) + body, key: secret)
    }
}
