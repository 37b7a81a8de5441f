import Domain
import JSON
import Orchestration
import Paygent
import Testing
import X402

/// Trades that were stored under one configuration and are looked after under another.
@Suite struct OrderGatewayTests {
    private let clock = TestClock()
    private let paper = MemoryPaperStore(ledger: MemorySandboxLedger())

    /// Restarted without PAYGENT_ROUTERS: the router may have carried it out, or still do so.
    @Test func aRealTradeIsUndecidedWhileItsRouterIsNotConfigured() async throws {
        let gateway = try gateway(withRouter: false)
        let trade = try trade(payload: #"{"raw":["0x02"],"hash":"0x01"}"#, isSimulated: false)
        clock.advance(seconds: 86_400)
        let delivery = await gateway.send(Attempt(trade.payment), for: trade.intent)
        #expect(delivery.event.name == "undecided")
        let event = await gateway.reconcile(trade.payment, for: trade.intent, at: clock.now())
        #expect(event == nil)
    }

    /// A router was configured while a simulated trade was open: the simulation still knows it.
    @Test func aSimulatedTradeStaysWithTheSimulation() async throws {
        let before = try gateway(withRouter: false)
        let intent = try trade(payload: "", isSimulated: true).intent
        let event = await before.sign(PaymentRun(intent), at: clock.now())
        guard case .signed(let payment) = event else {
            Issue.record("\(event)")
            return
        }
        clock.advance(seconds: 86_400)
        let gateway = try gateway(withRouter: true)
        let found = await gateway.reconcile(payment, for: intent, at: clock.now())
        #expect(found?.name == "not_paid")
    }

    @Test(arguments: [true, false])
    func aStoredTradeThatCannotBeReadDecidesNothing(isSimulated: Bool) async throws {
        let gateway = try gateway(withRouter: true)
        let trade = try trade(payload: "{", isSimulated: isSimulated)
        clock.advance(seconds: 86_400)
        let delivery = await gateway.send(Attempt(trade.payment), for: trade.intent)
        #expect(delivery.event.name == "unanswered")
        let event = await gateway.reconcile(trade.payment, for: trade.intent, at: clock.now())
        #expect(event == nil)
    }

    /// The node may have passed the trade on before it failed.
    @Test(arguments: [ScriptedNode.Fault.error, .unreachable])
    func whatANodeHasSeenOfATradeIsNeverCalledUnsent(fault: ScriptedNode.Fault) async throws {
        let node = try ScriptedNode()
        node.change { $0.faults["eth_sendRawTransaction"] = fault }
        let order = try trade(payload: "", isSimulated: false).order
        let payload: JSONValue = [
            "raw": ["0x02"], "hash": .string("0x" + String(repeating: "1", count: 64)),
            "order": order.json,
        ]
        let trade = try trade(payload: payload.text, isSimulated: false)
        let gateway = try gateway(withRouter: true, node)
        let delivery = await gateway.send(Attempt(trade.payment), for: trade.intent)
        #expect(delivery.event.name == (fault == .unreachable ? "not_sent" : "unanswered"))
    }

    private func gateway(
        withRouter: Bool, _ node: ScriptedNode? = nil
    ) throws -> OrderGateway {
        let desk = PaperDesk(
            store: paper, assets: AssetTable(), wallet: Money.seller, clock: clock)
        let chain = SandboxChain(ledger: MemorySandboxLedger(), clock: clock) { _, _ in nil }
        let router = try RouterExchange(
            .cronosTestnet, router: Money.seller, assets: AssetTable(),
            http: try node ?? ScriptedNode(), url: "http://node.example",
            signer: WorthlessSigner(), numbers: MemoryTransactionNumbers(), clock: clock)
        let venues = Venues(
            simulatedExchange: PaperExchange(desk),
            exchanges: withRouter ? [.cronosTestnet: router] : [:],
            perpetuals: PaperPerpetuals(desk), predictions: PaperPredictions(desk),
            sandbox: Wallet(chain: chain, assets: AssetTable(), address: Money.seller))
        return OrderGateway(
            payments: ScriptedGateway(), venues: venues,
            ground: SigningGround(chain: chain, mainnets: []), wallet: Money.seller
        ) { _ in Standing(generation: 0, isKilled: false) }
    }

    private func trade(
        payload: String, isSimulated: Bool
    ) throws -> (payment: SignedPayment, intent: PaymentIntent, order: VenueOrder) {
        let usdc = try #require(AssetTable().asset("USDC", on: .cronosTestnet))
        let give = Money(atomicUnits: 1000, of: usdc)
        let order = VenueOrder.swap(give: give, minimum: Money(atomicUnits: 1, of: usdc))
        let intent = PaymentIntent(
            run: ID("r"), agent: AgentReference(name: "trader", version: 1), policyHash: "p",
            payee: Payee(name: "VVS", address: Money.seller), amount: give, offer: order.json,
            requester: "owner", team: nil)
        let payment = SignedPayment(
            nonce: "0x1", payer: Money.seller, payTo: Money.seller, payload: payload,
            validBefore: clock.now().adding(seconds: 300), generation: 0,
            isSimulated: isSimulated)
        return (payment, intent, order)
    }
}
