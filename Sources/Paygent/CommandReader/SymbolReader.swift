import Domain
import Language

/// The symbol of a token, as money or as a market, and the tokens that name it.
struct Symbol {
    let code: String
    let tokens: Range<Int>
}

/// Reads `USDC`, `ether`, `SOL-PERP`, `BTC/USDC`, `DOGE`.
struct SymbolReader {
    let text: CommandText

    init(_ text: CommandText) { self.text = text }

    /// Nil when no token is named here.
    func symbol(at index: Int) -> Symbol? {
        guard let token = text.tokens.token(index) else { return nil }
        if token.kind == .currencySign {
            return Self.signs[token.key].map { Symbol(code: $0, tokens: index ..<| (index + 1)) }
        }
        guard token.kind == .word else { return nil }
        var best: Symbol?
        for hit in text.terms.at(index) {
            if let code = code(of: hit.value), hit.end > best?.tokens.upperBound ?? 0 {
                best = Symbol(code: code, tokens: index ..<| hit.end)
            }
        }
        if let best { return isOrdinaryWord(index) ? nil : best }
        if let name = Self.names[token.key] {
            return Symbol(code: name, tokens: index ..<| (index + 1))
        }
        return nil
    }

    /// As above, and any short word in capitals: `PEPE`.
    func symbolOrCapitals(at index: Int) -> Symbol? {
        if let symbol = symbol(at: index) { return symbol }
        guard !text.isShouted, let token = text.tokens.token(index), token.kind == .word,
            token.flags.contains(.upper), (2...8).contains(token.end - token.start),
            !Self.notSymbols.contains(token.key)
        else { return nil }
        return Symbol(
            code: text.tokens.text(index ..<| (index + 1)), tokens: index ..<| (index + 1))
    }

    private func code(of term: Term) -> String? {
        switch term {
        case .currency(let currency): currency.code.isEmpty ? nil : currency.code
        case .network(let network): Self.coin(of: network)
        case .number, .hundred, .scale, .bunch, .half, .quarter, .third, .article, .ordinal,
            .unit, .weekday, .month, .language, .zone:
            nil
        }
    }

    /// A chain's name also names its coin; "base" never does.
    private static func coin(of network: Network) -> String? {
        switch network {
        case .cronos: "CRO"
        case .ethereum: "ETH"
        case .solana: "SOL"
        case .polygon: "MATIC"
        case .avalanche: "AVAX"
        case .bnbChain: "BNB"
        case .arbitrum: "ARB"
        case .optimism: "OP"
        case .cronosTestnet, .cronosZkEVM, .base, .baseSepolia, .sepolia: nil
        }
    }

    /// Words that name money somewhere and mostly mean something else.
    private func isOrdinaryWord(_ index: Int) -> Bool {
        Self.ordinary.contains(text.tokens[index].key) && !text.tokens[index].flags.contains(.upper)
    }

    private static let ordinary = WordSet(
        words: "won try real rand dong pony lei p rs optimism pounds")
    private static let signs: [UInt64: String] = [36: "USD", 3: "EUR", 1: "GBP", 2: "JPY"]
    private static let notSymbols = WordSet(
        words: """
            api apis ocr pdf url id ids tp sl lp yes no utc gmt am pm ok ai nft csv json sms ip ii iii llm tts gps faq
            mcp rpc dao amm dex cex tv uk us usa eu ceo cfo no not the and for of to a x402 sql html pay send swap
            buy sell stop limit all max min now please asap diy http https seo vat it hr qr
            """)

    /// Names and symbols that the general vocabulary leaves out.
    private static let names: [UInt64: String] = {
        let list: [(String, String)] = [
            ("DOGE", "doge dogecoin"), ("LTC", "ltc litecoin"), ("ADA", "ada cardano"),
            ("XRP", "ripple"), ("DOT", "polkadot"), ("LINK", "chainlink"), ("UNI", "uniswap"),
            ("SHIB", "shib"), ("PEPE", "pepe"), ("ARB", "arb"), ("TRX", "trx tron"),
            ("NEAR", "near"), ("APT", "apt aptos"), ("SUI", "sui"), ("AAVE", "aave"),
            ("XLM", "xlm stellar"), ("TON", "toncoin"), ("BCH", "bch"), ("FIL", "filecoin"),
            ("INJ", "inj injective"), ("ATOM", "cosmos"), ("LDO", "ldo"), ("CRV", "crv"),
            ("MKR", "mkr"), ("OP", "op"), ("HBAR", "hbar hedera"), ("LCRO", "lcro"),
            ("STETH", "steth"), ("FET", "fet"), ("TIA", "tia celestia"), ("XMR", "xmr monero"),
            ("WSTETH", "wsteth"), ("USDS", "usds"), ("BUSD", "busd"), ("TUSD", "tusd"),
            ("SEI", "sei"), ("BONK", "bonk"), ("WIF", "wif"), ("POL", "pol"), ("FLOKI", "floki"),
        ]
        var names: [UInt64: String] = [:]
        for (code, words) in list {
            for word in words.split(separator: " ") { names[WordKey.of(String(word))] = code }
        }
        names[WordKey.of("near")] = nil
        names[WordKey.of("op")] = nil
        return names
    }()

    /// Dollars and their coins, which nobody takes a position in.
    static func isStable(_ code: String) -> Bool {
        Currency.isDollarCoin(code) || Currency.isFiat(code)
    }
}
