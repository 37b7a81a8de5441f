internal import Domain

/// The rule by which clocks are changed from now on: `CET-1CEST,M3.5.0,M10.5.0/3`.
///
/// Source: POSIX.1-2024, 8.3, with the extensions of RFC 9636, 3.3.1.
struct PosixTimeZone: Sendable, Hashable {
    /// Seconds east of UTC.
    let standard: Int64
    let summer: Summer?

    struct Summer: Sendable, Hashable {
        let offset: Int64
        let start: Change
        let end: Change
    }

    /// A day of the year, and the seconds after its midnight.
    struct Change: Sendable, Hashable {
        let day: Day
        let seconds: Int64
    }

    enum Day: Sendable, Hashable {
        /// 1 to 365; 29 February is never counted.
        case withoutLeapDay(Int64)
        /// 0 to 365; 29 February is counted.
        case ofYear(Int64)
        /// Week 5 is the last; weekday 0 is Sunday.
        case ofMonth(month: Int64, week: Int64, weekday: Int64)
    }

    func offset(at seconds: Int64) -> Int64 {
        guard let summer else { return standard }
        let (local, isOverflow) = seconds.addingReportingOverflow(standard)
        guard !isOverflow, abs(local / 86_400) < Self.daysMax else { return standard }
        let year = CivilDate(daysSinceEpoch: floorDivide(local, 86_400)).year
        let start = summer.start.localSeconds(in: year) - standard
        let end = summer.end.localSeconds(in: year) - summer.offset
        let isSummer =
            start < end ? (start..<end).contains(seconds) : !(end..<start).contains(seconds)
        return isSummer ? summer.offset : standard
    }

    /// A hundred thousand years: beyond it nobody's clock is known.
    private static let daysMax: Int64 = 36_525_000
}

extension PosixTimeZone.Change {
    func localSeconds(in year: Int64) -> Int64 { day.daysSinceEpoch(in: year) * 86_400 + seconds }
}

extension PosixTimeZone.Day {
    func daysSinceEpoch(in year: Int64) -> Int64 {
        let first = CivilDate(year: year, month: 1, day: 1).daysSinceEpoch
        switch self {
        case .withoutLeapDay(let day):
            let isLeap = CivilDate(year: year, month: 3, day: 1).daysSinceEpoch - first == 60
            return first + day - 1 + (isLeap && day >= 60 ? 1 : 0)
        case .ofYear(let day): return first + day
        case .ofMonth(let month, let week, let weekday):
            let start = CivilDate(year: year, month: month, day: 1).daysSinceEpoch
            let next = CivilDate(
                year: month == 12 ? year + 1 : year, month: month == 12 ? 1 : month + 1, day: 1
            ).daysSinceEpoch
            // Day 0 was a Thursday, which is 4 here.
            var day = start + floorModulo(weekday - (start + 4), 7) + (week - 1) * 7
            while day >= next { day -= 7 }
            return day
        }
    }
}

extension PosixTimeZone {
    /// Nil unless the whole text is such a rule.
    init?(_ text: [UInt8]) {
        var reader = PosixZoneReader(text)
        guard reader.name(), let west = reader.time() else { return nil }
        standard = -west
        guard !reader.isAtEnd else {
            summer = nil
            return
        }
        guard reader.name() else { return nil }
        var offset = standard + 3600
        if reader.peek != UInt8(ascii: ",") {
            guard let west = reader.time() else { return nil }
            offset = -west
        }
        guard let start = reader.change(), let end = reader.change(), reader.isAtEnd else {
            return nil
        }
        summer = Summer(offset: offset, start: start, end: end)
    }
}

private struct PosixZoneReader {
    private let text: [UInt8]
    private var position = 0

    init(_ text: [UInt8]) { self.text = text }

    var isAtEnd: Bool { position == text.count }
    var peek: UInt8? { position < text.count ? text[position] : nil }

    mutating func take(_ byte: UInt8) -> Bool {
        guard peek == byte else { return false }
        position += 1
        return true
    }

    /// `CET` or `<+0330>`: three characters or more.
    mutating func name() -> Bool {
        let isQuoted = take(UInt8(ascii: "<"))
        let start = position
        while let byte = peek, Self.isLetter(byte) || (isQuoted && Self.isSignOrDigit(byte)) {
            position += 1
        }
        guard position - start >= 3 else { return false }
        return !isQuoted || take(UInt8(ascii: ">"))
    }

    private static func isLetter(_ byte: UInt8) -> Bool { byte & 0xDF &- UInt8(ascii: "A") < 26 }

    private static func isSignOrDigit(_ byte: UInt8) -> Bool {
        byte &- UInt8(ascii: "0") < 10 || byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-")
    }

    /// `[+-]h[h[h]][:mm[:ss]]` in seconds; up to a week, as changes may be.
    mutating func time() -> Int64? {
        let isNegative = take(UInt8(ascii: "-"))
        if !isNegative { _ = take(UInt8(ascii: "+")) }
        guard let hours = number(0...167) else { return nil }
        var seconds = hours * 3600
        if take(UInt8(ascii: ":")) {
            guard let minutes = number(0...59) else { return nil }
            seconds += minutes * 60
            if take(UInt8(ascii: ":")) {
                guard let rest = number(0...59) else { return nil }
                seconds += rest
            }
        }
        return isNegative ? -seconds : seconds
    }

    mutating func number(_ range: ClosedRange<Int64>) -> Int64? {
        let start = position
        var value: Int64 = 0
        while let byte = peek, byte &- UInt8(ascii: "0") < 10, position - start < 3 {
            value = value * 10 + Int64(byte - UInt8(ascii: "0"))
            position += 1
        }
        return position > start && range.contains(value) ? value : nil
    }

    /// `,M3.5.0/2`.
    mutating func change() -> PosixTimeZone.Change? {
        guard take(UInt8(ascii: ",")), let day = day() else { return nil }
        guard take(UInt8(ascii: "/")) else { return .init(day: day, seconds: 7200) }
        return time().map { .init(day: day, seconds: $0) }
    }

    private mutating func day() -> PosixTimeZone.Day? {
        if take(UInt8(ascii: "J")) { return number(1...365).map { .withoutLeapDay($0) } }
        guard take(UInt8(ascii: "M")) else { return number(0...365).map { .ofYear($0) } }
        guard let month = number(1...12), take(UInt8(ascii: ".")), let week = number(1...5),
            take(UInt8(ascii: ".")), let weekday = number(0...6)
        else { return nil }
        return .ofMonth(month: month, week: week, weekday: weekday)
    }
}

/// Rounded down, also below zero.
func floorDivide(_ value: Int64, _ divisor: Int64) -> Int64 {
    let quotient = value / divisor
    return value % divisor < 0 ? quotient - 1 : quotient
}

/// From 0 to the divisor.
func floorModulo(_ value: Int64, _ divisor: Int64) -> Int64 {
    let rest = value % divisor
    return rest < 0 ? rest + divisor : rest
}
