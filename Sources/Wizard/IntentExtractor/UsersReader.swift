import Domain
import Language

/// Reads whom the agent serves: "for our dispatch team", "explains it to new colleagues",
/// "Paralegals at our firm look up …".
struct UsersReader {
    let message: AnnotatedMessage
    private let topic: Slot?

    init(_ draft: Draft) {
        message = draft.message
        topic = draft.topic
    }

    func read(into draft: inout Draft) {
        guard draft.context.spec[.targetUsers] == nil, draft.has(.goals) else { return }
        for sentence in message.sentences where !message.isQuoted(sentence.lowerBound) {
            guard
                let range = (isOwn(sentence) ? nil : owner(sentence) ?? served(sentence))
                    ?? subject(sentence, draft)
            else { continue }
            draft.offer(
                .targetUsers, .text(TextSpan.clipped(message.text(range), 240)), range,
                confidence: 65)
            return
        }
    }

    /// "I am running a coaching centre for students": whom the owner serves, not the agent.
    private func isOwn(_ sentence: Range<Int>) -> Bool {
        let head = sentence.lowerBound ..<| min(sentence.lowerBound + 4, sentence.upperBound)
        return message.contains(Self.owners, in: head)
            && message.contains(Self.trades, in: sentence)
            && !message.has(.agentNoun, in: sentence)
    }

    private static let owners = keys("i im we were myself")
    private static let trades = keys(
        "run running runs have own owns manage managing work teach keep rent coordinate organise organize cook drive sell make"
    )

    /// After "for", "on behalf of", and after "to" where something is explained or sold.
    private func served(_ sentence: Range<Int>) -> Range<Int>? {
        for index in sentence {
            let key = message.tokens[index].key
            let isFor =
                key == Self.for_ || Self.behalf.longest(in: message.tokens, at: index) != nil
            let isSo = key == Self.so && message.tokens.token(index + 1)?.kind == .word
            let isTo =
                key == Self.to && message.contains(Self.telling, in: sentence.lowerBound ..<| index)
                && !message.contains(Self.paying, in: sentence.lowerBound ..<| index)
            let start = Self.behalf.longest(in: message.tokens, at: index)?.end ?? index + 1
            if isFor || isTo || isSo, let end = people(from: start, sentence) {
                return start ..<| end
            }
        }
        return nil
    }

    private static let so = WordKey.of("so")
    private static let for_ = WordKey.of("for")
    private static let to = WordKey.of("to")
    private static let telling = keys(
        "explains explain answers answer sells sell teaches teach shows show reads speaks offers offer tells tell helps help"
    )
    private static let paying = keys(
        "pays pay sends send pays tips tip refunds distributes distribute gives give donates")
    private static let behalf = PhraseTable<Bool>([
        (true, "on behalf of, used by, for use by, in the name of")
    ])

    private static let has = keys("have get")

    /// "I'd like our night auditor to have an assistant": who is to have it.
    private func owner(_ sentence: Range<Int>) -> Range<Int>? {
        guard message.has(.agentNoun, in: sentence),
            let to = sentence.first(where: { index in
                message.isWord(index, Self.to)
                    && Self.has.contains(message.tokens.token(index + 1)?.key ?? 0)
            }),
            let our = (sentence.lowerBound ..<| to).last(where: {
                Self.determiners.contains(message.tokens[$0].key)
            }), to - our >= 2, to - our <= 4
        else { return nil }
        return our + 1 ..<| to
    }

    /// At most four words of which the last is people: "our club players", "the finance office".
    private func people(from start: Int, _ sentence: Range<Int>) -> Int? {
        let stop = min(start + 5, sentence.upperBound)
        for index in start ..<| max(start, stop) {
            let token = message.tokens[index]
            guard token.kind == .word, !Self.breaks.contains(token.key) else { return nil }
            if message.tokens.isPossessive(index) { return nil }
            let isGroup = Self.groups.contains(token.key)
            guard isGroup || isPlural(index) else { continue }
            if index + 1 < stop, Self.groups.contains(message.tokens[index + 1].key) {
                return index + 2
            }
            return index + 1
        }
        return nil
    }

    private func isPlural(_ index: Int) -> Bool {
        let token = message.tokens[index]
        return Self.served.contains(token.key) || PayeeWords.people.contains(token.key)
            || PayeeWords.looksLikePeople(message.tokens, index)
    }

    /// "Our product managers trial a lot of software": the people who begin the story.
    private func subject(_ sentence: Range<Int>, _ draft: Draft) -> Range<Int>? {
        guard !message.has(.agentNoun, in: sentence), !message.contains(Self.paying, in: sentence),
            !message.cues.at(sentence.lowerBound).contains(where: { $0.value == .languageSlot })
        else { return nil }
        var start = sentence.lowerBound
        while start < sentence.upperBound, Self.determiners.contains(message.tokens[start].key) {
            start += 1
        }
        let isOur = start > sentence.lowerBound
        for index in start ..<| min(start + 3, sentence.upperBound) {
            guard message.tokens[index].kind == .word,
                !Self.breaks.contains(message.tokens[index].key)
            else { return nil }
            guard isPlural(index) else { continue }
            guard isOur || index == sentence.lowerBound, isMany(index) else { return nil }
            let next = message.tokens.token(index + 1)
            guard let next, next.kind == .word, !Self.statements.contains(next.key) else {
                return nil
            }
            return start ..<| (index + 1)
        }
        return nil
    }

    /// "my late wife handled it": one person tells a story, many are served.
    private func isMany(_ index: Int) -> Bool {
        let token = message.tokens[index]
        return Self.served.contains(token.key)
            || message.tokens.bytes[token.end - 1] | 32 == UInt8(ascii: "s")
    }

    private static let determiners = keys("our my the")
    private static let statements = keys("may are were have has should must see they can get")
    private static let breaks = keys(
        "a an and or but that which who when so because this these it me us i we you in on at of to by with from if is are"
    )
    private static let groups = keys(
        "team teams staff office department crew family committee desk class club board household squad lab clinic kitchen council community school agency firm group crews departments offices"
    )
    static let served = keys(
        """
        guests customers clients colleagues paralegals curators visitors patients students
        readers subscribers fans
        listeners buyers callers analysts agronomists hydrologists residents pupils parents kids
        children users people
        grandparents teenagers tourists passengers hikers travellers travelers shoppers
        applicants owners nurses clerks
        physicians technicians electricians librarians musicians veterinarians nutritionists
        consultants accountants
        assistants merchants participants gamers fishermen salespeople executives principals
        professionals amateurs
        beginners newcomers seniors undergraduates graduates lawyers brokers growers farmers traders
        """)

    private static func keys(_ words: String) -> WordSet {
        WordSet(words.split(whereSeparator: \.isWhitespace).map { WordKey.of(String($0)) })
    }
}
