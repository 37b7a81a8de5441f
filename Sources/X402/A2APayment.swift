public import JSON

/// Payments inside A2A messages: a task that needs input carries the offer in its metadata, the
/// next message the payment, and the task then every receipt. Source: a2a-x402, v0.1 and v0.2,
/// standalone flow.
public struct A2APayment: Sendable, Hashable {
    public enum Status: String, Sendable, Hashable, CaseIterable {
        case required = "payment-required"
        case rejected = "payment-rejected"
        case submitted = "payment-submitted"
        case verified = "payment-verified"
        case completed = "payment-completed"
        case failed = "payment-failed"
    }

    /// Why a payment failed, in this transport's own words.
    public enum Failure: String, Sendable, Hashable, CaseIterable {
        case insufficientFunds = "INSUFFICIENT_FUNDS"
        case invalidSignature = "INVALID_SIGNATURE"
        case expiredPayment = "EXPIRED_PAYMENT"
        case duplicateNonce = "DUPLICATE_NONCE"
        case networkMismatch = "NETWORK_MISMATCH"
        case invalidAmount = "INVALID_AMOUNT"
        case settlementFailed = "SETTLEMENT_FAILED"
    }

    /// What a client asks for in `X-A2A-Extensions`.
    public static let extensionHeader = "X-A2A-Extensions"
    public static let extensionURIs = [
        "https://github.com/google-agentic-commerce/a2a-x402/blob/main/spec/v0.2",
        "https://github.com/google-a2a/a2a-x402/v0.1",
    ]

    public var status: Status
    public var required: PaymentRequired?
    public var payload: PaymentPayload?
    /// The full history, latest last.
    public var receipts: [SettlementResponse]
    public var error: Failure?

    public init(
        _ status: Status, required: PaymentRequired? = nil, payload: PaymentPayload? = nil,
        receipts: [SettlementResponse] = [], error: Failure? = nil
    ) {
        self.status = status
        self.required = required
        self.payload = payload
        self.receipts = receipts
        self.error = error
    }

    /// Reads a message's metadata; nil when it is not about payment.
    ///
    /// - Throws: what cannot be read. Nothing of the message may be used then.
    public init?(metadata: JSONValue) throws(WireError) {
        guard let text = metadata[Key.status] else { return nil }
        guard let status = text.string.flatMap(Status.init(rawValue:)) else {
            throw .badMember(Key.status)
        }
        self.init(status)
        if let offer = metadata[Key.required] {
            required = try PaymentRequired(offer, version: try offer.version())
        }
        if let payment = metadata[Key.payload] { payload = try PaymentPayload(payment) }
        for receipt in metadata[Key.receipts]?.array ?? [] {
            receipts.append(try SettlementResponse(receipt))
        }
        if let text = try metadata.optionalText(Key.error) {
            guard let failure = Failure(rawValue: text) else { throw .badMember(Key.error) }
            error = failure
        }
        guard status != .required || required != nil else { throw .noOffer }
        guard status != .submitted || payload != nil else { throw .badMember(Key.payload) }
    }

    public var metadata: JSONObject {
        var json: JSONObject = [Key.status: .string(status.rawValue)]
        json[Key.required] = required?.json
        json[Key.payload] = payload?.json
        if !receipts.isEmpty { json[Key.receipts] = .array(receipts.map(\.json)) }
        json[Key.error] = error.map { .string($0.rawValue) }
        return json
    }

    /// The message of a client that pays. It must name the task that asked.
    ///
    /// - Parameter id: of the message, made by the client.
    public func message(id: String, task: String) -> JSONValue {
        [
            "kind": "message", "role": "user", "messageId": .string(id),
            "taskId": .string(task), "parts": [["kind": "text", "text": "Here is the payment."]],
            "metadata": .object(metadata),
        ]
    }

    /// The state of a task: it waits for a payment, or has gone on.
    public var taskState: String {
        switch status {
        case .required: "input-required"
        case .submitted, .verified: "working"
        case .completed: "completed"
        case .rejected, .failed: "failed"
        }
    }

    private enum Key {
        static let status = "x402.payment.status"
        static let required = "x402.payment.required"
        static let payload = "x402.payment.payload"
        static let receipts = "x402.payment.receipts"
        static let error = "x402.payment.error"
    }
}

extension A2APayment.Failure {
    /// What a facilitator's reason is called here.
    public init(reason: String) {
        let table: [(String, A2APayment.Failure)] = [
            ("insufficient", .insufficientFunds), ("balance", .insufficientFunds),
            ("signature", .invalidSignature), ("nonce", .duplicateNonce),
            ("valid_before", .expiredPayment), ("deadline", .expiredPayment),
            ("network", .networkMismatch), ("value", .invalidAmount), ("amount", .invalidAmount),
        ]
        self = table.first { reason.contains($0.0) }?.1 ?? .settlementFailed
    }
}
