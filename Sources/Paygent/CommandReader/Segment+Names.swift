import Domain
import Language

/// A name as it was written, and where it ends.
struct SaidName {
    let text: String
    let tokens: Range<Int>
}

extension Segment {
    /// A name that begins here: "my sister Noor", "the tide table API". Nil when nothing is left
    /// after articles and filler.
    func name(from index: Int, isLoose: Bool = false) -> SaidName? {
        var start = index
        while start < range.upperBound, isLeading(start) { start += 1 }
        if let number = bookedNumber(from: start) { return number }
        var end = start
        while end < range.upperBound, !endsName(at: end, start, isLoose: isLoose) { end += 1 }
        while end > start + 1, isTrailing(end - 1) { end -= 1 }
        guard end > start, !isBound(start ..<| end) else { return nil }
        let isPointer = end == start + 2 && Self.particles.contains(text.key(start + 1))
        if end == start + 1 || isPointer, Words.pronouns.contains(text.key(start)) { return nil }
        return SaidName(text: written(start ..<| end), tokens: start ..<| end)
    }

    /// "at most" 5 USDC, "no more than" 2: how much, not who.
    private func isBound(_ words: Range<Int>) -> Bool {
        words.allSatisfy {
            Self.bounds.contains(text.key($0)) && (!tokens[$0].isCapital || text.isShouted)
        }
    }

    private static let bounds = WordSet(
        words: "at most least no not more less than up to under below within over above about around")

    /// "bill no. KV/7781", "invoice #4471": the number is the name.
    private func bookedNumber(from index: Int) -> SaidName? {
        guard Words.bookings.contains(text.key(index)) else { return nil }
        var start = index + 1
        while Words.bookedNumbers.contains(text.key(start))
            && tokens.token(start + 1)?.isJoined != true
            || text.isSign(start, ".")
            || text.isSign(start, "#") || text.isSign(start, ":")
        {
            start += 1
        }
        guard start > index + 1, start < range.upperBound else { return nil }
        var end = start + 1
        while end < range.upperBound, tokens[end].isGlued || tokens[end].isJoined,
            !tokens[end].isSign(","), !tokens[end].isSign("."), !tokens[end].isSign(":")
        {
            end += 1
        }
        let written = tokens.text(start ..<| end)
        guard written.utf8.contains(where: { $0 &- UInt8(ascii: "0") < 10 }) else { return nil }
        return SaidName(text: written, tokens: start ..<| end)
    }

    private func isLeading(_ index: Int) -> Bool {
        let token = tokens[index]
        if token.kind == .sign { return !token.isSign("@") && !token.isSign("#") }
        guard token.kind == .word else { return token.kind == .quote }
        return Words.determiners.contains(token.key)
            || Words.adverbs.contains(token.key) && (!token.isCapital || text.isShouted)
    }

    private func isTrailing(_ index: Int) -> Bool {
        let token = tokens[index]
        return token.kind == .sign && !token.isGlued || token.kind == .quote
            || Words.determiners.contains(token.key) && token.kind == .word
    }

    private func endsName(at index: Int, _ start: Int, isLoose: Bool) -> Bool {
        if schedule?.tokens.contains(index) == true { return true }
        let token = tokens[index]
        switch token.kind {
        case .lineBreak, .emoji, .currencySign: return true
        case .sign: return endsName(sign: token, at: index, start)
        case .word:
            guard !isLoose || Self.looseEnds.contains(token.key) else { return false }
            if token.key == Words.of || token.isJoined { return false }
            // "the Daily Kelp"
            if index == start, token.isCapital, !text.isShouted { return false }
            if Words.nameEnds.contains(token.key) { return !isTied(index, start) }
            if index > start, fraction(at: index) != nil,
                Self.portionJoints.contains(text.key(index + 1))
            {
                return true
            }
            return isValue(index, start)
        case .number: return !token.isJoined && !isNumberPart(index, start) && isValue(index, start)
        case .quote, .address, .url, .domain, .email, .handle, .path: return false
        }
    }

    /// "F-2026-17"
    private func isNumberPart(_ index: Int, _ start: Int) -> Bool {
        index > start + 1 && tokens[index].isGlued && tokens[index - 1].isGlued
            && tokens[index - 2].kind == .number
    }

    /// "it back", "that over"
    private static let particles = WordSet(words: "back over out off along on through")
    private static let portionJoints = WordSet(words: "of my our the")
    private static let looseEnds = WordSet(words: "please pls plz thanks")

    private func endsName(sign token: Token, at index: Int, _ start: Int) -> Bool {
        if token.isSign("&") || token.isSign("-") || token.isSign("/") || token.isSign("'") {
            return false
        }
        // "Dr. Imhof", "St. Gallen"
        if token.isSign("."), token.isGlued, index > start { return !isAbbreviation(index) }
        return index > start
    }

    private func isAbbreviation(_ index: Int) -> Bool {
        let before = tokens[index - 1]
        return before.isCapital && before.end - before.start <= 3
            && tokens.token(index + 1)?.isCapital == true
    }

    /// A sum, percentage or date ends a name, unless it is part of it: "Studio 54".
    private func isValue(_ index: Int, _ start: Int) -> Bool {
        guard let mention = text.mention(at: index) else { return false }
        switch mention.kind {
        case .amount(let amount):
            if amount.token == nil, index > start, isNumbered(index) { return false }
            return !(amount.isWord && amount.token == nil && mention.end == index + 1)
        case .percent, .times, .date, .clock: return true
        case .duration, .ordinal, .phone: return false
        }
    }

    private func isNumbered(_ index: Int) -> Bool {
        let before = tokens[index - 1]
        return before.isCapital && !text.isShouted || Words.bookedNumbers.contains(before.key)
    }

    /// "Smith and Sons", "Ministry for Roads": a small word between two capitalised ones.
    private func isTied(_ index: Int, _ start: Int) -> Bool {
        guard !text.isShouted, index > start, tokens[index - 1].isCapital,
            let next = tokens.token(index + 1), next.isCapital, next.kind == .word
        else { return false }
        return text.terms.at(index + 1).isEmpty
            && !text.cues(at: index + 1).cues.hasAny(Cues.heads)
    }

    private func written(_ range: Range<Int>) -> String {
        var words = tokens.text(range)
        for ending in ["'s", "’s"] where words.hasSuffix(ending) { words.removeLast(ending.count) }
        return words
    }
}

extension Segment {
    /// An address, domain, URL, e-mail or @handle.
    func entity() -> SaidName? {
        for index in range where schedule?.tokens.contains(index) != true {
            let token = tokens[index]
            switch token.kind {
            case .address, .url, .domain, .email: return entity(at: index)
            case .handle where tokens.bytes[token.start] == UInt8(ascii: "@"):
                return entity(at: index)
            case .handle, .word, .number, .sign, .currencySign, .quote, .lineBreak, .emoji, .path:
                continue
            }
        }
        return nil
    }

    func entity(at index: Int) -> SaidName {
        let written = tokens.text(index ..<| (index + 1))
        let isAddress = tokens[index].kind == .address
        let address = isAddress ? (try? Address(written))?.lowercased : nil
        return SaidName(text: address ?? written, tokens: index ..<| (index + 1))
    }

    /// Whom to pay: an address, "to …", "from …", or what stands right after the verb.
    func recipient(amount: SaidAmount?) -> String? {
        if let entity = entity() { return entity.text }
        for index in rest where isTo(index) && !isInside(amount, index) {
            if text.cues(at: index + 1).cues.hasAny(Cues(.pay, .swap, .find)) { continue }
            if let name = name(from: index + 1) { return name.text }
        }
        for index in rest where Self.favours.contains(text.key(index)) {
            guard text.key(index + 1) == Words.of else { continue }
            if let name = name(from: index + 2) { return name.text }
        }
        // "pay Ines 9 USDC": who stands between the verb and the sum.
        if head.has(.pay), !head.has(.buy), let amount, let object = name(from: headEnd),
            object.tokens.upperBound == amount.tokens.lowerBound, !isThing(object)
        {
            return object.text
        }
        if head.hasAny(Cues(.buy, .get, .pay)) {
            for index in rest where isSeller(index) {
                if let name = name(from: index + 1) { return name.text }
            }
        }
        for index in rest
        where text.key(index) == Words.from && Self.lent.contains(text.key(index - 1)) {
            if let name = name(from: index + 1) { return name.text }
        }
        let object = name(from: headEnd).flatMap {
            isInside(amount, $0.tokens.lowerBound) ? nil : $0
        }
        if let object, !isThing(object) { return object.text }
        for index in rest
        where Self.reasons.contains(text.key(index)) && !Self.manners.contains(text.key(index + 1))
        {
            if let name = name(from: index + 1) { return name.text }
        }
        return object?.text
    }

    /// "the deposit for …", "my bill at …": what is paid, not who.
    private func isThing(_ name: SaidName) -> Bool {
        name.tokens.contains { Self.things.contains(text.key($0)) }
            || head.hasAny(Cues(.buy, .get)) && !tokens[name.tokens.lowerBound].isCapital
    }

    /// "at your earliest convenience", "for sure"
    private static let manners = WordSet(words: "your least most once last first sure good")
    private static let lent = WordSet(words: "borrowed loaned lent got had")
    private static let things = WordSet(
        words: """
            deposit fee fees bill invoice rent tab debt instalment installment charge charges price amount sum
            share contribution wage wages salary tip fine toll
            """)

    private func isTo(_ index: Int) -> Bool {
        text.key(index) == Words.to || tokens[index].kind == .sign && tokens[index].key == 7
            || text.isSign(index, ">")
    }

    /// "from Pinecone", "at Nero Cafe".
    private func isSeller(_ index: Int) -> Bool {
        if text.key(index) == Words.from { return true }
        return text.key(index) == Words.at && !text.isShouted
            && tokens.token(index + 1)?.isCapital == true
    }

    /// "in favour of".
    private static let favours = WordSet(words: "favour favor")
    private static let reasons = WordSet(words: "for with at")

    private func isInside(_ amount: SaidAmount?, _ index: Int) -> Bool {
        amount?.tokens.contains(index) == true
    }

    private static let chains = WordSet(words: "network chain mainnet")

    /// "on cronos", "via base", "base network".
    func network() -> String? {
        var found: (Network, Int)?
        for hit in text.terms.starting(in: range) {
            guard case .network(let network) = hit.value, hit.start > range.lowerBound,
                Words.networkJoints.contains(text.key(hit.start - 1))
                    || Self.chains.contains(text.key(hit.end)),
                hit.end >= found?.1 ?? 0
            else { continue }
            found = (network, hit.end)
        }
        return found?.0.rawValue
    }
}
