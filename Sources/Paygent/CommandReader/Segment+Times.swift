import Domain
import Language

extension Segment {
    /// When the order is to be carried out, as it is written in a command; nil for now.
    var timing: String? {
        if let schedule { return schedule.schedule.description }
        return rate() ?? event().map { Schedule.onEvent($0).description }
    }

    /// "5 USDC a day": again and again.
    private func rate() -> String? {
        for joint in rest.dropLast() {
            let isRate =
                text.key(joint) == Self.per
                || (text.key(joint) == Self.article || text.isSign(joint, "/"))
                    && text.mentions(in: range).contains {
                        $0.end == joint && $0.amount?.token != nil
                    }
            guard isRate else { continue }
            switch text.key(joint + 1) {
            case Self.day: return Schedule.daily(at: nil).description
            case Self.week: return Schedule.weekly(days: [], at: nil).description
            case Self.month: return Schedule.monthly(days: [], at: nil).description
            case Self.year: return Schedule.yearly.description
            default: continue
            }
        }
        return nil
    }

    private static let per = WordKey.of("per")
    private static let article = WordKey.of("a")
    private static let day = WordKey.of("day")
    private static let week = WordKey.of("week")
    private static let month = WordKey.of("month")
    private static let year = WordKey.of("year")

    /// "when the parcel arrives", "if the audit passes": what has to happen first.
    private func event() -> String? {
        for index in rest where Self.openings.contains(text.key(index)) && !text.isQuoted[index] {
            let start = index + 1
            guard start < range.upperBound, text.tokens[start].kind == .word,
                !Self.empty.contains(text.key(start))
            else { continue }
            var end = start
            while end < range.upperBound, !text.isSign(end, ",") { end += 1 }
            guard end >= start + 2 || text.key(index) == Self.after else { continue }
            return tokens.text(start ..<| end)
        }
        return nil
    }

    private static let after = WordKey.of("after")
    private static let openings = WordSet(words: "when whenever if once after unless")
    /// "if possible", "when you can", "once done": nothing that has to happen.
    private static let empty = WordSet(
        words: """
            possible you done ready so enough theres needed necessary able free and more again per a every each
            u that this which thats its it please for in at on with to
            """)
}
