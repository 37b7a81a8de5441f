public import Domain
internal import JSON

/// A price on a resource of ours: what is asked for it, and which payments are for it.
public struct PricedResource: Sendable {
    public let resource: PaymentRequirements.Resource
    /// One for each version and price, version 2 first.
    public let offers: [PaymentRequirements]

    /// Nil when nobody could sign for an asset.
    ///
    /// - Parameter prices: alternatives, such as the same price on several networks.
    /// - Parameter maxTimeoutSeconds: how long a payer's authorization may be asked to hold.
    public init?(
        _ resource: PaymentRequirements.Resource, prices: [Money], payTo: Address,
        maxTimeoutSeconds: UInt64 = 120, versions: [ProtocolVersion] = [.v2, .v1]
    ) {
        let offers = versions.flatMap { version in
            prices.compactMap { price in
                PaymentRequirements(
                    version, price: price, payTo: payTo, maxTimeoutSeconds: maxTimeoutSeconds,
                    resource: resource)
            }
        }
        guard !offers.isEmpty, offers.count == versions.count * prices.count else { return nil }
        self.resource = resource
        self.offers = offers
    }

    /// The 402 answer: version 2 in the header, version 1 in the body, so that both are served.
    ///
    /// - Parameter error: why a payment that was sent does not do.
    public func demand(error: String? = nil) -> Answer {
        var answer = Answer(
            status: 402,
            headers: [
                .init("Content-Type", "application/json"), .init("Cache-Control", "no-store"),
            ],
            body: Array("{}".utf8))
        for version in ProtocolVersion.allCases {
            let offers = offers.filter { $0.version == version }
            if offers.isEmpty { continue }
            let required = PaymentRequired(
                version: version, error: error ?? "\(version.paymentHeader) is required",
                offers: offers, resource: version == .v2 ? resource.json : nil)
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
        guard payload.version == version,
            let offer = offers.first(where: { $0.isTaken(by: payload) })
        else { return .refused("No matching payment requirements") }
        return .payment(FacilitatorRequest(payload: payload, requirements: offer))
    }

    /// What is added to the answer once it is settled.
    public func headers(_ settlement: SettlementResponse, _ version: ProtocolVersion)
        -> [Answer.Header]
    {
        [
            .init(version.settlementHeader, settlement.header),
            .init("Cache-Control", "private"), Self.exposed,
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
