import Domain
import Language

/// Reads who may be paid and who never is.
struct RecipientReader {
    let message: AnnotatedMessage
    private let topic: Slot?

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

    private func names(in sentence: Range<Int>, _ draft: Draft) -> [NameFinder.Name] {
        var found = NameFinder(message).names(in: sentence).filter { name in
            !name.text.hasPrefix("#") && !draft.isUsed(name.tokens.lowerBound)
        }
        if found.isEmpty, topic == .allowedRecipients || topic == .blockedRecipients {
            found = offices(sentence)
        }
        return found
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
                guard index - first >= 1, index - first <= 4, first > 0,
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
        if topic == .allowedRecipients || isOnlyList(name, sentence) { return .allowedRecipients }
        if message.cues(.allowSlot, in: sentence).contains(where: { isAllowing($0, name) }) {
            return .allowedRecipients
        }
        if isReplacement(name, sentence, draft) { return .allowedRecipients }
        return nil
    }

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

    private func clauseStart(_ index: Int, _ sentence: Range<Int>) -> Int {
        var start = index
        while start > sentence.lowerBound, !message.tokens[start - 1].isSign(","),
            !message.isWord(start - 1, Self.but)
        { start -= 1 }
        return start
    }

    private static let but = WordKey.of("but")

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

    // MARK: Taking away

    private func known(_ name: String, _ spec: AgentSpec) -> Slot? {
        for slot in [Slot.allowedRecipients, .blockedRecipients]
        where spec.list(slot).contains(where: { $0.lowercased() == name.lowercased() }) {
            return slot
        }
        return nil
    }

    private func isRemoved(_ name: NameFinder.Name, _ sentence: Range<Int>) -> Bool {
        isMovedToBlocked(sentence)
            || message.cues.starting(in: sentence.lowerBound ..<| name.tokens.lowerBound).contains {
                $0.value == .scratch
            }
            || Self.offs.longest(in: message.tokens, at: name.tokens.upperBound) != nil
    }

    private static let offs = PhraseTable<Bool>([
        (true, "off, out, off the list, is out, has to go, must go, is gone, can go")
    ])

    private func isMovedToBlocked(_ sentence: Range<Int>) -> Bool {
        message.contains(Self.moves, in: sentence)
            && message.contains(Self.blacklists, in: sentence)
    }

    private static let moves = WordSet(["move", "shift", "put", "transfer"].map(WordKey.of))
    private static let blacklists = WordSet(
        ["blacklist", "blocklist", "denylist", "blocked"].map(WordKey.of))

    private func removeKnown(_ name: NameFinder.Name, _ sentence: Range<Int>, _ draft: inout Draft)
    {
        draft.change(.allowedRecipients, .remove(.names([name.text])), name.tokens)
        if isMovedToBlocked(sentence) {
            draft.change(.blockedRecipients, .add(.names([name.text])), name.tokens)
        }
    }

    // MARK: Checks

    private func isPayable(_ name: NameFinder.Name, _ draft: inout Draft) -> Bool {
        guard message.tokens[name.tokens.lowerBound].kind == .address else { return true }
        do {
            let address = try Address(name.text)
            guard !address.isZero else {
                draft.problem(
                    "zero_address", .allowedRecipients,
                    "That is the zero address, from which nothing ever comes back. Which address did you mean?",
                    name.tokens)
                return false
            }
            return true
        } catch {
            draft.problem(Self.code(error), .allowedRecipients, Self.sentence(error), name.tokens)
            return false
        }
    }

    private static func code(_ error: AddressError) -> String {
        error == .badChecksum ? "bad_checksum" : "bad_address"
    }

    private static func sentence(_ error: AddressError) -> String {
        switch error {
        case .badChecksum:
            "That address fails its own checksum, so a character is probably mistyped. Please copy it once more."
        case .wrongLength(let count):
            "That address has \(count) digits after 0x instead of 40. Please copy it once more."
        case .noPrefix, .notHexadecimal:
            "That address has characters that no address has. Please copy it once more."
        }
    }

    // MARK: A bare list

    /// "Greenmantle Gardens, Otterby Lifts, and the Sparkle Sisters": a message of nothing but names.
    private func listed(_ draft: Draft) -> [String]? {
        guard draft.changes.isEmpty, topic != .approvers, topic != .agentName,
            topic != .targetUsers,
            draft.context.spec.list(.allowedRecipients).isEmpty, draft.context.spec[.goals] != nil,
            message.sentences.count == 1, let sentence = message.sentences.first
        else { return nil }
        let names = NameFinder(message).names(in: sentence)
        let covered = names.reduce(0) { $0 + $1.tokens.count }
        guard names.count >= 2, names.allSatisfy({ $0.tokens.count >= 2 || $0.isTechnical }),
            message.wordCount - covered <= 3, !message.contains(NameFinder.roles, in: sentence)
        else { return nil }
        return names.map(\.text)
    }

    // MARK: Pointing back

    /// "Only the two of them": the people named when the agent was described.
    private func pointedAt(_ draft: Draft) -> [String]? {
        guard topic == .allowedRecipients, message.has(.only, in: message.whole),
            message.contains(Self.them, in: message.whole)
        else { return nil }
        for slot in [Slot.targetUsers, .goals] {
            guard let text = draft.context.spec.text(slot) else { continue }
            let other = AnnotatedMessage(text)
            let names = NameFinder(other).names(in: other.whole).filter { !$0.isTechnical }.map(
                \.text)
            if !names.isEmpty { return names }
        }
        return nil
    }

    private static let them = WordSet(["them", "both", "these", "those"].map(WordKey.of))
}
