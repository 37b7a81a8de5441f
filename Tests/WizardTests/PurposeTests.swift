import Domain
import Testing

@testable import Wizard

@Suite struct PurposeTests {
    @Test(arguments: [
        (
            "I need an agent that buys weather data from paid APIs",
            "to buy weather data from paid APIs"
        ),
        ("Buy weather, $1 each, $5 a day", "to buy weather"),
        ("buy weather data, at most 100 USDC per payment", "to buy weather data"),
        ("An agent that pays our gardeners.", "to pay our gardeners"),
        ("I want to automate paying for LLM API calls", "to automate paying for LLM API calls"),
        ("a bot that watches prices and sends me a note", "to watch prices and send me a note"),
        ("buys milk at most 5 USDC a day, ask me above 2", "to buy milk"),
        ("accurate posts for a vineyard blog", "accurate posts for a vineyard blog"),
        ("pay the rent, the gas and the water", "to pay the rent, the gas and the water"),
        ("An agent that can renew 12 domains", "to renew 12 domains"),
    ])
    func aPurposeFitsIntoASentenceAndCarriesNoLimit(words: String, phrase: String) {
        #expect(Purpose(words).phrase == phrase)
    }

    @Test func aPromptNamesTheTokenThatIsPaidWith() throws {
        var spec = AgentSpec()
        spec[.agentName] = .name("Wetterfrosch")
        spec[.agentType] = .text("Buy weather, $1 each, $5 a day")
        spec[.goals] = .text("I need an agent that buys weather data, $1 each")
        spec[.tools] = .tools([.x402Payment])
        spec[.perPaymentLimit] = amount("1", "USD")
        spec[.dailyLimit] = amount("5", "USD")
        spec[.currency] = .symbol("USD")
        let input = Blueprint(Design(spec: spec)).exportInput(ExportSettings())
        let prompt = try PromptGenerator().prompt(for: input, platform: .generic).systemPrompt
        #expect(prompt.contains("You are Wetterfrosch, an agent whose task is to buy weather."))
        #expect(prompt.contains("goal: to buy weather data."))
        #expect(
            prompt.contains(
                "Pay only in USDC (one USDC counts as one USD) on Cronos testnet."))
    }

    @Test func aThresholdThatNoPaymentReachesLeavesNoApprovalInTheGraph() {
        var spec = AgentSpec()
        spec[.goals] = .text("buy weather data")
        spec[.tools] = .tools([.x402Payment])
        spec[.perPaymentLimit] = amount("0.10")
        spec[.dailyLimit] = amount("5")
        spec[.approvalThreshold] = amount("1")
        let dead = Blueprint(Design(spec: spec))
        #expect(!dead.workflow.nodes.contains { $0.kind == .approval })
        #expect(dead.proof.holds)
        #expect(dead.proof.certificate.contains { $0.contains("none above 1 USDC comes up") })
        spec[.approvalThreshold] = amount("0.05")
        let live = Blueprint(Design(spec: spec))
        #expect(live.workflow.nodes.contains { $0.kind == .approval })
        #expect(live.proof.holds && live.proof.unreachable == nil)
    }
}
