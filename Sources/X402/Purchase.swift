public import Domain
internal import Hashing
internal import JSON

/// One paid request, from asking the price to the goods: a value that changes only through `apply`.
///
/// At most one signature is made, and every attempt carries the same bytes.
public struct Purchase: Sendable, Equatable {
    public enum State: Sendable, Hashable {
        /// The request is out without payment, to hear the price.
        case asking
        case signing(Authorization, OfferChoice.Choice, PaymentRequired)
        case paying(PaymentPayload, attempt: Int, isExposed: Bool)
        case over(Outcome)
    }

    public enum Event: Sendable, Hashable {
        case answered(Answer)
        case unanswered(mayHaveBeenReceived: Bool)
        case signed(Signature)
        case notSigned(String)
    }

    public enum Action: Sendable, Hashable {
        case ask
        case sign(SignableMessage)
        /// The same request again, with this header.
        case pay(Answer.Header)
        case stop
    }

    public enum Outcome: Sendable, Hashable {
        case free(Answer)
        case paid(Answer, SettlementResponse)
        /// Certain: no signed byte has left.
        case notPaid(String)
        /// The money may have moved; the chain knows. The answer is what came, if any came.
        case unknown(PaymentPayload, String, Answer?)
    }

    public struct Terms: Sendable, Hashable {
        public var payer: Address
        /// Decides the nonce: the same for every try of one purchase, in this process or the next.
        public var runID: String
        public var host: String

        /// - Parameter host: of the URL that is asked, in lower case.
        public init(payer: Address, runID: String, host: String) {
            self.payer = payer
            self.runID = runID
            self.host = host
        }
    }

    public static let attemptsMax = 3

    public let terms: Terms
    public private(set) var state: State = .asking
    private let choice: OfferChoice.Terms
    private let assets: AssetTable

    public init(_ terms: Terms, choosing choice: OfferChoice.Terms, assets: AssetTable) {
        self.terms = terms
        self.choice = choice
        self.assets = assets
    }

    /// - Parameter now: unix seconds; counts when an offer is taken.
    /// - Throws: `PurchaseError` for an event that cannot happen in this state.
    public mutating func apply(_ event: Event, now: UInt64) throws(PurchaseError) -> Action {
        switch (state, event) {
        case (.asking, .answered(let answer)): return take(answer, now: now)
        case (.asking, .unanswered): return end(.notPaid("no_answer"))
        case (.signing(let authorization, let chosen, let required), .signed(let signature)):
            return send(authorization, for: chosen, of: required, signature)
        case (.signing, .notSigned(let reason)): return end(.notPaid(reason))
        case (.paying(let payload, _, _), .answered(let answer)):
            return judge(answer, to: payload)
        case (.paying(let payload, let attempt, let isExposed), .unanswered(let mayBe)):
            return retry(payload, after: attempt, isExposed: isExposed || mayBe)
        case (.asking, .signed), (.asking, .notSigned), (.signing, .answered),
            (.signing, .unanswered), (.paying, .signed), (.paying, .notSigned), (.over, _):
            throw PurchaseError.outOfOrder
        }
    }

    private mutating func take(_ answer: Answer, now: UInt64) -> Action {
        switch Demand(answer) {
        case .nothing: return end(.free(answer))
        case .redirect: return end(.notPaid("redirected"))
        case .unreadable(let error): return end(.notPaid(error.code))
        case .other(let status): return end(.notPaid("status_\(status)"))
        case .payment(let required):
            guard required.isAbout(host: terms.host) else {
                return end(.notPaid("foreign_resource"))
            }
            do {
                let chosen = try OfferChoice(assets: assets, terms: choice).choose(required.offers)
                return try sign(chosen, of: required, now: now)
            } catch { return end(.notPaid(error.rawValue)) }
        }
    }

    private mutating func sign(
        _ chosen: OfferChoice.Choice, of required: PaymentRequired, now: UInt64
    ) throws(OfferChoice.Refusal) -> Action {
        let authorization = chosen.authorization(
            from: terms.payer, nonceOf: terms.runID, now: now)
        guard let domain = SigningDomain(chosen.amount.asset) else { throw .unknownDomain }
        state = .signing(authorization, chosen, required)
        return .sign(.transfer(authorization, of: domain))
    }

    private mutating func send(
        _ authorization: Authorization, for chosen: OfferChoice.Choice,
        of required: PaymentRequired, _ signature: Signature
    ) -> Action {
        let payload = PaymentPayload(
            for: chosen.offer, of: required, method: .transfer(authorization),
            signature: signature.bytes)
        state = .paying(payload, attempt: 1, isExposed: false)
        return .pay(payload.paymentHeader)
    }

    private mutating func judge(_ answer: Answer, to payload: PaymentPayload) -> Action {
        switch PaidAnswer(answer) {
        case .paid(let settlement): end(.paid(answer, settlement))
        case .open(let reason): end(.unknown(payload, reason, answer))
        }
    }

    private mutating func retry(
        _ payload: PaymentPayload, after attempt: Int, isExposed: Bool
    ) -> Action {
        guard attempt < Self.attemptsMax else {
            return end(isExposed ? .unknown(payload, "no_answer", nil) : .notPaid("not_sent"))
        }
        state = .paying(payload, attempt: attempt + 1, isExposed: isExposed)
        return .pay(payload.paymentHeader)
    }

    private mutating func end(_ outcome: Outcome) -> Action {
        state = .over(outcome)
        return .stop
    }
}

public enum PurchaseError: Error, Equatable {
    /// The event cannot happen in the purchase's present state; the purchase is unchanged.
    case outOfOrder
}

extension OfferChoice.Choice {
    /// What is to be signed for the offer, valid from now on for as long as the choice says.
    ///
    /// - Parameter now: unix seconds.
    public func authorization(
        from payer: Address, nonceOf runID: String, now: UInt64
    ) -> Authorization {
        Authorization(
            from: payer, to: payTo, value: amount.atomicUnits, validAfter: 0,
            validBefore: now + windowSeconds, nonce: Authorization.nonce(runID: runID))
    }
}

extension PaymentPayload {
    /// Name and value of the header that carries it.
    public var paymentHeader: Answer.Header { Answer.Header(version.paymentHeader, header) }
}

extension PaymentRequired {
    /// False when the offers are for a resource of another host than the one that was asked: a
    /// server must not sell for somebody else. Without a URL that can be read there is no claim.
    public func isAbout(host: String) -> Bool {
        let urls = offers.compactMap(\.resourceURL) + [resource?["url"]?.string].compactMap(\.self)
        return urls.allSatisfy { url in HostName.of(url).map { $0 == host } ?? true }
    }
}
