import Domain
import Language

/// Gives every amount its place: limit per payment, day, week, month, in total, threshold or price.
struct LimitReader {
    let message: AnnotatedMessage
    let candidates: [LimitCandidate]
    var allCandidates: [LimitCandidate] { candidates }
    let context: ReadingContext
    /// What another amount in between costs, at its first token.
    private(set) var weights: [Int]

    init(_ draft: Draft) {
        message = draft.message
        context = draft.context
        candidates = CandidateFinder(message: draft.message, draft: draft).all()
        weights = Array(repeating: 0, count: draft.message.tokens.count)
        for candidate in candidates {
            weights[candidate.tokens.lowerBound] = 12 - candidate.tokens.count
        }
    }

    func read(into draft: inout Draft) {
        var loose: [LimitCandidate] = []
        var weak: [(LimitCandidate, Slot)] = []
        var isAnyPlaced = false
        var last: (candidate: LimitCandidate, place: Place)?
        var strength: [Slot: AmountAct] = [:]
        var told: Slot?
        for candidate in candidates where !candidate.isRefused && !isNotice(candidate) {
            var found = place(candidate)
            let act = act(of: candidate)
            if case .nowhere = found, inherits(act, from: told) {
                found = .slot(.perPaymentLimit, 85)
            }
            if case .nowhere = found, let last, isTurned(candidate, from: last.candidate) {
                found = last.place
            }
            if let last, echoes(candidate, last.candidate) { continue }
            let restates = last.map { self.restates(candidate, $0.candidate) } ?? false
            if restates, let last { found = last.place }
            let before = last
            last = (candidate, found)
            switch found {
            case .slot(let slot, let confidence):
                isAnyPlaced = true
                if candidate.amount?.token == nil, candidate.isAbsolute, draft.isNamed(slot),
                    !(before.map { isTurned(candidate, from: $0.candidate) } ?? false),
                    act <= strength[slot] ?? .told,
                    !message.has(.instead, in: candidate.sentence)
                {
                    continue
                }
                if isOffhand(candidate, slot) { continue }
                if !restates, weaker(candidate, act, than: strength[slot]) { continue }
                if slot == .perPaymentLimit, act <= strength[slot] ?? .told,
                    isWider(candidate, before?.candidate, draft)
                {
                    continue
                }
                strength[slot] = act
                if act == .told { told = slot }
                store(candidate, slot, confidence, &draft)
            case .described(let slot):
                told = slot
                weak.append((candidate, slot))
            case .nowhere:
                loose.append(candidate)
            }
        }
        for (candidate, slot) in weak where draft.topic == slot && !draft.has(slot) {
            isAnyPlaced = true
            store(candidate, slot, 75, &draft)
        }
        if !isAnyPlaced { readPayouts(&draft) }
        if !isAnyPlaced { readLoose(loose, &draft) } else { readCapped(loose, &draft) }
        readUnlimited(&draft)
    }

    /// "tell me when it is over 80% of the budget": a notice, neither a limit nor an approval.
    private func isNotice(_ candidate: LimitCandidate) -> Bool {
        let sentence = candidate.sentence
        guard let tell = Self.notices.firstMatch(in: message, sentence) else { return false }
        if message.cues(.approval, in: sentence).contains(where: { !$0.tokens.overlaps(tell) }) {
            return false
        }
        let between =
            min(tell.upperBound, candidate.tokens.lowerBound)
            ..<| max(tell.lowerBound, candidate.tokens.lowerBound)
        return message.has(.when, in: between) || message.has(.when, in: sentence)
            || !candidate.isAbsolute
    }

    private static let notices = PhraseTable<Bool>([
        (
            true,
            "telegram/text/txt/email/mail/message/slack/notify/alert/warn/inform/tell/whatsapp me/us, let me/us know, give me/us a shout/heads/call, drop me/us a line, send me/us a/an note/alert/message/warning, shout, warn/alert at"
        )
    ])

    /// "a hundred per order, wait, no, a hundred and fifty": the same, said anew.
    private func isTurned(_ candidate: LimitCandidate, from earlier: LimitCandidate) -> Bool {
        guard candidate.sentence == earlier.sentence, candidate.isAbsolute else { return false }
        let between = earlier.tokens.upperBound - 1 ..<| candidate.tokens.lowerBound
        return between.count <= Self.reachTokens
            && Correction(message: message).turn(in: between) != nil
    }

    /// "half a cent per call, 3 dollars per match": of two that one sentence gives for one
    /// payment, the smaller bounds it.
    private func isWider(
        _ candidate: LimitCandidate, _ earlier: LimitCandidate?, _ draft: Draft
    ) -> Bool {
        guard let amount = candidate.amount, let earlier, earlier.sentence == candidate.sentence,
            let before = earlier.amount, before.token == amount.token,
            draft.has(.perPaymentLimit), !earlier.isRefused,
            !message.has(.instead, in: candidate.sentence),
            !message.has(
                .negation, in: earlier.tokens.upperBound ..<| candidate.tokens.lowerBound)
        else { return false }
        return amount.value > before.value
    }

    /// "fifteen cents for a reading, fifteen": the same said again without its unit.
    private func echoes(_ candidate: LimitCandidate, _ earlier: LimitCandidate) -> Bool {
        guard let amount = candidate.amount, amount.token == nil, amount.isWord,
            let before = earlier.amount, before.token != nil,
            candidate.sentence == earlier.sentence
        else { return false }
        return amount.value == before.value || amount.value.divided(by: 100) == before.value
    }

    /// A bare number in words beside a limit whose currency was named: "no quake above four".
    private func isOffhand(_ candidate: LimitCandidate, _ slot: Slot) -> Bool {
        guard let amount = candidate.amount, amount.token == nil, amount.isWord,
            context.spec.limit(slot)?.amount != nil, context.topic != .slot(slot)
        else { return false }
        return message.has(.successSlot, in: candidate.sentence)
    }

    /// "eleven cents a go or so … never more than fifteen cents a reading": the cap is the limit,
    /// in whatever order they are told.
    private func weaker(
        _ candidate: LimitCandidate, _ act: AmountAct, than earlier: AmountAct?
    ) -> Bool {
        guard let earlier, candidate.isAbsolute else { return false }
        return act < earlier && !message.has(.instead, in: candidate.sentence)
    }

    func isCap(_ candidate: LimitCandidate) -> Bool {
        let near = near(candidate, clause(of: candidate), ahead: 3)
        return message.has(.cap, in: near) || message.has(.above, in: near)
            || message.has(.below, in: near)
    }

    /// "one hundred dollars (100 USDC)": the figure stands for the words before it.
    private func restates(_ candidate: LimitCandidate, _ earlier: LimitCandidate) -> Bool {
        guard let amount = candidate.amount, let before = earlier.amount else { return false }
        let start = candidate.tokens.lowerBound
        return message.tokens[start - 1].isSign("(") && earlier.tokens.upperBound == start - 1
            && amount.value == before.value
    }

    enum Place {
        case slot(Slot, Int)
        /// What something costs, not what it may cost.
        case described(Slot)
        case nowhere
    }

    func place(_ candidate: LimitCandidate) -> Place {
        let sentence = candidate.sentence
        let marks = ScopeFinder(message: message).marks(in: reach(candidate, in: sentence))
            .filter {
                !$0.tokens.overlaps(candidate.tokens) && !isReferred($0)
                    && !isAnothers($0.tokens, candidate)
            }
        let best = closest(marks, to: candidate) ?? announced(before: candidate)
        if let best, isForeignPrice(best.mark) { return .described(.perPaymentLimit) }
        if !isCompared(candidate), best.map({ isLoose($0, candidate) }) ?? true, isWhole(candidate)
        {
            return .slot(.totalBudget, 80)
        }
        if let threshold = threshold(candidate, best) {
            return .slot(.approvalThreshold, threshold)
        }
        if isForever(candidate) { return .slot(.totalBudget, 95) }
        if best.map({ isLoose($0, candidate) }) ?? true, isWhole(candidate) {
            return .slot(.totalBudget, 80)
        }
        guard let best, let slot = best.mark.scope.slot, best.cost <= 24 else {
            return isRefusedAbove(candidate) ? .slot(.perPaymentLimit, 85) : .nowhere
        }
        if isDescribed(candidate) || isOthers(candidate, best.mark.scope), slot != .unitPrice {
            return .described(slot)
        }
        return .slot(slot, best.cost <= 6 ? 95 : 80)
    }

    /// "The council gave us £1,900": the council is nothing that is paid for.
    private func isLoose(_ near: Near, _ candidate: LimitCandidate) -> Bool {
        near.cost > 6
            || near.mark.scope == .perPayment
                && (near.cost > 2 || near.mark.tokens.lowerBound == candidate.sentence.lowerBound)
    }

    /// "I'd rather cap by week. 90 euros.": the sentence before says of what.
    private func announced(before candidate: LimitCandidate) -> Near? {
        guard candidate.sentence.count <= 6, candidate.amount?.token != nil,
            let place = message.sentences.firstIndex(of: candidate.sentence), place > 0
        else { return nil }
        let before = message.sentences[place - 1]
        guard message.mentions(in: before).allSatisfy({ $0.amount == nil }),
            !message.has(.negation, in: before), !message.isQuoted(before.lowerBound),
            message.has(.cap, in: before)
        else { return nil }
        return ScopeFinder(message: message).marks(in: before).last.map { ($0, 10) }
    }

    /// "a pitch fee is £12", in answer to what it may pay: what others take.
    private func isForeignPrice(_ mark: ScopeMark) -> Bool {
        guard mark.scope == .unitPrice, case .slot(let topic)? = context.topic,
            topic.kind == .limit, topic != .unitPrice
        else { return false }
        return Self.prices.contains(message.tokens[mark.tokens.lowerBound].key)
            || Self.prices.contains(message.tokens[mark.tokens.upperBound - 1].key)
    }

    private static let prices = WordSet(words: "price priced fee")

    /// Marks farther away could not be the amount's.
    func reach(_ candidate: LimitCandidate, in sentence: Range<Int>) -> Range<Int> {
        max(sentence.lowerBound, candidate.tokens.lowerBound - Self.reachTokens)
            ..<| min(
                sentence.upperBound, candidate.tokens.upperBound + Self.reachTokens)
    }

    private static let reachTokens = 32

    /// A mark inside "half the daily one" says what is halved, not what it becomes.
    private func isReferred(_ mark: ScopeMark) -> Bool {
        message.relatives.contains { $0.tokens.overlaps(mark.tokens) }
    }

    /// "at most $5, 20 a week": the week belongs to the amount that it stands right behind.
    private func isAnothers(_ mark: Range<Int>, _ candidate: LimitCandidate) -> Bool {
        // "cap_tx=0.01 cap_day=3.5"
        if mark.lowerBound >= candidate.tokens.upperBound,
            let sign = message.tokens.token(mark.upperBound), sign.isSign(":") || sign.isSign("="),
            message.mention(at: mark.upperBound + 1)?.amount != nil
        {
            return true
        }
        guard mark.lowerBound > candidate.tokens.upperBound else { return false }
        return candidates.contains { other in
            other.tokens.upperBound == mark.lowerBound
                && other.tokens.lowerBound > candidate.tokens.upperBound && other.isAbsolute
                && (candidate.tokens.upperBound ..<| other.tokens.lowerBound).contains {
                    message.tokens[$0].isSign(",") || message.isWord($0, NumberReader.andKey)
                }
        }
    }

    // MARK: Distance

    typealias Near = (mark: ScopeMark, cost: Int)

    private func closest(_ marks: [ScopeMark], to candidate: LimitCandidate) -> Near? {
        var best: Near?
        var period: Near?
        var price: Near?
        for mark in marks {
            let near = Near(mark, cost(of: mark.tokens, to: candidate.tokens))
            if near.cost < best?.cost ?? .max { best = near }
            if mark.scope.isPeriod, near.cost < period?.cost ?? .max { period = near }
            if mark.scope == .unitPrice,
                mark.tokens.upperBound <= candidate.tokens.lowerBound || isOwnCharge(mark),
                near.cost < price?.cost ?? .max
            {
                price = near
            }
        }
        if let price, price.cost <= 5 { return price }
        // "a day in total": the period says more than the total.
        if best?.mark.scope == .total, let period, period.cost <= (best?.cost ?? 0) + 6 {
            return period
        }
        return best
    }

    /// "35 cents per episode is what it charges".
    private func isOwnCharge(_ mark: ScopeMark) -> Bool {
        Self.chargers.contains(message.tokens[mark.tokens.lowerBound].key)
    }

    private static let chargers = WordSet(words: "it we i")

    /// Tokens between, commas and other amounts counting more.
    func cost(of mark: Range<Int>, to amount: Range<Int>) -> Int {
        let between =
            mark.upperBound <= amount.lowerBound
            ? mark.upperBound ..<| amount.lowerBound
            : amount.upperBound ..<| max(amount.upperBound, mark.lowerBound)
        var cost = 0
        for index in between {
            let token = message.tokens[index]
            cost += weights[index]
            if token.kind == .sign {
                cost += token.isSign(",") || token.key == 6 || token.isSign("(") ? 6 : 1
            } else if token.kind == .word {
                cost += Self.joints.contains(token.key) ? 4 : 1
            }
        }
        return cost
    }

    private static let joints = WordSet(["and", "but", "so", "then", "while"].map(WordKey.of))
}
