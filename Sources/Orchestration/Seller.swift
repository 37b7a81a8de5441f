internal import Domain
internal import Hashing
internal import Synchronization
public import X402

/// Serves priced resources: verify, serve, settle, and only then let the answer out.
public final class Seller: Sendable {
    private let facilitator: any PaymentFacilitator
    /// Payments that are being served now. One payment buys one answer, however often it is sent
    /// at once; afterwards the token knows that it is spent.
    private let inUse = Mutex<Set<PaymentIdentity>>([])

    public init(facilitator: any PaymentFacilitator) { self.facilitator = facilitator }

    /// Answers one request for a priced resource.
    ///
    /// - Parameter handler: makes the answer. Nothing of it leaves before the money has moved, and
    ///   nothing is charged when its status is 400 or above.
    public func serve(
        _ priced: PricedResource, to headers: [Answer.Header],
        handler: @Sendable () async -> Answer
    ) async -> Answer {
        let request: FacilitatorRequest
        switch priced.payment(in: headers) {
        case .nothing: return priced.demand()
        case .refused(let reason): return priced.demand(error: reason)
        case .payment(let payment): request = payment
        }
        let identity = PaymentIdentity(request)
        guard inUse.withLock({ $0.insert(identity).inserted }) else {
            return Answer(409, error: "payment_in_use")
        }
        defer { _ = inUse.withLock { $0.remove(identity) } }
        return await serve(priced, request, handler: handler)
    }

    private func serve(
        _ priced: PricedResource, _ request: FacilitatorRequest,
        handler: @Sendable () async -> Answer
    ) async -> Answer {
        do {
            let verdict = try await facilitator.verify(request)
            guard verdict.isValid else { return priced.demand(error: verdict.invalidReason) }
        } catch { return Answer(503, error: "facilitator_unavailable") }
        let served = await handler()
        guard served.status < 400 else { return served }
        let settlement = await settle(request)
        guard settlement.isProof(for: request.requirements) else {
            return priced.demand(after: settlement, request.version)
        }
        return served.with(priced.headers(settlement, request.version))
    }

    /// Again with the same payment while an answer settles nothing: it moves the money once, and
    /// the facilitator looks up what became of it.
    private func settle(_ request: FacilitatorRequest) async -> SettlementResponse {
        var answer = await attempt(request)
        for pause in Self.pausesMilliseconds {
            guard !answer.success, Self.open.contains(answer.errorReason ?? "") else { break }
            do { try await Task.sleep(for: .milliseconds(pause)) } catch { break }
            answer = await attempt(request)
        }
        return answer
    }

    private static let unavailable = "facilitator_unavailable"
    private static let open: Set = ["settlement_pending", unavailable]
    private static let pausesMilliseconds = [200, 1_000]

    private func attempt(_ request: FacilitatorRequest) async -> SettlementResponse {
        do {
            return try await facilitator.settle(request)
        } catch {
            return SettlementResponse(
                success: false, errorReason: Self.unavailable,
                networkName: request.requirements.networkName)
        }
    }
}

/// What a token takes once, whatever the bytes of the signature or of the message are.
struct PaymentIdentity: Hashable {
    let chainID: UInt64?
    let asset: String
    let payer: String
    let nonce: Bytes32

    init(_ request: FacilitatorRequest) {
        chainID = request.requirements.chainID
        asset = request.requirements.asset.lowercased()
        payer = request.payer
        switch request.payload.method {
        case .transfer(let authorization): nonce = authorization.nonce
        case .permit2(let permit): nonce = permit.nonce
        }
    }
}

extension FacilitatorRequest {
    var version: ProtocolVersion { payload.version }

    var payer: String {
        switch payload.method {
        case .transfer(let authorization): authorization.from.checksummed
        case .permit2(let permit): permit.from.checksummed
        }
    }
}

extension SettlementResponse {
    /// A claim of success that names no transaction is none: on an EVM chain that is a hash.
    fileprivate func isProof(for offer: PaymentRequirements) -> Bool {
        guard success, !transaction.isEmpty else { return false }
        guard offer.chainID != nil else { return true }
        return Bytes32(hex: transaction).map { !$0.isZero } ?? false
    }
}

extension Answer {
    fileprivate init(_ status: Int, error: String) {
        self.init(
            status: status, headers: [.init("Content-Type", "application/json")],
            body: Array("{\"error\":\"\(error)\"}".utf8))
    }

    fileprivate func with(_ more: [Answer.Header]) -> Answer {
        var answer = self
        answer.headers += more
        return answer
    }
}
