/// `*/5 9-17 * * mon-fri`: minute, hour, day of the month, month, day of the week.
///
/// Source: crontab(5). When days of the month and days of the week are both given, either will do.
public struct CronPattern: Sendable, Hashable {
    let minutes: BitSet64
    let hours: BitSet64
    let days: BitSet64
    let months: BitSet64
    /// 0 is Sunday.
    let weekdays: BitSet64
    /// Every hour: then it goes by the hours that pass, not by what clocks show.
    let isEveryHour: Bool
    private let isAnyDay: Bool
    private let isAnyWeekday: Bool

    /// Nil for a text that is no pattern.
    public init?(_ text: String) {
        let fields = Array(text.lowercased().utf8).split(separator: UInt8(ascii: " "))
        guard fields.count == 5,
            let minutes = Self.field(fields[0], 0...59), let hours = Self.field(fields[1], 0...23),
            let days = Self.field(fields[2], 1...31),
            let months = Self.field(fields[3], 1...12, Self.monthNames),
            let weekdays = Self.field(fields[4], 0...7, Self.weekdayNames)
        else { return nil }
        self.minutes = minutes
        self.hours = hours
        self.days = days
        self.months = months
        self.weekdays = weekdays.contains(7) ? weekdays.union(BitSet64([0])) : weekdays
        isEveryHour = hours == BitSet64(Array(0...23))
        isAnyDay = fields[2].first == UInt8(ascii: "*")
        isAnyWeekday = fields[4].first == UInt8(ascii: "*")
    }

    /// - Parameter weekday: 0 is Monday.
    func includes(day: Int, month: Int, weekday: Int) -> Bool {
        guard months.contains(month) else { return false }
        let isDay = days.contains(day)
        let isWeekday = weekdays.contains((weekday + 1) % 7)
        return isAnyDay || isAnyWeekday ? isDay && isWeekday : isDay || isWeekday
    }

    var minutesOfDay: [Int] {
        hours.members.flatMap { hour in minutes.members.map { hour * 60 + $0 } }
    }

    private static func field(
        _ text: ArraySlice<UInt8>, _ range: ClosedRange<Int>, _ names: [[UInt8]] = []
    ) -> BitSet64? {
        var set = BitSet64([])
        for part in text.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false) {
            guard let members = members(of: part, range, names) else { return nil }
            set = set.union(members)
        }
        return set
    }

    /// `*`, `7`, `1-5`, `mon-fri`, and each with `/2` behind it.
    private static func members(
        of part: ArraySlice<UInt8>, _ range: ClosedRange<Int>, _ names: [[UInt8]]
    ) -> BitSet64? {
        let halves = part.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        guard (1...2).contains(halves.count), let head = halves.first else { return nil }
        var step = 1
        if halves.count == 2 {
            guard let given = number(halves[1]), given > 0 else { return nil }
            step = given
        }
        if head.elementsEqual([UInt8(ascii: "*")]) {
            let last = range == 0...7 ? 6 : range.upperBound
            return BitSet64(Array(stride(from: range.lowerBound, through: last, by: step)))
        }
        let ends = head.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        guard let first = ends.first.flatMap({ value($0, range, names) }) else { return nil }
        switch ends.count {
        case 1:
            let last = halves.count == 2 ? range.upperBound : first
            return BitSet64(Array(stride(from: first, through: last, by: step)))
        case 2:
            guard let last = value(ends[1], range, names), first <= last else { return nil }
            return BitSet64(Array(stride(from: first, through: last, by: step)))
        default: return nil
        }
    }

    private static func value(
        _ text: ArraySlice<UInt8>, _ range: ClosedRange<Int>, _ names: [[UInt8]]
    ) -> Int? {
        if let index = names.firstIndex(where: { $0.elementsEqual(text) }) {
            return range.lowerBound + index
        }
        return number(text).flatMap { range.contains($0) ? $0 : nil }
    }

    private static func number(_ text: ArraySlice<UInt8>) -> Int? {
        guard (1...2).contains(text.count) else { return nil }
        var value = 0
        for byte in text {
            guard byte &- UInt8(ascii: "0") < 10 else { return nil }
            value = value * 10 + Int(byte - UInt8(ascii: "0"))
        }
        return value
    }

    private static let monthNames = [
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ].map { Array($0.utf8) }
    private static let weekdayNames = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"].map {
        Array($0.utf8)
    }
}

/// Numbers from 0 to 63.
struct BitSet64: Sendable, Hashable {
    private var bits: UInt64 = 0

    init(_ members: [Int]) {
        for member in members { bits |= 1 << UInt64(member) }
    }

    func contains(_ member: Int) -> Bool { bits >> UInt64(member) & 1 == 1 }

    func union(_ other: BitSet64) -> BitSet64 {
        var union = self
        union.bits |= other.bits
        return union
    }

    var members: [Int] { (0..<64).filter(contains) }
}
