import Language

/// What people type for the words that a command is made of: slips of the keyboard, and the short
/// spellings of chats.
enum Slips {
    /// Gives every mistyped word the meaning of the word that was meant; its letters stay.
    static func mend(_ tokens: inout Tokens, isShouted: Bool) {
        for index in tokens.indices {
            let token = tokens[index]
            let length = token.end - token.start
            if token.kind == .number, length == 1, let word = wordOfDigit(tokens, index) {
                tokens.mend(index, key: word)
            }
            if let stem = ticker(tokens, index) { tokens.mend(index, key: stem) }
            guard token.kind == .word, length <= 16, index == 0 || isShouted || !token.isCapital
            else { continue }
            if let key = chat[token.key], length > 2 || !isPartOfName(tokens, index) {
                tokens.mend(index, key: key)
            } else if length <= 2 {
                continue
            } else if Self.toos.contains(token.key), isBetweenSumAndName(tokens, index) {
                tokens.mend(index, key: Words.to)
            } else if speller.isKnown(token.key) {
                if index >= 2, let key = VerbForms.order(of: token.key), isAsked(tokens, index) {
                    tokens.mend(index, key: key)
                }
            } else if length <= 6, let key = short[token.key] {
                tokens.mend(index, key: key)
            } else if length >= 4 {
                let letters = tokens.bytes[token.start ..<| token.end].map { $0 | 32 }
                if let key = speller.mended(letters, key: token.key) {
                    tokens.mend(index, key: key)
                } else if index >= 2, let key = VerbForms.order(of: token.key),
                    isAsked(tokens, index)
                {
                    tokens.mend(index, key: key)
                }
            }
        }
    }

    /// "r-204" is a name, "r" alone is a word.
    private static func isPartOfName(_ tokens: Tokens, _ index: Int) -> Bool {
        let next = tokens[index + 1]
        return tokens[index].isGlued || next.isGlued && !next.isSign(",") && !next.isSign("?")
    }

    // MARK: Long words

    private static let targets: Set<String> = [
        "transfer", "convert", "exchange", "subscribe", "unsubscribe", "cancel", "approve",
        "reject", "decline", "balance", "payment", "payments", "purchase", "settle", "search",
        "discover", "forward", "wager", "claim", "collect", "liquidity", "provide", "budget",
        "weekly", "monthly", "yearly", "transactions", "history", "subscription", "membership",
        "position", "leverage", "slippage", "winnings", "cheapest", "fastest", "service",
        "services", "every", "allowance", "redeem", "trade", "close", "short", "please",
        "somebody", "someone", "provider", "receive", "request", "withdraw", "deposit", "invoice",
        "yesterday", "tomorrow", "maximum", "transaction", "limit", "change", "wallet", "donate",
        "portfolio", "authorise", "prediction", "reimburse", "schedule", "leveraged",
    ]

    private static let speller = Speller(
        vocabulary: Cue.table.words.union(Term.table.words).union(ScheduleReader.vocabulary)
            .union(VerbForms.words),
        targets: targets, standing: SpellingStandards.words)

    // MARK: Short words

    /// `pya`, `sned`, `paay`, `snd`: two letters changed over, one doubled, a vowel left out.
    private static let short: [UInt64: UInt64] = {
        var slips: [UInt64: UInt64] = [:]
        for verb in verbs + smallWords {
            let letters = Array(verb.utf8)
            var written: [[UInt8]] = []
            for place in letters.indices {
                var doubled = letters
                doubled.insert(letters[place], at: place)
                if verbs.contains(verb) { written.append(doubled) }
                guard place > 0 else { continue }
                var changed = letters
                changed.swapAt(place, place - 1)
                written.append(changed)
                let isInner = place < letters.count - 1 && letters.count > 3
                if isInner, verbs.contains(verb), vowels.contains(letters[place]) {
                    var shortened = letters
                    shortened.remove(at: place)
                    written.append(shortened)
                }
            }
            for slip in written where slip != letters {
                slips[WordKey.of(String(decoding: slip, as: UTF8.self))] = WordKey.of(verb)
            }
        }
        return slips
    }()

    private static let verbs = [
        "pay", "buy", "send", "swap", "find", "show", "move", "open", "sell", "give", "wire",
    ]
    /// Only letters that changed places are mended in these.
    private static let smallWords = [
        "with", "what", "whats", "long", "have", "that", "stop", "from", "into", "much", "the",
        "and",
    ]
    private static let vowels = Array("aeiou".utf8)

    /// Spellings of chats, each with the word it stands for.
    private static let chat: [UInt64: UInt64] = {
        let list = """
            wats whats wots whats whts whats wat what wot what wht what hw how hav have hve have u you ya you
            yu you ur your yr your r are n and tmrw tomorrow tmr tomorrow 2moro tomorrow tto to xfer transfer
            xchange exchange payed paid paied paid cuz because bal balance msg message ppl people abt about
            pls please plz please thx thanks ty thanks thru through gonna going wanna want sombody somebody
            smth something sth something dat that da the dis this em them teh the hte the shud should cud could wud would
            """.split(whereSeparator: \.isWhitespace)
        var words: [UInt64: UInt64] = [:]
        for place in stride(from: 0, to: list.count - 1, by: 2) {
            words[WordKey.of(String(list[place]))] = WordKey.of(String(list[place + 1]))
        }
        for kept in ["pls", "plz", "gonna", "wanna", "thx"] { words[WordKey.of(kept)] = nil }
        return words
    }()

    private static let toos = WordSet(words: "too tho")

    /// "99 USDC too Kwame".
    private static func isBetweenSumAndName(_ tokens: Tokens, _ index: Int) -> Bool {
        guard let before = tokens.token(index - 1), let next = tokens.token(index + 1) else {
            return false
        }
        return (isUnit(before) || before.kind == .number)
            && [.word, .address, .domain, .handle, .url, .email].contains(next.kind)
    }

    /// "8 USDC 2 Kwame", "looking 4 a summariser".
    private static func wordOfDigit(_ tokens: Tokens, _ index: Int) -> UInt64? {
        guard let before = tokens.token(index - 1), before.kind == .word,
            let next = tokens.token(index + 1), !next.isGlued, next.kind != .number,
            next.kind != .sign, !isUnit(next)
        else { return nil }
        switch tokens.bytes[tokens[index].start] {
        case UInt8(ascii: "2") where isUnit(before): return Words.to
        case UInt8(ascii: "4") where searches.contains(before.key): return Words.for_
        default: return nil
        }
    }

    private static let searches = WordSet(words: "looking search searching look hunting")

    private static func isUnit(_ token: Token) -> Bool {
        token.kind == .currencySign || token.kind == .word && units.contains(token.key)
    }

    /// "SOL's about to rise", "ETH's stop": the name of a token with what hangs on it.
    private static func ticker(_ tokens: Tokens, _ index: Int) -> UInt64? {
        let token = tokens[index]
        guard token.end - token.start >= 5, tokens.isPossessive(index) else { return nil }
        let isTypographic = tokens.bytes[token.end - 2] == 0x99
        let end = token.end - (isTypographic ? 4 : 2)
        let stem = WordKey.of(String(decoding: tokens.bytes[token.start ..<| end], as: UTF8.self))
        return units.contains(stem) ? stem : nil
    }

    private static let units = WordSet(
        words: """
            usdc usdt cro eth btc dai eurc usd eur gbp dollars dollar bucks euro euros pounds quid cents sol atom matic doge vvs link avax bnb bitcoin ether
            """)

    // MARK: Forms of a verb

    /// "if you paid", "would you mind sending".
    private static func isAsked(_ tokens: Tokens, _ index: Int) -> Bool {
        let before = tokens[index - 1].key
        return before == mind || before == you && tokens[index - 2].key == if_
    }

    private static let mind = WordKey.of("mind")
    private static let you = WordKey.of("you")
    private static let if_ = WordKey.of("if")
}
