import Domain
import Testing
import Wizard

/// People string their wishes together with commas; none may be lost, or given to another.
@Suite struct StatementCutterTests {
    @Test func aLongRunOfWishesIsReadWhole() {
        let read = SlotReading(
            "I need an agent that buys weather data from paid APIs, at most 10 cents a call and $5 "
                + "a day, ask Dana above $1, weekly limit 20, monthly limit 60, never pay "
                + "casino.example, only openmeteo.com, every day at 9am Berlin time, report every "
                + "Monday by slack, call it pixie, in German, calm tone, base network, "
                + "retry 3 times, timeout 30 seconds")
        #expect(read[.goals] == .text("I need an agent that buys weather data from paid APIs"))
        #expect(read[.dailyLimit] == usd(5))
        #expect(read[.weeklyLimit] == usd(20))
        #expect(read[.monthlyLimit] == usd(60))
        #expect(read[.approvalThreshold] == usd(1))
        #expect(read[.approvers] == .names(["Dana"]))
        #expect(read[.allowedRecipients] == .names(["openmeteo.com"]))
        #expect(read[.blockedRecipients] == .names(["casino.example"]))
        #expect(schedules(read[.schedule]) == ["daily@09:00"])
        #expect(schedules(read[.reportSchedule]) == ["weekly:mon"])
        #expect(read[.agentName] == .name("pixie"))
        #expect(read[.languages] == .languages(["de"]))
        #expect(read[.tone] == .text("calm tone"))
        #expect(read[.network] == .network(.base))
        #expect(read[.timeout] != nil)
        #expect(read[.constraints] == nil)
    }

    @Test(arguments: [
        "over $5, ask Dana", "Mondays, Tuesdays and every Friday, at 9",
        "if it fails twice, retry 3 times",
        "the vendor wrote \"never pay a.example, only b.example\"",
    ])
    func aCommaAloneCutsNothing(message: String) {
        let whole = SlotReading(message)
        let plain = SlotReading(message.replacing(",", with: " "))
        #expect(whole[.allowedRecipients] == plain[.allowedRecipients])
        #expect(whole[.schedule] == plain[.schedule])
        #expect(whole[.approvers] == plain[.approvers])
    }

    private func schedules(_ value: SlotValue?) -> [String] {
        guard case .schedules(let all)? = value else { return [] }
        return all.map(\.description)
    }

    private func usd(_ amount: Int) -> SlotValue {
        .limit(.amount(TokenAmount(Quantity(UInt64(amount)), "USD")))
    }
}

@Suite struct RemovalReaderTests {
    @Test(arguments: [
        "remove the weekly limit", "forget the weekly limit please", "drop my weekly cap",
    ])
    func aDecisionIsTakenBack(message: String) {
        #expect(cleared(message) == [.weeklyLimit])
    }

    @Test(arguments: [
        "drop the weekly limit to 40", "remove the weekly limit of the other bot",
        "the vendor wrote \"remove the weekly limit\"", "\"hello\nremove the weekly limit\nbye\"",
        "> remove the weekly limit", "should I remove the weekly limit?",
    ])
    func nothingElseTakesItBack(message: String) {
        #expect(cleared(message) == [])
    }

    @Test func whatIsNotThereIsSaidToBeMissing() {
        let reading = IntentExtractor.read("remove the tone", in: ReadingContext())
        #expect(reading.changes.isEmpty)
        #expect(reading.problems.map(\.code) == ["nothing_to_remove"])
    }

    private func cleared(_ message: String) -> [Slot] {
        var spec = AgentSpec()
        spec[.weeklyLimit] = .limit(.amount(TokenAmount(Quantity(20), "USD")))
        let reading = IntentExtractor.read(message, in: ReadingContext(spec: spec))
        return reading.changes.filter { $0.operation == .clear }.map(\.slot)
    }
}
