import Domain
import Language

// Rules: what it must never or always do, where no other slot holds them.
extension TextReader {
    /// "It must never …" where no other slot holds the rule.
    func isRule(_ sentence: Range<Int>) -> Bool {
        guard sentence.count >= 3,
            let hit = message.cues(.constraintSlot, in: sentence).first(where: {
                Self.isFirm($0, message)
            })
        else { return false }
        return !message.has(.approval, in: hit.end ..<| min(hit.end + 4, sentence.upperBound))
    }

    /// "never spend beyond 15 USDC monthly", "it must not touch prediction markets": a limit or a
    /// tool holds the rule, and nothing else is said.
    func isHeldElsewhere(_ sentence: Range<Int>, _ draft: Draft) -> Bool {
        guard let cue = message.cues(.constraintSlot, in: sentence).first else { return false }
        let clause =
            SentenceCutter.clauses(of: sentence, in: message.tokens)
            .first { $0.contains(cue.start) } ?? sentence
        let isLimit = draft.changes.contains { change in
            change.slot.kind == .limit && message.span(clause).overlaps(change.span)
        }
        let isTool = draft.changes.contains { change in
            change.slot == .blockedTools && message.span(clause).overlaps(change.span)
        }
        return (isLimit || isTool) && Substance(message: message).count(in: clause, draft) == 0
    }

    /// "Nothing with guns in the pictures, ever", "no client names in messages": a no that is
    /// about neither tools, payees, approval nor limits.
    func isProhibition(
        _ sentence: Range<Int>, _ draft: Draft, besideTone: Bool = false
    ) -> Bool {
        guard topic != .blockedTools, context.spec[.goals] != nil,
            Self.noes.contains(message.tokens[sentence.lowerBound].key),
            !message.has(.approval, in: sentence), !message.has(.approvalNone, in: sentence),
            !message.has(.unlimited, in: sentence), !message.has(.allowSlot, in: sentence),
            message.cues(.blockSlot, in: sentence).isEmpty,
            message.mentions(in: sentence).isEmpty,
            !message.toolHits.starting(in: sentence).contains(where: { draft.isUsed($0.tokens) })
        else { return false }
        let words = sentence.count {
            besideTone || !draft.isUsed($0) ? Substance(message: message).isOwn($0) : false
        }
        return words >= 2
    }

    private static let noes = WordSet(words: "no nothing")

    /// "never pay casino.example": whom it may not pay is a list of its own.
    func isBlockList(_ sentence: Range<Int>, _ draft: Draft) -> Bool {
        guard draft.has(.blockedRecipients),
            let cue = message.cues(.blockSlot, in: sentence).last
        else { return false }
        return (cue.end ..<| sentence.upperBound).allSatisfy {
            draft.isUsed($0) || message.tokens[$0].kind != .word
                || NumberReader.andKey == message.tokens[$0].key
        }
    }

    private static func isFirm(_ hit: PhraseHit<Cue>, _ message: AnnotatedMessage) -> Bool {
        let key = message.tokens[hit.start].key
        return hit.tokens.count > 1 || firm.contains(key)
            || headings.contains(key) && message.tokens.token(hit.end)?.isSign(":") == true
    }

    private static let headings = WordSet(words: "rule rules")
    private static let firm = WordSet(["mustnt", "never", "always", "shouldnt"].map(WordKey.of))
}
