public import Domain
public import JSON

/// A price on a resource of ours: what is asked for it, and which payments are for it.
public struct PricedResource: Sendable {
    public let resource: PaymentRequirements.Resource
    /// One for each version and price, version 2 first; those over Permit2 in version 2 only.
    public let offers: [PaymentRequirements]
    private let prices: [Price]
    /// What version 2 declares beside the offers.
    public var extensions = JSONObject()

    /// One way to pay for it.
    public struct Price: Sendable, Hashable {
        /// Of a metered price the ceiling.
        public let amount: Money
        /// Who settles a metered price; nil when the amount is what is paid.
        public let settler: Address?
        /// No chain is touched.
        public let isSimulated: Bool

        public init(_ amount: Money, settler: Address? = nil, isSimulated: Bool = false) {
            self.amount = amount
            self.settler = settler
            self.isSimulated = isSimulated
        }

        /// A token without a domain takes no authorizations, and metered prices need a ceiling.
        fileprivate var usesPermit2: Bool { settler != nil || amount.asset.domain == nil }

        fileprivate var extra: JSONObject {
            var extra = JSONObject()
            if usesPermit2 { extra["assetTransferMethod"] = "permit2" }
            if let settler {
                extra["facilitatorAddress"] = .string(settler.checksummed)
            }
            if isSimulated { extra["simulated"] = true }
            return extra
        }
    }

    /// Nil when nobody could sign for an asset.
    ///
    /// - Parameter prices: alternatives, such as the same price on several networks.
    /// - Parameter maxTimeoutSeconds: how long a payer's authorization may be asked to hold.
    public init?(
        _ resource: PaymentRequirements.Resource, prices: [Price], payTo: Address,
        maxTimeoutSeconds: UInt64 = 120, versions: [ProtocolVersion] = [.v2, .v1]
    ) {
        var offers: [PaymentRequirements] = []
        for version in versions {
            for price in prices where version == .v2 || !price.usesPermit2 {
                let offer = PaymentRequirements(
                    version, price: price.amount, payTo: payTo,
                    maxTimeoutSeconds: maxTimeoutSeconds, resource: resource, extra: price.extra,
                    scheme: price.settler == nil ? "exact" : PaymentRequirements.upTo)
                guard let offer else { return nil }
                offers.append(offer)
            }
        }
        guard !offers.isEmpty else { return nil }
        self.resource = resource
        self.prices = prices
        self.offers = offers
    }

    /// The price that one of our offers was made of.
    public func price(of offer: PaymentRequirements) -> Money? {
        prices.first {
            $0.amount.asset.network == offer.network
                && $0.amount.asset.contract == offer.assetAddress
        }?.amount
    }

    /// The 402 answer: version 2 in the header, version 1 in the body, so that both are served.
    ///
    /// - Parameter error: why a payment that was sent does not do.
    public func demand(error: String? = nil) -> Answer {
        var answer = Answer(
            status: 402,
            headers: [
                .init("Content-Type", "application/json"), .init("Cache-Control", "no-store"),
                Self.varying,
            ],
            body: Array("{}".utf8))
        for version in ProtocolVersion.allCases {
            let offers = offers.filter { $0.version == version }
            if offers.isEmpty { continue }
            let required = PaymentRequired(
                version: version, error: error ?? "\(version.paymentHeader) is required",
                offers: offers, resource: version == .v2 ? resource.json : nil,
                extensions: version == .v2 ? extensions : JSONObject())
            switch version {
            case .v1: answer.body = required.json.bytes
            case .v2: answer.headers.append(.init(ProtocolVersion.offerHeader, required.header))
            }
        }
        answer.headers.append(Self.exposed)
        return answer
    }

    /// Browsers hide headers that are not named here.
    static let exposed = Answer.Header(
        "Access-Control-Expose-Headers", "PAYMENT-REQUIRED, PAYMENT-RESPONSE, X-PAYMENT-RESPONSE")

    public enum Offered: Sendable, Hashable {
        case nothing
        case payment(FacilitatorRequest)
        /// The text goes into the 402 answer.
        case refused(String)
    }

    /// Reads the payment headers of a request and matches them with our own offers: what goes to
    /// the facilitator is never the client's copy.
    public func payment(in headers: [Answer.Header]) -> Offered {
        let found = ProtocolVersion.allCases.flatMap { version in
            headers.values(of: version.paymentHeader).map { (version, $0) }
        }
        guard let (version, value) = found.first else { return .nothing }
        guard found.count == 1 else { return .refused("There must be one payment header.") }
        let payload: PaymentPayload
        do { payload = try PaymentPayload(header: value) } catch { return .refused(error.code) }
        guard payload.version == version, isAbout(payload),
            let offer = offers.first(where: { $0.isTaken(by: payload) })
        else { return .refused("No matching payment requirements") }
        return .payment(FacilitatorRequest(payload: payload, requirements: offer))
    }

    /// False for a payment that says itself that it is for something else of ours.
    private func isAbout(_ payload: PaymentPayload) -> Bool {
        guard let url = payload.resource?["url"]?.string else { return true }
        return Self.path(of: url) == Self.path(of: resource.url)
    }

    /// What follows scheme and host: these may be called differently on the way.
    private static func path(of url: String) -> Substring {
        guard let colon = url.firstIndex(of: ":"), url[colon...].hasPrefix("://") else {
            return url[...]
        }
        return url[colon...].dropFirst(3).drop { $0 != "/" }
    }

    /// What a cache must tell answers apart by.
    public static let varying = Answer.Header(
        "Vary",
        (ProtocolVersion.allCases.map(\.paymentHeader) + [SignIn.header]).joined(separator: ", "))

    /// What is added to the answer once it is settled.
    public func headers(_ settlement: SettlementResponse, _ version: ProtocolVersion)
        -> [Answer.Header]
    {
        [
            .init(version.settlementHeader, settlement.header),
            .init("Cache-Control", "private"), Self.varying, Self.exposed,
        ]
    }

    /// The 402 answer after a settlement that failed.
    public func demand(after settlement: SettlementResponse, _ version: ProtocolVersion) -> Answer {
        var answer = demand(error: settlement.errorReason)
        answer.headers.append(.init(version.settlementHeader, settlement.header))
        return answer
    }
}

extension PaymentRequirements {
    /// Version 2 payments repeat the offer, and each member of it must be as we wrote it; what a
    /// client adds to `extra` does no harm.
    fileprivate func isTaken(by payload: PaymentPayload) -> Bool {
        guard payload.version == version, payload.scheme == scheme,
            payload.networkName == networkName
        else { return false }
        guard let accepted = payload.accepted else { return version == .v1 }
        return accepted.amount == amount && accepted.asset == asset && accepted.payTo == payTo
            && accepted.maxTimeoutSeconds == maxTimeoutSeconds
            && extra.members.allSatisfy { accepted.extra[$0.name] == $0.value }
    }
}
