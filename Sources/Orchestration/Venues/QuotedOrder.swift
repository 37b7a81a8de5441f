import Domain
import JSON
import Paygent

/// An order with what it counts as against the budget.
struct QuotedOrder: Sendable {
    let order: VenueOrder
    /// In the agent's currency.
    let spends: Money

    init(_ order: VenueOrder, spends: Money) {
        self.order = order
        self.spends = spends
    }

    /// As the quote's step keeps it.
    init?(json: JSONValue) {
        guard let order = json["order"], let spends = json["spends"] else { return nil }
        do {
            self.init(try VenueOrder(json: order), spends: try Money(json: spends))
        } catch { return nil }
    }

    /// The call of the step that asked for the price.
    func call(_ sentence: String, isSimulated: Bool, _ more: JSONObject = [:]) -> ToolCall {
        var result: JSONObject = [
            "order": order.json, "spends": spends.json, "simulated": .bool(isSimulated),
        ]
        for member in more.members { result[member.name] = member.value }
        result["sentence"] = .string(sentence)
        return ToolCall(
            tool: order.tool.rawValue, arguments: order.clientJSON, result: .object(result),
            succeeded: true)
    }
}

extension VenueOrder {
    /// What is asked of the venue, for people and logs.
    var clientJSON: JSONValue {
        switch self {
        case .swap(let give, let minimum):
            ["give": .string(give.description), "at_least": .string(minimum.description)]
        case .addLiquidity(let first, let second):
            ["at_most": .strings([first.description, second.description])]
        case .removeLiquidity(let removal):
            [
                "pool": .string("\(removal.first.asset.symbol)/\(removal.second.asset.symbol)"),
                "shares": .string(removal.shares.description),
                "at_least": .strings([removal.first.description, removal.second.description]),
            ]
        case .farm(let act, let first, let second):
            [
                "act": .string(act.rawValue), "pool": .string("\(first.symbol)/\(second.symbol)"),
            ]
        case .openPosition(let opening):
            [
                "market": .string(opening.market), "side": .string(opening.side.rawValue),
                "margin": .string(opening.margin.description),
                "leverage": .string(opening.leverage.description),
            ]
        case .closePosition(let closing):
            [
                "market": .string(closing.market ?? "all"),
                "side": .optional(closing.side?.rawValue),
                "percent": .string(closing.percent.description),
            ]
        case .setStop(let stop, let market, let level):
            [
                "stop": .string(stop.rawValue), "market": .string(market ?? "all"),
                "at": .string(level.words),
            ]
        case .bet(let wager):
            [
                "market": .string(wager.market), "outcome": .string(wager.isYes ? "yes" : "no"),
                "stake": .string(wager.stake.description),
            ]
        case .claim(let market): ["market": .string(market ?? "all")]
        }
    }
}

extension VenueOrder.StopLevel {
    var words: String {
        switch self {
        case .price(let price): "\(price) USD"
        case .percent(let percent): "\(percent) percent from the entry"
        }
    }
}
