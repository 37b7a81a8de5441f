import Domain
import Language

/// Reads when the agent stops by itself, and how a person stops it.
struct StopReader {
    let message: AnnotatedMessage
    private let topic: Slot?

    init(_ draft: Draft) {
        message = draft.message
        topic = draft.topic
    }

    func read(into draft: inout Draft) {
        for sentence in message.sentences where !message.isQuoted(sentence.lowerBound) {
            if isKill(sentence) {
                draft.set(
                    .killSwitch, .text(TextSpan.clipped(message.text(sentence), 400)), sentence)
            } else if isStop(sentence) {
                let items = conditions(sentence)
                draft.change(.stopConditions, .add(.texts(items)), sentence)
            }
        }
    }

    private func isKill(_ sentence: Range<Int>) -> Bool {
        if isSignalled(sentence) { return true }
        guard !isCondition(sentence) || topic == .killSwitch else { return false }
        if message.has(.killSlot, in: sentence) { return sentence.count > 3 }
        return topic == .killSwitch && message.has(.stopSlot, in: sentence)
    }

    /// "if Kasia answers with a red square it halts": somebody does it.
    private func isSignalled(_ sentence: Range<Int>) -> Bool {
        guard message.has(.when, in: sentence.lowerBound ..<| sentence.lowerBound + 1),
            let halt = Self.halts.firstMatch(in: message, sentence)
        else { return false }
        let before = sentence.lowerBound ..<| halt.lowerBound
        return message.contains(Self.signals, in: before)
            && (message.has(.owner, in: before) || message.contains(Self.people, in: before)
                || !NameFinder(message).names(in: before).isEmpty)
    }

    private static let halts = PhraseTable<Bool>([
        (true, "it halts/stops/freezes/pauses, it shuts down, everything stops/halts")
    ])
    private static let signals = WordSet(
        words: """
            answer answers say says write writes send sends reply replies type types press presses
            text texts call calls react reacts shout shouts raise raises post posts
            """)

    /// "stop when …" by itself, not at a person's word.
    private func isCondition(_ sentence: Range<Int>) -> Bool {
        message.has(.stopSlot, in: sentence) && message.has(.when, in: sentence)
            && !message.contains(Self.people, in: sentence)
    }

    private static let people = WordSet(
        [
            "i", "member", "somebody", "someone", "anyone", "anybody", "we", "text", "type",
            "write", "writes", "flipping", "pressing", "saying",
        ].map(WordKey.of))

    private func isStop(_ sentence: Range<Int>) -> Bool {
        guard sentence.count > 3 else { return false }
        if Self.orders.longest(in: message.tokens, at: sentence.lowerBound) != nil { return true }
        if topic == .stopConditions {
            return message.has(.stopSlot, in: sentence) || message.has(.when, in: sentence)
        }
        guard
            let hit = message.cues(.stopSlot, in: sentence).first(where: {
                Self.isStopVerb(message.tokens[$0.start].key)
            })
        else { return false }
        let before = max(sentence.lowerBound, hit.start - 3) ..<| hit.start
        return !message.has(.negation, in: before) && message.has(.when, in: sentence)
            || message.contains(Self.limits, in: sentence)
    }

    /// "stop it once the plants are in the ground".
    private static let orders = PhraseTable<Bool>([
        (true, "stop/halt/pause/end/kill/suspend/freeze it/everything? when/once/if/after/as")
    ])

    private static func isStopVerb(_ key: UInt64) -> Bool { key != WordKey.of("until") }
    private static let limits = WordSet(["end", "after", "at", "until", "once"].map(WordKey.of))

    /// One item for each "or when", "or after".
    private func conditions(_ sentence: Range<Int>) -> [String] {
        var items: [String] = []
        var start = sentence.lowerBound
        for index in sentence where message.isWord(index, Self.or) {
            let next = message.tokens.token(index + 1)?.key ?? 0
            guard
                Self.openers.contains(next) || index + 3 < sentence.upperBound && start + 3 < index
            else { continue }
            items.append(text(start ..<| index))
            start = index + 1
        }
        items.append(text(start ..<| sentence.upperBound))
        return items.filter { $0.utf8.count > 3 }
    }

    private func text(_ range: Range<Int>) -> String {
        var end = range.upperBound
        while end > range.lowerBound, message.tokens[end - 1].kind == .sign,
            !message.tokens[end - 1].isSign("%")
        { end -= 1 }
        return TextSpan.clipped(message.text(range.lowerBound ..<| end), 300)
    }

    private static let or = WordKey.of("or")
    private static let openers = WordSet(["when", "if", "after", "once", "as"].map(WordKey.of))
}

/// Text taken from a message, on one line and not longer than a slot allows.
enum TextSpan {
    static func clipped(_ text: String, _ lengthMax: Int) -> String {
        let line = oneLine(text)
        guard line.utf8.count > lengthMax, line.unicodeScalars.count > lengthMax else {
            return line
        }
        var cut = String(String.UnicodeScalarView(line.unicodeScalars.prefix(lengthMax)))
        if let space = cut.utf8.lastIndex(of: UInt8(ascii: " ")) { cut = String(cut[..<space]) }
        return cut
    }

    /// White space of every kind as single blanks.
    private static func oneLine(_ text: String) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count)
        for byte in text.utf8 {
            if byte > 32 {
                bytes.append(byte)
            } else if bytes.last.map({ $0 != 32 }) ?? false {
                bytes.append(32)
            }
        }
        if bytes.last == 32 { bytes.removeLast() }
        return String(decoding: bytes, as: UTF8.self)
    }
}
