import Language

/// What may stand before an order without being part of it: "I would kindly request you to", "on
/// Polygon,".
struct Courtesy {
    let text: CommandText
    let range: Range<Int>

    init(_ text: CommandText, _ range: Range<Int>) {
        self.text = text
        self.range = range
    }

    func end(at index: Int) -> Int? {
        wish(at: index) ?? chain(at: index) ?? stress(at: index)
    }

    /// "we hereby instruct you to": words of wishing, then "you", then the order.
    private func wish(at start: Int) -> Int? {
        guard Self.wishers.contains(text.key(start)) else { return nil }
        var index = start + 1
        while index < min(range.upperBound, start + 8), Self.wishing.contains(text.key(index)) {
            index += 1
        }
        guard index > start + 1, text.key(index) == Self.you else { return nil }
        index += 1
        while Self.bridges.contains(text.key(index)) { index += 1 }
        return index < range.upperBound && text.cues(at: index).cues.hasAny(Cues.heads)
            ? index : nil
    }

    /// "do pay …"
    private func stress(at index: Int) -> Int? {
        text.key(index) == Self.do_ && text.cues(at: index + 1).cues.hasAny(Self.orders)
            ? index + 1 : nil
    }

    private static let do_ = WordKey.of("do")
    private static let orders = Cues(
        .pay, .send, .give, .swap, .sell, .buy, .cancel, .approve, .reject)
    private static let you = WordKey.of("you")
    private static let wishers = WordSet(words: "i we id im ill wed")
    private static let wishing = WordSet(
        words: """
            would will am do really just very much hereby kindly please now like love want need wish request
            requesting ask asking beg begging urge instruct instructing order command direct authorise authorize
            require to have if grateful glad happy appreciate it that
            """)
    private static let bridges = WordSet(words: "to could would can kindly please just now quickly")

    /// "on Polygon", "using Arbitrum".
    private func chain(at start: Int) -> Int? {
        guard Words.networkJoints.contains(text.key(start)) else { return nil }
        for hit in text.terms.at(start + 1) {
            guard case .network = hit.value else { continue }
            return Self.chains.contains(text.key(hit.end)) ? hit.end + 1 : hit.end
        }
        return nil
    }

    private static let chains = WordSet(words: "chain network mainnet")
}
