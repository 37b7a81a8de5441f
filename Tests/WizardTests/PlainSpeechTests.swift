import Domain
import Testing
import Wizard

/// Ways of saying things that were once misread, by class.
@Suite struct PlainSpeechTests {
    @Test func aNumberedListCountsItsPointsAndNoMoney() {
        let read = SlotReading(
            "set it up so that: 1) it pays for SaaS subscriptions 2) limit $99 a month 3) CFO "
                + "approves anything new 4) reports on slack")
        #expect(read[.monthlyLimit] == usd(99))
        #expect(read[.totalBudget] == nil)
        #expect(read[.approvalThreshold] == nil)
        #expect(read[.approvers] == .names(["CFO"]))
    }

    @Test(arguments: [
        "don't ever pay anyone outside a.example and b.example",
        "never pay anyone but a.example and b.example",
        "it must not pay anybody other than a.example or b.example",
    ])
    func whoIsExceptedFromAProhibitionIsAllowed(message: String) {
        let read = SlotReading(message)
        #expect(read[.allowedRecipients] == .names(["a.example", "b.example"]))
        #expect(read[.blockedRecipients] == nil)
    }

    @Test func whoIsExceptedFromALeaveIsBlocked() {
        let read = SlotReading("it can pay anyone except casino.example")
        #expect(read[.blockedRecipients] == .names(["casino.example"]))
        #expect(read[.allowedRecipients] == nil)
    }

    @Test func anOkIsAnApprovalAndTheNextSentenceNamesPayees() {
        let read = SlotReading(
            "Max 500 USDC per payment. Anything over 300 needs Priya's OK. Only Anna Schmidt and "
                + "b.example get money.")
        #expect(read[.approvalThreshold] == .limit(.amount(TokenAmount(Quantity(300), "USDC"))))
        #expect(read[.approvers] == .names(["Priya"]))
        #expect(read[.allowedRecipients] == .names(["Anna Schmidt", "b.example"]))
    }

    @Test func centsBesideEurosAreTheirs() {
        let read = SlotReading("cap it at 2 euros a day and 10 cents per request")
        #expect(
            read[.dailyLimit] == .limit(.amount(TokenAmount(Quantity(2), "EUR"))))
        guard case .limit(.amount(let call))? = read[.perPaymentLimit] else {
            Issue.record("no limit for one payment")
            return
        }
        #expect(call.token == "EUR")
    }

    /// A cap without a period is asked about, never given to the next amount's period.
    @Test(arguments: ["max 5 dollars, 20 a week tops", "at most 5 bucks and 20 a week"])
    func aPeriodBelongsToTheAmountBeforeIt(message: String) {
        let reading = IntentExtractor.read(message, in: ReadingContext())
        #expect(SlotReading(message)[.weeklyLimit] == usd(20))
        let asked = reading.changes.first { $0.slot == .perPaymentLimit }
        #expect(asked.map { $0.confidence < SlotChange.confidenceMin } == true)
    }

    @Test func theStopConditionTakesNoOtherWords() {
        let read = SlotReading(
            "bets on delphi markets, 20 dollars a week tops, only weekends, stop after 3 losses")
        #expect(read[.weeklyLimit] == usd(20))
        guard case .texts(let texts)? = read.added(.stopConditions) else {
            Issue.record("no stop condition")
            return
        }
        #expect(texts == ["stop after 3 losses"])
    }

    @Test func anOwnToolKeepsTheNameItWasGiven() {
        let read = SlotReading("Add a tool called get-Rates at GET https://api.example.com/rates")
        guard case .customTools(let tools)? = read.added(.customTools) else {
            Issue.record("no tool")
            return
        }
        #expect(tools.map(\.name) == ["get_rates"])
        #expect(read[.agentName] == nil)
    }

    @Test func whoBuysDataAndBetsDoesBoth() {
        let read = SlotReading("An agent that buys data from paid APIs and bets on Delphi markets")
        #expect(read[.tools] == .tools([.x402Payment, .predictionMarket]))
    }

    @Test func aVenueIsNoCurrency() {
        #expect(SlotReading("an agent that swaps tokens on VVS")[.currency] == nil)
    }

    private func usd(_ amount: UInt64) -> SlotValue {
        .limit(.amount(TokenAmount(Quantity(amount), "USD")))
    }
}
