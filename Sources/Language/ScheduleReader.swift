public import Domain

/// Reads when something happens: `every six hours`, `Tuesdays and Saturdays at ten in the morning`,
/// `1st and 15th, 8am`, `last day of the month`.
public struct ScheduleReader {
    let tokens: Tokens
    let terms: PhraseHits<Term>
    let mentions: [Mention]

    public init(_ tokens: Tokens, _ terms: PhraseHits<Term>, _ mentions: [Mention]) {
        self.tokens = tokens
        self.terms = terms
        self.mentions = mentions
    }

    /// One time at which something happens, and the tokens that say so.
    public struct Found: Sendable {
        public var schedules: [Schedule]
        public var tokens: Range<Int>
        /// Only a clock time or a bare hour said so.
        public var isTimeOnly: Bool

        public init(schedules: [Schedule], tokens: Range<Int>, isTimeOnly: Bool) {
            self.schedules = schedules
            self.tokens = tokens
            self.isTimeOnly = isTimeOnly
        }
    }

    /// Words of the phrases by which people say how often.
    public static var vocabulary: Set<String> { cycles.words }

    enum Cycle: Sendable {
        case daily, weekdays, weekends, weekly, biweekly, monthly, quarterly, yearly
        case hourly, twiceDaily, lastDay, request, morning
    }

    static let cycles = PhraseTable<Cycle>([
        (
            .daily,
            """
            daily, every/each day, every single day, once a/per/each/every day, per day once,
            nightly,
            by day, times a/per day, every night/evening/afternoon, each night/evening/afternoon, day by day, cada dia,
            once daily, every 24 hours, a day once, each and every day
            """
        ),
        (.morning, "every/each morning, mornings"),
        (
            .weekdays,
            """
            weekdays, every/each weekday, on weekdays, work/business/working/week days, workdays,
            every/each working/business/work day, monday/mon to/through/till/until/thru friday/fri,
            mon fri, monday friday, school days, on school days, every school day, mondays to fridays, from monday to friday, every week day
            """
        ),
        (.weekends, "weekends, every weekend, on weekends, at weekends, each weekend"),
        (
            .weekly,
            "weekly, every/each/per week, once a/per/each week, one time a/per week, every 7 days, cada semana, once weekly, week by week, a week once"
        ),
        (
            .biweekly,
            """
            biweekly, bi weekly, fortnightly, every fortnight, once a fortnight, each fortnight,
            every two/2/other/second weeks/week,
            every other *, every second monday/tuesday/wednesday/thursday/friday/saturday/sunday,
            each second week, alternate weeks,
            a fortnight
            """
        ),
        (
            .monthly,
            """
            monthly, every/each month, once a/per/each month, of the/each/every/a month,
            per month once,
            in the month, of month, cada mes, once monthly, of every single month,
            a month once
            """
        ),
        (
            .quarterly,
            "quarterly, every/each quarter, once a/per quarter, of the/each/every quarter, every three/3 months, each quarter"
        ),
        (
            .yearly,
            "yearly, annually, every/each year, once a/per year, of the/each/every year, annual"
        ),
        (.hourly, "hourly, every/each hour, once an/per hour, every single hour"),
        (
            .twiceDaily,
            "twice a/per/every day, twice daily, two times a/per day, every twelve/12 hours"
        ),
        (
            .lastDay,
            """
            last day of the/each/every/a? month, last of the/each/every month, month end,
            end of the/each/every month,
            month's end, end of month, final day of the/each/every month,
            last working? day of the/each/every month, the last day, on the last day
            """
        ),
        (
            .request,
            """
            on request/demand, when asked, upon request,
            only? when/whenever i/we/someone/they/people/users ask/asks/asked/request/say/tell/call,
            just? when/whenever i/we tell/ask/call it,
            when/whenever i/we/someone ask/asks/tell/tells/say it/so/for/the, only when asked,
            on my word, i tell it when, i/we start it, when/whenever i/we say, when/whenever i/we write to,
            when/whenever i press/push/click/tap/want/like/need, when requested, whenever asked, at my request, on my request,
            only when told, when told to, if asked, only on command, on command, as requested,
            on my command, manually, when i say so, by request
            """
        ),
    ])

    /// Every schedule said in this range.
    public func read(in range: Range<Int>) -> [Found] {
        var found: [Found] = []
        var group = Group()
        var index = range.lowerBound
        var mention = firstMention(from: range.lowerBound)
        while index < range.upperBound {
            while mention < mentions.count, mentions[mention].start < index { mention += 1 }
            if let end = every(at: index, &group) {
                index = end
                continue
            }
            if let exception = Self.exceptions.longest(in: tokens, at: index) {
                group.isExcluding = true
                index = exception.end
                continue
            }
            if let (cycle, end) = cycle(at: index), end <= range.upperBound {
                if group.isComplete(for: cycle) { close(&group, &found) }
                group.add(cycle, index ..<| end)
                readDays(in: index ..<| end, &group)
                index = end
                continue
            }
            if mention < mentions.count, mentions[mention].start == index,
                mentions[mention].end <= range.upperBound
            {
                read(mentions[mention], &group, &found)
                index = mentions[mention].end
                continue
            }
            if let end = span(at: index, &group) {
                index = end
                continue
            }
            if let number = dayOfMonth(at: index) {
                group.ordinals.append((number, index ..<| (index + 2)))
                index += 2
                continue
            }
            if let day = weekday(at: index) {
                if !group.clocks.isEmpty, !group.days.isEmpty, !group.isExcluding {
                    close(&group, &found)
                }
                group.add(day, at: index)
            } else if group.hasCycle, group.clocks.isEmpty, isAt(index),
                !isClock(at: index + 1), let hour = bareHour(at: index + 1),
                hour.end <= range.upperBound
            {
                let clock = Mention(kind: .clock(hour.time), tokens: index + 1 ..<| hour.end)
                group.add(inHalf(hour.time, clock, group), index ..<| hour.end)
                index = hour.end
                continue
            } else if tokens[index].kind == .word, !Self.joints.contains(tokens[index].key) {
                group.isExcluding = false
            }
            index += 1
        }
        close(&group, &found)
        return found
    }

    /// What follows is left out: "every day except Sundays".
    private static let exceptions = PhraseTable<Bool>([
        (
            true,
            """
            except, except on, except for, excepting, excluding, but not, but not on, not on,
            never on, apart from, other than, save for, besides, skip, skips, skipping, leave out,
            leaves out, leaving out, not run on, not work on, not buy on, not pay on, no runs on
            """
        )
    ])
    private static let joints = WordSet(words: "and or nor the on any every")

    private func close(_ group: inout Group, _ found: inout [Found]) {
        if let done = group.finished() { found.append(done) }
        group = Group()
    }

    private func cycle(at index: Int) -> (Cycle, Int)? {
        Self.cycles.longest(in: tokens, at: index).map { ($0.value, $0.end) }
    }

    /// "every 15 minutes", "every six hours", "each 2 days".
    private func every(at index: Int, _ group: inout Group) -> Int? {
        guard tokens[index].kind == .word, Self.everyWords.contains(tokens[index].key) else {
            return nil
        }
        guard let mention = mention(at: index + 1),
            case .duration(let seconds) = mention.kind, seconds.scale == 0
        else { return nil }
        let minutes = seconds.digits / 60
        guard minutes > 0, minutes <= 525_600 else { return nil }
        group.note(index ..<| mention.end)
        switch minutes {
        case 10080: group.cycle = .weekly
        case 20160: group.cycle = .biweekly
        case 1440: group.cycle = .daily
        default: group.every = Int(minutes)
        }
        return mention.end
    }

    private static let everyWords = WordSet(["every", "each", "evry", "cada"].map(WordKey.of))

    private func read(_ mention: Mention, _ group: inout Group, _ found: inout [Found]) {
        switch mention.kind {
        case .clock(let time):
            group.add(inHalf(time, mention, group), mention.tokens)
        case .date(let date):
            group.date = date
            group.note(mention.tokens)
        case .ordinal(let number) where number <= 31:
            group.ordinals.append((number, mention.tokens))
        case .amount, .percent, .times, .duration, .ordinal, .phone: break
        }
    }

    /// "Monday to Saturday", "Tue-Fri".
    private func span(at index: Int, _ group: inout Group) -> Int? {
        guard let first = weekday(at: index), let joint = tokens.token(index + 1),
            joint.isSign("-") || joint.key == 6 || Self.untils.contains(joint.key),
            let last = weekday(at: index + 2)
        else { return nil }
        let all = Schedule.Weekday.allCases
        guard let from = all.firstIndex(of: first), let to = all.firstIndex(of: last), from < to
        else { return nil }
        for day in all[from...to] { group.add(day, at: index + 2) }
        group.note(index ..<| (index + 3))
        return index + 3
    }

    private static let untils = WordSet(words: "to through thru till until")

    /// "the day 5 of each month".
    private func dayOfMonth(at index: Int) -> Int? {
        guard tokens[index].key == Self.day, let next = tokens.token(index + 1),
            next.kind == .number, tokens.token(index + 2)?.key == NumberReader.of,
            let mention = mention(at: index + 1), let value = mention.amount?.value,
            value.scale == 0, (1...31).contains(value.digits)
        else { return nil }
        return Int(value.digits)
    }

    private static let day = WordKey.of("day")

    private func readDays(in range: Range<Int>, _ group: inout Group) {
        for index in range {
            if let day = weekday(at: index), group.cycle != .weekdays { group.add(day, at: index) }
        }
    }

    func weekday(at index: Int) -> Schedule.Weekday? {
        if let day = short(at: index) { return day }
        for hit in terms.at(index) {
            guard case .weekday(let day) = hit.value else { continue }
            // "sat" and "sun" are words of their own unless they look like days.
            let token = tokens[index]
            if token.end - token.start == 3, !token.isCapital, isOrdinaryWord(index) { continue }
            return day
        }
        return nil
    }

    /// "mo we fr": two letters count as a day beside another one.
    private func short(at index: Int) -> Schedule.Weekday? {
        guard let day = Self.shorts[tokens.token(index)?.key ?? 0] else { return nil }
        let near = [index - 2, index - 1, index + 1, index + 2].count { place in
            place >= 0 && Self.shorts[tokens.token(place)?.key ?? 0] != nil
        }
        return near > 0 && isListed(index) ? day : nil
    }

    /// Only other days, signs and "and" around it.
    private func isListed(_ index: Int) -> Bool {
        [index - 1, index + 1].contains { place in
            guard let token = tokens.token(place) else { return false }
            return Self.shorts[token.key] != nil || token.isSign(",") || token.isSign("/")
                || token.isSign("+")
        }
    }

    private static let shorts: [UInt64: Schedule.Weekday] = [
        WordKey.of("mo"): .mon, WordKey.of("tu"): .tue, WordKey.of("we"): .wed,
        WordKey.of("th"): .thu, WordKey.of("fr"): .fri, WordKey.of("sa"): .sat,
        WordKey.of("su"): .sun,
    ]

    private func isOrdinaryWord(_ index: Int) -> Bool {
        guard let before = tokens.token(index - 1) else { return false }
        return before.key == Self.the || before.key == Self.i
    }

    private static let the = WordKey.of("the")
    private static let i = WordKey.of("i")

    private func isAt(_ index: Int) -> Bool { Self.ats.contains(tokens[index].key) }
    private static let ats = WordSet(["at", "around", "about", "by", "@"].map(WordKey.of))

    private func isClock(at index: Int) -> Bool {
        if case .clock? = mention(at: index)?.kind { true } else { false }
    }

    /// Place of the first mention that begins at this token or after it.
    private func firstMention(from index: Int) -> Int {
        var (low, high) = (0, mentions.count)
        while low < high {
            let middle = (low + high) / 2
            if mentions[middle].start < index { low = middle + 1 } else { high = middle }
        }
        return low
    }

    private func mention(at index: Int) -> Mention? {
        let place = firstMention(from: index)
        return place < mentions.count && mentions[place].start == index ? mentions[place] : nil
    }

    private func bareHour(at index: Int) -> (time: ClockTime, end: Int)? {
        guard let hour = ClockReader(tokens, terms).bareHour(at: index) else { return nil }
        let counts = terms.at(hour.end).contains {
            switch $0.value {
            case .unit, .currency: true
            default: false
            }
        }
        return counts || tokens.token(hour.end)?.isSign("%") == true ? nil : hour
    }
}
