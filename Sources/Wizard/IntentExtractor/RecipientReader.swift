import Domain
import Language

/// Reads who may be paid and who never is.
struct RecipientReader {
    let message: AnnotatedMessage
    let topic: Slot?
    private let isClosedList: Bool

    init(_ draft: Draft) {
        message = draft.message
        topic = draft.topic
        isClosedList = Self.isClosed(draft.message) || Self.isEnded(draft.message)
    }

    func read(into draft: inout Draft) {
        var roster = Roster()
        for sentence in message.sentences where !message.isQuoted(sentence.lowerBound) {
            roster.begin()
            read(sentence, &roster, &draft)
        }
        for name in PayeeReader(message: message).names(draft) where !roster.holds(name.text) {
            guard isPayable(name, &draft) else { continue }
            roster.add([name], to: .allowedRecipients)
        }
        if roster.isEmpty, let people = listed(draft) {
            draft.set(.allowedRecipients, .names(people), message.whole, confidence: 60)
            return
        }
        if roster.names(.allowedRecipients).isEmpty, let people = pointedAt(draft) {
            draft.set(.allowedRecipients, .names(people), message.whole)
        }
        for slot in [Slot.allowedRecipients, .blockedRecipients] { store(roster, slot, &draft) }
    }

    /// The names of a sentence and its clauses without a name, in their order.
    private func read(_ sentence: Range<Int>, _ roster: inout Roster, _ draft: inout Draft) {
        let groups = NameGrouper(message: message).groups(
            of: names(in: sentence, draft), in: sentence)
        var rest = SentenceCutter.clauses(of: sentence, in: message.tokens)[...]
        for group in groups {
            readClauses(&rest, before: group.tokens.lowerBound, &roster, &draft)
            read(group, &roster, &draft)
            while let clause = rest.first, clause.lowerBound < group.tokens.upperBound {
                rest.removeFirst()
            }
        }
        readClauses(&rest, before: sentence.upperBound, &roster, &draft)
    }

    /// "Nobody else.", "nothing from them any more", "please strike it".
    private func readClauses(
        _ clauses: inout ArraySlice<Range<Int>>, before end: Int, _ roster: inout Roster,
        _ draft: inout Draft
    ) {
        while let clause = clauses.first, clause.upperBound <= end {
            clauses.removeFirst()
            if DealingReader.isClosing(clause, message) {
                roster.close(includingStories: topic == .allowedRecipients)
            } else if isStruck(clause), let last = roster.last,
                last.contains(where: { known($0.text, draft.context.spec) != nil })
            {
                for name in last where known(name.text, draft.context.spec) != nil {
                    removeKnown(name, clause, &draft)
                }
                roster.dropLast()
            } else if DealingReader(message: message).refusesLast(clause) {
                roster.blockLast()
            }
        }
    }

    private func read(_ group: NameGroup, _ roster: inout Roster, _ draft: inout Draft) {
        var group = group
        group.names.removeAll { name in
            if !isPayable(name, &draft) { return true }
            guard known(name.text, draft.context.spec) == .allowedRecipients,
                isRemoved(name, group.sentence)
            else { return false }
            removeKnown(name, group.sentence, &draft)
            return true
        }
        guard !group.names.isEmpty else { return }
        if let old = correct(group, &draft) { return roster.drop(old) }
        let dealing = DealingReader(message: message).dealing(of: group)
        roster.add(group.names, to: side(group, dealing, draft), as: dealing)
    }

    /// "a.example was a slip, it's b.example": the new name in the place of the listed one.
    private func correct(_ group: NameGroup, _ draft: inout Draft) -> String? {
        guard group.names.count == 1, let new = group.names.first,
            known(new.text, draft.context.spec) == nil, group.left.count <= 3,
            let copula = group.left.first,
            Self.corrections.contains(message.tokens[copula].key),
            let old = listed(group.sentence.lowerBound ..<| group.left.lowerBound, draft).first
        else { return nil }
        draft.change(.allowedRecipients, .remove(.names([old.text])), old.tokens)
        draft.change(.allowedRecipients, .add(.names([new.text])), new.tokens)
        return old.text
    }

    private static let corrections = WordSet(words: "its it thats is should meant")

    private func store(_ roster: Roster, _ slot: Slot, _ draft: inout Draft) {
        let names = roster.names(slot)
        guard let first = names.first, let last = names.last else { return }
        var unique: [String] = []
        for name in names where !unique.contains(name.text) { unique.append(name.text) }
        let isFresh =
            draft.context.spec.list(slot).isEmpty
            || (topic == slot && !message.has(.instead, in: message.whole) && !adds)
        draft.change(
            slot, isFresh ? .set(.names(unique)) : .add(.names(unique)),
            first.tokens.lowerBound ..<| last.tokens.upperBound)
    }

    private var adds: Bool { message.contains(Self.adders, in: message.whole) }
    private static let adders = WordSet(
        ["also", "too", "add", "plus", "include", "put", "additionally", "allow"].map(WordKey.of))

    func names(in sentence: Range<Int>, _ draft: Draft) -> [NameFinder.Name] {
        var found = NameFinder(message).names(in: sentence).filter { name in
            !name.text.hasPrefix("#") && !draft.isUsed(name.tokens.lowerBound)
        }.map { isAsked ? withTail($0, sentence) : $0 }
        found += listed(sentence, draft).filter { name in
            !found.contains { $0.tokens.overlaps(name.tokens) }
        }
        found.sort { $0.tokens.lowerBound < $1.tokens.lowerBound }
        if isAsked || isClosedList, !message.has(.approval, in: sentence) {
            found += PlainNameReader(message: message).names(in: sentence, beside: found, draft)
        }
        found.sort { $0.tokens.lowerBound < $1.tokens.lowerBound }
        return found.filter { !isPlace($0, found) }
    }

    /// "… noone else gets paid": a list of payees, whatever was asked.
    private static func isClosed(_ message: AnnotatedMessage) -> Bool {
        message.sentences.contains { sentence in
            !message.isQuoted(sentence.lowerBound) && DealingReader.hasCloser(sentence, message)
                && (message.contains(DealingReader.acts, in: sentence)
                    || message.contains(DealingReader.directions, in: sentence))
                && !message.has(.approval, in: sentence)
        }
    }

    /// "order from inkvault n sterilab. thats it": the second sentence ends the list of the first.
    private static func isEnded(_ message: AnnotatedMessage) -> Bool {
        message.sentences.count == 2 && !message.isQuoted(message.sentences[0].lowerBound)
            && DealingReader.isClosing(message.sentences[1], message)
            && message.contains(DealingReader.acts, in: message.sentences[0])
            && message.mentions.allSatisfy { $0.amount == nil }
    }

    private var isAsked: Bool { topic == .allowedRecipients || topic == .blockedRecipients }

    /// "the Cooperative garage", "the Miller brothers": a word in lower case ends the name.
    private func withTail(_ name: NameFinder.Name, _ sentence: Range<Int>) -> NameFinder.Name {
        let (start, end) = (name.tokens.lowerBound, name.tokens.upperBound)
        guard !name.isTechnical, end < sentence.upperBound, message.isWord(start - 1, Self.the),
            message.tokens[end].kind == .word, Substance(message: message).isOwn(end),
            end + 1 == sentence.upperBound || message.tokens[end + 1].kind != .word
                || Grammar.small.contains(message.tokens[end + 1].key)
        else { return name }
        return NameFinder.Name(
            text: message.text(start ..<| (end + 1)), tokens: start ..<| (end + 1),
            isRole: false, isTechnical: false)
    }

    private static let the = WordKey.of("the")

    /// "the garage in Bude": where they are, beside who they are.
    private func isPlace(_ name: NameFinder.Name, _ found: [NameFinder.Name]) -> Bool {
        guard !name.isTechnical, message.isWord(name.tokens.lowerBound - 1, Self.in_) else {
            return false
        }
        return found.contains { $0.tokens.upperBound < name.tokens.lowerBound }
    }

    private static let in_ = WordKey.of("in")

    /// The names on the list already, wherever they stand in the sentence.
    func listed(_ sentence: Range<Int>, _ draft: Draft) -> [NameFinder.Name] {
        draft.context.spec.list(.allowedRecipients).compactMap { text in
            let words = Tokens(text).list
            guard let first = words.first, words.count <= sentence.count,
                first.kind == .word || words.count == 1
            else {
                return nil
            }
            // "CaseQuay's contract": whose it is.
            let owning = WordKey.of(text.split(separator: " ").last.map { $0 + "s" } ?? "")
            let start = sentence.first { index in
                index + words.count <= sentence.upperBound
                    && (message.tokens[index].isCapital
                        || first.kind != .word && message.tokens[index].kind == first.kind
                            && message.text(index ..<| index + 1) == text)
                    && words.indices.allSatisfy { place in
                        let key = message.tokens[index + place].key
                        return key == words[place].key
                            || place == words.count - 1 && key == owning
                    }
            }
            return start.map {
                NameFinder.Name(
                    text: text, tokens: $0 ..<| ($0 + words.count), isRole: false,
                    isTechnical: false)
            }
        }
    }

    // MARK: Which list

    /// The list that a group of names belongs on, if it belongs on any.
    private func side(_ group: NameGroup, _ dealing: Dealing, _ draft: Draft) -> Slot? {
        let sentence = group.sentence
        let isApproving = message.has(.approval, in: sentence)
        switch dealing {
        case .blocked: return isApproving ? nil : .blockedRecipients
        case .exclusive:
            return !isApproving && (isAsked || isOnlyList(group)) ? .allowedRecipients : nil
        case .allowed, .bare, .story: break
        }
        if group.names.contains(where: { isReplaced($0, draft) }) { return .allowedRecipients }
        if group.names.allSatisfy({ known($0.text, draft.context.spec) == .allowedRecipients }) {
            return .allowedRecipients
        }
        if dealing != .story, !isApproving,
            message.cues(.blockSlot, in: group.left).contains(where: { isList($0) })
        {
            return .blockedRecipients
        }
        if topic == .blockedRecipients { return dealing == .story ? nil : .blockedRecipients }
        if topic == .allowedRecipients, dealing != .story,
            !message.has(.approval, in: message.whole), isAboutNames(sentence, group.names)
        {
            return .allowedRecipients
        }
        if let slot = headed(group) { return slot }
        // "and Gethin's on": on the list that is there.
        if group.right.count == 1, message.isWord(group.right.lowerBound, Self.on),
            !draft.context.spec.list(.allowedRecipients).isEmpty
        {
            return .allowedRecipients
        }
        let name = group.names[0]
        if !isApproving,
            message.cues(.allowSlot, in: sentence).contains(where: { isAllowing($0, name) })
        {
            return .allowedRecipients
        }
        if group.names.contains(where: { isReplacement($0, sentence, draft) }) {
            return .allowedRecipients
        }
        return nil
    }

    /// "allow = a.example", "deny: b.example": a line of settings.
    private func headed(_ group: NameGroup) -> Slot? {
        let start = group.tokens.lowerBound
        guard start - group.sentence.lowerBound == 2, let sign = message.tokens.token(start - 1),
            sign.isSign("=") || sign.isSign(":")
        else { return nil }
        let key = message.tokens[start - 2].key
        if Self.allowing.contains(key) { return .allowedRecipients }
        return Self.denying.contains(key) ? .blockedRecipients : nil
    }

    private static let on = WordKey.of("on")
    private static let allowing = WordSet(words: "allow allowed allowlist whitelist payees vendors")
    private static let denying = WordSet(words: "deny denied block blocked denylist blacklist never")

    /// "Blocked: a.example": the heading of a list.
    private func isList(_ cue: PhraseHit<Cue>) -> Bool {
        cue.tokens.count == 1 && !Self.broad.contains(message.tokens[cue.start].key)
            || message.tokens.token(cue.end)?.isSign(":") == true
    }

    private static let broad = WordSet(words: "never avoid")

    /// "please strike it", "so he's off".
    private func isStruck(_ clause: Range<Int>) -> Bool {
        if let last = clause.last, clause.count <= 5,
            Self.gones.contains(message.tokens[last].key),
            message.contains(Grammar.copulas, in: clause)
        {
            return true
        }
        return clause.count <= 6 && message.has(.scratch, in: clause)
            && message.contains(DealingReader.objects, in: clause)
    }

    private static let gones = WordSet(words: "off out gone")

    /// "Kunstpolis was taken over, replace it by Polaris": a new name beside one that is listed.
    private func isReplaced(_ name: NameFinder.Name, _ draft: Draft) -> Bool {
        let old = draft.context.spec.list(.allowedRecipients)
        guard !old.isEmpty, known(name.text, draft.context.spec) == nil,
            Self.replacing.firstMatch(in: message, message.whole) != nil
        else { return false }
        return listed(message.whole, draft).contains { $0.tokens != name.tokens }
    }

    static let replacing = PhraseTable<Bool>([
        (
            true,
            "replace, replaced by, instead of, in its place, in his place, in her place, in their place, takes over, took over, substitute, swap it for"
        )
    ])

    /// "Only Millbrook Flour and Hen House Eggs", "hits geo.example only": said of payees unless of
    /// approving.
    private func isOnlyList(_ group: NameGroup) -> Bool {
        if group.names.contains(where: \.isTechnical) { return true }
        if message.has(.approval, in: message.whole) || topic == .approvers { return false }
        return group.tokens.lowerBound - group.sentence.lowerBound <= 8
            || message.contains(DealingReader.acts, in: group.left)
            || message.contains(DealingReader.directions, in: group.left)
    }

    /// An answer that names, not a remark in which a name occurs.
    private func isAboutNames(_ sentence: Range<Int>, _ names: [NameFinder.Name]) -> Bool {
        let words = sentence.count { index in
            message.tokens[index].kind == .word && !names.contains { $0.tokens.contains(index) }
        }
        return words <= 8 + 2 * names.count
            && ![.zoneSlot, .toneSlot, .languageSlot].contains { message.has($0, in: sentence) }
    }

    private func isAllowing(_ cue: PhraseHit<Cue>, _ name: NameFinder.Name) -> Bool {
        let key = message.tokens[cue.start].key
        if cue.tokens.count > 1 || Self.outright.contains(key) {
            return !(cue.tokens.count == 1 && Self.nouns.contains(key)) || name.isTechnical
                || hasColonOrVerb(cue)
        }
        return name.isTechnical && Self.nouns.contains(key)
    }

    private func hasColonOrVerb(_ cue: PhraseHit<Cue>) -> Bool {
        guard let next = message.tokens.token(cue.end) else { return false }
        return next.isSign(":") || Self.verbs.contains(next.key)
    }

    private static let verbs = WordSet(["are", "is"].map(WordKey.of))
    private static let outright = WordSet(
        [
            "whitelist", "allowlist", "payee", "payees", "recipients", "recipient", "vendors",
            "vendor", "providers", "suppliers", "sellers",
        ].map(WordKey.of))
    private static let nouns = WordSet(
        [
            "vendors", "vendor", "providers", "suppliers", "recipients", "recipient", "payees",
            "sellers",
        ].map(WordKey.of))

    /// "put candlehouse.example in its place", "add partitura.example".
    private func isReplacement(_ name: NameFinder.Name, _ sentence: Range<Int>, _ draft: Draft)
        -> Bool
    {
        guard name.isTechnical, !draft.context.spec.list(.allowedRecipients).isEmpty else {
            return false
        }
        let before =
            max(sentence.lowerBound, name.tokens.lowerBound - 4) ..<| name.tokens.lowerBound
        return message.contains(Self.adders.union(Self.replacers), in: before)
    }

    private static let replacers = WordSet(
        ["replace", "with", "use", "swap", "substitute", "by"].map(WordKey.of))
}
