import Domain
import Language

/// Reads which built-in tools the agent needs, and which the owner rules out.
struct ToolReader {
    let message: AnnotatedMessage
    let topic: Slot?
    let spec: AgentSpec

    init(_ draft: Draft) {
        message = draft.message
        topic = draft.topic
        spec = draft.context.spec
    }

    func read(into draft: inout Draft) {
        if isToolless(draft) {
            draft.set(.useTools, .flag(false), message.whole, confidence: 85)
            if !spec.tools(.tools).isEmpty { draft.change(.tools, .clear, message.whole) }
            return
        }
        let hits = message.toolHits
        let blocked = readBlocked(hits, &draft)
        let named = readNamed(hits, blocked, &draft)
        if !named { infer(hits, blocked, &draft) }
    }

    /// "no tools at all".
    private func isToolless(_ draft: Draft) -> Bool {
        message.sentences.contains { sentence in
            guard let hit = Self.none.firstMatch(in: message, sentence) else { return false }
            return topic == .useTools || topic == .tools || hit.count > 2
                || message.contains(Self.emphatic, in: sentence) || sentence.count <= 5
        }
    }

    private static let none = PhraseTable<Bool>([
        (
            true,
            "no tools, no tool, without tools, without any tools, not need tools, not need any tools, dont need tools, doesnt need tools, doesnt need any tools, no tools at all, needs no tools, zero tools, tools none, tools <colon> none"
        )
    ])
    private static let emphatic = WordSet(
        ["whatsoever", "all", "any", "clear", "needs"].map(WordKey.of))

    // MARK: Ruled out

    private func readBlocked(_ hits: PhraseHits<ToolPhrase>, _ draft: inout Draft) -> Set<
        BuiltInTool
    > {
        var blocked: [BuiltInTool] = []
        var span: Range<Int>?
        for hit in hits.all where !message.isQuoted(hit.start) {
            let sentence = message.sentence(of: hit.start)
            guard isNegated(hit.tokens, sentence), !isRestriction(hit, sentence),
                !isConditional(hit, sentence)
            else { continue }
            for tool in hit.value.blocks where !blocked.contains(tool) { blocked.append(tool) }
            span = (span?.lowerBound ?? hit.start) ..<| hit.end
        }
        guard let span, !blocked.isEmpty else { return [] }
        let removed = blocked.filter { spec.tools(.tools).contains($0) }
        if !removed.isEmpty { draft.change(.tools, .remove(.tools(removed)), span) }
        let old = spec.tools(.blockedTools)
        draft.change(
            .blockedTools, old.isEmpty ? .set(.tools(blocked)) : .add(.tools(blocked)), span)
        return Set(blocked)
    }

    /// "never bet on matches involving …" narrows a tool that is wanted; it does not rule it out.
    private func isRestriction(_ hit: PhraseHit<ToolPhrase>, _ sentence: Range<Int>) -> Bool {
        guard hit.value.blocks.contains(where: { spec.tools(.tools).contains($0) }),
            let next = message.tokens.token(hit.end)
        else { return false }
        return Self.prepositions.contains(next.key)
    }

    /// "when its price goes up, ask me and do not renew", "nothing with gambling in the pictures":
    /// one case, or what a thing shows.
    private func isConditional(_ hit: PhraseHit<ToolPhrase>, _ sentence: Range<Int>) -> Bool {
        let head = sentence.lowerBound ..<| min(sentence.lowerBound + 2, sentence.upperBound)
        if message.has(.when, in: head) { return true }
        let before = max(sentence.lowerBound, hit.start - 5) ..<| hit.start
        guard let no = before.last(where: { Self.nothings.contains(message.tokens[$0].key) })
        else { return false }
        return message.contains(Self.showing, in: no ..<| hit.start)
    }

    private static let nothings = WordSet(words: "nothing anything no")
    private static let showing = WordSet(words: "with about showing containing involving featuring")

    private static let prepositions = WordSet(
        [
            "on", "in", "with", "against", "to", "from", "above", "over", "more", "for", "during",
            "after", "before", "at",
        ].map(WordKey.of))

    /// A negation in the same clause, or at the head of a list: "no swaps, no perps".
    func isNegated(_ range: Range<Int>, _ sentence: Range<Int>) -> Bool {
        if topic == .blockedTools, !message.has(.negation, in: sentence), message.wordCount <= 10 {
            return true
        }
        var start = range.lowerBound
        while start > sentence.lowerBound, range.lowerBound - start < 7 {
            let token = message.tokens[start - 1]
            if token.isSign(",") || token.isSign(":") && !isBlockList(start - 1, sentence)
                || Self.breaks.contains(token.key)
            {
                break
            }
            start -= 1
        }
        let clause = start ..<| range.lowerBound
        if message.cues.starting(in: clause).contains(where: {
            // "yes/no bets" is a kind of bet.
            if message.tokens.token($0.start - 1)?.isSign("/") == true { return false }
            return $0.value == .negation || $0.value == .scratch
                || $0.value == .blockSlot && $0.end <= range.lowerBound
        }) {
            return !message.contains(Self.exceptions, in: clause)
        }
        return isBlockedList(range.lowerBound, sentence)
    }

    private static let breaks = WordSet(
        ["but", "so", "because", "then", "just", "only"].map(WordKey.of))
    private static let exceptions = WordSet(
        ["except", "but", "only", "more", "twice", "until"].map(WordKey.of))

    private func isBlockList(_ index: Int, _ sentence: Range<Int>) -> Bool {
        message.contains(Self.blockWords, in: max(sentence.lowerBound, index - 2) ..<| index)
    }

    private static let blockWords = WordSet(
        [
            "forbidden", "blocked", "banned", "prohibited", "disallowed", "excluded", "never",
            "blacklist", "no", "deny", "forbid",
        ].map(WordKey.of))

    /// "forbidden: [swap_tokens, transfer_tokens]".
    private func isBlockedList(_ index: Int, _ sentence: Range<Int>) -> Bool {
        guard
            let colon = (sentence.lowerBound ..<| index).last(where: {
                message.tokens[$0].isSign(":")
            }
            )
        else { return false }
        return isBlockList(colon, sentence)
    }

    // MARK: Named outright

    private func readNamed(
        _ hits: PhraseHits<ToolPhrase>, _ blocked: Set<BuiltInTool>, _ draft: inout Draft
    ) -> Bool {
        var found: [BuiltInTool] = []
        var span: Range<Int>?
        for sentence in message.sentences
        where !message.isQuoted(sentence.lowerBound) && isAboutTools(sentence, hits) {
            for hit in hits.starting(in: sentence) where !isNegated(hit.tokens, sentence) {
                for tool in hit.value.grants where !blocked.contains(tool) && !found.contains(tool)
                { found.append(tool) }
                span = (span?.lowerBound ?? hit.start) ..<| hit.end
            }
        }
        guard let span, !found.isEmpty else { return false }
        let adds =
            message.contains(Self.adders, in: message.whole) && !spec.tools(.tools).isEmpty
            && topic != .tools
        draft.change(
            .tools, adds ? .add(.tools(found.sorted())) : .set(.tools(found.sorted())), span)
        return true
    }

    private static let adders = WordSet(
        ["also", "add", "too", "plus", "additionally", "include"].map(WordKey.of))

    private func isAboutTools(_ sentence: Range<Int>, _ hits: PhraseHits<ToolPhrase>) -> Bool {
        if topic == .tools, !message.has(.approval, in: sentence) { return true }
        if Self.lets.firstMatch(in: message, sentence) != nil, spec[.goals] != nil { return true }
        if message.cues(.goalSlot, in: sentence).contains(where: { $0.tokens.count > 1 }) {
            return false
        }
        let isNamed = sentence.contains { Self.toolWords.contains(message.tokens[$0].key) }
        if isNamed, hits.starting(in: sentence).contains(where: { !isNegated($0.tokens, sentence) })
        {
            return true
        }
        let isWhole =
            sentence.count <= 6 && message.has(.only, in: sentence)
            && hits.starting(in: sentence).contains { $0.value.isNoun }
        return isWhole
    }

    private static let lets = PhraseTable<Bool>([
        (
            true,
            "let it swap/pay/send/check/search/buy/transfer/trade/convert, it may swap/search/check, it can swap/search/check, allow it to, needs to call, it needs to call, its allowed to, it is allowed to"
        )
    ])
    private static let toolWords = WordSet(
        ["tools", "capabilities", "abilities", "skills"].map(WordKey.of))
}

extension PhraseTable {
    /// The first phrase that begins in the range.
    func firstMatch(in message: AnnotatedMessage, _ range: Range<Int>) -> Range<Int>? {
        for index in range where !message.isQuoted(index) {
            if let hit = longest(in: message.tokens, at: index) { return index ..<| hit.end }
        }
        return nil
    }
}
