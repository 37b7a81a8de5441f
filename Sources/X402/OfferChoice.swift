public import Domain
internal import Hashing

/// Which of a server's offers may be taken, judged against what the owner allows and what was
/// quoted before. Nothing is signed for an offer that has not passed here.
public struct OfferChoice: Sendable {
    /// Facts of the agent's policy that an offer must meet.
    public struct Terms: Sendable, Hashable {
        public var network: Network
        /// The symbol that the design works in, `USDC`.
        public var currency: String
        /// The most that this one payment may cost.
        public var amountMax: Money
        /// What the person saw or the first 402 said; nil when nothing was quoted.
        public var quote: Quote?
        /// No node serves the network here: nothing real is signed, so the seller must say that it
        /// is simulated as well.
        public var needsSimulation: Bool

        public init(
            network: Network, currency: String, amountMax: Money, quote: Quote? = nil,
            needsSimulation: Bool = false
        ) {
            self.needsSimulation = needsSimulation
            self.network = network
            self.currency = currency
            self.amountMax = amountMax
            self.quote = quote
        }
    }

    public struct Quote: Sendable, Hashable {
        public var amount: Money
        /// Nil when only the price was known, as from a catalogue.
        public var payTo: Address?

        public init(amount: Money, payTo: Address?) {
            self.amount = amount
            self.payTo = payTo
        }
    }

    /// An offer with every text in it resolved to what we know ourselves.
    public struct Choice: Sendable, Hashable {
        public let offer: PaymentRequirements
        public let amount: Money
        public let payTo: Address
        /// How long the authorization will be valid.
        public let windowSeconds: UInt64
        public let means: Means

        public init(
            offer: PaymentRequirements, amount: Money, payTo: Address, windowSeconds: UInt64,
            means: Means = .authorization
        ) {
            self.means = means
            self.offer = offer
            self.amount = amount
            self.payTo = payTo
            self.windowSeconds = windowSeconds
        }
    }

    /// What is signed for an offer.
    public enum Means: Sendable, Hashable {
        /// An EIP-3009 authorization for the whole amount.
        case authorization
        /// A Permit2 transfer of the whole amount.
        case permit(token: Address)
        /// A Permit2 transfer of at most the amount; only this facilitator can carry it out.
        case ceiling(token: Address, facilitator: Address)

        /// Of equal prices the first is taken: what needs no allowance, then what is certain.
        fileprivate var rank: Int {
            switch self {
            case .authorization: 0
            case .permit: 1
            case .ceiling: 2
            }
        }
    }

    /// Why an offer is refused, as a stable code.
    public enum Refusal: String, Error, Sendable, Hashable, CaseIterable {
        case noOffer = "no_offer"
        case unsupportedScheme = "unsupported_scheme"
        case unsupportedFlow = "unsupported_payment_flow"
        case facilitatorUnnamed = "facilitator_unnamed"
        case foreignNetwork = "foreign_network"
        case realSeller = "real_seller"
        case foreignAsset = "foreign_asset"
        case foreignDomain = "foreign_domain"
        case unknownDomain = "unknown_domain"
        case payeeNotAnAddress = "payee_not_an_address"
        case payeeChanged = "payee_changed"
        case zeroPrice = "zero_price"
        case windowTooShort = "window_too_short"
        case windowTooLong = "window_too_long"
        case priceRisen = "price_risen"
        case priceAboveMaximum = "price_above_maximum"
    }

    /// We ask for no longer than this, whatever the server would allow.
    public static let windowSecondsClamp: UInt64 = 120
    /// An offer that asks for more is refused: a signature that is valid for long can be held back
    /// and used when it suits the seller.
    static let windowSecondsMax: UInt64 = 600
    /// Facilitators want six seconds left when they look. Source: reference SDK, verify.
    static let windowSecondsMin: UInt64 = 10

    private let assets: AssetTable
    private let terms: Terms

    public init(assets: AssetTable, terms: Terms) {
        self.assets = assets
        self.terms = terms
    }

    /// The cheapest acceptable offer; a metered one counts with its ceiling.
    ///
    /// - Throws: the refusal of the offer that came furthest, so that the reason is the telling one.
    public func choose(_ offers: [PaymentRequirements]) throws(Refusal) -> Choice {
        var best: Choice?
        var refusal = Refusal.noOffer
        for offer in offers {
            do throws(Refusal) {
                let choice = try judge(offer)
                if best.map(choice.isBetter(than:)) ?? true { best = choice }
            } catch {
                if error.progress > refusal.progress { refusal = error }
            }
        }
        guard let best else { throw refusal }
        return best
    }

    private func judge(_ offer: PaymentRequirements) throws(Refusal) -> Choice {
        let means = try means(of: offer)
        guard offer.paymentFlow == "authorization" else { throw .unsupportedFlow }
        guard offer.network == terms.network else { throw .foreignNetwork }
        guard !terms.needsSimulation || offer.isSimulated else { throw .realSeller }
        let asset = try knownAsset(of: offer, paidBy: means)
        let payTo = try payee(of: offer)
        guard offer.maxTimeoutSeconds >= Self.windowSecondsMin else { throw .windowTooShort }
        guard offer.maxTimeoutSeconds <= Self.windowSecondsMax else { throw .windowTooLong }
        guard offer.amount > 0 else { throw .zeroPrice }
        if let quote = terms.quote {
            guard quote.amount.asset == asset else { throw .foreignAsset }
            guard offer.amount <= quote.amount.atomicUnits else { throw .priceRisen }
        }
        guard offer.amount <= terms.amountMax.atomicUnits else { throw .priceAboveMaximum }
        return Choice(
            offer: offer, amount: Money(atomicUnits: offer.amount, of: asset), payTo: payTo,
            windowSeconds: min(offer.maxTimeoutSeconds, Self.windowSecondsClamp), means: means)
    }

    private func means(of offer: PaymentRequirements) throws(Refusal) -> Means {
        switch (offer.scheme, offer.transferMethod, offer.version) {
        case ("exact", "eip3009", _): return .authorization
        case ("exact", "permit2", .v2): return .permit(token: try token(of: offer))
        case (PaymentRequirements.upTo, "permit2", .v2):
            guard let facilitator = offer.facilitatorAddress, !facilitator.isZero else {
                throw .facilitatorUnnamed
            }
            return .ceiling(token: try token(of: offer), facilitator: facilitator)
        default: throw .unsupportedScheme
        }
    }

    private func token(of offer: PaymentRequirements) throws(Refusal) -> Address {
        guard let contract = offer.assetAddress else { throw .foreignAsset }
        return contract
    }

    /// The asset of our own table; a server's word about name or version only has to agree.
    /// Permit2 signs under a domain of its own.
    private func knownAsset(
        of offer: PaymentRequirements, paidBy means: Means
    ) throws(Refusal) -> Asset {
        guard let contract = offer.assetAddress,
            let asset = assets.asset(contract: contract, on: terms.network),
            asset.symbol == terms.currency, asset == terms.amountMax.asset
        else { throw .foreignAsset }
        guard let domain = asset.domain else {
            guard means == .authorization else { return asset }
            throw .unknownDomain
        }
        guard !offer.claimsADomain || offer.claimedDomain == domain else { throw .foreignDomain }
        return asset
    }

    private func payee(of offer: PaymentRequirements) throws(Refusal) -> Address {
        guard let payTo = offer.payToAddress, !payTo.isZero else { throw .payeeNotAnAddress }
        if let quoted = terms.quote?.payTo, quoted != payTo { throw .payeeChanged }
        return payTo
    }
}

extension OfferChoice.Refusal {
    /// For the person whose money it is.
    public var sentence: String {
        switch self {
        case .noOffer: "The seller names no price that can be read."
        case .unsupportedScheme: "The seller wants to be paid in a way that Paygent does not use."
        case .facilitatorUnnamed:
            "The seller meters its price and does not say who would settle it."
        case .unsupportedFlow: "The seller wants its money at another moment than Paygent pays."
        case .foreignNetwork: "The seller wants to be paid on another network than the agent uses."
        case .realSeller:
            "The seller wants real money, and this network is only simulated here: name a node for "
                + "it with PAYGENT_CHAINS."
        case .foreignAsset: "The seller wants another token than the agent pays with."
        case .foreignDomain: "The seller describes the token differently than it is."
        case .unknownDomain: "Not enough is known about this token to sign for it safely."
        case .payeeNotAnAddress: "The seller does not say whom to pay."
        case .payeeChanged: "The seller names another payee than before."
        case .zeroPrice: "The seller asks for a payment of nothing."
        case .windowTooShort: "The seller leaves too little time to pay."
        case .windowTooLong: "The seller wants a payment that stays open for too long."
        case .priceRisen: "The price has risen since it was shown."
        case .priceAboveMaximum: "The price is above what this payment may cost."
        }
    }

    /// How many checks an offer had passed: the cases stand in the order of the checks.
    fileprivate var progress: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}

extension OfferChoice.Choice {
    /// What is to be signed for the offer, valid from now on for as long as the choice says.
    ///
    /// - Parameter now: unix seconds.
    public func payment(
        from payer: Address, nonceOf runID: String, now: UInt64
    ) -> PaymentPayload.Method {
        let (nonce, end) = (Authorization.nonce(runID: runID), now + windowSeconds)
        switch means {
        case .authorization:
            return .transfer(
                Authorization(
                    from: payer, to: payTo, value: amount.atomicUnits, validAfter: 0,
                    validBefore: end, nonce: nonce))
        case .permit(let token):
            return .permit2(
                Permit2Authorization(
                    from: payer, token: token, amount: amount.atomicUnits,
                    spender: Permit2.exactProxy, nonce: nonce, deadline: end, to: payTo,
                    validAfter: 0))
        case .ceiling(let token, let facilitator):
            return .permit2(
                Permit2Authorization(
                    from: payer, token: token, amount: amount.atomicUnits,
                    spender: Permit2.uptoProxy, nonce: nonce, deadline: end, to: payTo,
                    facilitator: facilitator, validAfter: 0))
        }
    }

    fileprivate func isBetter(than other: OfferChoice.Choice) -> Bool {
        let (mine, its) = (amount.atomicUnits, other.amount.atomicUnits)
        return mine < its || mine == its && means.rank < other.means.rank
    }
}
