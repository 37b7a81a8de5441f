import Domain
import JSON
import Paygent
import Testing

@Suite struct PlannerTests {
    @Test func aPaymentToANamedServiceIsFoundFirst() throws {
        let plan = Planner.plan(
            .payment(
                .init(amount: try Quantity(decimal: "0.1"), token: "USDC", recipient: "Weather")))
        #expect(plan.steps.map(\.tool) == [.discoverServices, .x402Payment])
        #expect(plan.steps[1].description == "Pay 0.10 USDC to Weather")
        #expect(plan.steps.map(\.id) == [1, 2])
    }

    @Test func aPaymentToAnAddressOrURLIsPaidAtOnce() {
        let tools: [(String, BuiltInTool)] = [
            ("https://a.example/x", .x402Payment),
            ("0x000102030405060708090a0b0c0d0e0f10111213", .transferTokens),
        ]
        for (recipient, tool) in tools {
            let plan = Planner.plan(.payment(.init(recipient: recipient)))
            #expect(plan.steps.map(\.tool) == [tool])
        }
    }

    @Test func whatWasFoundIsPaidWithoutLookingAgain() {
        for recipient in [nil, "cheapest", "the first one"] {
            let plan = Planner.plan(
                .multiStep([
                    .serviceDiscovery(.init(query: "weather")),
                    .payment(.init(recipient: recipient)),
                ]))
            #expect(plan.steps.map(\.tool) == [.discoverServices, .x402Payment])
        }
    }

    @Test func severalCommandsAreDoneInOrderAndRefusalsNot() {
        let plan = Planner.plan(
            .multiStep([
                .balanceCheck(token: "all", address: nil), .transfer(.init()), .none,
                .refuse(.unsafe),
            ]))
        #expect(plan.steps.map(\.tool) == [.checkBalance, .checkBalance, .transferTokens])
    }

    @Test func aTradeAsksThenChecksThenTradesThenLooksAgain() {
        let swap = Command.swap(.init(fromToken: "USDC", toToken: "CRO"))
        #expect(Planner.plan(swap).steps.map(\.part) == [.quote, .funds, .trade, .verify])
        let bet = Command.predictionBet(.init(market: "BTC"))
        #expect(Planner.plan(bet).steps.map(\.part) == [.quote, .funds, .trade, .verify])
        let opening = Command.PerpetualOpening(
            market: "BTC", side: .long, stopLoss: Quantity(1), takeProfit: Quantity(2))
        #expect(
            Planner.plan(.perpetualOpen(opening)).steps.map(\.part)
                == [.quote, .funds, .trade, .stopLoss, .takeProfit, .verify])
        #expect(Planner.plan(.claimWinnings(market: nil)).steps.map(\.part) == [.trade])
    }

    @Test func aRunKeepsItsStepsInOrderAndItsCosts() throws {
        let command = Command.balanceCheck(token: "all", address: nil)
        var run = AgentRun(
            id: ID("x"), agent: AgentReference(name: "a", version: 1), session: nil,
            text: "balance",
            command: command, plan: Planner.plan(.multiStep([command, command])),
            startedAt: Sample.time(0))
        let call = ToolCall(
            tool: "check_balance", arguments: [:], result: [:], succeeded: true,
            cost: try Sample.usdc("0.1"))
        #expect(throws: AgentRunError.outOfOrder) { try run.apply(.called(1, call)) }
        try run.apply(.stepStarted(1))
        try run.apply(.called(1, call))
        try run.apply(.called(1, call))
        #expect(run.costs == [try Sample.usdc("0.2")])
        try run.apply(.stepEnded(1, .done))
        try run.apply(.waits)
        #expect(throws: AgentRunError.outOfOrder) { try run.apply(.stepStarted(2)) }
        try run.apply(.goesOn)
        try run.apply(.ended(.completed, output: "done", at: Sample.time(5)))
        #expect(run.plan.steps.map(\.status) == [.done, .skipped])
        #expect(throws: AgentRunError.outOfOrder) { try run.apply(.waits) }
    }

    @Test func aCommandSaysOnlyWhatItWasGiven() throws {
        let swap = Command.swap(
            .init(
                portion: .amount(Quantity(100)), fromToken: "CRO", toToken: "USDC",
                isAmountReceived: true))
        #expect(swap.intent == "swap")
        #expect(
            swap.params == [
                "amount": "100", "from_token": "CRO", "to_token": "USDC", "amount_side": "to",
            ])
        #expect(Command.none.params == [:])
        #expect(Command.refuse(.injection).params == ["reason": "injection"])
        let several = Command.multiStep([.approve(request: "last"), .claimWinnings(market: "all")])
        #expect(
            several.params == [
                "steps": [
                    ["intent": "approve", "params": ["request_id": "last"]],
                    ["intent": "claim_winnings", "params": ["market": "all"]],
                ]
            ])
    }
}
