import Domain
import Language

/// Reads values that are one word each: currency, network, time zone, slippage, leverage, billing
/// and how much the agent says.
struct PlainReader {
    let message: AnnotatedMessage
    private let topic: Slot?

    init(_ draft: Draft) {
        message = draft.message
        topic = draft.topic
    }

    func read(into draft: inout Draft) {
        readCurrency(&draft)
        readNetwork(&draft)
        readZone(&draft)
        readPercent(&draft)
        readLeverage(&draft)
        readPricing(&draft)
        readVerbosity(&draft)
    }

    // MARK: Currency

    private func readCurrency(_ draft: inout Draft) {
        for hit in message.terms.all {
            guard case .currency(let currency) = hit.value, !currency.code.isEmpty,
                currency.divisor == 1, currency.coinHundredths == 0, !message.isQuoted(hit.start),
                hit.end - hit.start > 1
                    || message.tokens[hit.start].end - message.tokens[hit.start].start > 2,
                !isRefused(hit.start), picks(hit.tokens, currency.code)
            else { continue }
            // "1000 USDC margin": the amount is still somebody else's to read.
            draft.remove(.currency)
            draft.change(
                .currency, .set(.symbol(currency.code)), hit.tokens, uses: !isCounted(hit.tokens))
        }
        readUnknownCurrency(&draft)
        readSwapped(&draft)
        readSpokenOf(&draft)
    }

    /// "swaps USDC into CRO": it works in what it gives away.
    private func readSwapped(_ draft: inout Draft) {
        guard !draft.has(.currency), draft.context.spec[.currency] == nil else { return }
        for index in message.tokens.indices
        where Self.swaps.contains(message.tokens[index].key) && !message.isQuoted(index) {
            for hit in message.terms.starting(in: index + 1 ..<| (index + 5)) {
                guard case .currency(let currency) = hit.value, currency.isCoin else { continue }
                let joint = message.tokens.token(hit.end)?.key ?? 0
                guard Self.intos.contains(joint) else { break }
                draft.change(
                    .currency, .set(.symbol(currency.code)), hit.tokens, confidence: 70, uses: false
                )
                return
            }
        }
    }

    /// "sends a little USDC to the maintainers": a stablecoin, of which nobody says another thing.
    private func readSpokenOf(_ draft: inout Draft) {
        guard !draft.has(.currency), draft.context.spec[.currency] == nil else { return }
        let hits = message.terms.all.filter { hit in
            guard case .currency(let currency) = hit.value, !message.isQuoted(hit.start) else {
                return false
            }
            return Currency.isDollarCoin(currency.code) && !isCounted(hit.tokens)
        }
        guard let hit = hits.first, case .currency(let currency) = hit.value,
            hits.allSatisfy({ $0.value == hit.value && !isRefused($0.start) && !isPath($0.tokens) })
        else { return }
        draft.change(
            .currency, .set(.symbol(currency.code)), hit.tokens, confidence: 70, uses: false)
    }

    private static let intos = WordSet(words: "into to for")

    private func picks(_ range: Range<Int>, _ code: String) -> Bool {
        let isCounted = isCounted(range)
        if topic == .currency, !isCounted { return true }
        let before = max(0, range.lowerBound - 3) ..<| range.lowerBound
        if message.cues.starting(in: before).contains(where: {
            $0.value == .currencySlot && $0.end >= range.lowerBound - 1 && !isIncome($0)
        }), !isCounted {
            return !isPath(range) && !isNamed(range)
        }
        if isPath(range) { return false }
        if isCounted { return Self.only.longest(in: message.tokens, at: range.upperBound) != nil }
        if Self.only.longest(in: message.tokens, at: range.upperBound) != nil { return true }
        return isInList(range)
    }

    private func isCounted(_ range: Range<Int>) -> Bool {
        message.mentions.contains { $0.amount != nil && $0.tokens.overlaps(range) }
    }

    /// "I get paid in ETH": the owner's money, not the agent's.
    private func isIncome(_ cue: PhraseHit<Cue>) -> Bool {
        Self.gets.contains(message.tokens.token(cue.start - 1)?.key ?? 0)
    }

    private static let gets = WordSet(words: "get gets got getting am")

    /// "Only Lira Hass": a word of a name.
    private func isNamed(_ range: Range<Int>) -> Bool {
        guard let next = message.tokens.token(range.upperBound), next.kind == .word else {
            return false
        }
        return message.tokens[range.lowerBound].isCapital && next.isCapital
            && !message.tokens[range.lowerBound].flags.contains(.upper)
            && !next.flags.contains(.upper)
    }

    /// "usdc, base chain", "swiss ones, CHF", "cap it, in usdc": a code on its own.
    private func isInList(_ range: Range<Int>) -> Bool {
        let tokens = message.tokens
        let isStart =
            range.lowerBound == 0 || isBreak(range.lowerBound - 1)
            || Self.openers.contains(tokens[range.lowerBound - 1].key)
        let isEnd =
            range.upperBound == tokens.count || isBreak(range.upperBound)
            || Self.joints.contains(tokens[range.upperBound].key)
        return isStart && isEnd
    }

    private func isBreak(_ index: Int) -> Bool {
        let token = message.tokens[index]
        switch token.kind {
        case .sign: return !token.isSign("/") && !token.isSign("<") && !token.isSign(">")
        case .lineBreak, .emoji: return true
        default: return false
        }
    }

    private static let openers = WordSet(words: "in with collateral margin")
    private static let joints = WordSet(words: "in with on")
    private static let only = PhraseTable<Bool>([
        (
            true,
            "is our/my/the currency, only, throughout, please, for everything, everywhere, margin, it is, all the way, for all payments, for now, as currency, as the currency, on the? cronos/base/polygon/arbitrum/optimism"
        )
    ])

    /// "swap USDC to CRO" names two tokens and picks none.
    private func isPath(_ range: Range<Int>) -> Bool {
        let sentence = message.sentence(of: range.lowerBound)
        return sentence.contains { Self.swaps.contains(message.tokens[$0].key) }
            && message.tokens.token(range.lowerBound - 1)?.key != WordKey.of("in")
    }

    private static let swaps = WordSet(
        words: "swap swaps convert converts exchange exchanges swapping turn turns dca dcas")

    private func isRefused(_ index: Int) -> Bool {
        let before = max(0, index - 2) ..<| index
        return message.cues.starting(in: before).contains {
            ($0.value == .notThis || $0.value == .negation) && $0.end == index
        }
    }

    private func readUnknownCurrency(_ draft: inout Draft) {
        guard topic == .currency, !draft.has(.currency), message.wordCount <= 4,
            let index = message.tokens.indices.first(where: {
                message.tokens[$0].flags.contains(.upper) && message.terms.at($0).isEmpty
            })
        else { return }
        let name = message.text(index ..<| (index + 1))
        draft.problem(
            "unknown_token", .currency,
            "I don't know a currency called \(name). It can work in USDC, USDT, CRO, USD, EUR and the "
                + "other usual ones; which should it be?", index ..<| (index + 1))
    }

    // MARK: Network and zone

    private func readNetwork(_ draft: inout Draft) {
        var best: PhraseHit<Term>?
        for hit in message.terms.all {
            guard case .network(let network) = hit.value, !message.isQuoted(hit.start),
                !isRefused(hit.start), isNetwork(network, hit)
            else { continue }
            if let old = best, hit.start < old.end, old.end >= hit.end {
                continue
            }
            best = hit
        }
        guard let best, case .network(let network) = best.value else { return }
        draft.set(.network, .network(network), best.tokens)
    }

    /// "base" and the like are ordinary words unless something points to a chain.
    private func isNetwork(_ network: Network, _ hit: PhraseHit<Term>) -> Bool {
        guard hit.tokens.count == 1 else { return true }
        switch network {
        case .cronos, .cronosTestnet, .cronosZkEVM, .baseSepolia, .sepolia, .polygon, .arbitrum,
            .solana, .bnbChain:
            return true
        case .base, .optimism, .avalanche, .ethereum: break
        }
        if topic == .network || topic == .currency { return true }
        let token = message.tokens[hit.start]
        if token.isCapital, hit.start > message.sentence(of: hit.start).lowerBound { return true }
        let before = message.tokens.token(hit.start - 1)?.key ?? 0
        let after = message.tokens.token(hit.end)?.key ?? 0
        if Self.chainWords.contains(after) { return true }
        if before == Self.on, after != Self.of, !message.isWord(hit.start - 1, Self.the) {
            return true
        }
        return message.tokens.token(hit.start - 1)?.isSign(":") == true
            || (token.isCapital && message.tokens.token(hit.end)?.isSign(",") == true)
            || (isInList(hit.tokens) && (draft(hasCurrencyNear: hit.start)))
    }

    private func draft(hasCurrencyNear index: Int) -> Bool {
        message.terms.starting(in: message.sentence(of: index)).contains {
            if case .currency = $0.value { true } else { false }
        }
    }

    private static let chainWords = WordSet(
        ["chain", "network", "mainnet", "blockchain", "l2", "please"].map(WordKey.of))
    private static let on = WordKey.of("on")
    private static let of = WordKey.of("of")
    private static let the = WordKey.of("the")

    private func readZone(_ draft: inout Draft) {
        for hit in message.terms.all {
            guard case .zone(let zone) = hit.value, !message.isQuoted(hit.start) else { continue }
            let token = message.tokens[hit.start]
            let isShort = token.end - token.start <= 4 && hit.tokens.count == 1
            let isHere =
                Self.here.longest(in: message.tokens, at: hit.start - 2)?.end == hit.start
                || Self.here.longest(in: message.tokens, at: hit.start - 3)?.end == hit.start
            if isShort, !token.flags.contains(.upper), topic != .timezone, zone != "UTC" {
                continue
            }
            let after = message.tokens.token(hit.end)?.key ?? 0
            let sentence = message.sentence(of: hit.start)
            let isTimed = message.mentions(in: sentence).contains {
                if case .clock = $0.kind { true } else { false }
            }
            guard
                topic == .timezone || isWholeMessage(hit) || after == Self.time
                    || isHere && (topic == .schedule || isTimed || message.wordCount <= 8)
                    || message.isWord(hit.start - 2, Self.clock)
                    || isTimed && message.isWord(hit.start - 1, Self.tz)
                    || message.isWord(hit.end - 1, Self.time)
                    || (isShort && token.flags.contains(.upper)) || zone == "UTC"
                    || (isTimed && hit.start > sentence.lowerBound
                        && message.cues.at(hit.end).contains { $0.value == .zoneSlot })
                    || message.cues.starting(
                        in: max(sentence.lowerBound, hit.start - 4) ..<| hit.start
                    ).contains(where: { Self.isZoneCue($0, message) })
            else { continue }
            draft.set(.timezone, .zone(zone), hit.tokens)
        }
    }

    private static let tz = WordKey.of("tz")
    private static let clock = WordKey.of("clock")
    private static let here = PhraseTable<Bool>([
        (
            true,
            "im in, i am in, were in, we are in, live in, based in, sit in, located in, clock is, clocks are, home is"
        )
    ])

    private func isWholeMessage(_ hit: PhraseHit<Term>) -> Bool {
        message.wordCount == hit.tokens.count && message.tokens[hit.start].isCapital
    }

    private static func isZoneCue(_ hit: PhraseHit<Cue>, _ message: AnnotatedMessage) -> Bool {
        guard hit.value == .zoneSlot else { return false }
        let key = message.tokens[hit.start].key
        return key == WordKey.of("timezone") || hit.tokens.count > 1
    }

    private static let time = WordKey.of("time")
}
