import Domain
import Paygent
import Testing

@Suite struct OccurrencesTests {
    @Test(arguments: [
        // A working day.
        ("weekdays@09:00", "UTC", "2026-11-20T08:59:59Z", "2026-11-20T09:00:00Z"),
        ("weekdays@09:00", "UTC", "2026-11-20T09:00:00Z", "2026-11-23T09:00:00Z"),
        ("daily@09:00", "Europe/Berlin", "2026-11-20T08:00:00Z", "2026-11-21T08:00:00Z"),
        // Nine o'clock stays nine o'clock when the clocks change.
        ("daily@09:00", "Europe/Berlin", "2026-03-28T08:00:00Z", "2026-03-29T07:00:00Z"),
        ("daily@09:00", "America/New_York", "2026-10-31T13:00:00Z", "2026-11-01T14:00:00Z"),
        // 02:30 is skipped: the first moment after it; shown twice: the first time.
        ("daily@02:30", "Europe/Berlin", "2026-03-28T12:00:00Z", "2026-03-29T01:00:00Z"),
        ("daily@02:30", "Europe/Berlin", "2026-03-29T01:00:00Z", "2026-03-30T00:30:00Z"),
        ("daily@02:30", "Europe/Berlin", "2026-10-24T12:00:00Z", "2026-10-25T00:30:00Z"),
        ("daily@02:30", "Europe/Berlin", "2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z"),
        // Half an hour is skipped on Lord Howe Island; Samoa left out 30 December 2011.
        ("daily@02:15", "Australia/Lord_Howe", "2026-10-03T00:00:00Z", "2026-10-03T15:30:00Z"),
        ("daily@09:00", "Pacific/Apia", "2011-12-29T20:00:00Z", "2011-12-30T10:00:00Z"),
        // No time: nine in the morning; no day: Monday, the first.
        ("daily", "UTC", "2026-11-20T08:00:00Z", "2026-11-20T09:00:00Z"),
        ("weekly", "UTC", "2026-11-20T00:00:00Z", "2026-11-23T09:00:00Z"),
        ("monthly", "UTC", "2026-11-20T00:00:00Z", "2026-12-01T09:00:00Z"),
        ("quarterly", "UTC", "2026-11-20T00:00:00Z", "2027-01-01T09:00:00Z"),
        ("yearly", "UTC", "2026-11-20T00:00:00Z", "2027-01-01T09:00:00Z"),
        ("weekly:mon,thu@09:00", "UTC", "2026-11-24T00:00:00Z", "2026-11-26T09:00:00Z"),
        // A month without that day has its last instead.
        ("monthly:31", "UTC", "2027-02-01T00:00:00Z", "2027-02-28T09:00:00Z"),
        ("monthly:last@18:00", "UTC", "2028-02-01T00:00:00Z", "2028-02-29T18:00:00Z"),
        ("monthly:1,15@08:00", "UTC", "2026-11-20T00:00:00Z", "2026-12-01T08:00:00Z"),
        ("once:2027-03-01@10:00", "UTC", "2026-11-20T00:00:00Z", "2027-03-01T10:00:00Z"),
        ("every:15m", "UTC", "2026-11-20T00:00:00Z", "2026-11-20T00:15:00Z"),
    ])
    func theNextTimeIsTheOneThatPeopleExpect(
        schedule: String, zone: String, after: String, next: String
    ) throws {
        let recurrence = try recurrence(schedule)
        let after = try #require(Timestamp(rfc3339: after))
        let occurrences = Occurrences(recurrence, in: try ZoneFiles.rules(zone), from: after)
        #expect(occurrences.next(after: after)?.rfc3339.prefix(19) == next.prefix(19))
    }

    @Test func onceIsOnceAndEverySecondWeekIsEverySecondWeek() throws {
        let start = try #require(Timestamp(rfc3339: "2026-11-20T00:00:00Z"))
        let once = Occurrences(
            try recurrence("once:2026-11-21@10:00"), in: .utc, from: start)
        let moment = try #require(once.next(after: start))
        #expect(once.next(after: moment) == nil && once.last(atOrBefore: moment) == moment)
        let fridays = Occurrences(try recurrence("biweekly:fri@09:00"), in: .utc, from: start)
        let days = all(fridays, from: start, count: 3).map { String($0.rfc3339.prefix(10)) }
        #expect(days == ["2026-11-20", "2026-12-04", "2026-12-18"])
    }

    @Test(arguments: [
        ("*/15 * * * *", "2026-11-20T09:01:00Z", "2026-11-20T09:15:00Z"),
        ("0 9-17/4 * * mon-fri", "2026-11-20T09:00:00Z", "2026-11-20T13:00:00Z"),
        ("0 9 13 * fri", "2026-11-20T10:00:00Z", "2026-11-27T09:00:00Z"),
        ("30 8 29 feb *", "2026-11-20T10:00:00Z", "2028-02-29T08:30:00Z"),
        ("0 0 * * 7", "2026-11-20T10:00:00Z", "2026-11-22T00:00:00Z"),
        ("5,10 4 1 jan,jul *", "2026-11-20T10:00:00Z", "2027-01-01T04:05:00Z"),
    ])
    func cronPatternsAreThoseOfCrontab(pattern: String, after: String, next: String) throws {
        let after = try #require(Timestamp(rfc3339: after))
        let cron = try #require(CronPattern(pattern))
        let occurrences = Occurrences(.cron(cron), in: .utc, from: after)
        #expect(occurrences.next(after: after)?.rfc3339.prefix(19) == next.prefix(19))
    }

    @Test(arguments: [
        "", "* * * *", "60 * * * *", "* 24 * * *", "* * 0 * *", "* * * 13 *", "* * * * 8",
        "*/0 * * * *", "5-1 * * * *", "a * * * *", "1,,2 * * * *", "1-2-3 * * * *", "-1 * * * *",
        "* * * * * *", "1/2/3 * * * *", "99999999999999999999 * * * *",
    ])
    func whatIsNoPatternIsRefused(pattern: String) { #expect(CronPattern(pattern) == nil) }

    /// Thirty-one days never fall on a moment that was promised: 30 February does not come.
    @Test func aDayThatNeverComesHasNoTime() throws {
        let pattern = try #require(CronPattern("0 0 30 feb *"))
        let never = Occurrences(
            .cron(pattern), in: .utc, from: Timestamp(millisecondsSinceEpoch: 0))
        #expect(never.next(after: Timestamp(millisecondsSinceEpoch: 0)) == nil)
        #expect(never.last(atOrBefore: Timestamp(millisecondsSinceEpoch: 1 << 40)) == nil)
    }

    static let places = [
        "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "America/Sao_Paulo",
        "Asia/Kolkata", "Pacific/Chatham", "America/Nuuk", "Africa/Casablanca", "UTC",
    ]

    /// A year and more in each place: as many times as days, each at its hour unless it is skipped,
    /// and back as forth.
    @Test(arguments: places)
    func aYearHasEachDayOnce(place: String) throws {
        let zone = try ZoneFiles.rules(place)
        let start = try #require(Timestamp(rfc3339: "2026-01-01T12:00:00Z"))
        for (hour, minute) in [(0, 0), (2, 15), (2, 30), (23, 45)] {
            let time = try #require(ClockTime(hour: hour, minute: minute))
            let daily = Occurrences(
                try #require(Recurrence(.daily(at: time))), in: zone, from: start)
            let moments = all(daily, from: start, count: 400)
            #expect(moments.count == 400 && zip(moments, moments.dropFirst()).allSatisfy(<))
            var odd = 0
            for moment in moments {
                let seconds = moment.secondsSinceEpoch
                let shown = (seconds + zone.offset(at: seconds)) % 86_400
                if shown != Int64(hour * 3600 + minute * 60) { odd += 1 }
                #expect(daily.last(atOrBefore: moment) == moment)
            }
            #expect(odd <= 2, "\(place) \(time)")
            let days = moments.map {
                ($0.secondsSinceEpoch + zone.offset(at: $0.secondsSinceEpoch)) / 86_400
            }
            // A time in a gap before midnight falls on the next day.
            let steps = zip(days, days.dropFirst()).map { $1 - $0 }
            #expect(steps.count { $0 != 1 } <= 2 && steps.reduce(0, +) == 399, "\(place) \(time)")
        }
    }

    /// What comes every hour comes as often as hours pass, whatever the clocks do.
    @Test(arguments: places)
    func aYearHasEachHourOnce(place: String) throws {
        let start = try #require(Timestamp(rfc3339: "2026-01-01T00:10:00Z"))
        let everyHour = try #require(CronPattern("0 * * * *"))
        let hourly = Occurrences(
            .cron(everyHour), in: try ZoneFiles.rules(place), from: start)
        let moments = all(hourly, from: start, count: 8000).map(\.secondsSinceEpoch)
        #expect(zip(moments, moments.dropFirst()).allSatisfy { $1 > $0 && $1 - $0 <= 5400 })
        let irregular = zip(moments, moments.dropFirst()).count { $1 - $0 != 3600 }
        #expect(irregular <= (place == "Australia/Lord_Howe" ? 4 : 0), "\(place)")
    }

    /// From any moment forth and back again: nothing between, nothing lost.
    @Test(arguments: [UInt64](1...6))
    func nextAndLastAgree(seed: UInt64) throws {
        var random = SplitMix(seed)
        let schedules = [
            "every:7m", "daily@02:30", "weekdays@23:59", "weekly:sun@00:00", "biweekly:wed@02:00",
            "monthly:29,31@01:00", "quarterly", "yearly", "monthly:last@00:30",
        ]
        for _ in 0..<60 {
            let schedule = schedules[Int(random.next() % UInt64(schedules.count))]
            let place = Self.places[Int(random.next() % UInt64(Self.places.count))]
            let start = Timestamp(
                millisecondsSinceEpoch: 1_700_000_000_000 + Int64(random.next() % 100_000_000_000))
            let occurrences = Occurrences(
                try recurrence(schedule), in: try ZoneFiles.rules(place), from: start)
            let moment = start.adding(seconds: Int64(random.next() % 40_000_000))
            let next = try #require(occurrences.next(after: moment))
            let comment: Comment = "seed \(seed): \(schedule) in \(place) after \(moment.rfc3339)"
            #expect(next > moment, comment)
            #expect(occurrences.last(atOrBefore: next) == next, comment)
            let before = Timestamp(millisecondsSinceEpoch: next.millisecondsSinceEpoch - 1)
            #expect(
                occurrences.last(atOrBefore: before) == occurrences.last(atOrBefore: moment),
                comment)
            if let last = occurrences.last(atOrBefore: moment) {
                #expect(last <= moment && occurrences.next(after: last) == next, comment)
            }
        }
    }

    private func recurrence(_ canonical: String) throws -> Recurrence {
        let schedule = try #require(Schedule(canonical: canonical))
        return try #require(Recurrence(schedule))
    }

    private func all(_ occurrences: Occurrences, from start: Timestamp, count: Int) -> [Timestamp] {
        var (moments, moment) = ([Timestamp](), start)
        while moments.count < count, let next = occurrences.next(after: moment) {
            moments.append(next)
            moment = next
        }
        return moments
    }
}
