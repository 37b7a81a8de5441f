public import Domain
public import JSON
internal import Synchronization
public import X402

/// Judges and settles payments for resource servers, ours and others'.
public final class Facilitator: PaymentFacilitator {
    let chain: any Chain
    let assets: AssetTable
    let networks: [Network]
    let clock: any Clock
    let recover: RecoverSigner
    /// The account that sends transactions: metered payments name it.
    let settler: Address?
    /// Payments that were given to a chain: a repeat is looked up, by whichever process.
    private let marks: any MarkStore
    /// Authorizations on their way to the chain: a second settle of one would only cost gas.
    private let settling = Mutex<Set<PaymentIdentity>>([])
    /// Lately found good, until when that counts: what a stranger presents before us is still paid.
    private let verified = Mutex<[PaymentIdentity: Timestamp]>([:])

    /// Longer than any authorization is valid, and than a chain takes. Source: reference SDK, 300.
    private static let pendingSeconds: Int64 = 900

    /// - Parameters:
    ///   - networks: those that the chain behind this facilitator speaks for.
    ///   - settler: nil for a facilitator without metered payments.
    public init(
        chain: any Chain, assets: AssetTable, networks: [Network], clock: any Clock,
        recover: @escaping RecoverSigner, settler: Address? = nil,
        marks: any MarkStore = MemoryMarkStore()
    ) {
        self.settler = settler
        self.marks = marks
        self.chain = chain
        self.assets = assets
        self.networks = networks
        self.clock = clock
        self.recover = recover
    }

    /// The answer of `GET /supported`.
    public var supported: JSONValue {
        let kinds = networks.flatMap { network in
            ProtocolVersion.allCases.map { kind("exact", $0, network) }
                + (settler == nil ? [] : [kind(PaymentRequirements.upTo, .v2, network)])
        }
        let signers: JSONValue = settler.map { ["eip155:*": [.string($0.checksummed)]] } ?? [:]
        var answer: JSONObject = ["kinds": .array(kinds), "extensions": [], "signers": signers]
        if networks.contains(where: chain.isSimulated) { answer["simulated"] = true }
        return .object(answer)
    }

    private func kind(
        _ scheme: String, _ version: ProtocolVersion, _ network: Network
    ) -> JSONValue {
        var extra = JSONObject()
        if scheme == PaymentRequirements.upTo {
            extra["facilitatorAddress"] = settler.map { .string($0.checksummed) }
        }
        if chain.isSimulated(on: network) { extra["simulated"] = true }
        var kind: JSONObject = [
            "x402Version": .integer(version.rawValue), "scheme": .string(scheme),
            "network": .string(network.x402Name(version)),
        ]
        if !extra.isEmpty { kind["extra"] = .object(extra) }
        return .object(kind)
    }

    /// Whether a settlement burns money that is worth something.
    public func costsRealFees(on network: Network) -> Bool {
        !network.isTestnet && !chain.isSimulated(on: network)
    }

    public func isSimulated(on network: Network) -> Bool { chain.isSimulated(on: network) }

    public func terms(on network: Network) async -> SettlementTerms? {
        guard networks.contains(network) else { return nil }
        return SettlementTerms(isSimulated: chain.isSimulated(on: network), settler: settler)
    }

    /// Whether the payment would settle now. Nothing is moved or kept.
    ///
    /// - Throws: `.unavailable` when the chain does not answer; then nothing is known.
    public func verify(
        _ request: FacilitatorRequest
    ) async throws(FacilitatorFailure) -> VerifyResponse {
        do throws(Refusal) {
            let verification = try await judge(request).verification
            note(verified: request)
            return VerifyResponse(isValid: true, payer: verification.payer.checksummed)
        } catch {
            switch error {
            case .invalid(let reason):
                return VerifyResponse(
                    isValid: false, invalidReason: reason.rawValue, payer: request.payer)
            case .unknown(let text): throw .unavailable(text)
            }
        }
    }

    /// Verifies again and moves the money.
    ///
    /// - Throws: `.unavailable` when nothing was sent; trying again may help.
    public func settle(
        _ request: FacilitatorRequest
    ) async throws(FacilitatorFailure) -> SettlementResponse {
        let key = PaymentIdentity(request)
        guard settling.withLock({ $0.insert(key).inserted }) else {
            return failed(request, "settlement_pending")
        }
        defer { _ = settling.withLock { $0.remove(key) } }
        if let found = try await settledBefore(request, key) { return found }
        do throws(Refusal) {
            return try await settle(try await judge(request, settling: true), for: request)
        } catch {
            switch error {
            case .invalid(let reason):
                guard [.nonceUsed, .permit2NonceUsed].contains(reason),
                    let found = try await preempted(request, key)
                else { return failed(request, reason.rawValue) }
                return found
            case .unknown(let text): throw .unavailable(text)
            }
        }
    }

    private func settle(
        _ judged: Judged, for request: FacilitatorRequest
    ) async throws(Refusal) -> SettlementResponse {
        let (asset, signature) = (judged.asset, judged.verification.signature.inner)
        if request.chargesNothing { return nothingCharged(request) }
        try await remember(request)
        do throws(ChainError) {
            let receipt =
                switch judged.verification.payload.method {
                case .transfer(let authorization):
                    try await chain.settle(
                        SignedAuthorization(
                            authorization, asset: asset, signature: signature,
                            isOfWallet: judged.isWallet))
                case .permit2(let permit):
                    try await chain.settle(
                        SignedPermit(
                            permit, asset: asset, signature: signature,
                            charge: request.requirements.amount))
                }
            try await close(request)
            return success(receipt, of: request)
        } catch {
            switch error {
            case .refused(let reason):
                await forget(request)
                throw .invalid(reason)
            case .pending(let transaction):
                return failed(request, "settlement_pending", transaction: transaction)
            case .unavailable(let text):
                await forget(request)
                throw .unknown(text)
            }
        }
    }

    /// What became of a payment that was given to a chain and not finished: nil when there was
    /// none, or when it is open still and may be given to the chain again.
    private func settledBefore(
        _ request: FacilitatorRequest, _ key: PaymentIdentity
    ) async throws(FacilitatorFailure) -> SettlementResponse? {
        guard let network = request.requirements.network, !chain.isSimulated(on: network),
            let contract = request.requirements.assetAddress,
            let asset = assets.asset(contract: contract, on: network)
        else { return nil }
        let given: Mark?
        do { given = try await marks.mark(key.settling, at: clock.now()) } catch {
            throw .unavailable("what was settled before cannot be read")
        }
        guard given != nil else { return nil }
        do throws(ChainError) {
            guard let receipt = try await chain.settlement(of: request, asset) else { return nil }
            try await close(request)
            return success(receipt, of: request)
        } catch {
            switch error {
            case .refused(let reason): return failed(request, reason.rawValue)
            case .pending(let text), .unavailable(let text): throw .unavailable(text)
            }
        }
    }

    /// Before anything is sent, so that a repeat after a crash finds the settlement instead of a
    /// nonce that is spent. The sandbox settles in one transaction and needs none.
    private func remember(_ request: FacilitatorRequest) async throws(Refusal) {
        guard isReal(request) else { return }
        let now = clock.now()
        let mark = Mark(
            PaymentIdentity(request).settling, until: now.adding(seconds: Self.pendingSeconds))
        do { _ = try await marks.claim(mark, at: now) } catch {
            throw .unknown("what is being settled cannot be stored")
        }
    }

    /// A payment that was good when we looked and was then presented by somebody else has paid the
    /// payee all the same: it is accepted once. Nil when it is not such a one.
    private func preempted(
        _ request: FacilitatorRequest, _ key: PaymentIdentity
    ) async throws(FacilitatorFailure) -> SettlementResponse? {
        guard isReal(request), let until = verified.withLock({ $0[key] }), clock.now() < until,
            let network = request.requirements.network,
            let contract = request.requirements.assetAddress,
            let asset = assets.asset(contract: contract, on: network)
        else { return nil }
        do throws(ChainError) {
            guard let receipt = try await chain.settlement(of: request, asset) else { return nil }
            try await close(request)
            return success(receipt, of: request)
        } catch {
            switch error {
            case .refused: return nil
            case .pending(let text), .unavailable(let text): throw .unavailable(text)
            }
        }
    }

    private func note(verified request: FacilitatorRequest) {
        guard isReal(request) else { return }
        let now = clock.now()
        verified.withLock { verified in
            if verified.count > Self.verifiedMax { verified = verified.filter { $0.value > now } }
            guard verified.count <= Self.verifiedMax else { return }
            verified[PaymentIdentity(request)] = now.adding(seconds: Self.pendingSeconds)
        }
    }

    private static let verifiedMax = 100_000
    /// The end of the year 9999.
    private static let lastSecond: UInt64 = 253_402_300_799

    /// One answer of success for one payment, whoever asks and whatever process answers.
    ///
    /// - Throws: `.refused` when it was given before.
    private func close(_ request: FacilitatorRequest) async throws(ChainError) {
        guard isReal(request) else { return }
        let (now, key) = (clock.now(), PaymentIdentity(request))
        // As long as it could be presented once more; payers may write any number here.
        let seconds = min(request.payload.method.validBefore, Self.lastSecond)
        let end = Timestamp(millisecondsSinceEpoch: Int64(seconds) * 1000)
        let until = max(now, end).adding(seconds: Self.pendingSeconds)
        let before: Mark?
        do { before = try await marks.claim(Mark(key.settled, until: until), at: now) } catch {
            throw .unavailable("what was settled cannot be stored")
        }
        await forget(request)
        guard before == nil else {
            switch request.payload.method {
            case .transfer: throw .refused(.nonceUsed)
            case .permit2: throw .refused(.permit2NonceUsed)
            }
        }
    }

    /// A mark that stays costs one look at the chain and ends by itself.
    private func forget(_ request: FacilitatorRequest) async {
        guard isReal(request) else { return }
        do { try await marks.remove(PaymentIdentity(request).settling) } catch { return }
    }

    private func isReal(_ request: FacilitatorRequest) -> Bool {
        request.requirements.network.map { !chain.isSimulated(on: $0) } ?? false
    }

    /// A metered payment that came to nothing moves nothing. Source: reference SDK.
    private func nothingCharged(_ request: FacilitatorRequest) -> SettlementResponse {
        SettlementResponse(
            success: true, payer: request.payer, networkName: request.requirements.networkName,
            amount: "0", isSimulated: !isReal(request))
    }

    private func success(
        _ receipt: SettlementReceipt, of request: FacilitatorRequest
    ) -> SettlementResponse {
        SettlementResponse(
            success: true, payer: request.payer, transaction: receipt.transaction,
            networkName: request.requirements.networkName,
            amount: request.requirements.isMetered ? String(request.requirements.amount) : nil,
            isSimulated: receipt.isSimulated)
    }

    private func failed(
        _ request: FacilitatorRequest, _ reason: String, transaction: String = ""
    ) -> SettlementResponse {
        SettlementResponse(
            success: false, errorReason: reason, payer: request.payer, transaction: transaction,
            networkName: request.requirements.networkName,
            isSimulated: request.requirements.network.map(chain.isSimulated) ?? false)
    }
}
