import Domain
import Language

/// Reads the moves of a message: agreeing, skipping, asking back, starting over.
struct ActReader {
    let message: AnnotatedMessage
    let context: ReadingContext

    /// Moves that are certain whatever else the message says.
    func acts(changing hasChanges: Bool, problems: Bool) -> [DialogueAct] {
        var acts: [DialogueAct] = []
        if opens(.greeting) { acts.append(.greeting) }
        let question = question()
        question.map { acts.append($0) }
        if hasChanges { acts.append(.inform) }
        // Who only asks agrees to nothing: "how do I run it?"
        let onlyAsks = question?.isAboutSomething == true && message.sentences.count == 1
        if !onlyAsks, acts.contains(.inform) == false, let move = move() { acts.append(move) }
        if opens(.thanks), acts.isEmpty { acts.append(.thanks) }
        if acts.isEmpty || acts == [.greeting] && message.wordCount > 4 {
            acts.append(problems ? .inform : .offTopic)
        }
        return acts
    }

    /// Whether the message, outside quotations, addresses the wizard's own instructions.
    var isInjection: Bool {
        message.moves.all.contains { $0.value == .injection && !message.isQuoted($0.start) }
    }

    var isStartOver: Bool {
        guard !message.sentences.isEmpty else { return false }
        return message.sentences.contains { sentence in
            !message.isQuestion(sentence) && !message.isQuoted(sentence.lowerBound)
                && message.moves.starting(in: sentence).contains { $0.value == .startOver }
                && !message.has(.negation, in: head(sentence, 3))
        } && message.wordCount <= 30
    }

    private func head(_ range: Range<Int>, _ count: Int) -> Range<Int> {
        range.lowerBound ..<| min(range.lowerBound + count, range.upperBound)
    }

    /// The first words of the message, fillers left out.
    func opens(_ move: ActPhrase) -> Bool {
        var index = 0
        while index < min(message.tokens.count, 8) {
            let hits = message.moves.at(index)
            if hits.contains(where: { $0.value == move }) { return true }
            let filler = hits.filter { $0.value == .filler || $0.value == .greeting }.map(\.end)
                .max()
            let token = message.tokens[index]
            guard filler != nil || token.kind != .word else { return false }
            index = filler ?? index + 1
        }
        return false
    }

    private func has(_ move: ActPhrase) -> Bool {
        message.moves.all.contains { $0.value == move && !message.isQuoted($0.start) }
    }

    // MARK: Questions

    private func question() -> DialogueAct? {
        if has(.why) || message.moves.all.contains(where: { $0.value == .why && $0.start < 3 }) {
            return .askWhy
        }
        if has(.show) && message.wordCount <= 14 || isOnly(Self.summaries) { return .show }
        for sentence in message.sentences where message.isQuestion(sentence) {
            if message.moves.starting(in: sentence).contains(where: { $0.value == .why }) {
                return .askWhy
            }
            if message.moves.starting(in: sentence).contains(where: { $0.value == .show }) {
                return .show
            }
            if let term = asked(in: sentence) { return .askMeaning(term) }
            return .askOther
        }
        guard message.sentences.count == 1, let only = message.sentences.first,
            context.topic != nil, opens(.meaning), message.wordCount <= 12,
            let term = asked(in: only)
        else { return nil }
        return .askMeaning(term)
    }

    /// The words between "what does" and "mean".
    private func asked(in sentence: Range<Int>) -> String? {
        guard
            let opener = message.moves.starting(in: sentence).filter({ $0.value == .meaning })
                .max(by: { $0.end < $1.end })
        else { return nil }
        var start = opener.end
        while start < sentence.upperBound, Self.articles.contains(message.tokens[start].key) {
            start += 1
        }
        if start < sentence.upperBound, Self.noTerms.contains(message.tokens[start].key) {
            return nil
        }
        var end = start
        while end < sentence.upperBound, end - start < 4, message.tokens[end].kind == .word,
            !Self.verbs.contains(message.tokens[end].key)
        {
            end += 1
        }
        return end > start ? message.text(start ..<| end) : nil
    }

    private static let articles = WordSet(
        ["a", "an", "the", "by", "is", "this", "that", "your", "exactly"].map(WordKey.of))
    /// "I don't know what to do", "what is it": no word to be explained.
    private static let noTerms = WordSet(
        words: "you i we it to they he she that this these those my happens if")
    private static let verbs = WordSet(
        "mean means do does even for exactly work works here setting is are again please in actually"
            .split(separator: " ")
            .map { WordKey.of(String($0)) })

    // MARK: Replies

    /// Whether the message only agrees, declines or passes: nothing in it is a value.
    var isReply: Bool {
        if context.topic == .confirm, confirmation.isBare { return true }
        if isOnly(Self.ways) || isOnly(Self.summaries) { return true }
        guard message.wordCount <= 16, !hasValues else { return false }
        if context.topic == .slot(.approvalThreshold),
            ApprovalReader.isRefusal(message.whole, of: message)
        {
            return false
        }
        if isSkip || (has(.youDecide) && message.wordCount <= 12) {
            return !message.sentences.contains { sentence in
                message.contains(ToneWords.keys, in: sentence) && !isSkipping(sentence)
            }
        }
        let replies = message.moves.all.filter { Self.replies.contains($0.value) }
        guard !replies.isEmpty, !deniesAThing else { return false }
        if message.contains(ToneWords.keys, in: message.whole) || hasShapedWords { return false }
        if restCount <= 2 { return true }
        if asksForNames { return false }
        guard message.wordCount <= 9, !hasTopicWords,
            opens(.approve) || opens(.reject) || closesWithReply && restCount <= 3
        else {
            return false
        }
        return true
    }

    /// The question who is paid, who approves or how it sounds: whatever else is said may be the answer.
    private var asksForNames: Bool {
        switch context.topic {
        case .slot(let slot):
            slot.kind == .names || slot == .approvalThreshold || slot == .tone
        case .confirm, nil: false
        }
    }

    /// "no other people", but not "no", "no thanks" or "no, it is fine": what is denied is a thing,
    /// and not what was asked.
    private var deniesAThing: Bool {
        guard let first = message.tokens.list.firstIndex(where: { $0.kind == .word }),
            message.isWord(first, Self.no), let next = message.tokens.token(first + 1)
        else { return false }
        return next.kind == .word && message.moves.at(first).allSatisfy { $0.tokens.count == 1 }
            && message.moves.at(first + 1).isEmpty && !Self.afterNo.contains(next.key)
    }

    private static let no = WordKey.of("no")
    private static let afterNo = WordSet(
        words: """
            i its it that this thats you we he she they there dont not need no sir mate way more
            leave keep never nothing none special real
            """)

    private var confirmation: ConfirmationReader { ConfirmationReader(message) }

    private static let replies: Set<ActPhrase> = [
        .approve, .reject, .skip, .youDecide, .undo, .back, .show,
    ]

    private func isSkipping(_ sentence: Range<Int>) -> Bool {
        message.moves.starting(in: sentence).contains {
            $0.value == .skip || $0.value == .youDecide
        }
    }

    /// Amounts, dates, addresses, names, languages: anything that a slot could hold.
    private var hasValues: Bool {
        let hasMention = message.mentions.contains { mention in
            guard let amount = mention.amount else {
                if case .ordinal = mention.kind { return false }
                return true
            }
            return amount.token != nil || !message.tokens[max(0, mention.start - 1)].isSign("+")
        }
        let isQuoting = context.topic == .slot(.greetingStyle) && !message.quotes.isEmpty
        return hasMention || isQuoting
            || message.tokens.list.contains { Self.technical.contains($0.kind) }
            || message.terms.all.contains { Self.isValue($0, message) }
            || message.sentences.contains { !NameFinder(message).names(in: $0).isEmpty }
            || !message.relatives.isEmpty
            || message.toolHits.all.contains { $0.value.isNoun }
    }

    private static func isValue(_ hit: PhraseHit<Term>, _ message: AnnotatedMessage) -> Bool {
        let token = message.tokens[hit.start]
        switch hit.value {
        case .language, .weekday, .network, .zone: return token.end - token.start > 4
        case .currency: return token.end - token.start >= 3
        case .number, .hundred, .scale, .bunch, .half, .quarter, .third, .article, .ordinal, .unit,
            .month:
            return false
        }
    }

    private static let technical: Set<Token.Kind> = [
        .address, .url, .domain, .email, .handle, .path,
    ]

    /// Words that no reply phrase covers.
    private var restCount: Int {
        var isCovered = Array(repeating: false, count: message.tokens.count)
        for hit in message.moves.all where hit.value != .meaning && hit.value != .question {
            for index in hit.tokens { isCovered[index] = true }
        }
        return message.tokens.indices.count { message.tokens[$0].kind == .word && !isCovered[$0] }
    }

    private var closesWithReply: Bool {
        let last = message.tokens.list.lastIndex { $0.kind == .word } ?? 0
        return message.moves.all.contains { Self.replies.contains($0.value) && $0.end == last + 1 }
    }

    /// Words that are a value by themselves: "no retries", "no approval needed".
    private var hasShapedWords: Bool {
        deniesTrait || LanguageSlotReader.listsCodes(message) || message.cues.all.contains {
            switch $0.value {
            case .unlimited: context.topic.map { Self.asksLimit($0) } ?? false
            case .retrySlot, .slippageSlot, .leverageSlot, .metered, .payPerCall, .subscription,
                .concise, .detailed, .balanced, .channelSlot:
                true
            case .toneSlot: message.tokens.token($0.end)?.isSign(":") == true
            case .approvalNone: $0.tokens.count > 1
            default: false
            }
        }
    }

    /// "no personality thx": an answer to the question how it sounds.
    private var deniesTrait: Bool {
        guard context.topic == .slot(.tone), let first = message.tokens.token(0),
            Grammar.negators.contains(first.key), message.tokens.count > 1,
            !message.moves.at(0).contains(where: { $0.value == .skip })
        else { return false }
        return message.tokens[1].kind == .word && message.moves.at(1).isEmpty
            && !Grammar.small.contains(message.tokens[1].key)
            && !Self.interest.contains(message.tokens[1].key)
    }

    private static func asksLimit(_ topic: Question.Topic) -> Bool {
        if case .slot(let slot) = topic { slot.kind == .limit } else { false }
    }

    /// Words that begin a value: "yes, weekly", "yes, ask me first".
    private var hasTopicWords: Bool {
        message.cues.all.contains {
            switch $0.value {
            case .approval, .everything, .daily, .weekly, .monthly, .agentNoun, .toolSlot, .metered,
                .payPerCall, .subscription, .channelSlot, .only, .retrySlot, .slippageSlot,
                .leverageSlot, .concise, .detailed, .balanced:
                true
            case .approvalNone: $0.tokens.count > 1
            default: false
            }
        }
    }

    /// The reply that a message without values makes.
    private func move() -> DialogueAct? {
        let isShort = message.wordCount <= 16
        if has(.undo), isShort { return .undo }
        if (has(.back) && isShort) || isOnly(Self.ways) { return .back }
        if context.topic == .confirm {
            if let verdict = confirmation.verdict { return verdict }
            if confirmation.isIndifferent { return .youDecide }
        }
        if has(.youDecide), isShort { return .youDecide }
        if isSkip { return .skip }
        if opens(.reject), isShort, !deniesAThing { return .reject }
        if opens(.approve), isShort, context.topic != .confirm { return .approve }
        return nil
    }

    /// "no preference", "the board hasn't ruled on that", "I have no view": in short messages.
    var isSkip: Bool {
        guard message.wordCount <= 16, !asksBack else { return false }
        if has(.skip) {
            return message.wordCount <= 9 || opensWithSkip || isIndifferent
        }
        return isIndifferent || isLeaving
    }

    /// "I'd rather leave that", "irrelevant", "that is beyond me".
    private var isLeaving: Bool {
        message.wordCount <= 8 && message.contains(Self.leaving, in: message.whole) && !hasValues
            && !hasTopicWords
    }

    private static let leaving = WordSet(
        words: """
            leave leaving omit omitted irrelevant immaterial unimportant beyond unknown undecided
            unspecified
            """)

    /// "I don't know what a network is" asks for its meaning.
    private var asksBack: Bool {
        guard opens(.meaning), let only = message.sentences.first else { return false }
        return message.sentences.count == 1 && asked(in: only) != nil
    }

    private var opensWithSkip: Bool {
        message.moves.starting(in: head(message.whole, 8)).contains { $0.value == .skip }
    }

    private var isIndifferent: Bool {
        guard message.wordCount <= 16, !hasValues else { return false }
        return message.sentences.contains { sentence in
            message.has(.negation, in: sentence) && message.contains(Self.interest, in: sentence)
        }
    }

    private static let interest = WordSet(
        """
        know mind matter matters opinion opinions preference preferences wish wishes idea ideas clue
        decide decided apply applies care cares view views thought thoughts position requirement
        requirements
        instruction instructions comment worry relevant important difference sure specify
        discussed ruled
        fussed bothered special particular preferred settled feelings feeling considered guess
        """.split(whereSeparator: \.isWhitespace).map { WordKey.of(String($0)) })
}
