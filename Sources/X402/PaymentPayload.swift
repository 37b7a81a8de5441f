public import JSON

/// The signed payment that goes with the second request.
public struct PaymentPayload: Sendable, Hashable {
    public enum Method: Sendable, Hashable {
        case transfer(Authorization)
        case permit2(Permit2Authorization)
    }

    public enum Dialect: Sendable, Hashable {
        case standard
        /// Version 1 with a flat payload, times as numbers and the asset named.
        /// Source: docs.cronos.org, x402 facilitator.
        case cronos(asset: String)
    }

    public let version: ProtocolVersion
    public let dialect: Dialect
    public let scheme: String
    public let networkName: String
    public let method: Method
    /// Sixty-five bytes r‖s‖v from a key; of any length from a contract wallet.
    public let signature: [UInt8]
    /// The offer that is taken, copied back whole; version 2 only.
    public let accepted: PaymentRequirements?
    /// Copied from the offer; version 2 only.
    public let resource: JSONValue?
    public let extensions: JSONObject

    public init(
        version: ProtocolVersion, dialect: Dialect = .standard, scheme: String,
        networkName: String, method: Method, signature: [UInt8],
        accepted: PaymentRequirements? = nil, resource: JSONValue? = nil,
        extensions: JSONObject = JSONObject()
    ) {
        self.version = version
        self.dialect = dialect
        self.scheme = scheme
        self.networkName = networkName
        self.method = method
        self.signature = signature
        self.accepted = accepted
        self.resource = resource
        self.extensions = extensions
    }

    /// The payment for one offer.
    ///
    /// - Parameter required: the 402 answer that held the offer.
    public init(
        for offer: PaymentRequirements, of required: PaymentRequired,
        dialect: Dialect = .standard, method: Method, signature: [UInt8]
    ) {
        let isV2 = offer.version == .v2
        self.init(
            version: offer.version, dialect: dialect, scheme: offer.scheme,
            networkName: offer.networkName, method: method, signature: signature,
            accepted: isV2 ? offer : nil, resource: isV2 ? required.resource : nil,
            extensions: isV2 ? required.extensions : JSONObject())
    }
}

extension PaymentPayload {
    /// Name and value of the header that carries it.
    public var paymentHeader: Answer.Header { Answer.Header(version.paymentHeader, header) }
}
