public import Domain
internal import X402

/// What came of one payment to a service.
public struct ServiceOutcome: Sendable, Hashable {
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        /// Paid for, and an answer came.
        case delivered
        /// Paid for; whether the goods came is not known.
        case settled
        /// Paid for, and the answer was an error.
        case undelivered
        /// The seller's doing that nothing was paid: declined, silent, or another offer.
        case failed
    }

    public let payment: ID<PaymentRun>
    /// What was paid for, without query: what listings are found by.
    public let resource: String
    public let kind: Kind
    public let amount: TokenAmount

    public init(
        payment: ID<PaymentRun>, resource: String, kind: Kind, amount: TokenAmount
    ) {
        self.payment = payment
        self.resource = resource
        self.kind = kind
        self.amount = amount
    }

    /// Nil for a payment that says nothing about a service: a transfer, one that has not ended, and
    /// one that our own rules or people refused.
    ///
    /// - Parameter status: of the seller's answer; nil when it is not known.
    public init?(_ run: PaymentRun, status: Int?) {
        guard !run.intent.resource.isEmpty else { return nil }
        let kind: Kind
        switch run.state {
        case .settled: kind = status.map { $0 < 400 ? .delivered : .undelivered } ?? .settled
        case .stopped(let reason):
            guard Self.sellersDoing.contains(reason.code) else { return nil }
            kind = .failed
        case .proposed, .awaitingApproval, .reserved, .paying, .unresolved: return nil
        }
        self.init(
            payment: run.id, resource: Listing.resource(of: run.intent.resource), kind: kind,
            amount: TokenAmount(run.charged.quantity, run.charged.asset.symbol))
    }

    private static let sellersDoing: Set<Reason.Code> = [
        .offerChanged, .notSent, .declined, .unanswered, .unconfirmed, .notSettled,
    ]
}

/// How a service has served us: a number that anyone can work out from what is counted.
public struct Reputation: Sendable, Hashable {
    public var delivered = 0
    public var settled = 0
    public var undelivered = 0
    public var failed = 0
    /// Payments above the price that is listed.
    public var dearer = 0

    public init() {}

    public mutating func add(_ kind: ServiceOutcome.Kind, count: Int) {
        switch kind {
        case .delivered: delivered += count
        case .settled: settled += count
        case .undelivered: undelivered += count
        case .failed: failed += count
        }
    }

    public var count: Int { delivered + settled + undelivered + failed }

    /// From 0 to 100. A delivery counts 100, a payment of unknown delivery 80, a refusal 30, paid and
    /// not delivered 0; a price above the listed one takes 20 off. Two payments of 50 are counted
    /// with them, so that a stranger stands in the middle and one payment makes no saint.
    public var score: Int {
        let points = delivered * 100 + settled * 80 + failed * 30 - dearer * 20
        return max(0, (points + 100) / (count + 2))
    }

    /// Why it is that number, for people.
    public var sentence: String {
        guard count > 0 else {
            return "Nothing has been paid here yet, so it stands in the middle."
        }
        var parts = [
            (delivered, "delivered"), (settled, "paid, delivery not known"),
            (undelivered, "paid but not delivered"), (failed, "failed at the seller's"),
        ].filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
        if dearer > 0 { parts.append("\(dearer) above the listed price") }
        return "Of \(count) of our own payments: " + parts.joined(separator: ", ") + "."
    }
}

extension Listing {
    /// An address without query and fragment.
    public static func resource(of url: String) -> String {
        String(url.prefix { $0 != "?" && $0 != "#" })
    }
}
