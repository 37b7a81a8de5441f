public import Domain
internal import Hashing
internal import JSON
public import Paygent

/// Carries out the orders of payment runs at venues; every other payment goes the way it always
/// went. Judging, reserving, approving, the kill switch and recovery are those of any payment.
public struct OrderGateway: Sendable {
    private let payments: any PaymentGateway
    private let venues: Venues
    private let ground: SigningGround
    private let standing: @Sendable (String) async -> Standing?
    private let wallet: Address

    /// - Parameters:
    ///   - payments: what pays whom no venue is.
    ///   - ground: what a real venue may be given at all.
    ///   - standing: what a signer asks last; nil when nothing may be signed.
    public init(
        payments: any PaymentGateway, venues: Venues, ground: SigningGround, wallet: Address,
        standing: @escaping @Sendable (_ agent: String) async -> Standing?
    ) {
        self.payments = payments
        self.venues = venues
        self.ground = ground
        self.standing = standing
        self.wallet = wallet
    }

    private func prepare(
        _ order: VenueOrder, at venue: any TradingVenue, for run: PaymentRun, at now: Timestamp
    ) async throws(Reason) -> PaymentRun.Event {
        guard order.spends(run.amount) else {
            throw Reason(
                .notSigned, "An order is carried out as it was shown; give a smaller one instead.")
        }
        if !venue.isSimulated {
            try ground.check(run.amount.asset.network)
            for given in order.given { try await ground.check(given.asset) }
        }
        let agent = run.intent.agent.key
        guard let standing = await self.standing(agent) else {
            throw Reason(.notSigned, "Whether the agent was stopped cannot be told right now.")
        }
        guard !standing.isKilled, standing.generation == run.generation else {
            throw Reason(.notSigned, "The agent was stopped before this order was given.")
        }
        let ticket = OrderTicket(
            order, key: run.id.rawValue, owner: agent,
            allowedBy: AllowDecision(
                id: run.id.rawValue, agent: agent, killGeneration: run.generation), at: now)
        let prepared: PreparedOrder
        do { prepared = try await venue.prepare(ticket) } catch {
            throw Reason(.notSigned, error.sentence)
        }
        return .signed(
            SignedPayment(
                nonce: Bytes32.keccak(Array(run.id.rawValue.utf8)).hex, payer: wallet,
                payTo: venue.account, payload: prepared.payload,
                validBefore: prepared.validBefore, generation: run.generation,
                isSimulated: venue.isSimulated))
    }

    private func carryOut(_ payment: SignedPayment, at venue: any TradingVenue) async -> Delivery {
        do {
            return Delivery(.paid(Receipt(try await venue.carryOut(PreparedOrder(payment)))))
        } catch {
            switch error {
            case .refused(_, let sentence): return Delivery(.notPaid(Reason(.declined, sentence)))
            case .unavailable(let text):
                return Delivery(
                    .notSent(Reason(.notSent, "The venue cannot be used now: \(text).")))
            case .unknown: return Delivery(.unanswered)
            }
        }
    }

    private func standing(
        of payment: SignedPayment, at venue: any TradingVenue, at now: Timestamp
    ) async -> PaymentRun.Event? {
        do {
            switch try await venue.standing(of: PreparedOrder(payment), at: now) {
            case .filled(let fill): return .paid(Receipt(fill))
            case .open: return nil
            case .dead(let why): return .notPaid(Reason(.notSettled, why))
            }
        } catch { return nil }
    }
}

extension OrderGateway: PaymentGateway {
    public func sign(_ run: PaymentRun, at now: Timestamp) async -> PaymentRun.Event {
        guard let order = run.intent.order else { return await payments.sign(run, at: now) }
        let venue = venues.venue(of: order, on: run.intent.amount.asset.network)
        do { return try await prepare(order, at: venue, for: run, at: now) } catch {
            return .notSigned(error)
        }
    }

    public func send(_ attempt: Attempt, for intent: PaymentIntent) async -> Delivery {
        guard let order = intent.order else { return await payments.send(attempt, for: intent) }
        guard let venue = venue(of: order, attempt.authorization, intent) else {
            return Delivery(
                .undecided(
                    Reason(
                        .unconfirmed, "The venue that the trade was signed for is not configured.")
                ))
        }
        return await carryOut(attempt.authorization, at: venue)
    }

    public func reconcile(
        _ authorization: SignedPayment, for intent: PaymentIntent, at now: Timestamp
    ) async -> PaymentRun.Event? {
        guard let order = intent.order else {
            return await payments.reconcile(authorization, for: intent, at: now)
        }
        guard let venue = venue(of: order, authorization, intent) else { return nil }
        return await standing(of: authorization, at: venue, at: now)
    }

    private func venue(
        of order: VenueOrder, _ payment: SignedPayment, _ intent: PaymentIntent
    ) -> (any TradingVenue)? {
        venues.venue(
            of: order, on: intent.amount.asset.network, isSimulated: payment.isSimulated)
    }
}

extension VenueOrder {
    /// Whether this amount is what was judged for it: what it gives, or its worth in the currency
    /// of the agent where it gives another token.
    fileprivate func spends(_ amount: Money) -> Bool {
        guard !isReturn else { return amount.atomicUnits == 0 }
        guard given.count == 1, let only = given.first, only.asset == amount.asset else {
            return !given.isEmpty
        }
        return only == amount
    }
}

extension Receipt {
    fileprivate init(_ fill: Fill) {
        self.init(
            transaction: fill.transaction, evidence: .chain, status: nil,
            isSimulated: fill.isSimulated)
    }
}

extension PreparedOrder {
    fileprivate init(_ payment: SignedPayment) {
        self.init(payload: payment.payload, validBefore: payment.validBefore)
    }
}

extension VenueError {
    /// For people.
    var sentence: String {
        switch self {
        case .refused(_, let sentence): sentence
        case .unavailable(let text), .unknown(let text): "The venue cannot be used now: \(text)."
        }
    }

    var code: String {
        switch self {
        case .refused(let code, _): code
        case .unavailable, .unknown: "venue_unavailable"
        }
    }
}
