import Domain

// Which half of the day an hour is in, where a word beside it says so.
extension ScheduleReader {
    /// "every Saturday evening, 6 o'clock", "every working day at a quarter past four": the half of
    /// the day that was said before, or in which people work.
    func inHalf(_ time: ClockTime, _ mention: Mention, _ group: Group) -> ClockTime {
        let words = max(0, mention.start - 3) ..<| mention.start
        let hour = time.hour
        guard (1...11).contains(hour), !saysHalf(mention.tokens) else { return time }
        let isEvening = words.contains { index in
            Self.evenings.contains(tokens[index].key)
                || hour >= 6 && Self.nights.contains(tokens[index].key)
        }
        let isOffice =
            group.cycle == .weekdays && hour <= 5 && tokens[mention.start].kind == .word
        guard isEvening || isOffice else { return time }
        return ClockTime(hour: hour + 12, minute: time.minute) ?? time
    }

    private static let nights = WordSet(words: "night nights")
    private static let evenings = WordSet(words: "evening evenings afternoon afternoons tonight")

    /// "06:30", "6 am", "in the morning".
    private func saysHalf(_ range: Range<Int>) -> Bool {
        range.contains { Self.halves.contains(tokens[$0].key) }
            || tokens.bytes[tokens[range.lowerBound].start] == UInt8(ascii: "0")
    }

    private static let halves = WordSet(
        words: "am pm a p morning mornings afternoon evening night noon midnight midday")
}
