import Domain
import Hashing
import JSON
import Orchestration
import Paygent
import Signing
import Synchronization
import Testing
import X402

/// A buyer's gateway and a seller in one process, with real signatures on the sandbox.
@Suite struct TradeTests {
    typealias World = FacilitatorTests.World

    /// Hands requests to a seller, and can lose them or their answers.
    final class Wire: HTTPClient {
        enum Fault: Sendable { case none, unreachable, answerLost, lie }

        private let seller: Seller
        private let priced: PricedResource
        private let handler: @Sendable () async -> Answer
        private let faults = Mutex<[Fault]>([])
        let sent = Mutex<[HTTPRequest]>([])

        init(
            _ world: World, faults: [Fault] = [],
            handler: @escaping @Sendable () async -> Answer = { TradeTests.goods }
        ) throws {
            seller = Seller(
                facilitator: world.facilitator, marks: MemoryMarkStore(),
                clock: FacilitatorTests.FixedClock(seconds: world.now),
                randomness: Entropy(), recover: Secp256k1.recover)
            let resource = PaymentRequirements.Resource(
                url: TradeTests.url, description: "weather", mimeType: "text/plain")
            priced = try #require(
                PricedResource(
                    resource,
                    prices: [.init(Money(atomicUnits: 10_000, of: world.asset), isSimulated: true)],
                    payTo: world.payTo))
            self.handler = handler
            self.faults.withLock { $0 = faults }
        }

        func send(_ request: HTTPRequest) async throws(HTTPFailure) -> HTTPResponse {
            sent.withLock { $0.append(request) }
            let fault = faults.withLock { $0.isEmpty ? .none : $0.removeFirst() }
            if fault == .unreachable { throw .notConnected("test") }
            if fault == .lie { return TradeTests.lie }
            let headers = request.headers.map { Answer.Header($0.name, $0.value) }
            let answer = await seller.serve(
                priced, to: Seller.Request(headers: headers), handler: handler)
            if fault == .answerLost { throw .timedOut }
            return HTTPResponse(
                status: answer.status,
                headers: answer.headers.map { HTTPHeader($0.name, $0.value) }, body: answer.body)
        }

        func stream(
            _ request: HTTPRequest, onBytes: @escaping @Sendable ([UInt8]) -> Bool
        ) async throws(HTTPFailure) -> HTTPResponse { try await send(request) }
    }

    static let url = "https://api.example.com/weather"
    static let goods = Answer(
        status: 200, headers: [.init("Content-Type", "text/plain")], body: Array("sunny".utf8))
    static let lie = HTTPResponse(
        status: 200,
        headers: [
            HTTPHeader(
                "PAYMENT-RESPONSE",
                SettlementResponse(
                    success: true, transaction: "0xabc", networkName: "eip155:338",
                    isSimulated: true
                ).header)
        ])

    static func gateway(
        _ world: World, _ wire: Wire, generation: Int64? = 1, at chain: SandboxChain? = nil
    ) throws -> X402Gateway {
        let chain = chain ?? world.chain
        return X402Gateway(
            signer: try LocalSigner(try Fixtures.testKey(0)) { _ in
                generation.map { Standing(generation: $0, isKilled: false) }
            }, chain: chain, http: wire, assets: AssetTable(),
            ground: SigningGround(chain: chain, mainnets: []))
    }

    static func price(_ world: World, _ wire: Wire) async throws -> PriceDiscovery.Price {
        let terms = OfferChoice.Terms(
            network: .cronosTestnet, currency: "USDC",
            amountMax: Money(atomicUnits: 50_000, of: world.asset))
        let found = await PriceDiscovery(http: wire, assets: AssetTable())
            .ask(HTTPRequest("GET", url), terms: terms)
        guard case .price(let price) = found else {
            Issue.record("\(found)")
            throw HTTPFailure.broken("no price")
        }
        return price
    }

    static func intent(
        _ world: World, _ price: PriceDiscovery.Price?, amount: UInt128 = 10_000,
        resource: String = url, run: String = "run-1"
    ) -> PaymentIntent {
        PaymentIntent(
            run: ID(run), agent: AgentReference(name: "buyer", version: 1), policyHash: "p",
            payee: Payee(host: "api.example.com", address: world.payTo), resource: resource,
            amount: Money(atomicUnits: amount, of: world.asset), offer: price?.offer, requester: "owner", team: nil)
    }

    static func signed(
        _ gateway: X402Gateway, _ intent: PaymentIntent, _ world: World
    ) async throws -> Attempt {
        let event = await gateway.sign(
            PaymentRun(intent, generation: 1),
            at: Timestamp(millisecondsSinceEpoch: world.now * 1000))
        guard case .signed(let payment) = event else {
            Issue.record("\(event)")
            throw HTTPFailure.broken("not signed")
        }
        return Attempt(payment)
    }

    @Test func aPricedAnswerIsBought() async throws {
        let world = try await World()
        let wire = try Wire(world)
        let gateway = try Self.gateway(world, wire)
        let intent = Self.intent(world, try await Self.price(world, wire))
        let attempt = try await Self.signed(gateway, intent, world)
        let delivery = await gateway.send(attempt, for: intent)
        guard case .paid(let receipt) = delivery.event else {
            Issue.record("\(delivery.event)")
            return
        }
        #expect(receipt.evidence == .chain && receipt.isSimulated && receipt.isServed)
        #expect(delivery.response?.body == Self.goods.body)
        #expect(delivery.response?.contentType == "text/plain")
        #expect(try await world.chain.balance(of: world.payTo, asset: world.asset) == 10_000)
    }

    @Test func onePaymentSentFiftyTimesAtOnceBuysOneAnswer() async throws {
        let world = try await World()
        let served = Mutex(0)
        let wire = try Wire(world) {
            served.withLock { $0 += 1 }
            await Task.yield()
            return Self.goods
        }
        let gateway = try Self.gateway(world, wire)
        let intent = Self.intent(world, try await Self.price(world, wire))
        let attempt = try await Self.signed(gateway, intent, world)
        let statuses = await withTaskGroup(of: Int?.self) { group in
            for _ in 0..<50 {
                group.addTask { await gateway.send(attempt, for: intent).response?.status }
            }
            return await group.reduce(into: [Int?]()) { $0.append($1) }
        }
        #expect(statuses.filter { $0 == 200 }.count == 1)
        #expect(served.withLock { $0 } == 1)
        #expect(try await world.chain.balance(of: world.payTo, asset: world.asset) == 10_000)
    }

    @Test func aLostAnswerIsFoundOnTheChain() async throws {
        let world = try await World()
        let wire = try Wire(world, faults: [.none, .answerLost])
        let gateway = try Self.gateway(world, wire)
        let intent = Self.intent(world, try await Self.price(world, wire))
        let attempt = try await Self.signed(gateway, intent, world)
        #expect(await gateway.send(attempt, for: intent).event == .unanswered)
        let now = Timestamp(millisecondsSinceEpoch: world.now * 1000)
        let event = await gateway.reconcile(attempt.authorization, for: intent, at: now)
        guard case .paid(let receipt) = event else {
            Issue.record("\(String(describing: event))")
            return
        }
        #expect(receipt.evidence == .chain)
    }

    @Test func aServerThatIsNotReachedHasCertainlyNotTheBytes() async throws {
        let world = try await World()
        let wire = try Wire(world, faults: [.none, .unreachable])
        let gateway = try Self.gateway(world, wire)
        let intent = Self.intent(world, try await Self.price(world, wire))
        let attempt = try await Self.signed(gateway, intent, world)
        guard case .notSent = await gateway.send(attempt, for: intent).event else {
            Issue.record("it was not reached")
            return
        }
        guard case .paid = await gateway.send(attempt, for: intent).event else {
            Issue.record("the same bytes are good at the next try")
            return
        }
        let headers = wire.sent.withLock { $0.dropFirst().map(\.headers) }
        #expect(Set(headers).count == 1)
    }

    /// A handler that fails is not paid; only the end of the window on the chain makes that
    /// certain, whatever our own clock says.
    @Test func whatIsNotServedIsNotCharged() async throws {
        let world = try await World()
        let wire = try Wire(world) { Answer(status: 500) }
        let gateway = try Self.gateway(world, wire)
        let intent = Self.intent(world, try await Self.price(world, wire))
        let attempt = try await Self.signed(gateway, intent, world)
        guard case .undecided = await gateway.send(attempt, for: intent).event else {
            Issue.record("a failure decides nothing")
            return
        }
        #expect(try await world.chain.balance(of: world.payTo, asset: world.asset) == 0)
        let muchLater = attempt.authorization.validBefore.adding(seconds: 3600)
        #expect(await gateway.reconcile(attempt.authorization, for: intent, at: muchLater) == nil)
        let after = try Self.gateway(world, wire, at: world.chain(after: 3600))
        let later = await after.reconcile(attempt.authorization, for: intent, at: muchLater)
        guard case .notPaid = later else {
            Issue.record("\(String(describing: later))")
            return
        }
    }

    @Test func aSellerThatLiesAboutSettlementIsNotBelieved() async throws {
        let world = try await World()
        let wire = try Wire(world, faults: [.none, .lie])
        let gateway = try Self.gateway(world, wire)
        let intent = Self.intent(world, try await Self.price(world, wire))
        let attempt = try await Self.signed(gateway, intent, world)
        guard case .undecided = await gateway.send(attempt, for: intent).event else {
            Issue.record("the chain knows nothing of it")
            return
        }
    }

    @Test(arguments: [9_999, 10_001] as [UInt128])
    func onlyTheAmountThatWasDecidedOnIsSigned(amount: UInt128) async throws {
        let world = try await World()
        let wire = try Wire(world)
        let gateway = try Self.gateway(world, wire)
        let price = try await Self.price(world, wire)
        let event = await gateway.sign(
            PaymentRun(Self.intent(world, price, amount: amount), generation: 1),
            at: Timestamp(millisecondsSinceEpoch: world.now * 1000))
        guard case .notSigned(let reason) = event else {
            Issue.record("\(event)")
            return
        }
        #expect(reason.code == .offerChanged)
    }

    @Test(arguments: [2, nil] as [Int64?])
    func nothingIsSignedAfterAKill(generation: Int64?) async throws {
        let world = try await World()
        let wire = try Wire(world)
        let gateway = try Self.gateway(world, wire, generation: generation)
        let event = await gateway.sign(
            PaymentRun(Self.intent(world, try await Self.price(world, wire)), generation: 1),
            at: Timestamp(millisecondsSinceEpoch: world.now * 1000))
        guard case .notSigned = event else {
            Issue.record("\(event)")
            return
        }
    }

    @Test func theSandboxSignsNothingForRealMoney() async throws {
        let world = try await World()
        let gateway = try Self.gateway(world, try Wire(world))
        let base = try #require(AssetTable().asset("USDC", on: .base))
        let intent = PaymentIntent(
            run: ID("r"), agent: AgentReference(name: "a", version: 1), policyHash: "p",
            payee: Payee(address: world.payTo), amount: Money(atomicUnits: 1, of: base), requester: "owner", team: nil)
        let event = await gateway.sign(
            PaymentRun(intent, generation: 1),
            at: Timestamp(millisecondsSinceEpoch: world.now * 1000))
        guard case .notSigned = event else {
            Issue.record("\(event)")
            return
        }
    }

    @Test func aPlainTransferGoesToTheChainAndOnlyOnce() async throws {
        let world = try await World()
        let gateway = try Self.gateway(world, try Wire(world))
        let intent = Self.intent(world, nil, amount: 700, resource: "")
        let attempt = try await Self.signed(gateway, intent, world)
        for _ in 0..<2 {
            guard case .paid(let receipt) = await gateway.send(attempt, for: intent).event else {
                Issue.record("a transfer is paid, also when asked again")
                return
            }
            #expect(receipt.evidence == .chain)
        }
        #expect(try await world.chain.balance(of: world.payTo, asset: world.asset) == 700)
    }

    /// A second signature of a run has the same nonce, so that only one of the two can settle.
    @Test func signingARunAgainCannotPayTwice() async throws {
        let world = try await World()
        let wire = try Wire(world)
        let gateway = try Self.gateway(world, wire)
        let intent = Self.intent(world, try await Self.price(world, wire))
        let first = try await Self.signed(gateway, intent, world)
        let event = await gateway.sign(
            PaymentRun(intent, generation: 1),
            at: Timestamp(millisecondsSinceEpoch: (world.now + 9) * 1000))
        guard case .signed(let second) = event else {
            Issue.record("\(event)")
            return
        }
        #expect(second.nonce == first.authorization.nonce)
        #expect(second.payload != first.authorization.payload)
        _ = await gateway.send(first, for: intent)
        _ = await gateway.send(Attempt(second), for: intent)
        #expect(try await world.chain.balance(of: world.payTo, asset: world.asset) == 10_000)
    }
}
