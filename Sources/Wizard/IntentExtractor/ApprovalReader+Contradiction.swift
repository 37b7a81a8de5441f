import Domain
import Language

extension ApprovalReader {
    /// "Ask me above 100. Never ask me. Ask me always": one of them cannot be meant. The strictest
    /// is asked back, and none is stored.
    func readContradiction(_ draft: inout Draft) {
        var stands: [(words: String, tokens: Range<Int>)] = []
        for sentence in message.sentences where !message.isQuoted(sentence.lowerBound) {
            guard let stand = stand(sentence), !message.has(.scratch, in: sentence),
                !message.has(.instead, in: sentence)
            else { continue }
            stands.removeAll { $0.words == stand }
            stands.append((stand, sentence))
        }
        guard stands.count > 1, let last = stands.last else { return }
        draft.remove(.approvalThreshold)
        for stand in stands { draft.use(stand.tokens) }
        draft.set(
            .approvalThreshold, .limit(.amount(TokenAmount(.zero, CurrencyResolution.bare))),
            last.tokens, confidence: Self.asked)
        draft.problem(
            "contradiction", .approvalThreshold,
            "You said that a person is to be asked \(listed(stands.map(\.words), "and")): that cannot "
                + "all hold.", last.tokens)
    }

    private static let asked = 40

    /// Never, always, or above an amount; nil for a sentence that says none of it on its own.
    private func stand(_ sentence: Range<Int>) -> String? {
        let words = sentence.filter { message.tokens[$0].kind == .word }.count
        guard message.has(.approval, in: sentence) else { return nil }
        if message.has(.above, in: sentence),
            let amount = message.mentions(in: sentence).last(where: { $0.amount != nil })
        {
            return "above \(message.text(amount.tokens))"
        }
        guard words <= 5 else { return nil }
        if message.contains(Self.always, in: sentence) { return "always" }
        return message.contains(Self.nevers, in: sentence) ? "never" : nil
    }

    private static let always = WordSet(words: "always everything everytime every all")
}
