import Domain
import Language

/// Reads whether everything or nothing needs approval.
struct ApprovalReader {
    let message: AnnotatedMessage
    let topic: Slot?
    let context: ReadingContext

    init(_ draft: Draft) {
        message = draft.message
        topic = draft.topic
        context = draft.context
    }

    func read(into draft: inout Draft) {
        for sentence in message.sentences where !message.isQuoted(sentence.lowerBound) {
            readThreshold(sentence, &draft)
        }
        readContradiction(&draft)
        ApproverReader(draft).read(into: &draft)
    }

    // MARK: None and everything

    private func readThreshold(_ sentence: Range<Int>, _ draft: inout Draft) {
        let hasSet = draft.has(.approvalThreshold) && draft.limit(.approvalThreshold) != nil
        if !hasSet, let hit = listed(sentence) {
            draft.set(.approvalThreshold, .limit(.none), hit, confidence: 90)
            return
        }
        for clause in SentenceCutter.clauses(of: sentence, in: message.tokens) {
            let hasAmount = message.mentions(in: clause).contains { $0.amount != nil }
            if let hit = none(clause), !hasAmount, !isAboutOne(clause) {
                // "above 38 I want to be asked. Below that don't ask me.": the amount says it all.
                if hasSet, !isEmphatic(clause, sentence) { continue }
                draft.set(.approvalThreshold, .limit(.none), hit, confidence: 90)
                return
            }
        }
        guard !draft.has(.approvalThreshold),
            isEverything(sentence) || isEveryAfterwards(sentence)
        else { return }
        draft.set(
            .approvalThreshold, .limit(.amount(TokenAmount(.zero, CurrencyResolution.bare))),
            sentence,
            confidence: 85)
    }

    private func none(_ clause: Range<Int>) -> Range<Int>? {
        for hit in message.cues(.approvalNone, in: clause) {
            if isForbidden(hit, clause) || isNeeded(hit, clause) { continue }
            // "nobody" alone answers the question who approves.
            if hit.tokens.count == 1 {
                guard topic == .approvers || topic == .approvalThreshold, message.wordCount <= 4
                else { continue }
            }
            return hit.tokens
        }
        guard let ask = message.cues(.approval, in: clause).first else {
            if topic == .approvalThreshold, clause.lowerBound == 0,
                Self.isRefusal(clause, of: message)
            {
                return clause
            }
            if topic == .approvalThreshold, message.wordCount <= 2,
                clause.allSatisfy({ message.tokens[$0].kind == .word }),
                message.contains(Self.refusals, in: clause)
            {
                return clause
            }
            return nil
        }
        let before = max(clause.lowerBound, ask.start - 5) ..<| ask.start
        guard Self.askings.contains(message.tokens[ask.start].key),
            message.contains(Self.nevers, in: before) || isAfterwards(ask, clause),
            !isGuarded(clause),
            !message.has(.only, in: clause)
        else { return nil }
        return clause
    }

    /// "asking me, ever, no".
    private func isAfterwards(_ ask: PhraseHit<Cue>, _ clause: Range<Int>) -> Bool {
        message.cues.starting(in: clause.lowerBound ..<| ask.start).contains {
            $0.value == .negation && $0.end >= ask.start - 3
        }
    }

    private static let askings = WordSet(
        [
            "ask", "asks", "asking", "approve", "approves", "approval", "approvals", "permission",
            "bother", "bothering", "sign", "signs", "check", "confirm", "confirmation",
        ]
        .map(WordKey.of))
    private static let refusals = WordSet(["never", "nobody"].map(WordKey.of))
    static let nevers = WordSet(["never", "nobody", "nothing", "without"].map(WordKey.of))

    /// "under 3 it needs not to ask, so never must it ask me".
    private func isEmphatic(_ clause: Range<Int>, _ sentence: Range<Int>) -> Bool {
        message.contains(Self.nevers, in: clause) && !message.has(.below, in: clause)
            && message.mentions(in: sentence).contains { $0.amount != nil }
    }

    /// "approvals: none".
    private func listed(_ sentence: Range<Int>) -> Range<Int>? {
        message.cues(.approvalNone, in: sentence).first { hit in
            hit.tokens.contains { message.tokens[$0].isSign(":") }
        }?.tokens
    }

    private func isEverything(_ sentence: Range<Int>) -> Bool {
        if topic == .approvalThreshold, message.wordCount <= 7,
            message.mentions.allSatisfy({ $0.amount?.token == nil || isIdle($0) }),
            message.has(.everything, in: sentence), !isDenied(sentence)
        {
            return true
        }
        if isGuarded(sentence),
            message.mentions(in: sentence).allSatisfy({ $0.amount == nil || isIdle($0) })
        {
            return true
        }
        guard let ask = message.cues(.approval, in: sentence).first else { return false }
        let around =
            max(sentence.lowerBound, ask.start - 9) ..<| min(sentence.upperBound, ask.end + 9)
        guard
            let every = message.cues(.everything, in: around).first?.tokens
                ?? distributive(near: ask.tokens, in: around)
        else { return false }
        let hull =
            clauses(sentence).filter { $0.overlaps(every) || $0.overlaps(ask.tokens) }
        guard
            !hull.contains(where: { clause in
                message.mentions(in: clause).contains {
                    $0.amount.map { $0.token != nil || !$0.isWord } ?? false && !isIdle($0)
                }
            })
        else { return false }
        let before = max(sentence.lowerBound, ask.start - 4) ..<| ask.start
        return !message.has(.negation, in: before)
    }

    func clauses(_ sentence: Range<Int>) -> [Range<Int>] {
        SentenceCutter.clauses(of: sentence, in: message.tokens)
    }

    /// "each chapter I approve", "every premium is approved by": one thing after the other.
    private func distributive(near ask: Range<Int>, in range: Range<Int>) -> Range<Int>? {
        guard
            Self.approvings.contains(message.tokens[ask.lowerBound].key)
                || Self.approvings.contains(message.tokens[ask.upperBound - 1].key)
        else { return nil }
        let index = range.first {
            Self.distributives.contains(message.tokens[$0].key) && $0 + 1 < range.upperBound
                && message.tokens[$0 + 1].kind == .word
                && !Cue.periodNouns.contains(message.tokens[$0 + 1].key)
                && message.terms.at($0 + 1).isEmpty && abs($0 - ask.lowerBound) <= 8
        }
        return index.map { $0 ..<| ($0 + 2) }
    }

    private static let distributives = WordSet(words: "each every all")
    private static let approvings = WordSet(
        words: "approve approves approved approval sign signs signed blessing authorise authorize")

    /// "Both mums approve! Every penny.": said right after the approving.
    private func isEveryAfterwards(_ sentence: Range<Int>) -> Bool {
        guard sentence.count <= 5, message.has(.everything, in: sentence),
            message.mentions(in: sentence).isEmpty,
            let place = message.sentences.firstIndex(of: sentence), place > 0
        else { return false }
        return message.sentences[max(0, place - 2) ..<| place].contains {
            message.has(.approval, in: $0) && !message.has(.negation, in: $0)
                && message.mentions(in: $0).isEmpty
        }
    }
}
