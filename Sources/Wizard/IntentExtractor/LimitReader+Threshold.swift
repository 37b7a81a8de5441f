import Domain
import Language

// Which amount is the one above which somebody is asked.
extension LimitReader {
    // MARK: Approval

    /// Confidence that the amount is the one above which somebody is asked.
    func threshold(_ candidate: LimitCandidate, _ best: Near?) -> Int? {
        let window = approvalWindow(candidate)
        let asks = (message.cues(.approval, in: window) + message.cues(.approvalNone, in: window))
            .filter { !message.isQuoted($0.start) }
        let isCompared = comparator(candidate)
        if isCompared, isOutdone(candidate, asks) { return nil }
        guard let ask = asks.map({ cost(of: $0.tokens, to: candidate.tokens) }).min() else {
            let isTopic = context.topic == .slot(.approvalThreshold)
            return isTopic && isCompared && best.map({ $0.cost > 6 }) ?? true ? 85 : nil
        }
        if let best, best.cost < ask, !isCompared || isCapped(candidate) { return nil }
        if let best, best.cost <= 1, best.mark.tokens.lowerBound >= candidate.tokens.upperBound,
            best.mark.scope != .perPayment || !isCompared
        {
            return nil
        }
        if isCompared { return isCapped(candidate) && ask > 6 ? nil : 92 }
        if isTopped(candidate) || isApart(candidate, asks) { return nil }
        let isFar = message.has(.above, in: candidate.sentence) ? 24 : 10
        return ask <= isFar && (best?.cost ?? 99) > 6 ? 80 : nil
    }

    /// "ask Tom, 40 dollars tops": a cap, whoever is asked.
    private func isTopped(_ candidate: LimitCandidate) -> Bool {
        message.cues.at(candidate.tokens.upperBound).contains { $0.value == .cap }
            && context.topic != .slot(.approvalThreshold)
    }

    /// "500 for big ones, the CTO approves the big ones": said in another clause and of no amount.
    private func isApart(_ candidate: LimitCandidate, _ asks: [PhraseHit<Cue>]) -> Bool {
        guard context.topic != .slot(.approvalThreshold) else { return false }
        return asks.allSatisfy { ask in
            let between =
                min(ask.end, candidate.tokens.upperBound)
                ..<| max(ask.start, candidate.tokens.lowerBound)
            return between.contains { message.tokens[$0].isSign(",") }
        }
    }

    /// "no invoice above 400, Ruth approves above 250": the cap beside the threshold.
    private func isOutdone(_ candidate: LimitCandidate, _ asks: [PhraseHit<Cue>]) -> Bool {
        guard isCapped(candidate) else { return false }
        let own = asks.map { cost(of: $0.tokens, to: candidate.tokens) }.min() ?? .max
        return candidates.contains { other in
            other.sentence == candidate.sentence && other.tokens != candidate.tokens
                && other.isAbsolute && comparator(other) && !isCapped(other)
                && asks.contains { cost(of: $0.tokens, to: other.tokens) <= own }
        }
    }

    /// The sentence, the next one when it begins with the asking, or the heading above it.
    private func approvalWindow(_ candidate: LimitCandidate) -> Range<Int> {
        if let heading = heading(above: candidate.sentence) {
            return heading.lowerBound ..<| candidate.sentence.upperBound
        }
        guard let place = message.sentences.firstIndex(of: candidate.sentence),
            place + 1 < message.sentences.count, comparator(candidate)
        else { return candidate.sentence }
        let next = message.sentences[place + 1]
        let head = next.lowerBound ..<| min(next.lowerBound + 6, next.upperBound)
        return message.has(.approval, in: head) || message.has(.approvalNone, in: head)
            ? candidate.sentence.lowerBound ..<| next.upperBound : candidate.sentence
    }

    /// "approval:" on a line of its own, one or two lines above.
    private func heading(above sentence: Range<Int>) -> Range<Int>? {
        guard sentence.count <= 6, let place = message.sentences.firstIndex(of: sentence) else {
            return nil
        }
        return message.sentences[max(0, place - 2) ..<| place].last {
            $0.count == 2 && message.tokens[$0.upperBound - 1].isSign(":")
                && message.has(.approval, in: $0)
        }
    }

    private func comparator(_ candidate: LimitCandidate) -> Bool {
        let start = candidate.tokens.lowerBound
        let before = max(candidate.sentence.lowerBound, start - 4) ..<| start
        let isBefore = message.cues.starting(in: before).contains {
            ($0.value == .above || $0.value == .below) && $0.end >= start - 1
                && !message.isArrow($0.start)
        }
        if isBefore { return true }
        return Self.upwards.longest(in: message.tokens, at: candidate.tokens.upperBound) != nil
    }

    private static let upwards = PhraseTable<Bool>([
        (
            true,
            "upwards, and up, or more, and above, and over, or above, or over, plus, onwards, and more, and upwards, <plus>"
        )
    ])

    /// "no refund over 50": a cap, whoever approves the rest.
    func isCapped(_ candidate: LimitCandidate) -> Bool {
        let start = candidate.tokens.lowerBound
        let before = max(candidate.sentence.lowerBound, start - 8) ..<| start
        return before.contains { Self.noes.contains(message.tokens[$0].key) }
            && !message.has(.approval, in: before) && !message.has(.approvalNone, in: before)
    }

    private static let noes = WordSet(["no", "not", "never"].map(WordKey.of))

    /// "a normal episode costs about six dollars": no limit by itself.
    func isDescribed(_ candidate: LimitCandidate) -> Bool {
        guard candidate.isAbsolute else { return false }
        let clause =
            SentenceCutter.clauses(of: candidate.sentence, in: message.tokens)
            .first { $0.overlaps(candidate.tokens) } ?? candidate.sentence
        let before = clause.lowerBound ..<| max(clause.lowerBound, candidate.tokens.lowerBound)
        guard message.has(.described, in: before) else { return false }
        return !message.has(.cap, in: clause)
    }
}
