import Domain
import Language

/// Whether a clause that holds a time orders something or tells of the world: opening hours, trains,
/// reasons, the owner's week, what was.
///
/// The subject decides. A clause without one ("every Monday at nine"), or about the agent, orders;
/// one about somebody or something else tells.
struct TimeTeller {
    let message: AnnotatedMessage

    /// The sentence without the clauses that only tell.
    func orders(in sentence: Range<Int>) -> [Range<Int>] {
        var orders: [Range<Int>] = []
        var isOpen = false
        let turn = Correction(message: message).turn(in: sentence)
        for clause in clauses(sentence) where clause.upperBound > turn?.lowerBound ?? 0 {
            if tells(clause) || clause.lowerBound == sentence.lowerBound && isDenied(clause) {
                isOpen = false
            } else if isOpen, let last = orders.popLast() {
                orders.append(last.lowerBound ..<| clause.upperBound)
            } else {
                orders.append(clause)
                isOpen = true
            }
        }
        return orders
    }

    /// "at 5:45 before the clock starts" is two: a time, and what it is measured by.
    private func clauses(_ sentence: Range<Int>) -> [Range<Int>] {
        SentenceCutter.clauses(of: sentence, in: message.tokens).flatMap { clause in
            let cuts = clause.filter {
                $0 > clause.lowerBound && Self.subordinators.contains(message.tokens[$0].key)
            }
            return zip([clause.lowerBound] + cuts, cuts + [clause.upperBound]).map { $0 ..<| $1 }
        }
    }

    private static let subordinators = WordSet(
        words: "before after until till when while once since")

    private func tells(_ clause: Range<Int>) -> Bool {
        Self.reasons.longest(in: message.tokens, at: clause.lowerBound) != nil
            || Self.deadlines.contains(message.tokens[clause.lowerBound].key)
            || opensWithPerson(clause)
            || Self.past.firstMatch(in: message, clause) != nil
                && !message.has(.reportSlot, in: clause)
            || isAboutOthers(clause)
    }

    /// "Not Mondays, Thursdays": the first of two.
    private func isDenied(_ clause: Range<Int>) -> Bool {
        Self.denials.contains(message.tokens[clause.lowerBound].key)
            && message.tokens.token(clause.upperBound)?.isSign(",") == true
    }

    private static let denials = WordSet(words: "not no forget never")

    /// "because the landlords …", "that's when the kitchen shuts", "since we meet at six".
    private static let reasons = PhraseTable<Bool>([
        (
            true,
            "because, cause, cos, since, as we/they/i/he/she/the, thats/that when/how/why/what, that is when/how/why, which is when/why/how"
        )
    ])

    private static let past = PhraseTable<Bool>([
        (
            true,
            """
            last monday/tuesday/wednesday/thursday/friday/saturday/sunday, last black friday,
            last week/month/year/night/time/summer/winter/spring/autumn, yesterday, ago,
            was, had, did, lapsed, expired, happened, ran out, was born, i was, left without, came,
            opened, ended, died, arrived, retired, married, met, moved in, called me, last date,
            last day is, deadline is, due date
            """
        )
    ])

    private func isAboutOthers(_ clause: Range<Int>) -> Bool {
        guard
            let verb = clause.first(where: { index in
                index > clause.lowerBound
                    && (Self.verbs.contains(message.tokens[index].key)
                        || Self.beings.contains(message.tokens[index].key)
                            && !isWish(index + 1, clause))
            })
        else { return opensWithState(clause) }
        let subject = clause.lowerBound ..<| verb
        if message.contains(Self.agents, in: subject) || message.has(.wish, in: clause)
            || message.has(.reportSlot, in: subject)
        {
            return false
        }
        if Self.verbs.contains(message.tokens[verb].key) {
            return isNamed(subject)
        }
        return message.contains(Self.persons, in: subject)
            || message.contains(Self.determiners, in: subject)
                && !Self.goings.contains(message.tokens[verb].key)
    }

    /// "I only get to my mails after nine", "we've been doing this": people about themselves.
    private func opensWithPerson(_ clause: Range<Int>) -> Bool {
        var index = clause.lowerBound
        while index < clause.upperBound, Self.joints.contains(message.tokens[index].key) {
            index += 1
        }
        guard index + 1 < clause.upperBound, Self.speakers.contains(message.tokens[index].key)
        else { return false }
        return message.toolHits.starting(in: clause).isEmpty && !message.has(.wish, in: clause)
            && !message.has(.scheduleSlot, in: clause) && !message.has(.reportSlot, in: clause)
            && !message.contains(Self.ordering, in: clause)
    }

    private static let deadlines = WordSet(words: "before until till")
    private static let speakers = WordSet(
        words: "i we they he she im ive id well weve were theyre hes shes")
    private static let ordering = WordSet(
        words: """
            want wants need needs would like prefer do say said think guess suppose suggest propose
            pay order settle transfer must should to let lets know hear read see
            """)

    /// "I'm off on Fridays".
    private func opensWithState(_ clause: Range<Int>) -> Bool {
        clause.prefix(2).contains { Self.states.contains(message.tokens[$0].key) }
            && !clause.contains { isWish($0, clause) }
    }

    /// "we have to pay", "I am going to want".
    private func isWish(_ index: Int, _ clause: Range<Int>) -> Bool {
        guard clause.contains(index) else { return false }
        return Self.wishes.contains(message.tokens[index].key)
    }

    /// Any word that is no time: "Fridays open" has none.
    private func isNamed(_ subject: Range<Int>) -> Bool {
        subject.contains { index in
            message.tokens[index].kind == .word && !Self.joints.contains(message.tokens[index].key)
                && message.mention(at: index) == nil
                && message.terms.at(index).isEmpty
                && message.cues.at(index).allSatisfy {
                    $0.value != .daily && $0.value != .weekly && $0.value != .monthly
                        && $0.value != .when && $0.value != .scheduleSlot
                }
        }
    }

    private static let joints = WordSet(
        words: "and but so then please at on in every each the of by from always just only")
    private static let verbs = WordSet(
        words: """
            open opens close closes closed shut shuts end ends begin begins starts leave leaves
            arrive arrives meet meets rehearse rehearses issue issues deliver delivers depart departs
            come comes finish finishes expire expires lapse lapses sail sails train trains
            teach teaches sleep sleeps live lives due dock docks get gets
            """)
    private static let beings = WordSet(words: "is are am have has go goes work works")
    private static let goings = WordSet(words: "go goes")
    private static let states = WordSet(words: "im were theyre hes shes i've we've")
    private static let wishes = WordSet(words: "to should must need needs want wants like it them")
    private static let persons = WordSet(words: "i we they he she you who")
    private static let determiners = WordSet(words: "the our my their his her a an")
    private static let agents = WordSet(
        words: """
            it itll agent bot robot assistant helper thing program app run runs job batch payment
            payments payout payouts payday order orders schedule time moment day best date hour
            rhythm start
            """)
}
