import Domain
import Language

/// What an amount can belong to.
enum Scope: UInt8, Hashable, CaseIterable {
    case perPayment, daily, weekly, monthly, yearly, total, unitPrice

    var slot: Slot? {
        switch self {
        case .perPayment: .perPaymentLimit
        case .daily: .dailyLimit
        case .weekly: .weeklyLimit
        case .monthly: .monthlyLimit
        case .total: .totalBudget
        case .unitPrice: .unitPrice
        case .yearly: nil
        }
    }

    init?(_ cue: Cue) {
        switch cue {
        case .perPayment: self = .perPayment
        case .daily: self = .daily
        case .weekly: self = .weekly
        case .monthly: self = .monthly
        case .yearly: self = .yearly
        case .total: self = .total
        case .unitPrice: self = .unitPrice
        default: return nil
        }
    }

    var isPeriod: Bool { self == .daily || self == .weekly || self == .monthly }
}

/// Words that say what the amounts around them belong to.
struct ScopeMark {
    let scope: Scope
    let tokens: Range<Int>
}

/// Finds the scope marks of a sentence.
struct ScopeFinder {
    let message: AnnotatedMessage

    func marks(in sentence: Range<Int>) -> [ScopeMark] {
        var marks: [ScopeMark] = []
        for hit in message.cues.starting(in: sentence) where hit.end <= sentence.upperBound {
            guard let scope = Scope(hit.value), !message.isQuoted(hit.start) else { continue }
            if scope == .perPayment || scope == .total, isPeriod(hit.tokens) { continue }
            if let last = marks.last, last.scope == scope, last.tokens.upperBound >= hit.end {
                continue
            }
            marks.append(ScopeMark(scope: scope, tokens: hit.tokens))
        }
        for index in sentence {
            if let mark = period(at: index, sentence) ?? unit(at: index, sentence) {
                marks.append(mark)
            }
        }
        return marks
    }

    private func isPeriod(_ range: Range<Int>) -> Bool {
        Cue.periodNouns.contains(message.tokens[range.upperBound - 1].key)
            || isPeriodNoun(range.upperBound)
    }

    /// "each calendar month", "any single week": the noun after the phrase decides.
    private func isPeriodNoun(_ index: Int) -> Bool {
        guard let token = message.tokens.token(index), token.kind == .word else { return false }
        return Cue.periodNouns.contains(token.key) || Self.scopeAdjectives.contains(token.key)
    }

    private static let scopeAdjectives = WordSet(
        ["calendar", "daily", "weekly", "monthly"].map(WordKey.of))

    /// "for month", "the whole day", "by day", "on a matchday", "within seven days".
    private func period(at index: Int, _ sentence: Range<Int>) -> ScopeMark? {
        guard !message.isQuoted(index), index > sentence.lowerBound else { return nil }
        if let mention = message.mention(at: index), case .duration(let seconds) = mention.kind,
            let scope = Self.spans[seconds], Self.openers.contains(message.tokens[index - 1].key)
        {
            return ScopeMark(scope: scope, tokens: index - 1 ..<| mention.end)
        }
        guard let scope = noun(at: index) else { return nil }
        var start = index - 1
        while start > sentence.lowerBound, index - start <= 2,
            Self.adjectives.contains(message.tokens[start].key)
        {
            start -= 1
        }
        guard Self.openers.contains(message.tokens[start].key) else { return nil }
        return ScopeMark(scope: scope, tokens: start ..<| (index + 1))
    }

    /// "day", "year", "hour".
    static func isTime(_ key: UInt64) -> Bool { Cue.periodNouns.contains(key) }

    /// What a noun of time bounds: day, week or month.
    static func period(_ key: UInt64) -> Scope? { nouns[key] }

    private func noun(at index: Int) -> Scope? {
        let token = message.tokens[index]
        if let scope = Self.nouns[token.key] { return scope }
        // "matchday", "market-day"
        guard token.kind == .word, message.terms.at(index).isEmpty, token.end - token.start > 5,
            message.tokens.bytes[(token.end - 3) ..<| token.end].elementsEqual("day".utf8),
            Self.articles.contains(message.tokens[index - 1].key)
        else { return nil }
        return .daily
    }

    private static let nouns: [UInt64: Scope] = [
        WordKey.of("day"): .daily, WordKey.of("week"): .weekly, WordKey.of("month"): .monthly,
    ]
    private static let spans: [Quantity: Scope] = [
        Quantity(86_400): .daily, Quantity(604_800): .weekly, Quantity(2_592_000): .monthly,
    ]
    private static let adjectives = WordSet(
        words: "whole entire calendar single given same full one any the")
    private static let openers = WordSet(
        words: "a per each every for in by the any one within of over during whole entire on")

    /// "per lookup", "each bundle", "no refund", "/call", "a bet" after an amount.
    private func unit(at index: Int, _ sentence: Range<Int>) -> ScopeMark? {
        let token = message.tokens[index]
        guard index + 1 < sentence.upperBound, !message.isQuoted(index) else { return nil }
        let next = message.tokens[index + 1]
        if isForOne(index, sentence) { return mark(index, sentence) }
        guard next.kind == .word, !Cue.periodNouns.contains(next.key),
            !Self.notNouns.contains(next.key)
        else { return nil }
        if token.isSign("/"), token.isGlued { return mark(index, sentence) }
        guard token.kind == .word else { return nil }
        if Self.distributives.contains(token.key) { return mark(index, sentence) }
        if Self.articles.contains(token.key), followsAmount(index) { return mark(index, sentence) }

        if Self.singles.contains(token.key), isCompared(from: index + 2, sentence) {
            return mark(index, sentence)
        }
        if Self.articles.contains(token.key), index == sentence.lowerBound,
            isCompared(from: index + 2, sentence)
        {
            return mark(index, sentence)
        }
        return nil
    }

    /// "fifteen cents for a reading", "12 on a label".
    private func isForOne(_ index: Int, _ sentence: Range<Int>) -> Bool {
        guard Self.spentOn.contains(message.tokens[index].key), followsAmount(index),
            index + 2 < sentence.upperBound, self.noun(at: index + 2) == nil
        else { return false }
        let (article, noun) = (message.tokens[index + 1], message.tokens[index + 2])
        return Self.articles.contains(article.key) && noun.kind == .word
            && article.key != Self.the && !Cue.periodNouns.contains(noun.key)
            && !Self.notNouns.contains(noun.key)
    }

    private static let the = WordKey.of("the")

    private func mark(_ index: Int, _ sentence: Range<Int>) -> ScopeMark {
        ScopeMark(scope: .perPayment, tokens: index ..<| (index + 2))
    }

    private func followsAmount(_ index: Int) -> Bool {
        (max(0, index - 12) ..<| index).contains {
            message.mention(at: $0).map { $0.end == index && $0.amount != nil } ?? false
        }
    }

    /// "no refund above 180 €", "a single fine can be six dollars", "one lesson maximum is 18".
    private func isCompared(from index: Int, _ sentence: Range<Int>) -> Bool {
        let end = min(index + 8, sentence.upperBound)
        guard index < end else { return false }
        return (index ..<| end).contains { message.mention(at: $0)?.amount != nil }
    }

    private static let spentOn = WordSet(words: "for on")
    private static let distributives = WordSet(
        ["per", "each", "every", "pro", "por"].map(WordKey.of))
    private static let articles = WordSet(["a", "an", "the"].map(WordKey.of))
    private static let singles = WordSet(
        ["no", "any", "single", "one", "individual"].map(WordKey.of))
    private static let notNouns = WordSet(
        """
        more less than the a an of my our your i me it they we you is are was be to for and or in
        on at limit limits cap budget payment's other one ones idea way need approval approvals
        single calendar whole entire time further longer later it's matter total wait
        """.split(whereSeparator: \.isWhitespace).map { WordKey.of(String($0)) })
}
