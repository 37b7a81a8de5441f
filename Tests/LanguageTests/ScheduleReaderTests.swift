import Domain
import Language
import Testing

@Suite("When something happens")
struct ScheduleReaderTests {
    private func schedules(_ text: String) -> [String] {
        let tokens = Tokens(text)
        let terms = Term.table.hits(in: tokens)
        let mentions = MentionReader(tokens, terms).all()
        return ScheduleReader(tokens, terms, mentions).read(in: tokens.indices)
            .flatMap(\.schedules).map(\.description)
    }

    @Test(
        "schedules are read in their canonical form",
        arguments: [
            ("every 15 minutes", ["every:15m"]), ("every six hours", ["every:6h"]),
            ("hourly", ["every:1h"]), ("daily at 9", ["daily@09:00"]),
            ("05:30 and 17:30 daily", ["daily@05:30", "daily@17:30"]),
            ("weekdays at 06:30", ["weekdays@06:30"]),
            ("Monday to Friday at 6pm", ["weekdays@18:00"]),
            ("Tuesdays and Saturdays at ten in the morning", ["weekly:tue,sat@10:00"]),
            ("every Friday at four in the afternoon", ["weekly:fri@16:00"]),
            ("every other Thursday at 7:15", ["biweekly:thu@07:15"]),
            ("on the 1st and 15th of each month, 8am", ["monthly:1,15@08:00"]),
            ("last day of the month", ["monthly:last"]), ("quarterly", ["quarterly"]),
            ("on request", ["on:request"]), ("2026-03-01 at 10:00", ["once:2026-03-01@10:00"]),
            ("Saturdays at noon", ["weekly:sat@12:00"]), ("every two weeks", ["biweekly"]),
        ])
    func canonical(text: String, expected: [String]) {
        #expect(schedules(text) == expected)
    }

    @Test(
        "what is excepted is left out, whatever order it is said in",
        arguments: [
            ("every day at 9am except Sundays", ["weekly:mon,tue,wed,thu,fri,sat@09:00"]),
            ("except on Sundays, every day at 9am", ["weekly:mon,tue,wed,thu,fri,sat@09:00"]),
            ("every weekday except friday at 8:00", ["weekly:mon,tue,wed,thu@08:00"]),
            ("every day except weekends at 7:30", ["weekdays@07:30"]),
            ("every day at 7:30 excluding weekends", ["weekdays@07:30"]),
            ("daily, but not on Mondays or Tuesdays", ["weekly:wed,thu,fri,sat,sun"]),
            ("at 9:00, skip Saturday and Sunday", ["weekdays@09:00"]),
            (
                "each morning at 7:00 apart from Wednesdays",
                ["weekly:mon,tue,thu,fri,sat,sun@07:00"]
            ),
            ("every day except Sundays, and at 18:30", ["weekly:mon,tue,wed,thu,fri,sat@18:30"]),
        ])
    func exceptions(text: String, expected: [String]) {
        #expect(schedules(text) == expected)
    }

    @Test(
        "an exception that cannot be kept leaves nothing",
        arguments: [
            "every 15 minutes except on Sundays", "monthly except Fridays", "never on Mondays",
            "weekends except Saturday and Sunday", "hourly, but not on weekends",
        ])
    func unsaid(text: String) {
        #expect(schedules(text) == [])
    }
}
