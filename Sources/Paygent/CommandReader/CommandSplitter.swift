import Language

/// Cuts a message into the parts that may each be a command of their own.
struct CommandSplitter {
    let text: CommandText

    private let marks: ListMarks

    init(_ text: CommandText) {
        self.text = text
        marks = ListMarks(text.tokens)
    }

    enum Joint: Sendable { case start, sentence, comma, and, then }

    struct Piece {
        var range: Range<Int>
        /// What stands before it.
        var joint: Joint
    }

    func pieces() -> [Piece] {
        var pieces: [Piece] = []
        var (start, joint) = (0, Joint.start)
        var index = 0
        while index < text.tokens.count {
            guard let (next, end) = separator(at: index) else {
                index = text.mention(at: index).map { max($0.end, index + 1) } ?? index + 1
                continue
            }
            if end == index, index == start {
                index += 1
                continue
            }
            if index > start {
                pieces.append(Piece(range: start ..<| index, joint: joint))
                joint = next
            } else if rank(next) > rank(joint) || joint == .comma {
                joint = next
            }
            (start, index) = (end, max(end, index + 1))
        }
        if start < text.tokens.count {
            pieces.append(Piece(range: start ..<| text.tokens.count, joint: joint))
        }
        return pieces
    }

    private func rank(_ joint: Joint) -> Int {
        switch joint {
        case .start: 4
        case .sentence: 3
        case .then: 2
        case .and: 1
        case .comma: 0
        }
    }

    private func separator(at index: Int) -> (Joint, Int)? {
        let token = text.tokens[index]
        guard !text.isQuoted[index] else { return nil }
        if let end = marks.end(at: index) { return (.sentence, end) }
        switch token.kind {
        case .lineBreak: return (.sentence, index + 1)
        case .sign:
            if token.isSign("!") || token.isSign("?") { return (.sentence, index + 1) }
            if token.isSign("&"), isName(index - 1), isName(index + 1) { return nil }
            if token.isSign(";") || token.isSign("+") || token.isSign("&") {
                return (.and, index + 1)
            }
            if token.isSign(",") || token.key == 8 || token.key == 6 || token.isSign("(") {
                return (.comma, index + 1)
            }
            if token.isSign(":"), isAnnounced(index + 1) { return (.comma, index + 1) }
            if isDash(index) { return (.comma, index + 1) }
            if isDots(index) { return (.comma, index + 1) }
            return isFullStop(index) ? (.sentence, index + 1) : nil
        case .word:
            if token.key == Words.and {
                return isOneVerb(index) || isPair(index) ? nil : (.and, index + 1)
            }
            if beginsRequest(index) { return (.comma, index) }
            if token.key == Self.plus, isAnnounced(index + 1) { return (.and, index + 1) }
            if Self.turns.contains(token.key), !Self.degrees.contains(text.key(index + 1)) {
                return (.comma, index + 1)
            }
            return Self.thens.contains(token.key) ? (.then, index + 1) : nil
        case .number, .currencySign, .quote, .emoji, .address, .url, .domain, .email, .handle,
            .path:
            return nil
        }
    }

    /// "go ahead and pay", "try and send".
    private func isOneVerb(_ index: Int) -> Bool {
        Self.auxiliaries.contains(text.key(index - 1)) || Self.ups.contains(text.key(index + 1))
    }

    /// "30 USDC and more"
    private static let ups = WordSet(words: "more above up upwards over")

    /// "Bertil covered lunch please send him 7 USDC": an order begins without any sign.
    private func beginsRequest(_ index: Int) -> Bool {
        guard index > 1, Self.requests.contains(text.key(index)),
            !Self.requests.contains(text.key(index - 1)),
            !Self.openings.contains(text.key(index - 1)),
            let end = text.end(of: .filler, at: index)
        else { return false }
        return end > index && text.cues(at: end).cues.hasAny(Self.orders)
            && text.tokens[index - 1].kind != .sign
    }

    /// "10 CRO and 1 USDC into the pool": two sums that go together.
    private func isPair(_ index: Int) -> Bool {
        text.mention(at: index + 1)?.amount?.token != nil
            && text.mentions(in: max(0, index - 4) ..<| index).contains {
                $0.end == index && $0.amount?.token != nil
            }
            && text.cues.all.contains { $0.value == .pool }
    }

    /// "how much do | I have to pay": still the same question.
    private static let openings = WordSet(
        words: """
            do did does should would must if when what how that which why before after until because think whether
            and or but asked said
            """)
    private static let auxiliaries = WordSet(words: "ahead try favour favor")
    private static let requests = WordSet(words: "please kindly pls plz can could would i id")
    /// "Pell & Sons".
    private func isName(_ index: Int) -> Bool {
        let token = text.tokens[index]
        return token.kind == .word && token.isCapital && !text.isShouted
    }

    private static let plus = WordKey.of("plus")
    private static let thens = WordSet(words: "then afterwards")
    private static let degrees = WordSet(words: "kind far much many long good")
    private static let turns = WordSet(words: "but so")

    /// " - ": a pause between words.
    private func isDash(_ index: Int) -> Bool {
        guard text.isSign(index, "-"), !text.tokens[index].isGlued,
            let next = text.tokens.token(index + 1), let before = text.tokens.token(index - 1)
        else { return false }
        return !next.isGlued && next.kind == .word && before.kind == .word
    }

    /// "one thing: pay …": what follows is a command.
    private func isAnnounced(_ index: Int) -> Bool {
        guard let next = text.tokens.token(index), next.kind == .word, !next.isGlued else {
            return false
        }
        return text.cues(at: index).cues.hasAny(Self.orders)
    }

    private static let orders = Cues(
        .pay, .send, .swap, .sell, .subscribe, .cancel, .unsubscribe, .bet, .claim, .close, .set,
        .buy, .approve, .reject, .find)

    /// "...": a pause, not an end.
    private func isDots(_ index: Int) -> Bool {
        guard text.isSign(index, ".") else { return false }
        return text.isSign(index - 1, ".") || text.isSign(index + 1, ".")
    }

    private static let numberings = WordSet(words: "no nr num inv ref rs approx max min incl vs")

    private func isFullStop(_ index: Int) -> Bool {
        guard text.isSign(index, ".") else { return false }
        guard let next = text.tokens.token(index + 1), let before = text.tokens.token(index - 1)
        else { return true }
        if next.isGlued { return next.isSign(".") }
        // "bill no. KV/7781"
        if Self.numberings.contains(before.key), before.kind == .word { return false }
        return
            !(before.isCapital && before.end - before.start <= 3 && next.isCapital
            && !before.flags.contains(.upper))
    }
}
