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
                append(start ..<| index, to: &ranges)
                start = index + 2
                point += 1
            }
            guard index >= start else { continue }
            while quote < quotes.count, quotes[quote].upperBound <= index { quote += 1 }
            let isInside = quote < quotes.count && quotes[quote].contains(index)
            let isEnd = ends(index) && (!isInside || tokens[index].kind == .lineBreak)
            guard isEnd || index - start >= Self.tokensMax else { continue }
            append(start ..<| index, to: &ranges)
            start = isEnd ? index + 1 : index
        }
        append(start ..<| tokens.count, to: &ranges)
        return ranges
    }

    /// Without the dash or star of a list at its head.
    private func append(_ range: Range<Int>, to ranges: inout [Range<Int>]) {
        var start = range.lowerBound
        while start + 1 < range.upperBound, isBullet(start) { start += 1 }
        if start < range.upperBound { ranges.append(start ..<| range.upperBound) }
    }

    private func isBullet(_ index: Int) -> Bool {
        let token = tokens[index]
        return (token.isSign("-") || token.isSign("*") || token.isSign("#"))
            && !tokens[index + 1].isGlued
    }

    /// A longer sentence is cut: bounds the work on text without any full stop.
    private static let tokensMax = 300

    private func ends(_ index: Int) -> Bool {
        let token = tokens[index]
        if token.kind == .lineBreak { return true }
        guard token.kind == .sign else { return false }
        if token.isSign("!") || token.isSign("?") || token.isSign(";") { return true }
        if token.key == Self.ellipsis || isStar(index) { return true }
        return token.isSign(".") && !isAbbreviation(index)
    }

    /// "needs: X * into: Y": a star that stands alone divides.
    private func isStar(_ index: Int) -> Bool {
        guard tokens[index].isSign("*"), !tokens[index].isGlued else { return false }
        return tokens.token(index + 1).map { !$0.isGlued } ?? false
    }

    /// "i.e. Monday", "e.g. maps".
    private func isThatIs(_ index: Int) -> Bool {
        index >= 3 && tokens[index - 2].isSign(".") && Self.letters.contains(tokens[index - 1].key)
            && Self.letters.contains(tokens[index - 3].key)
    }

    private static let letters = WordSet(words: "i e g")

    /// "Dr. Imhof", "p.m. daily", "St. Gallen": the sentence goes on.
    private func isAbbreviation(_ index: Int) -> Bool {
        guard index > 0, let before = tokens.token(index - 1), before.kind == .word else {
            return false
        }
        if let next = tokens.token(index + 1), next.isGlued, next.kind == .word { return true }
        if Self.abbreviations.contains(before.key) || isThatIs(index) { return true }
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
        var ranges = ReportedSpeech(tokens: tokens).ranges()
        var open: Int?
        for index in tokens.indices {
            let token = tokens[index]
            if token.kind == .lineBreak, let next = tokens.token(index + 1), next.isSign(">") {
                ranges.append(line(from: index + 1, tokens))
            }
            if token.isSign("<"), let end = comment(from: index, tokens) {
                ranges.append(index ..<| end)
                continue
            }
            if let end = speech(from: index, tokens) {
                ranges.append(index ..<| end)
                continue
            }
            guard token.kind == .quote, !isValue(index, open, tokens) else { continue }
            if let start = open {
                ranges.append(start ..<| (index + 1))
                open = nil
            } else {
                open = index
            }
        }
        return merged(ranges)
    }

    /// In order, and none inside another.
    private static func merged(_ ranges: [Range<Int>]) -> [Range<Int>] {
        ranges.sorted { $0.lowerBound < $1.lowerBound }.reduce(into: []) { merged, range in
            if let last = merged.last, last.upperBound > range.lowerBound {
                merged[merged.count - 1] =
                    last.lowerBound ..<| max(last.upperBound, range.upperBound)
            } else {
                merged.append(range)
            }
        }
    }

    /// 'Good evening, you are tuned in.': three words or more between single marks.
    private static func speech(from start: Int, _ tokens: Tokens) -> Int? {
        guard tokens[start].isSign("'"), start == 0 || !tokens[start].isGlued,
            tokens.token(start + 1)?.isGlued == true
        else { return nil }
        var end = start + 1
        while end < tokens.count, end - start < tokensMax / 8, tokens[end].kind != .lineBreak {
            if tokens[end].isSign("'"), tokens[end].isGlued,
                tokens.token(end + 1).map({ !$0.isGlued || $0.kind == .sign }) ?? true
            {
                return end - start > 3 ? end + 1 : nil
            }
            end += 1
        }
        return nil
    }

    /// `<!-- … -->`: a note in somebody's page.
    private static func comment(from start: Int, _ tokens: Tokens) -> Int? {
        guard let mark = tokens.token(start + 1), mark.isSign("!"), mark.isGlued else { return nil }
        var end = start + 2
        while end < tokens.count, end - start < tokensMax {
            if tokens[end].isSign(">"), tokens[end - 1].isSign("-") { return end + 1 }
            end += 1
        }
        return end
    }

    private static let tokensMax = 400

    /// `notify: "slack #ops"`: a line of settings may put its value in quotation marks.
    private static func isValue(_ index: Int, _ open: Int?, _ tokens: Tokens) -> Bool {
        if open != nil { return false }
        if index >= 2, tokens[index - 1].isSign(":") || tokens[index - 1].isSign("=") {
            return opensLine(index - 2, tokens) && closesLine(index, tokens)
        }
        guard index + 1 == tokens.count || tokens[index + 1].kind == .lineBreak else {
            return false
        }
        var start = index
        while start > 0, tokens[start - 1].kind != .lineBreak { start -= 1 }
        while start < index, tokens[start].kind != .word { start += 1 }
        return start + 2 < index && tokens[start + 2].kind == .quote
            && (tokens[start + 1].isSign(":") || tokens[start + 1].isSign("="))
            && opensLine(start, tokens)
    }

    /// One word at the head of a line that is not the first, and that is no word of speech.
    private static func opensLine(_ index: Int, _ tokens: Tokens) -> Bool {
        var start = index
        guard tokens[index].kind == .word, !speech.contains(tokens[index].key) else { return false }
        while start > 0, tokens[start - 1].kind == .sign { start -= 1 }
        return start > 0 && tokens[start - 1].kind == .lineBreak
    }

    private static func closesLine(_ index: Int, _ tokens: Tokens) -> Bool {
        var end = index + 1
        while end < tokens.count, tokens[end].kind != .quote, tokens[end].kind != .lineBreak {
            end += 1
        }
        return end < tokens.count && tokens[end].kind == .quote
            && (end + 1 == tokens.count || tokens[end + 1].kind == .lineBreak)
    }

    private static let speech = WordSet(
        words: "said says say wrote writes quote quoted mail email message note memo reply subject")

    private static func line(from start: Int, _ tokens: Tokens) -> Range<Int> {
        var end = start
        while end < tokens.count, tokens[end].kind != .lineBreak { end += 1 }
        return start ..<| end
    }
}
