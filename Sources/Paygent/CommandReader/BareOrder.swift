import Domain
import Language

/// Reads orders without a verb of their own: "5 USDC to Mara", "Mara gets 5 USDC from me", "let
/// Mara have 5 USDC", "to Jakob: 15 USDC". Nothing else may be said beside them.
struct BareOrder {
    private let reader: SegmentReader
    private var segment: Segment { reader.segment }
    private var text: CommandText { reader.text }

    init(_ reader: SegmentReader) { self.reader = reader }

    func command() -> Command? {
        guard !reader.isAsked, !reader.has(.reported), !reader.has(.pool) else { return nil }
        return gift() ?? purchase() ?? receipt() ?? address()
    }

    // MARK: "5 USDC to Mara"

    private func gift() -> Command? {
        let start = pastNoun(pastLabel(segment.start))
        guard let sum = sum(at: start), !segment.isStatement else { return nil }
        var joint = sum.end
        while Self.ways.contains(text.key(joint)) { joint += 1 }
        if text.isSign(joint, "-"), reader.isArrow(joint + 1) { joint += 1 }
        let isArrow = reader.isArrow(joint)
        let isFor = text.key(joint) == Words.for_
        guard isArrow || isFor || text.key(joint) == Words.to || text.key(joint) == Self.at,
            let party = party(at: joint + 1),
            !(isArrow || isFor || text.key(joint) == Self.at) || isEntity(joint + 1),
            isClosed(from: party.tokens.upperBound)
        else { return nil }
        return order(sum, to: party)
    }

    /// "test transaction: 1 USDC to …"
    private func pastLabel(_ index: Int) -> Int {
        var place = index
        while place < index + 4, text.tokens[place].kind == .word, text.mention(at: place) == nil {
            place += 1
        }
        return place > index && text.isSign(place, ":") ? place + 1 : index
    }

    /// "one transcript from pagecast.example for 5 USDC".
    private func purchase() -> Command? {
        guard isCounted(segment.start), !segment.isStatement, let sum = reader.amounts.last,
            sum.token != nil,
            reader.amounts.count == 1 || reader.amounts[0].isBare,
            text.key(sum.tokens.lowerBound - 1) == Words.for_
                || text.isSign(sum.tokens.lowerBound - 1, ","),
            let joint = (segment.start ..<| sum.tokens.lowerBound).first(where: {
                Self.sellers.contains(text.key($0)) && isEntity($0 + 1)
            }), joint > segment.start, joint <= segment.start + 5,
            (joint + 2)...(joint + 3) ~= sum.tokens.lowerBound,
            isClosed(from: sum.tokens.upperBound)
        else { return nil }
        guard let value = sum.valid else { return .refuse(.invalidAmount) }
        return .payment(
            .init(
                amount: value, token: sum.token, recipient: segment.entity(at: joint + 1).text,
                schedule: segment.timing))
    }

    private func isCounted(_ index: Int) -> Bool {
        Self.articles.contains(text.key(index)) || text.mention(at: index) != nil
    }

    private static let articles = WordSet(words: "a an one some another")
    private static let sellers = WordSet(words: "from at")

    /// "payment of 9 USDC to …"
    private func pastNoun(_ index: Int) -> Int {
        var start = index
        while Words.determiners.contains(text.key(start)), text.mention(at: start) == nil {
            start += 1
        }
        guard Self.nouns.contains(text.key(start)), text.key(start + 1) == Words.of else {
            return start
        }
        return start + 2
    }

    private static let nouns = WordSet(words: "payment transfer tip donation gift")
    private static let ways = WordSet(words: "over across straight directly goes go")
    private static let at = WordKey.of("into")

    // MARK: "Mara gets 5 USDC from me"

    private func receipt() -> Command? {
        let isLet = text.key(segment.start) == Self.let_
        let isWished = reader.isWish
        let start = isWished ? segment.headEnd : isLet ? segment.start + 1 : segment.start
        guard
            let verb = (start ..<| min(segment.range.upperBound, start + 9)).first(where: {
                Self.receiving.contains(text.key($0))
            })
        else { return nil }
        var end = verb
        while end > start, Self.modals.contains(text.key(end - 1)) { end -= 1 }
        let isWish = end < verb || isLet || isWished
        guard let sum = sum(at: verb + 1), let party = subject(start ..<| end),
            isWish || Self.presents.contains(text.key(verb)),
            isWish || isEntity(start) || Refusals(text).stubEnd(at: start) != nil
                || isFromMe(sum.end), isClosed(from: sum.end)
        else { return nil }
        return order(sum, to: party)
    }

    /// Who gets it: a name and nothing that only stands for one.
    private func subject(_ range: Range<Int>) -> SaidName? {
        guard let first = range.first, !Self.pronouns.contains(text.key(first)) else { return nil }
        if isEntity(first) || Refusals(text).stubEnd(at: first) != nil {
            guard let party = party(at: first), party.tokens.upperBound == range.upperBound else {
                return nil
            }
            return party
        }
        let start = Words.determiners.contains(text.key(first)) ? first + 1 : first
        let isName = (start ..<| range.upperBound).allSatisfy { index in
            text.tokens[index].kind == .word && text.mention(at: index) == nil
                && !text.cues(at: index).cues.hasAny(Self.clauses)
        }
        guard isName, start < range.upperBound, range.upperBound <= start + 4 else { return nil }
        return SaidName(
            text: text.tokens.text(start ..<| range.upperBound),
            tokens: start ..<| range.upperBound)
    }

    private static let clauses = Cues(.hypothetical, .reported, .negation, .statement, .filler)

    private func isFromMe(_ index: Int) -> Bool {
        text.key(index) == Words.from && Self.mine.contains(text.key(index + 1))
    }

    private static let let_ = WordKey.of("let")
    private static let receiving = WordSet(words: "gets receives get receive have paid sent")
    private static let presents = WordSet(words: "gets receives")
    private static let modals = WordSet(words: "should must shall needs need to be ought is")
    private static let mine = WordSet(words: "me us my our")
    private static let pronouns = WordSet(
        words: """
            i you we he she they it who everyone everybody nobody someone somebody anyone that this what which my
            your customers users people
            """)

    // MARK: "to Jakob: 15 USDC"

    private func address() -> Command? {
        guard text.key(segment.start - 1) == Words.to, segment.start > segment.range.lowerBound,
            let party = party(at: segment.start)
        else { return nil }
        var index = party.tokens.upperBound
        while text.isSign(index, ":") || text.isSign(index, "-") || reader.isArrow(index)
            || Self.verbs.contains(text.key(index))
        {
            index += 1
        }
        guard index > party.tokens.upperBound, let sum = sum(at: index), isClosed(from: sum.end)
        else { return nil }
        return order(sum, to: party)
    }

    private static let verbs = WordSet(words: "send pay give transfer")

    // MARK: Parts

    private struct Sum {
        var portion: Command.Portion?
        var token: String?
        var end: Int
    }

    /// A sum with its token, or a part of what is held of one.
    private func sum(at index: Int) -> Sum? {
        if let amount = reader.amounts.first(where: { $0.tokens.lowerBound == index }),
            amount.token != nil
        {
            return Sum(
                portion: amount.valid.map { .amount($0) }, token: amount.token,
                end: amount.tokens.upperBound)
        }
        guard let portion = segment.portion(), portion.tokens.lowerBound == index,
            reader.isPart(portion.percent),
            let symbol = segment.symbol(from: portion.tokens.upperBound),
            symbol.tokens.lowerBound <= portion.tokens.upperBound + 2
        else { return nil }
        return Sum(
            portion: .percent(portion.percent), token: symbol.code, end: symbol.tokens.upperBound)
    }

    private func party(at index: Int) -> SaidName? {
        guard index < segment.range.upperBound else { return nil }
        if isEntity(index) { return segment.entity(at: index) }
        if let end = Refusals(text).stubEnd(at: index) {
            return SaidName(text: text.tokens.text(index ..<| end), tokens: index ..<| end)
        }
        guard let name = segment.name(from: index), !isMoney(name), !goesOn(name) else {
            return nil
        }
        return name
    }

    /// "Ilse takes how long": a name in capitals, and then a sentence.
    private func goesOn(_ name: SaidName) -> Bool {
        guard let first = name.tokens.first, text.tokens[first].isCapital, !text.isShouted else {
            return false
        }
        return name.tokens.contains { index in
            let token = text.tokens[index]
            return token.kind == .word && !token.isCapital && !token.isJoined
                && !Words.nameEnds.contains(token.key) && !Words.determiners.contains(token.key)
        }
    }

    /// "400 CRO to USDC" exchanges.
    private func isMoney(_ name: SaidName) -> Bool {
        SymbolReader(text).symbol(at: name.tokens.lowerBound)?.tokens.upperBound
            == name.tokens.upperBound
    }

    private func isEntity(_ index: Int) -> Bool {
        switch text.tokens[index].kind {
        case .address, .url, .domain, .email: true
        case .handle: text.tokens.bytes[text.tokens[index].start] == UInt8(ascii: "@")
        case .word, .number, .sign, .currencySign, .quote, .lineBreak, .emoji, .path: false
        }
    }

    private func order(_ sum: Sum, to party: SaidName) -> Command {
        guard let portion = sum.portion else { return .refuse(.invalidAmount) }
        let schedule = segment.timing
        let isService =
            segment.has(.services)
            || [.url, .domain].contains(
                text.tokens[party.tokens.lowerBound].kind) && !party.text.hasSuffix(".cro")
                && !party.text.hasSuffix(".eth")
        if isService, case .amount(let amount) = portion {
            return .payment(
                .init(
                    amount: amount, token: sum.token, recipient: party.text, schedule: schedule))
        }
        return .transfer(
            .init(
                portion: portion, token: sum.token, recipient: party.text,
                network: segment.network(), schedule: schedule))
    }

    // MARK: Nothing else

    /// Only politeness, a chain, a time and "from me" follow.
    private func isClosed(from index: Int) -> Bool {
        var place = index
        while place < segment.range.upperBound {
            if let said = segment.schedule?.tokens, said.contains(place) {
                place = said.upperBound
            } else if let end = trailing(at: place) {
                place = end
            } else {
                return false
            }
        }
        return true
    }

    private func trailing(at place: Int) -> Int? {
        switch text.tokens[place].kind {
        case .sign, .emoji, .lineBreak: return place + 1
        case .word: break
        case .number, .currencySign, .quote, .address, .url, .domain, .email, .handle, .path:
            return nil
        }
        if let end = text.end(of: .filler, at: place) { return end }
        for hit in text.terms.at(place) {
            if case .network = hit.value { return hit.end }
        }
        return Self.trails.contains(text.key(place)) ? place + 1 : nil
    }

    private static let trails = WordSet(
        words: "on via over the network chain mainnet from me us my our wallet account each every")
}
