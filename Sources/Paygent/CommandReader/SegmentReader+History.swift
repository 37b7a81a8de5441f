import Domain
import Language

// Past payments: which of them, and since when.
extension SegmentReader {
    func history() -> Command? {
        guard asksForHistory else { return nil }
        let floor = minimum()
        if let floor, floor.valid == nil { return .refuse(.invalidAmount) }
        return .paymentHistory(
            .init(
                period: historyPeriod(), limit: limit(), recipient: payee(),
                token: floor?.token ?? segment.symbol(from: segment.start)?.code,
                status: status(), minAmount: floor?.valid))
    }

    private var asksForHistory: Bool {
        if starts(.askHistory) || asksPast { return true }
        if starts(.askServices, .show, .askBalance),
            has(.payments) || has(.pending) || has(.failed),
            status() != nil, historyPeriod() != nil || isAsked || !has(.services),
            !segment.range.contains(where: { Self.requests.contains(text.key($0)) })
        {
            return true
        }
        let isPriced = !starts(.show) && !amounts.isEmpty && minimum() == nil
        if starts(.show, .find), has(.payments), !isServiceSearch, !isPriced { return true }
        if starts(.show), has(.all), minimum() != nil, historyPeriod() != nil { return true }
        if starts(.show), let asked = segment.first(.askHistory),
            asked.start <= segment.headEnd + 1
        {
            return true
        }
        guard head.isEmpty || head == Cues(.buy) || starts(.claim),
            let noun = segment.first(.payments),
            noun.start <= segment.start + 4, !segment.isStatement
        else { return false }
        return isNounPhrase(until: noun.start)
            && (historyPeriod() != nil || limit() != nil || status() != nil || minimum() != nil
                || segment.range.upperBound - segment.start <= 3
                    && segment.range.contains { Self.histories.contains(text.key($0)) }
                || payee() != nil
                    && (text.key(noun.end) == Words.to || text.key(noun.end) == Words.from))
    }

    private static let requests = WordSet(words: "request requests approval approvals")

    /// "did I already pay …", "what was I charged yesterday".
    private var asksPast: Bool {
        let start = segment.start
        guard Self.asking.contains(text.key(start)) else { return false }
        let near = start ..<| min(segment.range.upperBound, start + 5)
        return near.contains { Self.helpers.contains(text.key($0)) }
            && near.contains { Self.selves.contains(text.key($0)) }
            && segment.range.contains { Self.doings.contains(text.key($0)) }
            && !segment.range.contains { Self.futures.contains(text.key($0)) }
    }

    private static let asking = WordSet(
        words: "did have has what how where when who which whom was were")
    private static let helpers = WordSet(words: "did have has was were")
    private static let selves = WordSet(words: "i we my our anything any")
    private static let doings = WordSet(
        words:
            "hand give transfer wire donate fail failed fails bounce pay paid spend spent send sent charged billed transferred debited"
    )
    private static let futures = WordSet(
        words: "should could would can will if enough got left")
    private static let histories = WordSet(words: "history receipts activity log transactions")

    private var isServiceSearch: Bool {
        has(.services) && order() != nil || starts(.find) && has(.services)
    }

    /// Before the noun only what may describe it: "all my failed", "the last five".
    private func isNounPhrase(until noun: Int) -> Bool {
        (segment.start ..<| noun).allSatisfy { index in
            let key = text.key(index)
            return Words.determiners.contains(key) || text.tokens[index].kind == .number
                || text.tokens[index].kind == .sign
                || text.cues(at: index).cues.hasAny(
                    Cues(.last, .all, .failed, .pending, .completed, .refunded, .payments))
                || text.mention(at: index) != nil || SymbolReader(text).symbol(at: index) != nil
                || Self.periods.longest(in: text.tokens, at: index) != nil
                || Self.periodEndings.contains(key)
        }
    }

    private static let periodEndings = WordSet(
        words: "week's month's year's week month year outgoing")

    // MARK: When

    func historyPeriod() -> String? {
        if let date = text.mentions(in: segment.range).first(where: { isDate($0) }),
            case .date(let day) = date.kind
        {
            return "since:" + day.text
        }
        if let month = namedMonth() { return month }
        for mention in text.mentions(in: segment.range) {
            guard case .duration(let seconds) = mention.kind else { continue }
            if seconds == Quantity(7 * 86_400) { return "last_7_days" }
            if seconds == Quantity(30 * 86_400) { return "last_30_days" }
        }
        for index in segment.range where segment.start <= index {
            if let found = Self.periods.longest(in: text.tokens, at: index) { return found.value }
        }
        return nil
    }

    private func isDate(_ mention: Mention) -> Bool {
        if case .date = mention.kind { true } else { false }
    }

    /// "in March 2026", "2026-03".
    private func namedMonth() -> String? {
        for index in segment.range {
            for hit in text.terms.at(index) {
                guard case .month(let month) = hit.value, let year = year(at: hit.end) else {
                    continue
                }
                return "month:\(year)-\(month < 10 ? "0" : "")\(month)"
            }
            if let month = numericMonth(at: index) { return month }
        }
        return nil
    }

    private func year(at index: Int) -> Int? {
        let place = text.isSign(index, ",") || text.key(index) == Words.of ? index + 1 : index
        guard let token = text.tokens.token(place), token.kind == .number else { return nil }
        return Int(text.tokens.text(place ..<| (place + 1))).flatMap {
            (2000...2199).contains($0) ? $0 : nil
        }
    }

    private func numericMonth(at index: Int) -> String? {
        guard let year = year(at: index), text.isSign(index + 1, "-"),
            let token = text.tokens.token(index + 2), token.kind == .number,
            token.end - token.start == 2, !text.isSign(index + 3, "-"),
            let month = Int(text.tokens.text((index + 2) ..<| (index + 3))),
            (1...12).contains(month)
        else { return nil }
        return "month:\(year)-\(month < 10 ? "0" : "")\(month)"
    }

    private static let periods = PhraseTable<String>([
        ("today", "today, today's, so far today, this morning, since this morning"),
        ("yesterday", "yesterday, yesterday's"),
        ("this_week", "this week, this week's, current week, the week so far, so far this week"),
        ("last_week", "last week, last week's, previous week, the week before"),
        ("this_month", "this month, this month's, current month, so far this month"),
        ("last_month", "last month, last month's, previous month, the month before"),
        ("this_year", "this year, this year's, current year, year to date, so far this year"),
        (
            "last_7_days",
            "past week, last/past one week"
        ),
        (
            "last_30_days",
            "past month"
        ),
    ])

    // MARK: Which

    /// "last 10 payments", "the five latest".
    private func limit() -> Int? {
        for index in segment.start ..<| segment.range.upperBound {
            guard let number = NumberReader(text.tokens, text.terms).read(at: index),
                number.value.scale == 0, number.value.digits > 0, number.value.digits <= 10_000,
                !isYear(index)
            else { continue }
            let isCounted = text.cues(at: number.end).cues.hasAny(
                Cues(.payments, .last, .failed, .pending, .completed, .refunded))
            let isLast = index > 0 && Self.lasts.contains(text.key(index - 1))
            let counts =
                isCounted
                || isLast
                    && (number.end >= segment.range.upperBound
                        || text.terms.at(number.end).allSatisfy { !Self.isUnit($0.value) })
            if counts, !isMoney(index) { return Int(number.value.digits) }
        }
        return nil
    }

    /// "February 2026 payments"
    private func isYear(_ index: Int) -> Bool {
        year(at: index) != nil
            && text.terms.at(index - 1).contains {
                if case .month = $0.value { true } else { false }
            }
    }

    private static func isUnit(_ term: Term) -> Bool {
        if case .unit = term { true } else { false }
    }

    private func isMoney(_ index: Int) -> Bool {
        text.mention(at: index)?.amount?.token != nil
    }

    private static let lasts = WordSet(words: "last latest recent first top newest past previous")

    private func payee() -> String? {
        let start = starts(.show) && !segment.rest.isEmpty ? segment.headEnd : segment.start
        for index in start ..<| segment.range.upperBound {
            guard Self.payeeJoints.contains(text.key(index)), isPayee(index + 1) else { continue }
            if let name = segment.name(from: index + 1) {
                return cut(name)
            }
        }
        guard starts(.askHistory), Self.verbs.contains(text.key(segment.headEnd - 1)),
            isPayee(segment.headEnd), let name = segment.name(from: segment.headEnd)
        else { return nil }
        return cut(name)
    }

    private static let payeeJoints = WordSet(words: "to with at on")
    private static let verbs = WordSet(words: "pay paid send sent")

    /// Without the words of time at its end.
    private func cut(_ name: SaidName) -> String? {
        var end = name.tokens.lowerBound
        while end < name.tokens.upperBound,
            Self.periods.longest(in: text.tokens, at: end) == nil
        {
            end += 1
        }
        return end > name.tokens.lowerBound
            ? text.tokens.text(name.tokens.lowerBound ..<| end) : nil
    }

    private func isPayee(_ index: Int) -> Bool {
        guard index < segment.range.upperBound else { return false }
        if Self.periods.longest(in: text.tokens, at: index) != nil { return false }
        if let mention = text.mention(at: index), mention.start == index { return false }
        if text.cues(at: index).cues.has(.show), !text.tokens[index].isCapital { return false }
        return text.cues(at: index).cues.hasAny(Cues(.payments)) == false
    }

    private func status() -> Command.HistoryQuery.Status? {
        let known: [(Cue, Command.HistoryQuery.Status)] = [
            (.failed, .failed), (.refunded, .refunded), (.pending, .pending),
            (.completed, .completed),
        ]
        return known.first { has($0.0) }?.1
    }

    private static let joints = WordSet(words: "and or")

    private func minimum() -> SaidAmount? {
        amounts.first { amount in
            let start = amount.tokens.lowerBound
            let end = amount.tokens.upperBound
            if Self.joints.contains(text.key(end)), Words.comparesUp.contains(text.key(end + 1)) {
                return true
            }
            return (1...3).contains { step in
                Words.comparesUp.contains(text.key(start - step)) || text.isSign(start - 1, ">")
            }
        }
    }
}
