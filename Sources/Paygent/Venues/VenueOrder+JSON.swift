internal import Domain
public import JSON

// The stored form of orders and fills. An order is the offer of its payment, so an approval is
// bound to it.

extension VenueOrder {
    public var json: JSONValue {
        var object: JSONObject = [
            "venue": .string(venue.rawValue), "order": .string(kind),
        ]
        for member in members.members { object[member.name] = member.value }
        return .object(object)
    }

    private var kind: String {
        switch self {
        case .swap: "swap"
        case .addLiquidity: "add_liquidity"
        case .removeLiquidity: "remove_liquidity"
        case .farm: "farm"
        case .openPosition: "open_position"
        case .closePosition: "close_position"
        case .setStop: "set_stop"
        case .bet: "bet"
        case .claim: "claim"
        }
    }

    private var members: JSONObject {
        switch self {
        case .swap(let give, let minimum): ["give": give.json, "minimum": minimum.json]
        case .addLiquidity(let first, let second): ["first": first.json, "second": second.json]
        case .removeLiquidity(let removal):
            [
                "shares": removal.shares.json, "first": removal.first.json,
                "second": removal.second.json,
            ]
        case .farm(let act, let first, let second):
            [
                "act": .string(act.rawValue), "first": first.storedJSON,
                "second": second.storedJSON,
            ]
        case .openPosition(let opening):
            [
                "market": .string(opening.market), "side": .string(opening.side.rawValue),
                "margin": opening.margin.json, "leverage": .string(opening.leverage.description),
            ]
        case .closePosition(let closing):
            [
                "market": .optional(closing.market), "side": .optional(closing.side?.rawValue),
                "percent": .string(closing.percent.description),
            ]
        case .setStop(let stop, let market, .price(let price)):
            [
                "stop": .string(stop.rawValue), "market": .optional(market),
                "price": .string(price.description),
            ]
        case .setStop(let stop, let market, .percent(let percent)):
            [
                "stop": .string(stop.rawValue), "market": .optional(market),
                "percent": .string(percent.description),
            ]
        case .bet(let wager):
            [
                "market": .string(wager.market), "yes": .bool(wager.isYes),
                "stake": wager.stake.json, "chance_max": .string(String(wager.chanceMax)),
            ]
        case .claim(let market): ["market": .optional(market)]
        }
    }

    /// - Throws: `StoredValueError` naming what is missing or of another kind.
    public init(json: JSONValue) throws(StoredValueError) {
        switch try json.text("order") {
        case "swap", "add_liquidity", "remove_liquidity", "farm":
            self = try Self.exchange(json)
        case "open_position", "close_position", "set_stop": self = try Self.perpetual(json)
        case "bet":
            guard let chance = UInt128(try json.text("chance_max")) else {
                throw StoredValueError("chance_max")
            }
            self = .bet(
                Wager(
                    market: try json.text("market"), isYes: try json.flag("yes"),
                    stake: try Money(json: json.member("stake")), chanceMax: chance))
        case "claim": self = .claim(market: json["market"]?.string)
        default: throw StoredValueError("order")
        }
    }

    private static func exchange(_ json: JSONValue) throws(StoredValueError) -> VenueOrder {
        switch try json.text("order") {
        case "swap":
            return .swap(
                give: try Money(json: json.member("give")),
                minimum: try Money(json: json.member("minimum")))
        case "add_liquidity":
            return .addLiquidity(
                first: try Money(json: json.member("first")),
                second: try Money(json: json.member("second")))
        case "remove_liquidity":
            return .removeLiquidity(
                Removal(
                    shares: try Money(json: json.member("shares")),
                    first: try Money(json: json.member("first")),
                    second: try Money(json: json.member("second"))))
        default:
            return .farm(
                try json.choice("act"), first: try Asset(stored: json, "first"),
                second: try Asset(stored: json, "second"))
        }
    }

    private static func perpetual(_ json: JSONValue) throws(StoredValueError) -> VenueOrder {
        switch try json.text("order") {
        case "open_position":
            return .openPosition(
                Opening(
                    market: try json.text("market"), side: try json.choice("side"),
                    margin: try Money(json: json.member("margin")),
                    leverage: try json.number("leverage")))
        case "close_position":
            return .closePosition(
                Closing(
                    market: json["market"]?.string,
                    side: json.present("side") == nil ? nil : try json.choice("side"),
                    percent: try json.number("percent")))
        default:
            return .setStop(
                try json.choice("stop"), market: json["market"]?.string,
                at: json.present("price") != nil
                    ? .price(try json.number("price")) : .percent(try json.number("percent")))
        }
    }
}

extension Asset {
    /// An asset is stored as none of itself.
    fileprivate var storedJSON: JSONValue { Money(atomicUnits: 0, of: self).json }

    fileprivate init(stored json: JSONValue, _ name: String) throws(StoredValueError) {
        self = try Money(json: json.member(name)).asset
    }
}

extension JSONValue {
    func number(_ name: String) throws(StoredValueError) -> Quantity {
        do { return try Quantity(decimal: try text(name)) } catch { throw StoredValueError(name) }
    }
}

extension Fill {
    public var json: JSONValue {
        [
            "venue": .string(venue.rawValue), "transaction": .string(transaction),
            "simulated": .bool(isSimulated), "sentence": .string(sentence),
            "received": .array(received.map(\.json)),
        ]
    }

    public init(json: JSONValue) throws(StoredValueError) {
        var received: [Money] = []
        for money in json["received"]?.array ?? [] { received.append(try Money(json: money)) }
        self.init(
            venue: try json.choice("venue"), transaction: try json.text("transaction"),
            isSimulated: try json.flag("simulated"), sentence: try json.text("sentence"),
            received: received)
    }
}
