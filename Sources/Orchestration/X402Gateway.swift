public import Domain
internal import Hashing
internal import JSON
public import Paygent
internal import X402

/// Signs, sends and looks up what payment runs say. A run with a resource is paid to the seller
/// that serves it; one without is a plain transfer, which goes to the chain directly.
public struct X402Gateway: Sendable {
    let signer: any Signer
    let chain: any Chain
    let http: any HTTPClient
    private let assets: AssetTable
    private let ground: SigningGround
    let mcp: MCPServers?

    /// - Parameter mcp: servers whose tools may be paid for; nil where none are called.
    public init(
        signer: any Signer, chain: any Chain, http: any HTTPClient, assets: AssetTable,
        ground: SigningGround, mcp: MCPServers? = nil
    ) {
        self.signer = signer
        self.chain = chain
        self.http = http
        self.assets = assets
        self.ground = ground
        self.mcp = mcp
    }

    /// Signs exactly what the run's intent says. Nothing leaves.
    public func sign(_ run: PaymentRun, at now: Timestamp) async -> PaymentRun.Event {
        let intent = run.intent
        do throws(Reason) {
            let isProven = try await ground.check(intent.amount.asset)
            let (choice, required) = try terms(of: intent)
            guard isProven || choice.means != .authorization else {
                throw Reason(.notSigned, OfferChoice.Refusal.unknownDomain.sentence)
            }
            let method = choice.payment(
                from: signer.address, nonceOf: intent.run.rawValue,
                now: UInt64(clamping: now.secondsSinceEpoch))
            try await checkAllowance(for: method, choice.amount)
            let signature = try await sign(method, for: intent, generation: run.generation)
            let payload = PaymentPayload(
                for: choice.offer, of: required, method: method, signature: signature.bytes,
                // The same for every sending of the run, and nothing that tells who we are.
                identifier: "pay_" + method.nonce.hex.dropFirst(2).prefix(32))
            return .signed(
                Paygent.SignedPayment(
                    nonce: method.nonce.hex, payer: signer.address, payTo: choice.payTo,
                    payload: payload.header,
                    validBefore: Timestamp(
                        millisecondsSinceEpoch: Int64(clamping: method.validBefore) * 1000),
                    generation: run.generation, isSimulated: isSimulated(intent)))
        } catch { return .notSigned(error) }
    }

    /// The offer that was frozen when the price was asked, judged once more against the intent.
    func terms(
        of intent: PaymentIntent
    ) throws(Reason) -> (OfferChoice.Choice, PaymentRequired) {
        let required: PaymentRequired
        do throws(WireError) {
            required = try intent.required()
        } catch { throw Reason(.offerChanged, "The seller's offer cannot be read any more.") }
        let asset = intent.amount.asset
        let terms = OfferChoice.Terms(
            network: asset.network, currency: asset.symbol, amountMax: intent.amount,
            quote: OfferChoice.Quote(amount: intent.amount, payTo: intent.payee.address),
            needsSimulation: isSimulated(intent) && !intent.resource.isEmpty)
        let choice: OfferChoice.Choice
        do {
            choice = try OfferChoice(assets: assets, terms: terms).choose(required.offers)
        } catch { throw Reason(.offerChanged, error.sentence) }
        guard choice.amount == intent.amount else {
            throw Reason(.offerChanged, "The price is not the one that was decided on.")
        }
        return (choice, required)
    }

    /// Permit2 moves only what the payer has let it move before: without that the payment would
    /// fail at the seller.
    private func checkAllowance(
        for method: PaymentPayload.Method, _ amount: Money
    ) async throws(Reason) {
        guard case .permit2(let permit) = method else { return }
        let (asset, network) = (amount.asset, amount.asset.network)
        let standing: PermitStanding
        do {
            standing = try await chain.standing(
                of: SignedPermit(permit, asset: asset, signature: []))
        } catch {
            guard error == .refused(.permit2NotDeployed) else {
                throw Reason(
                    .notSigned,
                    "\(network.title) could not be asked about Permit2, so nothing was signed.")
            }
            throw Reason(
                .notSigned,
                "The seller wants to be paid through Permit2, which \(network.title) does not "
                    + "have. Ask it for another way, or choose another network.")
        }
        guard standing.allowance >= permit.amount else {
            throw Reason(
                .notSigned,
                "The seller wants to be paid through Permit2, which may not move \(amount) of "
                    + "this wallet yet. Call approve(\(Permit2.contract), \(permit.amount)) on "
                    + "\(permit.token) from \(permit.from) once, then pay again.")
        }
    }

    private func sign(
        _ method: PaymentPayload.Method, for intent: PaymentIntent, generation: Int64
    ) async throws(Reason) -> Signature {
        guard let message = method.message(for: intent.amount.asset) else {
            throw Reason(.notSigned, OfferChoice.Refusal.unknownDomain.sentence)
        }
        let decision = AllowDecision(
            id: intent.run.rawValue, agent: intent.agent.key, killGeneration: generation)
        do {
            return try await signer.sign(SigningRequest(message, allowedBy: decision))
        } catch { throw Reason(.notSigned, error.sentence) }
    }
}

extension X402Gateway: PaymentGateway {}

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
