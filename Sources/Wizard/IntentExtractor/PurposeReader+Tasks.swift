import Domain
import Language

// A purpose told without speaking of an agent: "our lab needs gene lookups from seqdb.example",
// "weather every hour", "translate API calls, half a cent each".
extension PurposeReader {
    /// Nothing is known of the purpose and no other question is open: what comes now is it.
    var isOpen: Bool { spec[.goals] == nil && (topic == nil || isAsked) }

    /// The sentences that say a task: those with a verb, or else those that only name a thing and
    /// say when or for how much.
    func tasks(in candidates: [Range<Int>], _ draft: Draft) -> [Range<Int>] {
        let told = candidates.filter { clauses($0).contains { isTask($0, draft) } }
        guard told.isEmpty else { return told }
        return candidates.filter { clauses($0).contains { isNamedTask($0, draft) } }
    }

    /// The rest of a short opening: what it says of the matter belongs to the purpose, as long as no
    /// other slot holds it.
    func background(of stated: [Range<Int>], _ draft: Draft) -> [Range<Int>] {
        guard isOpen, message.wordCount <= Self.openingMax else { return [] }
        let told = message.sentences.filter { sentence in
            !stated.contains(sentence) && !message.isQuoted(sentence.lowerBound)
                && isStatement(sentence) && !message.has(.blockSlot, in: sentence)
                && message.mentions(in: sentence).allSatisfy { $0.amount == nil }
                && !isUsedUp(sentence, draft) && !message.contains(ToneWords.keys, in: sentence)
                && Substance(message: message).count(in: sentence, draft) >= 2
        }
        guard stated.isEmpty else { return told }
        return told.first.map { isTitle($0) } == true ? told : []
    }

    /// Words of an opening that can be kept whole.
    private static let openingMax = 70

    private func isUsedUp(_ sentence: Range<Int>, _ draft: Draft) -> Bool {
        let words = sentence.filter { message.tokens[$0].kind == .word }
        return words.count { draft.isUsed($0) } * 2 > words.count
    }

    /// "geocoding spender for our courier app": what it is, without a verb.
    private func isTitle(_ sentence: Range<Int>) -> Bool {
        let head = sentence.prefix(8)
        guard let joint = head.first(where: { Self.servings.contains(message.tokens[$0].key) }),
            joint - sentence.lowerBound >= 2
        else { return false }
        return !(sentence.lowerBound ..<| joint).contains {
            Grammar.pronouns.contains(message.tokens[$0].key)
                || Grammar.auxiliaries.contains(message.tokens[$0].key)
        } && message.tokens.token(joint + 1).map { Self.owning.contains($0.key) } == true
    }

    private static let servings = WordSet(words: "for of to")
    private static let owning = WordSet(words: "our my the a an all")

    /// "Our choir needs licences. An agent buys them …": the sentence that says what is meant.
    func withAntecedents(
        of chosen: [Range<Int>], in candidates: [Range<Int>], _ draft: Draft
    ) -> [Range<Int>] {
        candidates.enumerated().filter { place, sentence in
            if chosen.contains(sentence) { return true }
            guard place + 1 < candidates.count, chosen.contains(candidates[place + 1]) else {
                return false
            }
            let next = candidates[place + 1]
            let points = next.contains { index in
                isAction(index) && Self.those.contains(message.tokens.token(index + 1)?.key ?? 0)
            }
            return points && clauses(sentence).contains { isTask($0, draft) }
        }.map(\.element)
    }

    private static let those = WordSet(words: "them those these")

    /// Whether anything but an agent without a task is spoken of: "make an agent called Keeper"
    /// has no purpose yet.
    func hasSubstance(_ sentence: Range<Int>, _ draft: Draft) -> Bool {
        sentence.contains { isAction($0) } || message.toolHits.starting(in: sentence).first != nil
            || Substance(message: message).count(in: sentence, draft) > 0
    }

    func clauses(_ sentence: Range<Int>) -> [Range<Int>] {
        SentenceCutter.clauses(of: sentence, in: message.tokens)
    }

    private func isTask(_ clause: Range<Int>, _ draft: Draft) -> Bool {
        guard isStatement(clause) else { return false }
        let acts =
            clause.contains { isTaskVerb($0) }
            || message.toolHits.starting(in: clause).contains { $0.value.isNoun }
        return acts && (Substance(message: message).count(in: clause, draft) > 0 || isTrade(clause))
    }

    /// "we need it by friday", "I want to know": about this talk, not about a task.
    private func isTaskVerb(_ index: Int) -> Bool {
        let key = message.tokens[index].key
        guard TaskWords.keys.contains(key) else { return false }
        guard Self.needs.contains(key), let next = message.tokens.token(index + 1) else {
            return true
        }
        return !Self.talk.contains(next.key)
            && Self.knows.longest(in: message.tokens, at: index + 1) == nil
    }

    private static let needs = WordSet(words: "need needs want wants help")
    private static let talk = WordSet(words: "it this that you help more")
    private static let knows = PhraseTable<Bool>([
        (true, "to know, to understand, to see, to ask, to talk, to think, some help, some time")
    ])

    /// "buy ETH when it drops below 3000": the coin is what is wanted.
    private func isTrade(_ clause: Range<Int>) -> Bool {
        let trade = CoinTrade(message: message)
        return message.toolHits.starting(in: clause).contains { hit in
            (hit.value == .buy || hit.value == .sell) && trade.movesCoin(hit.end, clause)
        }
    }

    /// "weather every hour", "receipt OCR calls, 2 cents a page".
    private func isNamedTask(_ clause: Range<Int>, _ draft: Draft) -> Bool {
        guard isStatement(clause), Substance(message: message).names(in: clause, draft) else {
            return false
        }
        let sentence = message.sentence(of: clause.lowerBound)
        return message.mentions(in: sentence).contains { $0.amount?.token != nil }
            || draft.changes.contains { change in
                change.slot == .schedule && change.span.overlaps(message.span(sentence))
            }
    }

    /// Neither a prohibition, nor what somebody said, nor about who approves or how it sounds.
    private func isStatement(_ clause: Range<Int>) -> Bool {
        let head = clause.lowerBound ..<| min(clause.lowerBound + 2, clause.upperBound)
        return clause.count >= 2 && !message.has(.negation, in: head)
            && !message.contains(Self.speech, in: clause)
            && !message.has(.approval, in: clause) && !message.has(.toneSlot, in: head)
            && !message.has(.stopSlot, in: head) && !message.has(.killSlot, in: head)
            && !message.has(.retrySlot, in: head) && !isPast(clause) && !isNotice(clause, head)
    }

    /// "alert me if it goes over 200 a week".
    private func isNotice(_ clause: Range<Int>, _ head: Range<Int>) -> Bool {
        message.has(.channelSlot, in: head) && message.has(.when, in: clause)
    }

    /// "I forgot Theo", "last year we had": a story, not a task.
    private func isPast(_ clause: Range<Int>) -> Bool {
        message.contains(Self.past, in: clause)
    }

    private static let past = WordSet(
        words: "forgot ate lost was were had did went told wrote used thought last")
}
