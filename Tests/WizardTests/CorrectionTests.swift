import Domain
import Testing
import Wizard

/// Values that are taken back, and askings that are: what is loosened wrongly here costs money.
@Suite("Corrections in strangers' words")
struct CorrectionTests {
    private func read(_ messages: [String], topic: Slot = .tools) -> AgentSpec {
        var (spec, words): (AgentSpec, [Slot: String]) = (AgentSpec(), [:])
        for (place, text) in messages.enumerated() {
            let isLast = place == messages.count - 1
            let context = ReadingContext(topic: isLast ? .slot(topic) : nil, spec: spec)
            (spec, words) = IntentExtractor.read(text, in: context)
                .applied(to: spec, words: words, message: text)
        }
        return spec
    }

    private func said(_ spec: AgentSpec, _ slot: Slot) -> String? {
        switch spec.limit(slot) {
        case .amount(let amount): amount.description
        case Limit.none?: "none"
        case nil: nil
        }
    }

    @Test(
        "the value that is known says which limit is meant",
        arguments: [
            ("The 15 should be 12.", Slot.approvalThreshold, "12 EUR"),
            ("I said 15 for asking, I meant 10.", .approvalThreshold, "10 EUR"),
            ("Fifteen is low, say eighteen.", .approvalThreshold, "18 EUR"),
            ("I'd rather have 16 than 20 for a trip.", .perPaymentLimit, "16 EUR"),
            ("sorry the day limit again: 90", .dailyLimit, "90 EUR"),
            ("approval at half the order limit", .approvalThreshold, "10 EUR"),
        ])
    func limits(text: String, slot: Slot, limit: String) {
        let before = ["at most 20 euros per trip", "100 euros a day", "ask me above 15 euros"]
        #expect(said(read(before + [text]), slot) == limit)
    }

    @Test("a turn inside a sentence takes back what stood before it")
    func turns() {
        let spec = read(
            ["a hundred dollars per order, wait, no, a hundred and fifty"], topic: .perPaymentLimit)
        #expect(said(spec, .perPaymentLimit) == "150 USD")
        let days = read(["Tuesday, no, Wednesday at eight in the morning"], topic: .schedule)
        #expect(days.schedules(.schedule).map(\.description) == ["weekly:wed@08:00"])
    }

    @Test(
        "a new day keeps the time, a new time the day",
        arguments: [
            ("Tuesday is better, same time.", "weekly:tue@09:00"),
            ("Not Mondays, Thursdays.", "weekly:thu@09:00"),
            ("push it to 9:30", "weekly:mon@09:30"),
            ("Also on Fridays, please.", "weekly:mon,fri@09:00"),
            ("Every second Monday is enough, come to think of it.", "biweekly:mon@09:00"),
        ])
    func schedules(text: String, when: String) {
        let spec = read(["run every Monday at 9", text])
        #expect(spec.schedules(.schedule).map(\.description) == [when])
    }

    @Test("another level for the same price starts it at that level, and is no limit")
    func crossing() {
        let spec = read(["buy when ETH drops under 1500 dollars", "1500 is too low, 1650 then"])
        #expect(spec.schedules(.schedule).map(\.description) == ["on:price:ETH<1650 USD"])
        for slot in Slot.allCases where slot.kind == .limit { #expect(said(spec, slot) == nil) }
    }

    @Test(
        "one person's part takes no asking away",
        arguments: [
            "Kyle never approves anything", "My brother must not approve, he spends like mad",
            "Don't ask Kyle, ever", "No one asks the desk", "Nobody but Mika approves",
            "The client doesn't need to approve anything, only Mika",
            "No approval from the interns.",
        ])
    func oneIsNotAll(text: String) {
        let spec = read(["Mika approves over 100 dollars", text])
        #expect(said(spec, .approvalThreshold) == "100 USD")
    }

    @Test("what is below the threshold may go unasked")
    func belowIsFree() {
        let spec = read(["Above 38 dollars I want to be asked. Below that don't ask me."])
        #expect(said(spec, .approvalThreshold) == "38 USD")
    }

    @Test(
        "everything is asked about",
        arguments: [
            "My daughter Ilse has to press yes before anything is paid.",
            "Only pay after I have confirmed", "Not a cent without my husband's ok.",
            "Don't let it pay without me seeing it", "nothing goes out unless Ada says so",
        ])
    func everything(text: String) {
        #expect(said(read([text]), .approvalThreshold) == "0 USD")
    }

    @Test(
        "nobody is asked",
        arguments: ["no need", "nope, nobody", "approval isn't necessary", "not needed"])
    func nobody(text: String) {
        #expect(said(read([text], topic: .approvalThreshold), .approvalThreshold) == "none")
    }
}
