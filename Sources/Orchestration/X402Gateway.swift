public import Domain
internal import Hashing
internal import JSON
public import Paygent
internal import X402

/// Signs, sends and looks up what payment runs say. A run with a resource is paid to the seller
/// that serves it; one without is a plain transfer, which goes to the chain directly.
public struct X402Gateway: Sendable {
    private let signer: any Signer
    private let chain: any Chain
    private let http: any HTTPClient
    private let assets: AssetTable
    private let mainnets: Set<Network>

    /// How long after the end of its window a payment may still show up on the chain.
    static let lagSeconds: Int64 = 60
    /// How often the chain is asked for a settlement that the seller claims.
    private static let looksMax = 5
    private static let lookMilliseconds: Int64 = 500

    /// - Parameter mainnets: networks with real money that may be signed for; the sandbox signs
    ///   for none.
    public init(
        signer: any Signer, chain: any Chain, http: any HTTPClient, assets: AssetTable,
        mainnets: Set<Network>
    ) {
        self.signer = signer
        self.chain = chain
        self.http = http
        self.assets = assets
        self.mainnets = mainnets
    }

    /// Signs exactly what the run's intent says. Nothing leaves.
    public func sign(_ run: PaymentRun, at now: Timestamp) async -> PaymentRun.Event {
        let intent = run.intent
        do throws(Reason) {
            try await check(intent.amount.asset)
            let (choice, required) = try terms(of: intent)
            let payment = try await sign(
                choice, of: required, for: intent, generation: run.generation, at: now)
            return .signed(payment)
        } catch { return .notSigned(error) }
    }

    /// Whether anything may be signed for this token at all.
    private func check(_ asset: Asset) async throws(Reason) {
        let network = asset.network
        guard network.isTestnet || !chain.isSimulated(on: network) else {
            throw Reason(.notSigned, "The sandbox never signs for a network with real money.")
        }
        guard network.isTestnet || mainnets.contains(network) else {
            throw Reason(
                .notSigned,
                "\(network.title) has real money, and this service may not sign for it yet.")
        }
        switch await chain.standing(of: asset) {
        case .confirmed, .found: break
        case .withoutDomain:
            throw Reason(.notSigned, OfferChoice.Refusal.unknownDomain.sentence)
        case .differs(let difference):
            throw Reason(
                .notSigned,
                "\(asset.symbol) on \(network.title) is not the token that it should be: "
                    + "\(difference).")
        case .unknown:
            throw Reason(
                .notSigned,
                "\(network.title) could not be asked about \(asset.symbol), so nothing was signed.")
        }
    }

    /// The offer that was frozen when the price was asked, judged once more against the intent.
    private func terms(
        of intent: PaymentIntent
    ) throws(Reason) -> (OfferChoice.Choice, PaymentRequired) {
        let required: PaymentRequired
        do throws(WireError) {
            required = try intent.required()
        } catch { throw Reason(.offerChanged, "The seller's offer cannot be read any more.") }
        let asset = intent.amount.asset
        let terms = OfferChoice.Terms(
            network: asset.network, currency: asset.symbol, amountMax: intent.amount,
            quote: OfferChoice.Quote(amount: intent.amount, payTo: intent.payee.address))
        let choice: OfferChoice.Choice
        do {
            choice = try OfferChoice(assets: assets, terms: terms).choose(required.offers)
        } catch { throw Reason(.offerChanged, error.sentence) }
        guard choice.amount == intent.amount else {
            throw Reason(.offerChanged, "The price is not the one that was decided on.")
        }
        return (choice, required)
    }

    private func sign(
        _ choice: OfferChoice.Choice, of required: PaymentRequired, for intent: PaymentIntent,
        generation: Int64, at now: Timestamp
    ) async throws(Reason) -> Paygent.SignedPayment {
        guard let domain = SigningDomain(choice.amount.asset) else {
            throw Reason(.notSigned, OfferChoice.Refusal.unknownDomain.sentence)
        }
        let authorization = choice.authorization(
            from: signer.address, nonceOf: intent.run.rawValue,
            now: UInt64(clamping: now.secondsSinceEpoch))
        let decision = AllowDecision(
            id: intent.run.rawValue, agent: intent.agent.key, killGeneration: generation)
        let signature: Signature
        do {
            signature = try await signer.sign(
                SigningRequest(.transfer(authorization, of: domain), allowedBy: decision))
        } catch { throw Reason(.notSigned, error.sentence) }
        let payload = PaymentPayload(
            for: choice.offer, of: required, method: .transfer(authorization),
            signature: signature.bytes)
        return Paygent.SignedPayment(
            nonce: authorization.nonce.hex, payer: signer.address, payTo: choice.payTo,
            payload: payload.header,
            validBefore: Timestamp(
                millisecondsSinceEpoch: Int64(clamping: authorization.validBefore) * 1000),
            generation: generation, isSimulated: isSimulated(intent))
    }
}

extension X402Gateway {
    /// Sends the stored bytes, the same at every attempt.
    public func send(_ attempt: Attempt, for intent: PaymentIntent) async -> Delivery {
        let payload: PaymentPayload
        do { payload = try PaymentPayload(header: attempt.authorization.payload) } catch {
            return Delivery(.notSent(Reason(.notSent, "The stored payment cannot be read.")))
        }
        guard !intent.resource.isEmpty else {
            return Delivery(await settle(payload, attempt.authorization, for: intent))
        }
        let response: HTTPResponse
        do {
            response = try await http.send(intent.request(with: payload.paymentHeader))
        } catch {
            guard !error.mayHaveBeenReceived else { return Delivery(.unanswered) }
            return Delivery(.notSent(Reason(.notSent, "The seller could not be reached.")))
        }
        let event = await judge(Answer(response), attempt.authorization, for: intent)
        return Delivery(event, response: PaidResponse(response))
    }

    /// A claim of the seller is checked where it can be: at the chain.
    private func judge(
        _ answer: Answer, _ payment: Paygent.SignedPayment, for intent: PaymentIntent
    ) async -> PaymentRun.Event {
        switch PaidAnswer(answer) {
        case .open(let reason):
            return .undecided(Reason(.unconfirmed, "The seller's answer: \(Reason.quoting(reason))"))
        case .paid(let settlement):
            let state = await stateAfterSettling(payment, for: intent)
            if case .used(let transaction) = state {
                return .paid(
                    Receipt(
                        transaction: transaction ?? settlement.transaction, evidence: .chain,
                        status: answer.status, isSimulated: isSimulated(intent)))
            }
            // A sandbox sees nothing of what a real seller settled; a real chain sees it all.
            guard isSimulated(intent), state == nil || !settlement.isSimulated else {
                return .undecided(
                    Reason(.unconfirmed, "The seller says it was paid; the chain does not yet."))
            }
            return .paid(
                Receipt(
                    transaction: settlement.transaction, evidence: .seller, status: answer.status,
                    isSimulated: settlement.isSimulated))
        }
    }

    /// A plain transfer.
    private func settle(
        _ payload: PaymentPayload, _ payment: Paygent.SignedPayment, for intent: PaymentIntent
    ) async -> PaymentRun.Event {
        guard case .transfer(let authorization) = payload.method else {
            return .notSent(Reason(.notSent, "The stored payment cannot be read."))
        }
        guard payment.isSimulated == isSimulated(intent) else {
            return .undecided(
                Reason(
                    .unconfirmed,
                    "The payment was signed while its network was served by another chain."))
        }
        do {
            let receipt = try await chain.settle(
                SignedAuthorization(
                    authorization, asset: intent.amount.asset, signature: payload.signature))
            return .paid(
                Receipt(
                    transaction: receipt.transaction, evidence: .chain, status: nil,
                    isSimulated: receipt.isSimulated))
        } catch {
            switch error {
            case .unavailable:
                return .notSent(Reason(.notSent, "The network could not be reached."))
            case .pending: return .unanswered
            case .refused(let reason):
                // This nonce is ours alone: if it is used, this payment has used it.
                if case .used(let transaction) = await state(of: payment, for: intent) {
                    return .paid(
                        Receipt(
                            transaction: transaction ?? "", evidence: .chain, status: nil,
                            isSimulated: isSimulated(intent)))
                }
                return .undecided(Reason(.notSettled, "The network refused: \(reason.rawValue)."))
            }
        }
    }

    /// Asks the chain what became of an authorization.
    public func reconcile(
        _ authorization: Paygent.SignedPayment, for intent: PaymentIntent, at now: Timestamp
    ) async -> PaymentRun.Event? {
        switch await state(of: authorization, for: intent) {
        case nil: return nil
        case .used(let transaction):
            return .paid(
                Receipt(
                    transaction: transaction ?? "", evidence: .chain, status: nil,
                    isSimulated: isSimulated(intent)))
        case .unused:
            guard now > authorization.validBefore.adding(seconds: Self.lagSeconds) else {
                return nil
            }
            return .notPaid(Reason(.notSettled, "The seller never collected the payment."))
        }
    }

    /// The seller's node may be ahead of ours by a moment.
    private func stateAfterSettling(
        _ payment: Paygent.SignedPayment, for intent: PaymentIntent
    ) async -> AuthorizationState? {
        for _ in 0..<Self.looksMax {
            let state = await state(of: payment, for: intent)
            if case .used = state { return state }
            guard !isSimulated(intent) else { return state }
            do { try await Task.sleep(for: .milliseconds(Self.lookMilliseconds)) } catch { break }
        }
        return await state(of: payment, for: intent)
    }

    private func isSimulated(_ intent: PaymentIntent) -> Bool {
        chain.isSimulated(on: intent.amount.asset.network)
    }

    /// Nil when the chain does not say, or when it is another one than the payment was signed for:
    /// a sandbox knows nothing of what happened on a real chain.
    private func state(
        of payment: Paygent.SignedPayment, for intent: PaymentIntent
    ) async -> AuthorizationState? {
        guard payment.isSimulated == isSimulated(intent), let nonce = Bytes32(hex: payment.nonce)
        else { return nil }
        do {
            return try await chain.authorizationState(
                from: payment.payer, nonce: nonce, asset: intent.amount.asset)
        } catch { return nil }
    }
}

extension X402Gateway: PaymentGateway {}

extension X402Gateway: PaymentWitness {
    /// A run has one authorization at most, and its nonce follows from the run's name.
    public func testimony(on run: PaymentRun) async -> Testimony {
        let asset = run.amount.asset
        let nonce: Bytes32?
        let payer: Address
        switch run.state {
        case .paying(let attempt):
            (nonce, payer) = (Bytes32(hex: attempt.authorization.nonce), attempt.authorization.payer)
        case .unresolved(let payment, _): (nonce, payer) = (Bytes32(hex: payment.nonce), payment.payer)
        case .proposed, .awaitingApproval, .reserved, .settled, .stopped:
            (nonce, payer) = (Authorization.nonce(runID: run.id.rawValue), signer.address)
        }
        guard let nonce else { return .unknown("its stored signature cannot be read") }
        do {
            switch try await chain.authorizationState(from: payer, nonce: nonce, asset: asset) {
            case .unused: return .notPaid
            case .used(let transaction):
                return .paid(
                    Receipt(
                        transaction: transaction ?? "", evidence: .chain, status: nil,
                        isSimulated: isSimulated(run.intent)))
            }
        } catch {
            return .unknown("\(asset.network.title) could not be asked")
        }
    }
}

extension PaymentIntent {
    /// The frozen offer; a plain transfer gets one of our own making.
    fileprivate func required() throws(WireError) -> PaymentRequired {
        if let offer {
            guard let number = offer["x402Version"]?.integer,
                let version = ProtocolVersion(rawValue: number)
            else { throw .unknownVersion }
            return try PaymentRequired(offer, version: version)
        }
        guard resource.isEmpty, let payTo = payee.address,
            let own = PaymentRequirements(
                .v2, price: amount, payTo: payTo,
                maxTimeoutSeconds: OfferChoice.windowSecondsClamp,
                resource: .init(url: "", description: purpose, mimeType: ""))
        else { throw .noOffer }
        return PaymentRequired(version: .v2, error: nil, offers: [own])
    }

    fileprivate func request(with payment: Answer.Header) -> HTTPRequest {
        var headers = [HTTPHeader(payment.name, payment.value)]
        if body != nil { headers.append(HTTPHeader("Content-Type", "application/json")) }
        return HTTPRequest(method, resource, headers: headers, body: Array((body ?? "").utf8))
    }
}

extension PaidResponse {
    fileprivate init(_ response: HTTPResponse) {
        self.init(
            status: response.status,
            contentType: response.value(of: "Content-Type") ?? "application/octet-stream",
            body: response.body)
    }
}

extension SigningRefusal {
    /// For people.
    fileprivate var sentence: String {
        switch self {
        case .killed: "The agent was stopped before this payment was signed."
        case .killStateUnknown: "Whether the agent was stopped cannot be told right now."
        case .notOurAccount: "The payment is from an account that this service does not hold."
        case .keyUnusable: "The key did not pass its own check."
        }
    }
}
