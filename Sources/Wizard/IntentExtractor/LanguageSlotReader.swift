import Domain
import Language

/// Reads which languages the agent speaks.
struct LanguageSlotReader {
    let message: AnnotatedMessage
    private let topic: Slot?
    private let knowsLanguages: Bool

    init(_ draft: Draft) {
        message = draft.message
        topic = draft.topic
        knowsLanguages = !draft.context.spec.list(.languages).isEmpty
    }

    func read(into draft: inout Draft) {
        var codes: [String] = []
        var removed: [String] = []
        var span: Range<Int>?
        for sentence in message.sentences where !message.isQuoted(sentence.lowerBound) {
            if corrects(sentence), !codes.isEmpty, !said(in: sentence).isEmpty { codes = [] }
            for hit in message.terms.starting(in: sentence) {
                guard case .language(let code) = hit.value, isMeant(hit, sentence) else { continue }
                if isRemoved(hit.start, sentence) {
                    removed.append(code)
                } else if !codes.contains(code) {

                    codes.append(code)
                }
                span = (span?.lowerBound ?? hit.start) ..<| hit.end
            }
        }
        guard let span else { return }
        if !removed.isEmpty { draft.change(.languages, .remove(.languages(removed)), span) }
        guard !codes.isEmpty else { return }
        let adds =
            message.contains(Self.adders, in: message.whole)
            && !draft.context.spec.list(.languages).isEmpty
        draft.change(.languages, adds ? .add(.languages(codes)) : .set(.languages(codes)), span)
    }

    private static let adders = WordSet(
        ["add", "also", "plus", "too", "additionally", "include"].map(WordKey.of))

    private func said(in sentence: Range<Int>) -> [PhraseHit<Term>] {
        message.terms.starting(in: sentence).filter {
            if case .language = $0.value { isMeant($0, sentence) } else { false }
        }
    }

    /// "no, just Spanish and English": the list before it is taken back.
    private func corrects(_ sentence: Range<Int>) -> Bool {
        let head = sentence.lowerBound ..<| min(sentence.lowerBound + 3, sentence.upperBound)
        return message.contains(Self.corrections, in: head)
    }

    private static let corrections = WordSet(words: "no just sorry wait rather actually")

    private func isRemoved(_ index: Int, _ sentence: Range<Int>) -> Bool {
        let before = max(sentence.lowerBound, index - 2) ..<| index
        return message.cues.starting(in: before).contains {
            ($0.value == .negation || $0.value == .scratch || $0.value == .notThis)
                && $0.end == index
        }
    }

    /// A language that is spoken, not "plain English", "Swiss German bakery" or "Latin letters".
    private func isMeant(_ hit: PhraseHit<Term>, _ sentence: Range<Int>) -> Bool {
        let token = message.tokens[hit.start]
        guard token.end - token.start > 3 || token.isCapital else { return false }
        if message.isWord(hit.start - 1, Self.plain) { return false }
        if let next = message.tokens.token(hit.end), next.kind == .word, next.key == Self.letters {
            return false
        }
        if topic == .languages { return true }
        if message.has(.languageSlot, in: sentence) { return isListEnd(hit.end) }
        if isEdited(hit, sentence) { return true }
        return isWholeList(sentence) || isClauseOfItsOwn(hit.start, sentence)
    }

    /// "Drop Polish, add Czech": of languages that are known.
    private func isEdited(_ hit: PhraseHit<Term>, _ sentence: Range<Int>) -> Bool {
        guard knowsLanguages else { return false }
        let before = max(sentence.lowerBound, hit.start - 2) ..<| hit.start
        return message.contains(Self.edits, in: before) && isListEnd(hit.end)
    }

    private static let edits = WordSet(words: "drop add remove plus lose scratch skip include")

    /// "call it LouBot, english, funny": a clause that is nothing but languages.
    private func isClauseOfItsOwn(_ index: Int, _ sentence: Range<Int>) -> Bool {
        SentenceCutter.clauses(of: sentence, in: message.tokens).contains { clause in
            clause.contains(index)
                && clause.allSatisfy { place in
                    message.tokens[place].kind != .word
                        || Self.listed.contains(message.tokens[place].key)
                        || message.terms.at(place).contains {
                            if case .language = $0.value { true } else { false }
                        }
                }
        }
    }

    private static let listed = WordSet(words: "and or also in plus only just no")
    private static let plain = WordKey.of("plain")
    private static let letters = WordKey.of("letters")

    /// "Polish suppliers" are suppliers.
    private func isListEnd(_ index: Int) -> Bool {
        guard let next = message.tokens.token(index), next.kind == .word else { return true }
        return Self.after.contains(next.key)
            || message.terms.at(index).contains {
                if case .language = $0.value { true } else { false }
            }
    }

    private static let after = WordSet(
        "and or only because please is as too to with for fine by when so but also if plus if of in at on pls from"
            .split(separator: " ").map { WordKey.of(String($0)) })

    /// "english and german because some guests are from dresden", "Norwegian and English.",
    /// "in German".
    private func isWholeList(_ sentence: Range<Int>) -> Bool {
        let isPlaced = sentence.count > 1 && message.isWord(sentence.lowerBound, Self.in_)
        var first = isPlaced ? sentence.lowerBound + 1 : sentence.lowerBound
        while first < sentence.upperBound,
            message.tokens[first].isSign(",") || Self.openers.contains(message.tokens[first].key)
        { first += 1 }
        guard
            message.terms.at(first).contains(where: {
                if case .language = $0.value { true } else { false }
            })
        else { return false }
        return isListEnd(first + 1)
    }

    private static let openers = WordSet(words: "no just only sorry wait maybe both")
    private static let in_ = WordKey.of("in")
}
