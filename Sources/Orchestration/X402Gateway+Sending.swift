public import Domain
internal import Hashing
internal import JSON
internal import MCP
public import Paygent
internal import X402

// What happens to the signed bytes: sent, believed only when the chain agrees, looked up later.
extension X402Gateway {
    /// How often the chain is asked for a settlement that the seller claims.
    private static let looksMax = 5
    private static let lookMilliseconds: Int64 = 500

    /// Sends the stored bytes, the same at every attempt.
    public func send(_ attempt: Attempt, for intent: PaymentIntent) async -> Delivery {
        let payload: PaymentPayload
        do { payload = try PaymentPayload(header: attempt.authorization.payload) } catch {
            return Delivery(.notSent(Reason(.notSent, "The stored payment cannot be read.")))
        }
        guard !intent.resource.isEmpty else {
            return Delivery(await settle(payload, attempt.authorization, for: intent))
        }
        if let call = PreparedToolCall(paidBy: intent) {
            return await send(payload, with: call, attempt, for: intent)
        }
        let response: HTTPResponse
        do {
            response = try await http.send(intent.request(with: payload.paymentHeader))
        } catch {
            guard !error.mayHaveBeenReceived else { return Delivery(.unanswered) }
            return Delivery(.notSent(Reason(.notSent, "The seller could not be reached.")))
        }
        let event = await judge(
            PaidAnswer(Answer(response)), status: response.status, attempt.authorization,
            for: intent)
        return Delivery(event, response: PaidResponse(response))
    }

    /// The payment goes with a call of a tool. Whatever a server says of it, the signed bytes are
    /// out once the call has left.
    private func send(
        _ payload: PaymentPayload, with call: PreparedToolCall, _ attempt: Attempt,
        for intent: PaymentIntent
    ) async -> Delivery {
        let answer: RemoteAnswer
        do throws(MCPCallFailure) {
            guard let mcp else {
                throw MCPCallFailure(
                    failure: .unknownServer(call.server ?? call.address, known: []),
                    mayHaveBeenReceived: false)
            }
            answer = try await mcp.call(
                call, key: intent.run.rawValue, meta: [MCPPayment.paymentKey: payload.json])
        } catch {
            guard !error.hasGivenAway else { return Delivery(.unanswered) }
            return Delivery(
                .notSent(
                    Reason(.notSent, "\(call.tool) was not called: \(error.failure.words).")))
        }
        let response = PaidResponse(answer)
        let event = await judge(
            PaidAnswer(toolAnswer: .object(answer.message)), status: response.status,
            attempt.authorization, for: intent)
        return Delivery(event, response: response)
    }

    /// A claim of the seller is checked where it can be: at the chain.
    private func judge(
        _ answer: PaidAnswer, status: Int, _ payment: Paygent.SignedPayment,
        for intent: PaymentIntent
    ) async -> PaymentRun.Event {
        switch answer {
        case .open(let reason):
            return .undecided(
                Reason(.unconfirmed, "The seller's answer: \(Reason.quoting(reason))"))
        case .paid(let settlement):
            // Only the chain proves it. One that is only simulated here sees what was simulated.
            guard let use = await useAfterSettling(payment, for: intent), use.isUsed else {
                return .undecided(
                    Reason(.unconfirmed, "The seller says it was paid; the chain does not yet."))
            }
            return .paid(
                receipt(
                    use, for: intent, or: settlement.transaction, status: status))
        }
    }

    /// - Parameter claimed: the transaction by the seller's word.
    func receipt(
        _ use: PermitUse, for intent: PaymentIntent, or claimed: String = "", status: Int? = nil
    ) -> Receipt {
        let charged = use.charged == intent.amount.atomicUnits ? nil : use.charged
        return Receipt(
            transaction: use.transaction ?? claimed, evidence: .chain, status: status,
            isSimulated: isSimulated(intent), charged: charged)
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
                if let use = await use(of: payment, for: intent), use.isUsed {
                    return .paid(receipt(use, for: intent))
                }
                return .undecided(Reason(.notSettled, "The network refused: \(reason.rawValue)."))
            }
        }
    }

    /// Asks the chain what became of an authorization.
    public func reconcile(
        _ authorization: Paygent.SignedPayment, for intent: PaymentIntent, at now: Timestamp
    ) async -> PaymentRun.Event? {
        // The block first: what is unused in its state was not used before it.
        let head: ChainHead
        do { head = try await chain.head(of: intent.amount.asset.network) } catch { return nil }
        guard let use = await use(of: authorization, for: intent, in: head) else { return nil }
        guard !use.isUsed else { return .paid(receipt(use, for: intent)) }
        guard authorization.isOver(at: head.time) else { return nil }
        return .notPaid(Reason(.notSettled, "The seller never collected the payment."))
    }

    /// The seller's node may be ahead of ours by a moment.
    private func useAfterSettling(
        _ payment: Paygent.SignedPayment, for intent: PaymentIntent
    ) async -> PermitUse? {
        for _ in 0..<Self.looksMax {
            let use = await use(of: payment, for: intent)
            if isSimulated(intent) || use?.isUsed ?? false { return use }
            do { try await Task.sleep(for: .milliseconds(Self.lookMilliseconds)) } catch { break }
        }
        return await use(of: payment, for: intent)
    }

    func isSimulated(_ intent: PaymentIntent) -> Bool {
        chain.isSimulated(on: intent.amount.asset.network)
    }

    /// Nil when the chain does not say, or when it is another one than the payment was signed for:
    /// a sandbox knows nothing of what happened on a real chain.
    ///
    /// - Parameter head: the block in whose state that is asked; nil for the latest.
    func use(
        of payment: Paygent.SignedPayment, for intent: PaymentIntent, in head: ChainHead? = nil
    ) async -> PermitUse? {
        guard payment.isSimulated == isSimulated(intent), let nonce = Bytes32(hex: payment.nonce)
        else { return nil }
        let asset = intent.amount.asset
        do {
            if case .permit2(let permit) = try PaymentPayload(header: payment.payload).method {
                return try await chain.use(
                    of: SignedPermit(permit, asset: asset, signature: []), in: head)
            }
            let state = try await chain.authorizationState(
                from: payment.payer, nonce: nonce, asset: asset, in: head)
            guard case .used(let transaction) = state else { return .unused }
            return PermitUse(isUsed: true, transaction: transaction)
        } catch { return nil }
    }
}

extension Paygent.SignedPayment {
    /// How far the chain has to be beyond the window: its last blocks are sometimes replaced by
    /// others, with earlier times.
    private static let settledSeconds: Int64 = 60

    /// Whether nobody can collect it any more that has not done so in a block of that time. Our own
    /// clock has no say in it, nor has a node that is behind.
    func isOver(at block: Timestamp) -> Bool {
        block > validBefore.adding(seconds: Self.settledSeconds)
    }
}

extension PaymentIntent {
    fileprivate func request(with payment: Answer.Header) -> HTTPRequest {
        var headers = [HTTPHeader(payment.name, payment.value)]
        if body != nil { headers.append(HTTPHeader("Content-Type", "application/json")) }
        return HTTPRequest(method, resource, headers: headers, body: Array((body ?? "").utf8))
    }
}

extension PaidResponse {
    /// A tool that was called and did not do it is a server's error.
    init(_ answer: RemoteAnswer) {
        self.init(
            status: answer.isError ? 500 : 200,
            contentType: answer.isJSON ? "application/json" : "text/plain",
            body: Array(answer.text.utf8))
    }

    fileprivate init(_ response: HTTPResponse) {
        self.init(
            status: response.status,
            contentType: response.value(of: "Content-Type") ?? "application/octet-stream",
            body: response.body)
    }
}
