import Domain
import Testing

@testable import Paygent

/// What people are told in words: about their payments, and about what is no command.
@Suite struct CommandAnswersTests {
    @Test func helpNamesWhatThisAgentCanDo() throws {
        var policy = try Sample.policy()
        policy.tools = [.checkBalance, .swapTokens]
        let text = CommandHelp.sentence(for: policy)
        #expect(text.contains("“how much USDC is left” or “swap 1 USDC for CRO”"))
        #expect(!text.contains("send 1"), "it has no such tool")
        policy.tools = []
        #expect(CommandHelp.sentence(for: policy).contains("no tools"))
        #expect(CommandHelp.sentence(for: nil).contains("buy today's weather quote"))
    }

    /// No sentence stops the agent, so who wants that is told what does.
    @Test(
        arguments: [
            "stop everything", "please stop", "halt all payments", "pull the plug", "shut down",
            "where is the kill switch", "pause the agent", "stop trading now", "turn yourself off",
        ])
    func whoWantsToStopIsShownTheSwitch(said: String) {
        #expect(CommandReader.read(said) == .none)
        #expect(CommandHelp.sentence(for: nil, said: said).contains("paygent kill NAME"))
    }

    @Test(arguments: ["what a lovely day", "the bus stop is near", "good night", ""])
    func whoChatsIsShownExamples(said: String) {
        #expect(!CommandHelp.sentence(for: nil, said: said).contains("paygent kill"))
    }

    /// Each example is a command that the reader carries out: help that is refused is none.
    @Test(arguments: BuiltInTool.allCases)
    func everyExampleIsACommand(tool: BuiltInTool) throws {
        var policy = try Sample.policy()
        policy.tools = [tool]
        let text = CommandHelp.sentence(for: policy)
        let example = text.split(separator: "“")[1].split(separator: "”")[0]
        let said = example.replacing("0x…", with: "0x52908400098527886E0F7030069857D2E4169EE7")
        switch CommandReader.read(String(said)) {
        case .none, .refuse: Issue.record("\(said)")
        default: break
        }
    }

    @Test func sumsTellWhatWasPaidAndWhatWasNot() throws {
        let paid = try [Self.run("0.05"), Self.run("1.05")]
        #expect(try PaymentSums([]).sentence == "No payment fits.")
        let one = try PaymentSums(paid.prefix(1)).sentence
        #expect(one.hasPrefix("1 payment: 0.05 USDC to api.weather.example"))
        var stopped = PaymentRun(try Sample.intent("3"))
        _ = try stopped.apply(.refused(Sample.reason))
        #expect(
            try PaymentSums([stopped]).sentence
                == "Nothing was paid. Besides, 1 stopped, which cost nothing.")
        let all = try PaymentSums([stopped, PaymentRun(Sample.intent())] + paid).sentence
        #expect(all.hasPrefix("2 payments, together 1.10 USDC; the newest 0.05 USDC to "))
        #expect(all.hasSuffix("Besides, 1 not finished yet and 1 stopped, which cost nothing."))
    }

    private static func run(_ amount: String) throws -> PaymentRun {
        var run = PaymentRun(try Sample.intent(amount))
        for event: PaymentRun.Event in [
            .allowed(Sample.reason), .signed(Sample.payment), .paid(Sample.receipt("0x1")),
        ] { _ = try run.apply(event) }
        return run
    }
}
