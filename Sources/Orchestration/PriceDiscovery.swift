public import Domain
public import JSON
public import X402

/// Asks a resource for its price, without paying and without signing anything.
public struct PriceDiscovery: Sendable {
    private let http: any HTTPClient
    private let assets: AssetTable
    private let isSimulated: @Sendable (Network) -> Bool

    /// - Parameter isSimulated: whether a network has no node here, so that only sellers who say
    ///   that they are simulated too can be paid on it.
    public init(
        http: any HTTPClient, assets: AssetTable,
        isSimulated: @escaping @Sendable (Network) -> Bool = { _ in false }
    ) {
        self.http = http
        self.assets = assets
        self.isSimulated = isSimulated
    }

    public enum Found: Sendable, Equatable {
        /// It was served without payment.
        case free(Answer)
        case price(Price)
        /// The text is for people.
        case refused(code: String, String)
        /// The server could not be asked.
        case failed(HTTPFailure)
    }

    /// An offer that may be taken, frozen: what is signed later is built from it.
    public struct Price: Sendable, Hashable {
        public let amount: Money
        public let payTo: Address
        /// The amount is a ceiling; what is charged is known with the answer.
        public let isMetered: Bool
        /// Goes into `PaymentIntent.offer`.
        public let offer: JSONValue
    }

    public func ask(
        _ request: HTTPRequest, terms: OfferChoice.Terms
    ) async -> Found {
        let answer: Answer
        do { answer = Answer(try await http.send(request)) } catch { return .failed(error) }
        switch Demand(answer) {
        case .nothing: return .free(answer)
        case .redirect:
            return .refused(
                code: "redirected", "The address leads elsewhere, and payments do not follow.")
        case .unreadable(let error):
            return .refused(code: error.code, "The seller asks for payment, but not in x402.")
        case .other(let status):
            return .refused(code: "status_\(status)", "The seller answered with status \(status).")
        case .payment(let required):
            let isOwn = HostName.of(request.url).map(required.isAbout(host:)) ?? false
            return choose(required, isOwn: isOwn, terms)
        }
    }

    /// - Parameter isOwn: whether the seller asks for what was asked of it.
    func choose(
        _ required: PaymentRequired, isOwn: Bool, _ terms: OfferChoice.Terms
    ) -> Found {
        guard isOwn else {
            return .refused(
                code: "foreign_resource", "The seller asks for payment for somebody else's goods.")
        }
        var terms = terms
        terms.needsSimulation = isSimulated(terms.network)
        do {
            let choice = try OfferChoice(assets: assets, terms: terms).choose(required.offers)
            let frozen = PaymentRequired(
                version: required.version, error: nil, offers: [choice.offer],
                resource: required.resource, extensions: required.extensions)
            return .price(
                Price(
                    amount: choice.amount, payTo: choice.payTo,
                    isMetered: choice.offer.isMetered, offer: frozen.json))
        } catch { return .refused(code: error.rawValue, error.sentence) }
    }
}

extension Answer {
    public init(_ response: HTTPResponse) {
        self.init(
            status: response.status,
            headers: response.headers.map { Header($0.name, $0.value) }, body: response.body)
    }
}
