import Domain
import Language

/// Reads names in lower case, and payees by what they are, in a message that answers who is meant:
/// "its only bluecab", "sitters are jodie, marek n big sue", "the foundry, the gardener".
///
/// What has no capital is a name only where a list of names is due: after "from", "pay", "is" or
/// "only", beside another item, or after an article.
struct PlainNameReader {
    let message: AnnotatedMessage
    private var tokens: Tokens { message.tokens }

    private struct Item {
        var tokens: Range<Int>
        /// Whether something says that a name stands here.
        var isLed: Bool
    }

    /// - Parameter firm: what is known to be a name already.
    func names(
        in sentence: Range<Int>, beside firm: [NameFinder.Name], _ draft: Draft
    ) -> [NameFinder.Name] {
        var items: [Item] = []
        for clause in SentenceCutter.clauses(of: sentence, in: tokens) {
            guard let found = self.items(in: clause, firm, draft, goesOn: !items.isEmpty) else {
                if items.isEmpty { continue }
                break
            }
            items += found
        }
        return items.filter { $0.isLed || items.count >= 2 || isBeside($0, firm) }.map { item in
            NameFinder.Name(
                text: message.text(item.tokens), tokens: item.tokens, isRole: false,
                isTechnical: false)
        }.filter { name in !firm.contains { $0.tokens.overlaps(name.tokens) } }
    }

    private func isBeside(_ item: Item, _ firm: [NameFinder.Name]) -> Bool {
        firm.contains { name in
            (0...2).contains(item.tokens.lowerBound - name.tokens.upperBound)
                || (0...2).contains(name.tokens.lowerBound - item.tokens.upperBound)
        }
    }

    /// Nil when the clause is no list of names.
    private func items(
        in clause: Range<Int>, _ firm: [NameFinder.Name], _ draft: Draft, goesOn: Bool
    ) -> [Item]? {
        let clause = affirmed(clause)
        guard !clause.isEmpty, !DealingReader.isClosing(clause, message),
            let (start, isLed) = opening(of: clause, firm, goesOn: goesOn)
        else { return nil }
        var items: [Item] = []
        var first = start
        for index in start...clause.upperBound {
            let isEnd = index == clause.upperBound || isJoint(index)
            guard isEnd, index > first else {
                if isEnd { first = index + 1 }
                continue
            }
            let part = first ..<| index
            first = index + 1
            if firm.contains(where: { $0.tokens.overlaps(part) }) { continue }
            guard let item = item(in: part, draft) else {
                if items.isEmpty { return nil }
                continue
            }
            let isArticled =
                item.lowerBound > 0 && Self.articles.contains(tokens[item.lowerBound - 1].key)
            if isArticled, isApposed(clause.upperBound, firm) { return nil }
            items.append(Item(tokens: item, isLed: isLed || isArticled))
        }
        return merged(items, in: clause)
    }

    /// Up to the first no: "from wanda, and from nobody besides".
    private func affirmed(_ clause: Range<Int>) -> Range<Int> {
        let no = clause.first { Grammar.negators.contains(tokens[$0].key) }
        return clause.lowerBound ..<| (no ?? clause.upperBound)
    }

    /// "petal and stem on the high street": one place, so one name.
    private func merged(_ items: [Item], in clause: Range<Int>) -> [Item] {
        guard items.count == 2, items.allSatisfy({ $0.tokens.count == 1 }),
            items[1].tokens.lowerBound - items[0].tokens.upperBound == 1,
            let next = tokens.token(items[1].tokens.upperBound), Self.places.contains(next.key),
            items[1].tokens.upperBound < clause.upperBound,
            Self.articles.contains(tokens[items[1].tokens.upperBound + 1].key)
        else { return items }
        let whole = items[0].tokens.lowerBound ..<| items[1].tokens.upperBound
        return [Item(tokens: whole, isLed: items[0].isLed)]
    }

    /// Where the first item begins, and whether the words before it lead to a name.
    private func opening(
        of clause: Range<Int>, _ firm: [NameFinder.Name], goesOn: Bool
    ) -> (Int, Bool)? {
        var start = clause.lowerBound
        while start < clause.upperBound,
            isJoint(start) || Self.fillers.contains(tokens[start].key)
                || message.moves.at(start).contains(where: { $0.value == .filler })
        { start += 1 }
        guard start < clause.upperBound else { return nil }
        if Self.told.contains(tokens[start].key) || Self.told.contains(tokens[clause.lowerBound].key) {
            return nil
        }
        let head = start ..<| min(start + 6, clause.upperBound)
        if tokens.token(clause.upperBound)?.isSign(":") == true { return nil }
        if let first = head.first(where: { isLead($0) }), first + 1 < clause.upperBound {
            var lead = first
            while lead + 2 < clause.upperBound,
                isLead(lead + 1) || Grammar.small.contains(tokens[lead + 1].key)
            { lead += 1 }
            if firm.contains(where: { $0.tokens.upperBound <= lead && clause.contains($0.tokens.lowerBound) }) { return nil }
            let before = start ..<| lead
            // "that is complicated" names nobody, "sitters are jodie and marek" does.
            let isNaming =
                !(first...lead).allSatisfy { Grammar.small.contains(tokens[$0].key) }
                || message.contains(DealingReader.onlys, in: first ..<| (lead + 1))
                || DealingReader.directions.contains(tokens[lead].key)
                || before.contains { PayeeWords.people.contains(tokens[$0].key) }
            return (lead + 1, isNaming)
        }
        if Grammar.pronouns.contains(tokens[start].key) { return nil }
        let isClosed = clause.contains { DealingReader.onlys.contains(tokens[$0].key) }
        return (start, goesOn || isClosed)
    }

    /// "The smoke machine guy, Lars Pelt": the name itself follows.
    private func isApposed(_ end: Int, _ firm: [NameFinder.Name]) -> Bool {
        tokens.token(end)?.isSign(",") == true
            && firm.contains { $0.tokens.lowerBound == end + 1 }
    }

    private func isLead(_ index: Int) -> Bool {
        let key = tokens[index].key
        return DealingReader.directions.contains(key) || DealingReader.acts.contains(key)
            || Self.copulas.contains(key) || DealingReader.onlys.contains(key)
    }

    /// One to three words that no reader knows, up to the next small word.
    private func item(in part: Range<Int>, _ draft: Draft) -> Range<Int>? {
        var start = part.lowerBound
        while start < part.upperBound,
            Self.articles.contains(tokens[start].key)
                || DealingReader.directions.contains(tokens[start].key)
                || DealingReader.onlys.contains(tokens[start].key)
                || Self.fillers.contains(tokens[start].key)
        { start += 1 }
        var end = start
        while end < part.upperBound, tokens[end].kind == .word,
            !Grammar.small.contains(tokens[end].key), !DealingReader.onlys.contains(tokens[end].key)
        { end += 1 }
        if end < part.upperBound, tokens[end].kind == .word,
            Grammar.auxiliaries.contains(tokens[end].key)
                || Grammar.determiners.contains(tokens[end].key)
        {
            return nil
        }
        if end - start == 1, DealingReader.payees.contains(tokens[start].key) { return nil }
        guard (1...3).contains(end - start), (start ..<| end).allSatisfy({ isName($0, draft) }) else {
            return nil
        }
        if end < part.upperBound, tokens[end].kind != .word { return nil }
        return start ..<| end
    }

    private func isName(_ index: Int, _ draft: Draft) -> Bool {
        let token = tokens[index]
        return !draft.isUsed(index) && !DealingReader.welcomes.contains(token.key)
            && !DealingReader.outs.contains(token.key) && message.terms.at(index).isEmpty
            && message.moves.at(index).isEmpty && !token.flags.contains(.mended)
            && !ToneWords.keys.contains(token.key) && !ActionWords.keys.contains(token.key)
            && message.mention(at: index) == nil
            && !message.cues.at(index).contains { Self.isOther($0.value) }
    }

    /// Words that are about something else than people and firms.
    private static func isOther(_ cue: Cue) -> Bool {
        switch cue {
        case .toneSlot, .approval, .approvalNone, .cap, .above, .below, .perPayment, .daily,
            .weekly, .monthly, .total, .languageSlot, .networkSlot, .channelSlot, .scheduleSlot,
            .nameSlot, .zoneSlot, .everything, .concise, .detailed, .balanced, .verbositySlot,
            .reportSlot, .retrySlot, .timeoutSlot, .payPerCall, .metered, .subscription, .toolSlot:
            true
        default: false
        }
    }

    private func isJoint(_ index: Int) -> Bool {
        let token = tokens[index]
        return token.isSign("+") || token.isSign("/") || Self.joints.contains(token.key)
    }

    private static let joints = WordSet(words: "and or n plus")
    private static let articles = WordSet(words: "the our my")
    private static let places = WordSet(words: "on at in by near")
    private static let copulas = WordSet(words: "is are its thats theyre theres be")
    private static let fillers = WordSet(
        words: "always usually mostly sometimes well so yes yeah ok okay please pls plz also then")
    /// Words that begin a remark about those who were named, or one about nobody.
    private static let told = WordSet(
        words: """
            they he she i because since cos when whenever if who which that whoever whichever
            whatever whose not never no dont nobody noone anyone anybody as while although though
            """)
}
