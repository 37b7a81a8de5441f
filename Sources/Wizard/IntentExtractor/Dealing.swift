import Domain
import Language

/// What a clause says about paying those it names: whether they may be paid, never are, or are
/// merely mentioned.
enum Dealing {
    /// They may be paid, and the clause says so.
    case allowed
    /// They may be paid and nobody else.
    case exclusive
    case blocked
    /// Named in the place where a payee would stand, without a word for or against.
    case bare
    /// Something else is told of them.
    case story
}

/// Reads the clause around a group of names: who does what to whom, and whether there is a no in it.
struct DealingReader {
    let message: AnnotatedMessage
    private var tokens: Tokens { message.tokens }

    func dealing(of group: NameGroup) -> Dealing {
        if let exception = exception(before: group) { return exception }
        if isRefused(group) { return isConditional(group) ? .bare : .blocked }
        if isExclusive(group) { return .exclusive }
        if isWelcome(group.right) { return .allowed }
        return place(of: group)
    }

    // MARK: A no

    private func isRefused(_ group: NameGroup) -> Bool {
        isRefusedBefore(group) || isRefusedAfter(group) || isKeptOut(group) || isTurnedFrom(group)
    }

    /// "never pay A", "not a cent to A", "nothing from A", "stay away from A".
    private func isRefusedBefore(_ group: NameGroup) -> Bool {
        let left = group.left
        for index in left where Self.shunning.longest(in: tokens, at: index) != nil {
            let end = Self.shunning.longest(in: tokens, at: index)?.end ?? index
            if end <= left.upperBound, isLink(end ..<| left.upperBound),
                !isNegated(index, in: left)
            {
                return true
            }
        }
        guard let no = left.first(where: { Grammar.negators.contains(tokens[$0].key) }) else {
            return false
        }
        let between = no + 1 ..<| left.upperBound
        if message.has(.only, in: between) || message.contains(Self.limits, in: between) {
            return false
        }
        if between.allSatisfy({ isKin($0) }), isMeant(group) { return true }
        let head = between.first { !Grammar.small.contains(tokens[$0].key) }
        if let head, !Self.acts.contains(tokens[head].key), !Self.lettings.contains(tokens[head].key) {
            return false
        }
        return between.contains { index in
            Self.acts.contains(tokens[index].key)
                || Self.directions.contains(tokens[index].key)
                    && isLink(index + 1 ..<| left.upperBound)
        }
    }

    /// "my son-in-law": only says who it is that is named.
    private func isKin(_ index: Int) -> Bool {
        let token = tokens[index]
        return Grammar.determiners.contains(token.key) || token.isJoined
            || Grammar.adverbs.contains(token.key) || NameFinder.roles.contains(token.key)
            || PayeeWords.people.contains(token.key)
    }

    /// "never a.example", "nobody else gets money, certainly not my son-in-law Ralf": a bare no that
    /// is about paying.
    private func isMeant(_ group: NameGroup) -> Bool {
        group.names.contains(where: \.isTechnical)
            || message.contains(Self.acts, in: group.sentence.lowerBound ..<| group.left.lowerBound)
    }

    /// "A must not get anything", "A gets nothing", "A is banned", "A is never to be paid again".
    private func isRefusedAfter(_ group: NameGroup) -> Bool {
        let right = group.right
        guard let verb = right.first(where: { tokens[$0].kind == .word }) else { return false }
        if Grammar.copulas.contains(tokens[verb].key) || Grammar.auxiliaries.contains(tokens[verb].key)
        {
            let near = verb + 1 ..<| min(verb + 4, right.upperBound)
            if let state = near.first(where: { isOut($0) }), !isNegated(state, in: right) {
                return true
            }
        }
        guard let no = right.first(where: { Grammar.negators.contains(tokens[$0].key) }) else {
            return false
        }
        return receives(in: right, no: no)
    }

    /// A verb of receiving, with the no before it or right after it.
    private func receives(in range: Range<Int>, no: Int) -> Bool {
        guard
            let verb = range.first(where: {
                Self.receiving.contains(tokens[$0].key)
                    || Self.beings.contains(tokens[$0].key)
                        && $0 + 1 < range.upperBound && Self.done.contains(tokens[$0 + 1].key)
            })
        else { return false }
        let between = min(no, verb) + 1 ..<| max(no, verb)
        return between.allSatisfy { Grammar.small.contains(tokens[$0].key) }
            && !(verb + 1 ..<| range.upperBound).contains { index in
                index != no && index < no && Self.otherThings.contains(tokens[index].key)
            }
    }

    /// "from A I buy nothing more": the payee comes first.
    private func isTurnedFrom(_ group: NameGroup) -> Bool {
        let (left, right) = (group.left, group.right)
        guard let way = left.first(where: { tokens[$0].kind == .word }),
            Self.directions.contains(tokens[way].key), isLink(way + 1 ..<| left.upperBound),
            let act = right.first(where: { Self.acts.contains(tokens[$0].key) })
        else { return false }
        return (right.lowerBound ..<| min(act + 3, right.upperBound)).contains {
            Grammar.negators.contains(tokens[$0].key)
        } && !message.contains(Self.comparing, in: right)
    }

    /// "keep A out", "leave A alone", "A is to be left out".
    private func isKeptOut(_ group: NameGroup) -> Bool {
        guard let verb = group.left.last(where: { Self.keeping.contains(tokens[$0].key) }),
            isLink(verb + 1 ..<| group.left.upperBound) || tokens[group.left.upperBound - 1].isSign(":")
        else { return false }
        let near = group.right.prefix(3)
        return near.contains { Self.aways.contains(tokens[$0].key) }
            || group.left.suffix(3).contains { Self.aways.contains(tokens[$0].key) }
    }

    /// "never pay A without asking", "don't pay A more than 50": one case, not the payee.
    private func isConditional(_ group: NameGroup) -> Bool {
        message.mentions(in: group.sentence).contains { mention in
            mention.amount != nil && !message.contains(Self.coppers, in: mention.tokens)
        } || message.contains(Self.cases, in: group.right)
    }

    private func isNegated(_ index: Int, in range: Range<Int>) -> Bool {
        (max(range.lowerBound, index - 3) ..<| index).contains {
            Grammar.negators.contains(tokens[$0].key)
        }
    }

    /// Nothing but small words, kin and offices, so that the word before leads to the names.
    private func isLink(_ range: Range<Int>) -> Bool {
        range.count <= 6
            && range.allSatisfy { index in
                let token = tokens[index]
                return token.isSign(":") || token.kind == .quote
                    || token.isJoined
                    || token.kind == .word
                        && (Grammar.determiners.contains(token.key)
                            || Grammar.prepositions.contains(token.key)
                            || Grammar.adverbs.contains(token.key)
                            || NameFinder.roles.contains(token.key)
                            || Self.payees.contains(token.key)
                            || PayeeWords.things.contains(token.key)
                            || PayeeWords.people.contains(token.key))
            }
    }

    private func isOut(_ index: Int) -> Bool {
        Self.outs.contains(tokens[index].key)
            || tokens[index].key == Self.off && message.isWord(index + 1, Self.limits_)
    }

    // MARK: Exceptions

    /// "nobody but A" allows, "anyone except A" blocks.
    private func exception(before group: NameGroup) -> Dealing? {
        guard
            let index = (max(group.sentence.lowerBound, group.tokens.lowerBound - 5)
                ..<| group.tokens.lowerBound).last(where: {
                    Self.exceptions.longest(in: tokens, at: $0) != nil
                }), let end = Self.exceptions.longest(in: tokens, at: index)?.end,
            end <= group.tokens.lowerBound, isLink(end ..<| group.tokens.lowerBound)
        else { return nil }
        let head = group.sentence.lowerBound ..<| index
        if tokens[index].key == Self.but {
            guard message.contains(Self.anyones, in: max(head.lowerBound, index - 2) ..<| index)
            else { return nil }
        }
        let isForbidding = head.contains {
            Grammar.negators.contains(tokens[$0].key) || Self.shuns.contains(tokens[$0].key)
        }
        if isForbidding { return .exclusive }
        return message.contains(Self.anyones, in: head) || message.has(.allowSlot, in: head)
            || message.contains(Self.acts, in: head) ? .blocked : nil
    }

    // MARK: A yes

    /// "only A", "A alone", "always only A".
    private func isExclusive(_ group: NameGroup) -> Bool {
        guard !Self.hasCloser(group.right, message) else { return true }
        let near = max(group.left.lowerBound, group.left.upperBound - 3) ..<| group.left.upperBound
        if message.contains(Self.onlys, in: near),
            !message.contains(Grammar.negators, in: near)
        {
            return true
        }
        guard let first = group.right.first(where: { tokens[$0].kind == .word }) else {
            return false
        }
        return Self.onlys.contains(tokens[first].key)
            && !(first + 1 ..<| group.right.upperBound).contains {
                Grammar.auxiliaries.contains(tokens[$0].key)
            }
    }

    /// "A is cleared", "A are under contract", "A is fine".
    private func isWelcome(_ right: Range<Int>) -> Bool {
        guard let verb = right.first(where: { tokens[$0].kind == .word }),
            Grammar.copulas.contains(tokens[verb].key)
        else { return false }
        return message.contains(Self.welcomes, in: right)
            && !message.contains(Grammar.negators, in: right)
    }

    /// Where the names stand: after "from", "is", "pay" or a colon, alone, or in a story.
    private func place(of group: NameGroup) -> Dealing {
        let left = group.left
        let end = left.last { index in
            tokens[index].isSign(":")
                || tokens[index].kind == .word
                    && !Grammar.determiners.contains(tokens[index].key)
                    && !Grammar.adverbs.contains(tokens[index].key)
                    && !NameFinder.roles.contains(tokens[index].key)
                    && !PayeeWords.people.contains(tokens[index].key)
        }
        if let first = left.first(where: { tokens[$0].kind == .word }),
            Grammar.subordinators.contains(tokens[first].key)
        {
            return .story
        }
        if message.contains(Grammar.negators, in: group.right) { return .story }
        if let end, end > left.lowerBound, Self.origins.contains(tokens[end].key),
            Grammar.copulas.contains(tokens[end - 1].key)
        {
            return .story
        }
        guard let end else { return isTold(group.right) ? .story : .bare }
        if tokens[end].isSign(":") || Grammar.copulas.contains(tokens[end].key)
            || Self.acts.contains(tokens[end].key) || Self.directions.contains(tokens[end].key)
            || Self.payees.contains(tokens[end].key)
        {
            return .bare
        }
        return .story
    }

    /// "Tom always complains": the names are the subject of a verb of their own.
    private func isTold(_ right: Range<Int>) -> Bool {
        guard let verb = right.first(where: { tokens[$0].kind == .word }) else { return false }
        let key = tokens[verb].key
        return Grammar.auxiliaries.contains(key) && !Grammar.copulas.contains(key)
            || !Grammar.small.contains(key) && right.count > 2
    }

    // MARK: Clauses without a name

    /// "nobody else", "no others", "never from anybody else", "payments elsewhere are excluded".
    static func hasCloser(_ range: Range<Int>, _ message: AnnotatedMessage) -> Bool {
        guard message.contains(others, in: range) else { return false }
        return message.contains(Grammar.negators, in: range) || message.contains(shuns, in: range)
            || message.contains(outs, in: range)
    }

    /// "Just those.", "only them", "that's all", "those three are on the list".
    static func isClosing(_ clause: Range<Int>, _ message: AnnotatedMessage) -> Bool {
        // "If you aren't one of those four you don't get paid."
        if subordinates.contains(message.tokens[clause.lowerBound].key),
            message.contains(Grammar.negators, in: clause),
            message.contains(lists, in: clause), message.contains(acts, in: clause)
        {
            return true
        }
        if hasCloser(clause, message) { return !message.has(.approval, in: clause) }
        if clause.count <= 10, endings.firstMatch(in: message, clause) != nil { return true }
        return clause.count <= 7 && message.contains(onlys, in: clause) && message.contains(pointers, in: clause)
            && !message.has(.approval, in: clause)
            && clause.allSatisfy {
                message.tokens[$0].kind != .word
                    || Grammar.small.contains(message.tokens[$0].key)
                    || acts.contains(message.tokens[$0].key)
            }
    }

    /// "nothing from them any more", "he receives never something", "it is out": a no to those who
    /// were named last.
    func refusesLast(_ clause: Range<Int>) -> Bool {
        if Self.farewells.longest(in: tokens, at: clause.lowerBound) != nil { return true }
        let head = message.sentence(of: clause.lowerBound).lowerBound
        guard message.contains(Self.pointers, in: clause), !Self.hasCloser(clause, message),
            !Grammar.subordinators.contains(tokens[head].key),
            message.mentions(in: clause).allSatisfy({ $0.amount == nil }),
            !message.contains(Self.cases, in: clause), !message.has(.approval, in: clause)
        else { return false }
        if let verb = clause.first(where: { Grammar.copulas.contains(tokens[$0].key) }),
            (verb + 1 ..<| min(verb + 3, clause.upperBound)).contains(where: { isOut($0) }),
            !message.contains(Grammar.negators, in: clause)
        {
            return true
        }
        guard let no = clause.first(where: { Grammar.negators.contains(tokens[$0].key) }) else {
            return false
        }
        if receives(in: clause, no: no) { return true }
        return (no + 1 ..<| clause.upperBound).contains { index in
            (Self.acts.contains(tokens[index].key) || Self.directions.contains(tokens[index].key)
                || tokens[index].key == Self.for_)
                && (index + 1 ..<| min(index + 3, clause.upperBound)).contains {
                    Self.objects.contains(tokens[$0].key)
                }
        }
    }
}
