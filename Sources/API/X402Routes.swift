internal import Domain
internal import JSON
internal import Orchestration
internal import Web
internal import X402

/// `/x402` and `/facilitator`: the priced demo resource, and the facilitator that others may use.
struct X402Routes {
    let facilitator: Facilitator
    /// Of the demo resource; the facilitator behind it is our own.
    let seller: Seller
    /// Anybody may call: no keys are configured.
    let isOpen: Bool
    let assets: AssetTable
    let clock: any Clock
    /// Where this service is reached.
    let baseURL: @Sendable () -> String

    var routes: [Route] {
        [
            .endpoint(
                .get, DemoResource.path, tag: "x402",
                "A priced resource, to try a payment against (simulated)",
                answers: [
                    .init(.ok, "The goods, paid for."), .init(.paymentRequired, "The price."),
                ], demo),
            .endpoint(
                .get, DemoResource.bulletinPath, tag: "x402",
                "A month of a subscription, to try one against (simulated)",
                answers: [
                    .init(.ok, "The month, paid for."), .init(.paymentRequired, "The price."),
                ], bulletin),
        ] + facilitatorRoutes(under: "/facilitator")
    }

    func facilitatorRoutes(under path: String) -> [Route] {
        [
            .endpoint(
                .get, "\(path)/supported", tag: "x402", "What can be verified and settled"
            ) { _ in .json(facilitator.supported) },
            .endpoint(.post, "\(path)/verify", tag: "x402", "Would it settle?", verify),
            .endpoint(.post, "\(path)/settle", tag: "x402", "Settle it", settle),
        ]
    }

    private func demo(_ request: Request) async throws(Problem) -> Response {
        let url = baseURL() + DemoResource.path
        let priced = DemoResource.priced(
            at: url, assets: assets, isSimulated: facilitator.isSimulated)
        guard let resource = priced else {
            throw Problem(.internalError, "The demo has no price.")
        }
        let now = clock.now()
        let answer = await seller.serve(resource, to: Seller.Request(request)) {
            Answer(
                status: 200, headers: [.init("Content-Type", "application/json")],
                body: Self.goods(at: now).bytes)
        }
        return Response(answer)
    }

    private func bulletin(_ request: Request) async throws(Problem) -> Response {
        let resource = DemoResource.priced(
            at: baseURL() + DemoResource.bulletinPath, for: DemoResource.bulletinPrice,
            "News bulletin, a month", assets: assets, isSimulated: facilitator.isSimulated)
        guard let resource else { throw Problem(.internalError, "The demo has no price.") }
        let month = String(clock.now().rfc3339.prefix(7))
        let answer = await seller.serve(resource, to: Seller.Request(request)) {
            let goods: JSONValue = [
                "simulated": true, "month": .string(month),
                "headline": "Nothing happened, and it was reported on time.",
            ]
            return Answer(
                status: 200, headers: [.init("Content-Type", "application/json")],
                body: goods.bytes)
        }
        return Response(answer)
    }

    /// Made up from the day, and says so.
    private static func goods(at now: Timestamp) -> JSONValue {
        let day = now.dayNumber
        let skies = ["clear", "light clouds", "showers", "steady rain", "wind"]
        return [
            "simulated": true, "day": .string(String(now.rfc3339.prefix(10))),
            "sky": .string(skies[Int(day) % skies.count]),
            "temperature_celsius": .integer(8 + day * 7 % 15),
            "quote": "There is no bad weather, only a forecast nobody paid for.",
        ]
    }

    private func verify(_ request: Request) async throws(Problem) -> Response {
        let body = try facilitatorRequest(request)
        do { return .json(try await facilitator.verify(body).json) } catch {
            throw Self.problem(error)
        }
    }

    private func settle(_ request: Request) async throws(Problem) -> Response {
        let body = try facilitatorRequest(request)
        if isOpen, let network = body.requirements.network, facilitator.costsRealFees(on: network) {
            throw Problem(
                .facilitatorClosed,
                "Settling on \(network.title) costs real fees, so strangers may not ask for it: "
                    + "start this service with --api-keys and send one as X-API-Key.")
        }
        do { return .json(try await facilitator.settle(body).json) } catch {
            throw Self.problem(error)
        }
    }

    private static func problem(_ failure: FacilitatorFailure) -> Problem {
        switch failure {
        case .unavailable(let reason):
            Problem(.storeUnavailable, "Nothing was moved, try again in a moment: \(reason).")
        case .unknown(let reason):
            Problem(.storeUnavailable, "Only this very payment may be tried again: \(reason).")
        }
    }

    private func facilitatorRequest(_ request: Request) throws(Problem) -> FacilitatorRequest {
        let object = try request.jsonObject()
        do { return try FacilitatorRequest(.object(object)) } catch {
            throw Problem(
                .paymentInvalid, "The payment cannot be read (\(error.code)); nothing was moved.")
        }
    }
}

extension Seller.Request {
    fileprivate init(_ request: Request) {
        self.init(
            headers: request.headers.allPairs.map { Answer.Header($0.0, $0.1) },
            fingerprint: Array("\(request.method.rawValue) \(request.path)".utf8))
    }
}

extension Response {
    init(_ answer: Answer) {
        self.init(Status(answer.status), body: .bytes(answer.body))
        for header in answer.headers { headers.add(header.name, header.value) }
    }
}
