internal import Domain
internal import Language

/// Decides what of a model's proposal may be believed.
struct ProposalJudge {
    let context: ReadingContext
    let reading: Reading
    private let annotated: AnnotatedMessage
    private let bytes: [UInt8]

    /// Stored, but what the engine is surer of would have won.
    static let confidence = 60
    /// Below what is stored: asked back.
    static let confidenceAsked = 40

    init(message: String, context: ReadingContext, reading: Reading) {
        self.context = context
        self.reading = reading
        annotated = AnnotatedMessage(message)
        bytes = Array(message.utf8)
    }

    /// Nil when the proposal is refused.
    func change(for proposal: Proposal) -> SlotChange? {
        let slot = proposal.slot
        guard !reading.changes.contains(where: { $0.slot == slot }),
            !reading.problems.contains(where: { $0.slot == slot || $0.slot == nil }),
            let span = span(of: proposal.words)
        else { return nil }
        if slot.takesOwnWords {
            guard !isUsed(span) else { return nil }
            return ownWords(proposal, span)
        }
        if let operation = read(proposal.words, for: slot) {
            return checked(slot, operation, span, isAsked: slot.isGuarded || isUsed(span))
        }
        guard !proposal.meaning.isEmpty, addsNothing(proposal),
            let operation = read(proposal.meaning, for: slot)
        else { return nil }
        return checked(slot, operation, span, isAsked: true)
    }

    /// A text is kept as its owner wrote it.
    private func ownWords(_ proposal: Proposal, _ span: Range<Int>) -> SlotChange? {
        let slot = proposal.slot
        guard proposal.words.utf8.count <= slot.lengthMax else { return nil }
        let operation: SlotChange.Operation =
            slot.isList ? .add(.texts([proposal.words])) : .set(.text(proposal.words))
        return checked(slot, operation, span, isAsked: !slot.isList && context.spec[slot] != nil)
    }

    private func checked(
        _ slot: Slot, _ operation: SlotChange.Operation, _ span: Range<Int>, isAsked: Bool
    ) -> SlotChange? {
        guard !Loosening.isLoosening(slot, operation, context.spec) else { return nil }
        // A finished design is not opened again by a model.
        let isAsked = isAsked || context.stage > .reviewingWorkflow
        return SlotChange(
            slot, operation, span: span,
            confidence: isAsked ? Self.confidenceAsked : Self.confidence)
    }

    /// As if the owner had been asked about this slot and had said just these words.
    private func read(_ words: String, for slot: Slot) -> SlotChange.Operation? {
        let asked = ReadingContext(
            topic: .slot(slot), spec: context.spec, stage: context.stage, recent: [])
        let reading = IntentExtractor.read(words, in: asked)
        guard reading.problems.isEmpty else { return nil }
        let found = reading.changes.filter {
            $0.slot == slot && $0.confidence >= SlotChange.confidenceMin
        }
        return found.count == 1 ? found[0].operation : nil
    }

    /// A translation may hold no number, address or name that the owner did not write.
    private func addsNothing(_ proposal: Proposal) -> Bool {
        let own = Set(Tokens(proposal.words).list.map { Self.text($0, of: proposal.words) })
        let numbers = Tokens(proposal.meaning).list.filter { token in
            switch token.kind {
            case .number, .address, .url, .domain, .email, .handle, .path: true
            case .word, .sign, .currencySign, .quote, .lineBreak, .emoji: false
            }
        }
        let isKept = numbers.allSatisfy { own.contains(Self.text($0, of: proposal.meaning)) }
        guard proposal.slot.kind == .limit else {
            // A name is a word like any other: whoever is named must be named by the owner.
            return isKept && !proposal.slot.namesPeople
        }
        return isKept && !numbers.isEmpty
    }

    private static func text(_ token: Token, of text: String) -> String {
        String(decoding: Array(text.utf8)[token.start..<token.end], as: UTF8.self)
    }

    /// Where the words stand in the message, outside of quotations and of questions to the wizard.
    private func span(of words: String) -> Range<Int>? {
        let wanted = Array(words.utf8)
        guard !wanted.isEmpty, wanted.count <= bytes.count else { return nil }
        for start in 0...(bytes.count - wanted.count)
        where bytes[start] == wanted[0] && bytes[start..<(start + wanted.count)] == wanted[...] {
            let span = start..<(start + wanted.count)
            if isWhole(span), isSaid(span) { return span }
        }
        return nil
    }

    /// Not a part of a word or of a number: "5" is not in "500", and "pay" not in "repay".
    private func isWhole(_ span: Range<Int>) -> Bool {
        let before = span.lowerBound > 0 ? bytes[span.lowerBound - 1] : 0x20
        let after = span.upperBound < bytes.count ? bytes[span.upperBound] : 0x20
        let isNumberGoingOn =
            (after == UInt8(ascii: ".") || after == UInt8(ascii: ","))
            && span.upperBound + 1 < bytes.count && bytes[span.upperBound + 1] &- 0x30 < 10
        return !(Self.isInside(before) && Self.isInside(bytes[span.lowerBound]))
            && !(Self.isInside(after) && Self.isInside(bytes[span.upperBound - 1]))
            && !isNumberGoingOn
    }

    /// Letters, digits, and every byte of a character beyond ASCII.
    private static func isInside(_ byte: UInt8) -> Bool {
        byte &- 0x30 < 10 || (byte | 0x20) &- 0x61 < 26 || byte >= 0x80
    }

    private func isSaid(_ span: Range<Int>) -> Bool {
        annotated.tokens.indices.allSatisfy { index in
            let token = annotated.tokens[index]
            return token.end <= span.lowerBound || token.start >= span.upperBound
                || !annotated.isQuoted(index)
        }
    }

    /// Whether the engine is sure that these words belong to something else.
    private func isUsed(_ span: Range<Int>) -> Bool {
        reading.changes.contains {
            $0.confidence >= SlotChange.confidenceMin && $0.span.overlaps(span)
        }
    }
}

extension Slot {
    /// Free text, kept as it was written.
    fileprivate var takesOwnWords: Bool { kind == .text || kind == .texts }

    fileprivate var namesPeople: Bool { kind == .names || kind == .name || kind == .customTools }

    /// What decides about money: a model's proposal for it is always asked back.
    var isGuarded: Bool {
        if isRisky { return true }
        switch kind {
        case .limit, .symbol, .network, .names, .tools, .customTools, .schedules, .retry, .percent,
            .number, .flag, .channels:
            return true
        case .text, .texts, .name, .choice, .choices, .zone, .seconds, .languages: return false
        }
    }
}
