import Domain
import Language

/// Reads what happens after a failure, and how long the agent waits for a service.
struct ResilienceReader {
    let message: AnnotatedMessage
    private let topic: Slot?

    init(_ draft: Draft) {
        message = draft.message
        topic = draft.topic
    }

    func read(into draft: inout Draft) {
        readTimeout(&draft)
        for sentence in message.sentences where !message.isQuoted(sentence.lowerBound) {
            guard isRetrying(sentence) || topic == .retryPolicy else { continue }
            readRetry(sentence, &draft)
        }
    }

    /// "again" alone says nothing of failures.
    private func isRetrying(_ sentence: Range<Int>) -> Bool {
        message.cues(.retrySlot, in: sentence).contains {
            $0.tokens.count > 1 || !message.isWord($0.start, Self.again)
        }
            || message.has(.retrySlot, in: sentence) && message.has(.when, in: sentence)
    }

    // MARK: Timeout

    private func readTimeout(_ draft: inout Draft) {
        var isFound = false
        for mention in message.mentions {
            guard case .duration(let seconds) = mention.kind, !message.isQuoted(mention.start)
            else { continue }
            let sentence = message.sentence(of: mention.start)
            let corrects = isFound && message.has(.instead, in: sentence)
            guard corrects || isTimeout(mention, sentence) else { continue }
            draft.set(.timeout, .seconds(seconds), mention.tokens)
            isFound = true
        }
        guard topic == .timeout, !isFound, message.wordCount <= 4,
            let mention = message.mentions.first, let amount = mention.amount, amount.token == nil
        else { return }
        draft.set(.timeout, .seconds(amount.value), mention.tokens, confidence: 75)
    }

    private func isTimeout(_ mention: Mention, _ sentence: Range<Int>) -> Bool {
        if message.cues.starting(in: max(sentence.lowerBound, mention.start - 3) ..<| mention.start)
            .contains(where: {
                $0.value == .timeoutSlot && $0.end >= mention.start - 1 && $0.tokens.count > 0
                    && Self.nouns.contains(message.tokens[$0.start].key)
            })
        {
            return true
        }
        let comma =
            (mention.end ..<| sentence.upperBound).first { message.tokens[$0].isSign(",") }
            ?? sentence.upperBound
        let after = mention.end ..<| min(mention.end + 3, comma)
        if message.cues.starting(in: after).contains(where: {
            $0.value == .timeoutSlot && Self.nouns.contains(message.tokens[$0.start].key)
        }) {
            return true
        }
        if isPause(mention) || isCycle(mention.start) { return false }
        if isGranted(mention, sentence) { return true }
        let before = max(sentence.lowerBound, mention.start - 6) ..<| mention.start
        if message.has(.timeoutSlot, in: before) {
            if message.has(.retrySlot, in: sentence), message.has(.exponential, in: sentence),
                !message.contains(Self.nouns, in: before)
            {
                return false
            }
            return !message.has(.retrySlot, in: before)
                || !message.isWord(mention.start - 1, Self.wait)
        }
        let tail = mention.end ..<| min(mention.end + 6, sentence.upperBound)
        if message.contains(Self.waits, in: tail), !message.has(.retrySlot, in: sentence) {
            return true
        }
        return topic == .timeout && !message.has(.retrySlot, in: sentence)
    }

    /// "each request gets 8 seconds", "give the API 12 seconds".
    private func isGranted(_ mention: Mention, _ sentence: Range<Int>) -> Bool {
        guard case .duration(let seconds) = mention.kind, seconds <= Quantity(3600) else {
            return false
        }
        let before = max(sentence.lowerBound, mention.start - 6) ..<| mention.start
        return message.contains(Self.grants, in: before)
            && message.contains(Self.served, in: before) && !message.has(.retrySlot, in: before)
    }

    private static let grants = WordSet(
        words: "give gives get gets has have allow allows allowed within under")
    private static let served = WordSet(
        words: """
            request requests call calls api apis service services provider providers server site
            endpoint seller vendor query lookup response reply answer it them they each nothing back
            """)

    private static let waits = WordSet(
        ["wait", "waits", "waiting", "patience", "answer"].map(WordKey.of))
    private static let nouns = WordSet(["timeout", "time", "to", "timeouts"].map(WordKey.of))
    private static let wait = WordKey.of("wait")

    /// "every 10 seconds" is a rhythm.
    private func isCycle(_ index: Int) -> Bool {
        message.isWord(index - 1, WordKey.of("every"))
            || message.isWord(index - 1, WordKey.of("each"))
    }

    /// "two-second pause", "10 seconds apart", "waiting 10 seconds", "backoff starting at five seconds".
    private func isPause(_ mention: Mention) -> Bool {
        let after = mention.end ..<| min(mention.end + 2, message.tokens.count)
        if message.contains(Self.pauses, in: after) { return true }
        let before = max(0, mention.start - 4) ..<| mention.start
        return message.contains(Self.waiting, in: before)
    }

    private static let pauses = WordSet(
        [
            "pause", "pauses", "apart", "between", "delay", "interval", "break", "gap", "later",
            "backoff", "intervals",
        ].map(WordKey.of))
    private static let waiting = WordSet(
        [
            "waiting", "backoff", "starting", "delay", "fixed", "pause", "spaced", "pausing",
            "exponential", "backoffs", "sleeping",
        ].map(WordKey.of))

    // MARK: Retry

    private func readRetry(_ sentence: Range<Int>, _ draft: inout Draft) {
        var policy = RetryPolicy()
        var span: Range<Int>?
        if let (count, range) = count(sentence) {
            policy.retriesMax = count
            span = range
        }
        if let hit = message.cues(.exponential, in: sentence).first {
            policy.backoff = .exponential
            span = join(span, hit.tokens)
        } else if let hit = message.cues(.fixed, in: sentence).first(where: { isFixed($0) }) {
            policy.backoff = .fixed
            span = join(span, hit.tokens)
        }
        guard span != nil else { return }
        for mention in message.mentions(in: sentence) where !draft.isUsed(mention.tokens) {
            guard case .duration(let seconds) = mention.kind else { continue }
            policy.delaySeconds = seconds
            span = join(span, mention.tokens)
        }
        guard let span else { return }
        if case .retry(let old)? = draft.value(.retryPolicy) {
            policy.retriesMax = policy.retriesMax ?? old.retriesMax
            if draft.has(.retryPolicy) {
                policy.backoff = policy.backoff ?? old.backoff
                policy.delaySeconds = policy.delaySeconds ?? old.delaySeconds
            }
        }
        draft.set(.retryPolicy, .retry(policy), span)
    }

    private func join(_ a: Range<Int>?, _ b: Range<Int>) -> Range<Int> {
        a.map { min($0.lowerBound, b.lowerBound) ..<| max($0.upperBound, b.upperBound) } ?? b
    }

    private func isFixed(_ hit: PhraseHit<Cue>) -> Bool {
        Self.fixedWords.contains(message.tokens[hit.start].key)
            || hit.tokens.count > 1 && topic == .retryPolicy
    }

    private static let fixedWords = WordSet(
        ["fixed", "constant", "same", "steady", "linear"].map(WordKey.of))

    private func count(_ sentence: Range<Int>) -> (Int, Range<Int>)? {
        for hit in message.cues(.retrySlot, in: sentence) {
            let before = max(sentence.lowerBound, hit.start - 3) ..<| hit.start
            if message.cues.starting(in: before).contains(where: {
                $0.value == .negation || $0.value == .approvalNone
            }),
                !message.has(.timeoutSlot, in: before)
            {
                if message.isWord(hit.start, Self.again), hit.tokens.count == 1 { continue }
                return (0, before.lowerBound ..<| hit.end)
            }
            if let near = number(near: hit.tokens, sentence) { return near }
        }
        guard topic == .retryPolicy else { return nil }
        return number(near: sentence.lowerBound ..<| sentence.lowerBound, sentence)
    }

    private static let again = WordKey.of("again")

    private func number(near cue: Range<Int>, _ sentence: Range<Int>) -> (Int, Range<Int>)? {
        let around =
            max(
                sentence.lowerBound, cue.lowerBound - 3)
            ..<| min(
                sentence.upperBound, cue.upperBound + 5)
        for index in around {
            if let times = Self.times.longest(in: message.tokens, at: index) {
                return (times.value, min(index, cue.lowerBound) ..<| max(times.end, cue.upperBound))
            }
        }
        for mention in message.mentions
        where mention.start >= around.lowerBound && mention.start < around.upperBound {
            switch mention.kind {
            case .amount(let amount)
            where amount.token == nil && amount.value.scale == 0 && amount.value.digits <= 100:
                return (
                    Int(amount.value.digits),
                    min(mention.start, cue.lowerBound) ..<| max(mention.end, cue.upperBound)
                )
            case .times(let times) where times.scale == 0 && times.digits <= 100:
                return (
                    Int(times.digits),
                    min(mention.start, cue.lowerBound) ..<| max(mention.end, cue.upperBound)
                )
            case .amount, .percent, .times, .duration, .ordinal, .clock, .date, .phone: continue
            }
        }
        return nil
    }

    private static let times = PhraseTable<Int>([
        (
            1,
            "once, one time, one retry, one more time, once more, one more attempt, one more go, a single retry, a second try, one more try, one retry only"
        ),
        (2, "twice, two times"), (3, "thrice"),
    ])
}
