import Domain
import Language

/// Whether a message takes something back: "six is too early", "no, Wednesday", "change of plan".
///
/// Kept apart from the cue `instead`, which names the verbs of a change; these are its reasons.
struct Correction {
    let message: AnnotatedMessage

    var isMeant: Bool {
        message.has(.instead, in: message.whole)
            || Self.words.firstMatch(in: message, message.whole) != nil
            || message.tokens.indices.prefix(2).contains {
                Self.denials.contains(message.tokens[$0].key)
            }
    }

    /// "Tuesday, no, Wednesday": where the last taking back inside a sentence begins.
    func turn(in range: Range<Int>) -> Range<Int>? {
        var last: Range<Int>?
        for index in range where index > range.lowerBound {
            guard let turn = Self.turns.longest(in: message.tokens, at: index),
                isCut(index - 1), turn.value || isCut(turn.end)
            else { continue }
            last = index ..<| turn.end
        }
        return last
    }

    private func isCut(_ index: Int) -> Bool {
        guard let token = message.tokens.token(index) else { return false }
        return token.kind == .sign || token.kind == .lineBreak
            || Self.turns.longest(in: message.tokens, at: index) != nil
    }

    /// True where the words need no sign after them.
    private static let turns = PhraseTable<Bool>([
        (false, "no, wait, sorry, nope"),
        (
            true,
            "or rather, i mean, no wait, wait no, make that, make it, actually, rather, no make it"
        ),
    ])

    private static let denials = WordSet(
        words: "no not wait sorry oops nope correction scratch hm hmm")
    private static let words = PhraseTable<Bool>([
        (
            true,
            """
            too early/late/often/rarely/much/little/low/high/tight/careful, is/are enough, is overkill,
            is/are/would/works be? better/safer/wiser/easier, come to think, after all, change of plan,
            got the * wrong, got it wrong, was wrong, typo, mistake, forget, no longer, should be,
            has to be, must be, push it, bring it forward, put it off, postpone, again, earlier i,
            now it is, makes no sense, changed my mind, rather have, though, will do
            """
        )
    ])
}
