/// Milliseconds since 1970-01-01 UTC. Passed in; pure code never reads a clock.
public struct Timestamp: Sendable, Hashable, Comparable {
    public let millisecondsSinceEpoch: Int64

    public init(millisecondsSinceEpoch: Int64) {
        self.millisecondsSinceEpoch = millisecondsSinceEpoch
    }

    public static func < (lhs: Self, rhs: Self) -> Bool {
        lhs.millisecondsSinceEpoch < rhs.millisecondsSinceEpoch
    }

    public func adding(seconds: Int64) -> Timestamp {
        Timestamp(millisecondsSinceEpoch: millisecondsSinceEpoch + seconds * 1000)
    }

    /// Whole seconds, rounded down: what chains count in.
    public var secondsSinceEpoch: Int64 {
        millisecondsSinceEpoch >= 0
            ? millisecondsSinceEpoch / 1000 : (millisecondsSinceEpoch - 999) / 1000
    }
}

extension Timestamp {
    /// `2026-11-20T09:00:00.123Z`. Source: RFC 3339.
    public var rfc3339: String {
        let date = CivilDate(daysSinceEpoch: dayNumber)
        let inDay = millisecondsSinceEpoch - dayNumber * Self.millisecondsPerDay
        let (hours, minutes) = (inDay / 3_600_000, inDay / 60_000 % 60)
        let (seconds, milliseconds) = (inDay / 1000 % 60, inDay % 1000)
        return "\(date.text)T\(padded(hours, 2)):\(padded(minutes, 2)):\(padded(seconds, 2))"
            + ".\(padded(milliseconds, 3))Z"
    }

    /// Reads what `rfc3339` writes, with or without milliseconds, and a day alone: its beginning.
    public init?(rfc3339 text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count >= 10,
            let date = CivilDate(canonical: String(decoding: bytes[..<10], as: UTF8.self))
        else { return nil }
        var milliseconds = date.daysSinceEpoch * Self.millisecondsPerDay
        if bytes.count > 10 {
            guard let inDay = Self.timeOfDay(bytes[10...]) else { return nil }
            milliseconds += inDay
        }
        self.init(millisecondsSinceEpoch: milliseconds)
    }

    /// `T09:00:00Z` or `T09:00:00.123Z`, in milliseconds.
    private static func timeOfDay(_ bytes: ArraySlice<UInt8>) -> Int64? {
        let text = String(decoding: bytes, as: UTF8.self)
        guard text.hasPrefix("T"), text.hasSuffix("Z") else { return nil }
        let parts = text.dropFirst().dropLast().split(separator: ":")
        guard parts.count == 3, let hour = Int64(parts[0]), let minute = Int64(parts[1]),
            (0..<24).contains(hour), (0..<60).contains(minute)
        else { return nil }
        let seconds = parts[2].split(separator: ".", maxSplits: 1)
        guard let second = Int64(seconds[0]), (0..<60).contains(second) else { return nil }
        let fraction = seconds.count == 2 ? String((seconds[1] + "000").prefix(3)) : "0"
        guard let millisecond = Int64(fraction) else { return nil }
        return (hour * 3600 + minute * 60 + second) * 1000 + millisecond
    }

    /// Days since 1970-01-01, in UTC.
    public var dayNumber: Int64 {
        let quotient = millisecondsSinceEpoch / Self.millisecondsPerDay
        let isBefore = millisecondsSinceEpoch % Self.millisecondsPerDay < 0
        return isBefore ? quotient - 1 : quotient
    }

    public static let millisecondsPerDay: Int64 = 86_400_000
}

/// A day of the Gregorian calendar.
public struct CivilDate: Sendable, Hashable {
    public let year: Int64
    public let month: Int64
    public let day: Int64

    /// Source: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", civil_from_days.
    public init(daysSinceEpoch days: Int64) {
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    }

    public init(year: Int64, month: Int64, day: Int64) {
        self.year = year
        self.month = month
        self.day = day
    }

    /// The inverse of `init(daysSinceEpoch:)`; same source, days_from_civil.
    public var daysSinceEpoch: Int64 {
        let y = month <= 2 ? year - 1 : year
        let era = (y >= 0 ? y : y - 399) / 400
        let yearOfEra = y - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }

    /// `2026-11-20`.
    public var text: String { "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))" }
}

private func padded(_ number: Int64, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
}
