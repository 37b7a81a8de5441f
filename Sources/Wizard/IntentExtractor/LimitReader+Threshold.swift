import Domain
import Language

// Which amount is the one above which somebody is asked.
extension LimitReader {
    // MARK: Approval

    /// Confidence that the amount is the one above which somebody is asked.
    func threshold(_ candidate: LimitCandidate, _ best: Near?) -> Int? {
        let window = approvalWindow(candidate)
        let asks = (message.cues(.approval, in: window) + message.cues(.approvalNone, in: window))
            .filter { !message.isQuoted($0.start) && !isPassing($0) && !isPrice($0) }
        if isRefusedAbove(candidate) { return nil }
        let isCompared = comparator(candidate)
        if isCompared, isOutdone(candidate, asks) { return nil }
        guard let ask = asks.map({ cost(of: $0.tokens, to: candidate.tokens) }).min() else {
            if isExcepted(candidate) { return 85 }
            guard best.map({ $0.cost > 6 }) ?? true else { return nil }
            if isShared(candidate) { return 80 }
            guard isCompared, !isCapped(candidate) else { return nil }
            return asksWho || isLeftAlone(candidate)
                || isHandedOver(candidate) ? 85 : nil
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

    private var asksWho: Bool {
        context.topic == .slot(.approvalThreshold) || context.topic == .slot(.approvers)
    }

    /// "it can't ever go past that": nobody whom it passes.
    private func isPassing(_ ask: PhraseHit<Cue>) -> Bool {
        guard Self.pasts.contains(message.tokens[ask.end - 1].key) else { return false }
        let before = max(0, ask.start - 3) ..<| ask.start
        return message.has(.negation, in: before)
            || Self.things.contains(message.tokens.token(ask.end)?.key ?? 0)
    }

    /// "they ask 12 dollars": of the owner.
    private func isPrice(_ ask: PhraseHit<Cue>) -> Bool {
        Self.asking.contains(message.tokens[ask.start].key)
            && message.mention(at: ask.end)?.amount?.token != nil
    }

    private static let asking = WordSet(words: "ask asks asking")
    private static let pasts = WordSet(words: "past by")
    private static let things = WordSet(words: "that it this those what")

    /// "under 15 it can do on its own": what is above is somebody's.
    private func isLeftAlone(_ candidate: LimitCandidate) -> Bool {
        !isAbove(candidate)
            && Self.alone.firstMatch(in: message, reach(candidate, in: candidate.sentence)) != nil
    }

    private static let alone = PhraseTable<Bool>([
        (
            true,
            """
            on its own, by itself, alone, no questions, without questions, itself, without me/us/anyone/anybody, freely, just pay/pays,
            automatically, go ahead, do it, otherwise, the rest, anything else, no human, need a human, need me/us/anyone/anybody
            """
        )
    ])

    /// "anything above 80: Noor and Vincent", "when it's thirty or more, myself": somebody is named
    /// for what is more, and more is not refused.
    private func isHandedOver(_ candidate: LimitCandidate) -> Bool {
        let sentence = reach(candidate, in: candidate.sentence)
        guard isAbove(candidate), !message.has(.fundsWord, in: sentence),
            !isDescribed(candidate),
            !message.cues(.stopSlot, in: sentence).contains(where: { $0.tokens.count > 1 })
        else { return false }
        return namesSomebody(sentence)
    }

    private func namesSomebody(_ range: Range<Int>) -> Bool {
        // "Petra wants to know"
        if message.tokens[range.lowerBound].isCapital,
            message.terms.at(range.lowerBound).isEmpty, message.cues.at(range.lowerBound).isEmpty,
            Self.acting.contains(message.tokens.token(range.lowerBound + 1)?.key ?? 0)
        {
            return true
        }
        return message.has(.owner, in: range) || message.contains(Self.mine, in: range)
            || message.contains(NameFinder.roles, in: range)
            || NameFinder(message).names(in: range).contains { !$0.isTechnical }
    }

    private static let acting = WordSet(
        words: "wants has must needs should approves okays oks decides signs gets sees checks and")
    private static let mine = WordSet(words: "my our us we both")

    /// "no more than 300 unless Petra agrees", "not a cent over 300 without Petra".
    private func isExcepted(_ candidate: LimitCandidate) -> Bool {
        let after =
            candidate.tokens.upperBound ..<| reach(candidate, in: candidate.sentence).upperBound
        guard
            let exception = after.prefix(6).first(where: {
                Self.exceptions.contains(message.tokens[$0].key)
            })
        else { return false }
        return namesSomebody(exception ..<| after.upperBound)
    }

    private static let exceptions = WordSet(words: "without unless until")

    /// "300 alone, more only with Petra", "up to 300 no questions, then Petra".
    private func isShared(_ candidate: LimitCandidate) -> Bool {
        let after =
            candidate.tokens.upperBound ..<| reach(candidate, in: candidate.sentence).upperBound
        guard Self.alone.firstMatch(in: message, after) != nil,
            let rest = after.first(where: { Self.rests.contains(message.tokens[$0].key) })
        else { return false }
        return namesSomebody(rest ..<| after.upperBound)
    }

    private static let rests = WordSet(words: "more above beyond over then rest otherwise past")

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

    func isCompared(_ candidate: LimitCandidate) -> Bool { comparator(candidate) }

    private func comparator(_ candidate: LimitCandidate) -> Bool {
        isCompared(candidate, .above) || isCompared(candidate, .below) || isUpwards(candidate)
    }

    /// "over 30", "30 or more".
    func isAbove(_ candidate: LimitCandidate) -> Bool {
        isCompared(candidate, .above) || isUpwards(candidate)
    }

    private func isCompared(_ candidate: LimitCandidate, _ cue: Cue) -> Bool {
        let start = candidate.tokens.lowerBound
        let before = max(candidate.sentence.lowerBound, start - 4) ..<| start
        return message.cues.starting(in: before).contains {
            $0.value == cue && $0.end >= start - 1 && !message.isArrow($0.start)
        }
    }

    private func isUpwards(_ candidate: LimitCandidate) -> Bool {
        Self.upwards.longest(in: message.tokens, at: candidate.tokens.upperBound) != nil
    }

    private static let upwards = PhraseTable<Bool>([
        (
            true,
            "upwards, and up, or more, and above, and over, or above, or over, plus, onwards, and more, and upwards, and higher, or higher, <plus>"
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

    /// "about 20" tells what things cost; "hear about it" does not.
    private func isTold(in before: Range<Int>) -> Bool {
        message.cues(.described, in: before).contains {
            !Self.roughly.contains(message.tokens[$0.start].key) || $0.end == before.upperBound
        }
    }

    private static let roughly = WordSet(words: "about around roughly runs")
    /// "my old provider had a limit of 30", "the bank's limit is 2000".
    private static let formers = WordSet(
        words:
            "old previous former neighbour neighbours neighbor neighbors competitor competitors banks"
    )

    /// "0.9 a leaflet is what we're quoted".
    private static let tellings = PhraseTable<Bool>([
        (
            true,
            "is what we/they/i/it pay/pays/paid/spend/spends/cost/costs/charge/ask/asks/were/get/take, were quoted, is quoted, is normal, is usual, on average, at the moment"
        )
    ])

    /// "a normal episode costs about six dollars": no limit by itself.
    func isDescribed(_ candidate: LimitCandidate) -> Bool {
        guard candidate.isAbsolute else { return false }
        let clause = clause(of: candidate)
        let before = clause.lowerBound ..<| max(clause.lowerBound, candidate.tokens.lowerBound)
        let after = candidate.tokens.upperBound ..<| clause.upperBound
        if message.contains(Self.formers, in: before) { return true }
        guard isTold(in: before) || Self.tellings.firstMatch(in: message, after) != nil else {
            return false
        }
        return !message.has(.cap, in: clause)
    }
}
