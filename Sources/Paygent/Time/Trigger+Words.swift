import Domain
import Language

extension Trigger {
    /// What `text` holds, for a time in people's own words: `weekly:mon@09:00` for "Mondays at 9am".
    ///
    /// - Returns: nil when the words say no time or event, several, or something beside it: a part
    ///   that is not understood may be the one that matters.
    public static func text(inWords words: String) -> String? {
        let text = CommandText(words)
        let all = text.tokens.indices
        guard let said = event(text, all) ?? time(text, all),
            all.allSatisfy({ said.tokens.contains($0) || isFiller($0, text) })
        else { return nil }
        return said.schedule.description
    }

    private static func event(_ text: CommandText, _ all: Range<Int>) -> SaidSchedule? {
        ConditionReader(text).read(in: all)
    }

    private static func time(_ text: CommandText, _ all: Range<Int>) -> SaidSchedule? {
        let found = ScheduleReader(text.tokens, text.terms, text.mentions).read(in: all)
        guard found.count == 1, let only = found.first, only.schedules.count == 1 else {
            return nil
        }
        return SaidSchedule(schedule: only.schedules[0], tokens: only.tokens)
    }

    private static func isFiller(_ index: Int, _ text: CommandText) -> Bool {
        fillers.contains(text.key(index)) || text.isSign(index, ",") || text.isSign(index, ".")
    }

    private static let fillers = WordSet(
        words: "every each at on the please and in always around it run runs act acts")
}
