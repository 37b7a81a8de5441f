import Domain
import Language

/// Reads the agent's name: "call it Pixie", "an agent named Möhrchen", "name: tilehound".
struct AgentNameReader {
    let message: AnnotatedMessage
    private let topic: Slot?

    init(_ draft: Draft) {
        message = draft.message
        topic = draft.topic
    }

    func read(into draft: inout Draft) {
        for hit in message.cues.all where hit.value == .nameSlot && !message.isQuoted(hit.start) {
            let named = message.sentence(of: hit.start)
            if named.contains(where: { message.tokens[$0].kind == .url }) { continue }
            guard !isSomebodyElse(hit),
                let range = name(after: hit.end, outright: isOutright(hit))
            else { continue }
            draft.set(.agentName, .name(clean(range)), range)
        }
        if !draft.has(.agentName), let range = quotedBesideNoun() {
            draft.set(.agentName, .name(clean(range)), range)
        }
        guard !draft.has(.agentName) else { return }
        if topic == .agentName, let range = bare() {
            draft.set(.agentName, .name(clean(range)), range, confidence: 80)
        } else if let range = subject() {
            draft.set(.agentName, .name(clean(range)), range, confidence: 65)
        }
    }

    /// "my name's Tamsin", "the shop is called Quill".
    private func isSomebodyElse(_ hit: PhraseHit<Cue>) -> Bool {
        let before = message.tokens.token(hit.start - 1)?.key ?? 0
        if Self.own.contains(before) { return true }
        if message.isWord(hit.start, Self.goes), !Self.agents.contains(before) { return true }
        let key = message.tokens[hit.start].key
        let isPlain = key == WordKey.of("called") || key == WordKey.of("named")
        guard isPlain || key == WordKey.of("is"), hit.tokens.count <= 2 else { return false }
        let sentence = message.sentence(of: hit.start)
        let near = max(sentence.lowerBound, hit.start - 4) ..<| hit.start
        if message.contains(Self.things, in: near) { return true }
        return message.contains(Self.people, in: near) && !message.has(.agentNoun, in: near)
    }

    private static let goes = WordKey.of("goes")
    private static let agents = WordSet(words: "it he she agent bot assistant that which who")
    private static let own = WordSet(
        [
            "my", "family", "last", "first", "surname", "user", "his", "her", "same", "client",
            "domain",
        ].map(WordKey.of))
    private static let people = WordSet(
        [
            "guy", "man", "woman", "wife", "brother", "colleague", "son", "daughter", "he", "she",
            "friend", "town", "village", "im",
        ].map(WordKey.of))
    private static let things = WordSet(
        [
            "shop", "company", "bakery", "restaurant", "firm", "business", "club", "school", "band",
            "token", "vendor", "supplier", "been", "tool", "tools", "service", "api", "endpoint",
            "function", "website", "site", "command", "channel", "network",
        ].map(WordKey.of))

    /// "an agent called …", "call it …", "name the bot …": what follows is a name, whatever it means.
    private func isOutright(_ hit: PhraseHit<Cue>) -> Bool {
        let last = message.tokens[hit.end - 1].key
        if hit.tokens.count > 1, Self.pointers.contains(last) { return true }
        let before = message.cues.starting(in: max(0, hit.start - 2) ..<| hit.start)
        return before.contains { $0.value == .agentNoun && $0.end == hit.start }
            || message.tokens.token(hit.start - 1)?.kind == .sign
    }

    private static let pointers = WordSet(words: "it this one agent bot assistant her him")

    /// A word in lower case, with nothing after it that it could belong to.
    private func isPlainName(_ index: Int, _ isOutright: Bool) -> Bool {
        guard isOutright, message.terms.at(index).isEmpty,
            !message.cues.at(index).contains(where: { Scope($0.value) != nil })
        else { return false }
        guard let next = message.tokens.token(index + 1), next.kind == .word else { return true }
        return Self.afterName.contains(next.key)
    }

    private static let afterName = WordSet(
        words: "that which who to and for please it with on in, but so thanks pls")

    private func name(after index: Int, outright: Bool) -> Range<Int>? {
        var start = index
        while let token = message.tokens.token(start),
            token.isSign(":") || token.isSign("=") || token.isSign("*")
                || Self.links.contains(token.key)
        { start += 1 }
        if isTheNamed(start) { start += 1 }
        guard let token = message.tokens.token(start) else { return nil }
        if isQuote(start) { return quoted(start) }
        guard token.kind == .word, !Self.notNames.contains(token.key), !isTask(start) else {
            return nil
        }
        if !token.isCapital, !message.cues.at(start).isEmpty, !isPlainName(start, outright) {
            return nil
        }
        var end = start + 1
        while let next = message.tokens.token(end), next.kind == .word, end - start < 4,
            next.isJoined || (token.isCapital && goesOn(at: end))
        {
            end += 1
        }
        return start ..<| end
    }

    /// "agent: pay & renew certificates": what it does, not what it is called.
    private func isTask(_ index: Int) -> Bool {
        guard !message.tokens[index].isCapital,
            ActionWords.keys.contains(message.tokens[index].key),
            let next = message.tokens.token(index + 1)
        else { return false }
        return next.kind == .word || next.kind == .sign && !next.isSign(",") && !next.isSign(".")
    }

    /// "call it the Weather Buyer".
    private func isTheNamed(_ index: Int) -> Bool {
        guard let article = message.tokens.token(index), article.key == Self.the,
            let next = message.tokens.token(index + 1)
        else { return false }
        return next.kind == .word && next.isCapital && !article.flags.contains(.upper)
    }

    private static let the = WordKey.of("the")

    /// A capital inside a sentence belongs to the name even if the word means something to us
    /// elsewhere ("Invoice Helper Pro"); where all is in capitals only words of no meaning do.
    private func goesOn(at index: Int) -> Bool {
        let token = message.tokens[index]
        guard token.isCapital, !Self.notNames.contains(token.key),
            message.sentence(of: index).lowerBound != index
        else { return false }
        return !token.flags.contains(.upper) || message.cues.at(index).isEmpty
    }

    private static let links = WordSet(
        ["is", "be", "will", "should", "it", "as", "to", "simply", "just"].map(WordKey.of))

    private func quoted(_ start: Int) -> Range<Int>? {
        var end = start + 1
        while end < message.tokens.count, !isQuote(end) { end += 1 }
        return end > start + 1 && end - start <= 6 ? (start + 1) ..<| end : nil
    }

    /// "Create agent 'AdWhiz' to book …".
    private func quotedBesideNoun() -> Range<Int>? {
        for hit in message.cues.all where hit.value == .agentNoun && hit.tokens.count == 1 {
            if hit.end < message.tokens.count, isQuote(hit.end), let range = quoted(hit.end),
                range.count <= 3, message.tokens[range.lowerBound].kind == .word
            {
                return range
            }
        }
        return nil
    }

    private func isQuote(_ index: Int) -> Bool {
        let token = message.tokens[index]
        return token.kind == .quote || token.isSign("'")
    }

    private static let notNames = WordSet(
        """
        a an the it its that this what which who for to of in on and or after by as at me my your
        our his her i we you they
        off on out up down upon there agent bot something anything whatever so but with when if
        not no yes please is are was be
        """.split(whereSeparator: \.isWhitespace).map { WordKey.of(String($0)) })

    /// The whole of a short answer.
    private func bare() -> Range<Int>? {
        guard message.wordCount <= 5, let sentence = message.sentences.first,
            message.mentions.isEmpty
        else { return nil }
        var start = sentence.lowerBound
        while start < sentence.upperBound,
            !message.moves.at(start).isEmpty || Self.notNames.contains(message.tokens[start].key)
                || message.tokens[start].kind != .word
        { start += 1 }
        guard start < sentence.upperBound, message.tokens[start].kind == .word,
            message.tokens[start].isCapital || message.wordCount <= 2,
            message.cues.at(start).isEmpty
        else { return nil }
        var end = start + 1
        while end < sentence.upperBound, message.tokens[end].kind == .word,
            message.tokens[end].isJoined || message.tokens[end].isCapital
        { end += 1 }
        return start ..<| end
    }

    /// "my agent SELLS. Zugzwang analyses chess positions": a new name that does what the agent does.
    private func subject() -> Range<Int>? {
        guard message.has(.agentNoun, in: message.whole) else { return nil }
        for sentence in message.sentences
        where sentence.count > 3 && !message.isQuoted(sentence.lowerBound) {
            let (first, second) = (
                message.tokens[sentence.lowerBound], message.tokens[sentence.lowerBound + 1]
            )
            guard first.kind == .word, first.isCapital, first.end - first.start > 3,
                message.cues.at(sentence.lowerBound).isEmpty,
                message.moves.at(sentence.lowerBound).isEmpty,
                message.terms.at(sentence.lowerBound).isEmpty, !ToneWords.keys.contains(first.key),
                second.kind == .word, ActionWords.keys.contains(second.key),
                message.tokens.bytes[second.end - 1] == UInt8(ascii: "s"),
                message.tokens.bytes[first.end - 1] != UInt8(ascii: "s"),
                !Self.notNames.contains(first.key)
            else { continue }
            return sentence.lowerBound ..<| (sentence.lowerBound + 1)
        }
        return nil
    }

    private func clean(_ range: Range<Int>) -> String {
        var text = TextSpan.clipped(message.text(range), 80)
        for suffix in ["'s", "’s"] where text.hasSuffix(suffix) { text.removeLast(2) }
        return text
    }
}
