import Domain
import Language

/// Reads who approves, and whether everything or nothing needs approval.
struct ApprovalReader {
    let message: AnnotatedMessage
    private let topic: Slot?

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
        guard !draft.has(.approvalThreshold), isEverything(sentence) else { return }
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
        guard let ask = message.cues(.approval, in: sentence).first,
            !message.mentions(in: sentence).contains(where: {
                $0.amount.map { $0.token != nil || !$0.isWord } ?? false
            })
        else { return false }
        let around =
            max(sentence.lowerBound, ask.start - 9) ..<| min(sentence.upperBound, ask.end + 9)
        guard message.has(.everything, in: around) else { return false }
        let before = max(sentence.lowerBound, ask.start - 4) ..<| ask.start
        return !message.has(.negation, in: before)
    }

    // MARK: Who

    private func readApprovers(_ draft: inout Draft) {
        var names: [String] = []
        var span: Range<Int>?
        for (place, sentence) in message.sentences.enumerated()
        where !message.isQuoted(sentence.lowerBound) {
            guard asks(place, sentence, draft) else { continue }
            for (name, range) in people(sentence, draft) where !names.contains(name) {
                names.append(name)
                span = (span?.lowerBound ?? range.lowerBound) ..<| range.upperBound
            }
        }
        guard let span, !names.isEmpty else { return }
        let adds =
            message.contains(Self.also, in: message.whole)
            && !draft.context.spec.list(.approvers).isEmpty
        draft.change(.approvers, adds ? .add(.names(names)) : .set(.names(names)), span)
    }

    private static let also = WordSet(["also", "too", "additionally"].map(WordKey.of))

    /// "Box office manager Solveig or her deputy Anouk" while nobody approves yet.
    private func isStaffList(_ sentence: Range<Int>, _ draft: Draft) -> Bool {
        draft.changes.isEmpty && message.sentences.count == 1 && message.wordCount <= 12
            && draft.context.spec.list(.approvers).isEmpty
            && draft.context.spec.limit(.approvalThreshold)?.amount != nil
            && message.contains(NameFinder.roles, in: sentence)
            && !NameFinder(message).names(in: sentence).isEmpty
    }

    private static let beside: Set<Slot> = [.approvalThreshold, .approvers]

    /// A sentence about approving, or the one right after it.
    private func asks(_ place: Int, _ sentence: Range<Int>, _ draft: Draft) -> Bool {
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
            "permission",
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

    private func people(_ sentence: Range<Int>, _ draft: Draft) -> [(String, Range<Int>)] {
        var found: [(String, Range<Int>)] = []
        if let owner = owner(in: sentence, draft) { found.append(("owner", owner)) }
        for name in NameFinder(message).names(in: sentence, roles: true) {
            if name.isTechnical, name.text.hasPrefix("#") || name.text.contains(".") { continue }
            if isRefused(name.tokens.lowerBound, sentence) { continue }
            if isAgent(name, draft) { continue }
            if !isPartOfApproval(name, sentence) { continue }
            found.append((name.text, name.tokens))
        }
        if found.isEmpty, topic == .approvers || message.has(.approval, in: sentence) {
            found += plain(sentence)
        }
        return found
    }

    /// Nobody's approval is the agent's own.
    private func isAgent(_ name: NameFinder.Name, _ draft: Draft) -> Bool {
        draft.changes.contains { $0.slot == .agentName } && draft.isUsed(name.tokens.lowerBound)
            && message.has(.nameSlot, in: message.sentence(of: name.tokens.lowerBound))
    }

    private func isRefused(_ index: Int, _ sentence: Range<Int>) -> Bool {
        let before = max(sentence.lowerBound, index - 2) ..<| index
        return message.cues.starting(in: before).contains {
            $0.value == .negation && $0.end == index
        }
    }

    /// The office must be near the asking; a name may stand anywhere in the sentence.
    private func isPartOfApproval(_ name: NameFinder.Name, _ sentence: Range<Int>) -> Bool {
        guard topic != .approvers else { return true }
        let around =
            max(sentence.lowerBound, name.tokens.lowerBound - 8)
            ..<| min(sentence.upperBound, name.tokens.upperBound + 12)
        return !name.isRole || message.has(.approval, in: around)
            || message.has(.approverSlot, in: around)
    }

    /// "ask me", "I approve", "either I or …", but not "I don't need approval".
    private func owner(in sentence: Range<Int>, _ draft: Draft) -> Range<Int>? {
        for ask in message.cues(.approval, in: sentence) {
            let before = max(sentence.lowerBound, ask.start - 5) ..<| ask.start
            if message.has(.negation, in: before) || isWeak(ask, sentence) { continue }
            if let next = message.tokens.token(ask.end), Self.me.contains(next.key) {
                return ask.start ..<| (ask.end + 1)
            }
            if message.tokens[ask.start].key == WordKey.of("come")
                || message.isWord(ask.start, WordKey.of("bother"))
                || message.isWord(ask.start, WordKey.of("ping"))
            {
                return ask.tokens
            }
            if message.contains(Self.i, in: before) { return before.lowerBound ..<| ask.end }
            let after = ask.end ..<| min(sentence.upperBound, ask.end + 8)
            if message.contains(Self.self_, in: after) { return ask.start ..<| after.upperBound }
        }
        guard topic == .approvers, message.wordCount <= 6, draft.changes.isEmpty,
            message.contains(Self.me.union(Self.i), in: sentence),
            !message.has(.negation, in: sentence)
        else { return nil }
        return sentence
    }

    /// "ping me in discord" tells; "ping me above 20" asks.
    private func isWeak(_ ask: PhraseHit<Cue>, _ sentence: Range<Int>) -> Bool {
        guard Self.weak.contains(message.tokens[ask.start].key) else { return false }
        return !message.has(.everything, in: sentence)
            && !message.mentions(in: sentence).contains { $0.amount != nil }
            && message.relatives.isEmpty
    }

    private static let weak = WordSet(
        [
            "ping", "look", "looks", "see", "review", "reviews", "agree", "agrees", "wait", "waits",
            "release", "releases", "nod", "vet", "vets", "want", "need", "needs", "has", "must",
            "go", "goes", "come", "bother", "asking",
        ]
        .map(WordKey.of))

    private static let me = WordSet(["me", "myself"].map(WordKey.of))
    private static let self_ = WordSet(["myself"].map(WordKey.of))
    private static let i = WordSet(["i", "ill", "id", "im"].map(WordKey.of))

    /// Names in lower case: "ask nadia", "a yes from nadia and the council".
    private func plain(_ sentence: Range<Int>) -> [(String, Range<Int>)] {
        var found: [(String, Range<Int>)] = []
        for index in sentence where Self.leads.contains(message.tokens[index].key) {
            let next = index + 1
            guard next < sentence.upperBound, isPlainName(next) else { continue }
            found.append((message.text(next ..<| (next + 1)), next ..<| (next + 1)))
        }
        if found.isEmpty, topic == .approvers, message.wordCount <= 1 {
            for index in sentence where isPlainName(index) && message.terms.at(index).isEmpty {
                found.append((message.text(index ..<| (index + 1)), index ..<| (index + 1)))
            }
        }
        return found
    }

    private func isPlainName(_ index: Int) -> Bool {
        let token = message.tokens[index]
        return token.kind == .word && message.cues.at(index).isEmpty
            && message.moves.at(index).isEmpty
            && !Self.notPeople.contains(token.key) && message.terms.at(index).isEmpty
            && !token.flags.contains(.mended) && !ToneWords.keys.contains(token.key)
            && !ActionWords.keys.contains(token.key)
    }

    private static let leads = WordSet(["ask", "by", "from", "asks"].map(WordKey.of))
    private static let notPeople = WordSet(
        "the a an for first before my our his her their it me them us you any this that someone somebody each every all there here permission if when in of to be"
            .split(separator: " ")
            .map { WordKey.of(String($0)) })
}
