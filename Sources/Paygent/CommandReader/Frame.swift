import Language

/// How a part of a message is meant, before it is asked what it orders.
struct Frame {
    var isNegated = false
    var isMuting = false
    var isWithdrawal = false
    var corrects = false
    /// Begins with somebody who does something: a statement, no order.
    var hasSubject = false

    init(_ text: CommandText, _ range: Range<Int>) {
        var index = range.lowerBound
        var isStart = true
        while index < range.upperBound {
            guard !text.isQuoted[index] else {
                index += 1
                continue
            }
            let found = text.cues(at: index)
            let isLimit = found.cues.has(.limit) || text.end(of: .limit, at: index) != nil
            if isStart {
                if found.cues.has(.withdrawn) { isWithdrawal = true }
                if found.cues.has(.correction) { corrects = true }
                if !isLimit, isDenial(text, index, range, found) { isNegated = true }
                hasSubject =
                    !found.cues.hasAny(Cues(.filler, .correction))
                    && Self.subjects.contains(text.key(index))
                // "according to the letter, …"
                if found.cues.has(.reported), found.end > index + 1 { isMuting = true }
                if found.cues.has(.hypothetical), !asksHolder(text, found.end),
                    !found.cues.has(.askHistory), !asksBalance(found), !asksToSee(text, found.end)
                {
                    isMuting = true
                }
            } else if found.cues.has(.reported) && !isAgreement(text, index)
                || isSupposition(text, index)
            {
                isMuting = true
            }
            let isPolite = found.cues.has(.filler) || found.cues.has(.correction)
            isStart = isStart && (isPolite || text.tokens[index].kind == .sign)
            index = isPolite ? max(index + 1, found.end) : index + 1
        }
    }

    private func isDenial(
        _ text: CommandText, _ index: Int, _ range: Range<Int>,
        _ found: (cues: Cues, end: Int)
    ) -> Bool {
        guard text.end(of: .negation, at: index) != nil else { return false }
        if LimitClause(text, range).mayBegin(at: index) { return false }
        return !found.cues.hasAny(
            Cues(.unsubscribe, .reject, .limit, .limitOff, .withdrawn, .hidden))
    }

    /// "what does vault.cro hold".
    private func asksHolder(_ text: CommandText, _ end: Int) -> Bool {
        guard let token = text.tokens.token(end) else { return false }
        return (token.kind == .address || token.kind == .domain)
            && Self.holds.contains(text.key(end + 1))
    }

    private static let holds = WordSet(words: "hold have own contain")

    private func asksBalance(_ found: (cues: Cues, end: Int)) -> Bool {
        found.cues.has(.askBalance) || found.cues.has(.askServices)
    }

    /// "I said yes", "asked me for 18 USDC", "the 8 cents it asks": no speech of others.
    private func isAgreement(_ text: CommandText, _ index: Int) -> Bool {
        let (before, after) = (text.key(index - 1), text.key(index + 1))
        if before == Words.i { return Self.agreements.contains(after) }
        // "five USDC says it rains"
        if text.mentions(in: max(0, index - 3) ..<| index).contains(where: {
            $0.end == index && $0.amount?.token != nil
        }) {
            return true
        }
        if Self.its.contains(before), text.tokens.token(index + 1)?.kind != .word { return true }
        guard Self.askings.contains(text.key(index)) else { return false }
        return after == Words.for_ || Self.mine.contains(after) && text.key(index + 2) == Words.for_
    }

    private static let agreements = WordSet(words: "yes ok okay sure yeah")
    private static let its = WordSet(words: "it they")
    private static let askings = WordSet(words: "asked asks")
    private static let mine = WordSet(words: "me us")

    /// "can I see what I've paid".
    private func asksToSee(_ text: CommandText, _ end: Int) -> Bool {
        Self.seeing.contains(text.key(end))
    }

    private static let seeing = WordSet(words: "see view check know")

    private func isSupposition(_ text: CommandText, _ index: Int) -> Bool {
        Self.suppositions.contains(text.key(index)) && text.key(index + 1) == Words.i
    }

    private static let suppositions = WordSet(words: "if might would should could")
    private static let subjects = WordSet(
        words:
            "i we he she they you my the our his her their it yesterday somebody someone everyone")
}
