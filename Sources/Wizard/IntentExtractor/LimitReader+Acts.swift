import Domain
import Language

/// What the words around an amount do with it, whatever period it is for.
enum AmountAct: UInt8, Comparable {
    /// What something costs, cost or is asked for: a fact, and nobody's wish.
    case told
    /// Named, and no more.
    case plain
    /// More than this is not to be spent.
    case bound

    static func < (a: AmountAct, b: AmountAct) -> Bool { a.rawValue < b.rawValue }
}

// Of two amounts for the same thing, the one that binds is the limit: "they ask 12 dollars, so let
// it pay up to 16".
extension LimitReader {
    func act(of candidate: LimitCandidate) -> AmountAct {
        guard candidate.isAbsolute else { return .bound }
        let clause = clause(of: candidate)
        if Self.bounds.firstMatch(in: message, near(candidate, clause, ahead: 6)) != nil {
            return .bound
        }
        if isDescribed(candidate) { return .told }
        return isCap(candidate) ? .bound : isPredicate(candidate, clause) ? .told : .plain
    }

    /// "let it go to 40", "50 and not a penny over", "thirty-eight is the most".
    private static let bounds = PhraseTable<Bool>([
        (
            true,
            """
            at most, at the most, is the most, the most, max, maximum, is the max, tops, up to, ceiling,
            the limit, my limit, limit is, limit of, limit at, limit to, capped, cap, caps, cap it, go to, go as far as, go up to, rise to, stretch to,
            at the outside, and no more, not more, no more, never more, no higher, not higher,
            not a/one * more/over/above/beyond, hard stop, is enough,
            should do, and thats it, and that is it, stays under, stay under, stays below, stay below,
            nothing over/above/beyond, never over/above/beyond, not over/above/beyond, or less, is fine, is ok
            """
        )
    ])

    /// The clause that holds the amount, as far as it matters.
    func clause(of candidate: LimitCandidate) -> Range<Int> {
        SentenceCutter.clauses(
            of: reach(candidate, in: candidate.sentence), in: message.tokens
        ).first { $0.overlaps(candidate.tokens) } ?? candidate.sentence
    }

    /// The words that may be about this amount and no other.
    func near(_ candidate: LimitCandidate, _ clause: Range<Int>, ahead: Int) -> Range<Int> {
        let (start, end) = (candidate.tokens.lowerBound, candidate.tokens.upperBound)
        let earlier = (max(candidate.sentence.lowerBound, start - 8) ..<| start)
            .last { weights[$0] != 0 }
        let later = (end ..<| min(candidate.sentence.upperBound, end + 8))
            .first { weights[$0] != 0 }
        let first = earlier.map { max($0 + 1, clause.lowerBound) } ?? candidate.sentence.lowerBound
        let last = later.map { min($0, clause.upperBound) } ?? candidate.sentence.upperBound
        return max(first, start - 6) ..<| min(last, end + ahead)
    }

    /// "a frock coat is thirty pounds", "a term pass is £31": the thing is the subject.
    private func isPredicate(_ candidate: LimitCandidate, _ clause: Range<Int>) -> Bool {
        let start = candidate.tokens.lowerBound
        guard start - clause.lowerBound >= 2, Self.copulas.contains(message.tokens[start - 1].key)
        else { return false }
        return ScopeFinder(message: message).marks(in: clause.lowerBound ..<| start).isEmpty
    }

    /// "my salary is 3000 a month", "the rent is 1200 a month": money of another matter.
    func isOthers(_ candidate: LimitCandidate, _ scope: Scope) -> Bool {
        let clause = clause(of: candidate)
        return scope.isPeriod && isPredicate(candidate, clause)
            && !message.has(.cap, in: clause.lowerBound ..<| candidate.tokens.lowerBound)
            && Self.possessives.contains(message.tokens[clause.lowerBound].key)
    }

    private static let possessives = WordSet(words: "my our the his her their")
    private static let copulas = WordSet(words: "is are its they're theyre it's")

    /// A limit in a clause that tells a price takes its unit from the price.
    func inherits(_ act: AmountAct, from told: Slot?) -> Bool {
        told == .perPaymentLimit && act == .bound
    }

    // MARK: The whole of the money

    /// "the council gave us £1,900", "and when that's gone it's gone", "has to last for everything":
    /// money that comes once.
    func isWhole(_ candidate: LimitCandidate) -> Bool {
        guard candidate.isAbsolute else { return false }
        let sentence = candidate.sentence
        let start = candidate.tokens.lowerBound
        let before = max(sentence.lowerBound, start - 5) ..<| start
        if let source = Self.sources.firstMatch(in: message, before),
            start - source.upperBound <= 2, candidate.amount?.token != nil
        {
            return true
        }
        if isFunded(candidate) { return true }
        let after =
            candidate.tokens.upperBound ..<| reach(candidate, in: sentence).upperBound
        return Self.endings.firstMatch(in: message, after) != nil || isEndedNext(sentence)
    }

    /// "4k ever".
    func isForever(_ candidate: LimitCandidate) -> Bool {
        message.isWord(candidate.tokens.upperBound, Self.ever)
    }

    private static let ever = WordKey.of("ever")

    /// "a 5,000 euro award", "1,100 dollars left of the donation", "Kickstarter money: 8,400".
    private func isFunded(_ candidate: LimitCandidate) -> Bool {
        let near =
            max(candidate.sentence.lowerBound, candidate.tokens.lowerBound - 4)
            ..<| min(candidate.sentence.upperBound, candidate.tokens.upperBound + 5)
        return candidate.amount?.token != nil && message.contains(Self.funds, in: near)
    }

    private static let funds = WordSet(
        words: """
            grant award prize donation donations inheritance savings fund funds funding bequest legacy
            sponsorship subsidy kickstarter crowdfunding jackpot endowment stipend scholarship
            collection
            """)

    /// "That's the whole pot, there'll be no second cheque.": said in the sentence after.
    private func isEndedNext(_ sentence: Range<Int>) -> Bool {
        guard let place = message.sentences.firstIndex(of: sentence),
            place + 1 < message.sentences.count
        else { return false }
        let next = message.sentences[place + 1]
        return message.mentions(in: next).allSatisfy { $0.amount == nil }
            && Self.endings.firstMatch(
                in: message, next.lowerBound ..<| min(next.lowerBound + 40, next.upperBound)) != nil
    }

    private static let sources = PhraseTable<Bool>([
        (
            true,
            """
            gave/gives/give/lent/left/granted/donated us/me, we/i have/got/raised/saved/collected,
            weve got/raised/saved/collected, ive got/saved, the/our/a grant is, grant of,
            the fund is/holds, there is, theres, there are, we were given, was/were left, inherited
            """
        )
    ])

    private static let endings = PhraseTable<Bool>([
        (
            true,
            """
            gone its gone, gone it is gone, is gone, runs out, used up, is spent, are spent, has/have to last, must last, has/have to see us/me, see us/me through,
            must be enough, has to be enough, has/have to do, no second, no more after, wont be any more,
            will be no more, is no more, no more is/money/coming/will, nothing more, there isnt more, not renewable, until the end, till the end,
            its over, it is over, its done, it is done, its finished, thats all there is, all there is,
            is all we/i, is all of our, all the money, the whole pot, will ever have, to its name,
            till they give more, until they give more, cant ever go, can never go, and nothing beyond
            """
        )
    ])

    // MARK: What is refused

    /// "anything over 60 is out of the question": said of more, it bounds.
    func isRefusedAbove(_ candidate: LimitCandidate) -> Bool {
        guard isAbove(candidate), !isCapped(candidate) else { return false }
        let clause = clause(of: candidate)
        let after =
            candidate.tokens.upperBound
            ..<| min(candidate.tokens.upperBound + 8, clause.upperBound)
        return !message.has(.approval, in: clause)
            && Self.refusals.firstMatch(in: message, after) != nil
    }

    private static let refusals = PhraseTable<Bool>([
        (
            true,
            """
            out of the question, not allowed, isnt allowed, arent allowed, not ok, forbidden, a no, no go, off limits, refused,
            is refused, declined, rejected, is too much, are too much, not happening, no way, never,
            is out, are out, must be blocked, is blocked, not possible, it refuses, it declines, it must refuse,
            simply no, it says no, dont, do not
            """
        )
    ])
}
