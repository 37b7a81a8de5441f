import Domain
import Language

/// Reads who may be paid and who never is.
struct RecipientReader {
    let message: AnnotatedMessage
    let topic: Slot?

    init(_ draft: Draft) {
        message = draft.message
        topic = draft.topic
    }

    func read(into draft: inout Draft) {
        var allowed: [String] = []
        var blocked: [String] = []
        var spans: [Slot: Range<Int>] = [:]
        for sentence in message.sentences where !message.isQuoted(sentence.lowerBound) {
            for name in names(in: sentence, draft) {
                guard let slot = side(name, sentence, draft) else { continue }
                guard isPayable(name, &draft) else { continue }
                if known(name.text, draft.context.spec) != nil, slot == .allowedRecipients,
                    isRemoved(name, sentence)
                {
                    removeKnown(name, sentence, &draft)
                    continue
                }
                if slot == .allowedRecipients {
                    allowed.append(name.text)
                } else {
                    blocked.append(name.text)
                }
                spans[slot] =
                    (spans[slot]?.lowerBound ?? name.tokens.lowerBound) ..<| name.tokens.upperBound
            }
        }
        let payees = PayeeReader(message: message)
        for name in payees.names(draft)
        where !allowed.contains(name.text) && !blocked.contains(name.text) {
            guard isPayable(name, &draft) else { continue }
            allowed.append(name.text)
            spans[.allowedRecipients] =
                (spans[.allowedRecipients]?.lowerBound ?? name.tokens.lowerBound)
                ..<| name.tokens.upperBound
        }
        if allowed.isEmpty, blocked.isEmpty, let people = listed(draft) {
            draft.set(.allowedRecipients, .names(people), message.whole, confidence: 60)
            return
        }
        if allowed.isEmpty, let people = pointedAt(draft) {
            allowed = people
            spans[.allowedRecipients] = message.whole
        }
        store(allowed, .allowedRecipients, spans, &draft)
        store(blocked, .blockedRecipients, spans, &draft)
    }

    private func store(
        _ names: [String], _ slot: Slot, _ spans: [Slot: Range<Int>], _ draft: inout Draft
    ) {
        guard !names.isEmpty, let span = spans[slot] else { return }
        var unique: [String] = []
        for name in names where !unique.contains(name) { unique.append(name) }
        let isFresh =
            draft.context.spec.list(slot).isEmpty
            || (topic == slot && !message.has(.instead, in: message.whole) && !adds)
        draft.change(slot, isFresh ? .set(.names(unique)) : .add(.names(unique)), span)
    }

    private var adds: Bool { message.contains(Self.adders, in: message.whole) }
    private static let adders = WordSet(
        ["also", "too", "add", "plus", "include", "put", "additionally", "allow"].map(WordKey.of))

    func names(in sentence: Range<Int>, _ draft: Draft) -> [NameFinder.Name] {
        var found = NameFinder(message).names(in: sentence).filter { name in
            !name.text.hasPrefix("#") && !draft.isUsed(name.tokens.lowerBound)
        }
        found += listed(sentence, draft).filter { name in
            !found.contains { $0.tokens.overlaps(name.tokens) }
        }
        found.sort { $0.tokens.lowerBound < $1.tokens.lowerBound }
        if found.isEmpty, topic == .allowedRecipients || topic == .blockedRecipients {
            found = offices(sentence)
        }
        return found
    }

    /// The names on the list already, wherever they stand in the sentence.
    func listed(_ sentence: Range<Int>, _ draft: Draft) -> [NameFinder.Name] {
        draft.context.spec.list(.allowedRecipients).compactMap { text in
            let words = Tokens(text).list
            guard let first = words.first, first.kind == .word, words.count <= sentence.count else {
                return nil
            }
            let start = sentence.first { index in
                index + words.count <= sentence.upperBound && message.tokens[index].isCapital
                    && words.indices.allSatisfy {
                        message.tokens[index + $0].key == words[$0].key
                    }
            }
            return start.map {
                NameFinder.Name(
                    text: text, tokens: $0 ..<| ($0 + words.count), isRole: false,
                    isTechnical: false)
            }
        }
    }

    /// "the foundry, the gardener": payees by what they do, in the answer to the question.
    private func offices(_ sentence: Range<Int>) -> [NameFinder.Name] {
        guard message.wordCount <= 14, !message.has(.negation, in: sentence) else { return [] }
        var found: [NameFinder.Name] = []
        for clause in SentenceCutter.clauses(of: sentence, in: message.tokens) {
            var start = clause.lowerBound
            for index in clause.lowerBound...clause.upperBound {
                let isEnd =
                    index == clause.upperBound || message.isWord(index, NumberReader.andKey)
                    || message.isWord(index, Self.or)
                guard isEnd else { continue }
                var first = start
                while first < index, Self.leads.contains(message.tokens[first].key) { first += 1 }
                start = index + 1
                guard index - first >= 1, index - first <= 4, first > 0, isOffice(first ..<| index),
                    Self.articles.contains(message.tokens[first - 1].key)
                else { continue }
                found.append(
                    NameFinder.Name(
                        text: message.text(first ..<| index), tokens: first ..<| index,
                        isRole: true,
                        isTechnical: false))
            }
        }
        return found
    }

    /// "the gardener", but not "the tone is formal" nor "the nurse manager approves".
    private func isOffice(_ range: Range<Int>) -> Bool {
        !message.contains(Self.verbs.union(Self.stating), in: range)
            && range.allSatisfy { index in
                !message.cues.at(index).contains { cue in
                    switch cue.value {
                    case .toneSlot, .approval, .approvalNone, .cap, .above, .below, .perPayment,
                        .daily, .weekly, .monthly, .total, .languageSlot, .networkSlot,
                        .channelSlot, .scheduleSlot, .nameSlot, .zoneSlot:
                        true
                    default: false
                    }
                }
            }
    }

    private static let stating = WordSet(
        words: "should must may can will has have had was were not")
    private static let or = WordKey.of("or")
    private static let articles = WordSet(["the", "our", "my"].map(WordKey.of))
    private static let leads = WordSet(
        ["only", "just", "the", "our", "my", "pay", "to", "and", "it", "may"].map(WordKey.of))

    // MARK: Which list

    private func side(_ name: NameFinder.Name, _ sentence: Range<Int>, _ draft: Draft) -> Slot? {
        if isMovedToBlocked(sentence), known(name.text, draft.context.spec) != nil {
            return .allowedRecipients
        }
        if let slot = exception(name, sentence) { return slot }
        if isExcluded(name, sentence) { return .blockedRecipients }
        if isReplaced(name, draft) { return .allowedRecipients }
        let clause = clauseStart(name.tokens.lowerBound, sentence) ..<| name.tokens.lowerBound
        if let block = message.cues(.blockSlot, in: clause).last, reaches(block, name) {
            return .blockedRecipients
        }
        if known(name.text, draft.context.spec) == .allowedRecipients { return .allowedRecipients }
        if let block = message.cues(.blockSlot, in: sentence.lowerBound ..<| name.tokens.lowerBound)
            .last,
            isListed(block.end, name.tokens.lowerBound), reaches(block, name)
        {
            return .blockedRecipients
        }
        if topic == .blockedRecipients { return .blockedRecipients }
        if isOnlyList(name, sentence) { return .allowedRecipients }
        if topic == .allowedRecipients, !message.has(.approval, in: message.whole),
            isAboutNames(sentence)
        {
            return .allowedRecipients
        }
        if message.cues(.allowSlot, in: sentence).contains(where: { isAllowing($0, name) }) {
            return .allowedRecipients
        }
        if isReplacement(name, sentence, draft) { return .allowedRecipients }
        return nil
    }

    /// "certainly not my son-in-law Ralf", "but nothing to Ralf", "never Ralf": a no right before it.
    private func isExcluded(_ name: NameFinder.Name, _ sentence: Range<Int>) -> Bool {
        let before =
            max(sentence.lowerBound, name.tokens.lowerBound - 6) ..<| name.tokens.lowerBound
        guard
            let no = before.last(where: { Self.nots.contains(message.tokens[$0].key) }),
            (no + 1 ..<| name.tokens.lowerBound).allSatisfy({
                message.tokens[$0].kind == .word
                    && (Self.kin.contains(message.tokens[$0].key)
                        || NameFinder.roles.contains(message.tokens[$0].key))
            })
        else { return false }
        return message.has(.allowSlot, in: sentence) || topic == .allowedRecipients
            || message.contains(Self.exclusives, in: sentence)
    }

    private static let nots = WordSet(words: "not")
    private static let kin = WordSet(words: "my our his her the in law son to")
    private static let exclusives = WordSet(words: "only just nobody else")

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

    /// "never pay anyone but A and B" allows both; "pay anyone except C" blocks it.
    private func exception(_ name: NameFinder.Name, _ sentence: Range<Int>) -> Slot? {
        let before = sentence.lowerBound ..<| name.tokens.lowerBound
        guard
            let index = before.last(where: {
                Self.exceptions.longest(in: message.tokens, at: $0) != nil
            }), let hit = Self.exceptions.longest(in: message.tokens, at: index),
            hit.end <= name.tokens.lowerBound, isListed(hit.end, name.tokens.lowerBound)
        else { return nil }
        let head = sentence.lowerBound ..<| index
        let isForbidding = message.cues.starting(in: head).contains {
            $0.value == .blockSlot || $0.value == .negation
        }
        return isForbidding ? .allowedRecipients : .blockedRecipients
    }

    private static let exceptions = PhraseTable<Bool>([
        (
            true,
            """
            anyone/anybody/someone/somebody/everyone/everybody/nobody outside/except/but/besides,
            anyone/anybody/someone/somebody/everyone/everybody/nobody other than,
            anyone/anybody/someone/somebody/everyone/everybody/nobody else than,
            anyone/anybody/everyone/everybody/nobody apart from,
            anyone/anybody/everyone/everybody/nobody except for, others than, others but,
            any other/site/service/vendor/provider/supplier/payee but/except/besides/outside
            """
        )
    ])

    /// "Only Millbrook Flour and Hen House Eggs": said of payees unless of approving.
    private func isOnlyList(_ name: NameFinder.Name, _ sentence: Range<Int>) -> Bool {
        let head = sentence.lowerBound ..<| min(sentence.lowerBound + 2, sentence.upperBound)
        return message.has(.only, in: head) && !message.has(.approval, in: message.whole)
            && name.tokens.lowerBound - sentence.lowerBound <= 8 && topic != .approvers
            || name.isTechnical && message.has(.only, in: head)
    }

    /// An answer that names, not a remark in which a name occurs.
    private func isAboutNames(_ sentence: Range<Int>) -> Bool {
        let names = NameFinder(message).names(in: sentence)
        let words = sentence.count { index in
            message.tokens[index].kind == .word && !names.contains { $0.tokens.contains(index) }
        }
        return words <= 8 + 2 * names.count
            && ![.zoneSlot, .toneSlot, .languageSlot].contains { message.has($0, in: sentence) }
    }

    private func clauseStart(_ index: Int, _ sentence: Range<Int>) -> Int {
        var start = index
        while start > sentence.lowerBound, !message.tokens[start - 1].isSign(","),
            !message.isWord(start - 1, Self.but)
        { start -= 1 }
        return start
    }

    static let but = WordKey.of("but")

    /// Plain "never" must stand right before a name: "never namegrabber.example".
    private func reaches(_ cue: PhraseHit<Cue>, _ name: NameFinder.Name) -> Bool {
        guard cue.tokens.count == 1, Self.broad.contains(message.tokens[cue.start].key) else {
            return true
        }
        return name.tokens.lowerBound - cue.end <= 1
    }

    private static let broad = WordSet(["never", "avoid", "block", "blocked"].map(WordKey.of))

    /// Names and joints only between the cue and the name.
    private func isListed(_ from: Int, _ to: Int) -> Bool {
        guard from <= to else { return false }
        return to - from <= 12
            && !(from ..<| to).contains {
                message.cues.at($0).contains { $0.value == .allowSlot || $0.value == .instead }
            }
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
