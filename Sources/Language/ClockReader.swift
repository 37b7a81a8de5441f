public import Domain

/// Reads times of day: `06:30`, `9am`, `18h30`, `half past six`, `four in the afternoon`, `noon`.
public struct ClockReader {
    let tokens: Tokens
    let terms: PhraseHits<Term>

    private let numbers: NumberReader

    public init(_ tokens: Tokens, _ terms: PhraseHits<Term>) {
        self.tokens = tokens
        self.terms = terms
        numbers = NumberReader(tokens, terms)
    }

    /// Words without a number by which a time may begin.
    static func opens(_ key: UInt64) -> Bool { openers.contains(key) }

    private static let openers = WordSet(
        ["noon", "midday", "midnight", "half", "quarter"].map(WordKey.of))

    /// Only what is a time beyond doubt.
    public func read(at index: Int) -> Mention? {
        guard let token = tokens.token(index) else { return nil }
        if token.kind == .number {
            return digital(at: index) ?? spoken(at: index)
        }
        if token.key == Self.noon || token.key == Self.midday {
            return made(12, 0, index, index + 1)
        }
        if token.key == Self.midnight { return made(0, 0, index, index + 1) }
        return past(at: index) ?? spoken(at: index)
    }

    /// A bare number after "at", which only a schedule may take for an hour.
    public func bareHour(at index: Int) -> (time: ClockTime, end: Int)? {
        guard let number = numbers.read(at: index), number.value.scale == 0,
            number.value.digits <= 23,
            let time = ClockTime(hour: Int(number.value.digits), minute: 0)
        else { return nil }
        return (time, number.end)
    }

    private static let noon = WordKey.of("noon")
    private static let midday = WordKey.of("midday")
    private static let midnight = WordKey.of("midnight")
    private static let past = WordKey.of("past")
    private static let to = WordKey.of("to")

    private func digital(at index: Int) -> Mention? {
        if let next = tokens.token(index + 1), next.isSign(":"), next.isGlued,
            let minutes = tokens.token(index + 2), minutes.kind == .number, minutes.isGlued,
            minutes.end - minutes.start == 2, let hour = plain(index), let minute = plain(index + 2)
        {
            return finished(hour, minute, index, index + 3)
        }
        if let next = tokens.token(index + 1), next.key == Self.letterH, next.isGlued,
            let hour = plain(index), hour < 24,
            hour >= 5 || tokens.token(index + 2)?.kind == .number
        {
            if let minutes = tokens.token(index + 2), minutes.kind == .number, minutes.isGlued,
                let minute = plain(index + 2)
            {
                return made(hour, minute, index, index + 3)
            }
            return isHourAfterAt(index) ? made(hour, 0, index, index + 2) : nil
        }
        if let (hour, minute) = dotted(index), let half = half(at: index + 1) {
            return made(hour % 12 + (half.isAfternoon ? 12 : 0), minute, index, half.end)
        }
        if let next = tokens.token(index + 1), next.isGlued, let (hour, minute) = glued(index) {
            return made(hour, minute, index, index + 2)
        }
        return nil
    }

    /// "at 18h" is a time, "every 6h" a span.
    private func isHourAfterAt(_ index: Int) -> Bool {
        guard index > 0 else { return false }
        let place = tokens[index - 1].isSign(",") ? index - 2 : index - 1
        // "8h30, 12h and 16h45"
        if place < index - 1, place > 0, tokens[place].isGlued,
            tokens.bytes[tokens[place].start] | 32 == UInt8(ascii: "h")
        {
            return true
        }
        return Self.ats.contains(tokens[index - 1].key) || isWeekday(place)
    }

    private func isWeekday(_ index: Int) -> Bool {
        terms.at(index).contains { if case .weekday = $0.value { true } else { false } }
    }

    private static let ats = WordSet(
        ["at", "around", "by", "a", "um", "las", "la"].map(WordKey.of))

    /// "18h30" where the letters and digits form one word.
    private func glued(_ index: Int) -> (Int, Int)? {
        let word = tokens[index + 1]
        guard word.kind == .word, tokens.bytes[word.start] | 32 == UInt8(ascii: "h"),
            word.end - word.start == 3, let hour = plain(index), hour < 24
        else { return nil }
        let digits = tokens.bytes[(word.start + 1) ..<| word.end].map { $0 &- UInt8(ascii: "0") }
        guard digits.allSatisfy({ $0 < 10 }) else { return nil }
        return (hour, Int(digits[0]) * 10 + Int(digits[1]))
    }

    private static let letterH = WordKey.of("h")

    private func plain(_ index: Int) -> Int? {
        let shape = NumberShape(tokens.bytes, tokens[index])
        guard shape.isPlain, shape.digits.count <= 2 else { return nil }
        return shape.digits.reduce(0) { $0 * 10 + Int($1) }
    }

    /// `9.30` before am or pm, and `9`.
    private func dotted(_ index: Int) -> (Int, Int)? {
        let shape = NumberShape(tokens.bytes, tokens[index])
        let split = shape.marks.first?.place ?? shape.digits.count
        guard shape.marks.count <= 1, split <= 2 else { return nil }
        let hour = shape.digits[..<split].reduce(0) { $0 * 10 + Int($1) }
        let rest = shape.digits[split...]
        guard hour <= 12, rest.isEmpty || rest.count == 2 else { return nil }
        return (hour, rest.reduce(0) { $0 * 10 + Int($1) })
    }

    /// am, pm, p.m., "in the morning".
    private func half(at index: Int) -> (isAfternoon: Bool, end: Int)? {
        Self.halves.longest(in: tokens, at: index).map { ($0.value, $0.end) }
    }

    private static let halves = PhraseTable<Bool>([
        (
            false,
            "am, a m, a <dot> m, a <dot> m <dot>, o? clock? in the morning/mornings, in the early morning"
        ),
        (
            true,
            "pm, p m, p <dot> m, p <dot> m <dot>, o? clock? in the afternoon/evening/afternoons/evenings, at night"
        ),
    ])

    private func finished(_ hour: Int, _ minute: Int, _ start: Int, _ end: Int) -> Mention? {
        guard let half = half(at: end), hour <= 12 else { return made(hour, minute, start, end) }
        return made(hour % 12 + (half.isAfternoon ? 12 : 0), minute, start, half.end)
    }

    /// "four in the afternoon", "8 in the morning", "six o'clock", "seven thirty am".
    private func spoken(at index: Int) -> Mention? {
        guard let number = numbers.read(at: index), number.value.scale == 0,
            number.value.digits <= 24
        else { return nil }
        let hour = Int(number.value.digits)
        if let half = half(at: number.end), hour <= 12 {
            return made(hour % 12 + (half.isAfternoon ? 12 : 0), 0, index, half.end)
        }
        if let minute = numbers.read(at: number.end), number.isWord,
            minute.value.digits < 60, minute.value.scale == 0, let half = half(at: minute.end),
            hour <= 12
        {
            return made(
                hour % 12 + (half.isAfternoon ? 12 : 0), Int(minute.value.digits), index, half.end)
        }
        if tokens.token(number.end)?.key == Self.oclock {
            return finished(hour, 0, index, number.end + 1)
        }
        return nil
    }

    private static let oclock = WordKey.of("o'clock")

    /// "half past six", "quarter to nine".
    private func past(at index: Int) -> Mention? {
        if let minute = minutesPast(index) { return minute }
        let key = tokens[index].key
        guard key == Self.half || key == Self.quarter, let joint = tokens.token(index + 1),
            joint.key == Self.past || joint.key == Self.to,
            let number = numbers.read(at: index + 2), number.value.scale == 0,
            (1...24).contains(number.value.digits)
        else { return nil }
        var hour = Int(number.value.digits)
        var end = number.end
        if let half = half(at: end) {
            hour = hour % 12 + (half.isAfternoon ? 12 : 0)
            end = half.end
        }
        if joint.key == Self.past {
            return made(hour, key == Self.half ? 30 : 15, index, end)
        }
        guard key == Self.quarter else { return nil }
        return made((hour + 23) % 24, 45, index, end)
    }

    /// "ten past nine".
    private func minutesPast(_ index: Int) -> Mention? {
        guard let minute = numbers.read(at: index), minute.isWord, minute.value.scale == 0,
            (1...29).contains(minute.value.digits), tokens.token(minute.end)?.key == Self.past,
            let number = numbers.read(at: minute.end + 1), number.value.scale == 0,
            (1...24).contains(number.value.digits)
        else { return nil }
        return finished(
            Int(number.value.digits), Int(minute.value.digits), index, number.end)
    }

    private static let half = WordKey.of("half")
    private static let quarter = WordKey.of("quarter")

    private func made(_ hour: Int, _ minute: Int, _ start: Int, _ end: Int) -> Mention? {
        let hour = hour == 24 ? 0 : hour
        guard let time = ClockTime(hour: hour, minute: minute) else { return nil }
        return Mention(kind: .clock(time), tokens: start ..<| end)
    }
}
