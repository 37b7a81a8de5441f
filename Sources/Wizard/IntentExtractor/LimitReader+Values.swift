import Domain
import Language

extension LimitReader {
    /// Amounts without a scope: the answer to the question, or the new value in a correction.
    func readLoose(_ loose: [LimitCandidate], _ draft: inout Draft) {
        let plain = loose.filter { isPlain($0, draft) }
        guard let strongest = plain.map(act).max(),
            let candidate = plain.last(where: {
                act(of: $0) == strongest && ($0.amount?.token != nil || !$0.isAbsolute)
            }) ?? plain.last(where: { act(of: $0) == strongest })
        else { return }
        guard let (slot, confidence) = target(candidate, draft) else { return }
        store(candidate, slot, confidence, &draft)
    }

    /// "4 USDC to Ilse and 6 USDC to Bram": the largest is the most that is paid in one go.
    func readPayouts(_ draft: inout Draft) {
        let paid = candidates(givenTo: PayeeReader(message: message).givenAmounts(draft))
        guard
            let largest = paid.max(by: { ($0.amount?.value ?? .zero) < ($1.amount?.value ?? .zero) }
            ),
            draft.topic == nil || draft.topic == .goals || draft.topic == .perPaymentLimit
        else { return }
        store(largest, .perPaymentLimit, 75, &draft)
    }

    private func candidates(givenTo places: [Int]) -> [LimitCandidate] {
        allCandidates.filter { places.contains($0.tokens.lowerBound) && $0.amount?.token != nil }
    }

    /// "max 5 dollars, 20 a week": a cap of no period beside one that has a period is probably that
    /// of one payment; the owner is asked.
    func readCapped(_ loose: [LimitCandidate], _ draft: inout Draft) {
        if let asked = draft.topic, Self.limits.contains(asked), !draft.has(asked),
            let first = loose.first, opens(first), isPlain(first, draft)
        {
            return store(first, asked, 80, &draft)
        }
        guard !draft.has(.perPaymentLimit), loose.count == 1, let candidate = loose.first,
            candidate.amount?.token != nil, isPlain(candidate, draft)
        else { return }
        let start = candidate.tokens.lowerBound
        let before = max(candidate.sentence.lowerBound, start - 3) ..<| start
        guard
            message.cues(.cap, in: before).contains(where: { $0.end == start })
                || isAboutMany(candidate.sentence) && message.has(.above, in: before)
        else { return }
        let isSure = isAboutMany(candidate.sentence)
        store(
            candidate, .perPaymentLimit, isSure ? 75 : SlotChange.confidenceMin - 1, &draft)
    }

    /// "5 USDC, and 50 a day": the answer comes first, and by itself.
    private func opens(_ candidate: LimitCandidate) -> Bool {
        guard candidate.amount?.token != nil, candidate.tokens.lowerBound <= 2,
            (0 ..<| candidate.tokens.lowerBound).allSatisfy({ index in
                message.tokens[index].kind != .word
                    || message.moves.at(index).contains { $0.value == .filler }
                    || message.cues.at(index).contains { $0.value == .cap }
            })
        else { return false }
        guard let next = message.tokens.token(candidate.tokens.upperBound) else { return true }
        return next.kind == .sign && !next.isSign("%") || next.kind == .lineBreak
            || message.isWord(candidate.tokens.upperBound, NumberReader.andKey)
    }

    /// "no daily limit", "unlimited" in answer to one question; "no limits" at large sets nothing.
    func readUnlimited(_ draft: inout Draft) {
        for hit in message.cues.all where hit.value == .unlimited && !message.isQuoted(hit.start) {
            let near = hit.start ..<| min(hit.end + 3, message.sentence(of: hit.start).upperBound)
            let named =
                ScopeFinder(message: message).marks(in: near).lazy.compactMap(\.scope.slot).first
                ?? named(in: hit.tokens) ?? spokenOf(before: hit)
            let answered = draft.topic.flatMap {
                Self.limits.contains($0) && message.wordCount <= 7 ? $0 : nil
            }
            guard let slot = named ?? answered, slot != .unitPrice, !draft.has(slot) else {
                continue
            }
            draft.set(slot, .limit(.none), hit.tokens, confidence: 75)
        }
    }

    /// "A monthly one we don't need, no limit there": the clause before says which.
    private func spokenOf(before hit: PhraseHit<Cue>) -> Slot? {
        let sentence = message.sentence(of: hit.start)
        let before = sentence.lowerBound ..<| hit.start
        guard message.mentions(in: sentence).isEmpty, message.has(.negation, in: before) else {
            return nil
        }
        return ScopeFinder(message: message).marks(in: before).last?.scope.slot
    }

    private func named(in range: Range<Int>) -> Slot? {
        for index in range {
            if let slot = Self.adjectives[message.tokens[index].key] { return slot }
        }
        return nil
    }

    private static let adjectives: [UInt64: Slot] = [
        WordKey.of("daily"): .dailyLimit, WordKey.of("weekly"): .weeklyLimit,
        WordKey.of("monthly"): .monthlyLimit, WordKey.of("total"): .totalBudget,
        WordKey.of("overall"): .totalBudget,
    ]

    /// Not a number inside another sentence about something else.
    private func isPlain(_ candidate: LimitCandidate, _ draft: Draft) -> Bool {
        !candidate.tokens.contains { draft.isUsed($0) }
    }

    private func target(_ candidate: LimitCandidate, _ draft: Draft) -> (Slot, Int)? {
        let corrects =
            message.takesBack || !candidate.isAbsolute || hasRefused
        if corrects, let slot = replaced(draft) { return (slot, 80) }
        if opensWithDenial || pointsBack(draft), let recent = recent(draft) { return (recent, 80) }
        if let topic = draft.topic, topic.kind == .limit, isAnswer(candidate) { return (topic, 85) }
        if corrects, let recent = recent(draft) { return (recent, 70) }
        guard candidate.amount?.token != nil,
            message.has(.cap, in: candidate.sentence) || isPriceWanted(candidate)
        else { return nil }
        return (.perPaymentLimit, isAboutMany(candidate.sentence) ? 75 : 55)
    }

    /// "Invoices are never above $730", "Premiums stay under 3,600 euros": each of them.
    private func isAboutMany(_ sentence: Range<Int>) -> Bool {
        var first = sentence.lowerBound
        while first < sentence.upperBound, Self.determiners.contains(message.tokens[first].key) {
            first += 1
        }
        guard first + 1 < sentence.upperBound, message.tokens[first].kind == .word else {
            return false
        }
        let last = message.tokens.bytes[message.tokens[first].end - 1]
        return last | 32 == UInt8(ascii: "s")
            && Self.beings.contains(message.tokens[first + 1].key)
    }

    private static let determiners = WordSet(words: "the our my their these all")
    private static let beings = WordSet(
        words: "are stay cost should must may can never range go shall were")

    /// "tickets if under 90 dollars": what is bought may cost no more.
    private func isPriceWanted(_ candidate: LimitCandidate) -> Bool {
        let start = candidate.tokens.lowerBound
        let before = max(candidate.sentence.lowerBound, start - 3) ..<| start
        let isBelow = message.cues(.below, in: before).contains { $0.end == start }
        return isBelow && !message.has(.fundsWord, in: candidate.sentence)
            && message.toolHits.starting(in: candidate.sentence).contains { $0.value == .buy }
    }

    /// "no, double that", "wait, 750", "sorry, I meant 26".
    private var opensWithDenial: Bool {
        let head = 0 ..<| min(message.tokens.count, 7)
        return message.contains(Self.denials, in: head)
    }

    private static let denials = WordSet(
        [
            "no", "wait", "sorry", "oops", "ups", "mistake", "mistook", "actually", "scratch",
            "correction", "meant", "wrong", "nope", "hang",
        ]
        .map(WordKey.of))

    /// "lower that to 9": said of what was set last, unless the question is about a known value.
    private func pointsBack(_ draft: Draft) -> Bool {
        if let topic = draft.topic, draft.context.spec[topic] != nil { return false }
        return Self.pointing.firstMatch(in: message, message.whole) != nil
    }

    private static let pointing = PhraseTable<Bool>([
        (
            true,
            "lower/raise/cut/bump/drop/reduce/increase/change/bring/push/move that/it/this, take that/it down/up"
        )
    ])

    private var hasRefused: Bool { allCandidates.contains { $0.isRefused } }

    /// The limit whose present value the message takes back.
    private func replaced(_ draft: Draft) -> Slot? {
        for candidate in allCandidates where candidate.isRefused {
            guard let old = candidate.amount else { continue }
            for slot in Self.limits where draft.limit(slot)?.quantity == old.value { return slot }
        }
        return nil
    }

    private func recent(_ draft: Draft) -> Slot? {
        if let slot = draft.context.recent.last(where: { $0.kind == .limit }) { return slot }
        let filled = Self.limits.filter { draft.context.spec.limit($0)?.amount != nil }
        return filled.count == 1 ? filled[0] : nil
    }

    static let limits: [Slot] = [
        .perPaymentLimit, .dailyLimit, .weeklyLimit, .monthlyLimit, .totalBudget,
        .approvalThreshold, .unitPrice,
    ]

    /// A short reply, or money in so many words.
    private func isAnswer(_ candidate: LimitCandidate) -> Bool {
        if candidate.amount?.token != nil || !candidate.isAbsolute { return true }
        let words = candidate.sentence.count { message.tokens[$0].kind == .word }
        return words <= 6 && !message.contains(ToneWords.keys, in: message.whole)
    }

    func store(
        _ candidate: LimitCandidate, _ slot: Slot, _ confidence: Int, _ draft: inout Draft
    ) {
        guard let amount = resolved(candidate, slot, draft) else {
            draft.problem(
                "no_reference", slot,
                "I can't tell which amount that refers to. Could you give me \(slot.title) as a number?",
                candidate.tokens)
            return
        }
        if amount.isNegative || (amount.value.isZero && slot != .approvalThreshold) {
            draft.problem(
                "not_positive", slot,
                "An amount has to be above zero; what should \(slot.title) be?", candidate.tokens)
            return
        }
        guard amount.value <= Self.amountMax else {
            draft.problem(
                "too_large", slot,
                "That is more than a trillion, which I can't take as \(slot.title). "
                    + "Which amount did you mean?",
                candidate.tokens)
            return
        }
        let token = amount.token ?? CurrencyResolution.bare
        let quantity = amount.thousands ?? amount.value
        let value = Limit.amount(TokenAmount(amount.token == nil ? quantity : amount.value, token))
        draft.set(slot, .limit(value), candidate.tokens, confidence: confidence)
        draft.noteThousands(slot, amount)
    }

    /// 10^12, the largest amount that commands may name.
    private static let amountMax = Quantity(1_000_000_000_000)

    private func resolved(
        _ candidate: LimitCandidate, _ slot: Slot, _ draft: Draft
    ) -> Amount? {
        switch candidate.source {
        case .amount(let amount): return amount
        case .share(let reference, let times, let over):
            guard let base = base(reference, slot, candidate, draft),
                let product = try? base.quantity.multiplied(by: times)
            else { return nil }
            return Amount(value: product.divided(by: over), token: base.token)
        case .step(let step, let isUp):
            guard let base = draft.limit(slot) else { return nil }
            guard isUp else {
                guard let less = base.quantity.subtracting(step.value) else { return nil }
                return Amount(value: less, token: base.token)
            }
            guard let more = try? base.quantity.adding(step.value) else { return nil }
            return Amount(value: more, token: base.token)
        }
    }

    /// The amount that "that" or "the daily one" means.
    private func base(
        _ reference: Slot?, _ slot: Slot, _ candidate: LimitCandidate, _ draft: Draft
    ) -> TokenAmount? {
        if let reference { return draft.limit(reference) }
        if let said = saidBefore(candidate) { return said }
        if let own = draft.limit(slot) { return own }
        if let recent = draft.context.recent.last(where: { $0.kind == .limit }),
            let amount = draft.limit(recent)
        {
            return amount
        }
        return Self.limits.lazy.compactMap { draft.limit($0) }.first
    }
}

extension LimitReader {
    /// "The envelope is 24k euros; one creator gets 5% of that": the amount told right before.
    private func saidBefore(_ candidate: LimitCandidate) -> TokenAmount? {
        let said = candidates.last {
            $0.tokens.upperBound <= candidate.tokens.lowerBound && $0.isAbsolute && !$0.isRefused
        }
        return said?.amount.map { TokenAmount($0.value, $0.token ?? CurrencyResolution.bare) }
    }
}

extension Quantity {
    /// Nil when the result would be below zero.
    func subtracting(_ other: Quantity) -> Quantity? {
        let places = max(scale, other.scale)
        guard let a = try? scaled(to: places), let b = try? other.scaled(to: places), a >= b else {
            return nil
        }
        return Quantity(digits: a - b, scale: places)
    }
}
