import Domain
import Language

/// Whom "him", "her" and "them" mean where the message has just said it: "the gardener came by,
/// give him 45 quid". Nil when nobody, or more than one, was named.
struct Antecedent {
    let text: CommandText
    let range: Range<Int>

    init(_ text: CommandText, _ range: Range<Int>) {
        self.text = text
        self.range = range
    }

    var name: String? {
        let names = capitals()
        if names.count == 1 { return text.tokens.text(names[0]) }
        return names.isEmpty ? noun() : nil
    }

    /// What somebody owes: "I owe Selma 14 USDC".
    func debt() -> SaidAmount? {
        guard range.contains(where: { Self.owing.contains(text.key($0)) }) else { return nil }
        let amounts = Segment(text, range).amounts()
        return amounts.count == 1 ? amounts[0] : nil
    }

    private static let owing = WordSet(words: "owe owes owed")

    private func capitals() -> [Range<Int>] {
        guard !text.isShouted else { return [] }
        var found: [Range<Int>] = []
        for index in range where isName(index) {
            if let last = found.last, last.upperBound == index {
                found[found.count - 1] = last.lowerBound ..<| (index + 1)
            } else {
                found.append(index ..<| (index + 1))
            }
        }
        return found
    }

    private func isName(_ index: Int) -> Bool {
        let token = text.tokens[index]
        return token.kind == .word && token.isCapital && token.end - token.start > 1
            && text.cues.at(index).isEmpty && text.terms.at(index).isEmpty
            && !Words.determiners.contains(token.key)
            && SymbolReader(text).symbolOrCapitals(at: index) == nil
    }

    /// "the gardener", "my brother" at the beginning.
    private func noun() -> String? {
        let start = Segment.pastFillers(text, range, nil)
        guard start < range.upperBound, Self.articles.contains(text.key(start)),
            let token = text.tokens.token(start + 1), token.kind == .word,
            text.cues.at(start + 1).isEmpty, text.terms.at(start + 1).isEmpty
        else { return nil }
        return text.tokens.text((start + 1) ..<| (start + 2))
    }

    private static let articles = WordSet(words: "the my our this that")
}
