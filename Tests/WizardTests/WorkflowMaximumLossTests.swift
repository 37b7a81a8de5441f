import Domain
import JSON
import Testing

@testable import Wizard

struct WorkflowMaximumLossTests {
    @Test(
        "the certificate says the smallest cap that holds within 24 hours",
        arguments: [
            ([(.dailyLimit, "20 USDC")], "at most 20 USDC (the daily limit)"),
            (
                [(.dailyLimit, "20 USDC"), (.weeklyLimit, "50 USDC")],
                "at most 20 USDC (the daily limit)"
            ),
            ([(.weeklyLimit, "50 USDC")], "at most 50 USDC (the weekly limit)"),
            (
                [(.dailyLimit, "20 USDC"), (.totalBudget, "7.5 USDC")],
                "at most 7.50 USDC (the total budget)"
            ),
            ([(.monthlyLimit, "300 USD")], "at most 300 USD (the monthly limit)"),
            ([(.dailyLimit, "20 USDC"), (.totalBudget, "10 USD")], "10 USD (the total budget)"),
            (
                [(.dailyLimit, "20 USDC"), (.weeklyLimit, "5 CRO")],
                "20 USDC (the daily limit) and 5 CRO (the weekly limit)"
            ),
        ] as [([(Slot, String)], String)])
    func bounded(limits: [(Slot, String)], expected: String) throws {
        let loss = try MaximumLoss(policy(limits))
        #expect(loss.isBounded)
        #expect(loss.sentence.contains(expected), "\(loss.sentence)")
    }

    @Test(
        "without a cap that spans 24 hours the loss is unbounded and says so",
        arguments: [
            [], [(.perPaymentLimit, "1 USDC")],
            [(.perPaymentLimit, "1 CRO"), (.dailyLimit, "20 USDC")],
            [(.dailyLimit, "20 EUR")],
        ] as [[(Slot, String)]])
    func unbounded(limits: [(Slot, String)]) throws {
        let loss = try MaximumLoss(policy(limits))
        #expect(!loss.isBounded)
        #expect(loss.sentence.hasPrefix("It can lose everything"), "\(loss.sentence)")
        #expect(loss.json["unbounded_tokens"]?.array?.isEmpty == false)
    }

    @Test("an agent whose tools cannot move money can lose nothing")
    func noTools() throws {
        let loss = try MaximumLoss(policy([], tools: [.discoverServices, .checkBalance]))
        #expect(loss.bounds.isEmpty && loss.isBounded)
        #expect(loss.sentence == "It cannot move money, so it can lose nothing.")
    }

    @Test("a threshold of zero says that a person is always asked")
    func alwaysAsked() throws {
        let loss = try MaximumLoss(
            policy([(.dailyLimit, "20 USDC"), (.approvalThreshold, "0 USDC")]))
        #expect(loss.needsPersonAlways)
        #expect(loss.sentence.hasSuffix("nothing leaves before owner has approved it."))
    }

    @Test("a window never holds more than its calendar namesake")
    func windows() {
        #expect(BudgetWindow.day.seconds == 86_400)
        #expect(BudgetWindow.week.seconds == 604_800)
        #expect(BudgetWindow.month.seconds == 2_678_400)
    }

    private func policy(
        _ limits: [(Slot, String)], tools: [BuiltInTool] = [.x402Payment]
    ) throws -> Policy {
        var spec = AgentSpec()
        spec[.currency] = .symbol("USDC")
        spec[.tools] = .tools(tools)
        for (slot, text) in limits {
            let parts = text.split(separator: " ").map(String.init)
            spec[slot] = .limit(.amount(TokenAmount(try Quantity(decimal: parts[0]), parts[1])))
        }
        return Design(spec: spec).policy
    }
}
