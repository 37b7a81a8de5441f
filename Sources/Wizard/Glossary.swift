/// What the words of paying agents mean, for people who have never met them.
public enum Glossary {
    /// The answer to "what does X mean?"; honest when the word is not known.
    static func answer(_ term: String) -> String {
        let words = folded(term)
        let entry = entries.first { $0.names.contains(words) }
        return entry?.meaning ?? explanation(in: term)
            ?? "I do not know the word \u{201C}\(term.prefix(60))\u{201D}, and I would rather not "
            + "guess."
    }

    /// What the wizard can say about itself, or about a term in the question; nil when it is neither.
    static func answer(toQuestion text: String) -> String? {
        let words = " \(folded(text)) "
        let about = questions.first { entry in
            entry.names.contains { words.contains(" \($0) ") }
        }
        return about?.meaning ?? explanation(in: text)
    }

    /// The meaning of the first known term in a text; nil when there is none.
    static func explanation(in text: String) -> String? {
        let words = " \(folded(text)) "
        return entries.first { entry in
            entry.names.contains { words.contains(" \($0) ") }
        }?.meaning
    }

    /// Lower-case letters and digits, one space between words.
    static func folded(_ text: String) -> String {
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"): bytes.append(byte + 32)
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
                0x80...:
                bytes.append(byte)
            default: if bytes.last != 0x20, !bytes.isEmpty { bytes.append(0x20) }
            }
        }
        if bytes.last == 0x20 { bytes.removeLast() }
        return String(decoding: bytes, as: UTF8.self)
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
