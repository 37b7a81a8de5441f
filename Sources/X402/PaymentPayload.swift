public import Domain
public import Hashing
public import JSON

/// The signed payment that goes with the second request.
public struct PaymentPayload: Sendable, Hashable {
    public enum Method: Sendable, Hashable {
        case transfer(Authorization)
        case permit2(Permit2Authorization)

        public var payer: Address {
            switch self {
            case .transfer(let authorization): authorization.from
            case .permit2(let permit): permit.from
            }
        }

        /// What the payer's token, or Permit2, takes once.
        public var nonce: Bytes32 {
            switch self {
            case .transfer(let authorization): authorization.nonce
            case .permit2(let permit): permit.nonce
            }
        }

        /// Unix seconds; nothing can be moved after it.
        public var validBefore: UInt64 {
            switch self {
            case .transfer(let authorization): authorization.validBefore
            case .permit2(let permit): permit.deadline
            }
        }

        /// What is signed; nil for a token whose domain is not known.
        public func message(for asset: Asset) -> SignableMessage? {
            switch self {
            case .transfer(let authorization):
                SigningDomain(asset).map { .transfer(authorization, of: $0) }
            case .permit2(let permit):
                asset.network.chainID.map { .permit2(permit, chainID: $0) }
            }
        }
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
    /// - Parameters:
    ///   - required: the 402 answer that held the offer.
    ///   - identifier: our name for the payment, given where the server asks for one.
    public init(
        for offer: PaymentRequirements, of required: PaymentRequired,
        dialect: Dialect = .standard, method: Method, signature: [UInt8],
        identifier: String? = nil
    ) {
        let isV2 = offer.version == .v2
        let extensions =
            identifier.map { PaymentIdentifier.filling(required.extensions, with: $0) }
            ?? required.extensions
        self.init(
            version: offer.version, dialect: dialect, scheme: offer.scheme,
            networkName: offer.networkName, method: method, signature: signature,
            accepted: isV2 ? offer : nil, resource: isV2 ? required.resource : nil,
            extensions: isV2 ? extensions : JSONObject())
    }
}

extension PaymentPayload {
    /// Name and value of the header that carries it.
    public var paymentHeader: Answer.Header { Answer.Header(version.paymentHeader, header) }
}
