import Domain
import Language

/// Finds whom the agent hands over to: an address, a number, a name or a desk.
struct ContactReader {
    let message: AnnotatedMessage

    init(_ message: AnnotatedMessage) { self.message = message }

    func contact(in sentence: Range<Int>) -> (text: String, tokens: Range<Int>)? {
        for index in sentence where message.tokens[index].kind == .email && !message.isQuoted(index)
        {
            return (message.text(index ..<| (index + 1)), index ..<| (index + 1))
        }
        if let phone = message.mentions(in: sentence).first(where: { $0.kind == .phone }) {
            return (message.text(phone.tokens), phone.tokens)
        }
        guard let lead = lead(in: sentence) else { return nil }
        let rest = lead ..<| sentence.upperBound
        if let name = NameFinder(message).names(in: rest).first { return (name.text, name.tokens) }
        if let me = rest.first(where: { Self.me.contains(message.tokens[$0].key) }), me <= lead + 1
        {
            return ("owner", me ..<| (me + 1))
        }
        return desk(rest)
    }

    /// Whether a telephone number or an e-mail address stands there.
    func isReachable(in sentence: Range<Int>) -> Bool {
        sentence.contains { message.tokens[$0].kind == .email && !message.isQuoted($0) }
            || message.mentions(in: sentence).contains { $0.kind == .phone }
    }

    /// After "hand over to", "goes to", "call", "straight to".
    private func lead(in sentence: Range<Int>) -> Int? {
        let hits = message.cues.starting(in: sentence).filter {
            ($0.value == .escalationSlot || $0.value == .contactSlot)
                && $0.end < sentence.upperBound
        }
        for hit in hits.reversed() {
            var end = hit.end
            if message.isWord(end, Self.to) { end += 1 }
            if message.isWord(end - 1, Self.to)
                || Self.verbs.contains(message.tokens[hit.start].key)
            {
                return end
            }
        }
        return nil
    }

    private static let to = WordKey.of("to")
    private static let me = WordSet(["me", "myself", "us"].map(WordKey.of))
    private static let verbs = WordSet(
        ["call", "contact", "ring", "phone", "fetch", "escalate", "reach", "page"].map(WordKey.of))

    private func desk(_ range: Range<Int>) -> (text: String, tokens: Range<Int>)? {
        var start = range.lowerBound
        while start < range.upperBound, Self.articles.contains(message.tokens[start].key) {
            start += 1
        }
        var end = start
        while end < range.upperBound, end - start < 4, message.tokens[end].kind == .word,
            !Self.ends.contains(message.tokens[end].key)
        {
            end += 1
        }
        guard end > start else { return nil }
        return (message.text(start ..<| end), start ..<| end)
    }

    private static let articles = WordSet(["the", "our", "my", "a", "to"].map(WordKey.of))
    private static let ends = WordSet(
        [
            "on", "at", "if", "when", "and", "or", "by", "immediately", "please", "first", "with",
            "in", "for", "right", "via",
        ].map(WordKey.of))
}
