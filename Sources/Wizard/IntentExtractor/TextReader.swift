import Domain
import Language

/// Reads what is kept in the owner's own words: tone, users, greeting, rules and the like.
struct TextReader {
    let message: AnnotatedMessage
    let topic: Slot?
    let context: ReadingContext

    init(_ draft: Draft) {
        message = draft.message
        topic = draft.topic
        context = draft.context
    }

    func read(into draft: inout Draft) {
        var taken: Set<Int> = []
        for (place, sentence) in message.sentences.enumerated() where isOpen(sentence, draft) {
            guard let slot = named(sentence, draft) else { continue }
            store(slot, [sentence], &draft)
            taken.insert(place)
            if slot == .tone { readProhibitions(in: sentence, &draft) }
        }
        readTopic(taken, &draft)
    }

    /// "discreet, no client names in messages": a rule beside the tone.
    private func readProhibitions(in sentence: Range<Int>, _ draft: inout Draft) {
        for clause in SentenceCutter.clauses(of: sentence, in: message.tokens).dropFirst()
        where isProhibition(clause, draft, besideTone: true) {
            store(.constraints, [clause], &draft)
        }
    }

    /// Neither quoted nor used up by what has a shape of its own.
    private func isOpen(_ sentence: Range<Int>, _ draft: Draft) -> Bool {
        !message.isQuestion(sentence)
            && !(message.isQuoted(sentence.lowerBound) && message.isQuoted(sentence.upperBound - 1))
    }

    // MARK: Named by its words

    private func named(_ sentence: Range<Int>, _ draft: Draft) -> Slot? {
        let share = usedShare(sentence, draft)
        if message.has(.successSlot, in: sentence), share < 50,
            !message.has(.stopSlot, in: sentence)
        {
            return .successCriteria
        }
        if isGreeting(sentence), share < 50 { return .greetingStyle }
        let hasSpeech = sentence.contains { message.tokens[$0].kind == .quote }
        if isHeaded(sentence), !hasSpeech { return .tone }
        if isBrand(sentence), topic != .tone || hasSpeech { return .brandVoice }
        if isExample(sentence) { return .exampleInteractions }
        if isEscalation(sentence, draft) { return .escalationRules }
        if isTone(sentence, draft), share < 60 { return .tone }
        if isEdge(sentence), share < 40 { return .edgeCases }
        if isUsers(sentence, draft) { return .targetUsers }
        if isRule(sentence), share < 50, !isBlockList(sentence, draft),
            !isHeldElsewhere(sentence, draft)
        {
            return .constraints
        }
        if topic != .tone, isProhibition(sentence, draft), share < 50 { return .constraints }
        return nil
    }

    private func usedShare(_ sentence: Range<Int>, _ draft: Draft) -> Int {
        let words = sentence.filter { message.tokens[$0].kind == .word }
        return words.isEmpty ? 100 : words.count { draft.isUsed($0) } * 100 / words.count
    }

    private func isGreeting(_ sentence: Range<Int>) -> Bool {
        let hits = message.cues(.greetingSlot, in: sentence)
        return hits.contains { hit in
            let key = message.tokens[hit.start].key
            return Self.greets.contains(key)
                || hit.tokens.count > 1
                    && message.tokens.indices.contains(hit.end)
                    && sentence.contains {
                        message.tokens[$0].kind == .quote
                            || Self.greets.contains(message.tokens[$0].key)
                            || Self.quotes.contains(message.tokens[$0].key)
                    }
        }
    }

    private static let greets = WordSet(
        [
            "greet", "greets", "greeting", "greetings", "welcome", "welcomes", "introduces",
            "introduce", "opens", "open", "hello", "hi",
        ].map(WordKey.of))
    private static let quotes = WordSet(
        ["joke", "quote", "pun", "name", "fact", "proverb", "question", "emoji"].map(WordKey.of))

    private func isBrand(_ sentence: Range<Int>) -> Bool {
        let hasQuote = sentence.contains { message.tokens[$0].kind == .quote }
        return message.has(.brandSlot, in: sentence)
            && (hasQuote || topic == .brandVoice || message.contains(Self.brands, in: sentence))
    }

    private static let brands = WordSet(
        ["brand", "wording", "spell", "spelled", "spelling"].map(WordKey.of))

    private func isExample(_ sentence: Range<Int>) -> Bool {
        let head = sentence.lowerBound ..<| min(sentence.lowerBound + 3, sentence.upperBound)
        return message.has(.exampleSlot, in: head)
            && sentence.contains { message.tokens[$0].kind == .quote }
    }

    private func isEscalation(_ sentence: Range<Int>, _ draft: Draft) -> Bool {
        if message.cues(.contactSlot, in: sentence).contains(where: {
            Self.calls.contains(message.tokens[$0.start].key)
        }),
            ContactReader(message).isReachable(in: sentence)
        {
            return true
        }
        if isCallInACase(sentence) { return true }
        guard let hit = message.cues(.escalationSlot, in: sentence).first else { return false }
        if topic == .escalationRules || topic == .escalationContact { return true }
        let key = message.tokens[hit.start].key
        if key == WordKey.of("goes") || key == WordKey.of("go") || key == WordKey.of("send")
            || key == WordKey.of("over")
        {
            return message.contains(Self.troubles, in: sentence)
                && message.mentions(in: sentence).isEmpty
        }
        return hit.tokens.count > 1
            && message.mentions(in: sentence).allSatisfy { $0.amount?.token == nil }
            || Self.handovers.contains(key)
    }

    /// "Ring my son Howard if there's a muddle".
    private func isCallInACase(_ sentence: Range<Int>) -> Bool {
        let head = sentence.lowerBound ..<| min(sentence.lowerBound + 2, sentence.upperBound)
        return head.contains { Self.rings.contains(message.tokens[$0].key) }
            && message.has(.when, in: sentence)
            && !NameFinder(message).names(in: sentence, roles: true).isEmpty
    }

    private static let rings = WordSet(words: "ring call phone page contact fetch")
    private static let calls = WordSet(
        [
            "call", "contact", "phone", "ring", "reach", "page", "disputes", "dispute",
            "complaints",
            "emergencies", "problems", "questions", "trouble", "emergency",
        ].map(WordKey.of))
    private static let handovers = WordSet(["escalate", "escalates", "escalation"].map(WordKey.of))
    static let troubles = WordSet(
        """
        dispute disputes complaint complaints problem problems angry refuses lawyer legal threat
        anybody anyone whatever everything
        doubt unclear emergency emergencies trouble wrong else difficult unsure stuck complain
        complains questions
        """.split(whereSeparator: \.isWhitespace).map { WordKey.of(String($0)) })

    private func isEdge(_ sentence: Range<Int>) -> Bool {
        let head = sentence.lowerBound ..<| min(sentence.lowerBound + 3, sentence.upperBound)
        return message.has(.edgeSlot, in: head) && message.has(.constraintSlot, in: sentence)
    }

    private func isUsers(_ sentence: Range<Int>, _ draft: Draft) -> Bool {
        guard context.spec[.targetUsers] == nil || topic == .targetUsers else { return false }
        return message.cues(.usersSlot, in: sentence).contains { hit in
            let key = message.tokens[hit.start].key
            return Self.userWords.contains(key)
                || hit.tokens.count >= 3 && hit.end < sentence.upperBound
                    && !Self.forOur.contains(key)
        } && sentence.count <= 24
            && message.mentions(in: sentence).allSatisfy { $0.amount?.token == nil }
    }

    private static let userWords = WordSet(
        ["used", "users", "audience", "target", "clientele"].map(WordKey.of))
    private static let forOur = WordSet(["for", "is", "it"].map(WordKey.of))

    // MARK: The answer to the question

    private func readTopic(_ taken: Set<Int>, _ draft: inout Draft) {
        guard let topic, topic.kind == .text || topic.kind == .texts || topic == .escalationContact,
            !draft.has(topic), topic != .goals, topic != .agentType
        else { return }
        let open = message.sentences.enumerated().filter { place, sentence in
            !taken.contains(place) && isOpen(sentence, draft) && usedShare(sentence, draft) < 50
                && !isNoise(sentence)
        }.map(\.element)
        guard !open.isEmpty, isPlausible(topic, open, draft) else { return }
        store(topic, open, &draft)
    }

    private func isNoise(_ sentence: Range<Int>) -> Bool {
        let words = sentence.filter { message.tokens[$0].kind == .word }
        return words.isEmpty
            || words.allSatisfy {
                isFiller($0)
                    || message.moves.at($0).contains {
                        $0.value == .approve || $0.value == .greeting || $0.value == .thanks
                    }
            }
            || message.cues(
                .scratch,
                in: sentence.lowerBound ..<| min(sentence.lowerBound + 1, sentence.upperBound)
            ).isEmpty == false && sentence.count <= 4
    }

    /// Whether the sentences can answer this question rather than say something else.
    private func isPlausible(_ topic: Slot, _ open: [Range<Int>], _ draft: Draft) -> Bool {
        if !draft.changes.isEmpty,
            draft.changes.contains(where: { $0.confidence >= 70 && !isSide($0.slot, topic) })
        {
            return false
        }
        if message.has(
            .instead, in: open[0].lowerBound ..<| min(open[0].lowerBound + 2, open[0].upperBound)),
            context.spec[topic] == nil
        {
            return false
        }
        if topic == .tone { return message.wordCount <= 16 || open.contains { isTone($0, draft) } }
        return message.wordCount <= 60
    }

    /// Values that go along with an answer in words.
    private func isSide(_ slot: Slot, _ topic: Slot) -> Bool {
        slot == .verbosityLevel || slot == .escalationContact || slot == .constraints
            || slot == .escalationRules
            || (topic != .tone && (slot == .notificationChannel || slot == .tone))
    }

    // MARK: Storing

    private func store(_ slot: Slot, _ sentences: [Range<Int>], _ draft: inout Draft) {
        let span = sentences[0].lowerBound ..<| sentences[sentences.count - 1].upperBound
        let texts = sentences.map { trimmed(slot == .tone ? toneOnly($0) : $0) }.filter {
            !$0.isEmpty
        }
        guard !texts.isEmpty else { return }
        if slot == .escalationContact || slot == .escalationRules { readContact(sentences, &draft) }
        switch slot.kind {
        case .text:
            var text = texts.joined(separator: ". ")
            if draft.has(slot), case .text(let old)? = draft.value(slot), !old.isEmpty {
                text = old + ". " + text
            }
            draft.set(slot, .text(TextSpan.clipped(text, slot.lengthMax)), span, confidence: 80)
        case .texts:
            let items = texts.map { TextSpan.clipped($0, slot.lengthMax) }
            draft.change(slot, .add(.texts(items)), span, confidence: 80)
        default: break
        }
    }

    /// "call it LouBot, english, funny": from the first clause on that sounds like something.
    private func toneOnly(_ sentence: Range<Int>) -> Range<Int> {
        guard message.cues(.toneSlot, in: sentence).isEmpty else { return sentence }
        let clauses = SentenceCutter.clauses(of: sentence, in: message.tokens)
        let first = clauses.first { message.contains(ToneWords.keys, in: $0) }
        guard let first, message.has(.nameSlot, in: sentence.lowerBound ..<| first.lowerBound)
        else {
            return sentence
        }
        return first.lowerBound ..<| sentence.upperBound
    }

    private func trimmed(_ sentence: Range<Int>) -> String {
        var start = sentence.lowerBound
        while start < sentence.upperBound - 1,
            let end = message.moves.at(start).filter({ $0.value == .filler }).map(\.end).max(),
            end < sentence.upperBound
        {
            start = end
        }
        while start < sentence.upperBound, message.tokens[start].isSign(",") { start += 1 }
        return message.text(start ..<| sentence.upperBound)
    }

    /// "hand over to reception, extension 9", "goes to Ludmila in HR", "call dispatch on +41 …".
    private func readContact(_ sentences: [Range<Int>], _ draft: inout Draft) {
        for sentence in sentences {
            if let contact = ContactReader(message).contact(in: sentence) {
                draft.offer(.escalationContact, .name(contact.text), contact.tokens, confidence: 80)
                return
            }
        }
    }
}
