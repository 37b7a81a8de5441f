import Testing

@testable import Paygent

@Suite struct TriggerWordsTests {
    @Test(arguments: [
        ("every day at 9am", "daily@09:00"), ("Mondays at 18:30", "weekly:mon@18:30"),
        ("every 15 minutes", "every:15m"),
        ("on weekdays at 8 in the morning, please", "weekdays@08:00"),
        ("every monday and thursday at 7:15", "weekly:mon,thu@07:15"),
        ("on the 1st of every month at 10:00", "monthly:1@10:00"), ("hourly", "every:1h"),
        ("every day at 9am except Sundays", "weekly:mon,tue,wed,thu,fri,sat@09:00"),
        ("when CRO drops below $0.08", "on:price:CRO<0.08 USD"),
        ("when my balance falls below 5 USDC", "on:balance<5 USDC"),
    ])
    func aTimeInWords(words: String, text: String) {
        #expect(Trigger.text(inWords: words) == text)
        #expect(Trigger.When(text) != nil)
    }

    /// What is left over may be what matters: a place, an exception, a second time, an order.
    @Test(arguments: [
        "", "soon", "every day at 9am except holidays", "every day at 9am Berlin time",
        "pay Bob every day", "every day at 9 and every Monday at 12", "not every day", "25:00",
        "never on Mondays at 9",
    ])
    func whatIsNotWhollyUnderstoodIsNoTime(words: String) {
        #expect(Trigger.text(inWords: words) == nil)
    }
}
