import Domain
import Language

/// Reads who approves.
struct ApproverReader {
    let message: AnnotatedMessage
    let topic: Slot?
    let consent: ConsentReader

    init(_ draft: Draft) {
        message = draft.message
        topic = draft.topic
        consent = ConsentReader(message: draft.message)
    }

    func read(into draft: inout Draft) {
        var names: [String] = []
        let refused = message.sentences.filter {
            !message.isQuoted($0.lowerBound) && consent.isNamed(in: $0)
        }.flatMap { sentence in
            consent.refused(
                among: NameFinder(message).names(in: sentence, roles: true), in: sentence
            ).map(\.text)
        }
        var span: Range<Int>?
        for (place, sentence) in message.sentences.enumerated()
        where !message.isQuoted(sentence.lowerBound) {
            guard message.tokens.token(sentence.upperBound)?.isSign("?") != true,
                asks(place, sentence, draft) || isNamedNext(place) || isNamedBelow(place)
                    || isHeaded(place, sentence, draft)
            else { continue }
            let people = people(sentence, draft).filter { !refused.contains($0.0) }
            if names.count == 1, isIdentifying(sentence), let named = people.first, people.count == 1 {
                names = [named.0]
                continue
            }
            for (name, range) in people where !names.contains(name) {
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

    /// "above a dollar our producer has to click yes. that's Chidi at the moment".
    private func isIdentifying(_ sentence: Range<Int>) -> Bool {
        Self.pointers.contains(message.tokens[sentence.lowerBound].key)
    }

    private static let pointers = WordSet(words: "thats that its currently namely")

    /// "Approval, right. … So it's Noor and Vincent": the matter was named before.
    private func isHeaded(_ place: Int, _ sentence: Range<Int>, _ draft: Draft) -> Bool {
        guard place > 0, !isAboutPayees(sentence) else { return false }
        return message.sentences[max(0, place - 4) ..<| place].contains { before in
            before.count <= 4 && consent.isNamed(in: before)
                && !message.has(.negation, in: before)
        }
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
        guard !approvers.isEmpty else { return nil }
        let names = NameFinder(message).names(in: message.whole).filter { !$0.isTechnical }
        if let pair = corrected(names, draft) { return pair }
        guard let verb = Self.replacing.firstMatch(in: message, message.whole),
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

    /// "Make that Beatriz, Tomasz moved to Lyon": said of the approvers just named.
    private func corrected(
        _ names: [NameFinder.Name], _ draft: Draft
    ) -> (old: String, new: String, Range<Int>)? {
        let approvers = draft.context.spec.list(.approvers)
        guard let verb = Self.makings.firstMatch(in: message, message.whole),
            let new = names.first(where: { (0...2).contains($0.tokens.lowerBound - verb.upperBound) }),
            !approvers.contains(where: { isSame($0, new.text) }),
            !draft.context.spec.list(.allowedRecipients).contains(new.text)
        else { return nil }
        let named = approvers.first { approver in names.contains { isSame($0.text, approver) } }
        guard let old = named ?? (draft.context.recent.last == .approvers ? approvers.last : nil)
        else { return nil }
        return (old, new.text, new.tokens)
    }

    private static let makings = PhraseTable<Bool>([
        (true, "make that, make it, should be, i meant, i mean, change that to, change it to, its now, now its, now")
    ])
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

    /// Who answers above which amount somebody approves names who does, too.
    private var isAsked: Bool { topic == .approvalThreshold || topic == .approvers }

    private static let beside: Set<Slot> = [.approvalThreshold, .approvers]

    /// A sentence about approving, or the one right after it.
    func asks(_ place: Int, _ sentence: Range<Int>, _ draft: Draft) -> Bool {
        if topic == .approvers && message.wordCount <= 14 || isStaffList(sentence, draft),
            !isAboutPayees(sentence),
            message.has(.approval, in: sentence)
                || draft.changes.allSatisfy({ Self.beside.contains($0.slot) })
        {
            return true
        }
        if message.has(.approverSlot, in: sentence) { return true }
        if consent.isPlain(in: sentence), !isAboutPayees(sentence) { return true }
        let isAbout =
            message.has(.approval, in: sentence)
            || message.cues(.approvalNone, in: sentence).contains { $0.tokens.count > 1 }
        let hasThreshold = draft.has(.approvalThreshold) || isAsked
        if hasThreshold, !isAboutPayees(sentence), isAnswer(sentence, draft) { return true }
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

    /// An amount above which somebody is asked, and nothing of another matter: whoever is named
    /// beside it is the one.
    private func isAnswer(_ sentence: Range<Int>, _ draft: Draft) -> Bool {
        guard
            draft.changes.allSatisfy({ change in
                Self.beside.contains(change.slot)
                    || !message.span(sentence).overlaps(change.span)
            })
        else { return false }
        if isAsked {
            return draft.has(.approvalThreshold) || consent.isNamed(in: message.whole)
                || message.sentences.count == 1 && draft.changes.isEmpty
        }
        return consent.isNamed(in: sentence) && isThresholdHere(sentence, draft)
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
        return message.has(.reportSlot, in: sentence)
            || message.cues(.allowSlot, in: sentence).contains { $0.tokens.count > 1 }
            || message.has(.blockSlot, in: sentence) || message.has(.nameSlot, in: sentence)
            || message.has(.toneSlot, in: sentence) || message.has(.usersSlot, in: sentence)
    }
}
