import Domain
import Testing
import Wizard

/// When the agent runs, and when only the world does something.
@Suite("Times that order and times that tell")
struct TimeTellerTests {
    private func schedule(_ text: String, topic: Slot?) -> [String] {
        let context = ReadingContext(topic: topic.map { .slot($0) })
        let reading = IntentExtractor.read(text, in: context)
        return reading.applied(to: AgentSpec(), words: [:], message: text).spec
            .schedules(.schedule).map(\.description)
    }

    @Test(
        "the clause about the agent counts",
        arguments: [
            (
                "Third of the month, not earlier, the landlords only issue them on the second",
                "monthly:3"
            ),
            ("on the 25th, because salaries arrive on the 24th", "monthly:25"),
            ("the invoices come in on the 1st, we pay on the 10th", "monthly:10"),
            ("Mondays. The bakery is closed on Sundays and I'm off on Fridays.", "weekly:mon"),
            ("Saturday mornings at 8, market starts at 9", "weekly:sat@08:00"),
            ("mo we fr at 5:45 before the clock starts", "weekly:mon,wed,fri@05:45"),
            ("6 pm each evening, the ferry docks at 5", "daily@18:00"),
            ("every thursday at four o'clock in the afternoon", "weekly:thu@16:00"),
            ("ten past nine each morning", "daily@09:10"),
            ("Sunday evenings at 8", "weekly:sun@20:00"),
            ("it runs once a year, that's how licences work", "yearly"),
            (
                "When the shelf has fewer than two spools.",
                "on:event:the shelf has fewer than two spools"
            ),
        ])
    func orders(text: String, when: String) {
        #expect(schedule(text, topic: .schedule) == [when])
    }

    @Test(
        "nothing is ordered",
        arguments: [
            "late shift ends 22:45 btw so i answer slow sorry",
            "We open on the fourteenth at half past seven, you should come",
            "Our shop is open Monday to Saturday from eight to six.",
            "The contract lapsed on Friday, please strike it.",
            "I have a dentist appointment on Wednesday at 11, back later",
            "The boat left without us once, at 8:10, in fog.",
            "We need it by friday",
        ])
    func facts(text: String) {
        #expect(schedule(text, topic: .dailyLimit).isEmpty)
    }

    @Test(
        "events and webhooks in many words",
        arguments: [
            (
                "triggered by POST /hooks/new-address from our backend",
                "on:webhook:/hooks/new-address"
            ),
            ("It should wake up as soon as I log a visit.", "on:event:I log a visit"),
            ("runs on each push to main", "on:event:each push to main"),
            ("Once the choir has voted, it pays.", "on:event:the choir has voted"),
        ])
    func events(text: String, when: String) {
        #expect(schedule(text, topic: .tools) == [when])
    }

    @Test("what a request gets is the timeout")
    func timeout() {
        let text = "on failure 5 retries, exponential, first wait 2s. each request gets 8 seconds"
        let reading = IntentExtractor.read(text, in: ReadingContext())
        let spec = reading.applied(to: AgentSpec(), words: [:], message: text).spec
        #expect(spec[.timeout] == .seconds(Quantity(8)))
    }
}
