public import Domain

/// The moments of a recurrence at one place, from a beginning on.
///
/// A time that clocks skip happens at the first moment after the gap; one that they show twice
/// happens the first time. What comes every hour goes by the hours that pass.
public struct Occurrences: Sendable, Hashable {
    public let recurrence: Recurrence
    public let zone: TimeZoneRules
    /// Nothing happens before it or at it.
    public let beginning: Timestamp

    public init(_ recurrence: Recurrence, in zone: TimeZoneRules, from beginning: Timestamp) {
        self.recurrence = recurrence
        self.zone = zone
        self.beginning = beginning
    }

    /// The first one after this moment; nil when there is none within nine years.
    public func next(after moment: Timestamp) -> Timestamp? {
        let moment = max(moment, beginning)
        guard case .interval(let seconds) = recurrence else {
            let seconds = moment.secondsSinceEpoch
            let found = hourly.map { walk(by: 1, from: seconds, $0) } ?? nextSeconds(after: seconds)
            return found.map(Timestamp.init(secondsSinceEpoch:))
        }
        let step = seconds * 1000
        let passed = moment.millisecondsSinceEpoch - beginning.millisecondsSinceEpoch
        return Timestamp(
            millisecondsSinceEpoch: beginning.millisecondsSinceEpoch + (passed / step + 1) * step)
    }

    /// The last one at this moment or before; nil when there is none since the beginning.
    public func last(atOrBefore moment: Timestamp) -> Timestamp? {
        guard moment > beginning else { return nil }
        guard case .interval(let seconds) = recurrence else {
            let seconds = moment.secondsSinceEpoch
            let before =
                hourly.map { walk(by: -1, from: seconds + 1, $0) }
                ?? lastSeconds(atOrBefore: seconds)
            guard let found = before else { return nil }
            let last = Timestamp(secondsSinceEpoch: found)
            return last > beginning ? last : nil
        }
        let step = seconds * 1000
        let count =
            (moment.millisecondsSinceEpoch - beginning.millisecondsSinceEpoch) / step
        guard count > 0 else { return nil }
        return Timestamp(
            millisecondsSinceEpoch: beginning.millisecondsSinceEpoch + count * step)
    }

    /// Leap days are eight years apart around 2100.
    private static let daysMax: Int64 = 9 * 366

    private func nextSeconds(after seconds: Int64) -> Int64? {
        let today = localDay(of: seconds)
        for day in (today - 1)...(today + Self.daysMax) where isIncluded(day) {
            guard moments(on: day).contains(where: { $0 > seconds }) else { continue }
            // Around midnight a day's last time may come after the next day's first.
            return (moments(on: day) + moments(ifIncluded: day + 1)).filter { $0 > seconds }.min()
        }
        return nil
    }

    private func lastSeconds(atOrBefore seconds: Int64) -> Int64? {
        let today = localDay(of: seconds)
        for day in stride(from: today + 1, through: today - Self.daysMax, by: -1)
        where isIncluded(day) {
            guard moments(on: day).contains(where: { $0 <= seconds }) else { continue }
            return (moments(on: day) + moments(ifIncluded: day - 1)).filter { $0 <= seconds }.max()
        }
        return nil
    }

    private func localDay(of seconds: Int64) -> Int64 {
        floorDivide(seconds + zone.offset(at: seconds), 86_400)
    }

    private func moments(ifIncluded day: Int64) -> [Int64] {
        isIncluded(day) ? moments(on: day) : []
    }

    private func moments(on day: Int64) -> [Int64] {
        switch recurrence {
        case .interval: []
        case .calendar(_, let minutes): minutes.map { moment(on: day, minute: $0) }
        case .cron(let pattern):
            pattern.minutesOfDay.map { moment(on: day, minute: $0) }
        }
    }

    private func moment(on day: Int64, minute: Int) -> Int64 {
        let local = day * 86_400 + Int64(minute) * 60
        return zone.moments(showing: local).first ?? zone.momentAfterGap(over: local)
    }
}

extension Occurrences {
    /// The pattern, when it goes by the hours that pass.
    private var hourly: CronPattern? {
        guard case .cron(let pattern) = recurrence, pattern.isEveryHour else { return nil }
        return pattern
    }

    /// Minute by minute within days that count, hour by hour through those that do not.
    ///
    /// - Parameter direction: 1 for the first after the moment, -1 for the last before it.
    private func walk(by direction: Int64, from seconds: Int64, _ pattern: CronPattern) -> Int64? {
        var minute = floorDivide(seconds, 60)
        if direction < 0, floorModulo(seconds, 60) != 0 { minute += 1 }
        let last = minute + direction * Self.daysMax * 1440
        minute += direction
        while minute != last {
            let local = minute * 60 + zone.offset(at: minute * 60)
            let isDay = isIncluded(floorDivide(local, 86_400))
            let shown = Int(floorModulo(floorDivide(local, 60), 60))
            if isDay, pattern.minutes.contains(shown) { return minute * 60 }
            // Offsets are changed on the quarter of an hour, so a quarter skips no day's beginning.
            let isQuarter = minute.isMultiple(of: 15) && (last - minute).magnitude > 15
            minute += !isDay && isQuarter ? direction * 15 : direction
        }
        return nil
    }

    private func isIncluded(_ day: Int64) -> Bool {
        switch recurrence {
        case .interval: false
        case .calendar(let days, _): days.includes(day, firstDay: firstDay)
        case .cron(let pattern):
            pattern.includes(
                day: Int(CivilDate(daysSinceEpoch: day).day),
                month: Int(CivilDate(daysSinceEpoch: day).month), weekday: Int(weekday(of: day)))
        }
    }

    private var firstDay: Int64 { localDay(of: beginning.secondsSinceEpoch) }
}

extension Recurrence.Days {
    func includes(_ day: Int64, firstDay: Int64) -> Bool {
        switch self {
        case .every: return true
        case .weekdays(let weekdays): return weekdays.contains(weekday(of: day))
        case .everySecondWeek(let number):
            let first = firstDay + floorModulo(number - weekday(of: firstDay), 7)
            return floorModulo(day - first, 14) == 0
        case .ofMonth(let days, let months):
            let date = CivilDate(daysSinceEpoch: day)
            guard months.isEmpty || months.contains(date.month) else { return false }
            let isLast = CivilDate(daysSinceEpoch: day + 1).month != date.month
            return days.contains { wanted in
                switch wanted {
                case .last: isLast
                case .day(let number):
                    date.day == number || (isLast && date.day < number)
                }
            }
        case .date(let date): return date.daysSinceEpoch == day
        }
    }
}

/// 0 is Monday; day 0 was a Thursday.
private func weekday(of day: Int64) -> Int64 { floorModulo(day + 3, 7) }

extension Timestamp {
    fileprivate init(secondsSinceEpoch seconds: Int64) {
        self.init(millisecondsSinceEpoch: seconds * 1000)
    }
}
