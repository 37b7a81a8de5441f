import Domain
import Language

/// Reads the answer to the last question: whether the design may be finished as it stands.
///
/// Agreement is a class, not a list: praise, a command to go on, consent, or nothing to object.
/// One word of reservation, one value or one question, and it is no approval.
struct ConfirmationReader {
    let message: AnnotatedMessage
    private let hits: [PhraseHit<Sign>]
    /// For each token whether a phrase of agreement or objection explains it.
    private var isCovered: [Bool]

    private enum Sign: Sendable { case yes, no, nothingToObject }

    init(_ message: AnnotatedMessage) {
        self.message = message
        let found = Self.table.hits(in: message.tokens).all
        let standing = message.moves.all.compactMap { hit -> PhraseHit<Sign>? in
            switch hit.value {
            case .approve: PhraseHit(value: .yes, tokens: hit.tokens)
            case .reject: PhraseHit(value: .no, tokens: hit.tokens)
            default: nil
            }
        }
        let widest = found.filter { hit in
            !found.contains { $0.tokens.count > hit.tokens.count && hit.isInside($0) }
        }
        // "not right" objects although "right" agrees; "no objections" agrees in spite of "no".
        let read = widest + standing.filter { hit in !widest.contains { hit.isInside($0) } }
        // A quotation with words around it is somebody else's; one that is all there is, the owner's.
        let isAllQuoted = message.tokens.indices.allSatisfy {
            message.tokens[$0].kind != .word || message.isQuoted($0)
        }
        hits = read.filter { isAllQuoted || !message.isQuoted($0.start) }
        isCovered = Array(repeating: false, count: message.tokens.count)
        for hit in hits { for index in hit.tokens { isCovered[index] = true } }
    }

    /// Approval or refusal; nil when the message is something else.
    var verdict: DialogueAct? {
        guard message.wordCount <= Self.wordsMax else { return nil }
        let agrees = hits.contains { $0.value != .no } || isPlusOne || isFullMark || says(Self.glad)
        if hits.contains(where: { $0.value == .no }) || says(Self.sad) { return .reject }
        if isIndifferent { return nil }
        if hasReservation { return agrees ? .reject : nil }
        guard agrees, !isQuestion, !hasValue, !isOtherStep, restCount <= Self.restMax else {
            return nil
        }
        return .approve
    }

    /// Whether nothing in the message can be meant for a slot.
    var isBare: Bool {
        (verdict != nil || isOtherStep) && !hasReservation && restCount == 0
    }

    private static let wordsMax = 16
    private static let restMax = 5

    // MARK: Against it

    private var hasReservation: Bool {
        message.tokens.indices.contains { index in
            let token = message.tokens[index]
            return token.kind == .word && !isCovered[index]
                && Self.reservations.contains(token.key)
        }
    }

    /// "ok whatever": who does not care has approved nothing.
    var isIndifferent: Bool { message.contains(Self.shrugs, in: message.whole) }

    private static let shrugs = WordSet(
        words: "whatever whatevs meh dunno idk idc idgaf guess suppose")

    private var isQuestion: Bool { message.tokens.list.contains { $0.isSign("?") } }

    /// Amounts, addresses, names of things: what a design could hold.
    private var hasValue: Bool {
        namesSomething
            || message.tokens.indices.contains { index in
                switch message.tokens[index].kind {
                case .address, .url, .domain, .email, .handle, .path, .currencySign: true
                case .number: !isPlusOne && !isFullMark
                case .word, .sign, .quote, .lineBreak, .emoji: false
                }
            }
    }

    /// A language, a day, a chain, a rhythm, a tone: "yes, in French".
    private var namesSomething: Bool {
        let isNamed = message.terms.all.contains { hit in
            switch hit.value {
            case .language, .weekday, .network, .currency, .month, .zone: !isCovered[hit.start]
            case .number, .hundred, .scale, .bunch, .half, .quarter, .third, .article, .ordinal,
                .unit:
                false
            }
        }
        let isShaped = message.cues.all.contains { hit in
            switch hit.value {
            case .daily, .weekly, .monthly, .agentNoun, .toolSlot, .metered, .payPerCall,
                .subscription, .channelSlot, .retrySlot, .slippageSlot, .leverageSlot, .concise,
                .detailed, .balanced, .unlimited:
                !isCovered[hit.start]
            default: false
            }
        }
        return isNamed || isShaped
            || message.tokens.indices.contains {
                !isCovered[$0] && ToneWords.keys.contains(message.tokens[$0].key)
            }
    }

    /// Words that carry something of their own.
    private var restCount: Int {
        message.tokens.indices.count { index in
            let token = message.tokens[index]
            return token.kind == .word && !isCovered[index] && !Self.empty.contains(token.key)
        }
    }

    // MARK: Numbers that agree

    /// "+1" as a vote.
    private var isPlusOne: Bool { steps == ["1"] }
    /// "+5": no vote, and no limit either.
    private var isOtherStep: Bool { !steps.isEmpty && steps != ["1"] }

    private var steps: [String] {
        message.tokens.indices.compactMap { index in
            guard message.tokens[index].kind == .number, message.tokens[index - 1].isSign("+"),
                message.tokens[index].isGlued
            else { return nil }
            return message.text(index ..<| (index + 1))
        }
    }

    /// "10/10", "100%", "5 stars", and no other number.
    private var isFullMark: Bool {
        let numbers = message.tokens.indices.filter { message.tokens[$0].kind == .number }
        guard let first = numbers.first, let last = numbers.last else { return false }
        let after = message.tokens[last + 1]
        switch message.text(first ..<| (last + 1)) {
        case "10/10", "5/5": return true
        case "100", "1000", "110": return after.isSign("%") || after.key == Self.percent
        case "5": return after.key == Self.stars
        default: return false
        }
    }

    private static let percent = WordKey.of("percent")
    private static let stars = WordKey.of("stars")

    // MARK: Emoji

    private func says(_ emoji: Set<String>) -> Bool {
        message.tokens.indices.contains { index in
            message.tokens[index].kind == .emoji
                && emoji.contains(message.text(index ..<| (index + 1)))
        }
    }

    private static let glad: Set<String> = [
        "👍", "👌", "✅", "☑", "✔", "💯", "🚀", "🎉", "🙌", "🤝", "🫡", "👏", "🆗", "🟢", "💚", "🥳",
    ]
    private static let sad: Set<String> = ["👎", "❌", "🛑", "✋", "🙅", "🚫", "⛔", "✖", "🔴"]
}

extension PhraseHit {
    fileprivate func isInside<Other>(_ other: PhraseHit<Other>) -> Bool {
        other.start <= start && end <= other.end
    }
}

extension ConfirmationReader {
    private static let table = PhraseTable<Sign>([
        (
            .yes,
            """
            perfect, perfectly, great, good, fine,
            excellent, spot on, bang on, ideal, super, superb,
            brilliant, lovely, nice, nicely, sound, solid, ace, neat, accurate, flawless, beautiful,
            grand, awesome, fantastic, amazing,
            splendid, marvellous, marvelous, terrific, wonderful,
            tip top, first class, acceptable, correct, right, cool, sweet, delightful, shipshape,
            exactly, precisely, absolutely, definitely, certainly, totally, naturally, of course,
            by all means, you bet, for sure, roger, roger that, aye aye, amen, hear hear, bingo,
            to a t, to a tee, thats me, thats us, nailed it, nails it, hits the spot, hit the spot,
            thats it, thats the one, what i want/wanted/meant/need/needed/asked, as i wanted,
            what we want/wanted/meant/need/needed/asked, just what i/we *,
            matches, fits, suits me/us
            """
        ),
        (
            .yes,
            """
            ship, ship it, send it, launch, launch it, build it, make it so, make it happen, run it,
            activate, activate it, start it, lets go, let it rip, let it fly, fire away, get going,
            get it going, roll it out, roll with it, press the button, push the button, finalise,
            finalize, finalise it, finalize it, finish,
            finish it, finish up, wrap it up, lock it in,
            lock it, seal it, seal the deal, proceed, publish, publish it, deploy, deploy it,
            release it, crack on, carry on, continue, lets do it/this, push it, turn it on,
            switch it on, flip the switch, hit it, pull the trigger, engage, commit it, save it,
            go, go on, go ahead, go for it, go live, do it, create it, you can/may go,
            all systems go, merge, merge it, file it, print it, bring it on, onwards, forward
            """
        ),
        (
            .yes,
            """
            approve, i approve, approved, approval granted, agree, agreed, agrees, accept, accepted,
            consent, happy, satisfied, content, pleased, on board, sold, im in, signed off,
            sign off, signoff, signed, blessing, go ahead given, thumbs up, green light, greenlight,
            greenlit, deal, done, done deal, count me in, yes, yep, yup, yeah, ya, aye, affirmative,
            positive, confirmed, confirm, granted, permission granted, authorised, authorized,
            i authorise, i authorize, with me, by me, works, works for me/us, it will do, thatll do,
            good to go, ready, all set, all good, all clear, in order, ok, okay, okey dokey, okie,
            k, kk, alright, all right, very well, ratified, carried, passed, endorsed, lgtm
            """
        ),
        (
            .yes,
            """
            sí, sim, oui, ja, jawohl, jawoll, daccord, einverstanden, vale, claro, de acuerdo, dale,
            perfecto, perfekt, parfait, perfetto, perfeito, genau, passt, stimmt, daccordo, va bene,
            certo, está bien, está bem, cest bon, cest parfait, très bien, muy bien, molto bene,
            sehr gut, adelante, avanti, los gehts, allez y, tak, da, evet, hai, joo, kyllä, klar,
            natürlich, selbstverständlich, akkoord, prima, да, хорошо, はい, 네, 好, 好的, 是, ναι
            """
        ),
        (
            .nothingToObject,
            """
            no objection, no objections, no changes, no more changes, no further changes, no edits,
            nothing to change, nothing to add, nothing to object, nothing else to change, no notes,
            no complaints, no complaint, no remarks, no comments, no issues, no issue, no problem,
            no problems, no questions, no more questions, no further questions, no concerns,
            no worries, no corrections, no doubt,
            no doubts, no buts, cant fault it, cannot fault it,
            wouldnt change a thing, would not change a thing,
            dont change a thing, dont change a word,
            dont change anything, do not change a thing, not change a thing, why not,
            couldnt be better, could not be better, cant complain, without reservation,
            without reservations, without a doubt, leave it as it is, keep it as it is,
            keep it like that, nothing wrong, nothing is wrong, nothing missing, nothing is missing,
            not bad, not bad at all, no notes from me, need nothing else, needs nothing else,
            wish granted, if you say so, no need to change anything, no need to change it
            """
        ),
        (
            .no,
            """
            no, nope, nah, not yet, not quite, not right, not good, not correct, not fine, not ok,
            not okay, not happy, not perfect, not great, not agreed, not approved, not ready,
            not satisfied, do not ship, dont ship,
            dont do it, do not do it, dont build, dont deploy,
            dont, do not, wrong, incorrect, hold on, hold it, hang on, wait, stop, hold off, halt,
            abort, cancel, disapprove, disagree, rejected, reject, refuse, refused, decline,
            declined, denied, thumbs down, red light, nein, non, ni hablar, jamás, never, no way,
            i cant approve, cannot approve, cant agree, cannot agree, isnt right, isnt good,
            isnt what, isnt perfect, unhappy, unacceptable, far from
            """
        ),
    ])

    private static let reservations = WordSet(
        words: """
            but except however unless though although if once after before until instead only first
            add remove drop change changes changing set lower raise increase decrease reduce move
            rename replace swap switch adjust tweak edit fix modify update cut double halve bump
            almost nearly mostly partly partially not no
            never dont doesnt isnt arent wasnt cant cannot
            couldnt wouldnt shouldnt wont hardly barely yet later tomorrow maybe perhaps possibly
            probably somewhat unsure doubt doubts think thinking check checking ask asking need
            needs must should wish want wants would could
            might show explain read repeat why how which
            what when where better best missing forgot forget also plus another other else more less
            than different friendlier shorter longer cheaper
            higher stricter looser warmer calmer softer safer smaller bigger larger faster slower
            earlier sooner simpler clearer tighter politer fewer wrong bad
            worse worried concern except apart aside bar save minus without
            pending provided providing assuming start draft question point idea try far
            """)

    /// Words that say nothing of their own beside an agreement.
    private static let empty = WordSet(
        words: """
            a an the it its this that thats these those is are was be been am i im ive me my mine
            we us our you your youre to of for from
            in on at by with and then now just all everything
            very really quite so pretty much please thanks thank looks look sounds sound seems reads
            feels as has have can may will do does way thing design agent plan version here there
            oh ah well wow hey hi sir madam team everyone indeed
            """)
}
