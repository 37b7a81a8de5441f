import Domain
import Language

// Whom a sentence about approving names: people, offices, addresses, the owner.
extension ApproverReader {
    func people(_ sentence: Range<Int>, _ draft: Draft) -> [(String, Range<Int>)] {
        var found: [(String, Range<Int>)] = []
        let names = NameFinder(message).names(in: sentence, roles: true)
        if let owner = owner(in: sentence, draft)
            ?? (isCase(sentence) ? nil : consent.owner(in: sentence, among: names)) { found.append(("owner", owner)) }
        let refused = consent.refused(among: names, in: sentence).map(\.text)
        for name in names where !refused.contains(name.text) {
            if name.isTechnical, !isApprovingAddress(name, sentence) { continue }
            if isRefused(name.tokens.lowerBound, sentence) { continue }
            if isAgent(name, draft) { continue }
            if !isPartOfApproval(name, sentence) { continue }
            if !name.isTechnical, !consent.isGiven(by: name, among: names, in: sentence) { continue }
            // "The Beirat, this is Frau Lindqvist": the name of who was meant.
            if isIdentified(name, sentence), let last = found.last, last.0 != "owner" {
                found.removeLast()
            }
            found.append((name.text, name.tokens))
        }
        // "need a partner: Ms Fairweather or Mr Obi": the names say which.
        if found.count > 1 {
            found.removeAll { Self.articles.contains(message.tokens[$0.1.lowerBound].key) }
        }
        if found.isEmpty, let office = headed(sentence) { found.append(office) }
        if found.isEmpty,
            topic == .approvers
                || message.cues(.approval, in: sentence).contains(where: { !isNever($0, sentence) })
        {
            found += plainSubjects(sentence)
            if found.isEmpty { found += plain(sentence) }
        }
        return found
    }

    private func isIdentified(_ name: NameFinder.Name, _ sentence: Range<Int>) -> Bool {
        let start = name.tokens.lowerBound
        return start - 2 > sentence.lowerBound && message.isWord(start - 1, Self.is_)
            && Self.demonstratives.contains(message.tokens[start - 2].key)
            || start - 1 > sentence.lowerBound
                && Self.demonstratives.contains(message.tokens[start - 1].key)
    }

    private static let is_ = WordKey.of("is")
    private static let demonstratives = WordSet(words: "this that which thats namely ie")

    /// "approvals by ops@acme.io", "council@dao.example approves": somebody's e-mail or handle; a
    /// domain or a wallet in the sentence is what is paid.
    private func isApprovingAddress(_ name: NameFinder.Name, _ sentence: Range<Int>) -> Bool {
        let kind = message.tokens[name.tokens.lowerBound].kind
        guard kind == .email || kind == .handle && !name.text.hasPrefix("#") else { return false }
        if topic == .approvers || message.has(.approverSlot, in: sentence) { return true }
        let start = name.tokens.lowerBound
        return Self.leads.contains(message.tokens.token(start - 1)?.key ?? 0)
            || Self.by.contains(message.tokens[sentence.lowerBound].key)
            || message.has(
                .approval,
                in: name.tokens.upperBound ..<| min(name.tokens.upperBound + 4, sentence.upperBound)
            )
    }

    /// "Approver: warehouse lead": an office after the heading.
    private func headed(_ sentence: Range<Int>) -> (String, Range<Int>)? {
        guard message.has(.approverSlot, in: sentence.lowerBound ..<| (sentence.lowerBound + 1)),
            message.tokens.token(sentence.lowerBound + 1)?.isSign(":") == true
        else { return nil }
        let rest = sentence.lowerBound + 2 ..<| sentence.upperBound
        guard (1...4).contains(rest.count), message.contains(NameFinder.roles, in: rest) else {
            return nil
        }
        return (message.text(rest), rest)
    }

    /// "never ask me": asks nobody.
    private func isNever(_ ask: PhraseHit<Cue>, _ sentence: Range<Int>) -> Bool {
        message.has(.negation, in: max(sentence.lowerBound, ask.start - 4) ..<| ask.start)
            || message.cues(.approvalNone, in: sentence).contains { $0.tokens.overlaps(ask.tokens) }
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
        guard topic != .approvers, topic != .approvalThreshold else { return true }
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
            if isNever(ask, sentence) || isCase(sentence) { continue }
            if Self.askWords.contains(message.tokens[ask.start].key),
                Self.i.contains(message.tokens.token(ask.start - 1)?.key ?? 0)
            {
                continue
            }
            if message.contains(
                Self.mine, in: max(sentence.lowerBound, ask.start - 2) ..<| ask.start)
                || Self.past.contains(message.tokens[ask.end - 1].key)
                    && message.contains(
                        Self.me, in: ask.end ..<| min(ask.end + 2, sentence.upperBound))
            {
                return before.lowerBound ..<| ask.end
            }
            if let next = message.tokens.token(ask.end), Self.me.contains(next.key) {
                return ask.start ..<| (ask.end + 1)
            }
            if message.tokens[ask.start].key == WordKey.of("come")
                || message.isWord(ask.start, WordKey.of("bother"))
                || message.isWord(ask.start, WordKey.of("ping"))
            {
                return ask.tokens
            }
            let clause = SentenceCutter.clauses(of: sentence, in: message.tokens).first { $0.contains(ask.start) } ?? sentence
            if message.contains(Self.i, in: before.clamped(to: clause)) {
                return before.lowerBound ..<| ask.end
            }
            if ask.tokens.contains(where: {
                Self.i.contains(message.tokens[$0].key) || Self.me.contains(message.tokens[$0].key)
            }) {
                return ask.tokens
            }
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

    /// "when one of them puts its price up, ask me": a rule for one case, not who approves.
    private func isCase(_ sentence: Range<Int>) -> Bool {
        let head = sentence.lowerBound ..<| min(sentence.lowerBound + 1, sentence.upperBound)
        return message.has(.when, in: head) && topic != .approvers
            && !message.mentions(in: sentence).contains { $0.amount != nil }
            && message.relatives.allSatisfy { !$0.tokens.overlaps(sentence) }
            && !message.has(.everything, in: sentence)
    }

    private static let askWords = WordSet(words: "ask asks asking")
    private static let mine = WordSet(words: "my")
    private static let past = WordSet(words: "past by through")
    static let me = WordSet(["me", "myself"].map(WordKey.of))
    private static let self_ = WordSet(["myself"].map(WordKey.of))
    private static let i = WordSet(["i", "ill", "id", "im"].map(WordKey.of))

    /// Names in lower case: "ask nadia", "a yes from nadia and the council".
    private func plain(_ sentence: Range<Int>) -> [(String, Range<Int>)] {
        var found: [(String, Range<Int>)] = []
        for index in sentence where Self.leads.contains(message.tokens[index].key) {
            let next = index + 1
            guard next < sentence.upperBound, isPlainName(next), isAsked(index, sentence) else {
                continue
            }
            found.append((message.text(next ..<| (next + 1)), next ..<| (next + 1)))
        }
        if found.isEmpty, topic == .approvers, message.wordCount <= 1 {
            for index in sentence where isPlainName(index) && message.terms.at(index).isEmpty {
                found.append((message.text(index ..<| (index + 1)), index ..<| (index + 1)))
            }
        }
        return found
    }

    /// "a yes from nadia", "approved by nadia"; but not "pills from a pharmacy".
    private func isAsked(_ lead: Int, _ sentence: Range<Int>) -> Bool {
        if !message.isWord(lead, Self.from) && !message.isWord(lead, Self.byWord) { return true }
        if topic == .approvers { return true }
        let before = max(sentence.lowerBound, lead - 3) ..<| (lead + 1)
        return message.cues.starting(in: before).contains {
            ($0.value == .approval || $0.value == .approverSlot) && $0.end >= lead
        }
    }

    static let from = WordKey.of("from")
    private static let byWord = WordKey.of("by")

    private func isPlainName(_ index: Int) -> Bool {
        let token = message.tokens[index]
        return token.kind == .word && message.cues.at(index).isEmpty
            && message.moves.at(index).isEmpty
            && !Self.notPeople.contains(token.key) && message.terms.at(index).isEmpty
            && !token.flags.contains(.mended) && !ToneWords.keys.contains(token.key)
            && !ActionWords.keys.contains(token.key)
    }

    /// "mika or dunja gotta thumbs up it": names in lower case before the verb of consent.
    func plainSubjects(_ sentence: Range<Int>) -> [(String, Range<Int>)] {
        guard let ask = sentence.first(where: { index in
            Self.gottas.contains(message.tokens[index].key)
        }), ask > sentence.lowerBound, consent.isNamed(in: ask ..<| sentence.upperBound) else {
            return []
        }
        var found: [(String, Range<Int>)] = []
        for index in sentence.lowerBound ..<| ask {
            if NumberReader.andKey == message.tokens[index].key
                || message.isWord(index, WordKey.of("or"))
            {
                continue
            }
            guard isPlainName(index), !Grammar.small.contains(message.tokens[index].key),
                !NameFinder.roles.contains(message.tokens[index].key)
            else { return [] }
            found.append((message.text(index ..<| (index + 1)), index ..<| (index + 1)))
        }
        return found.count <= 3 ? found : []
    }

    private static let gottas = WordSet(words: "gotta has have must needs need approves approve okays should")
    private static let articles = WordSet(words: "a an")
    private static let leads = WordSet(["ask", "by", "from", "asks"].map(WordKey.of))
    private static let notPeople = WordSet(
        "the a an for first before my our his her their it me them us you any this that someone somebody each every all there here permission if when in of to be"
            .split(separator: " ")
            .map { WordKey.of(String($0)) })
}
