import Domain
import Language

// How it sounds, said by adjectives, by a heading or by a comparison.
extension TextReader {
    func isTone(_ sentence: Range<Int>, _ draft: Draft) -> Bool {
        let hits = message.cues(.toneSlot, in: sentence)
        if sentence.count <= 10, Self.heads.contains(message.tokens[sentence.lowerBound].key),
            message.tokens.token(sentence.lowerBound + 1)?.kind == .word
        {
            return true
        }
        if isHeaded(sentence) { return true }
        if hits.contains(where: {
            $0.tokens.count > 1 || Self.tones.contains(message.tokens[$0.start].key)
        }) {
            return true
        }
        if isManner(hits, sentence) { return true }
        if !hits.isEmpty {
            return sentence.contains { ToneWords.keys.contains(message.tokens[$0].key) }
        }
        guard
            let first = sentence.first(where: { message.tokens[$0].kind == .word && !isFiller($0) })
        else { return false }
        if first + 2 < sentence.upperBound, Self.pairing.contains(message.tokens[first + 1].key),
            ToneWords.keys.contains(message.tokens[first + 2].key)
        {
            return sentence.count <= 18
        }
        if sentence.count <= 5, message.isWord(first, Self.voice),
            sentence.contains(where: { Self.allTones.contains(message.tokens[$0].key) })
        {
            return true
        }
        if isCompound(first) || message.isWord(first + 1, NumberReader.andKey) && isCompound(first + 2) {
            return sentence.count <= 18
        }
        if ToneWords.keys.contains(message.tokens[first].key) {
            return sentence.count <= 18 && isToneList(first, sentence)
        }
        return message.contains(
            Self.being,
            in: sentence.lowerBound ..<| min(sentence.lowerBound + 6, sentence.upperBound))
            && sentence.count <= 12
            && sentence.contains { ToneWords.keys.contains(message.tokens[$0].key) }
            && message.mentions(in: sentence).isEmpty
    }

    /// "it should talk with respect", "let it talk like a neighbour".
    private func isManner(_ hits: [PhraseHit<Cue>], _ sentence: Range<Int>) -> Bool {
        hits.contains { hit in
            hit.start - sentence.lowerBound <= 4 && Self.likes.contains(message.tokens[hit.end].key)
                && hit.end + 1 < sentence.upperBound
        } && message.mentions(in: sentence).isEmpty
    }

    private static let likes = WordSet(words: "like with as without same")

    /// "The way it talks: …", "For its wording: …".
    func isHeaded(_ sentence: Range<Int>) -> Bool {
        let head = sentence.lowerBound ..<| min(sentence.lowerBound + 6, sentence.upperBound)
        guard let colon = head.first(where: { message.tokens[$0].isSign(":") }) else { return false }
        let heading = sentence.lowerBound ..<| colon
        return message.has(.toneSlot, in: heading) || message.contains(Self.voices, in: heading)
    }

    private static let voices = WordSet(
        words: "ton tone tones voice style manner manners way wording words speech talk sound vibe")
    /// "good-natured", "light-hearted".
    private func isCompound(_ index: Int) -> Bool {
        message.tokens.token(index + 1).map { $0.isJoined && Self.compounds.contains($0.key) } ?? false
    }

    private static let compounds = WordSet(
        words: """
            natured hearted tempered mannered minded spoken humoured humored going headed spirited
            sounding style like ish
            """)
    private static let voice = WordKey.of("voice")
    private static let allTones = WordSet(ToneWords.all.map(WordKey.of))
    private static let heads = WordSet(words: "tone style vibe manner")
    private static let pairing = WordSet(["and", "but", "yet", "n"].map(WordKey.of))
    private static let tones = WordSet(
        [
            "tone", "sound", "sounds", "sounding", "vibe", "personality", "mood", "style", "manner",
            "attitude", "demeanour", "demeanor", "register",
        ].map(WordKey.of))
    private static let being = WordSet(
        ["be", "it", "make", "keep", "super", "very", "quite"].map(WordKey.of))

    func isFiller(_ index: Int) -> Bool {
        message.moves.at(index).contains { $0.value == .filler }
            || Self.degrees.contains(message.tokens[index].key)
    }

    private static let degrees = WordSet(
        [
            "very", "super", "quite", "rather", "a", "bit", "pretty", "always", "really", "fairly",
            "keep", "make", "it", "but", "extremely",
        ].map(WordKey.of))

    /// "Formal. Suppliers may see it", but not "Short ETH at resistance".
    private func isToneList(_ first: Int, _ sentence: Range<Int>) -> Bool {
        guard first + 1 < sentence.upperBound else { return true }
        let next = message.tokens[first + 1]
        if next.kind != .word { return true }
        return Self.afterTone.contains(next.key) || ToneWords.keys.contains(next.key)
            || !message.moves.at(first + 1).isEmpty
    }

    private static let afterTone = WordSet(
        [
            "and", "but", "n", "or", "yet", "is", "please", "i", "with", "like", "tone", "style",
            "voice", "hands", "of", "as", "in", "not", "pls",
        ].map(WordKey.of))

}
