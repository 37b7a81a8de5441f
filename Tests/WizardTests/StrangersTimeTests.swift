import Domain
import Testing
import Wizard

/// Times, languages and channels as strangers write them.
@Suite("Times and places in strangers' words")
struct StrangersTimeTests {
    private func read(_ text: String, topic: Slot? = nil, spec: AgentSpec = AgentSpec())
        -> AgentSpec
    {
        let context = ReadingContext(topic: topic.map { .slot($0) }, spec: spec)
        return IntentExtractor.read(text, in: context)
            .applied(to: spec, words: [:], message: text).spec
    }

    @Test(
        "when it runs",
        arguments: [
            ("weekdays except friday, 7am", "weekly:mon,tue,wed,thu@07:00"),
            ("Monday to Saturday at 8 in the morning", "weekly:mon,tue,wed,thu,fri,sat@08:00"),
            ("mo we fr at 5:45 before the clock starts", "weekly:mon,wed,fri@05:45"),
            ("Every Saturday evening 6 o'clock it can release the payments", "weekly:sat@18:00"),
            ("Every working day at a quarter past four", "weekdays@16:15"),
            ("School days at 2:30 in the afternoon, i.e. Monday through Friday.", "weekdays@14:30"),
            ("First thing Monday morning, 7am Lagos time.", "weekly:mon@07:00"),
            ("Daily at half past six in the morning", "daily@06:30"),
            ("trigger: proposal signed", "on:event:proposal signed"),
        ])
    func schedule(text: String, expected: String) {
        #expect(read(text, topic: .schedule).schedules(.schedule).map(\.description) == [expected])
    }

    @Test("a contraction is no weekday")
    func contraction() {
        #expect(read("We'd like micro-donations for every star of our repo")[.schedule] == nil)
        #expect(read("we'd run it for our choir", topic: .schedule)[.schedule] == nil)
    }

    @Test("a rule for one case starts nothing")
    func noTrigger() {
        let text = "If the same invoice number shows up twice, it must not be paid again."
        let spec = read(text, topic: .schedule)
        #expect(spec[.schedule] == nil)
        #expect(spec[.retryPolicy] == nil)
    }

    @Test(
        "the time zone in passing",
        arguments: [
            ("use my time zone, i'm in Dublin", "Europe/Dublin"),
            ("its on amsterdam time yeah", "Europe/Amsterdam"),
            ("Indian Standard Time only.", "Asia/Kolkata"),
            ("nightly at 23:30, tz Zurich", "Europe/Zurich"),
        ])
    func zone(text: String, zone: String) {
        #expect(read(text, topic: .schedule)[.timezone] == .zone(zone))
    }

    @Test(
        "languages",
        arguments: [
            ("Languages: Spanish and Haitian... no, just Spanish and English.", ["es", "en"]),
            ("Portuguese from Brazil, and a little of spanish for the argentinos", ["pt", "es"]),
            ("It needs Polish and Spanish, as you may guess.", ["pl", "es"]),
            ("German and French, as befits Biel.", ["de", "fr"]),
        ])
    func languages(text: String, codes: [String]) {
        #expect(read(text)[.languages] == .languages(codes))
    }

    @Test(
        "where it reports",
        arguments: [
            ("Teams message in the channel Night-Desk.", "teams:Night-Desk"),
            ("Telegram. Dermot showed me. I'm @hillhives there.", "telegram:@hillhives"),
            ("txt me when its done", "sms"),
        ])
    func channel(text: String, expected: String) {
        guard case .channels(let channels)? = read(text)[.notificationChannel] else {
            Issue.record("no channel")
            return
        }
        #expect(channels.map(\.description) == [expected])
    }

    @Test("a pause belongs to the retries told before it")
    func retries() throws {
        let first = try #require(read("retry 2x, wait 1 min between, fixed").retryPolicy)
        #expect(first.retriesMax == 2 && first.delaySeconds == Quantity(60))
        let second = try #require(
            read("retries=2, not 5. backoff stays exponential, 2s.").retryPolicy)
        #expect(second.retriesMax == 2 && second.delaySeconds == Quantity(2))
    }

    @Test(
        "how long it waits",
        arguments: [
            ("If the observatory fails to answer within a minute and a half, give up.", 90),
            ("give up after two hours and a half", 9000),
        ])
    func timeout(text: String, seconds: UInt64) {
        #expect(read(text)[.timeout] == .seconds(Quantity(seconds)))
    }

    @Test("a no that no other slot holds is a rule")
    func prohibition() {
        #expect(
            read("Nothing with guns or gambling in the pictures, ever.", spec: purposeful)[
                .constraints] != nil)
    }

    private var purposeful: AgentSpec {
        var spec = AgentSpec()
        spec[.goals] = .text("buys pictures")
        return spec
    }
}
