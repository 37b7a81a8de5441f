public import Domain
public import X402

/// Makes one paid request from beginning to end in this process, without ledger or budget: for
/// other programs' use from the terminal. The caller's maximum is the only limit.
public struct Buyer: Sendable {
    private let http: any HTTPClient
    private let signer: any Signer
    private let assets: AssetTable
    private let clock: any Clock

    public init(
        http: any HTTPClient, signer: any Signer, assets: AssetTable, clock: any Clock
    ) {
        self.http = http
        self.signer = signer
        self.assets = assets
        self.clock = clock
    }

    /// - Parameters:
    ///   - runID: decides the nonce; give the same one to try the same purchase again.
    ///   - decision: what allows the signature.
    public func buy(
        _ request: HTTPRequest, runID: String, choosing terms: OfferChoice.Terms,
        allowedBy decision: AllowDecision
    ) async -> Purchase.Outcome {
        guard let host = HostName.of(request.url) else { return .notPaid("bad_url") }
        var purchase = Purchase(
            Purchase.Terms(payer: signer.address, runID: runID, host: host), choosing: terms,
            assets: assets)
        var action = Purchase.Action.ask
        while true {
            if case .over(let outcome) = purchase.state { return outcome }
            let event = await act(action, request, decision)
            let now = UInt64(clamping: clock.now().secondsSinceEpoch)
            do { action = try purchase.apply(event, now: now) } catch {
                preconditionFailure("an action's own event fits the state that asked for it")
            }
        }
    }

    private func act(
        _ action: Purchase.Action, _ request: HTTPRequest, _ decision: AllowDecision
    ) async -> Purchase.Event {
        switch action {
        case .ask: return await send(request)
        case .pay(let header):
            var paid = request
            paid.headers.append(HTTPHeader(header.name, header.value))
            return await send(paid)
        case .sign(let message):
            do {
                return .signed(
                    try await signer.sign(SigningRequest(message, allowedBy: decision)))
            } catch { return .notSigned("\(error)") }
        case .stop: preconditionFailure("a purchase that is over asks for nothing")
        }
    }

    private func send(_ request: HTTPRequest) async -> Purchase.Event {
        do { return .answered(Answer(try await http.send(request))) } catch {
            return .unanswered(mayHaveBeenReceived: error.mayHaveBeenReceived)
        }
    }
}
