import Domain
import Orchestration
import Paygent
import Synchronization
import Testing
import X402

@Suite struct SubscriptionsTests {
    /// Two years in uneven steps, two nodes at once, a clock that jumps: one payment a month.
    @Test(arguments: [UInt64](1...4))
    func twoNodesPayEachPeriodOnce(seed: UInt64) async throws {
        let bench = try await ReaderBench()
        try await bench.subscribe()
        let start = bench.clock.now()
        var (state, numbers) = (seed &* 7919, Set<Int64>([1]))
        while bench.clock.now() < start.adding(seconds: 730 * 86_400) {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            let step = Int64(state >> 33) % 1_000_000
            bench.clock.advance(seconds: state.isMultiple(of: 9) ? -step / 4 : step)
            async let first = bench.renew()
            async let second = bench.renew()
            _ = try await (first, second)
            numbers.insert(try await bench.standing().number)
        }
        let comment: Comment = "seed \(seed)"
        #expect(bench.money.gateway.signed == numbers.count, comment)
        #expect((23...25).contains(numbers.count), comment)
        #expect(try await bench.standing().state == .active, comment)
    }

    @Test func aHigherPriceWaitsForAPerson() async throws {
        let bench = try await ReaderBench()
        try await bench.subscribe()
        bench.server.set(Quantity(digits: 3, scale: 1))
        bench.clock.advance(seconds: 40 * 86_400)
        try await bench.renew()
        let standing = try await bench.standing()
        #expect(standing.state == .renewing && bench.money.gateway.signed == 1)
        let run = try await bench.runs.run(standing.run, of: .local)
        #expect(run.status == .awaitingApproval)
        #expect(!standing.isUsable(at: bench.clock.now()))
        _ = try await bench.runs.cancel(standing.run, of: .local)
        bench.clock.advance(seconds: 60)
        try await bench.renew()
        // Somebody may approve it still.
        #expect(try await bench.standing().state == .renewing)
        let payment = ID<PaymentRun>("\(standing.run)-1")
        try await bench.money.approvals.takeBack(payment, of: .local)
        bench.clock.advance(seconds: 60)
        try await bench.renew()
        #expect(try await bench.standing().state == .pastDue)
    }

    /// The owner stopped the run while nobody could say whether its payment had settled.
    @Test(arguments: [true, false])
    func aRenewalWhosePaymentIsOpenIsNotPaidAgain(settles: Bool) async throws {
        let bench = try await ReaderBench(
            MoneyBench(
                ScriptedGateway(
                    deliveries: [.paid(Money.receipt), .undecided(Self.no)],
                    answers: [nil, settles ? .paid(Money.receipt) : .notPaid(Self.no)])))
        try await bench.subscribe()
        bench.clock.advance(seconds: 40 * 86_400)
        try await bench.renew()
        _ = try await bench.runs.cancel(try await bench.standing().run, of: .local)
        for _ in 0..<3 {
            bench.clock.advance(seconds: 86_400)
            try await bench.renew()
        }
        #expect(try await bench.standing().state == .renewing && bench.money.gateway.signed == 2)
        _ = try await bench.money.recovery.pass()
        bench.clock.advance(seconds: 60)
        try await bench.renew()
        #expect(try await bench.standing().state == (settles ? .active : .pastDue))
        #expect(bench.money.gateway.signed == 2)
    }

    private static let no = Reason(.declined, "The seller said no.")

    /// Where a service is listed may be changed after it was subscribed to.
    @Test func aRenewalGoesWhereItWasSubscribed() async throws {
        let bench = try await ReaderBench()
        try await bench.subscribe()
        bench.newsstand.move(to: "https://elsewhere.example")
        bench.clock.advance(seconds: 40 * 86_400)
        try await bench.renew()
        let runs = try await bench.money.store.runs(matching: RunFilter(limit: 9)).map(\.run)
        #expect(runs.count == 2)
        #expect(Set(runs.map(\.intent.resource)) == ["https://news.example"])
    }

    @Test func aStoppedAgentRenewsNothingAndExpires() async throws {
        let bench = try await ReaderBench()
        try await bench.subscribe()
        let kill = KillSwitch(runs: bench.money.store, clock: bench.clock, events: Broadcast())
        _ = try await kill.kill(.agent("local/reader"), by: "test")
        for _ in 0..<4 {
            bench.clock.advance(seconds: 40 * 86_400)
            try await bench.renew()
        }
        #expect(try await bench.standing().state == .expired)
        #expect(bench.money.gateway.signed == 1)
    }
}

/// An agent that has a newspaper, over the memory backends.
private struct ReaderBench {
    let money: MoneyBench
    let server = PricedServer()
    let newsstand = Newsstand()
    let store: MemorySubscriptionStore
    let runs: AgentRuns

    var clock: TestClock { money.clock }

    init(_ money: MoneyBench = MoneyBench()) async throws {
        self.money = money
        let (agents, runStore) = (MemoryStore(), MemoryAgentRunStore(journal: money.store))
        store = MemorySubscriptionStore(runs: runStore)
        let chain = SandboxChain(ledger: MemorySandboxLedger(), clock: money.clock) { _, _ in nil }
        let assets = AssetTable()
        var design = GeneralAgent.design
        design.spec[.tools] = .tools([.subscribeService, .discoverServices])
        design.spec[.dailyLimit] = .limit(.amount(TokenAmount(Quantity(5), "USDC")))
        _ = try await agents.register(
            AgentDraft(
                name: "reader", design: design, file: [], sha256: "",
                createdAt: money.clock.now()), of: .local)
        runs = AgentRuns(
            runs: runStore, agents: agents, payments: money.payments,
            paymentRuns: money.store, prices: PriceDiscovery(http: server, assets: assets),
            tools: ToolCaller(http: server) { _ in nil }, assets: assets, services: newsstand,
            wallet: Wallet(chain: chain, assets: assets, address: Money.seller),
            interpreter: EmbeddedInterpreter(), journal: money.store, events: Broadcast(),
            clock: money.clock, randomness: CountingRandomness(), subscriptions: store)
    }

    func subscribe() async throws {
        let order = Order("subscribe to news", command: .subscribe(.init(service: "news")))
        let begun = try await runs.begin(order, agent: "reader", session: nil, of: .local)
        #expect(try await runs.drive(begun.id, of: .local).status == .completed)
        #expect(try await standing().state == .active)
    }

    /// As one node does it.
    func renew() async throws {
        let node = Subscriptions(store: store, runs: runs, clock: clock)
        for started in try await node.pass() {
            _ = try await runs.drive(started.run, of: .local)
        }
    }

    func standing() async throws -> Subscription {
        try #require(
            try await store.subscription(to: "news", of: "reader", tenant: .local)
        ).value
    }
}

private final class Newsstand: ServiceDirectory {
    private let url = Mutex("https://news.example")

    func move(to other: String) { url.withLock { $0 = other } }

    func listings() async throws(StoreError) -> [Listing] {
        var news = Listing(
            id: "news", name: "News", summary: "", category: "news", url: url.withLock { $0 },
            price: TokenAmount(Quantity(digits: 25, scale: 2), "USDC"),
            pricingModel: "subscription")
        news.period = .monthly
        return [news]
    }
}

/// Asks for a price, whatever it is asked.
private final class PricedServer: HTTPClient {
    private let price = Mutex(Quantity(digits: 25, scale: 2))

    func set(_ quantity: Quantity) { price.withLock { $0 = quantity } }

    func send(_ request: HTTPRequest) async throws(HTTPFailure) -> HTTPResponse {
        guard let asset = AssetTable().asset("USDC", on: .cronosTestnet),
            let resource = PricedResource(
                .init(url: request.url, description: "News", mimeType: "text/plain"),
                prices: [.init(Money(atMost: price.withLock { $0 }, of: asset))],
                payTo: Money.seller)
        else { throw .cancelled }
        let answer = resource.demand()
        return HTTPResponse(
            status: answer.status,
            headers: answer.headers.map { HTTPHeader($0.name, $0.value) }, body: answer.body)
    }

    func stream(
        _ request: HTTPRequest, onBytes: @escaping @Sendable ([UInt8]) -> Bool
    ) async throws(HTTPFailure) -> HTTPResponse {
        throw .cancelled
    }
}
