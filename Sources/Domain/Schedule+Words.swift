extension Schedule {
    /// As people say it, fitting into a sentence: `every working day at 09:00`,
    /// `when the balance falls below 20 USDC`.
    public var words: String {
        switch self {
        case .every(let minutes): "every " + Self.spanWords(minutes)
        case .daily(let time): "every day" + Self.timeWords(time)
        case .weekdays(let time): "every working day" + Self.timeWords(time)
        case .weekly(let days, let time):
            (days.isEmpty ? "every week" : "every " + listed(days.map(\.name), "and"))
                + Self.timeWords(time)
        case .biweekly(let day, let time):
            "every second " + (day?.name ?? "week") + Self.timeWords(time)
        case .monthly(let days, let time): Self.monthWords(days) + Self.timeWords(time)
        case .quarterly: "every quarter"
        case .yearly: "every year"
        case .once(let date, let time): "once, on \(date.text)" + Self.timeWords(time)
        case .onRequest: "when it is asked to"
        case .onWebhook(let path): "when its webhook is called" + (path.map { " (\($0))" } ?? "")
        case .onBalance(let floor): "when the balance falls below \(floor)"
        case .onPrice(let token, let crossing, let price):
            "when \(token) \(crossing == .below ? "falls below" : "rises above") \(price)"
        case .onEvent(let event): "when this happens: \(event)"
        }
    }

    private static func spanWords(_ minutes: Int) -> String {
        if minutes.isMultiple(of: 1440) { return counted(minutes / 1440, "day") }
        return minutes.isMultiple(of: 60)
            ? counted(minutes / 60, "hour") : counted(minutes, "minute")
    }

    private static func counted(_ count: Int, _ unit: String) -> String {
        count == 1 ? unit : "\(count) \(unit)s"
    }

    private static func timeWords(_ time: ClockTime?) -> String { time.map { " at \($0)" } ?? "" }

    private static func monthWords(_ days: [MonthDay]) -> String {
        guard !days.isEmpty else { return "every month" }
        let words = days.map { day in
            switch day {
            case .day(let number): ordinal(number)
            case .last: "last day"
            }
        }
        return "on the \(listed(words, "and")) of every month"
    }

    private static func ordinal(_ number: Int) -> String {
        switch (number % 10, number % 100) {
        case (1, let tail) where tail != 11: "\(number)st"
        case (2, let tail) where tail != 12: "\(number)nd"
        case (3, let tail) where tail != 13: "\(number)rd"
        default: "\(number)th"
        }
    }
}

extension Schedule.Weekday {
    public var name: String {
        switch self {
        case .mon: "Monday"
        case .tue: "Tuesday"
        case .wed: "Wednesday"
        case .thu: "Thursday"
        case .fri: "Friday"
        case .sat: "Saturday"
        case .sun: "Sunday"
        }
    }
}
