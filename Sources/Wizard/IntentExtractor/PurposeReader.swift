import Domain
import Language

/// Reads what kind of agent it is and what it is for, in the owner's own words.
struct PurposeReader {
    let message: AnnotatedMessage
    let topic: Slot?
    let spec: AgentSpec

    init(_ draft: Draft) {
        message = draft.message
        topic = draft.topic
        spec = draft.context.spec
    }

    func read(into draft: inout Draft) {
        if readKind(&draft) { return }
        let stated = purposeSentences(draft)
        let told = background(of: stated, draft)
        let sentences = message.sentences.filter { stated.contains($0) || told.contains($0) }
        guard sentences.contains(where: { hasSubstance($0, draft) }) else { return }
        store(sentences, &draft)
    }

    /// After "start over": only what is said outright.
    func readExplicit(into draft: inout Draft) {
        let sentences = message.sentences.filter {
            !message.isQuoted($0.lowerBound) && score($0, draft) >= 3 && !isRestart($0)
        }
        guard !sentences.isEmpty else { return }
        store(sentences, &draft)
    }

    private func isRestart(_ sentence: Range<Int>) -> Bool {
        message.moves.starting(in: sentence).contains { $0.value == .startOver }
    }

    var isAsked: Bool { topic == .goals || topic == .agentType }
    private var isKnown: Bool { spec[.goals] != nil && spec[.agentType] != nil }

    /// Whether this message says anew what the agent is for.
    func replaces(_ draft: Draft) -> Bool { isAsked || hasGoalCue(message.whole) }

    /// The sentences that say what the agent is for; none when the message is about other things.
    func purposeSentences(_ draft: Draft) -> [Range<Int>] {
        let candidates = message.sentences.filter {
            !message.isQuoted($0.lowerBound) && !message.isQuestion($0) && !isNaming($0, draft)
        }
        let cued = candidates.filter { hasGoalCue($0) }
        if isKnown, !isAsked {
            return cued.filter { isOutright($0) }
        }
        let scored = candidates.map { (range: $0, score: score($0, draft)) }
        var chosen = scored.filter { $0.score >= 3 }.map(\.range)
        if isOpen, !chosen.contains(where: { $0.contains { isAction($0) } }) {
            let tasks = tasks(in: candidates, draft)
            chosen = candidates.filter { chosen.contains($0) || tasks.contains($0) }
        }
        if isOpen { chosen = withAntecedents(of: chosen, in: candidates, draft) }
        if chosen.isEmpty, isAsked { chosen = scored.filter { $0.score >= 2 }.map(\.range) }
        if chosen.isEmpty, !cued.isEmpty { chosen = cued }
        if chosen.isEmpty, isAsked, let best = scored.max(by: { $0.score < $1.score }),
            best.score >= 1,
            draft.changes.isEmpty
        {
            chosen = [best.range]
        }
        return chosen
    }

    /// "Call it Weather Buyer": a name and nothing else, whatever the words of the name mean.
    private func isNaming(_ sentence: Range<Int>, _ draft: Draft) -> Bool {
        guard draft.has(.agentName),
            let cue = message.cues(.nameSlot, in: sentence).first,
            cue.start - sentence.lowerBound <= 3
        else { return false }
        return (cue.end ..<| sentence.upperBound).allSatisfy {
            draft.isUsed($0) || message.tokens[$0].kind != .word || $0 == cue.end
        }
    }

    private func hasGoalCue(_ range: Range<Int>) -> Bool {
        message.cues(.goalSlot, in: range).contains {
            !message.isQuoted($0.start) && isOutrightCue($0)
        }
    }

    private func isOutright(_ sentence: Range<Int>) -> Bool {
        message.cues(.goalSlot, in: sentence).contains { isOutrightCue($0) }
    }

    private func isOutrightCue(_ hit: PhraseHit<Cue>) -> Bool {
        let sentence = message.sentence(of: hit.start)
        guard hit.start - sentence.lowerBound <= 3,
            !message.has(.usersSlot, in: hit.end ..<| sentence.upperBound),
            !message.cues.starting(in: sentence.lowerBound ..<| hit.start).contains(where: {
                $0.value == .usersSlot
            })
        else { return false }
        let key = message.tokens[hit.start].key
        if hit.tokens.count > 1 { return Self.outright.contains(key) }
        let next = message.tokens.token(hit.end)
        return Self.alone.contains(key)
            && (next?.isSign(":") == true || next?.key == WordKey.of("is"))
    }

    private static let outright = WordSet(
        ["what", "its", "the", "main", "new", "better", "use", "really"].map(WordKey.of))
    private static let alone = WordSet(
        ["purpose", "goal", "goals", "objective", "mission"].map(WordKey.of))

    /// How much a sentence sounds like the purpose of an agent.
    private func score(_ sentence: Range<Int>, _ draft: Draft) -> Int {
        var score = 0
        if hasGoalCue(sentence) { score += 3 }
        if message.has(.agentNoun, in: sentence) { score += 2 }
        if message.has(.wish, in: sentence) { score += 1 }
        if message.has(.duty, in: sentence) { score += 1 }
        let actions = sentence.count { isAction($0) }
        score += min(actions, 2) * (sentence.count > 2 ? 1 : 0)
        if actions > 0, opensWithVerb(sentence) || hasOwnSubject(sentence) { score += 2 }
        if actions > 0, message.has(.duty, in: sentence) { score += 1 }
        if isFragment(sentence) { score += 1 }
        score -= actions > 0 ? usedShare(sentence, draft) / 2 : usedShare(sentence, draft)
        if message.contains(Self.speech, in: sentence) { score -= 3 }
        if message.has(
            .negation,
            in: sentence.lowerBound ..<| min(sentence.lowerBound + 2, sentence.upperBound))
            || isForbidding(sentence)
        {
            score -= 3
        }
        if message.has(.toneSlot, in: sentence) && actions == 0 { score -= 2 }
        if message.has(.approval, in: sentence)
            && message.mentions(in: sentence).contains(where: { $0.amount != nil })
        {
            score -= 2
        }
        return score
    }

    /// "I'd never want it paying more than …": a limit, whatever its verbs.
    private func isForbidding(_ sentence: Range<Int>) -> Bool {
        let head = sentence.lowerBound ..<| min(sentence.lowerBound + 4, sentence.upperBound)
        return message.contains(Self.nevers, in: head)
    }

    private static let nevers = WordSet(words: "never mustnt shouldnt")

    static let speech = WordSet(
        ["said", "says", "told", "thinks", "thought"].map(WordKey.of))

    func isAction(_ index: Int) -> Bool {
        message.tokens[index].kind == .word && ActionWords.keys.contains(message.tokens[index].key)
            || message.tokens[index].flags.contains(.mended)
                && ActionWords.keys.contains(message.tokens[index].key)
    }

    /// "renews my domain names", "bot to rent gpus", "pays for …".
    private func opensWithVerb(_ sentence: Range<Int>) -> Bool {
        guard sentence.lowerBound == message.sentences.first?.lowerBound else { return false }
        let first = message.tokens[sentence.lowerBound]
        return ActionWords.keys.contains(first.key)
            && message.tokens.bytes[first.end - 1] == UInt8(ascii: "s")
    }

    /// "It settles invoices", "Agent buys records", "Zugzwang analyses positions".
    private func hasOwnSubject(_ sentence: Range<Int>) -> Bool {
        guard sentence.count > 2 else { return false }
        let (first, second) = (
            message.tokens[sentence.lowerBound], message.tokens[sentence.lowerBound + 1]
        )
        guard second.kind == .word, ActionWords.keys.contains(second.key),
            message.tokens.bytes[second.end - 1] == UInt8(ascii: "s")
        else { return false }
        return Self.subjects.contains(first.key)
            || (first.isCapital && message.cues.at(sentence.lowerBound).isEmpty)
    }

    private static let subjects = WordSet(["it", "agent", "bot", "he", "she"].map(WordKey.of))

    /// "A translation buyer for our museum audio guide.": no verb, at the very start.
    private func isFragment(_ sentence: Range<Int>) -> Bool {
        sentence.lowerBound == message.sentences.first?.lowerBound
            && message.has(.agentNoun, in: sentence)
    }

    /// 0 to 4: how much of the sentence other slots have taken.
    private func usedShare(_ sentence: Range<Int>, _ draft: Draft) -> Int {
        let words = sentence.filter { message.tokens[$0].kind == .word }
        guard !words.isEmpty else { return 4 }
        let used = words.count { draft.isUsed($0) }
        return used * 4 / words.count
    }

    // MARK: Storing

    private func store(_ sentences: [Range<Int>], _ draft: inout Draft) {
        let span = sentences[0].lowerBound ..<| sentences[sentences.count - 1].upperBound
        let purposes = sentences.map { withoutTerms($0, draft) }
        let goals = TextSpan.clipped(purposes.map { trimmed($0) }.joined(separator: ". "), 600)
        let type = kind(of: purposes, draft)
        let replace = replaces(draft)
        if spec[.goals] == nil || replace { draft.set(.goals, .text(goals), span, confidence: 85) }
        if spec[.agentType] == nil || (replace && topic != .goals) || hasGoalCue(message.whole) {
            draft.set(.agentType, .text(type), span, confidence: 80)
        }
    }

    /// Without the clauses at its ends that state amounts: those have slots of their own.
    private func withoutTerms(_ sentence: Range<Int>, _ draft: Draft) -> Range<Int> {
        var start = sentence.lowerBound
        while let comma = (start ..<| sentence.upperBound).first(where: {
            message.tokens[$0].isSign(",")
        }), comma + 3 < sentence.upperBound, isTerm(start ..<| comma, draft),
            Substance(message: message).count(in: start ..<| comma, draft) == 0
        {
            start = comma + 1
        }
        let sentence = start ..<| sentence.upperBound
        var end = sentence.upperBound
        while let comma = (sentence.lowerBound ..<| end).last(where: {
            message.tokens[$0].isSign(",") && $0 + 1 < end
        }) {
            guard isTerm(comma + 1 ..<| end, draft), comma - sentence.lowerBound > 3 else { break }
            end = comma
        }
        return sentence.lowerBound ..<| end
    }

    private func isTerm(_ clause: Range<Int>, _ draft: Draft) -> Bool {
        message.mentions(in: clause).contains { $0.amount != nil }
            && (usedShare(clause, draft) >= 1
                || [.cap, .above, .below, .approval].contains { message.has($0, in: clause) })
    }

    /// Without greetings and fillers at its head.
    private func trimmed(_ sentence: Range<Int>) -> String {
        var start = sentence.lowerBound
        while start < sentence.upperBound - 3 {
            let hit = message.moves.at(start).filter {
                $0.value == .filler || $0.value == .greeting
            }.map(\.end).max()
            if let hit, hit < sentence.upperBound - 3 {
                start = hit
            } else if message.tokens[start].kind != .word {
                start += 1
            } else {
                break
            }
        }
        return message.text(start ..<| sentence.upperBound)
    }

    /// "weather data buyer", from the noun that names the agent on, 160 characters at most.
    private func kind(of sentences: [Range<Int>], _ draft: Draft) -> String {
        for sentence in sentences {
            guard
                let hit = message.cues(.agentNoun, in: sentence).first(where: { !isOwner($0) })
            else { continue }
            let range = phraseStart(hit.start, sentence) ..<| sentence.upperBound
            if isPointing(hit, sentence) { break }
            if isIdle(range), sentences.count > 1, hit.start - sentence.lowerBound > 8 { continue }
            return TextSpan.clipped(explained(message.text(range), range, sentences), 150)
        }
        return TextSpan.clipped(trimmed(task(of: sentences) ?? sentences[0]), 150)
    }

    /// "so can something send it to her": what is meant was said before it in the same sentence.
    private func isPointing(_ hit: PhraseHit<Cue>, _ sentence: Range<Int>) -> Bool {
        let head = hit.end ..<| min(hit.end + 5, sentence.upperBound)
        return hit.start - sentence.lowerBound > 12
            && head.contains { Self.pointing.contains(message.tokens[$0].key) }
    }

    private static let pointing = WordSet(words: "it them her him those")

    private func task(of sentences: [Range<Int>]) -> Range<Int>? {
        sentences.first { sentence in
            message.toolHits.starting(in: sentence).contains { $0.value.isNoun }
        } ?? sentences.first { sentence in sentence.contains { isAction($0) } }
    }

    /// "agent that buys them" needs the sentence before it, "agent called Otto" the one after it.
    private func explained(_ text: String, _ range: Range<Int>, _ sentences: [Range<Int>]) -> String
    {
        let place = message.sentences.firstIndex { $0.contains(range.lowerBound) } ?? 0
        let head = range.lowerBound ..<| min(range.lowerBound + 6, range.upperBound)
        let isUnresolved =
            message.contains(Self.pronouns, in: message.wordCount <= 70 ? range : head)
            || isVague(head)
        let start = message.sentences[place].lowerBound
        if isUnresolved, range.lowerBound - start > 6 {
            return text + ": " + message.text(start ..<| range.lowerBound)
        }
        if isUnresolved, place > 0 {
            let before = sentences.last { $0.upperBound <= start } ?? message.sentences[place - 1]
            return text + ": " + message.text(before)
        }
        if isIdle(range), let task = task(of: sentences.filter { !$0.overlaps(range) }) {
            return text + ": " + message.text(task)
        }
        if range.count <= 4, place > 0, range.upperBound == message.sentences[place].upperBound,
            let before = sentences.last(where: { $0.upperBound <= start })
        {
            return text + ": " + message.text(before)
        }
        let isBare = range.count <= 4 || message.has(.nameSlot, in: head) && range.count <= 7
        guard isBare, let next = sentences.first(where: { $0.lowerBound >= range.upperBound })
        else { return text }
        return text + ": " + message.text(next)
    }

    /// "agent could do that": the thing itself was said before.
    private func isVague(_ head: Range<Int>) -> Bool {
        message.contains(Self.vague, in: head) && message.contains(Self.doings, in: head)
            || Self.definites.firstMatch(in: message, head) != nil
    }

    private static let definites = PhraseTable<Bool>([(true, "the money, the rest, the thing, the lot")])
    private static let vague = WordSet(words: "that this it so")
    private static let doings = WordSet(words: "do does did for handle handles manage")

    /// "helper now, as Sister Agnes has gone blind": neither what it does nor a kind of agent.
    private func isIdle(_ range: Range<Int>) -> Bool {
        !range.contains { isAction($0) } && message.toolHits.starting(in: range).isEmpty
    }

    /// "I'm secretary at a law firm": the owner's work, not the agent's.
    private func isOwner(_ hit: PhraseHit<Cue>) -> Bool {
        message.contains(Self.own, in: max(0, hit.start - 3) ..<| hit.start)
    }

    private static let own = WordSet(words: "im i'm am as we're")
    private static let pronouns = WordSet(["them", "those", "these", "him", "her"].map(WordKey.of))

    /// The adjectives before the noun belong to it.
    private func phraseStart(_ noun: Int, _ sentence: Range<Int>) -> Int {
        var start = noun
        while start > sentence.lowerBound, noun - start < 5 {
            let token = message.tokens[start - 1]
            guard token.kind == .word, !Self.stops.contains(token.key) else { break }
            start -= 1
        }
        return start
    }

    private static let stops = WordSet(
        """
        a an the my our want need like love is its it be me i we would id to for of have make
        build get one this some your that
        ned wanna lil little
        """.split(whereSeparator: \.isWhitespace).map { WordKey.of(String($0)) })
}
