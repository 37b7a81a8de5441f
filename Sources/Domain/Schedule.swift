/// When something happens: a time, or an event.
public enum Schedule: Sendable, Hashable {
    case every(minutes: Int)
    case daily(at: ClockTime?)
    case weekdays(at: ClockTime?)
    /// No days: some day of the week, not said which.
    case weekly(days: [Weekday], at: ClockTime?)
    case biweekly(day: Weekday?, at: ClockTime?)
    /// No days: some day of the month.
    case monthly(days: [MonthDay], at: ClockTime?)
    case quarterly
    case yearly
    case once(CivilDate, at: ClockTime?)
    case onRequest
    case onWebhook(path: String?)
    case onBalance(below: TokenAmount)
    case onPrice(token: String, Crossing, TokenAmount)
    case onEvent(String)

    public enum Weekday: String, Sendable, Hashable, CaseIterable {
        case mon, tue, wed, thu, fri, sat, sun
    }

    public enum MonthDay: Sendable, Hashable {
        case day(Int)
        case last
    }

    public enum Crossing: String, Sendable, Hashable {
        case below = "<"
        case above = ">"
    }
}

/// Hours and minutes of a 24-hour clock.
public struct ClockTime: Sendable, Hashable, CustomStringConvertible {
    public let hour: Int
    public let minute: Int

    public init?(hour: Int, minute: Int) {
        guard (0..<24).contains(hour), (0..<60).contains(minute) else { return nil }
        self.hour = hour
        self.minute = minute
    }

    /// `09:05`.
    public var description: String {
        "\(hour < 10 ? "0" : "")\(hour):\(minute < 10 ? "0" : "")\(minute)"
    }

    init?(canonical text: Substring) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, let hour = Int(parts[0]), let minute = Int(parts[1]) else {
            return nil
        }
        self.init(hour: hour, minute: minute)
    }
}

extension Schedule: CustomStringConvertible {
    /// The canonical text: `every:15m`, `weekly:mon,thu@09:00`, `on:balance<20 USDC`.
    public var description: String {
        switch self {
        case .every(let minutes): "every:\(Self.span(minutes))"
        case .daily(let time): "daily" + Self.suffix(time)
        case .weekdays(let time): "weekdays" + Self.suffix(time)
        case .weekly(let days, let time):
            "weekly" + Self.list(days.map(\.rawValue)) + Self.suffix(time)
        case .biweekly(let day, let time):
            "biweekly" + Self.list(day.map { [$0.rawValue] } ?? []) + Self.suffix(time)
        case .monthly(let days, let time):
            "monthly" + Self.list(days.map(Self.monthDay)) + Self.suffix(time)
        case .quarterly: "quarterly"
        case .yearly: "yearly"
        case .once(let date, let time): "once:\(date.text)" + Self.suffix(time)
        case .onRequest: "on:request"
        case .onWebhook(let path): "on:webhook" + (path.map { ":\($0)" } ?? "")
        case .onBalance(let floor): "on:balance<\(floor.quantity) \(floor.token)"
        case .onPrice(let token, let crossing, let price):
            "on:price:\(token)\(crossing.rawValue)\(price.quantity) \(price.token)"
        case .onEvent(let event): "on:event:\(event)"
        }
    }

    private static func span(_ minutes: Int) -> String {
        if minutes.isMultiple(of: 1440) { return "\(minutes / 1440)d" }
        return minutes.isMultiple(of: 60) ? "\(minutes / 60)h" : "\(minutes)m"
    }

    private static func suffix(_ time: ClockTime?) -> String { time.map { "@\($0)" } ?? "" }

    private static func list(_ items: [String]) -> String {
        items.isEmpty ? "" : ":" + items.joined(separator: ",")
    }

    private static func monthDay(_ day: MonthDay) -> String {
        switch day {
        case .day(let number): String(number)
        case .last: "last"
        }
    }
}

extension Schedule {
    /// Reads what `description` writes.
    public init?(canonical text: String) {
        if let rest = text.dropping("every:") {
            self.init(span: rest)
        } else if let rest = text.dropping("on:") {
            self.init(event: rest)
        } else {
            self.init(calendar: text[...])
        }
    }

    private init?(span: Substring) {
        guard let count = Int(span.dropLast()), count > 0 else { return nil }
        switch span.last {
        case "m": self = .every(minutes: count)
        case "h": self = .every(minutes: count * 60)
        case "d": self = .every(minutes: count * 1440)
        default: return nil
        }
    }

    private init?(event: Substring) {
        if event == "request" {
            self = .onRequest
        } else if event == "webhook" {
            self = .onWebhook(path: nil)
        } else if let path = event.dropping("webhook:") {
            self = .onWebhook(path: String(path))
        } else if let floor = event.dropping("balance<") {
            guard let amount = TokenAmount(canonical: floor) else { return nil }
            self = .onBalance(below: amount)
        } else if let rest = event.dropping("price:") {
            guard let sign = rest.firstIndex(where: { $0 == "<" || $0 == ">" }),
                let crossing = Crossing(rawValue: String(rest[sign])),
                let price = TokenAmount(canonical: rest[rest.index(after: sign)...])
            else { return nil }
            self = .onPrice(token: String(rest[..<sign]), crossing, price)
        } else if let name = event.dropping("event:"), !name.isEmpty {
            self = .onEvent(String(name))
        } else {
            return nil
        }
    }

    private init?(calendar text: Substring) {
        let halves = text.split(separator: "@", maxSplits: 1)
        guard let head = halves.first else { return nil }
        let time = halves.count == 2 ? ClockTime(canonical: halves[1]) : nil
        if halves.count == 2, time == nil { return nil }
        let parts = head.split(separator: ":", maxSplits: 1)
        let items = parts.count == 2 ? parts[1].split(separator: ",").map(String.init) : []
        switch parts[0] {
        case "daily": self = .daily(at: time)
        case "weekdays": self = .weekdays(at: time)
        case "weekly": self = .weekly(days: items.compactMap(Weekday.init(rawValue:)), at: time)
        case "biweekly":
            self = .biweekly(day: items.first.flatMap(Weekday.init(rawValue:)), at: time)
        case "monthly": self = .monthly(days: items.compactMap(Self.monthDay(canonical:)), at: time)
        case "quarterly": self = .quarterly
        case "yearly": self = .yearly
        case "once":
            guard let date = items.first.flatMap(CivilDate.init(canonical:)) else { return nil }
            self = .once(date, at: time)
        default: return nil
        }
    }

    private static func monthDay(canonical text: String) -> MonthDay? {
        if text == "last" { return .last }
        guard let day = Int(text), (1...31).contains(day) else { return nil }
        return .day(day)
    }
}

extension TokenAmount {
    /// Reads `20 USDC`.
    init?(canonical text: Substring) {
        let parts = text.split(separator: " ")
        guard parts.count == 2, let quantity = try? Quantity(decimal: String(parts[0])) else {
            return nil
        }
        self.init(quantity, String(parts[1]))
    }
}

extension CivilDate {
    /// Reads `2026-03-01`.
    public init?(canonical text: String) {
        let parts = text.split(separator: "-").compactMap { Int64($0) }
        guard parts.count == 3, (1...12).contains(parts[1]), (1...31).contains(parts[2]) else {
            return nil
        }
        self.init(year: parts[0], month: parts[1], day: parts[2])
        guard CivilDate(daysSinceEpoch: daysSinceEpoch) == self else { return nil }
    }
}

extension StringProtocol {
    fileprivate func dropping(_ prefix: String) -> SubSequence? {
        hasPrefix(prefix) ? dropFirst(prefix.count) : nil
    }
}
