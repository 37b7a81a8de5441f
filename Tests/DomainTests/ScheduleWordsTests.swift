import Domain
import Testing

@Suite struct ScheduleWordsTests {
    @Test(arguments: [
        ("every:15m", "every 15 minutes"), ("every:1h", "every hour"), ("every:2d", "every 2 days"),
        ("daily@09:00", "every day at 09:00"), ("weekdays", "every working day"),
        ("weekly", "every week"), ("weekly:mon,thu@09:00", "every Monday and Thursday at 09:00"),
        ("biweekly:fri", "every second Friday"), ("biweekly", "every second week"),
        ("monthly", "every month"),
        ("monthly:1,22,last@08:00", "on the 1st, 22nd and last day of every month at 08:00"),
        ("monthly:11", "on the 11th of every month"), ("quarterly", "every quarter"),
        ("once:2026-03-01@10:00", "once, on 2026-03-01 at 10:00"),
        ("on:request", "when it is asked to"),
        ("on:balance<20 USDC", "when the balance falls below 20 USDC"),
        ("on:price:CRO>0.15 USD", "when CRO rises above 0.15 USD"),
    ])
    func aScheduleIsSaidInPlainWords(canonical: String, words: String) throws {
        #expect(try #require(Schedule(canonical: canonical)).words == words)
    }
}
