import Domain
import Language

/// Reads of somebody named in a sentence about approving whether it is they who approve.
///
/// They do when they are the subject of a verb of consent, when they are asked, or when they are
/// named without a verb of their own; they do not when a no stands before them or when the verb of
/// their clause tells something else: "Nils proposes, Oksana approves".
struct ConsentReader {
    let message: AnnotatedMessage
    private var tokens: Tokens { message.tokens }

    func isGiven(
        by name: NameFinder.Name, among names: [NameFinder.Name], in sentence: Range<Int>
    ) -> Bool {
        let clauses = SentenceCutter.clauses(of: sentence, in: tokens)
        guard let place = clauses.firstIndex(where: { $0.contains(name.tokens.lowerBound) }) else {
            return false
        }
        let clause = clauses[place]
        if let before = names.last(where: {
            $0.tokens.upperBound <= name.tokens.lowerBound && clause.contains($0.tokens.lowerBound)
        }), isJoint(before.tokens.upperBound ..<| name.tokens.lowerBound) {
            return isGiven(by: before, among: names, in: sentence)
        }
        let left = clause.lowerBound ..<| phraseStart(name, clause)
        if isRefused(left) || isForbidden(left) { return false }
        let end = listEnd(from: name, names, clause)
        if isUndecided(left) { return true }
        if let verb = verb(from: end, to: clause.upperBound) {
            return isConsent(verb, to: clause.upperBound) || isAsked(left)
                || isRelated(verb, clauses, place)
        }
        if isDescription(left) || place + 1 < clauses.count && isDenied(clauses[place + 1]) {
            return false
        }
        if isNamed(in: clause) || place + 1 < clauses.count && isTaken(clauses[place + 1]) {
            return true
        }
        if let last = left.last, Self.placing.contains(tokens[last].key) { return false }
        return left.allSatisfy { index in
            !isForeign(index) || names.contains { $0.tokens.contains(index) }
        }
    }

    /// The owner: "mine, and Gwendolyn's", "Deirdre or me", "the okay comes from me", "I wave them
    /// through".
    func owner(in sentence: Range<Int>, among names: [NameFinder.Name]) -> Range<Int>? {
        for clause in SentenceCutter.clauses(of: sentence, in: tokens)
        where !message.cues.starting(in: clause).contains(where: { $0.value == .approvalNone }) {
            for index in clause {
                let key = tokens[index].key
                let left = clause.lowerBound ..<| index
                if Self.objects.contains(key), !isRefused(left) {
                    let before = tokens.token(index - 1)?.key ?? 0
                    let isBare =
                        left.isEmpty || Self.naming.contains(before)
                        || names.contains { $0.tokens.upperBound == index }
                    if isNamed(in: clause) && !isBothered(left) || isBare { return index ..<| index + 1 }
                }
                if Self.subjects.contains(key), message.moves.at(index).allSatisfy({ $0.value != .filler }),
                    let verb = verb(from: index + 1, to: clause.upperBound),
                    !Self.asking.contains(tokens[verb].key),
                    isConsent(verb, to: clause.upperBound, within: 4)
                {
                    return index ..<| verb + 1
                }
            }
        }
        return nil
    }

    /// Whether the words speak of consent at all.
    func isNamed(in range: Range<Int>) -> Bool {
        range.contains { isWord($0) && ($0 + 1 <= range.upperBound) }
    }

    // MARK: Words

    /// A word or phrase of consent begins here.
    private func isWord(_ index: Int) -> Bool {
        message.cues.at(index).contains { $0.value == .approval || $0.value == .approverSlot }
            || Self.consents.longest(in: tokens, at: index) != nil
    }

    /// A no right before the name, and no exception from it.
    private func isRefused(_ left: Range<Int>) -> Bool {
        let near = max(left.lowerBound, left.upperBound - 3) ..<| left.upperBound
        guard
            let no = near.last(where: {
                Grammar.negators.contains(tokens[$0].key) || Self.insteads.contains(tokens[$0].key)
            })
        else { return false }
        let between = no + 1 ..<| left.upperBound
        return !message.contains(Self.excepting, in: no ..<| left.upperBound)
            && between.allSatisfy { Grammar.small.contains(tokens[$0].key) }
    }

    /// "don't you dare ask Tracey".
    private func isForbidden(_ left: Range<Int>) -> Bool {
        guard let ask = left.last(where: { isWord($0) }) else { return false }
        return (max(left.lowerBound, ask - 4) ..<| ask).contains {
            Grammar.negators.contains(tokens[$0].key)
        } && !message.contains(Self.excepting, in: left)
    }

    /// Whom the sentence says not to ask, whatever else is told of them.
    func refused(among names: [NameFinder.Name], in sentence: Range<Int>) -> [NameFinder.Name] {
        let clauses = SentenceCutter.clauses(of: sentence, in: tokens)
        return names.filter { name in
            guard let clause = clauses.first(where: { $0.contains(name.tokens.lowerBound) }) else {
                return false
            }
            let left = clause.lowerBound ..<| phraseStart(name, clause)
            return isRefused(left) || isForbidden(left)
        }
    }

    /// "my editor Margaux", "our ops guy Farid": who they are belongs to the name.
    private func phraseStart(_ name: NameFinder.Name, _ clause: Range<Int>) -> Int {
        let start = name.tokens.lowerBound
        if start - clause.lowerBound <= 4, start > clause.lowerBound,
            message.contains(NameFinder.roles, in: clause.lowerBound ..<| start),
            (clause.lowerBound ..<| start).allSatisfy({
                tokens[$0].kind == .word && !Grammar.small.contains(tokens[$0].key)
            })
        {
            return clause.lowerBound
        }
        for index in stride(from: start - 1, through: max(clause.lowerBound, start - 5), by: -1) {
            guard tokens[index].kind == .word else { return start }
            if Self.determiners.contains(tokens[index].key) { return index }
            if Grammar.small.contains(tokens[index].key) || isWord(index) { return start }
        }
        return start
    }

    /// After "Karla and Jens" when Karla is asked about.
    private func listEnd(
        from name: NameFinder.Name, _ names: [NameFinder.Name], _ clause: Range<Int>
    ) -> Int {
        var end = name.tokens.upperBound
        for next in names where next.tokens.lowerBound >= end {
            let gap = end ..<| next.tokens.lowerBound
            guard clause.contains(next.tokens.lowerBound), gap.count <= 3,
                gap.allSatisfy({ !isForeign($0) }), message.contains(Grammar.conjunctions, in: gap)
            else { break }
            end = next.tokens.upperBound
        }
        while end < clause.upperBound, Self.skipped.contains(tokens[end].key)
            || Grammar.conjunctions.contains(tokens[end].key) && Self.objects.contains(tokens[end + 1].key)
            || Self.objects.contains(tokens[end].key)
        { end += 1 }
        return end
    }

    /// Where the verb stands that the names are the subject of.
    private func verb(from start: Int, to end: Int) -> Int? {
        guard let first = (start ..<| max(start, end)).first(where: { !Self.skipped.contains(tokens[$0].key) }),
            tokens[first].kind == .word
        else { return nil }
        let key = tokens[first].key
        if Grammar.auxiliaries.contains(key) || Grammar.negators.contains(key) { return first }
        return Grammar.small.contains(key) || tokens[first].isCapital && !tokens[first].flags.contains(.upper) ? nil : first
    }

    /// The verb, or the word after its helpers, is one of consent, and there is no no in between.
    private func isConsent(_ verb: Int, to end: Int, within count: Int = 8) -> Bool {
        let window = verb ..<| min(verb + count, end)
        guard let word = window.first(where: { isWord($0) }) else { return false }
        return !(verb ..<| word).contains { Grammar.negators.contains(tokens[$0].key) }
            && !Grammar.negators.contains(tokens[word].key)
            && !(verb ..<| word).contains { Self.subjects.contains(tokens[$0].key) }
    }

    /// "ask Karla to look at it".
    private func isAsked(_ left: Range<Int>) -> Bool {
        (max(left.lowerBound, left.upperBound - 3) ..<| left.upperBound).contains { isWord($0) }
    }

    /// "Lady Penrose, who signs": the clause after says it.
    private func isRelated(_ verb: Int, _ clauses: [Range<Int>], _ place: Int) -> Bool {
        place + 1 < clauses.count && Grammar.copulas.contains(tokens[verb].key)
            && isTaken(clauses[place + 1])
    }

    /// "she decides", "who signs".
    private func isTaken(_ clause: Range<Int>) -> Bool {
        Self.persons.contains(tokens[clause.lowerBound].key)
            && isConsent(clause.lowerBound + 1, to: clause.upperBound)
    }

    /// "she does NOT get one": what was wanted is denied.
    private func isDenied(_ clause: Range<Int>) -> Bool {
        Self.persons.contains(tokens[clause.lowerBound].key)
            && (clause.lowerBound ..<| min(clause.lowerBound + 4, clause.upperBound)).contains {
                Grammar.negators.contains(tokens[$0].key)
            }
    }

    /// "and", "or her deputy".
    private func isJoint(_ gap: Range<Int>) -> Bool {
        gap.count <= 4 && message.contains(Grammar.conjunctions, in: gap)
            && gap.allSatisfy {
                Grammar.conjunctions.contains(tokens[$0].key)
                    || Self.determiners.contains(tokens[$0].key)
                    || NameFinder.roles.contains(tokens[$0].key)
            }
    }

    /// Whether the words can speak of nothing else than who agrees to a payment.
    func isPlain(in range: Range<Int>) -> Bool {
        range.contains { Self.plain.longest(in: tokens, at: $0) != nil }
    }

    private static let plain = PhraseTable<Bool>([
        (
            true,
            """
            gets asked, is asked, must be asked, has to be asked, okay comes from, ok comes from,
            yes comes from, approval comes from, nods things through, nods it through, final say,
            last word, final word, signature, signatures, countersign, countersigns, press ok,
            presses ok, click yes, clicks yes, click ok, wave them/it through, waves them/it through,
            has to agree, must agree, have to agree, needs to agree, goes past our/my, rubber stamps,
            released by, signed off by, cleared by our/my, agreed to, agrees to, agree to, say yes to, says yes to, vetoes
            """
        )
    ])

    /// "Whoever of Ngozi and Pim is awake".
    private func isUndecided(_ left: Range<Int>) -> Bool {
        message.contains(Self.whoevers, in: left)
    }

    /// "she's my partner": says who somebody is.
    private func isDescription(_ left: Range<Int>) -> Bool {
        left.contains { Self.persons.contains(tokens[$0].key) } && !isNamed(in: left)
    }

    /// "it doesn't bother me".
    private func isBothered(_ left: Range<Int>) -> Bool {
        message.contains(Grammar.negators, in: left)
    }

    /// A word with a meaning of its own that is about something else than approving.
    private func isForeign(_ index: Int) -> Bool {
        guard tokens[index].kind == .word, !isWord(index), !Self.neutral.contains(tokens[index].key),
            !NameFinder.roles.contains(tokens[index].key)
        else { return false }
        return ActionWords.keys.contains(tokens[index].key)
            || Substance(message: message).isOwn(index)
    }

    /// "or me", "only me", "that's me".
    private static let naming = WordSet(words: "and or plus only just is its thats be n")
    private static let placing = WordSet(words: "in at near for on of from to with")
    private static let objects = WordSet(words: "me myself mine")
    private static let subjects = WordSet(words: "i ill id im ive we")
    private static let asking = WordSet(words: "ask asks asking")
    private static let persons = WordSet(words: "he she they hes shes theyre who whos")
    private static let whoevers = WordSet(words: "whoever whichever either")
    private static let insteads = WordSet(words: "instead than without")
    private static let excepting = WordSet(words: "but except besides without other than")
    private static let determiners = WordSet(words: "my our the her his their a an")
    private static let skipped = WordSet(
        words: """
            he she they always also personally both first then himself herself themselves only just
            ever even still usually mostly really simply
            """)
    /// Money and numbers, beside which a person is named.
    private static let neutral = WordSet(
        words: """
            payment payments purchase purchases order orders bill bills invoice invoices amount sum
            person people person's signature two three four sir madam case
            """)
    /// What the cues of approving do not hold: nouns and verbs of agreeing, in any form.
    private static let consents = PhraseTable<Bool>([
        (
            true,
            """
            agree, agrees, agreed, agreement, okay, okays, ok, say ok, yes, nod, nods, nodding,
            nods it through, nod through, asked, gets asked, is asked, signature, signatures,
            signing, countersign, countersigns, countersigned, sign, signs, signed, decide, decides,
            decision, decisions, final say, last word, the say, the final word, press ok, presses,
            click yes, clicks, click ok, confirm, confirms, confirmed, confirmation, approve,
            approves, approved, approval, approvals, released, release, releases, vetted, cleared,
            wave through, waves through, wave them/it through, waves them/it through, waves it,
            in charge, responsible, green light, thumbs up, go ahead, authorise, authorises,
            authorize, authorizes, consent, consents, blessing, permission, sign off, signs off,
            its up to, is up to, up to our/my/the, goes past, past our/my, stands in, standing in,
            fills in, filling in, deputises, deputizes, covers for, covering for, veto, vetoes,
            need/needs/requires a partner/manager/director/human/person/colleague/parent/teacher,
            asks, ask, checks, agreed to, allow it, allows it, thumbs up it, run past, runs past, says so, say so, give the go, gives the go, rubber stamp
            """
        )
    ])
}
