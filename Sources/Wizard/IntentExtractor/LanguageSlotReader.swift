import Domain
import Language

/// Reads which languages the agent speaks.
struct LanguageSlotReader {
    let message: AnnotatedMessage
    private let topic: Slot?

    init(_ draft: Draft) {
        message = draft.message
        topic = draft.topic
    }

    func read(into draft: inout Draft) {
        var codes: [String] = []
        var removed: [String] = []
        var span: Range<Int>?
        for sentence in message.sentences where !message.isQuoted(sentence.lowerBound) {
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
        return isWholeList(sentence)
    }

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
        "and or only because please is as too to with for fine by when so but also if plus if of in at on pls"
            .split(separator: " ").map { WordKey.of(String($0)) })

    /// "english and german because some guests are from dresden", "Norwegian and English.",
    /// "in German".
    private func isWholeList(_ sentence: Range<Int>) -> Bool {
        let isPlaced = sentence.count > 1 && message.isWord(sentence.lowerBound, Self.in_)
        let first = isPlaced ? sentence.lowerBound + 1 : sentence.lowerBound
        guard
            message.terms.at(first).contains(where: {
                if case .language = $0.value { true } else { false }
            })
        else { return false }
        return isListEnd(first + 1)
    }

    private static let in_ = WordKey.of("in")
}
