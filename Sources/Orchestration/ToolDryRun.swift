public import Wizard
public import X402

/// Calls an owner's tool once, for real and without money: nothing is signed and nothing is paid.
public struct ToolDryRun: Sendable {
    private let http: any HTTPClient

    public init(http: any HTTPClient) { self.http = http }

    public struct Outcome: Sendable {
        public let status: Int
        public let contentType: String?
        /// The first `bodyBytesMax` bytes.
        public let body: [UInt8]
        public let bodyBytes: Int
        /// What the endpoint asks for; empty unless it asked for payment in x402.
        public let prices: [PaymentRequirements]
    }

    public static let bodyBytesMax = 4096
    private static let limits = HTTPRequest.Limits(
        connectMilliseconds: 3_000, totalMilliseconds: 10_000, responseBytesMax: 1 << 20)

    public func send(_ call: ToolCall) async throws(HTTPFailure) -> Outcome {
        var headers = [HTTPHeader("Accept", "application/json, */*;q=0.5")]
        if !call.body.isEmpty { headers.append(HTTPHeader("Content-Type", "application/json")) }
        let response = try await http.send(
            HTTPRequest(
                call.method, call.url, headers: headers, body: call.body, limits: Self.limits))
        return Outcome(
            status: response.status, contentType: response.value(of: "Content-Type"),
            body: Array(response.body.prefix(Self.bodyBytesMax)), bodyBytes: response.body.count,
            prices: Self.prices(Answer(response)))
    }

    private static func prices(_ answer: Answer) -> [PaymentRequirements] {
        switch Demand(answer) {
        case .payment(let required): required.offers
        case .nothing, .redirect, .unreadable, .other: []
        }
    }
}

extension HTTPFailure {
    /// For the owner of the tool.
    public var sentence: String {
        switch self {
        case .badRequest(let what): "The address cannot be called: \(what)."
        case .forbiddenAddress:
            "The address leads into a private network, which an agent must not reach."
        case .notResolved: "Nobody knows that host name."
        case .notConnected: "The server does not answer."
        case .untrustedCertificate: "The server's certificate is not to be trusted."
        case .timedOut: "The server took too long."
        case .responseTooLarge: "The answer is larger than a tool may be."
        case .cancelled: "The call was broken off."
        case .broken: "The connection broke."
        }
    }
}
