import Domain
import Language

/// Reads when the agent runs and when it reports.
struct TimingReader {
    let message: AnnotatedMessage
    private let topic: Slot?
    private let spec: AgentSpec

    init(_ draft: Draft) {
        message = draft.message
        topic = draft.topic
        spec = draft.context.spec
    }

    private struct Offer {
        var slot: Slot
        var schedules: [Schedule]
        var tokens: Range<Int>
        var weight: Int
        var isTimeOnly: Bool
    }

    func read(into draft: inout Draft) {
        var best: [Slot: Offer] = [:]
        for sentence in message.sentences where !message.isQuoted(sentence.lowerBound) {
            let told = TimeTeller(message: message)
            for part in halves(sentence).flatMap(told.orders).flatMap({ parts($0) }) {
                for offer in offers(part, sentence, draft) {
                    if let old = best[offer.slot], joins(offer, old) {
                        best[offer.slot]?.schedules = timed(old, offer)
                        continue
                    }
                    if let old = best[offer.slot], old.weight > offer.weight { continue }
                    if let old = best[offer.slot], old.tokens.overlaps(sentence),
                        old.weight == offer.weight,
                        !message.has(.instead, in: sentence)
                    {
                        best[offer.slot]?.schedules += offer.schedules.filter {
                            !old.schedules.contains($0)
                        }
                        continue
                    }
                    best[offer.slot] = offer
                }
            }
        }
        for slot in [Slot.schedule, .reportSchedule] {
            guard let offer = best[slot] else { continue }
            if slot == .schedule, draft.has(.schedule), offer.weight < 6 { continue }
            draft.set(
                slot, .schedules(retimed(offer)), offer.tokens,
                confidence: min(95, 60 + offer.weight * 5))
        }
    }

    /// "Mon, Wed and Fri. Six in the morning.": the days, and then the time.
    private func joins(_ offer: Offer, _ old: Offer) -> Bool {
        offer.isTimeOnly && !old.isTimeOnly && old.schedules.count == 1
            && offer.schedules.count == 1
            && old.schedules[0].time == nil && old.schedules[0].isOnDays
    }

    private func timed(_ old: Offer, _ offer: Offer) -> [Schedule] {
        guard let time = offer.schedules[0].time else { return old.schedules }
        return [old.schedules[0].at(time)]
    }

    /// What comes after "but" corrects what comes before it.
    private func halves(_ sentence: Range<Int>) -> [Range<Int>] {
        guard let cut = sentence.first(where: { message.isWord($0, Self.but) }),
            cut > sentence.lowerBound
        else {
            return [sentence]
        }
        return [sentence.lowerBound ..<| cut, cut ..<| sentence.upperBound]
    }

    private static let but = WordKey.of("but")

    /// A report that is sent, not one that is bought.
    private func isReporting(_ part: Range<Int>) -> Bool {
        message.cues(.reportSlot, in: part).contains { hit in
            guard Self.goods.contains(message.tokens[hit.start].key), hit.tokens.count == 1,
                topic != .reportSchedule
            else { return true }
            let around = max(part.lowerBound, hit.start - 6) ..<| min(part.upperBound, hit.end + 6)
            if message.mentions(in: around).contains(where: { $0.amount?.token != nil }) {
                return false
            }
            if message.tokens.token(hit.end)?.isSign(":") == true
                || hit.start <= part.lowerBound + 1
            {
                return true
            }
            let near = max(part.lowerBound, hit.start - 4) ..<| min(part.upperBound, hit.end + 4)
            return message.contains(Self.telling, in: near)
        }
    }

    private static let goods = WordSet(
        ["report", "reports", "statement", "breakdown", "briefing", "overview"].map(WordKey.of))
    private static let telling = WordSet(
        [
            "send", "sends", "give", "gives", "mail", "me", "us", "add", "weekly", "monthly",
            "daily", "quarterly", "want", "id", "get", "on", "every", "each", "should", "like",
            "email", "post",
        ]
        .map(WordKey.of))

    /// A report in one half of a sentence leaves the other half alone.
    private func parts(_ sentence: Range<Int>) -> [Range<Int>] {
        guard let report = message.cues(.reportSlot, in: sentence).first else { return [sentence] }
        var cut = sentence.lowerBound
        for index in sentence
        where index < report.start && message.isWord(index, NumberReader.andKey) {
            if !ScheduleReader(message.tokens, message.terms, message.mentions).read(
                in: sentence.lowerBound ..<| index
            ).isEmpty {
                cut = index
                break
            }
        }
        return cut == sentence.lowerBound
            ? [sentence] : [sentence.lowerBound ..<| cut, cut ..<| sentence.upperBound]
    }

    private func offers(_ part: Range<Int>, _ sentence: Range<Int>, _ draft: Draft) -> [Offer] {
        let reader = ScheduleReader(message.tokens, message.terms, message.mentions)
        let isReport = isReporting(part)
        let hasCue = message.has(.scheduleSlot, in: part)
        var all = reader.read(in: part)
        if all.isEmpty, topic == .schedule || isRetimed, let day = dayOfMonth(part) { all = [day] }
        let isOrdered = isOrdered(all, part, sentence)
        return all.compactMap { found in
            guard !message.isQuoted(found.tokens.lowerBound),
                !isRefused(found.tokens.lowerBound, part)
            else { return nil }
            let slot: Slot =
                isReport || (topic == .reportSchedule && !hasCue) ? .reportSchedule : .schedule
            var weight = detail(found)
            if topic == slot { weight += 3 }
            if hasCue || isReport { weight += 2 }
            if isPast(part) { weight -= 5 }
            if slot == .schedule, topic != slot, !hasCue, !isOrdered {
                return nil
            }
            if isDeadline(found) { return nil }
            if found.isTimeOnly, !isTimeWelcome(slot, part, hasCue) { return nil }
            if weight <= 1, isLimitTalk(found.tokens, sentence), topic != slot, !isReport {
                return nil
            }
            if isNameOfLimit(found.tokens) { return nil }
            if draft.isUsed(found.tokens), weight < 3 { return nil }
            return weight < 0
                ? nil
                : Offer(
                    slot: slot, schedules: found.schedules, tokens: found.tokens, weight: weight,
                    isTimeOnly: found.isTimeOnly)
        }
    }

    /// "on the 25th", in answer to when it runs.
    private func dayOfMonth(_ part: Range<Int>) -> ScheduleReader.Found? {
        let ordinals = message.mentions(in: part).compactMap { mention -> (Int, Range<Int>)? in
            guard case .ordinal(let day) = mention.kind, (1...31).contains(day),
                message.isWord(mention.start - 1, Self.the)
            else { return nil }
            return (day, mention.tokens)
        }
        guard ordinals.count == 1, let (day, tokens) = ordinals.first else { return nil }
        return ScheduleReader.Found(
            schedules: [.monthly(days: [.day(day)], at: nil)], tokens: tokens, isTimeOnly: false)
    }

    private static let the = WordKey.of("the")

    private func detail(_ found: ScheduleReader.Found) -> Int {
        var weight = 0
        for schedule in found.schedules.prefix(1) {
            switch schedule {
            case .every, .once, .quarterly: weight = 3
            case .daily(let time): weight = time == nil ? 0 : 3
            case .weekdays(let time): weight = time == nil ? 2 : 4
            case .weekly(let days, let time):
                weight = (days.isEmpty ? 0 : 2) + (time == nil ? 0 : 2)
            case .biweekly(let day, let time):
                weight = 2 + (day == nil ? 0 : 1) + (time == nil ? 0 : 1)
            case .monthly(let days, let time):
                weight = (days.isEmpty ? 0 : 3) + (time == nil ? 0 : 1)
            case .yearly: weight = 0
            case .onRequest: weight = 2
            case .onWebhook, .onBalance, .onPrice, .onEvent: weight = 2
            }
        }
        return weight
    }

    private func isRefused(_ index: Int, _ part: Range<Int>) -> Bool {
        let before = max(part.lowerBound, index - 2) ..<| index
        return message.cues.starting(in: before).contains {
            $0.value == .notThis && $0.end == index
        }
    }

    /// "we thought of every day, but": told, not asked for.
    private func isPast(_ part: Range<Int>) -> Bool { message.contains(Self.past, in: part) }

    private static let past = WordSet(
        [
            "thought", "used", "considered", "reads", "laughs", "was", "were", "had", "did",
            "until",
        ].map(WordKey.of))

    /// Where nothing was asked and no run is spoken of, a time belongs to what the agent does, or it
    /// is all that is said.
    private func isOrdered(
        _ found: [ScheduleReader.Found], _ part: Range<Int>, _ sentence: Range<Int>
    ) -> Bool {
        if !message.toolHits.starting(in: sentence).isEmpty || message.has(.duty, in: sentence)
            || message.has(.wish, in: sentence)
            || isRetimed
            || part.prefix(2).contains(where: { Self.agents.contains(message.tokens[$0].key) })
        {
            return true
        }
        guard part.lowerBound == sentence.lowerBound else { return false }
        let timed = found.reduce(0) { $0 + words($1.tokens) }
        return words(part) - timed <= 4
            && !message.mentions(in: part).contains {
                $0.amount.map { $0.token != nil || !$0.isWord } ?? false && !isTimed($0, found)
            }
    }

    private func words(_ range: Range<Int>) -> Int {
        range.count { message.tokens[$0].kind == .word }
    }

    private func isTimed(_ mention: Mention, _ found: [ScheduleReader.Found]) -> Bool {
        found.prefix(8).contains { $0.tokens.overlaps(mention.tokens) }
    }

    private static let agents = WordSet(words: "it itll agent bot payments payouts")

    /// "we need it by Friday": a day on which something is over, no rhythm.
    private func isDeadline(_ found: ScheduleReader.Found) -> Bool {
        guard message.isWord(found.tokens.lowerBound - 1, Self.by) else { return false }
        if case .weekly? = found.schedules.first { return true }
        return false
    }

    private static let by = WordKey.of("by")

    /// A time alone counts where a schedule is the matter or is being moved.
    private func isTimeWelcome(_ slot: Slot, _ part: Range<Int>, _ hasCue: Bool) -> Bool {
        topic == slot || hasCue || message.has(.reportSlot, in: part)
            || isRetimed
    }

    /// "700 a day", "monthly 6,500": periods of limits.
    /// "the daily limit" names a limit, whatever was asked.
    private func isNameOfLimit(_ found: Range<Int>) -> Bool {
        message.relatives.contains { $0.tokens.overlaps(found) }
            || found.count == 1 && message.tokens.token(found.upperBound)?.kind == .word
                && Self.limitNouns.contains(message.tokens[found.upperBound].key)
    }

    private static let limitNouns = WordSet(
        words: "limit limits cap caps budget maximum max ceiling allowance spend spending amount")

    private func isLimitTalk(_ found: Range<Int>, _ sentence: Range<Int>) -> Bool {
        message.mentions(in: sentence).contains { mention in
            mention.amount != nil && message.sentences.contains(sentence)
        } || message.has(.cap, in: sentence)
            || message.relatives.contains { $0.tokens.overlaps(sentence) }
    }

    /// A schedule is known, and the message takes something back.
    private var isRetimed: Bool {
        !spec.schedules(.schedule).isEmpty && message.takesBack
    }

    /// "also on Fridays": one more day, at the same time.
    private func joined(_ old: [Schedule], _ offer: Offer) -> [Schedule]? {
        guard old.count == 1, offer.schedules.count == 1,
            message.contains(Self.also, in: message.whole),
            case .weekly(let days, let time) = old[0],
            case .weekly(let more, let other) = offer.schedules[0], !days.isEmpty, !more.isEmpty,
            other == nil || other == time
        else { return nil }
        let all = Schedule.Weekday.allCases.filter { days.contains($0) || more.contains($0) }
        return [.weekly(days: all, at: time)]
    }

    private static let also = WordSet(words: "also too additionally plus add")

    /// A new time for the schedule there is: "shift the run to 07:15".
    private func retimed(_ offer: Offer) -> [Schedule] {
        let old = spec.schedules(offer.slot)
        guard !old.isEmpty else { return offer.schedules }
        if let joined = joined(old, offer) { return joined }
        guard isRetimed else { return offer.schedules }
        if offer.isTimeOnly, case .daily(let time?)? = offer.schedules.last,
            offer.schedules.count == 1
        {
            return [old[0].at(time)]
        }
        guard offer.schedules.count == 1, let time = old[0].time, offer.schedules[0].time == nil
        else {
            return offer.schedules
        }
        return [offer.schedules[0].at(time)]
    }
}

extension Schedule {
    /// The time of day, where there is one.
    var time: ClockTime? {
        switch self {
        case .daily(let time), .weekdays(let time), .weekly(_, let time), .biweekly(_, let time),
            .monthly(_, let time), .once(_, let time):
            time
        case .every, .quarterly, .yearly, .onRequest, .onWebhook, .onBalance, .onPrice, .onEvent:
            nil
        }
    }

    /// Whether a time of day belongs to it.
    var isOnDays: Bool {
        switch self {
        case .daily, .weekdays, .weekly, .biweekly, .monthly, .once: true
        case .every, .quarterly, .yearly, .onRequest, .onWebhook, .onBalance, .onPrice, .onEvent:
            false
        }
    }

    /// The same days at another time.
    func at(_ time: ClockTime) -> Schedule {
        switch self {
        case .daily: .daily(at: time)
        case .weekdays: .weekdays(at: time)
        case .weekly(let days, _): .weekly(days: days, at: time)
        case .biweekly(let day, _): .biweekly(day: day, at: time)
        case .monthly(let days, _): .monthly(days: days, at: time)
        case .once(let date, _): .once(date, at: time)
        case .quarterly: .quarterly
        case .yearly: .yearly
        case .every, .onRequest, .onWebhook, .onBalance, .onPrice, .onEvent: .daily(at: time)
        }
    }
}
