import Domain
import Language

extension PlainReader {
    func readPercent(_ draft: inout Draft) {
        for mention in message.mentions {
            guard case .percent(let percent) = mention.kind, !message.isQuoted(mention.start) else {
                continue
            }
            let sentence = message.sentence(of: mention.start)
            guard
                message.has(.slippageSlot, in: sentence) || draft.topic == .slippageTolerance
                    || Self.bps.contains(message.tokens[mention.end - 1].key),
                !message.has(.stopSlot, in: sentence)
            else { continue }
            guard percent <= Quantity(50) else {
                draft.problem(
                    "too_large", .slippageTolerance,
                    "A slippage above 50 percent would give most of the money away. Which one between "
                        + "0 and 50 percent did you mean?", mention.tokens)
                continue
            }
            draft.set(.slippageTolerance, .percent(percent), mention.tokens)
        }
        guard draft.topic == .slippageTolerance, !draft.has(.slippageTolerance),
            let mention = message.mentions.first, let amount = mention.amount, amount.token == nil,
            message.wordCount <= 4, amount.value <= Quantity(50)
        else { return }
        draft.set(.slippageTolerance, .percent(amount.value), mention.tokens, confidence: 75)
    }

    private static let bps = WordSet(["bps", "bp", "bips"].map(WordKey.of))

    func readLeverage(_ draft: inout Draft) {
        for mention in message.mentions {
            // "20x the single one" is another limit.
            guard case .times(let times) = mention.kind, !message.isQuoted(mention.start),
                !message.relatives.contains(where: { $0.tokens.overlaps(mention.tokens) })
            else { continue }
            let sentence = message.sentence(of: mention.start)
            let near =
                max(
                    sentence.lowerBound, mention.start - 4)
                ..<| min(
                    mention.end + 3, sentence.upperBound)
            guard
                draft.topic == .maxLeverage || message.has(.leverageSlot, in: sentence)
                    || message.toolHits.starting(in: sentence).contains(where: { $0.value == .perp }
                    )
                    || draft.context.spec[.maxLeverage] != nil
                        && message.has(.instead, in: sentence)
                    || (message.has(.cap, in: near) && !message.has(.retrySlot, in: near))
            else { continue }
            guard !times.isZero else { continue }
            draft.set(.maxLeverage, .number(times), mention.tokens)
        }
        guard !draft.has(.maxLeverage) else { return }
        for mention in message.mentions {
            guard let amount = mention.amount, amount.token == nil, !amount.value.isZero else {
                continue
            }
            let sentence = message.sentence(of: mention.start)
            let near =
                max(
                    sentence.lowerBound, mention.start - 5)
                ..<| min(
                    mention.end + 4, sentence.upperBound)
            guard
                message.has(.leverageSlot, in: near)
                    || (draft.topic == .maxLeverage && message.wordCount <= 6)
            else { continue }
            draft.set(.maxLeverage, .number(amount.value), mention.tokens, confidence: 80)
        }
    }

    func readPricing(_ draft: inout Draft) {
        var found: [String] = []
        var span: Range<Int>?
        for hit in message.cues.all where !message.isQuoted(hit.start) {
            guard let choice = Self.pricing(hit.value), isPricing(hit, draft),
                !isNegated(hit.start)
            else { continue }
            if !found.contains(choice) { found.append(choice) }
            span =
                span.map { min($0.lowerBound, hit.start) ..<| max($0.upperBound, hit.end) }
                ?? hit.tokens
        }
        guard let span else { return }
        draft.set(
            .pricingModel, .choices(found),
            span.lowerBound ..<| min(span.upperBound, span.lowerBound + 8))
    }

    private static func pricing(_ cue: Cue) -> String? {
        switch cue {
        case .payPerCall: "pay-per-call"
        case .metered: "metered"
        case .subscription: "subscription"
        default: nil
        }
    }

    /// A limit "per call" says nothing about billing; "pay per call" does.
    private func isPricing(_ hit: PhraseHit<Cue>, _ draft: Draft) -> Bool {
        let opens = message.tokens[hit.start].key
        if hit.value == .payPerCall, opens == WordKey.of("pay") || opens == WordKey.of("payg") {
            return true
        }
        if hit.value == .metered, opens == WordKey.of("metered") || opens == WordKey.of("usage") {
            return true
        }
        if draft.topic == .pricingModel
            || (hit.start == 0 && message.wordCount <= 6 && message.mentions.isEmpty)
        {
            return true
        }
        let sentence = message.sentence(of: hit.start)
        return message.cues(.pricingSlot, in: sentence).contains {
            $0.tokens.count > 0 && Self.billing.contains(message.tokens[$0.start].key)
        }
    }

    private static let billing = WordSet(
        ["pricing", "billing", "billed", "charged"].map(WordKey.of))

    func isNegated(_ index: Int) -> Bool {
        let sentence = message.sentence(of: index)
        let before = max(sentence.lowerBound, index - 3) ..<| index
        return message.has(.negation, in: before)
    }

    func readVerbosity(_ draft: inout Draft) {
        var best: (String, PhraseHit<Cue>)?
        for hit in message.cues.all where !message.isQuoted(hit.start) {
            guard let choice = Self.verbosity(hit.value), isVerbosity(hit, draft) else { continue }
            if choice == "balanced" || best?.0 != "balanced" { best = (choice, hit) }
        }
        guard let (choice, hit) = best else { return }
        draft.set(.verbosityLevel, .choice(choice), hit.tokens)
    }

    private static func verbosity(_ cue: Cue) -> String? {
        switch cue {
        case .concise: "concise"
        case .balanced: "balanced"
        case .detailed: "detailed"
        default: nil
        }
    }

    private func isVerbosity(_ hit: PhraseHit<Cue>, _ draft: Draft) -> Bool {
        if draft.topic == .verbosityLevel { return true }
        if hit.tokens.count > 1,
            hit.value != .detailed
                || message.has(.verbositySlot, in: message.sentence(of: hit.start))
        {
            return true
        }
        let sentence = message.sentence(of: hit.start)
        return message.cues(.verbositySlot, in: sentence).contains {
            abs($0.start - hit.start) <= 4
        }
            && sentence.count <= 10
    }
}
