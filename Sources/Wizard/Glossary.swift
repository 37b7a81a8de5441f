/// What the words of paying agents mean, for people who have never met them.
public enum Glossary {
    /// The answer to "what does X mean?"; honest when the word is not known.
    static func answer(_ term: String) -> String {
        let words = FoldedWords(term).text
        let entry = entries.first { $0.names.contains(words) }
        return entry?.meaning ?? explanation(in: term)
            ?? "I do not know the word \u{201C}\(term.prefix(60))\u{201D}, and I would rather not "
            + "guess."
    }

    /// What the wizard can say about itself, or about a term in the question; nil when it is neither.
    static func answer(toQuestion text: String) -> String? {
        let words = FoldedWords(text)
        let about = questions.first { words.holdAny($0.names) }
        return about?.meaning ?? explanation(in: text)
    }

    /// The meaning of the first known term in a text; nil when there is none.
    static func explanation(in text: String) -> String? {
        let words = FoldedWords(text)
        return entries.first { words.holdAny($0.names) }?.meaning
    }

    public struct Entry: Sendable, Hashable {
        /// Lower case; the first is the heading.
        public let names: [String]
        public let meaning: String

        init(_ names: [String], _ meaning: String) {
            self.names = names
            self.meaning = meaning
        }
    }
}
