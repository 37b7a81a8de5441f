import Domain
import Language

/// Names that stand in one list, and the rest of their clause: "never pay A or B any more".
struct NameGroup {
    var names: [NameFinder.Name]
    let sentence: Range<Int>
    /// From the beginning of the clause, or of the one that the names are in apposition to.
    let left: Range<Int>
    /// From the last name to the end of the clause.
    let right: Range<Int>

    var tokens: Range<Int> {
        names[0].tokens.lowerBound ..<| names[names.count - 1].tokens.upperBound
    }
}

/// Puts the names of a sentence into groups.
struct NameGrouper {
    let message: AnnotatedMessage
    private var tokens: Tokens { message.tokens }

    func groups(of names: [NameFinder.Name], in sentence: Range<Int>) -> [NameGroup] {
        var runs: [[NameFinder.Name]] = []
        for name in names {
            if let last = runs.last?.last, joins(last.tokens.upperBound ..<| name.tokens.lowerBound)
            {
                runs[runs.count - 1].append(name)
            } else {
                runs.append([name])
            }
        }
        return runs.enumerated().map { place, run in
            let floor = place > 0 ? runs[place - 1].last!.tokens.upperBound : sentence.lowerBound
            let ceiling =
                place + 1 < runs.count ? runs[place + 1][0].tokens.lowerBound : sentence.upperBound
            let right = right(from: run.last!.tokens.upperBound, to: ceiling)
            let left = left(
                from: run[0].tokens.lowerBound, to: floor,
                isApposed: place == 0 && !right.contains { tokens[$0].kind == .word })
            return NameGroup(names: run, sentence: sentence, left: left, right: right)
        }
    }

    /// ", and", "or from", "+".
    private func joins(_ gap: Range<Int>) -> Bool {
        gap.count <= 4
            && gap.allSatisfy { index in
                let token = tokens[index]
                return token.isSign(",") || token.isSign("&") || token.isSign("+")
                    || token.isSign("/") || token.kind == .lineBreak
                    || token.kind == .word && Self.joints.contains(token.key)
            }
    }

    private static let joints = WordSet(words: "and or plus n also the our my from to then with")

    private func left(from end: Int, to floor: Int, isApposed: Bool) -> Range<Int> {
        var start = end
        while start > floor, !isBreak(start - 1) || tokens[start - 1].isSign(":") { start -= 1 }
        let isEmpty = !(start ..<| end).contains {
            tokens[$0].kind == .word && !Grammar.determiners.contains(tokens[$0].key)
        }
        guard isEmpty, isApposed, start > floor, tokens[start - 1].isSign(",") else {
            return start ..<| end
        }
        start -= 1
        while start > floor, !isBreak(start - 1) { start -= 1 }
        return start ..<| end
    }

    private func right(from start: Int, to ceiling: Int) -> Range<Int> {
        var start = start
        if start + 1 < ceiling, tokens[start].isSign(","),
            Grammar.auxiliaries.contains(tokens[start + 1].key)
                || Grammar.negators.contains(tokens[start + 1].key)
                    && Grammar.auxiliaries.contains(tokens[start + 1].key)
        {
            start += 1
        }
        var end = start
        while end < ceiling, !isBreak(end) { end += 1 }
        return start ..<| end
    }

    private func isBreak(_ index: Int) -> Bool {
        let token = tokens[index]
        if token.kind == .word { return Self.joined.contains(token.key) }
        return token.isSign(",") || token.isSign(":") || token.isSign("(") || token.isSign(")")
            || token.isSign("-") && !token.isGlued || token.kind == .lineBreak
            || token.kind == .sign && token.key == 6
    }

    private static let joined = WordSet(
        words: "but so because although though while since cos coz whereas")
}
