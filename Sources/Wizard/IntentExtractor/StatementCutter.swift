import Language

/// Cuts what people string together with commas: "at most $5 a day, report every Monday by Slack,
/// call it Pixie, calm tone" are four statements, and no word of one is about another.
///
/// It cuts only where the words after a comma plainly begin another matter; all other commas stay
/// inside their sentence ("over $5, ask Dana", "Mondays, Tuesdays").
struct StatementCutter {
    let tokens: Tokens
    let cues: PhraseHits<Cue>
    let terms: PhraseHits<Term>
    let quotes: [Range<Int>]

    func statements(in sentence: Range<Int>) -> [Range<Int>] {
        guard tokens.token(sentence.upperBound)?.isSign("?") != true else { return [sentence] }
        var ranges: [Range<Int>] = []
        var start = sentence.lowerBound
        var depth = 0
        for index in sentence {
            let token = tokens[index]
            if token.isSign("(") || token.isSign("[") { depth += 1 }
            if token.isSign(")") || token.isSign("]") { depth -= 1 }
            guard depth == 0, token.isSign(","), index > start else { continue }
            let next = clause(after: index, in: sentence)
            guard !next.isEmpty, !quotes.contains(where: { $0.contains(index) }),
                !waits(start ..<| index),
                begins(next, after: start ..<| index)
            else { continue }
            ranges.append(start ..<| index)
            start = index + 1
        }
        if start < sentence.upperBound { ranges.append(start ..<| sentence.upperBound) }
        return ranges
    }

    /// Up to the next comma.
    private func clause(after index: Int, in sentence: Range<Int>) -> Range<Int> {
        var start = index + 1
        while start < sentence.upperBound, Self.joints.contains(tokens[start].key) { start += 1 }
        var end = start
        while end < sentence.upperBound, !tokens[end].isSign(",") { end += 1 }
        return start ..<| end
    }

    private static let joints = WordSet(["and", "also", "then", "please", "plus"].map(WordKey.of))

    /// "If it fails twice, …": the clause is half a statement.
    private func waits(_ clause: Range<Int>) -> Bool {
        let head = clause.lowerBound ..<| min(clause.lowerBound + 2, clause.upperBound)
        return cues.starting(in: head).contains { $0.value == .when }
            || tokens[clause.upperBound - 1].kind == .quote
    }

    private func begins(_ clause: Range<Int>, after last: Range<Int>) -> Bool {
        opensSlot(clause, after: last) || isNamedAtItsEnd(clause, after: last) || isPlaced(clause)
            || isRhythm(clause, after: last) || isOnly(clause, after: last)
    }

    /// "call it …", "report every …", "retry 3 times", "never pay …", "speaks German".
    private func opensSlot(_ clause: Range<Int>, after last: Range<Int>) -> Bool {
        var start = clause.lowerBound
        if Self.subjects.contains(tokens[start].key), start + 1 < clause.upperBound { start += 1 }
        return cues.starting(in: start ..<| (start + 1)).contains { hit in
            guard hit.end <= clause.upperBound else { return false }
            switch hit.value {
            case .nameSlot, .blockSlot, .stopSlot, .killSlot: return hit.tokens.count > 1
            case .reportSlot, .scheduleSlot:
                return hasRhythm(clause.clamped(to: hit.start ..<| (hit.end + 4)))
            case .retrySlot, .timeoutSlot:
                return !isPause(clause, after: last)
                    && (hit.end ..<| clause.upperBound).contains { isCount($0) }
            case .languageSlot: return hasLanguage(clause)
            default: return false
            }
        }
    }

    /// "retry twice, wait a minute between": the pause of the retries just told.
    private func isPause(_ clause: Range<Int>, after last: Range<Int>) -> Bool {
        cues.starting(in: last).contains { $0.value == .retrySlot }
            && clause.contains { Self.pauses.contains(tokens[$0].key) }
    }

    private static let pauses = WordSet(words: "between apart pause pauses delay waiting")

    private func isCount(_ index: Int) -> Bool {
        tokens[index].kind == .number || Self.counts.contains(tokens[index].key)
            || terms.at(index).contains { if case .number = $0.value { true } else { false } }
    }

    private static let counts = WordSet(words: "once twice thrice")
    private static let subjects = WordSet(["it", "its", "should", "must", "send"].map(WordKey.of))

    /// "calm tone", "base network", "30 seconds timeout".
    private func isNamedAtItsEnd(_ clause: Range<Int>, after before: Range<Int>) -> Bool {
        guard clause.count >= 2, clause.count <= 4 else { return false }
        let last = clause.upperBound - 1
        let isTimed = clause.contains { tokens[$0].kind == .number }
        return cues.starting(in: last ..<| clause.upperBound).contains {
            switch $0.value {
            case .toneSlot, .networkSlot, .timeoutSlot, .slippageSlot, .leverageSlot: true
            case .retrySlot:
                tokens[last].key != Self.again
                    && !cues.starting(in: before).contains { $0.value == .retrySlot }
            // "Monday, 7am Lagos time" is one time.
            case .zoneSlot: !isTimed
            default: false
            }
        }
    }

    /// "Lars, of all people, gets nothing again" retries nothing.
    private static let again = WordKey.of("again")

    /// "in German", "on Base".
    private func isPlaced(_ clause: Range<Int>) -> Bool {
        guard clause.count >= 2, clause.count <= 4,
            Self.places.contains(tokens[clause.lowerBound].key)
        else { return false }
        return terms.starting(in: clause.lowerBound + 1 ..<| (clause.lowerBound + 2)).contains {
            switch $0.value {
            case .language, .network: true
            default: false
            }
        }
    }

    private static let places = WordSet(words: "in on")

    private func hasLanguage(_ range: Range<Int>) -> Bool {
        terms.starting(in: range).contains { if case .language = $0.value { true } else { false } }
    }

    /// "every day at nine", where no rhythm was being listed.
    private func isRhythm(_ clause: Range<Int>, after last: Range<Int>) -> Bool {
        guard Self.everies.contains(tokens[clause.lowerBound].key) else { return false }
        return hasRhythm(clause) && !hasRhythm(last)
    }

    private static let everies = WordSet(["every", "each"].map(WordKey.of))

    private func hasRhythm(_ range: Range<Int>) -> Bool {
        range.contains { index in
            Self.everies.contains(tokens[index].key) || Self.rhythms.contains(tokens[index].key)
                || terms.at(index).contains { if case .weekday = $0.value { true } else { false } }
        }
    }

    private static let rhythms = WordSet(
        words: "daily weekly monthly hourly quarterly weekdays weekends")

    /// "never pay casino.example, only openmeteo.com", "at most $5, only weekends".
    private func isOnly(_ clause: Range<Int>, after last: Range<Int>) -> Bool {
        guard tokens[clause.lowerBound].key == Self.only, clause.count >= 2 else { return false }
        let next = tokens[clause.lowerBound + 1]
        if hasRhythm(clause), clause.count <= 4 { return !hasRhythm(last) }
        return next.kind == .domain || next.kind == .address || next.kind == .email
            || cues.starting(in: clause.lowerBound ..<| clause.lowerBound + 1).contains {
                $0.value == .allowSlot && $0.tokens.count > 1
            }
    }

    private static let only = WordKey.of("only")
}
