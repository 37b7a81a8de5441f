import Domain

/// Reads full dates: `2026-03-01`, `1 March 2026`, `March 1st, 2026`, `1.3.2026`.
public struct DateReader {
    let tokens: Tokens
    let terms: PhraseHits<Term>

    public init(_ tokens: Tokens, _ terms: PhraseHits<Term>) {
        self.tokens = tokens
        self.terms = terms
    }

    public func read(at index: Int) -> Mention? {
        guard let token = tokens.token(index) else { return nil }
        if token.kind == .number { return numeric(at: index) ?? dayFirst(at: index) }
        return monthFirst(at: index)
    }

    private func numeric(at index: Int) -> Mention? {
        if let first = tokens.token(index + 1), first.isGlued,
            first.isSign("-") || first.isSign("/"),
            let second = tokens.token(index + 3), second.isGlued, second.key == first.key,
            let a = plain(index), let b = plain(index + 2), let c = plain(index + 4)
        {
            if a > 31 { return made(a, b, c, index, index + 5) }
            return b > 12 ? made(c, a, b, index, index + 5) : made(c, b, a, index, index + 5)
        }
        let shape = NumberShape(tokens.bytes, tokens[index])
        guard shape.marks.count == 2, shape.marks.allSatisfy({ $0.code == UInt8(ascii: ".") }),
            shape.digits.count - shape.marks[1].place == 4
        else { return nil }
        let parts = [
            shape.digits[..<shape.marks[0].place],
            shape.digits[shape.marks[0].place ..<| shape.marks[1].place],
            shape.digits[shape.marks[1].place...],
        ].map { $0.reduce(0) { $0 * 10 + Int($1) } }
        return made(parts[2], parts[1], parts[0], index, index + 1)
    }

    private func dayFirst(at index: Int) -> Mention? {
        var next = index + 1
        if let ending = tokens.token(next), ending.isGlued, ending.end - ending.start == 2 {
            next += 1
        }
        if tokens.token(next)?.key == NumberReader.of { next += 1 }
        guard let day = plain(index), let month = month(next),
            let (year, end) = year(next + 1)
        else { return nil }
        return made(year, month, day, index, end)
    }

    private func monthFirst(at index: Int) -> Mention? {
        guard let month = month(index), let token = tokens.token(index + 1), token.kind == .number,
            let day = plain(index + 1)
        else { return nil }
        var next = index + 2
        if let ending = tokens.token(next), ending.isGlued, ending.end - ending.start == 2,
            ending.kind == .word
        {
            next += 1
        }
        guard let (year, end) = year(next) else { return nil }
        return made(year, month, day, index, end)
    }

    private func year(_ index: Int) -> (Int, Int)? {
        let start = tokens.token(index)?.isSign(",") == true ? index + 1 : index
        guard tokens.token(start)?.kind == .number, let year = plain(start),
            (2000...2199).contains(year)
        else { return nil }
        return (year, start + 1)
    }

    func month(_ index: Int) -> Int? {
        for hit in terms.at(index) { if case .month(let month) = hit.value { return month } }
        return nil
    }

    private func plain(_ index: Int) -> Int? {
        guard let token = tokens.token(index), token.kind == .number else { return nil }
        let shape = NumberShape(tokens.bytes, token)
        guard shape.isPlain, shape.digits.count <= 4 else { return nil }
        return shape.digits.reduce(0) { $0 * 10 + Int($1) }
    }

    private func made(_ year: Int, _ month: Int, _ day: Int, _ start: Int, _ end: Int) -> Mention? {
        guard (2000...2199).contains(year),
            let date = CivilDate(canonical: "\(year)-\(month)-\(day)")
        else { return nil }
        return Mention(kind: .date(date), tokens: start ..<| end)
    }
}
