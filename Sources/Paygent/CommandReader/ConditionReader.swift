import Domain
import Language

/// Reads an event that a command waits for: "when ETH drops below 2000 USD", "once my balance is
/// under 20 USDC".
struct ConditionReader {
    let text: CommandText

    init(_ text: CommandText) { self.text = text }

    func read(in range: Range<Int>) -> SaidSchedule? {
        for index in range where Self.openings.contains(text.key(index)) {
            if let said = read(at: index, until: range.upperBound) { return said }
        }
        return nil
    }

    private static let openings = WordSet(
        words: "when whenever if once as until")

    private func read(at start: Int, until end: Int) -> SaidSchedule? {
        let stop = min(end, start + 14)
        var (token, isBalance): (String?, Bool) = (nil, false)
        var crossing: Schedule.Crossing?
        var index = start + 1
        while index < stop {
            let key = text.key(index)
            if let found = text.mention(at: index), let amount = found.amount, crossing != nil {
                return made(amount, token, isBalance, crossing, start ..<| found.end)
            }
            if Self.balances.contains(key) { isBalance = true }
            if Self.lower.contains(key) || text.isSign(index, "<") {
                crossing = .below
            } else if Self.upper.contains(key) || text.isSign(index, ">") {
                crossing = .above
            } else if crossing == nil, let symbol = SymbolReader(text).symbol(at: index) {
                token = symbol.code
            } else if text.isSign(index, ",") {
                return nil
            }
            index += 1
        }
        return nil
    }

    private func made(
        _ amount: Amount, _ token: String?, _ isBalance: Bool, _ crossing: Schedule.Crossing?,
        _ tokens: Range<Int>
    ) -> SaidSchedule? {
        guard let crossing, !amount.isNegative else { return nil }
        if isBalance {
            guard crossing == .below, let unit = amount.token ?? token else { return nil }
            return SaidSchedule(
                schedule: .onBalance(below: TokenAmount(amount.value, unit)), tokens: tokens)
        }
        guard let token else { return nil }
        return SaidSchedule(
            schedule: .onPrice(
                token: token, crossing, TokenAmount(amount.value, amount.token ?? "USD")),
            tokens: tokens)
    }

    private static let balances = WordSet(words: "balance wallet holdings account funds")
    private static let lower = WordSet(words: "below under beneath falls drops dips less lower")
    private static let upper = WordSet(
        words: "above over exceeds rises climbs hits reaches tops passes higher more crosses")
}
