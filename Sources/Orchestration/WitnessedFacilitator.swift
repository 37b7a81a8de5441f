public import Domain
public import X402

/// Another's facilitator, whose word that a payment has settled counts when our own node shows the
/// transfer. On networks without a node of ours there is nothing to hold it against.
public struct WitnessedFacilitator: PaymentFacilitator {
    private let facilitator: any PaymentFacilitator
    private let chain: any Chain
    private let assets: AssetTable

    /// Its node may be ahead of ours.
    private static let looksMax = 8
    private static let lookMilliseconds: Int64 = 500

    public init(_ facilitator: any PaymentFacilitator, chain: any Chain, assets: AssetTable) {
        self.facilitator = facilitator
        self.chain = chain
        self.assets = assets
    }

    public func terms(on network: Network) async -> SettlementTerms? {
        await facilitator.terms(on: network)
    }

    public func verify(
        _ request: FacilitatorRequest
    ) async throws(FacilitatorFailure) -> VerifyResponse {
        try await facilitator.verify(request)
    }

    /// What is claimed and not seen is pending: the same payment may be tried again.
    public func settle(
        _ request: FacilitatorRequest
    ) async throws(FacilitatorFailure) -> SettlementResponse {
        var answer = try await facilitator.settle(request)
        guard answer.success, !request.chargesNothing, let asset = asset(of: request) else {
            return answer
        }
        do {
            for look in 1...Self.looksMax {
                if let receipt = try await chain.settlement(of: request, asset) {
                    // The transaction that it named may be any.
                    answer.transaction = receipt.transaction
                    return answer
                }
                guard look < Self.looksMax else { break }
                try await Task.sleep(for: .milliseconds(Self.lookMilliseconds))
            }
            answer.errorReason = "settlement_pending"
        } catch ChainError.refused(let reason) {
            answer.errorReason = reason.rawValue
        } catch { answer.errorReason = "settlement_pending" }
        (answer.success, answer.transaction) = (false, "")
        return answer
    }

    /// Nil where nothing can be looked up.
    private func asset(of request: FacilitatorRequest) -> Asset? {
        guard let network = request.requirements.network, !chain.isSimulated(on: network),
            let contract = request.requirements.assetAddress
        else { return nil }
        return assets.asset(contract: contract, on: network)
    }
}

extension FacilitatorRequest {
    /// A metered answer that came to nothing has no transaction.
    var chargesNothing: Bool { requirements.isMetered && requirements.amount == 0 }
}

extension Chain {
    /// Proof that a payment moved the money as it was signed; nil while it did not.
    ///
    /// - Throws: `.refused` when its nonce was used for something else.
    func settlement(
        of request: FacilitatorRequest, _ asset: Asset
    ) async throws(ChainError) -> SettlementReceipt? {
        let signature = request.payload.signature
        switch request.payload.method {
        case .transfer(let authorization):
            return try await settlement(
                of: SignedAuthorization(authorization, asset: asset, signature: signature))
        case .permit2(let permit):
            let use = try await use(of: SignedPermit(permit, asset: asset, signature: signature))
            guard let transaction = use.transaction, use.charged == request.requirements.amount
            else { return nil }
            return SettlementReceipt(
                transaction: transaction, isSimulated: isSimulated(on: asset.network))
        }
    }
}
