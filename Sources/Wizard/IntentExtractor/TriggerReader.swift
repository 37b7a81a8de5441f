import Domain
import Language

/// Reads events that start the agent: a low balance, a price, a webhook, "when a car is plugged in".
struct TriggerReader {
    let message: AnnotatedMessage
    private let topic: Slot?

    init(_ draft: Draft) {
        message = draft.message
        topic = draft.topic
    }

    func read(into draft: inout Draft) {
        for sentence in message.sentences where !message.isQuoted(sentence.lowerBound) {
            if let (schedule, range) = balance(sentence) ?? price(sentence, draft) {
                draft.set(.schedule, .schedules([schedule]), range, confidence: 85)
            } else if let (schedule, range) = webhook(sentence, draft) {
                draft.set(.schedule, .schedules([schedule]), range)
            }
        }
        readCrossing(&draft)
        readEvent(&draft)
    }

    /// "make the trigger 1650", "1500 is too low, 1650 then": another level for the same price.
    private func readCrossing(_ draft: inout Draft) {
        guard !draft.has(.schedule),
            case .onPrice(let token, let crossing, let old)? =
                draft.context.spec.schedules(.schedule).first,
            message.takesBack || message.contains(Self.levels, in: message.whole)
        else { return }
        let amounts = message.mentions.filter { $0.amount != nil && !message.isQuoted($0.start) }
        let others = amounts.filter { $0.amount?.value != old.quantity }
        let isSame = amounts.count > others.count
        guard others.count == 1, let amount = others[0].amount, !amount.isNegative,
            isSame || message.contains(Self.levels, in: message.whole)
        else { return }
        let price = TokenAmount(amount.value, amount.token ?? old.token)
        draft.set(
            .schedule, .schedules([.onPrice(token: token, crossing, price)]), others[0].tokens)
        for mention in amounts { draft.use(mention.tokens) }
    }

    private static let levels = WordSet(words: "trigger price under below drops falls dips level")

    /// "when the wallet drops under 50 CRO", "less than £8 left in the account".
    private func balance(_ sentence: Range<Int>) -> (Schedule, Range<Int>)? {
        guard message.has(.fundsWord, in: sentence), !message.has(.stopSlot, in: sentence) else {
            return nil
        }
        for mention in message.mentions(in: sentence) {
            guard let amount = mention.amount,
                amount.token != nil || isBalanceWordNear(mention, sentence)
            else { continue }
            let before = max(sentence.lowerBound, mention.start - 4) ..<| mention.start
            guard
                message.cues.starting(in: before).contains(where: {
                    $0.value == .below && $0.end >= mention.start - 1
                })
            else { continue }
            guard isBalanceWordNear(mention, sentence) else { continue }
            let start =
                message.cues.starting(in: sentence.lowerBound ..<| mention.start)
                .first { $0.value == .when || $0.value == .fundsWord }?.start ?? before.lowerBound
            let floor = TokenAmount(amount.value, amount.token ?? CurrencyResolution.bare)
            return (.onBalance(below: floor), start ..<| mention.end)
        }
        return nil
    }

    private func isBalanceWordNear(_ mention: Mention, _ sentence: Range<Int>) -> Bool {
        let near =
            max(sentence.lowerBound, mention.start - 12)
            ..<| min(sentence.upperBound, mention.end + 3)
        return message.cues(.fundsWord, in: near).contains { hit in
            Self.balances.contains(message.tokens[hit.start].key)
                && !message.isWord(hit.start, WordKey.of("pot"))
        }
    }

    private static let balances = WordSet(
        "balance wallet account funds float purse reserve left remaining remains credit credits saldo cash kitty treasury hot"
            .split(separator: " ")
            .map { WordKey.of(String($0)) })

    /// "if ETH falls below 2000 dollars".
    private func price(_ sentence: Range<Int>, _ draft: Draft) -> (Schedule, Range<Int>)? {
        guard topic == .schedule || message.contains(Self.runs, in: sentence),
            !message.has(.stopSlot, in: sentence), message.has(.when, in: sentence)
        else { return nil }
        for mention in message.mentions(in: sentence) {
            guard let amount = mention.amount else { continue }
            let before = max(sentence.lowerBound, mention.start - 4) ..<| mention.start
            let crossing: Schedule.Crossing? =
                message.cues.starting(in: before).contains { $0.value == .below }
                ? .below
                : message.cues.starting(in: before).contains { $0.value == .above } ? .above : nil
            guard let crossing, let (token, start) = coin(before: mention.start, sentence) else {
                continue
            }
            let price = TokenAmount(amount.value, amount.token ?? "USD")
            return (.onPrice(token: token, crossing, price), start ..<| mention.end)
        }
        return nil
    }

    private static let runs = WordSet(
        [
            "buy", "buys", "sell", "sells", "run", "runs", "trigger", "wake", "wakes", "start",
            "starts", "act", "acts", "swap", "swaps", "convert", "converts", "send", "sends",
            "exchange", "trade", "trades",
        ].map(WordKey.of))

    /// The nearest: "buy 10 USDC of CRO when CRO drops below" is about CRO.
    private func coin(before index: Int, _ sentence: Range<Int>) -> (String, Int)? {
        let near = message.terms.starting(in: max(sentence.lowerBound, index - 8) ..<| index)
        for hit in near.reversed() {
            if case .currency(let currency) = hit.value, !Currency.isFiat(currency.code),
                !currency.code.isEmpty
            {
                return (currency.code, hit.start)
            }
        }
        return nil
    }

    /// "my calendar is sending a webhook", "trigger is a webhook, /hooks/paid".
    private func webhook(_ sentence: Range<Int>, _ draft: Draft) -> (Schedule, Range<Int>)? {
        guard let hit = message.cues(.onWebhook, in: sentence).first else {
            return posted(sentence, draft)
        }
        guard !draft.isUsed(hit.tokens) else { return nil }
        if draft.topic == .notificationChannel, !message.has(.scheduleSlot, in: sentence) {
            return nil
        }
        let path = sentence.first { message.tokens[$0].kind == .path }
        let hasURL = sentence.contains { message.tokens[$0].kind == .url }
        guard
            path != nil
                || (!hasURL
                    && (topic == .schedule || message.contains(Self.starters, in: sentence)))
        else { return nil }
        let text = path.map { message.text($0 ..<| ($0 + 1)) }
        return (
            .onWebhook(path: text),
            min(hit.start, path ?? hit.start) ..<| max(hit.end, (path ?? hit.start) + 1)
        )
    }

    /// "triggered by POST /hooks/new-address".
    private func posted(_ sentence: Range<Int>, _ draft: Draft) -> (Schedule, Range<Int>)? {
        guard
            let path = sentence.first(where: { message.tokens[$0].kind == .path }),
            !draft.isUsed(path), path > sentence.lowerBound,
            topic == .schedule || message.contains(Self.starters, in: sentence.lowerBound ..<| path)
        else { return nil }
        let range = path ..<| (path + 1)
        return (.onWebhook(path: message.text(range)), range)
    }

    private static let starters = WordSet(
        [
            "trigger", "triggers", "triggered", "fires", "sending", "sends", "runs", "run",
            "starts", "start", "receives", "called", "when", "whenever", "wakes",
        ]
        .map(WordKey.of))

    // MARK: Events

    /// "whenever a car is plugged in": the words after it name the event.
    private func readEvent(_ draft: inout Draft) {
        guard !draft.has(.schedule) else { return }
        for sentence in message.sentences where !message.isQuoted(sentence.lowerBound) {
            guard let (range, confidence) = event(sentence) else { continue }
            var end = range.upperBound
            while end - range.lowerBound > 14 { end -= 1 }
            let text = message.text(range.lowerBound ..<| end)
            guard text.utf8.count >= 4 else { continue }
            draft.set(
                .schedule, .schedules([.onEvent(Self.plain(text))]), range, confidence: confidence)
            return
        }
    }

    private func event(_ sentence: Range<Int>) -> (Range<Int>, Int)? {
        guard !message.has(.stopSlot, in: sentence), !message.has(.approval, in: sentence),
            !message.has(.successSlot, in: sentence),
            !message.has(.escalationSlot, in: sentence) || topic == .schedule
        else { return nil }
        if isProhibition(sentence) { return nil }
        if let named = named(sentence) ?? each(sentence) { return named }
        let isTopic = topic == .schedule
        let clauses = SentenceCutter.clauses(of: sentence, in: message.tokens)
        for clause in clauses {
            for hit in message.cues(.when, in: clause) {
                let key = message.tokens[hit.start].key
                let opensStrongly = Self.strong.contains(key) || hit.tokens.count > 1
                let before = sentence.lowerBound ..<| hit.start
                let hasVerb =
                    message.contains(Self.starts, in: before)
                    || message.has(.scheduleSlot, in: before)
                    || isFollowed(hit, clause, sentence)
                if isPeriod(hit) || isAside(hit, hasVerb, sentence) || isNoEvent(hit)
                    || isElsewhere(hit, clause, among: clauses)
                {
                    continue
                }
                guard
                    isTopic && Self.openers.contains(key) || opensStrongly
                        || (hasVerb && Self.openers.contains(key))
                else { continue }
                let body = hit.end ..<| clause.upperBound
                guard body.count >= (isTopic && Self.upons.contains(key) ? 1 : 2),
                    !isDated(hit, sentence),
                    !message.mentions(in: body).contains(where: {
                        $0.amount.map { !isTopic || $0.token != nil } ?? false
                    })
                else { continue }
                if message.tokens[hit.end].kind != .word { continue }
                if Self.pronouns.contains(message.tokens[hit.end].key), !isTopic, !hasVerb {
                    continue
                }
                return (body, isTopic || hasVerb ? 85 : 60)
            }
        }
        return nil
    }

    /// "once a year" says how often, "after ten seconds" how long.
    private func isPeriod(_ hit: PhraseHit<Cue>) -> Bool {
        if case .duration? = message.mention(at: hit.end)?.kind { return true }
        return message.isWord(hit.start, WordKey.of("once")) && hit.end < message.tokens.count
            && message.terms.at(hit.end).contains { $0.value == .article }
            && ScopeFinder.isTime(message.tokens.token(hit.end + 1)?.key ?? 0)
    }

    /// "after it's paid", "when we're shut", "if I vanish, call my wife", "mail me when it buys": no
    /// start of a run.
    private func isAside(_ hit: PhraseHit<Cue>, _ hasVerb: Bool, _ sentence: Range<Int>) -> Bool {
        let first = message.tokens.token(hit.end)?.key ?? 0
        if Self.states.contains(first) { return true }
        if hasVerb { return false }
        if message.isWord(hit.start, Self.if_),
            Self.speakers.contains(first) || message.has(.timeoutSlot, in: sentence)
        {
            return true
        }
        return message.has(.channelSlot, in: sentence.lowerBound ..<| hit.start)
    }

    /// "know when to move the hives", "I look after a campsite".
    private func isNoEvent(_ hit: PhraseHit<Cue>) -> Bool {
        message.isWord(hit.end, Self.to)
            || message.tokens.token(hit.start - 1).map { Self.lookers.contains($0.key) } ?? false
    }

    /// "if somebody is hurt, hand it to the front office": what follows is no start of a run.
    private func isElsewhere(
        _ hit: PhraseHit<Cue>, _ clause: Range<Int>, among clauses: [Range<Int>]
    ) -> Bool {
        guard message.isWord(hit.start, Self.if_), clauses.count > 1 else { return false }
        return !clauses.contains { $0 != clause && message.contains(Self.starts, in: $0) }
    }

    private static let to = WordKey.of("to")
    private static let lookers = WordSet(words: "look looks looking looked named called")
    private static let states = WordSet(words: "it's im were theyre hes shes we're")
    private static let speakers = WordSet(words: "i we")
    private static let upons = WordSet(words: "upon on")

    /// "on Saturdays after the market": the day says when.
    private func isDated(_ hit: PhraseHit<Cue>, _ sentence: Range<Int>) -> Bool {
        guard !Self.instants.contains(message.tokens[hit.start].key) else { return false }
        let reader = ScheduleReader(message.tokens, message.terms, message.mentions)
        let (first, last) = (
            max(sentence.lowerBound, hit.start - 24), min(sentence.upperBound, hit.start + 24)
        )
        return reader.read(in: first ..<| hit.start).contains { !$0.isTimeOnly }
            || reader.read(in: hit.start ..<| last).contains {
                $0.schedules == [.onRequest]
            }
    }

    private static let instants = WordSet(words: "whenever as every each upon the")

    /// "runs on each push to main".
    private func each(_ sentence: Range<Int>) -> (Range<Int>, Int)? {
        guard let verb = message.cues(.scheduleSlot, in: sentence).first else { return nil }
        let start = verb.end
        guard start + 2 < sentence.upperBound, Self.joints.contains(message.tokens[start].key),
            Self.eachs.contains(message.tokens[start + 1].key),
            message.tokens[start + 2].kind == .word, message.terms.at(start + 2).isEmpty,
            !Cue.periodNouns.contains(message.tokens[start + 2].key),
            ScheduleReader(message.tokens, message.terms, message.mentions)
                .read(in: start ..<| sentence.upperBound).isEmpty
        else { return nil }
        return (start + 1 ..<| sentence.upperBound, 80)
    }

    private static let joints = WordSet(words: "on at after for with")
    private static let eachs = WordSet(words: "each every any")

    /// "Once the choir has voted, it pays."
    private func isFollowed(_ hit: PhraseHit<Cue>, _ clause: Range<Int>, _ sentence: Range<Int>)
        -> Bool
    {
        guard hit.start == sentence.lowerBound, !message.isWord(hit.start, Self.if_) else {
            return false
        }
        let after = clause.upperBound ..<| sentence.upperBound
        return message.contains(Self.its, in: after) && message.contains(Self.starts, in: after)
    }

    private static let if_ = WordKey.of("if")
    private static let its = WordSet(words: "it itll agent bot")

    /// "if the same invoice comes twice, it must not be paid again": a rule, not a start.
    private func isProhibition(_ sentence: Range<Int>) -> Bool {
        message.cues(.constraintSlot, in: sentence).contains { hit in
            hit.tokens.contains { Self.nots.contains(message.tokens[$0].key) }
        }
    }

    private static let nots = WordSet(words: "not never mustnt shouldnt dont")

    /// "trigger: proposal signed".
    private func named(_ sentence: Range<Int>) -> (Range<Int>, Int)? {
        guard sentence.count >= 3,
            message.tokens[sentence.lowerBound + 1].isSign(":")
                || message.isWord(sentence.lowerBound + 1, WordKey.of("is")),
            Self.names.contains(message.tokens[sentence.lowerBound].key)
        else { return nil }
        let body = sentence.lowerBound + 2 ..<| sentence.upperBound
        guard message.mentions(in: body).isEmpty, message.tokens[body.lowerBound].kind == .word,
            ScheduleReader(message.tokens, message.terms, message.mentions).read(in: body).isEmpty
        else { return nil }
        return (body, 85)
    }

    private static let names = WordSet(words: "trigger triggers event")

    private static let strong = WordSet(["whenever", "upon"].map(WordKey.of))
    private static let openers = WordSet(
        ["when", "whenever", "once", "as", "after", "every", "each", "if", "upon", "the", "on"].map(
            WordKey.of))
    private static let starts = WordSet(
        [
            "starts", "start", "acts", "act", "runs", "run", "pays", "trigger", "triggers", "wakes",
            "fires", "works", "happens", "go", "kicks", "buys", "wake", "fire",
        ]
        .map(WordKey.of))
    private static let pronouns = WordSet(["i", "it", "you", "we"].map(WordKey.of))

    /// Without line breaks, as one line of words.
    static func plain(_ text: String) -> String {
        text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }
}
