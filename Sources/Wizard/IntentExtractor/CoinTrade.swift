import Domain
import Language

/// Whether what is bought or sold is a coin: "buys a little CRO", "buys $20 of bitcoin", "puts ten
/// dollars into ETH"; but not "buys tickets with CRO" and not "buys 5 USDC of data".
struct CoinTrade {
    let message: AnnotatedMessage

    /// - Parameter start: the token after the verb.
    func buysCoin(_ start: Int, _ sentence: Range<Int>) -> Bool {
        var index = start
        while index < min(start + Self.reachTokens, sentence.upperBound) {
            if let mention = message.mention(at: index), let amount = mention.amount {
                if let token = amount.token, Self.isCoin(token), !isOf(mention.end) {
                    return isWhole(mention.end, sentence)
                }
                index = mention.end
                continue
            }
            if let mention = message.mention(at: index) {
                index = mention.end
                continue
            }
            if let end = coin(at: index) { return isWhole(end, sentence) }
            guard Self.skipped.contains(message.tokens[index].key) else { return false }
            index += 1
        }
        return false
    }

    /// "a bitcoin buyer".
    func isCoin(before index: Int) -> Bool { coin(at: index - 1) == index }

    /// "sells half of its ETH for USDC", "put 50 dollars into bitcoin".
    func movesCoin(_ start: Int, _ sentence: Range<Int>) -> Bool {
        if buysCoin(start, sentence) { return true }
        return (start ..<| min(start + Self.reachTokens, sentence.upperBound)).contains {
            message.isWord($0, Self.into) && buysCoin($0 + 1, sentence)
        }
    }

    private static let reachTokens = 8
    private static let into = WordKey.of("into")

    private func isOf(_ index: Int) -> Bool {
        message.tokens.token(index).map { Self.parts.contains($0.key) } ?? false
    }

    private static let parts = WordSet(words: "of worth")

    private func coin(at index: Int) -> Int? {
        for hit in message.terms.at(index) {
            if case .currency(let currency) = hit.value, currency.isCoin { return hit.end }
        }
        return nil
    }

    private static func isCoin(_ code: String) -> Bool { Currency(code).isCoin }

    /// "CRO" by itself, not the first word of "CRO merchandise".
    private func isWhole(_ index: Int, _ sentence: Range<Int>) -> Bool {
        guard index < sentence.upperBound, message.tokens[index].kind == .word else { return true }
        return Self.after.contains(message.tokens[index].key)
            || !message.terms.at(index).isEmpty
    }

    private static let skipped = WordSet(
        words: """
            a an the some more my our its me us of worth half in little bit small lot lots any
            up for on cheap equal amount amounts dollar dollars euro euros bucks each
            """)
    private static let after = WordSet(
        words: """
            and or when whenever with for using if at on from by to once a an per in every each
            daily weekly monthly on into as until while then only is are drops dips it regularly
            slowly automatically using via through against before after so because whenever tokens
            token coins coin now if not but this that over
            """)
}
