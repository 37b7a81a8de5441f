import Domain
import Language

/// Reads who approves, and whether everything or nothing needs approval.
struct ApprovalReader {
    let message: AnnotatedMessage
    let topic: Slot?

    init(_ draft: Draft) {
        message = draft.message
        topic = draft.topic
    }

    func read(into draft: inout Draft) {
        for sentence in message.sentences where !message.isQuoted(sentence.lowerBound) {
            readThreshold(sentence, &draft)
        }
        readApprovers(&draft)
    }

    // MARK: None and everything

    private func readThreshold(_ sentence: Range<Int>, _ draft: inout Draft) {
        let hasSet = draft.has(.approvalThreshold)
        for clause in SentenceCutter.clauses(of: sentence, in: message.tokens) {
            let hasAmount = message.mentions(in: clause).contains { $0.amount != nil }
            if let hit = none(clause), !hasAmount {
                if hasSet, message.mentions(in: sentence).contains(where: { $0.amount != nil }),
                    !isEmphatic(clause)
                {
                    continue
                }
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
            // "nobody" alone answers the question who approves.
            if hit.tokens.count == 1 {
                guard topic == .approvers || topic == .approvalThreshold, message.wordCount <= 4
                else { continue }
            }
            return hit.tokens
        }
        guard let ask = message.cues(.approval, in: clause).first else {
            if topic == .approvalThreshold, message.wordCount <= 2,
                message.contains(Self.refusals, in: clause)
            {
                return clause
            }
            return nil
        }
        let before = max(clause.lowerBound, ask.start - 5) ..<| ask.start
        guard Self.askings.contains(message.tokens[ask.start].key),
            message.contains(Self.nevers, in: before) || isAfterwards(ask, clause),
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
    private static let nevers = WordSet(["never", "nobody", "nothing", "without"].map(WordKey.of))

    private func isEmphatic(_ clause: Range<Int>) -> Bool {
        message.contains(Self.nevers, in: clause)
    }

    private func isEverything(_ sentence: Range<Int>) -> Bool {
        if topic == .approvalThreshold, message.wordCount <= 5, message.mentions.isEmpty,
            message.has(.everything, in: sentence), !message.has(.negation, in: sentence)
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
                    $0.amount.map { $0.token != nil || !$0.isWord } ?? false
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

    // MARK: Who

    private func readApprovers(_ draft: inout Draft) {
        var names: [String] = []
        var span: Range<Int>?
        for (place, sentence) in message.sentences.enumerated()
        where !message.isQuoted(sentence.lowerBound) {
            guard message.tokens.token(sentence.upperBound)?.isSign("?") != true,
                asks(place, sentence, draft) || isNamedNext(place) || isNamedBelow(place)
            else { continue }
            for (name, range) in people(sentence, draft) where !names.contains(name) {
                names.append(name)
                span = (span?.lowerBound ?? range.lowerBound) ..<| range.upperBound
            }
        }
        if let (old, new, range) = replacement(draft) {
            draft.change(.approvers, .remove(.names([old])), range)
            draft.change(.approvers, .add(.names([new])), range)
            return
        }
        guard let span, !names.isEmpty else { return }
        let adds =
            message.contains(Self.also, in: message.whole)
            && !draft.context.spec.list(.approvers).isEmpty
        draft.change(.approvers, adds ? .add(.names(names)) : .set(.names(names)), span)
    }

    /// "Both mums approve! Geraldine and Parveen.": nothing but names after the approving.
    private func isNamedNext(_ place: Int) -> Bool {
        guard place > 0, message.has(.approval, in: message.sentences[place - 1]),
            !message.has(.negation, in: message.sentences[place - 1])
        else { return false }
        return isNames(message.sentences[place])
    }

    private func isNames(_ sentence: Range<Int>) -> Bool {
        let names = NameFinder(message).names(in: sentence)
        return !names.isEmpty
            && sentence.allSatisfy { index in
                message.tokens[index].kind != .word || message.isWord(index, NumberReader.andKey)
                    || names.contains { $0.tokens.contains(index) }
            }
    }

    /// "approval:", and a line or two below "by: ops@acme.example".
    private func isNamedBelow(_ place: Int) -> Bool {
        let sentence = message.sentences[place]
        guard sentence.count >= 3, Self.by.contains(message.tokens[sentence.lowerBound].key),
            message.tokens[sentence.lowerBound + 1].isSign(":")
        else { return false }
        return message.sentences[max(0, place - 3) ..<| place].contains {
            message.has(.approval, in: $0)
        }
    }

    static let by = WordSet(words: "by who approver approvers from")

    private static let also = WordSet(["also", "too", "additionally"].map(WordKey.of))

    /// "Box office manager Solveig or her deputy Anouk" while nobody approves yet.
    private func isStaffList(_ sentence: Range<Int>, _ draft: Draft) -> Bool {
        draft.changes.isEmpty && message.sentences.count == 1 && message.wordCount <= 12
            && draft.context.spec.list(.approvers).isEmpty
            && draft.context.spec.limit(.approvalThreshold)?.amount != nil
            && message.contains(NameFinder.roles, in: sentence)
            && !NameFinder(message).names(in: sentence).isEmpty
    }

    /// "Ainhoa is on leave, so put Gorka instead of her": one name of the list for a new one.
    private func replacement(_ draft: Draft) -> (old: String, new: String, Range<Int>)? {
        let approvers = draft.context.spec.list(.approvers)
        guard !approvers.isEmpty,
            let verb = Self.replacing.firstMatch(in: message, message.whole)
        else { return nil }
        let names = NameFinder(message).names(in: message.whole).filter { !$0.isTechnical }
        guard
            let old = approvers.first(where: { approver in
                names.contains { isSame($0.text, approver) }
            }),
            let new = names.first(where: { name in
                !approvers.contains { isSame(name.text, $0) }
                    && message.sentence(of: name.tokens.lowerBound)
                        == message.sentence(of: verb.lowerBound)
            })
        else { return nil }
        return (old, new.text, new.tokens)
    }

    private static let replacing = PhraseTable<Bool>([
        (
            true,
            "instead of, instead, replace, replaces, replaced by, in her/his/their place, takes over from, takes over"
        )
    ])

    /// "deputy Ainhoa" and "Ainhoa" are one.
    private func isSame(_ a: String, _ b: String) -> Bool {
        let (a, b) = (a.lowercased(), b.lowercased())
        return a == b || a.hasSuffix(" " + b) || b.hasSuffix(" " + a)
    }

    private static let beside: Set<Slot> = [.approvalThreshold, .approvers]

    /// A sentence about approving, or the one right after it.
    func asks(_ place: Int, _ sentence: Range<Int>, _ draft: Draft) -> Bool {
        if topic == .approvers || isStaffList(sentence, draft), !isAboutPayees(sentence),
            message.has(.approval, in: sentence)
                || draft.changes.allSatisfy({ Self.beside.contains($0.slot) })
        {
            return true
        }
        if message.has(.approverSlot, in: sentence) { return true }
        let isAbout =
            message.has(.approval, in: sentence)
            || message.cues(.approvalNone, in: sentence).contains { $0.tokens.count > 1 }
        let hasThreshold = draft.has(.approvalThreshold) || topic == .approvalThreshold
        if isAbout {
            return message.contains(Self.strong, in: sentence)
                || hasThreshold && isThresholdHere(sentence, draft)
        }
        guard place > 0, draft.has(.approvalThreshold) else { return false }
        let before = message.sentences[place - 1]
        return (message.has(.approval, in: before) || message.has(.approvalNone, in: before))
            && message.contains(Self.continuing, in: sentence)
            && !message.cues(.allowSlot, in: sentence).contains { $0.tokens.count > 1 }
    }

    private func isThresholdHere(_ sentence: Range<Int>, _ draft: Draft) -> Bool {
        if topic == .approvalThreshold { return true }
        let span = message.span(sentence)
        return draft.changes.contains { $0.slot == .approvalThreshold && span.overlaps($0.span) }
            || message.has(.above, in: sentence) || message.has(.below, in: sentence)
    }

    private static let strong = WordSet(
        [
            "approve", "approves", "approval", "sign", "signs", "approver", "approvers",
            "authorise", "authorises", "authorize", "authorizes", "confirm", "confirms",
            "permission", "okd", "okay", "okays", "ok", "clears", "blessing", "agree", "agrees",
        ]
        .map(WordKey.of))
    private static let continuing = WordSet(
        ["only", "there", "then", "that", "above", "from", "not"].map(WordKey.of))

    /// Names in answer to another question than who approves.
    private func isAboutPayees(_ sentence: Range<Int>) -> Bool {
        if message.has(.approval, in: sentence) || message.has(.approverSlot, in: sentence) {
            return false
        }
        if sentence.contains(where: {
            message.tokens[$0].kind == .domain || message.tokens[$0].kind == .address
        }) {
            return true
        }
        return message.wordCount > 14 || message.has(.reportSlot, in: sentence)
            || message.cues(.allowSlot, in: sentence).contains { $0.tokens.count > 1 }
            || message.has(.blockSlot, in: sentence) || message.has(.nameSlot, in: sentence)
            || message.has(.toneSlot, in: sentence) || message.has(.usersSlot, in: sentence)
    }
}
