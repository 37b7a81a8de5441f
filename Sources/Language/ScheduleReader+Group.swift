import Domain

extension ScheduleReader {
    /// The parts of one schedule, gathered until the next one begins.
    struct Group {
        var cycle: Cycle?
        var every: Int?
        var days: [Schedule.Weekday] = []
        /// Days on which it does not happen.
        private var excluded: Set<Schedule.Weekday> = []
        /// Whether the days that come now are such.
        var isExcluding = false
        var clocks: [ClockTime] = []
        var ordinals: [(Int, Range<Int>)] = []
        var date: CivilDate?
        private var tokens: Range<Int>?

        var hasCycle: Bool { cycle != nil || every != nil || !days.isEmpty || date != nil }

        mutating func note(_ range: Range<Int>) {
            tokens =
                tokens.map {
                    min($0.lowerBound, range.lowerBound) ..<| max($0.upperBound, range.upperBound)
                } ?? range
        }

        mutating func add(_ time: ClockTime, _ range: Range<Int>) {
            if !clocks.contains(time) { clocks.append(time) }
            note(range)
        }

        mutating func add(_ day: Schedule.Weekday, at index: Int) {
            if isExcluding {
                excluded.insert(day)
            } else if !days.contains(day) {
                days.append(day)
            }
            note(index ..<| (index + 1))
        }

        mutating func add(_ new: Cycle, _ range: Range<Int>) {
            note(range)
            if isExcluding, let days = Self.days(of: new) { return excluded.formUnion(days) }
            isExcluding = false
            guard let old = cycle else {
                cycle = new
                return
            }
            if Self.weight(new) > Self.weight(old) { cycle = new }
        }

        /// Whether another cycle begins a schedule of its own.
        func isComplete(for new: Cycle) -> Bool {
            hasCycle && !isExcluding && !clocks.isEmpty
                && (new == .daily || new == .weekdays || new == .weekends)
        }

        /// A narrower statement outweighs a wider one beside it.
        private static func weight(_ cycle: Cycle) -> Int {
            switch cycle {
            case .lastDay: 9
            case .biweekly: 8
            case .twiceDaily: 7
            case .weekdays, .weekends: 6
            case .quarterly: 5
            case .monthly: 4
            case .yearly: 3
            case .weekly: 2
            case .hourly, .morning, .daily: 1
            case .request: 0
            }
        }

        func finished() -> Found? {
            guard var range = tokens ?? ordinals.first?.1 else { return nil }
            let isTimeOnly = !hasCycle && ordinals.isEmpty && !clocks.isEmpty
            for (_, place) in ordinals {
                range =
                    min(
                        range.lowerBound, place.lowerBound)
                    ..<| max(
                        range.upperBound, place.upperBound)
            }
            let schedules = made()
            guard !schedules.isEmpty else { return nil }
            return Found(schedules: schedules, tokens: range, isTimeOnly: isTimeOnly)
        }

        /// The days that a cycle names by one word; nil for cycles of another kind.
        private static func days(of cycle: Cycle?) -> [Schedule.Weekday]? {
            switch cycle {
            case .weekdays: [.mon, .tue, .wed, .thu, .fri]
            case .weekends: [.sat, .sun]
            default: nil
            }
        }

        private func made() -> [Schedule] {
            if !excluded.isEmpty { return withoutExcluded() }
            if let date { return atEach { .once(date, at: $0) } }
            if let every { return [.every(minutes: every)] }
            let ordered = Schedule.Weekday.allCases.filter(days.contains)
            if !days.isEmpty, cycle != .monthly, cycle != .lastDay {
                if cycle == .biweekly { return atEach { .biweekly(day: days[0], at: $0) } }
                return onEach(ordered)
            }
            let monthDays = ordinals.map { Schedule.MonthDay.day($0.0) }
            switch cycle {
            case .lastDay: return atEach { .monthly(days: monthDays + [.last], at: $0) }
            case .monthly: return atEach { .monthly(days: monthDays, at: $0) }
            case .daily, .morning: return atEach { .daily(at: $0) }
            case .twiceDaily:
                return clocks.isEmpty ? [.every(minutes: 720)] : atEach { .daily(at: $0) }
            case .weekdays: return atEach { .weekdays(at: $0) }
            case .weekends: return atEach { .weekly(days: [.sat, .sun], at: $0) }
            case .weekly: return atEach { .weekly(days: [], at: $0) }
            case .biweekly: return atEach { .biweekly(day: nil, at: $0) }
            case .quarterly: return [.quarterly]
            case .yearly: return [.yearly]
            case .hourly: return [.every(minutes: 60)]
            case .request: return [.onRequest]
            case nil: break
            }
            if !monthDays.isEmpty, !clocks.isEmpty || monthDays.count > 1 {
                return atEach { .monthly(days: monthDays, at: $0) }
            }
            return clocks.map { .daily(at: $0) }
        }

        /// Only what is left of days can be said; every other exception leaves nothing, because
        /// acting more often than was said is worse than being asked.
        private func withoutExcluded() -> [Schedule] {
            let base: [Schedule.Weekday]
            switch cycle {
            case nil where days.isEmpty && clocks.isEmpty: return []
            case nil, .daily, .morning: base = days.isEmpty ? Schedule.Weekday.allCases : days
            case .weekdays, .weekends: base = Self.days(of: cycle) ?? []
            default: return []
            }
            let left = Schedule.Weekday.allCases.filter {
                base.contains($0) && !excluded.contains($0)
            }
            return every != nil || date != nil || !ordinals.isEmpty || left.isEmpty
                ? [] : onEach(left)
        }

        private func onEach(_ days: [Schedule.Weekday]) -> [Schedule] {
            if days.count == 7 { return atEach { .daily(at: $0) } }
            if days == Self.days(of: .weekdays) { return atEach { .weekdays(at: $0) } }
            return atEach { .weekly(days: days, at: $0) }
        }

        private func atEach(_ make: (ClockTime?) -> Schedule) -> [Schedule] {
            clocks.isEmpty ? [make(nil)] : clocks.map { make($0) }
        }
    }
}
