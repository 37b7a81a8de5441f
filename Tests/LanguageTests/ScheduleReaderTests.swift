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
}
