public import Domain
public import JSON
internal import Synchronization
public import X402

/// Judges and settles payments for resource servers, ours and others'.
public final class Facilitator: PaymentFacilitator {
    private let chain: any Chain
    private let assets: AssetTable
    private let networks: [Network]
    private let clock: any Clock
    private let recover: RecoverSigner
    /// Authorizations on their way to the chain: a second settle of one would only cost gas.
    private let settling = Mutex<Set<PaymentIdentity>>([])

    /// - Parameter networks: those that the chain behind this facilitator speaks for.
    public init(
        chain: any Chain, assets: AssetTable, networks: [Network], clock: any Clock,
        recover: @escaping RecoverSigner
    ) {
        self.chain = chain
        self.assets = assets
        self.networks = networks
        self.clock = clock
        self.recover = recover
    }

    /// The answer of `GET /supported`.
    public var supported: JSONValue {
        let kinds = networks.flatMap { network in
            ProtocolVersion.allCases.map { version in
                var kind: JSONObject = [
                    "x402Version": .integer(version.rawValue), "scheme": "exact",
                    "network": .string(network.x402Name(version)),
                ]
                if chain.isSimulated { kind["extra"] = ["simulated": true] }
                return JSONValue.object(kind)
            }
        }
        var answer: JSONObject = ["kinds": .array(kinds), "extensions": [], "signers": [:]]
        if chain.isSimulated { answer["simulated"] = true }
        return .object(answer)
    }

    /// Whether the payment would settle now. Nothing is moved or kept.
    ///
    /// - Throws: `.unavailable` when the chain does not answer; then nothing is known.
    public func verify(
        _ request: FacilitatorRequest
    ) async throws(FacilitatorFailure) -> VerifyResponse {
        do throws(Refusal) {
            let (verification, _) = try await judge(request)
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
        let payment: SignedAuthorization
        do throws(Refusal) {
            let (verification, asset) = try await judge(request)
            payment = try self.payment(verification, asset)
        } catch {
            switch error {
            case .invalid(let reason): return failed(request, reason.rawValue)
            case .unknown(let text): throw .unavailable(text)
            }
        }
        return try await settle(payment, for: request)
    }

    private func settle(
        _ payment: SignedAuthorization, for request: FacilitatorRequest
    ) async throws(FacilitatorFailure) -> SettlementResponse {
        do throws(ChainError) {
            let receipt = try await chain.settle(payment)
            return SettlementResponse(
                success: true, payer: request.payer, transaction: receipt.transaction,
                networkName: request.requirements.networkName, isSimulated: receipt.isSimulated)
        } catch {
            switch error {
            case .refused(let reason): return failed(request, reason.rawValue)
            case .pending(let transaction):
                return failed(request, "settlement_pending", transaction: transaction)
            case .unavailable(let text): throw .unavailable(text)
            }
        }
    }

    private func failed(
        _ request: FacilitatorRequest, _ reason: String, transaction: String = ""
    ) -> SettlementResponse {
        SettlementResponse(
            success: false, errorReason: reason, payer: request.payer, transaction: transaction,
            networkName: request.requirements.networkName, isSimulated: chain.isSimulated)
    }
}

extension Facilitator {
    private enum Refusal: Error {
        case invalid(InvalidReason)
        case unknown(String)
    }

    /// All checks, in the order that `Verification` names.
    private func judge(
        _ request: FacilitatorRequest
    ) async throws(Refusal) -> (Verification, Asset) {
        let now = UInt64(clamping: clock.now().secondsSinceEpoch)
        let verification = try invalid { () throws(InvalidReason) in
            try Verification(request.payload, against: request.requirements, now: now)
        }
        guard networks.contains(verification.network) else { throw .invalid(.unknownNetwork) }
        try await checkSignature(of: verification)
        let asset = try invalid { () throws(InvalidReason) in
            try verification.asset(in: assets)
        }
        let (used, balance) = try await standing(of: verification, asset)
        try invalid { () throws(InvalidReason) in
            try verification.check(nonceIsUsed: used, balance: balance)
        }
        return (verification, asset)
    }

    private func checkSignature(of verification: Verification) async throws(Refusal) {
        let isContract = try await asked { () async throws(ChainError) in
            try await self.chain.isContract(verification.payer, on: verification.network)
        }
        let question = try invalid { () throws(InvalidReason) in
            try verification.check(account: isContract ? .contract : .key, recover: recover)
        }
        guard case .wallet(let signature, let digest) = question else { return }
        let isValid = try await asked { () async throws(ChainError) in
            try await self.chain.isValidSignature(
                signature, of: digest, by: verification.payer, on: verification.network)
        }
        try invalid { () throws(InvalidReason) in try verification.check(walletSays: isValid) }
    }

    private func standing(
        of verification: Verification, _ asset: Asset
    ) async throws(Refusal) -> (nonceIsUsed: Bool, balance: UInt128) {
        guard case .transfer(let authorization) = verification.payload.method else {
            throw .invalid(.unsupportedByToken)
        }
        let state = try await asked { () async throws(ChainError) in
            try await self.chain.authorizationState(
                from: authorization.from, nonce: authorization.nonce, asset: asset)
        }
        let balance = try await asked { () async throws(ChainError) in
            try await self.chain.balance(of: authorization.from, asset: asset)
        }
        return (state != .unused, balance)
    }

    private func payment(
        _ verification: Verification, _ asset: Asset
    ) throws(Refusal) -> SignedAuthorization {
        guard case .transfer(let authorization) = verification.payload.method else {
            throw .invalid(.unsupportedByToken)
        }
        return SignedAuthorization(
            authorization, asset: asset, signature: verification.signature.inner)
    }

    private func invalid<Value>(
        _ check: () throws(InvalidReason) -> Value
    ) throws(Refusal) -> Value {
        do { return try check() } catch { throw .invalid(error) }
    }

    private func asked<Value>(
        _ question: () async throws(ChainError) -> Value
    ) async throws(Refusal) -> Value {
        do { return try await question() } catch {
            switch error {
            case .refused(let reason): throw .invalid(reason)
            case .unavailable(let text): throw .unknown(text)
            case .pending(let transaction): throw .unknown("waiting for \(transaction)")
            }
        }
    }
}
