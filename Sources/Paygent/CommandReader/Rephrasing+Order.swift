import Language

// The order of words: "on Base, send 5 USDC to Ilse", "Ilse, 5 USDC: send".
extension Rephrasing {
    mutating func reorder(_ pieces: [Piece], at place: Int, isOrder: Bool) {
        let (before, piece) = (pieces[place - 1], pieces[place])
        guard piece.joint == .comma || piece.joint == .start else { return }
        let isFirst = before.joint != .comma && before.joint != .and
        if isFirst, isAdjunct(before.range), isOrder || hasOrder(piece.range) {
            let words = text.tokens.text(before.range)
            edits.append(
                Edit(tokens: before.range.lowerBound ..<| piece.range.lowerBound, words: ""))
            edits.append(
                Edit(tokens: piece.range.upperBound ..<| piece.range.upperBound, words: " " + words)
            )
            return
        }
        guard let verb = bareVerb(piece.range), !text.isSign(piece.range.upperBound, "?") else {
            return
        }
        var first = place
        while first > 0, pieces[first].joint == .comma, isNoun(pieces[first - 1].range) {
            first -= 1
        }
        guard first < place, pieces[first].joint != .comma else { return }
        let start = pieces[first].range.lowerBound
        edits.append(Edit(tokens: start ..<| start, words: text.tokens.text(verb)))
        edits.append(Edit(tokens: piece.range, words: ""))
    }

    /// A place, a time, a chain or a condition that stands before the order.
    private func isAdjunct(_ range: Range<Int>) -> Bool {
        guard let first = range.first, range.count <= 12, !text.isQuoted[first] else {
            return false
        }
        let isTime =
            SaidSchedule.read(text, range).map { $0.tokens.count * 2 > range.count } ?? false
        let isPlace = Self.prepositions.contains(text.key(first)) && isNoun(range, mayQuote: true)
        return isTime || isPlace
    }

    private func hasOrder(_ range: Range<Int>) -> Bool {
        let segment = Segment(text, range)
        return !segment.head.isEmpty || isSum(segment.start)
    }

    func isSum(_ index: Int) -> Bool { text.mention(at: index)?.amount?.token != nil }

    /// The verb of a piece that holds nothing else.
    private func bareVerb(_ range: Range<Int>) -> Range<Int>? {
        let segment = Segment(text, range)
        guard !segment.head.isEmpty, range.count <= 8, segment.head.hasAny(Self.finals) else {
            return nil
        }
        let isAlone = segment.rest.allSatisfy { index in
            Words.pronouns.contains(text.key(index)) || text.end(of: .filler, at: index) != nil
                || isMark(index)
        }
        return isAlone ? segment.start ..<| segment.headEnd : nil
    }

    /// No clause: nobody does anything in it.
    private func isNoun(_ range: Range<Int>, mayQuote: Bool = false) -> Bool {
        guard let first = range.first, isSubject(range, mayQuote: mayQuote) else { return false }
        let segment = Segment(text, range)
        let isPlaced = Self.prepositions.contains(text.key(first))
        return segment.head.isEmpty && !segment.isStatement
            && !range.contains { Antecedent.asking.contains(text.key($0)) }
            && !text.cues(at: first).cues.hasAny(isPlaced ? Self.suppositions : Self.asides)
            && text.end(of: .negation, at: first) == nil
    }

    /// "for 5 USDC give me CRO": the same without a comma.
    mutating func postpone(_ range: Range<Int>) {
        let start = Segment.pastFillers(text, range, nil)
        guard start < range.upperBound, Self.prepositions.contains(text.key(start)) else { return }
        for index in (start + 2) ..<| min(range.upperBound, start + 9) {
            if Self.clauses.contains(text.key(index)), !isWishing(index) { return }
            let isOrder =
                text.cues(at: index).cues.hasAny(Self.orders) && text.terms.at(index).isEmpty
            guard isOrder || isWishing(index), !isDeterminer(index - 1),
                !Words.receivers.contains(text.key(index - 1)), text.key(index - 1) != Words.of,
                isNoun(start ..<| index)
            else { continue }
            edits.append(Edit(tokens: start ..<| index, words: ""))
            edits.append(
                Edit(
                    tokens: range.upperBound ..<| range.upperBound,
                    words: " " + text.tokens.text(start ..<| index)))
            return
        }
    }

    /// "I would like to …"
    private func isWishing(_ index: Int) -> Bool {
        guard text.key(index) == Words.i, let end = text.end(of: .filler, at: index) else {
            return false
        }
        return text.cues(at: end).cues.hasAny(Cues.heads)
    }

    private static let orders = Cues(.pay, .buy, .send, .give, .swap, .sell, .bet, .claim)
    private static let finals = Cues(
        .pay, .send, .swap, .sell, .subscribe, .cancel, .unsubscribe, .close, .claim, .buy,
        .approve,
        .reject, .open, .give)
    private static let asides = Cues(
        .hypothetical, .negation, .reported, .withdrawn, .correction, .askBalance, .askHistory,
        .askServices, .filler)
    private static let suppositions = Cues(.hypothetical, .negation, .reported, .withdrawn)
    private static let prepositions = WordSet(
        words: "to on in with using over via through from at for within under")
}
