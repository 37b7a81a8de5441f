public import Domain

/// When something happens again and again, before it is known where.
public enum Recurrence: Sendable, Hashable {
    /// So many seconds after its beginning, and so on: by the seconds that pass, not by clocks.
    case interval(seconds: Int64)
    case calendar(Days, minutes: [Int])
    case cron(CronPattern)

    public enum Days: Sendable, Hashable {
        case every
        /// 0 is Monday.
        case weekdays(Set<Int64>)
        /// Every second week from its beginning on; 0 is Monday.
        case everySecondWeek(Int64)
        /// A day that a month does not have is its last. No months: every one.
        case ofMonth([Schedule.MonthDay], months: Set<Int64>)
        case date(CivilDate)
    }

    /// What happens at no time of its own has none: requests, calls, prices and balances.
    ///
    /// A design that names no time of the day means nine in the morning; no day of the week, Monday;
    /// no day of the month, the first.
    public init?(_ schedule: Schedule) {
        switch schedule {
        case .every(let minutes):
            guard minutes > 0 else { return nil }
            self = .interval(seconds: Int64(minutes) * 60)
        case .daily(let time): self = .calendar(.every, minutes: Self.minutes(time))
        case .weekdays(let time):
            self = .calendar(.weekdays([0, 1, 2, 3, 4]), minutes: Self.minutes(time))
        case .weekly(let days, let time):
            let numbers = Set(days.map(\.number))
            self = .calendar(
                .weekdays(numbers.isEmpty ? [0] : numbers), minutes: Self.minutes(time))
        case .biweekly(let day, let time):
            self = .calendar(.everySecondWeek(day?.number ?? 0), minutes: Self.minutes(time))
        case .monthly(let days, let time):
            self = .calendar(
                .ofMonth(days.isEmpty ? [.day(1)] : days, months: []), minutes: Self.minutes(time))
        case .quarterly:
            self = .calendar(
                .ofMonth([.day(1)], months: [1, 4, 7, 10]), minutes: Self.minutes(nil))
        case .yearly:
            self = .calendar(.ofMonth([.day(1)], months: [1]), minutes: Self.minutes(nil))
        case .once(let date, let time): self = .calendar(.date(date), minutes: Self.minutes(time))
        case .onRequest, .onWebhook, .onBalance, .onPrice, .onEvent: return nil
        }
    }

    private static func minutes(_ time: ClockTime?) -> [Int] {
        [time.map { $0.hour * 60 + $0.minute } ?? 540]
    }
}

extension Schedule.Weekday {
    /// 0 is Monday.
    fileprivate var number: Int64 {
        switch self {
        case .mon: 0
        case .tue: 1
        case .wed: 2
        case .thu: 3
        case .fri: 4
        case .sat: 5
        case .sun: 6
        }
    }
}
