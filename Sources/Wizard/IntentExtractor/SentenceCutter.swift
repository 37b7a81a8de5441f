import Language

/// Cuts a message into sentences, and a sentence into clauses.
struct SentenceCutter {
    let tokens: Tokens

    init(_ tokens: Tokens) { self.tokens = tokens }

    /// - Parameter numbering: where the numbers of a list stand; each begins a sentence.
    func sentences(quotes: [Range<Int>], numbering: [Int] = []) -> [Range<Int>] {
        var ranges: [Range<Int>] = []
        var start = 0
        var quote = 0
        var point = 0
        for index in tokens.indices {
            if point < numbering.count, numbering[point] == index {
                if index > start { ranges.append(start ..<| index) }
                start = index + 2
                point += 1
            }
            guard index >= start else { continue }
            while quote < quotes.count, quotes[quote].upperBound <= index { quote += 1 }
            let isInside = quote < quotes.count && quotes[quote].contains(index)
            let isEnd = ends(index) && (!isInside || tokens[index].kind == .lineBreak)
            guard isEnd || index - start >= Self.tokensMax else { continue }
            if index > start { ranges.append(start ..<| index) }
            start = isEnd ? index + 1 : index
        }
        if start < tokens.count { ranges.append(start ..<| tokens.count) }
        return ranges
    }

    /// A longer sentence is cut: bounds the work on text without any full stop.
    private static let tokensMax = 300

    private func ends(_ index: Int) -> Bool {
        let token = tokens[index]
        if token.kind == .lineBreak { return true }
        guard token.kind == .sign else { return false }
        if token.isSign("!") || token.isSign("?") || token.isSign(";") { return true }
        if token.key == Self.ellipsis { return true }
        return token.isSign(".") && !isAbbreviation(index)
    }

    /// "Dr. Imhof", "p.m. daily", "St. Gallen": the sentence goes on.
    private func isAbbreviation(_ index: Int) -> Bool {
        guard index > 0, let before = tokens.token(index - 1), before.kind == .word else {
            return false
        }
        if let next = tokens.token(index + 1), next.isGlued, next.kind == .word { return true }
        if Self.abbreviations.contains(before.key) { return true }
        guard before.end - before.start == 1 else { return false }
        return index >= 2 && tokens[index - 2].isSign(".")
            && tokens.token(index + 1)?.isCapital != true
    }

    private static let ellipsis: UInt64 = 8
    private static let abbreviations = WordSet(
        [
            "dr", "mr", "mrs", "ms", "prof", "st", "vs", "approx", "ca", "etc", "rs", "inc", "ltd",
            "resp", "incl",
        ]
        .map(WordKey.of))

    /// Parts of a sentence between commas, colons, dashes, brackets and words that join clauses.
    static func clauses(of sentence: Range<Int>, in tokens: Tokens) -> [Range<Int>] {
        var ranges: [Range<Int>] = []
        var start = sentence.lowerBound
        for index in sentence {
            let token = tokens[index]
            let isJoint = token.kind == .word && joints.contains(token.key)
            guard isJoint || (token.kind == .sign && breaks.contains(token.key)) else { continue }
            if index > start { ranges.append(start ..<| index) }
            start = isJoint ? index : index + 1
        }
        if start < sentence.upperBound { ranges.append(start ..<| sentence.upperBound) }
        return ranges
    }

    private static let joints = WordSet(
        ["but", "so", "because", "although", "though", "while"].map(WordKey.of))
    private static let breaks: WordSet = WordSet(
        [",", ":", "(", ")", "[", "]"].map { UInt64($0.unicodeScalars.first!.value) } + [6])
}

/// Finds what is quoted: text of others that gives no orders here.
enum Quotation {
    static func ranges(in tokens: Tokens) -> [Range<Int>] {
        var ranges: [Range<Int>] = []
        var open: Int?
        for index in tokens.indices {
            let token = tokens[index]
            if token.kind == .lineBreak, let next = tokens.token(index + 1), next.isSign(">") {
                ranges.append(line(from: index + 1, tokens))
            }
            guard token.kind == .quote else { continue }
            if let start = open {
                ranges.append(start ..<| (index + 1))
                open = nil
            } else {
                open = index
            }
        }
        return ranges
    }

    private static func line(from start: Int, _ tokens: Tokens) -> Range<Int> {
        var end = start
        while end < tokens.count, tokens[end].kind != .lineBreak { end += 1 }
        return start ..<| end
    }
}
