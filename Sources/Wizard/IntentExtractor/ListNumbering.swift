import Language

/// Finds the numbers of a numbered list: "1) pays our bills 2) at most $99 a month".
///
/// They count the points and are no amounts; each begins a statement.
enum ListNumbering {
    /// Where the numbers stand; none unless they begin at one and go on to two.
    static func places(in tokens: Tokens) -> [Int] {
        var places: [Int] = []
        var depth = 0
        for index in tokens.indices {
            let token = tokens[index]
            if token.isSign("(") { depth += 1 }
            if token.isSign(")"), tokens.token(index - 1)?.kind != .number || depth > 0 {
                depth = max(0, depth - 1)
            }
            guard depth == 0, token.kind == .number, closes(index, tokens),
                tokens.text(index ..<| (index + 1)) == String(places.count + 1)
            else { continue }
            places.append(index)
        }
        return places.count >= 2 ? places : []
    }

    /// `1)` anywhere, `1.` at the start of a line.
    private static func closes(_ index: Int, _ tokens: Tokens) -> Bool {
        guard let next = tokens.token(index + 1), next.isGlued else { return false }
        if next.isSign(")") { return true }
        guard next.isSign("."), tokens.token(index + 2)?.isGlued == false else { return false }
        return index == 0 || tokens[index - 1].kind == .lineBreak
    }
}
