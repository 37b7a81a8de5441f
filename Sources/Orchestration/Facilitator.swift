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
    /// Given to a chain without an answer yet, until when that may matter: a repeat is looked up.
    private let pending = Mutex<[PaymentIdentity: Timestamp]>([:])

    /// Longer than any authorization is valid, and than a chain takes. Source: reference SDK, 300.
    private static let pendingSeconds: Int64 = 900

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
                if chain.isSimulated(on: network) { kind["extra"] = ["simulated": true] }
                return JSONValue.object(kind)
            }
        }
        var answer: JSONObject = ["kinds": .array(kinds), "extensions": [], "signers": [:]]
        if networks.contains(where: chain.isSimulated) { answer["simulated"] = true }
        return .object(answer)
    }

    /// Whether the payment would settle now. Nothing is moved or kept.
    ///
    /// - Throws: `.unavailable` when the chain does not answer; then nothing is known.
    public func verify(
        _ request: FacilitatorRequest
    ) async throws(FacilitatorFailure) -> VerifyResponse {
        do throws(Refusal) {
            let verification = try await judge(request).verification
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
            return try await settle(try await judge(request), for: request)
        } catch {
            switch error {
            case .invalid(let reason): return failed(request, reason.rawValue)
            case .unknown(let text): throw .unavailable(text)
            }
        }
    }

    private func settle(
        _ judged: Judged, for request: FacilitatorRequest
    ) async throws(Refusal) -> SettlementResponse {
        let (asset, signature) = (judged.asset, judged.verification.signature.inner)
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
                        SignedPermit(permit, asset: asset, signature: signature))
                }
            return success(receipt, of: request)
        } catch {
            switch error {
            case .refused(let reason): throw .invalid(reason)
            case .pending(let transaction):
                remember(PaymentIdentity(request))
                return failed(request, "settlement_pending", transaction: transaction)
            case .unavailable(let text): throw .unknown(text)
            }
        }
    }

    /// What became of a payment that was called pending: nil when it was not, or is open still and
    /// may be given to the chain again.
    private func settledBefore(
        _ request: FacilitatorRequest, _ key: PaymentIdentity
    ) async throws(FacilitatorFailure) -> SettlementResponse? {
        let until = pending.withLock { $0[key] }
        guard let until, clock.now() < until,
            case .transfer(let authorization) = request.payload.method,
            let network = request.requirements.network,
            let contract = request.requirements.assetAddress,
            let asset = assets.asset(contract: contract, on: network)
        else { return nil }
        do throws(ChainError) {
            let receipt = try await chain.settlement(
                of: SignedAuthorization(
                    authorization, asset: asset, signature: request.payload.signature))
            guard let receipt else { return nil }
            pending.withLock { _ = $0.removeValue(forKey: key) }
            return success(receipt, of: request)
        } catch {
            switch error {
            case .refused(let reason): return failed(request, reason.rawValue)
            case .pending(let text), .unavailable(let text): throw .unavailable(text)
            }
        }
    }

    private func remember(_ key: PaymentIdentity) {
        let now = clock.now()
        pending.withLock { pending in
            pending = pending.filter { $0.value > now }
            pending[key] = now.adding(seconds: Self.pendingSeconds)
        }
    }

    private func success(
        _ receipt: SettlementReceipt, of request: FacilitatorRequest
    ) -> SettlementResponse {
        SettlementResponse(
            success: true, payer: request.payer, transaction: receipt.transaction,
            networkName: request.requirements.networkName, isSimulated: receipt.isSimulated)
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

extension Facilitator {
    private enum Refusal: Error {
        case invalid(InvalidReason)
        case unknown(String)
    }

    private struct Judged {
        let verification: Verification
        let asset: Asset
        let isWallet: Bool
    }

    /// All checks, in the order that `Verification` names.
    private func judge(
        _ request: FacilitatorRequest
    ) async throws(Refusal) -> Judged {
        let now = UInt64(clamping: clock.now().secondsSinceEpoch)
        let verification = try invalid { () throws(InvalidReason) in
            try Verification(request.payload, against: request.requirements, now: now)
        }
        guard networks.contains(verification.network) else { throw .invalid(.unknownNetwork) }
        let isWallet = try await checkSignature(of: verification)
        let asset = try invalid { () throws(InvalidReason) in
            try verification.asset(in: assets)
        }
        let standing = try await standing(of: verification, asset)
        try invalid { () throws(InvalidReason) in
            try verification.check(
                nonceIsUsed: standing.nonceIsUsed, balance: standing.balance,
                allowance: standing.allowance)
        }
        return Judged(verification: verification, asset: asset, isWallet: isWallet)
    }

    /// - Returns: whether the payer is a contract.
    private func checkSignature(of verification: Verification) async throws(Refusal) -> Bool {
        let isContract = try await asked { () async throws(ChainError) in
            try await self.chain.isContract(verification.payer, on: verification.network)
        }
        let question = try invalid { () throws(InvalidReason) in
            try verification.check(account: isContract ? .contract : .key, recover: recover)
        }
        guard case .wallet(let signature, let digest) = question else { return false }
        let isValid = try await asked { () async throws(ChainError) in
            try await self.chain.isValidSignature(
                signature, of: digest, by: verification.payer, on: verification.network)
        }
        try invalid { () throws(InvalidReason) in try verification.check(walletSays: isValid) }
        return true
    }

    private func standing(
        of verification: Verification, _ asset: Asset
    ) async throws(Refusal) -> PermitStanding {
        switch verification.payload.method {
        case .transfer(let authorization):
            let state = try await asked { () async throws(ChainError) in
                try await self.chain.authorizationState(
                    from: authorization.from, nonce: authorization.nonce, asset: asset)
            }
            let balance = try await asked { () async throws(ChainError) in
                try await self.chain.balance(of: authorization.from, asset: asset)
            }
            return PermitStanding(
                nonceIsUsed: state != .unused, balance: balance, allowance: .max)
        case .permit2(let permit):
            return try await asked { () async throws(ChainError) in
                try await self.chain.standing(
                    of: SignedPermit(
                        permit, asset: asset, signature: verification.signature.inner))
            }
        }
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
