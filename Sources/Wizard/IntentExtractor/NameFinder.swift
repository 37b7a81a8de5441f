import Domain
import Language

/// Finds names: capitalised runs, domains, addresses, handles, and people by their office.
struct NameFinder {
    let message: AnnotatedMessage
    private var tokens: Tokens { message.tokens }

    struct Name {
        var text: String
        var tokens: Range<Int>
        var isRole: Bool
        var isTechnical: Bool
    }

    init(_ message: AnnotatedMessage) { self.message = message }

    /// In order; a name and the office beside it are one person.
    func names(in range: Range<Int>, roles: Bool = false) -> [Name] {
        var found: [Name] = []
        var index = range.lowerBound
        while index < range.upperBound {
            guard !message.isQuoted(index), let name = name(at: index, range, roles: roles) else {
                index += 1
                continue
            }
            if let last = found.last, isApposition(last, name) {
                if last.isRole { found[found.count - 1] = name }
            } else {
                found.append(name)
            }
            index = name.tokens.upperBound
        }
        return found
    }

    private func isApposition(_ a: Name, _ b: Name) -> Bool {
        guard a.isRole != b.isRole, !a.isTechnical, !b.isTechnical else { return false }
        let gap = a.tokens.upperBound ..<| b.tokens.lowerBound
        if gap.count == 2, tokens[gap.lowerBound].isSign(","),
            tokens[gap.lowerBound + 1].key == Self.as_
        {
            return true
        }
        guard gap.count == 1 else { return gap.isEmpty }
        let between = tokens[gap.lowerBound]
        return between.isSign(",")
            || (between.kind == .word && !between.isCapital
                && !Self.listJoints.contains(between.key))
    }

    private static let of = WordKey.of("of")
    private static let as_ = WordKey.of("as")
    private static let listJoints = WordSet(
        ["and", "or", "plus", "but", "not", "with"].map(WordKey.of))

    private func name(at index: Int, _ range: Range<Int>, roles: Bool) -> Name? {
        let token = tokens[index]
        switch token.kind {
        case .domain, .address, .email, .url:
            return Name(
                text: tokens.text(index ..<| (index + 1)), tokens: index ..<| (index + 1),
                isRole: false,
                isTechnical: true)
        case .handle:
            return Name(
                text: tokens.text(index ..<| (index + 1)), tokens: index ..<| (index + 1),
                isRole: false,
                isTechnical: true)
        case .word:
            return titled(at: index, range, people: roles) ?? capitals(at: index, range, roles)
                ?? (roles ? role(at: index, range) ?? officer(at: index) : nil)
        case .number, .sign, .currencySign, .quote, .lineBreak, .emoji, .path: return nil
        }
    }

    // MARK: Capitalised runs

    /// "father brendan", "mister Vlk": a title and a name without its capital.
    private func titled(at index: Int, _ range: Range<Int>, people: Bool) -> Name? {
        let key = tokens[index].key
        guard Self.address.contains(key) || people && Self.titles.contains(key) else { return nil }
        var next = index + 1
        if next < range.upperBound, tokens[next].isSign(".") { next += 1 }
        guard next < range.upperBound, tokens[next].kind == .word, !tokens[next].isCapital,
            !Grammar.small.contains(tokens[next].key), message.cues.at(next).isEmpty,
            message.terms.at(next).isEmpty, message.moves.at(next).isEmpty,
            !ActionWords.keys.contains(tokens[next].key), !Self.roles.contains(tokens[next].key),
            !isInflected(next) || Self.address.contains(key)
        else { return nil }
        return Name(
            text: tokens.text(index ..<| (next + 1)), tokens: index ..<| (next + 1), isRole: false,
            isTechnical: false)
    }

    private static let address = WordSet(words: "mr mrs ms dr mister madame")

    private func capitals(at index: Int, _ range: Range<Int>, _ people: Bool) -> Name? {
        guard isNameWord(index) else { return nil }
        var end = index + 1
        while end < range.upperBound {
            if isNameWord(end, inside: true) {
                end += 1
                continue
            }
            if end + 1 < range.upperBound, isNameWord(end + 1, inside: true), isConnector(end) {
                end += 2
                continue
            }
            break
        }
        if end == index + 1, isSentenceStart(index), !standsAlone(index, end, range, people) {
            return nil
        }
        if end > index + 1, Self.times.contains(tokens[end - 1].key) { return nil }
        return Name(
            text: cleaned(index ..<| end), tokens: index ..<| end, isRole: false, isTechnical: false
        )
    }

    private func isNameWord(_ index: Int, inside: Bool = false) -> Bool {
        let token = tokens[index]
        guard token.kind == .word, token.isCapital, !token.flags.contains(.mended) else {
            return false
        }
        if inside, token.isGlued, !token.isJoined, !tokens[index - 1].isSign(".") { return false }
        if Self.titles.contains(token.key) { return true }
        if Self.notNames.contains(token.key) { return inside && Self.methods.contains(token.key) }
        if !inside, token.flags.contains(.upper), token.end - token.start <= 4 { return false }
        if inside || message.terms.at(index).isEmpty { return true }
        return isNameInSpite(of: index)
    }

    /// "Lira Hass", "Bergen Choral Press", "Jun and Odalys": a word of ours as part of a name.
    private func isNameInSpite(of index: Int) -> Bool {
        let next = tokens.token(index + 1)
        let isCounted =
            next?.kind == .number || index > 0 && tokens[index - 1].kind == .number
        return !isCounted
            && message.terms.at(index).allSatisfy { hit in
                guard hit.tokens.count == 1 else { return false }
                switch hit.value {
                case .zone, .currency:
                    return next.map {
                        $0.kind == .word && $0.isCapital && !tokens[index].flags.contains(.upper)
                            && !$0.flags.contains(.upper) && message.terms.at(index + 1).isEmpty
                            && message.cues.at(index + 1).isEmpty
                            && message.moves.at(index + 1).isEmpty
                            && (!Self.notNames.contains($0.key) || Self.methods.contains($0.key))
                    } ?? false
                case .month:
                    return next.map {
                        Self.joints.contains($0.key)
                            && tokens.token(index + 2)?.isCapital == true
                    } ?? false
                default: return false
                }
            }
    }

    /// "Swiss Post": words that are no name alone.
    private static let methods = WordSet(words: "post get put team teams email people board")
    private static let times = WordSet(words: "time standard daylight")

    private func isConnector(_ index: Int) -> Bool {
        let token = tokens[index]
        return token.isSign("&")
            || token.isSign(".") && index > 0 && Self.titles.contains(tokens[index - 1].key)
            || Self.particles.contains(token.key)
    }

    private static let particles = WordSet(
        ["de", "van", "von", "der", "da", "di", "del", "la", "le", "of", "bin", "al", "el", "ten"]
            .map(WordKey.of))
    private static let titles = WordSet(
        [
            "mr", "mrs", "ms", "dr", "prof", "sir", "lady", "father", "sister", "brother",
            "captain", "st", "miss", "mother", "don", "dona", "fra", "abbot", "madame", "uncle",
            "aunt", "auntie", "rev", "herr", "frau",
        ].map(WordKey.of))

    private func isSentenceStart(_ index: Int) -> Bool {
        guard index > 0 else { return true }
        let before = tokens[index - 1]
        return message.sentence(of: index).lowerBound == index || before.kind == .lineBreak
            || before.kind == .quote || before.isSign(":")
    }

    /// A word that begins a sentence is a name when a list or a verb of assent follows.
    private func standsAlone(
        _ index: Int, _ end: Int, _ range: Range<Int>, _ people: Bool
    ) -> Bool {
        if message.cues.at(index).isEmpty == false || !message.moves.at(index).isEmpty {
            return false
        }
        if Self.commonStarts.contains(tokens[index].key)
            || ActionWords.keys.contains(tokens[index].key)
            || ToneWords.keys.contains(tokens[index].key)
        {
            return false
        }
        guard end < range.upperBound else { return true }
        let next = tokens[end]
        if next.isSign(",") || next.isSign("&") || next.kind == .lineBreak { return true }
        if Self.joints.contains(next.key) { return true }
        if people, Self.belonging.contains(next.key), message.toolHits.at(index).isEmpty {
            return true
        }
        return message.cues.at(end).contains { $0.value == .approval || $0.value == .allowSlot }
            || Self.modals.contains(next.key)
    }

    private static let joints = WordSet(["and", "or", "plus", "only", "alone"].map(WordKey.of))
    private static let modals = WordSet(
        ["has", "must", "should", "may", "needs", "is", "will", "can", "gets"].map(WordKey.of))
    /// "Leila in accounting", "Bruno from sales".
    private static let belonging = WordSet(words: "in from at")
    private static let commonStarts = WordSet(
        """
        the a an i we it he she they you this that these those my our your his her their its all
        any some every each no not
        only also and or but so if when once after before for from in on at by with without as to
        of please yes ok okay
        apart aside away instead here there what who which where why how then now just never always more most less other
        another both either neither
        whoever whichever whatever people users customers guests everyone everybody nobody somebody anything nothing
        everything something
        """.split(whereSeparator: \.isWhitespace).map { WordKey.of(String($0)) })

    private func cleaned(_ range: Range<Int>) -> String {
        var text = tokens.text(range)
        for suffix in ["'s", "’s", "'S", "'", "’"] where text.hasSuffix(suffix) {
            text.removeLast(suffix.count)
            break
        }
        return text
    }

    private static let notNames = WordSet(
        """
        i im ill id ive we our my the a an it its he she they yes no not only never ask api apis
        sms url usd eur http https x402
        pdf ai ok faq get post put delete ceo cfo cto coo hr it csv json id ids gps qr rpc nft
        dao tv pr ci if or and also slack
        telegram discord whatsapp email teams webhook above over under per max anything
        everything from approval approve
        anyone somebody everyone everybody nobody anyones everyones everybodys nobodys somebodys
        people dont doesnt please thanks thank hi hello hey god yesterday today
        tomorrow theres heres thats whats whos lets theyre youre whoever whichever whatever okd okayed heavens excuse weird do does did are is be can could will would shall should must
        """.split(whereSeparator: \.isWhitespace).map { WordKey.of(String($0)) })

    // MARK: Offices

    /// "CFO approves", "board approves each one": an office that needs no article.
    private func officer(at index: Int) -> Name? {
        let token = tokens[index]
        guard index == 0 || !Self.determiners.contains(tokens[index - 1].key),
            token.flags.contains(.upper) && Self.officers.contains(token.key)
                || Self.roles.contains(token.key) && isApproving(index)
        else { return nil }
        return Name(
            text: tokens.text(index ..<| (index + 1)), tokens: index ..<| (index + 1), isRole: true,
            isTechnical: false)
    }

    /// Right before the word of approving, or right after "by" or "ask".
    private func isApproving(_ index: Int) -> Bool {
        if message.cues.at(index + 1).contains(where: { $0.value == .approval }) { return true }
        if Self.modals.contains(tokens.token(index + 1)?.key ?? 0),
            message.cues.starting(in: index + 2 ..<| min(index + 4, tokens.count)).contains(where: {
                $0.value == .approval
            })
        {
            return true
        }
        return Self.askers.contains(tokens.token(index - 1)?.key ?? 0)
    }

    private static let askers = WordSet(words: "by ask asks")
    private static let officers = WordSet(words: "ceo cfo cto coo")

    /// "our controller", "the night manager", "my wife jo".
    private func role(at index: Int, _ range: Range<Int>) -> Name? {
        guard Self.determiners.contains(tokens[index].key) else { return nil }
        var end = index + 1
        var head: Int?
        while end < min(range.upperBound, index + 5), tokens[end].kind == .word,
            !tokens[end].isCapital || head == nil
        {
            if Self.determiners.contains(tokens[end].key) { return nil }
            if Self.roles.contains(tokens[end].key) { head = end + 1 } else if head != nil { break }
            if !message.cues.at(end).filter({ $0.value == .approval }).isEmpty { break }
            end += 1
        }
        guard var stop = head else { return nil }
        if stop + 1 < range.upperBound, tokens[stop].key == Self.of,
            tokens[stop + 1].kind == .word, !tokens[stop + 1].isCapital
        {
            stop += 2
        }
        while stop < range.upperBound, tokens[stop].isJoined { stop += 1 }
        if Self.onDuty.longest(in: tokens, at: stop) != nil { stop += 2 }
        if stop < range.upperBound, Self.persons.contains(tokens[stop - 1].key),
            tokens[stop].kind == .word,
            message.cues.at(stop).isEmpty, !Self.commonStarts.contains(tokens[stop].key),
            !tokens[stop].isCapital, message.moves.at(stop).isEmpty,
            !Self.modals.contains(tokens[stop].key), tokens[stop].end - tokens[stop].start <= 9,
            !isInflected(stop)
        {
            stop += 1
        }
        return Name(
            text: tokens.text((index + 1) ..<| stop), tokens: index ..<| stop, isRole: true,
            isTechnical: false)
    }

    private static let onDuty = PhraseTable<Bool>([(true, "on shift/duty/call/watch")])

    /// "says", "asked": a verb, not a name.
    private func isInflected(_ index: Int) -> Bool {
        let end = tokens[index].end
        let last = tokens.bytes[end - 1]
        return last == UInt8(ascii: "s")
            || (last == UInt8(ascii: "d") && tokens.bytes[end - 2] == UInt8(ascii: "e"))
    }

    private static let determiners = WordSet(
        ["the", "our", "my", "her", "his", "their", "a"].map(WordKey.of))
    private static let persons = WordSet(
        [
            "wife", "husband", "brother", "sister", "mother", "father", "mum", "mom", "dad", "son",
            "daughter", "partner", "boss", "friend", "niece", "nephew", "colleague", "cousin",
            "uncle", "aunt", "grandson", "granddaughter", "grandma", "grandpa", "neighbour",
            "neighbor", "accountant", "bookkeeper",
        ].map(WordKey.of))
    static let roles = WordSet(
        """
        manager controller vicar churchwarden lead director treasurer wife husband brother sister
        mother father mum mom dad
        boss partner cfo ceo cto coo accountant secretary council committee board officer head
        chair chairman chairwoman
        supervisor deputy bookkeeper founder foreman captain chef principal dean colleague friend
        niece nephew daughter son
        lawyer procurement finance auditor owner president team desk reception dispatch
        coordinator comptroller landlord cook
        librarian curator editor producer architect engineer nurse doctor pastor priest rabbi
        imam mayor clerk steward trustee
        trustees ops operations legal support security multisig cousin uncle aunt grandson
        granddaughter neighbour neighbor grandmother grandma grandpa administrator
        """.split(whereSeparator: \.isWhitespace).map { WordKey.of(String($0)) })
}
