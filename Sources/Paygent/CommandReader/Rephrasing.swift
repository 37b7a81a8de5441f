import Language

/// Says as an order what is wished in other forms: "50 USDC should be sent to Ilse", "get that paid",
/// "please have 200 CRO exchanged for USDC", "the invoice needs settling". The readers of orders then
/// need to know one form only.
struct Rephrasing {
    let text: CommandText
    var edits: [Edit] = []

    /// Tokens, and what is written in their place.
    struct Edit {
        var tokens: Range<Int>
        var words: String
    }

    init(_ text: CommandText) { self.text = text }

    /// The message with every wish as an order; nil when it holds none.
    static func orders(in text: CommandText) -> String? {
        var rephrasing = Rephrasing(text)
        let pieces = CommandSplitter(text).pieces()
        for (place, piece) in pieces.enumerated() {
            let count = rephrasing.edits.count
            rephrasing.rephrase(piece.range)
            rephrasing.postpone(piece.range)
            let isOrder = rephrasing.edits.count > count
            if place > 0 { rephrasing.reorder(pieces, at: place, isOrder: isOrder) }
        }
        return rephrasing.edits.isEmpty ? nil : rephrasing.rewritten()
    }

    typealias Piece = CommandSplitter.Piece

    private mutating func rephrase(_ range: Range<Int>) {
        guard range.count > 1, range.count <= 60, range.contains(where: isSign) else { return }
        let clause = Segment(text, range)
        let start = clause.start
        guard start < range.upperBound, !text.isQuoted[start] else { return }
        let end = range.upperBound
        let found =
            after(from: start, to: end) ?? asked(from: range.lowerBound, to: end) ?? obliged(
                from: start, to: end)
            ?? ensured(from: range.lowerBound, to: end) ?? caused(from: start, to: end)
            ?? named(from: start, to: end)
        edits += found ?? []
    }

    /// A cheap look: words that some of the forms below must have.
    private func isSign(_ index: Int) -> Bool {
        let key = text.key(index)
        return VerbForms.base(of: key) != nil || Self.activeOrders[key] != nil
            || Self.deeds[key] != nil || Self.receiving.contains(key)
    }

    // MARK: "after swapping 50 CRO to USDC, send 5 USDC to Ilse"

    private func after(from start: Int, to end: Int) -> [Edit]? {
        guard Self.sequences.contains(text.key(start)), end < text.tokens.count,
            let verb = VerbForms.base(ofGerund: text.key(start + 1))
        else { return nil }
        return [Edit(tokens: start ..<| (start + 2), words: verb)]
    }

    private static let sequences = WordSet(words: "after first")

    // MARK: "could 50 USDC be sent to Ilse"

    private func asked(from start: Int, to end: Int) -> [Edit]? {
        guard
            let modal = (start ..<| min(end, start + 4)).first(where: {
                Self.requests.contains(text.key($0))
            }),
            (start ..<| modal).allSatisfy({ text.end(of: .filler, at: $0) != nil || isMark($0) }),
            let be = (modal + 2 ..<| min(end, modal + 14)).first(where: {
                Self.beings.contains(text.key($0))
            }),
            isSubject(modal + 1 ..<| be), let verb = participle(at: be + 1)
        else { return nil }
        return [
            Edit(tokens: modal ..<| (modal + 1), words: verb),
            Edit(tokens: be ..<| participleEnd(be + 1), words: ""),
        ]
    }

    // MARK: "50 USDC should be sent to Ilse", "the invoice needs settling"

    private func obliged(from start: Int, to end: Int) -> [Edit]? {
        guard
            let modal = (start + 1 ..<| min(end, start + 13)).first(where: {
                Self.modals.contains(text.key($0))
            }),
            isSubject(start ..<| modal), !isAsked(end), !isDoubted(start),
            saysWhich(
                start ..<| modal, until: end, isAllowed: Self.mayWords.contains(text.key(modal)))
        else { return nil }
        var verb = modal + 1
        while Self.modalTails.contains(text.key(verb)) { verb += 1 }
        if let order = VerbForms.base(ofGerund: text.key(verb)),
            Self.wants.contains(text.key(modal))
        {
            return moved(order, to: start, from: modal ..<| (verb + 1))
        }
        if Self.beings.contains(text.key(verb)), let order = participle(at: verb + 1) {
            return moved(order, to: start, from: modal ..<| participleEnd(verb + 1))
        }
        guard let order = Self.activeOrders[text.key(verb)], verb < end,
            participle(at: verb + 1) == nil,
            text.key(verb + 1) != Self.been, order != "send" || isDefinite(start ..<| modal),
            Self.mustWords.contains(text.key(modal))
        else { return nil }
        if Self.sets.contains(text.key(verb)) {
            let isSet =
                Segment(text, start ..<| modal).has(.budget)
                || Segment(text, start ..<| modal).has(.stopLoss)
            guard isSet, text.mention(at: verb + 1) != nil || Self.ats.contains(text.key(verb + 1))
            else { return nil }
            let tail = Self.ats.contains(text.key(verb + 1)) ? "" : "to"
            return moved(order, to: start, from: modal ..<| (verb + 1), leaving: tail)
        }
        let leaving = text.key(verb) == Self.become ? "to" : ""
        return moved(order, to: start, from: modal ..<| (verb + 1), leaving: leaving)
    }

    /// "the invoice can be paid by card", "taxes must be paid" tell what is; a sum or one's own thing
    /// makes it an order.
    private func saysWhich(_ subject: Range<Int>, until end: Int, isAllowed: Bool) -> Bool {
        let clause = Segment(text, subject.lowerBound ..<| end)
        if clause.range.contains(where: { isSum($0) }) || clause.portion() != nil { return true }
        if clause.has(.position) || clause.has(.long) || clause.has(.short) || clause.has(.budget) {
            return isDefinite(subject)
        }
        return !isAllowed
            && (isDefinite(subject) || clause.has(.subscription) || namesRequest(subject))
    }

    /// "k-88"
    private func namesRequest(_ range: Range<Int>) -> Bool {
        range.count <= 3
            && range.contains { text.tokens[$0].kind == .number || text.tokens[$0].isJoined }
    }

    /// "USDC can be sent anywhere" says what is; "the short can be closed" what is to be done.
    private func isDefinite(_ range: Range<Int>) -> Bool {
        range.contains { Self.definite.contains(text.key($0)) || text.mention(at: $0) != nil }
    }

    /// "maybe 5 USDC should be sent"
    private func isDoubted(_ start: Int) -> Bool {
        Self.doubts.contains(text.key(start - 1)) || Self.doubts.contains(text.key(start))
    }

    private func moved(
        _ order: String, to start: Int, from tokens: Range<Int>, leaving: String = ""
    ) -> [Edit] {
        [Edit(tokens: start ..<| start, words: order), Edit(tokens: tokens, words: leaving)]
    }

    // MARK: "arrange payment of 5 USDC to Ilse", "Transfer: 5 USDC to Ilse"

    private func named(from start: Int, to end: Int) -> [Edit]? {
        var index = start
        while index < end, Self.doing.contains(text.key(index)) || isDeterminer(index) {
            index += 1
        }
        while index < end, Self.kinds.contains(text.key(index)) { index += 1 }
        guard index + 2 < end, let order = Self.deeds[text.key(index)] else { return nil }
        let joint = index + 1
        let isOf = text.key(joint) == Words.of
        let isMarked = text.isSign(joint, ":") && text.mention(at: joint + 1)?.amount != nil
        // "payment of …" alone is a bare order, which may say nothing else.
        if isOf, !Self.doing.contains(text.key(start)) { return nil }
        let isSum = text.mentions(in: joint ..<| min(end, joint + 4)).contains { $0.amount != nil }
        guard isMarked || isOf && (isSum || index > start && Self.doing.contains(text.key(start))),
            !Segment(text, index ..<| end).isStatement, !isAsked(end)
        else { return nil }
        return [Edit(tokens: start ..<| (joint + 1), words: order)]
    }

    func isDeterminer(_ index: Int) -> Bool {
        Words.determiners.contains(text.key(index)) && text.mention(at: index) == nil
    }

    private static let doing = WordSet(
        words:
            "arrange make do initiate process execute schedule perform issue trigger organise organize effect prepare"
    )
    private static let kinds = WordSet(words: "immediate quick instant urgent bank")
    private static let deeds: [UInt64: String] = table(
        """
        payment pay transfer transfer conversion convert exchange exchange swap swap purchase buy donation donate
        cancellation cancel sale sell settlement settle approval approve
        """)

    // MARK: Words

    /// Who or what something is to be done with: a thing, a sum or somebody, and no clause.
    func isSubject(_ range: Range<Int>, mayQuote: Bool = false) -> Bool {
        if range.count == 1, Self.pronouns.contains(text.key(range.lowerBound)) { return true }
        guard let first = range.first, range.count <= 12, !Self.speakers.contains(text.key(first))
        else { return false }
        return range.allSatisfy { index in
            !Self.clauses.contains(text.key(index)) && (mayQuote || !text.isQuoted[index])
                && text.tokens[index].kind != .lineBreak
        }
    }

    func participle(at index: Int) -> String? {
        if Self.adverbs.contains(text.key(index)) { return participle(at: index + 1) }
        guard index < text.tokens.count, !text.isQuoted[index],
            let verb = VerbForms.base(ofParticiple: text.key(index))
        else { return nil }
        guard verb == "pay" else { return verb }
        return text.key(index + 1) == Self.back
            ? "repay" : text.key(index + 1) == Self.out ? "pay out" : verb
    }

    func participleEnd(_ index: Int) -> Int {
        Self.adverbs.contains(text.key(index)) ? participleEnd(index + 1) : index + 1
    }

    func isMark(_ index: Int) -> Bool {
        text.tokens[index].kind == .sign || text.tokens[index].kind == .emoji
    }

    func isAsked(_ end: Int) -> Bool { text.isSign(end, "?") }

    private static let pronouns = WordSet(words: "she he they")
    private static let become = WordKey.of("become")
    private static let out = WordKey.of("out")
    private static let back = WordKey.of("back")
    static let requests = WordSet(words: "could can may")
    private static let modals = WordSet(
        words: "should must shall needs need has have ought is are can may wants")
    private static let mustWords = WordSet(words: "should must shall needs need has have ought")
    private static let mayWords = WordSet(words: "can may")
    private static let definite = WordSet(
        words: "the my our this that these those all half it they every each")
    private static let doubts = WordSet(words: "maybe perhaps probably possibly")
    private static let been = WordKey.of("been")
    private static let wants = WordSet(words: "needs need wants")
    private static let modalTails = WordSet(words: "to now please immediately just also")
    static let beings = WordSet(words: "be is are get gets being was were")
    static let receiving = WordSet(
        words: "gets get receives receive has have got received had")
    private static let adverbs = WordSet(
        words: "now immediately quickly please promptly also duly fully")
    private static let sets = WordSet(words: "be sit stay stand")
    private static let ats = WordSet(words: "at to")
    private static let speakers = WordSet(
        words: """
            i you we he she they its thats hes shes theyre im ive weve who nobody noone nothing none everyone everybody somebody someone anyone anybody people there
            what which when where why how if whether
            """)
    static let clauses = WordSet(
        words: """
            i you he she they who whom if whether because when while was were been would should could might said says
            think thinks thought told asked not never dont nobody noone why how what were's lest
            """)
    /// What somebody or something is to do by itself, and the order that brings it about.
    private static let activeOrders: [UInt64: String] = table(
        "go send become convert get give receive give have give be set sit set stay set stand set")

    private static func table(_ words: String) -> [UInt64: String] {
        let list = words.split(whereSeparator: \.isWhitespace).map(String.init)
        var found: [UInt64: String] = [:]
        for place in stride(from: 0, to: list.count - 1, by: 2) {
            found[WordKey.of(list[place])] = list[place + 1]
        }
        return found
    }

    // MARK: The new text

    private func rewritten() -> String {
        let bytes = text.tokens.bytes
        var written: [UInt8] = []
        var place = 0
        for edit in edits.sorted(by: { $0.tokens.lowerBound < $1.tokens.lowerBound }) {
            let start = text.tokens.token(edit.tokens.lowerBound)?.start ?? bytes.count
            let end =
                edit.tokens.isEmpty ? start : text.tokens[edit.tokens.upperBound - 1].end
            guard start >= place else { continue }
            written += bytes[place ..<| start]
            written += Array((text.isShouted ? edit.words.uppercased() : edit.words).utf8)
            if edit.tokens.isEmpty { written.append(UInt8(ascii: " ")) }
            place = end
        }
        written += bytes[place...]
        return String(decoding: written, as: UTF8.self)
    }
}
