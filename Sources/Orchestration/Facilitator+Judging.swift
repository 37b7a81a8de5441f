internal import Domain
internal import X402

// Whether a payment is good: what needs no chain first, then what the chain says.
extension Facilitator {
    enum Refusal: Error {
        case invalid(InvalidReason)
        case unknown(String)
    }

    struct Judged {
        let verification: Verification
        let asset: Asset
        let isWallet: Bool
    }

    /// All checks, in the order that `Verification` names.
    ///
    /// - Parameter settling: the amount is the charge of a metered payment, not its ceiling.
    func judge(
        _ request: FacilitatorRequest, settling: Bool = false
    ) async throws(Refusal) -> Judged {
        let now = UInt64(clamping: clock.now().secondsSinceEpoch)
        let needed = request.requirements.amount
        let verification = try invalid { () throws(InvalidReason) in
            try Verification(
                request.payload, against: try request.ceiling(settling: settling),
                facilitator: settler, now: now)
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
                allowance: standing.allowance, needed: needed)
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

extension FacilitatorRequest {
    /// A metered payment is checked against what was signed; what is charged of it is named when
    /// it is settled.
    fileprivate func ceiling(settling: Bool) throws(InvalidReason) -> PaymentRequirements {
        guard settling, requirements.isMetered, case .permit2(let permit) = payload.method else {
            return requirements
        }
        guard requirements.amount <= permit.amount else { throw .upToCharge }
        return requirements.charging(permit.amount)
    }
}
