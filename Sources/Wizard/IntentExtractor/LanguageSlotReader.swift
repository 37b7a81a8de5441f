import Domain
import Language

/// Reads which languages the agent speaks.
///
/// A language counts where something is spoken or written in it, where it stands in a list of
/// nothing else, or where it is asked for. One before a noun is a nationality ("Polish suppliers"),
/// one with a no in its clause is not spoken, and a conclusion ("so simply Italian") replaces what
/// was said before it.
struct LanguageSlotReader {
    let message: AnnotatedMessage
    private let topic: Slot?
    private let knowsLanguages: Bool
    private var tokens: Tokens { message.tokens }

    init(_ draft: Draft) {
        message = draft.message
        topic = draft.topic
        knowsLanguages = !draft.context.spec.list(.languages).isEmpty
    }

    private struct Spoken {
        var code: String
        var tokens: Range<Int>
        var isCode = false
    }

    func read(into draft: inout Draft) {
        var codes: [String] = []
        var removed: [String] = []
        var span: Range<Int>?
        for sentence in message.sentences where !message.isQuoted(sentence.lowerBound) {
            var last: [String] = []
            for clause in SentenceCutter.clauses(of: sentence, in: tokens) {
                let spoken = languages(in: clause, sentence, draft)
                guard let first = spoken.first, let final = spoken.last else {
                    if deniesLast(clause) { codes.removeAll { last.contains($0) } }
                    continue
                }
                if concludes(clause, before: first.tokens.lowerBound) { codes = [] }
                last = []
                for language in spoken {
                    if !language.isCode, isRefused(language.tokens, clause) {
                        removed.append(language.code)
                    } else {
                        last.append(language.code)
                        if !codes.contains(language.code) { codes.append(language.code) }
                    }
                }
                span =
                    (span?.lowerBound ?? first.tokens.lowerBound) ..<| final.tokens.upperBound
            }
        }
        guard let span else { return }
        store(codes, removed.filter { !codes.contains($0) }, span, &draft)
    }

    private func store(
        _ codes: [String], _ removed: [String], _ span: Range<Int>, _ draft: inout Draft
    ) {
        if !removed.isEmpty { draft.change(.languages, .remove(.languages(removed)), span) }
        guard !codes.isEmpty else { return }
        let adds =
            knowsLanguages
            && (message.contains(Self.adders, in: message.whole) || !removed.isEmpty
                || message.isWord(0, NumberReader.andKey))
        draft.change(.languages, adds ? .add(.languages(codes)) : .set(.languages(codes)), span)
    }

    private static let adders = WordSet(words: "add also plus too additionally include put")

    // MARK: What is said

    private func languages(
        in clause: Range<Int>, _ sentence: Range<Int>, _ draft: Draft
    ) -> [Spoken] {
        var found: [Spoken] = []
        for hit in message.terms.starting(in: clause) {
            guard case .language(let code) = hit.value, isMeant(hit, clause, sentence) else {
                continue
            }
            found.append(Spoken(code: code, tokens: hit.tokens))
        }
        return found.isEmpty ? abbreviated(in: clause, sentence, draft) : found
    }

    /// A language that is spoken, not "plain English", "the Gaelic teacher" or "Latin letters".
    private func isMeant(
        _ hit: PhraseHit<Term>, _ clause: Range<Int>, _ sentence: Range<Int>
    ) -> Bool {
        let token = tokens[hit.start]
        guard token.end - token.start > 3 || token.isCapital else { return false }
        if message.isWord(hit.start - 1, Self.plain) || isAdjective(before: hit.end) { return false }
        if topic == .languages || isSpoken(in: sentence) { return true }
        if message.isWord(hit.start - 1, Self.in_) { return true }
        if isEdited(hit, clause) { return true }
        // "let's keep it to Dutch, English and German": the first of a list.
        if hit.end == clause.upperBound,
            message.terms.at(hit.end + 1).contains(where: { Self.isLanguage($0.value) })
        {
            return true
        }
        return isOpening(hit.start, clause) && opensWithLanguage(sentence)
    }

    /// "Polish suppliers" are suppliers.
    private func isAdjective(before index: Int) -> Bool {
        guard let next = tokens.token(index), next.kind == .word else { return false }
        return !Grammar.small.contains(next.key) && !Self.after.contains(next.key)
            && !message.terms.at(index).contains { Self.isLanguage($0.value) }
            && message.moves.at(index).isEmpty
    }

    private func isSpoken(in sentence: Range<Int>) -> Bool {
        message.has(.languageSlot, in: sentence) || message.contains(Self.speaking, in: sentence)
    }

    /// "Drop Polish, add Czech": of languages that are known.
    private func isEdited(_ hit: PhraseHit<Term>, _ clause: Range<Int>) -> Bool {
        knowsLanguages
            && (message.contains(Self.edits, in: clause.lowerBound ..<| hit.start)
                || message.contains(Self.edits, in: hit.end ..<| clause.upperBound))
    }

    private static let edits = WordSet(
        words: "drop add remove plus lose scratch skip include put replace swap strike")

    /// Whether only small words stand before it in its clause.
    private func isOpening(_ index: Int, _ clause: Range<Int>) -> Bool {
        (clause.lowerBound ..<| index).allSatisfy {
            tokens[$0].kind != .word || Grammar.adverbs.contains(tokens[$0].key)
                || Grammar.conjunctions.contains(tokens[$0].key)
                || Grammar.negators.contains(tokens[$0].key)
                || Grammar.prepositions.contains(tokens[$0].key)
                || Self.amounts.contains(tokens[$0].key)
                || message.terms.at($0).contains { Self.isLanguage($0.value) }
        }
    }

    /// "english and german because some guests are from dresden", "call it LouBot, english, funny":
    /// a clause of the sentence is nothing but languages.
    private func opensWithLanguage(_ sentence: Range<Int>) -> Bool {
        SentenceCutter.clauses(of: sentence, in: tokens).contains { clause in
            guard
                let hit = message.terms.starting(in: clause).first(where: {
                    Self.isLanguage($0.value)
                }), isOpening(hit.start, clause)
            else { return false }
            return !isAdjective(before: hit.end)
        }
    }

    private static let amounts = WordSet(words: "a little bit some mostly mainly")

    private static func isLanguage(_ term: Term) -> Bool {
        if case .language = term { true } else { false }
    }

    // MARK: Codes

    /// "writes en + no", "captions in en, es, ja": a list of codes, one of which is no English word.
    private func abbreviated(
        in clause: Range<Int>, _ sentence: Range<Int>, _ draft: Draft
    ) -> [Spoken] {
        let isAsked = topic == .languages || isSpoken(in: sentence)
        var found: [Spoken] = []
        var isCertain = false
        for index in clause {
            guard let code = Self.codes[tokens[index].key], tokens[index].kind == .word,
                !draft.isUsed(index), isListed(index, sentence),
                !Self.words.contains(tokens[index].key) || isInList(index, sentence)
            else { continue }
            found.append(Spoken(code: code, tokens: index ..<| index + 1, isCode: true))
            if !Self.words.contains(tokens[index].key) { isCertain = true }
        }
        guard let first = found.first?.tokens.lowerBound else { return [] }
        let isList = isInList(first, sentence)
        return isCertain && (found.count > 1 || isAsked || isList) || isAsked && isList ? found : []
    }

    /// Whether two codes stand side by side: "en + no" declines nothing.
    static func listsCodes(_ message: AnnotatedMessage) -> Bool {
        message.tokens.indices.contains { index in
            let (one, two) = (message.tokens[index].key, message.tokens[index + 2].key)
            return codes[one] != nil && codes[two] != nil
                && !(words.contains(one) && words.contains(two))
                && (message.tokens[index + 1].kind == .sign
                    || joints.contains(message.tokens[index + 1].key))
        }
    }

    /// Between signs, joints and other codes, or after "in".
    private func isListed(_ index: Int, _ sentence: Range<Int>) -> Bool {
        isEdge(index - 1, sentence) && isEdge(index + 1, sentence)
    }

    private func isEdge(_ index: Int, _ sentence: Range<Int>) -> Bool {
        guard sentence.contains(index) else { return true }
        let token = tokens[index]
        return token.kind != .word || Self.joints.contains(token.key)
            || message.cues.at(index).contains { $0.value == .languageSlot }
            || Self.speaking.contains(token.key) || Self.codes[token.key] != nil
    }

    /// Whether another code of the list stands beside it: one comma or joint away.
    private func isInList(_ index: Int, _ sentence: Range<Int>) -> Bool {
        [index - 2, index + 2].contains { place in
            sentence.contains(place) && Self.codes[tokens[place].key] != nil
                && !Self.words.contains(tokens[place].key)
        }
    }

    /// Source: ISO 639-1, as far as `Term` knows the languages by name.
    private static let codes: [UInt64: String] = Dictionary(
        uniqueKeysWithValues: """
            en fr de es it pt nl ja zh ko ar hi tr pl ru uk vi th id sv no da fi el cs ro hu sw ht
            tl ms he ca bn gl eu ga cy et lv lt bg sr hr sk sl sq is mr ta te gu pa ur ne si my km
            lo fa ku hy ka kk uz mn so am yo ig ha zu xh af mt lb
            """.split(whereSeparator: \.isWhitespace).map { (WordKey.of(String($0)), String($0)) })
    /// Codes that are words of English, too.
    private static let words = WordSet(
        words: "no is it am my so to he hi id be as am or us me at my pa ha la ma ta")
    private static let joints = WordSet(words: "and or in plus n only")

    // MARK: Not spoken

    private func isRefused(_ range: Range<Int>, _ clause: Range<Int>) -> Bool {
        let before = clause.lowerBound ..<| range.lowerBound
        if let no = before.last(where: { isNo($0) }) {
            let between = no + 1 ..<| range.lowerBound
            if !message.contains(Self.excepting, in: no ..<| range.lowerBound),
                !isCorrection(no, clause), between.count <= 6
            {
                return true
            }
        }
        let after = range.upperBound ..<| clause.upperBound
        guard let no = after.first(where: { Grammar.negators.contains(tokens[$0].key) }) else {
            return false
        }
        return message.contains(Self.needing, in: no ..<| clause.upperBound)
            || no - range.upperBound <= 1 && no + 1 == clause.upperBound
    }

    private func isNo(_ index: Int) -> Bool {
        Grammar.negators.contains(tokens[index].key) || Self.hardly.contains(tokens[index].key)
            || message.cues.at(index).contains { $0.value == .scratch || $0.value == .notThis }
    }

    /// "no, just Spanish": takes back what was said before.
    private func isCorrection(_ no: Int, _ clause: Range<Int>) -> Bool {
        no == clause.lowerBound && message.contains(Self.closing, in: no ..<| clause.upperBound)
            || tokens.token(no + 1)?.isSign(",") == true
    }

    /// "… English but I won't be using it".
    private func deniesLast(_ clause: Range<Int>) -> Bool {
        message.contains(Grammar.negators, in: clause) && message.contains(Self.its, in: clause)
            && message.contains(Self.needing, in: clause)
    }

    /// "no, just Spanish and English", "so simply Italian": the list before it is taken back.
    private func concludes(_ clause: Range<Int>, before index: Int) -> Bool {
        let head = clause.lowerBound ..<| index
        let before = tokens.token(clause.lowerBound - 2)?.key ?? 0
        return message.contains(Self.closing, in: head)
            && head.allSatisfy {
                Grammar.small.contains(tokens[$0].key) || message.isWord($0, Self.sorry)
            } && !message.contains(Self.adders, in: head)
            || Self.no == before && head.isEmpty && isCorrected(clause)
    }

    private func isCorrected(_ clause: Range<Int>) -> Bool {
        tokens[clause.lowerBound - 1].isSign(",")
            && message.sentence(of: clause.lowerBound).lowerBound == clause.lowerBound - 2
    }

    private static let plain = WordKey.of("plain")
    private static let in_ = WordKey.of("in")
    private static let no = WordKey.of("no")
    private static let sorry = WordKey.of("sorry")
    private static let its = WordSet(words: "it that them those")
    private static let needing = WordSet(
        words: "need needed use using used necessary required want wanted speak spoken required")
    private static let hardly = WordSet(words: "hardly barely rarely scarcely seldom")
    private static let excepting = WordSet(words: "except but only just besides")
    private static let closing = WordSet(words: "so simply just only rather actually sorry wait")
    private static let speaking = WordSet(
        words: """
            speak speaks spoken speaking talk talks talking write writes written writing read reads
            understand understands reply replies answer answers respond responds message messages
            caption captions subtitle subtitles text texts letter letters communicate communicates
            language languages tongue lang locale voice chat chats translate translates
            """)
    /// What may follow a language without making it an adjective.
    private static let after = WordSet(
        words: """
            first second best works work does do will please exclusively mainly mostly primarily
            enough talk talks text texts speaking language languages thanks thx because cos
            whichever depending included fluently version versions if only pls
            """)
}
