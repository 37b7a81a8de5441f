import Domain
import JSON
import Paygent
import Testing

@Suite struct AgentRunStoredTests {
    static let commands: [Command] = [
        .payment(
            .init(amount: Quantity(2), token: "USDC", recipient: "weather", schedule: "daily")),
        .transfer(.init(portion: .percent(Quantity(50)), token: "CRO", recipient: "Ines")),
        .swap(
            .init(
                portion: .amount(Quantity(3)), fromToken: "CRO", toToken: "USDC",
                isAmountReceived: true)),
        .balanceCheck(token: "all", address: nil),
        .serviceDiscovery(
            .init(query: "maps", maxPrice: Quantity(1), token: "USDC", order: .bestRated)),
        .subscribe(.init(service: "news", amount: Quantity(9), token: "USDC", period: .monthly)),
        .cancelSubscription(service: "news"),
        .perpetualOpen(
            .init(market: "BTC", side: .short, amount: Quantity(5), leverage: Quantity(3))),
        .perpetualClose(market: "all", side: nil, percent: Quantity(25)),
        .setStopLoss(market: "BTC", price: Quantity(100), percent: nil),
        .predictionBet(.init(market: "rain", outcome: "no", amount: Quantity(1), token: "USDC")),
        .claimWinnings(market: "all"),
        .addLiquidity(
            .init(tokenA: "CRO", amountA: Quantity(1), tokenB: "USDC", amountB: Quantity(2))),
        .removeLiquidity(.init(tokenA: "CRO", tokenB: "USDC", portion: .percent(Quantity(50)))),
        .removeLiquidity(.init()), .farm(.init(.harvest, tokenA: "CRO")),
        .paymentHistory(
            .init(period: "last_month", limit: 5, status: .failed, minAmount: Quantity(1))),
        .setBudget(.init(amount: Quantity(5), token: "USDC", window: .week)),
        .approve(request: "last"), .reject(request: nil), .refuse(.injection), .none,
        .multiStep([.balanceCheck(token: nil, address: nil), .claimWinnings(market: nil)]),
    ]

    @Test(arguments: commands)
    func aCommandReadsBackAsItWas(command: Command) throws {
        #expect(try Command(json: JSONValue(parsing: command.json.bytes)) == command)
    }

    @Test(arguments: commands)
    func aRunReadsBackAsItWas(command: Command) throws {
        var run = AgentRun(
            id: ID("r1"), agent: AgentReference(name: "penny", version: 2), session: ID("s1"),
            text: "do it", command: command, plan: Planner.plan(command),
            startedAt: Timestamp(millisecondsSinceEpoch: 5))
        if let step = run.plan.steps.first {
            try run.apply(.stepStarted(step.id))
            try run.apply(
                .called(
                    step.id, ToolCall(tool: "x", arguments: [:], result: ["a": 1], succeeded: true))
            )
        }
        #expect(try AgentRun(json: JSONValue(parsing: run.json.bytes)) == run)
        try run.apply(.ended(.failed, output: "no", at: Timestamp(millisecondsSinceEpoch: 9)))
        #expect(try AgentRun(json: JSONValue(parsing: run.json.bytes)) == run)
    }

    @Test(arguments: [
        "{}", #"{"intent":"steal"}"#, #"{"intent":"payment","params":{"amount":"x"}}"#,
    ])
    func whatIsNoCommandIsRefused(text: String) throws {
        let json = try JSONValue(parsing: text)
        #expect(throws: StoredValueError.self) { try Command(json: json) }
    }
}
