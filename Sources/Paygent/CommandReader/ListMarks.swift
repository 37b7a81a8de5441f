import Language

/// Where the points of a list begin: `1) … 2) …`, `a) … b) …`, `step 1: …`, `- … - …`.
struct ListMarks {
    /// First token of a mark, and the token after it.
    private var found: [(start: Int, end: Int)] = []

    init(_ tokens: Tokens) {
        guard tokens.count > 3 else { return }
        let isBulleted = Self.isBullet(tokens, 0)
        var next = 1
        for index in tokens.indices {
            if isBulleted {
                if Self.isBullet(tokens, index) { found.append((index, index + 1)) }
            } else if let end = Self.end(of: next, tokens, index) {
                found.append((index, end))
                next += 1
            }
        }
        // A lone mark is part of what is said.
        if found.count < 2 { found = [] }
    }

    func end(at index: Int) -> Int? {
        found.isEmpty ? nil : found.first { $0.start == index }?.end
    }

    private static func isBullet(_ tokens: Tokens, _ index: Int) -> Bool {
        guard let token = tokens.token(index), let next = tokens.token(index + 1),
            index == 0 || !token.isGlued, !next.isGlued
        else { return false }
        return token.isSign("-") || token.isSign("*")
            || token.kind == .emoji && index == 0
    }

    /// The mark with this number, or its letter.
    private static func end(of number: Int, _ tokens: Tokens, _ index: Int) -> Int? {
        let token = tokens[index]
        let isOpened = index > 0 && tokens[index - 1].isSign("(")
        guard !token.isGlued || index == 0 || isOpened else { return nil }
        if steps.contains(token.key), token.kind == .word, isNumber(number, tokens, index + 1) {
            let sign = tokens[index + 2]
            return sign.isSign(":") || sign.isSign(".") || sign.isSign(")") || sign.isSign(",")
                ? index + 3 : nil
        }
        guard isNumber(number, tokens, index) || isLetter(number, tokens, index),
            let sign = tokens.token(index + 1), sign.isGlued, let after = tokens.token(index + 2)
        else { return nil }
        if sign.isSign(")") { return index + 2 }
        return sign.isSign(".") && token.kind == .number && !after.isGlued ? index + 2 : nil
    }

    private static let steps = WordSet(words: "step task point item no number")

    private static func isNumber(_ number: Int, _ tokens: Tokens, _ index: Int) -> Bool {
        guard let token = tokens.token(index), token.kind == .number, number < 10 else {
            return false
        }
        return token.end - token.start == 1
            && Int(tokens.bytes[token.start]) == Int(UInt8(ascii: "0")) + number
    }

    private static func isLetter(_ number: Int, _ tokens: Tokens, _ index: Int) -> Bool {
        let token = tokens[index]
        guard token.kind == .word, token.end - token.start == 1 else { return false }
        return Int(tokens.bytes[token.start] | 32) == Int(UInt8(ascii: "a")) + number - 1
    }
}
