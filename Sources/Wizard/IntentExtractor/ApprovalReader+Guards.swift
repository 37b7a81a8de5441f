import Domain
import Language

// Denials that grant and denials that guard: "no need to ask" is the opposite of "never without
// asking".
extension ApprovalReader {
    /// "never pay without asking me": with asking, then.
    func isForbidden(_ hit: PhraseHit<Cue>, _ clause: Range<Int>) -> Bool {
        hit.tokens.contains { message.isWord($0, Self.without) }
            && prohibits(clause.lowerBound ..<| hit.start)
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
            let gate = sentence.first(where: { Self.gates.contains(message.tokens[$0].key) })
        else { return false }
        let (before, after) = (
            sentence.lowerBound ..<| gate, gate + 1 ..<| sentence.upperBound
        )
        // "she has to press yes before anything is paid"
        if message.isWord(gate, Self.before), message.contains(Self.payings, in: after),
            !prohibits(before), message.has(.approval, in: before)
        {
            return true
        }
        let isOnly = message.isWord(gate, Self.after) && message.has(.only, in: before)
        guard isOnly || prohibits(before), !message.isWord(gate, Self.after) || isOnly else {
            return false
        }
        return message.has(.approval, in: after) || message.contains(Self.assents, in: after)
    }

    private static let before = WordKey.of("before")
    private static let after = WordKey.of("after")
    private static let payings = WordSet(
        words: """
            pay pays paid paying buy buys bought spend spends goes go leaves leave sent send sends order
            orders moves anything each every any
            """)
    private static let assents = WordSet(
        words: """
            ok ok's okay yes nod blessing signature consent permission approval confirmed confirming
            approved agreed seeing asking signing word
            """)

    /// "even for two euros", "not a cent", "a single euro": no amount that anything is above.
    func isIdle(_ mention: Mention) -> Bool {
        (max(0, mention.start - 2) ..<| mention.end).contains {
            Self.idlers.contains(message.tokens[$0].key)
        }
    }

    private static let idlers = WordSet(words: "even single cent penny centime first")

    /// "Kyle never approves", "no approval from the interns": one person's part, and not whether
    /// anybody is asked.
    func isAboutOne(_ clause: Range<Int>) -> Bool {
        if message.contains(NameFinder.roles, in: clause) || opensWithName(clause) { return true }
        if NameFinder(message).names(in: clause).contains(where: { !$0.isTechnical }) {
            return true
        }
        let hasOwner = context.spec.limit(.approvalThreshold)?.amount != nil
        return clause.contains { index in
            Self.determiners.contains(message.tokens[index].key)
                && message.tokens.token(index + 1)?.kind == .word
                && !Self.things.contains(message.tokens[index + 1].key)
                && (hasOwner || message.isWord(index - 1, Self.from))
        }
    }

    private func opensWithName(_ clause: Range<Int>) -> Bool {
        let first = clause.lowerBound
        return message.tokens[first].kind == .word && message.tokens[first].isCapital
            && message.terms.at(first).isEmpty && message.cues.at(first).isEmpty
            && !Self.pronouns.contains(message.tokens[first].key)
            && Self.denying.contains(message.tokens.token(first + 1)?.key ?? 0)
    }

    private static let pronouns = WordSet(
        words:
            "i we you it they he she there this that people nobody no none please approval approvals"
    )
    private static let denying = WordSet(
        words: "never doesnt does dont must mustnt may can cannot cant has need neednt isnt is wont"
    )
    private static let from = WordKey.of("from")
    private static let determiners = WordSet(words: "my our the his her their")
    private static let things = WordSet(
        words: """
            approval approvals ok okay permission consent sign payment payments agent bot time amount
            amounts money limit limits cap caps small rest first way future day purchase purchases go
            asking owner thing threshold sums
            """)

    private static let gates = WordSet(words: "without before unless until after")

    /// "no matter how small" denies nothing.
    func isDenied(_ sentence: Range<Int>) -> Bool {
        message.cues(.negation, in: sentence).contains {
            !message.isWord($0.end, Self.matter)
                && !message.isWord($0.end, Self.amount)
        }
    }

    private static let matter = WordKey.of("matter")
    private static let amount = WordKey.of("amount")

    /// "none", "nope, nobody", "not needed" in answer to what is to be approved.
    static func isRefusal(_ clause: Range<Int>, of message: AnnotatedMessage) -> Bool {
        (2...3).contains(clause.count { message.tokens[$0].kind == .word })
            && message.contains(noneWords, in: clause)
            && clause.allSatisfy { index in
                message.tokens[index].kind != .word || noneWords.contains(message.tokens[index].key)
                    || fillers.contains(message.tokens[index].key)
            }
    }

    private static let noneWords = WordSet(
        words: "none nobody noone needed need necessary required")
    private static let fillers = WordSet(words: "no not nope nah is its thanks please one for that")
}
