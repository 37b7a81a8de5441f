import Domain
import Language

// Subscriptions and limits: what holds from now on.
extension SegmentReader {
    func cancelled() -> Command? {
        if Self.vagueObjects.contains(text.key(segment.headEnd)), segment.rest.count == 1 {
            return nil
        }
        return .cancelSubscription(service: service())
    }

    private static let vagueObjects = WordSet(words: "that it this everything them")

    func subscribed() -> Command? {
        let amount = segment.mainAmount(amounts)
        if let amount, amount.valid == nil { return .refuse(.invalidAmount) }
        let service = service()
        guard service != nil || period(allowed: true) != nil && has(.money) else { return nil }
        return .subscribe(
            .init(
                service: service, amount: amount?.valid, token: amount?.token,
                period: period(allowed: true)))
    }

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
            a an my the our me us monthly weekly yearly daily annual subscription subscriptions membership
            plan thing service new to up for with sub newsletter tier yearly from at of
            """)

    // MARK: Limits

    func budget() -> Command? {
        let amount = segment.mainAmount(amounts)
        let isLimit = head.has(.limit) && !isPlainLimitVerb
        let setsLimit = has(.budget) && (starts(.set, .limit, .reduce, .open) || startsWithBudget)
        guard isLimit || setsLimit, let amount else { return nil }
        guard let value = amount.valid else { return .refuse(.invalidAmount) }
        return .setBudget(.init(amount: value, token: amount.token, window: window()))
    }

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

    private func window() -> BudgetWindow? {
        if has(.perPayment) { return .payment }
        if has(.daily) { return .day }
        if has(.weekly) { return .week }
        if has(.monthly) { return .month }
        return has(.total) ? .total : nil
    }
}
