import Domain
import Language

// Denials that grant and denials that guard: "no need to ask" is the opposite of "never without
// asking".
extension ApprovalReader {
    /// "never pay without asking me": with asking, then.
    func isForbidden(_ hit: PhraseHit<Cue>, _ clause: Range<Int>) -> Bool {
        message.isWord(hit.start, Self.without) && prohibits(clause.lowerBound ..<| hit.start)
    }

    func prohibits(_ range: Range<Int>) -> Bool {
        message.cues(.negation, in: range).contains { !message.isWord($0.end, Self.matter) }
            || message.contains(Self.nothings, in: range)
    }

    /// "it needs to come back to me" is the opposite of "it doesn't have to come back".
    func isNeeded(_ hit: PhraseHit<Cue>, _ clause: Range<Int>) -> Bool {
        guard Self.needs.contains(message.tokens[hit.start].key) else { return false }
        return !message.has(.negation, in: clause.lowerBound ..<| hit.start)
    }

    private static let without = WordKey.of("without")
    private static let nothings = WordSet(words: "nothing never no not nobody")
    private static let needs = WordSet(words: "have need needs")

    /// "nothing leaves the account without my yes", "never before I've said ok".
    func isGuarded(_ sentence: Range<Int>) -> Bool {
        guard
            let gate = sentence.first(where: { Self.gates.contains(message.tokens[$0].key) }),
            prohibits(sentence.lowerBound ..<| gate)
        else { return false }
        let after = gate ..<| sentence.upperBound
        return message.has(.approval, in: after)
            || message.cues(.approvalNone, in: after).contains { $0.start == gate }
    }

    private static let gates = WordSet(words: "without before unless until")

    /// "no matter how small" denies nothing.
    func isDenied(_ sentence: Range<Int>) -> Bool {
        message.cues(.negation, in: sentence).contains { !message.isWord($0.end, Self.matter) }
    }

    private static let matter = WordKey.of("matter")

    /// "none, the amounts are tiny".
    func isRefusal(_ clause: Range<Int>) -> Bool {
        clause.lowerBound == 0 && clause.count <= 2 && message.contains(Self.noneWords, in: clause)
            && message.tokens.token(clause.upperBound)?.isSign(",") == true
    }

    private static let noneWords = WordSet(words: "none nobody noone")
}
