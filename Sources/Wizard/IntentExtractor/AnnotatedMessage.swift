import Domain
import Language

/// One message with everything that was recognised in it, before anyone asks what it is for.
///
/// A class because every reader of the message holds on to it and none changes it.
final class AnnotatedMessage {
    let tokens: Tokens
    let terms: PhraseHits<Term>
    let mentions: [Mention]
    let cues: PhraseHits<Cue>
    let moves: PhraseHits<ActPhrase>
    /// Token ranges between full stops, question marks, semicolons and line ends, and at commas
    /// where another matter begins.
    let sentences: [Range<Int>]
    /// What other people said or wrote: between quotation marks, or pasted.
    private(set) var quotes: [Range<Int>]
    /// Statements that take a decision back; no reader looks for values in them.
    let removals: [(slot: Slot, tokens: Range<Int>)]
    /// Words that ask for tools.
    let toolHits: PhraseHits<ToolPhrase>
    /// "double that", "half the daily one".
    private(set) var relatives: [LimitCandidate] = []
    /// Whether the message takes something back.
    private(set) lazy var takesBack = Correction(message: self).isMeant
    private var sentencePlaces: [Int32]
    private var mentionPlaces: [Int32]
    private var isQuotedAt: [Bool]

    init(_ text: String) {
        var tokens = Tokens(text)
        Self.mend(&tokens)
        terms = Term.table.hits(in: tokens, outside: Self.contractions(tokens))
        let numbering = ListNumbering.places(in: tokens)
        mentions = Self.settled(MentionReader(tokens, terms).all(), tokens).filter { mention in
            !numbering.contains { mention.tokens.contains($0) }
        }
        quotes = Quotation.ranges(in: tokens)
        cues = Cue.table.hits(in: tokens, outside: quotes)
        let statements = StatementCutter(
            tokens: tokens, cues: cues, terms: terms, quotes: quotes)
        sentences = SentenceCutter(tokens).sentences(quotes: quotes, numbering: numbering).flatMap {
            statements.statements(in: $0)
        }
        let remover = RemovalReader(tokens: tokens, cues: cues)
        removals = sentences.compactMap { [quotes] sentence in
            guard !quotes.contains(where: { $0.contains(sentence.lowerBound) }) else { return nil }
            return remover.slot(in: sentence).map { ($0, sentence) }
        }
        moves = ActPhrase.table.hits(in: tokens)
        toolHits = ToolPhrase.table.hits(in: tokens, outside: quotes)
        sentencePlaces = Self.places(of: sentences, count: tokens.count)
        mentionPlaces = Array(repeating: -1, count: tokens.count)
        for (place, mention) in mentions.enumerated() {
            mentionPlaces[mention.start] = Int32(place)
        }
        isQuotedAt = Array(repeating: false, count: tokens.count)
        self.tokens = tokens
        quotes += sentences.filter { isQuestion($0) } + removals.map(\.tokens)
        for quote in quotes { for index in quote { isQuotedAt[index] = true } }
        relatives = RelativeReader(message: self).all()
    }

    /// "2 euros a day and 10 cents a call": the cents are the euro's where no dollar is named.
    private static func settled(_ mentions: [Mention], _ tokens: Tokens) -> [Mention] {
        let named = Set(
            mentions.filter { !$0.isBareCents(in: tokens) }.compactMap(\.amount?.token))
        guard named == ["EUR"] else { return mentions }
        return mentions.map { mention in
            guard mention.isBareCents(in: tokens), var amount = mention.amount else {
                return mention
            }
            amount.token = "EUR"
            return Mention(kind: .amount(amount), tokens: mention.tokens)
        }
    }

    /// "we'd", which is no Wednesday.
    private static func contractions(_ tokens: Tokens) -> [Range<Int>] {
        tokens.indices.filter { index in
            let token = tokens[index]
            return token.key == Self.wed && token.end - token.start > 3
        }.map { $0 ..<| ($0 + 1) }
    }

    private static let wed = WordKey.of("wed")

    /// For every token the range that holds it.
    private static func places(of ranges: [Range<Int>], count: Int) -> [Int32] {
        var places = Array(repeating: Int32(-1), count: count)
        for (place, range) in ranges.enumerated() {
            for index in range { places[index] = Int32(place) }
        }
        return places
    }

    private static func mend(_ tokens: inout Tokens) {
        for index in tokens.indices {
            let token = tokens[index]
            guard token.kind == .word, token.end - token.start >= 4, !token.flags.contains(.upper),
                !token.isCapital || index == 0,
                let key = Vocabulary.speller.mended(
                    Vocabulary.folded(tokens.bytes[token.start ..<| token.end]), key: token.key)
            else { continue }
            tokens.mend(index, key: key)
        }
    }

    func cues(_ wanted: Cue, in range: Range<Int>) -> [PhraseHit<Cue>] {
        cues.starting(in: range).filter { $0.value == wanted && $0.end <= range.upperBound }
    }

    func has(_ wanted: Cue, in range: Range<Int>) -> Bool {
        cues.starting(in: range).contains { $0.value == wanted && $0.end <= range.upperBound }
    }

    func mentions(in range: Range<Int>) -> [Mention] {
        var found: [Mention] = []
        for index in range.clamped(to: mentionPlaces.indices) where mentionPlaces[index] >= 0 {
            let mention = mentions[Int(mentionPlaces[index])]
            if mention.end <= range.upperBound { found.append(mention) }
        }
        return found
    }

    /// The mention that begins at this token.
    func mention(at index: Int) -> Mention? {
        guard mentionPlaces.indices.contains(index), mentionPlaces[index] >= 0 else { return nil }
        return mentions[Int(mentionPlaces[index])]
    }

    func isQuoted(_ index: Int) -> Bool { isQuotedAt.indices.contains(index) && isQuotedAt[index] }

    /// A question to the wizard; "could you set me up with an agent?" is none.
    func isQuestion(_ sentence: Range<Int>) -> Bool {
        guard tokens.token(sentence.upperBound)?.isSign("?") == true else { return false }
        if has(.wish, in: sentence), has(.agentNoun, in: sentence) { return false }
        if Self.requests.longest(in: tokens, at: sentence.lowerBound) != nil { return false }
        if sentence.count <= 3 { return false }
        let head = sentence.lowerBound ..<| min(sentence.lowerBound + 4, sentence.upperBound)
        return moves.starting(in: head).contains { $0.value == .question }
    }

    /// "could an agent buy me …?", "can you get me …?": a wish in the form of a question.
    private static let requests = PhraseTable<Bool>([
        (
            true,
            "can/could/would/will an/a/some/something agent/bot/assistant/helper/machine/robot/computer/program/app/gadget/tool, can/could something, can/could you buy/get/order/book/send me/us/my/our, can/could/would we/you/i please? lower/raise/change/make/set/move/put/bump/cut/drop/reduce/increase"
        )
    ])

    func isWord(_ index: Int, _ key: UInt64) -> Bool { tokens.token(index)?.key == key }

    /// The head of "->", which compares nothing.
    func isArrow(_ index: Int) -> Bool {
        tokens.token(index)?.isSign(">") == true
            && (tokens.token(index - 1)?.isSign("-") == true
                || tokens.token(index - 1)?.isSign("=") == true)
    }

    /// Whether any of these words stands in the range.
    func contains(_ keys: WordSet, in range: Range<Int>) -> Bool {
        range.contains { tokens[$0].kind == .word && keys.contains(tokens[$0].key) }
    }

    func span(_ range: Range<Int>) -> Range<Int> { tokens.span(range) }

    func text(_ range: Range<Int>) -> String { tokens.text(range) }

    /// The sentence that holds a token.
    func sentence(of index: Int) -> Range<Int> {
        guard sentencePlaces.indices.contains(index), sentencePlaces[index] >= 0 else {
            return tokens.indices
        }
        return sentences[Int(sentencePlaces[index])]
    }

    var whole: Range<Int> { tokens.indices }
    var wordCount: Int { tokens.list.count { $0.kind == .word } }
}

/// Words of the reader, for mending typing mistakes.
enum Vocabulary {
    static let speller = Speller(
        vocabulary: Term.table.words.union(Cue.table.words).union(ActPhrase.table.words)
            .union(ScheduleReader.vocabulary).union(ToneWords.all).union(ActionWords.all),
        targets: targets, standing: SpellingStandards.words)

    /// The words that people who write in haste are allowed to mistype.
    private static let targets: Set<String> = Set(
        """
        agent assistant payment payments purchase purchases approve approval approves approver
        daily weekly monthly month week total budget limit maximum minimum above below under
        dollars dollar euros euro pounds cents every everything never always only
        monday tuesday wednesday thursday friday saturday sunday weekdays morning evening
        telegram discord slack whatsapp email webhook notification notifications notify
        english french german spanish italian portuguese dutch polish japanese chinese
        cronos testnet ethereum polygon arbitrum optimism solana avalanche
        slippage leverage retry retries timeout exponential fixed subscription subscriptions
        friendly cheerful polite formal professional casual serious helpful playful
        language languages network currency between without recipients recipient
        photos photo pictures schedule report reports summary swap prediction perpetual
        invoice invoices supplier suppliers vendor vendors provider providers
        hundred thousand million twenty thirty forty fifty sixty seventy eighty ninety
        quarterly yearly hourly fortnight minutes seconds hours customer customers whatever
        preference please confirm correct perfect instead actually myself vegetables balance
        wallet leverage transfer transfers afternoon evening chain telegram
        """.split(whereSeparator: \.isWhitespace).map(String.init))

    /// Lower case and without apostrophes, as words are compared.
    static func folded(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        bytes.compactMap { byte in
            if byte &- UInt8(ascii: "A") < 26 { return byte + 32 }
            return byte == UInt8(ascii: "'") ? nil : byte
        }
    }
}
