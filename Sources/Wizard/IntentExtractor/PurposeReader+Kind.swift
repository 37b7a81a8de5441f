import Domain
import Language

extension PurposeReader {
    /// "The agent type is weather data buyer": said outright, whatever was known before.
    ///
    /// - Returns: whether the message said so.
    func readKind(_ draft: inout Draft) -> Bool {
        for sentence in message.sentences where !message.isQuoted(sentence.lowerBound) {
            guard
                let hit = message.cues(.typeSlot, in: sentence).first(where: {
                    Self.kinds.contains(message.tokens[$0.start].key)
                }), hit.start - sentence.lowerBound <= 1,
                let next = message.tokens.token(hit.end),
                next.isSign(":") || next.key == Self.copula, hit.end + 1 < sentence.upperBound
            else { continue }
            let range = (hit.end + 1) ..<| sentence.upperBound
            let text = TextSpan.clipped(message.text(range), Slot.agentType.lengthMax)
            draft.set(.agentType, .text(text), range)
            draft.use(sentence)
            return true
        }
        return false
    }

    private static let kinds = WordSet(words: "agent type kind")
    private static let copula = WordKey.of("is")
}
