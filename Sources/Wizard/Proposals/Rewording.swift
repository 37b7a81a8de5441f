public import Domain

/// Whether other words may stand for a reply: every amount, name and address, every sentence that
/// holds one, and the question stay as they were, and nothing is claimed that did not happen.
public struct Rewording: Sendable, Hashable {
    /// What must be in it, word for word.
    public let kept: [String]
    private let original: String
    /// What of the reply may be said otherwise.
    private let free: String

    public init(_ turn: Turn, _ spec: AgentSpec) {
        original = turn.text
        let names = Self.names(in: spec)
        var kept = turn.text.split(separator: "\n").map { Self.bare($0) }.filter { line in
            !line.isEmpty && (Self.holdsFact(line) || names.contains { line.contains($0) })
        }
        kept += turn.problems.map(\.sentence).filter { turn.text.contains($0) }
        if let question = turn.question {
            if turn.text.contains(question.text) { kept.append(question.text) }
        }
        self.kept = kept
        free = kept.reduce(turn.text) { $0.removing($1) }.lowercased()
    }

    /// Nothing in the reply is free to be said otherwise.
    public var isPointless: Bool {
        free.utf8.count { $0 &- 0x61 < 26 } < Self.freeLettersMin
    }

    private static let freeLettersMin = 20

    /// Nil when it cannot stand for the reply; else the text, cleaned of spaces around it.
    public func accepted(_ candidate: String) -> String? {
        let text = candidate.trimmingSpace
        guard !text.isEmpty, text.utf8.count <= 2 * original.utf8.count + Self.bytesMore,
            text.unicodeScalars.allSatisfy(Self.isReadable)
        else { return nil }
        var rest = text
        for sentence in kept {
            guard rest.contains(sentence) else { return nil }
            rest = rest.removing(sentence)
        }
        let lower = rest.lowercased()
        let isHarmless =
            !Self.holdsFact(rest) && !lower.contains("?")
            && !Self.claims.contains { lower.contains($0) && !free.contains($0) }
        return isHarmless ? text : nil
    }

    private static let bytesMore = 400

    /// Digits of any script, addresses, links, markup that hides them, currency.
    private static func holdsFact(_ text: String) -> Bool {
        if text.unicodeScalars.contains(where: { $0.properties.numericType != nil }) { return true }
        let lower = text.lowercased()
        return facts.contains { lower.contains($0) }
            || text.unicodeScalars.contains { $0.properties.generalCategory == .currencySymbol }
    }

    private static let facts = [
        "://", "www.", "@", "](", "<", ">", "`", "usd", "eur", "cro", "dollar", "euro", "cent",
        "hundred", "thousand", "million", "limit", "recipient", "approv",
    ]

    /// What a reply says of deeds, permissions and money is the engine's to say: kind words need
    /// none of these.
    private static let claims = [
        "pay", "paid", "spend", "spent", "money", "transfer", "sent ", "send", "sign", "activat",
        "live", "unlimited", "raise", "increas", "remov", "delet", "finish", "complet", "done",
        "guarantee", "password", "key", "seed", "wallet", "owner", "yes", "agree", "confirm",
        "allow", "permi", "accept", "grant", "never", "always", "anyone", "everyone", "free",
        "safe",
        "trust", "click", "visit", "download", "mail", "rule", "budget", "cap ", "five", "ten ",
        "instruct", "system", "ignore",
    ]

    private static func isReadable(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control: scalar == "\n"
        case .format, .surrogate, .privateUse, .unassigned: false
        default: true
        }
    }

    private static func names(in spec: AgentSpec) -> [String] {
        spec.list(.allowedRecipients) + spec.list(.blockedRecipients) + spec.list(.approvers)
    }

    private static func bare(_ line: Substring) -> String {
        String(line.hasPrefix("- ") ? line.dropFirst(2) : line).trimmingSpace
    }
}

extension String {
    fileprivate var trimmingSpace: String {
        var text = Substring(self)
        while let first = text.first, first.isWhitespace { text.removeFirst() }
        while let last = text.last, last.isWhitespace { text.removeLast() }
        return String(text)
    }

    /// Without the first place where it stands.
    fileprivate func removing(_ part: String) -> String {
        guard let range = firstRange(of: part) else { return self }
        return String(self[..<range.lowerBound]) + " " + String(self[range.upperBound...])
    }

    private func firstRange(of part: String) -> Range<String.Index>? {
        let (whole, wanted) = (Array(utf8), Array(part.utf8))
        guard !wanted.isEmpty, wanted.count <= whole.count else { return nil }
        for start in 0...(whole.count - wanted.count)
        where whole[start] == wanted[0] && whole[start..<(start + wanted.count)] == wanted[...] {
            let from = utf8.index(utf8.startIndex, offsetBy: start)
            return from..<utf8.index(from, offsetBy: wanted.count)
        }
        return nil
    }
}
