import Language

extension CommandReader {
    /// Whether a message asks for the same several times: "buy the quote 3 times", "pay it twice".
    /// "Twice a week" is a schedule and "twice the size" a measure, and neither is meant here.
    public static func asksSeveralTimes(_ message: String) -> Bool {
        Repetition(message).isSaid
    }
}

private struct Repetition {
    private let text: CommandText

    init(_ message: String) { text = CommandText(message) }

    var isSaid: Bool {
        text.tokens.indices.contains { index in
            guard index > 0, !text.isQuoted[index], let end = count(at: index) else { return false }
            return ends(end) && !isForbidden(index)
        }
    }

    /// The end of "twice", "3 times" or "three times" at this place.
    private func count(at index: Int) -> Int? {
        if Self.counts.contains(text.key(index)) { return index + 1 }
        guard Self.times.contains(text.key(index + 1)) else { return nil }
        let isNumber =
            text.tokens[index].kind == .number
            || text.terms.at(index).contains { if case .number = $0.value { true } else { false } }
        return isNumber ? index + 2 : nil
    }

    private func ends(_ index: Int) -> Bool {
        guard index < text.tokens.count else { return true }
        return text.tokens[index].kind == .sign || Self.joints.contains(text.key(index))
    }

    /// "but do not pay it twice".
    private func isForbidden(_ index: Int) -> Bool {
        (max(0, index - 4) ..<| index).contains { Self.nots.contains(text.key($0)) }
    }

    private static let counts = WordSet(words: "twice thrice")
    private static let times = WordSet(words: "times")
    private static let joints = WordSet(words: "and then please pls plz but also or so if now today")
    private static let nots = WordSet(words: "not never dont cannot cant no")
}
