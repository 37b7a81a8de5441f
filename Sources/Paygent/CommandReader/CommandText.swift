import Language

/// A command with everything found in it once, before anybody asks what it means.
struct CommandText {
    let tokens: Tokens
    let terms: PhraseHits<Term>
    let mentions: [Mention]
    let cues: PhraseHits<Cue>
    /// For every token, whether it stands between quotation marks.
    let isQuoted: [Bool]
    /// Not one small letter: capitals say nothing about a word.
    let isShouted: Bool
    /// Some number is written `0,5` or `1.250,75`: a lone dot divides thousands.
    let writesCommaDecimals: Bool

    init(_ text: String) {
        var tokens = Tokens(text)
        let hasSmall = tokens.bytes.contains { $0 &- UInt8(ascii: "a") < 26 }
        isShouted = !hasSmall
        Slips.mend(&tokens, isShouted: !hasSmall)
        self.tokens = tokens
        terms = Term.table.hits(in: tokens)
        cues = Cue.table.hits(in: tokens)
        mentions = MentionReader(tokens, terms).all()
        isQuoted = Self.quoted(tokens)
        writesCommaDecimals = tokens.list.contains { Self.hasCommaFraction($0, tokens.bytes) }
    }

    // MARK: Signs of writing

    private static func quoted(_ tokens: Tokens) -> [Bool] {
        var marks = Array(repeating: false, count: tokens.count)
        var open: Int?
        for index in tokens.indices where isQuote(tokens, index, isOpen: open != nil) {
            if let start = open {
                for place in start...index { marks[place] = true }
                open = nil
            } else {
                open = index
            }
        }
        return marks
    }

    /// A double mark, or a single one that does not stand inside a word.
    private static func isQuote(_ tokens: Tokens, _ index: Int, isOpen: Bool) -> Bool {
        let token = tokens[index]
        if token.kind == .quote { return true }
        guard token.isSign("'") else { return false }
        return isOpen ? token.isGlued : !token.isGlued
    }

    private static func hasCommaFraction(_ token: Token, _ bytes: [UInt8]) -> Bool {
        guard token.kind == .number else { return false }
        var place = token.end - 1
        while place > token.start, bytes[place] &- UInt8(ascii: "0") < 10 { place -= 1 }
        return bytes[place] == UInt8(ascii: ",") && token.end - place - 1 != 3
    }
}

extension CommandText {
    /// The longest phrases that begin here, together.
    func cues(at index: Int) -> (cues: Cues, end: Int) {
        var (found, end) = (Cues(), index)
        for hit in cues.at(index) {
            if hit.end > end { (found, end) = (Cues(), hit.end) }
            if hit.end == end { found.insert(hit.value) }
        }
        return (found, end)
    }

    /// Where the longest phrase with this meaning ends that begins here.
    func end(of cue: Cue, at index: Int) -> Int? {
        var end: Int?
        for hit in cues.at(index) where hit.value == cue { end = max(end ?? 0, hit.end) }
        return end
    }

    func key(_ index: Int) -> UInt64 {
        guard let token = tokens.token(index), token.kind == .word || token.flags.contains(.mended)
        else { return 0 }
        return token.key
    }

    func isSign(_ index: Int, _ sign: Unicode.Scalar) -> Bool {
        tokens.token(index)?.isSign(sign) == true
    }

    /// Place of the first mention at this token or after it.
    func firstMention(from index: Int) -> Int {
        var (low, high) = (0, mentions.count)
        while low < high {
            let middle = (low + high) / 2
            if mentions[middle].start < index { low = middle + 1 } else { high = middle }
        }
        return low
    }

    func mention(at index: Int) -> Mention? {
        let place = firstMention(from: index)
        return place < mentions.count && mentions[place].start == index ? mentions[place] : nil
    }

    func mentions(in range: Range<Int>) -> ArraySlice<Mention> {
        let first = firstMention(from: range.lowerBound)
        var end = first
        while end < mentions.count, mentions[end].end <= range.upperBound { end += 1 }
        return mentions[first ..<| end]
    }
}
