import Domain
import Language

/// Finds the payees that a purpose or a list names by itself: "4 USDC to Ilse and 6 USDC to Bram",
/// "payouts to the wallets 0x… and 0x…", "Lukas, Mia and Theo. Nobody else.", "… from
/// seqdb.example only".
struct PayeeReader {
    let message: AnnotatedMessage

    func names(_ draft: Draft) -> [NameFinder.Name] {
        var found: [NameFinder.Name] = []
        for (place, sentence) in message.sentences.enumerated()
        where !message.isQuoted(sentence.lowerBound) && !message.has(.blockSlot, in: sentence)
            && !message.isQuestion(sentence)
        {
            found += given(in: sentence, draft)
            found += wallets(in: sentence, draft)
            if isClosed(place) { found += listed(in: sentence, draft) }
        }
        return found
    }

    /// Where the amounts stand that are given to somebody by name.
    func givenAmounts(_ draft: Draft) -> [Int] {
        message.sentences.flatMap { sentence in
            message.mentions(in: sentence).filter {
                !message.isQuoted($0.start) && payee(of: $0, sentence, draft) != nil
            }.map(\.start)
        }
    }

    // MARK: Amounts to people

    /// After an amount of money and "to" or "for".
    private func given(in sentence: Range<Int>, _ draft: Draft) -> [NameFinder.Name] {
        message.mentions(in: sentence).compactMap { payee(of: $0, sentence, draft) }
    }

    private func payee(
        of mention: Mention, _ sentence: Range<Int>, _ draft: Draft
    ) -> NameFinder.Name? {
        guard mention.amount?.token != nil, message.isWord(mention.end, Self.to),
            mention.end + 1 < sentence.upperBound
        else { return nil }
        return name(at: mention.end + 1, sentence, draft)
    }

    private static let to = WordKey.of("to")

    private func name(at index: Int, _ sentence: Range<Int>, _ draft: Draft) -> NameFinder.Name? {
        let names = NameFinder(message).names(in: index ..<| sentence.upperBound)
        if let name = names.first, name.tokens.lowerBound == index { return name }
        let token = message.tokens[index]
        guard token.kind == .word, !draft.isUsed(index), message.cues.at(index).isEmpty,
            message.moves.at(index).isEmpty, message.terms.at(index).isEmpty,
            !token.flags.contains(.mended), !Self.notNames.contains(token.key),
            !ActionWords.keys.contains(token.key), !PayeeWords.people.contains(token.key),
            !PayeeWords.things.contains(token.key), isAlone(index + 1, sentence)
        else { return nil }
        return NameFinder.Name(
            text: message.text(index ..<| (index + 1)), tokens: index ..<| (index + 1),
            isRole: false, isTechnical: false)
    }

    /// "to emma", not "to emma wallets".
    private func isAlone(_ index: Int, _ sentence: Range<Int>) -> Bool {
        guard index < sentence.upperBound, message.tokens[index].kind == .word else { return true }
        return Self.after.contains(message.tokens[index].key)
    }

    private static let after = WordSet(
        words: "and every each on at per for when once weekly monthly daily in as, then or plus")
    private static let notNames = WordSet(
        words:
            "the a an my our his her their its your me us you it them him this that each every spend pay buy be use any all anyone everyone someone"
    )

    // MARK: Wallets

    /// Addresses that are paid: "payouts to verified wallets 0x… and 0x…".
    private func wallets(in sentence: Range<Int>, _ draft: Draft) -> [NameFinder.Name] {
        let addresses = sentence.filter {
            message.tokens[$0].kind == .address && !message.isQuoted($0)
        }
        guard let first = addresses.first,
            message.toolHits.starting(in: sentence.lowerBound ..<| first).contains(where: {
                $0.value.grants == [.transferTokens] || $0.value.grants == [.x402Payment]
            }),
            !message.contains(Self.sources, in: max(sentence.lowerBound, first - 3) ..<| first),
            !message.has(.approverSlot, in: sentence)
        else { return [] }
        return addresses.map { index in
            NameFinder.Name(
                text: message.text(index ..<| (index + 1)), tokens: index ..<| (index + 1),
                isRole: false, isTechnical: true)
        }
    }

    private static let sources = WordSet(words: "from my our its by not")

    // MARK: Closed lists

    /// "… only" at its end, or "Nobody else.", "Just those." said right after it.
    private func isClosed(_ place: Int) -> Bool {
        let sentence = message.sentences[place]
        guard !message.has(.approval, in: sentence) else { return false }
        if let last = sentence.last(where: { message.tokens[$0].kind == .word }),
            Self.closers.contains(message.tokens[last].key), sentence.count > 2
        {
            return true
        }
        return message.sentences[place + 1 ..<| min(place + 4, message.sentences.count)].contains {
            isExclusion($0)
        }
    }

    private static let closers = WordSet(words: "only exclusively alone")

    /// "Nobody else gets money", "No one else.", "Just those.", "Exclusively.", "That is all".
    private func isExclusion(_ sentence: Range<Int>) -> Bool {
        guard Self.exclusions.longest(in: message.tokens, at: sentence.lowerBound) != nil else {
            return false
        }
        return !message.has(.approval, in: sentence)
    }

    private static let exclusions = PhraseTable<Bool>([
        (
            true,
            """
            nobody else, no one else, noone else, just those, only those, just these, only these,
            those only, these only, exclusively, nobody other, no others, no other, only them,
            just them, them only
            """
        )
    ])

    /// The names of a sentence that is a list of them, or of the part of it that "from" or a colon
    /// begins.
    private func listed(in sentence: Range<Int>, _ draft: Draft) -> [NameFinder.Name] {
        let names = NameFinder(message).names(in: sentence).filter { name in
            !draft.isUsed(name.tokens.lowerBound) && !name.text.hasPrefix("#")
                && message.tokens[name.tokens.lowerBound].kind != .email
        }
        guard let first = names.first, let last = names.last else { return [] }
        let others = (first.tokens.lowerBound ..<| last.tokens.upperBound).filter { index in
            message.tokens[index].kind == .word
                && !names.contains { $0.tokens.contains(index) }
                && !Self.joints.contains(message.tokens[index].key)
        }
        let tail = (last.tokens.upperBound ..<| sentence.upperBound).filter {
            message.tokens[$0].kind == .word && !Self.closers.contains(message.tokens[$0].key)
        }
        guard others.isEmpty, tail.isEmpty else { return [] }
        let isWhole = first.tokens.lowerBound == sentence.lowerBound
        let lead = message.tokens.token(first.tokens.lowerBound - 1)
        guard
            isWhole || lead?.isSign(":") == true
                || lead.map({ Self.leads.contains($0.key) }) == true
        else { return [] }
        return names
    }

    private static let joints = WordSet(words: "and or plus the")
    private static let leads = WordSet(words: "from at to with via only just pay the and")
}
