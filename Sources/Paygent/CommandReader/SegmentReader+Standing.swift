import Domain
import Language

// Subscriptions and limits: what holds from now on.
extension SegmentReader {
    func cancelled() -> Command? {
        if Self.vagueObjects.contains(text.key(segment.headEnd)), pointsBack,
            segment.rest.count <= 2
        {
            return antecedent?.name.map { .cancelSubscription(service: $0) }
        }
        guard
            !segment.rest.contains(where: { Self.events.contains(text.key($0)) })
                || has(.subscription)
        else { return nil }
        // "let my Northwind subscription lapse": the name stands inside the verb.
        let isInside = segment.rest.isEmpty && segment.headEnd > segment.start + 2
        return .cancelSubscription(
            service: service() ?? (isInside ? serviceName(from: segment.start + 1) : nil)
                ?? antecedent?.name)
    }

    private static let events = WordSet(
        words:
            "appointment meeting flight job race trip party wedding dinner class lesson date reservation call"
    )
    private static let vagueObjects = WordSet(words: "that it this everything them")

    func subscribed() -> Command? {
        // What was said before counts where the service was named there, too.
        let named = service()
        let source = named == nil ? antecedent : nil
        let amount = segment.mainAmount(amounts) ?? source?.sum
        if let amount, amount.valid == nil { return .refuse(.invalidAmount) }
        let service = named ?? source?.name
        let isFound = text.key(segment.start) == Self.subscribe && pointsBack
        guard service != nil || isFound || period(allowed: true) != nil && has(.money) else {
            return nil
        }
        return .subscribe(
            .init(
                service: service, amount: amount?.valid, token: amount?.token,
                period: period(allowed: true) ?? source?.period))
    }

    private static let subscribe = WordKey.of("subscribe")

    func period(allowed: Bool) -> Command.Subscribing.Period? {
        for hit in text.cues.starting(in: segment.range) where !isNamePart(hit) {
            switch hit.value {
            case .daily: return .daily
            case .weekly: return .weekly
            case .monthly: return .monthly
            case .yearly: return .yearly
            default: continue
            }
        }
        return nil
    }

    /// "The Daily Kelp" comes when it likes.
    private func isNamePart(_ hit: PhraseHit<Cue>) -> Bool {
        !text.isShouted && text.tokens[hit.end - 1].isCapital && hit.start > segment.start
    }

    /// "to Quillmark Pro", "my Sonarly membership", "Papertrail's monthly thing".
    private func service() -> String? {
        if let entity = segment.entity() { return entity.text }
        if let name = serviceName(from: segment.headEnd) { return name }
        for index in segment.rest where Self.joints.contains(text.key(index)) {
            if let name = serviceName(from: index + 1) { return name }
        }
        return nil
    }

    private static let joints = WordSet(words: "to with for of from on")

    private func serviceName(from index: Int) -> String? {
        guard index < segment.range.upperBound else { return nil }
        var start = index
        while start < segment.range.upperBound, isPlanWord(start) { start += 1 }
        guard let name = segment.name(from: start) else { return nil }
        var end = name.tokens.lowerBound
        while end < name.tokens.upperBound, end == name.tokens.lowerBound || !isPlanWord(end) {
            end += 1
        }
        guard !isPlanWord(name.tokens.lowerBound), text.mention(at: name.tokens.lowerBound) == nil
        else { return nil }
        return Self.withoutPossessive(text.tokens.text(name.tokens.lowerBound ..<| end))
    }

    private static func withoutPossessive(_ text: String) -> String {
        for ending in ["'s", "’s"] where text.hasSuffix(ending) {
            return String(text.dropLast(ending.count))
        }
        return text
    }

    private func isPlanWord(_ index: Int) -> Bool {
        guard Self.planWords.contains(text.key(index)) else { return false }
        return text.isShouted || !text.tokens[index].isCapital
            || Words.determiners.contains(text.key(index))
    }

    private static let planWords = WordSet(
        words: """
            a an my the our me us monthly weekly yearly daily annual account team myself company subscription subscriptions membership
            plan thing service arrange organise new edition issue tariff package to up for with sub newsletter tier yearly from at of
            """)

    // MARK: Limits

    func budget() -> Command? {
        let amount = segment.mainAmount(amounts) ?? pointed?.sum
        let isLimit = head.has(.limit) && !isPlainLimitVerb
        let isAboutSpending =
            has(.budget)
            || window() != nil && segment.rest.contains { Self.spendings.contains(text.key($0)) }
        let setsLimit =
            isAboutSpending && (starts(.set, .limit, .reduce, .open) || startsWithBudget)
        guard let amount, !isCharged, !isOthers,
            isLimit || isMeasured(amount) || isStatedLimit || setsLimit
                || (head.isEmpty || head.has(.limit))
                    && LimitClause(text, segment.range).limits(amount.tokens)
        else { return nil }
        guard let value = amount.valid else { return .refuse(.invalidAmount) }
        return .setBudget(
            .init(
                amount: value, token: amount.token,
                window: window() ?? (amounts.isEmpty ? antecedent?.window : nil)))
    }

    /// "budget airlines charge you 30 euros": somebody else asks for it.
    private var isCharged: Bool {
        !has(.perPayment) && segment.range.contains { Self.charging.contains(text.key($0)) }
    }

    /// "he can spend at most 20 USDC a day", "my old limit was …": nobody's limit from now on.
    private var isOthers: Bool {
        segment.range.contains { Self.others.contains(text.key($0)) }
    }

    private static let others = WordSet(words: "they he she people everyone was were had used")
    private static let charging = WordSet(
        words: "charge charges charged cost costs costing owe owes")

    /// "20 USDC a day, not a cent more", "300 USDC is all you get per month": a sum, a span of time and
    /// words that end it there.
    private func isMeasured(_ amount: SaidAmount) -> Bool {
        guard !amount.isBare, !isAsked, window() != nil, amounts.count == 1,
            segment.entity() == nil,
            head.isEmpty || starts(.limit, .set)
                || Self.spendings.contains(text.key(segment.start)),
            !segment.range.contains(where: { Self.pasts.contains(text.key($0)) })
        else { return false }
        return segment.range.contains {
            Self.enough.longest(in: text.tokens, at: $0) != nil
        }
    }

    private static let enough = PhraseTable<Bool>([
        (
            true,
            """
            not a cent/penny/dollar more, and no more, not more, no more than, at most, at the most, tops, max, maximum,
            is all you get/have/may/can, is enough, thats it, and thats it, is the most, is plenty, not above, not over,
            not exceed, must not exceed, go beyond, beyond, higher than, up to, you can use, you may use, must not be,
            or less, stay below/under, keep * under/below, at the outside, upper limit
            """
        )
    ])

    /// "allow" and "stop at" limit only what is spent.
    private var isPlainLimitVerb: Bool {
        segment.headEnd == segment.start + 1 && window() == nil && !has(.budget)
            || !starts(.limit)
    }

    /// "weekly allowance 75€", "total budget: four hundred USDC", "spending limit 20 USDC a day".
    private var startsWithBudget: Bool {
        guard let noun = segment.first(.budget), noun.start <= segment.start + 3,
            !amounts.contains(where: { $0.tokens.lowerBound < segment.start })
        else { return false }
        return (segment.start ..<| noun.start).allSatisfy { index in
            !text.cues(at: index).cues.isEmpty || Words.determiners.contains(text.key(index))
                || Self.spendingWords.contains(text.key(index))
        } && !segment.isStatement
    }

    private static let spendingWords = WordSet(words: "spending spend new payment")

    /// "15 USDC a day is the limit", "my new weekly budget is 90 USDC", "15 USDC max per day",
    /// "spending is capped at 20 euros a day".
    private var isStatedLimit: Bool {
        guard head.isEmpty || Self.spendings.contains(text.key(segment.start)), amounts.count == 1,
            !amounts[0].isBare, !isAsked,
            window() != nil, segment.range.upperBound - segment.start <= 14,
            segment.entity() == nil
        else { return false }
        return (has(.budget) || segment.range.contains { Self.cappings.contains(text.key($0)) })
            && !segment.range.contains {
                Self.pasts.contains(text.key($0)) && !Self.cappings.contains(text.key($0 - 1))
            }
    }

    private static let spendings = WordSet(words: "spend spending")
    private static let cappings = WordSet(
        words: "capped limited max maximum tops most limit cap restricted")
    private static let pasts = WordSet(
        words: """
            was were had used left reached exceeded hit over above yesterday why to remaining of cost costs
            charges price plan fee salary rent bill subscription
            """)
    private static let singles = WordSet(
        words: "payment payments transaction transactions purchase purchases transfers")

    func window() -> BudgetWindow? {
        if has(.perPayment) { return .payment }
        if has(.daily) { return .day }
        if has(.weekly) { return .week }
        if has(.monthly) { return .month }
        if has(.total) { return .total }
        return segment.range.contains { Self.singles.contains(text.key($0)) } ? .payment : nil
    }
}
