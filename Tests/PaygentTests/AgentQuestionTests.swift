import Paygent
import Testing

@Suite struct AgentQuestionTests {
    @Test(arguments: [
        "list my subscriptions", "what am I subscribed to?", "Show me my subscriptions",
        "which subscriptions do I have", "do I have any subscriptions?",
        "how much do I pay for subscriptions", "what subscriptions are running",
    ])
    func subscriptionsAreAskedAfter(text: String) {
        let isWhatItPays = text.contains("pay")
        #expect(AgentQuestion(text) == (isWhatItPays ? nil : .subscriptions))
        #expect(CommandReader.read(text) == .none)
    }

    @Test(arguments: [
        "when do you run next?", "when is your next run", "what's your schedule",
        "show me the schedule", "when will you act next?", "list my schedules",
        "what is scheduled", "are there scheduled payments?", "when is the next payment",
    ])
    func schedulesAreAskedAfter(text: String) {
        #expect(AgentQuestion(text) == .schedule)
        #expect(CommandReader.read(text) == .none)
    }

    /// What also wants something changed is never taken for a question.
    @Test(arguments: [
        "cancel my subscription", "which subscriptions do I have, and cancel the weather one",
        "pause the schedule", "subscribe to what I was subscribed to", "hello", "",
        "what is the price of the news subscription", "show me the next step", "what next",
        "pay what is scheduled", "find subscriptions", "tell me a joke", "when did you start",
    ])
    func everythingElseIsNone(text: String) { #expect(AgentQuestion(text) == nil) }

    @Test func aBalanceIsStillABalance() {
        for text in ["what do I have", "how much USDC do I have", "do I have any CRO?"] {
            guard case .balanceCheck = CommandReader.read(text) else {
                Issue.record("\(text) is no balance any more")
                continue
            }
        }
    }
}
