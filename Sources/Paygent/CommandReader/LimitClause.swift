import Domain
import Language

/// Limits that are told as a rule: "no payment above 5 USDC", "single payments must stay under 2
/// USDC", "payments over 10 USDC are not allowed", "you have 500 USDC in total to spend".
struct LimitClause {
    let text: CommandText
    let range: Range<Int>

    init(_ text: CommandText, _ range: Range<Int>) {
        self.text = text
        self.range = range
    }

    /// Whether the tokens before and after this sum make it a limit.
    func limits(_ sum: Range<Int>) -> Bool {
        guard let start = comparison(before: sum.lowerBound) else { return isGrant(sum) }
        return isDenied(before: start.start, isUp: start.isUp)
            || !start.isUp && isObligation(before: start.start)
            || start.isUp && isForbidden(after: sum.upperBound) && isSpending(range.lowerBound)
    }

    /// Cheap and without the sum: whether a denial that begins here may be one of these.
    func mayBegin(at index: Int) -> Bool {
        let end = min(range.upperBound, index + 14)
        var place = index
        while place < end {
            let key = text.key(place)
            if Self.ups.contains(key) { return true }
            guard
                Self.between.contains(key) || Self.denials.contains(key)
                    || text.tokens[place].kind == .sign
            else { return false }
            place += 1
        }
        return false
    }

    // MARK: "… above"

    /// The word that compares, at most three before the sum.
    private func comparison(before sum: Int) -> (start: Int, isUp: Bool)? {
        var place = sum - 1
        while place >= max(range.lowerBound, sum - 4) {
            let key = text.key(place)
            if Self.ups.contains(key) { return (place, true) }
            if Self.downs.contains(key) { return (place, false) }
            guard Self.thans.contains(key) else { return nil }
            place -= 1
        }
        return nil
    }

    /// "no single payment …", "don't let any payment …", "never pay anyone …".
    private func isDenied(before end: Int, isUp: Bool) -> Bool {
        guard isUp else { return false }
        var place = end - 1
        var saysSpending = false
        while place >= range.lowerBound {
            let key = text.key(place)
            saysSpending = saysSpending || isSpendingWord(key)
            if Self.denials.contains(key) {
                return saysSpending || range.contains { isSpendingWord(text.key($0)) }
            }
            guard Self.between.contains(key) else { return false }
            place -= 1
        }
        return false
    }

    /// "single payments must stay under".
    private func isObligation(before end: Int) -> Bool {
        var place = end - 1
        while place >= range.lowerBound, Self.obliging.contains(text.key(place)) { place -= 1 }
        return place < end - 2 && place >= range.lowerBound && isSpendingWord(text.key(place))
    }

    private func isForbidden(after index: Int) -> Bool {
        (index ..<| min(range.upperBound, index + 6)).contains {
            Self.forbidden.contains(text.key($0))
        }
    }

    private func isSpending(_ start: Int) -> Bool {
        (start ..<| min(range.upperBound, start + 5)).contains { isSpendingWord(text.key($0)) }
    }

    // MARK: "you have … to spend"

    /// A sum that somebody is given to spend: "you get 20 USDC a day", "overall you get 500 USDC".
    private func isGrant(_ sum: Range<Int>) -> Bool {
        let before = max(range.lowerBound, sum.lowerBound - 4) ..<| sum.lowerBound
        let isGiven =
            before.contains { text.key($0) == Self.you }
            && before.contains { Self.grants.contains(text.key($0)) }
        let after = sum.upperBound ..<| range.upperBound
        return isGiven
            && (after.contains { Self.spends.contains(text.key($0)) }
                || range.contains { Self.wholes.contains(text.key($0)) })
    }

    private func isSpendingWord(_ key: UInt64) -> Bool { Self.spending.contains(key) }

    private static let you = WordKey.of("you")
    private static let grants = WordSet(words: "have get got may can use")
    private static let spends = WordSet(words: "spend spending use")
    private static let wholes = WordSet(words: "overall altogether total lifetime")
    private static let ups = WordSet(
        words: "over above exceed exceeds exceeding bigger larger greater higher more beyond past")
    private static let downs = WordSet(words: "under below beneath within")
    private static let thans = WordSet(words: "than of the a sum amount limit value about at worth")
    private static let denials = WordSet(
        words: "no nothing never dont not cant cannot mustnt shouldnt wont none nobody neither")
    private static let between = WordSet(
        words: """
            let any anyone anybody a an single one individual payment payments transaction transactions purchase
            purchases transfer transfers order orders pay spend go be is to of you me it us my the allowed charge
            charges should may can ever per on in cost costs bill bills spent paid that goes going run make
            anything call calls do i send must purchase item items costing please pls kindly above over want wish we ever
            """)
    private static let spending = WordSet(
        words: """
            payment payments transaction transactions purchase purchases transfer transfers pay spend spent spending
            paid charge charges nothing anything go going purchase order orders bill bills call calls
            """)
    private static let obliging = WordSet(
        words: "must should have has need needs to stay be remain always kept keep shall cost")
    private static let forbidden = WordSet(
        words:
            "allowed forbidden prohibited banned blocked permitted taboo refused rejected declined")
}
