import Domain
import Language

/// The part of a message that asks for one thing.
struct Segment {
    let text: CommandText
    let range: Range<Int>
    /// What it begins with, past all politeness.
    let head: Cues
    /// First token of the head.
    let start: Int
    /// First token after the head.
    let headEnd: Int
    /// Everything said anywhere in it, outside quotation marks.
    let all: Cues
    let schedule: SaidSchedule?

    init(_ text: CommandText, _ range: Range<Int>) {
        self.text = text
        self.range = range
        schedule = SaidSchedule.read(text, range)
        start = Self.pastFillers(text, range, schedule)
        var (head, end) = (Cues(), start)
        if start < range.upperBound, !text.isQuoted[start] {
            for hit in text.cues.at(start) where Cues.heads.has(hit.value) {
                if hit.end > end { (head, end) = (Cues(), hit.end) }
                if hit.end == end { head.insert(hit.value) }
            }
        }
        self.head = head
        headEnd = min(end, range.upperBound)
        var all = Cues()
        for hit in text.cues.starting(in: range)
        where hit.end <= range.upperBound && !text.isQuoted[hit.start] {
            all.insert(hit.value)
        }
        self.all = all
    }

    var tokens: Tokens { text.tokens }
    /// What follows the head.
    var rest: Range<Int> { headEnd ..<| range.upperBound }

    func has(_ cue: Cue) -> Bool { all.has(cue) }

    /// Somebody says what is, instead of what is to be done.
    var isStatement: Bool { first(.statement, from: headEnd) != nil }

    /// First place of a phrase with this meaning.
    func first(_ cue: Cue, from index: Int? = nil) -> PhraseHit<Cue>? {
        let from = max(index ?? range.lowerBound, range.lowerBound)
        guard from < range.upperBound else { return nil }
        return text.cues.starting(in: from ..<| range.upperBound).first {
            $0.value == cue && $0.end <= range.upperBound
        }
    }

    /// Where the politeness ends: "could you please", "every Monday,".
    static func pastFillers(
        _ text: CommandText, _ range: Range<Int>, _ schedule: SaidSchedule?
    ) -> Int {
        var index = range.lowerBound
        while index < range.upperBound {
            if let said = schedule?.tokens, said.contains(index) {
                index = said.upperBound
                continue
            }
            let token = text.tokens[index]
            let (cues, end) = text.cues(at: index)
            if cues.has(.filler), !cues.hasAny(Cues.heads), text.tokens.token(end)?.isJoined != true
            {
                index = min(end, range.upperBound)
            } else if let end = text.end(of: .filler, at: index),
                text.tokens.token(end)?.isJoined != true,
                !text.cues(at: index).cues.hasAny(Cues.heads)
            {
                index = min(end, range.upperBound)
            } else if let end = Courtesy(text, range).end(at: index) {
                index = end
            } else if token.kind == .sign || token.kind == .emoji || token.kind == .lineBreak {
                if token.isSign("-"), text.tokens.token(index + 1)?.isGlued == true { return index }
                index += 1
            } else if schedule != nil, token.kind == .word, Self.scheduleJoints.contains(token.key)
            {
                index += 1
            } else {
                return index
            }
        }
        return index
    }

    private static let scheduleJoints = WordSet(words: "on at the each every")
}

/// When a command is to be carried out, and the tokens that say so.
struct SaidSchedule {
    let schedule: Schedule
    let tokens: Range<Int>

    static func read(_ text: CommandText, _ range: Range<Int>) -> SaidSchedule? {
        if let event = ConditionReader(text).read(in: range) { return event }
        guard mayHaveOne(text, range) else { return nil }
        let found = ScheduleReader(text.tokens, text.terms, text.mentions).read(in: range)
        guard let first = found.first(where: { !$0.isTimeOnly }),
            let schedule = first.schedules.first, schedule != .onRequest,
            !isNamePart(text, first.tokens, range)
        else { return nil }
        var said = first.tokens
        if said.lowerBound > range.lowerBound, isEach(text, said.lowerBound - 1) {
            said = (said.lowerBound - 1) ..<| said.upperBound
        }
        guard isRepeated(text, schedule, said) else { return nil }
        return SaidSchedule(schedule: schedule, tokens: said)
    }

    /// "The Daily Kelp" is no schedule.
    private static func isNamePart(
        _ text: CommandText, _ said: Range<Int>, _ range: Range<Int>
    ) -> Bool {
        guard said.count == 1, said.lowerBound > range.lowerBound else { return false }
        // "one hourly forecast"
        if describes(text, said.lowerBound) { return true }
        return !text.isShouted && text.tokens[said.lowerBound].isCapital
            && !isDay(text, said.lowerBound)
    }

    /// A word of time between an article or a number and the thing it belongs to.
    private static func describes(_ text: CommandText, _ index: Int) -> Bool {
        guard let next = text.tokens.token(index + 1), next.kind == .word,
            !isDay(text, index), adjectives.contains(text.key(index))
        else { return false }
        let before = text.key(index - 1)
        return
            (articles.contains(before)
            || text.mention(at: index - 1)?.amount?.token == nil
                && text.mention(at: index - 1) != nil)
            && !Words.nameEnds.contains(next.key) && !Words.receivers.contains(next.key)
    }

    private static let adjectives = WordSet(
        words: "hourly daily weekly monthly yearly annual nightly")
    private static let articles = WordSet(words: "a an one the some this that")

    private static func isEach(_ text: CommandText, _ index: Int) -> Bool {
        opening.contains(text.key(index))
    }

    private static let opening = WordSet(words: "every each on at the")

    /// A cheap look: most commands say nothing about time.
    private static func mayHaveOne(_ text: CommandText, _ range: Range<Int>) -> Bool {
        range.contains { signs.contains(text.key($0)) || isDay(text, $0) || isDate(text, $0) }
    }

    private static let signs = WordSet(
        words: """
            every each daily weekly monthly yearly hourly annually quarterly fortnightly biweekly month
            weekdays weekday weekends nightly once twice mornings fortnight week day year hour quarter
            alternate annual month's
            """)

    private static func isDay(_ text: CommandText, _ index: Int) -> Bool {
        text.terms.at(index).contains { if case .weekday = $0.value { true } else { false } }
    }

    private static func isDate(_ text: CommandText, _ index: Int) -> Bool {
        if case .date? = text.mention(at: index)?.kind { true } else { false }
    }

    /// "on Friday" is once, and which Friday the text does not say; "on Fridays" is a schedule.
    private static func isRepeated(
        _ text: CommandText, _ schedule: Schedule, _ said: Range<Int>
    ) -> Bool {
        guard case .weekly = schedule else { return true }
        return said.contains { index in
            let token = text.tokens[index]
            guard token.kind == .word else { return false }
            if repeating.contains(token.key) { return true }
            return isDay(text, index) && token.end - token.start > 4
                && text.tokens.bytes[token.end - 1] | 32 == UInt8(ascii: "s")
        }
    }

    private static let repeating = WordSet(
        words: "every each weekly weekends weekdays per once alternate all mornings")
}
