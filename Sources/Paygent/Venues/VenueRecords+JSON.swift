internal import Domain
public import JSON

// What the store holds of a simulated venue.

extension LiquidityPool {
    public var json: JSONValue {
        [
            "first": Money(atomicUnits: reserves.first, of: first).json,
            "second": Money(atomicUnits: reserves.second, of: second).json,
            "shares": .string(String(shares)), "tick": .integer(tick),
        ]
    }

    public init(json: JSONValue) throws(StoredValueError) {
        let first = try Money(json: json.member("first"))
        let second = try Money(json: json.member("second"))
        self.init(
            first: first.asset, second: second.asset,
            reserves: (first.atomicUnits, second.atomicUnits), shares: try json.units("shares"),
            tick: try json.whole("tick"))
    }
}

extension PerpetualPosition {
    public var json: JSONValue {
        [
            "market": .string(market), "side": .string(side.rawValue),
            "margin": .string(String(margin)), "size": .string(String(size)),
            "entry": .string(String(entry)), "stop_loss": .optional(stopLoss.map { String($0) }),
            "take_profit": .optional(takeProfit.map { String($0) }), "tick": .integer(tick),
            "end": .optional(end?.rawValue), "funding": .string(String(funding)),
        ]
    }

    public init(json: JSONValue) throws(StoredValueError) {
        guard let funding = Int128(try json.text("funding")) else {
            throw StoredValueError("funding")
        }
        self.init(
            market: try json.text("market"), side: try json.choice("side"),
            margin: try json.units("margin"), size: try json.units("size"),
            entry: try json.units("entry"),
            stopLoss: json.present("stop_loss") == nil ? nil : try json.units("stop_loss"),
            takeProfit: json.present("take_profit") == nil ? nil : try json.units("take_profit"),
            tick: try json.whole("tick"),
            end: json.present("end") == nil ? nil : try json.choice("end"), funding: funding)
    }
}

extension JSONValue {
    func units(_ name: String) throws(StoredValueError) -> UInt128 {
        guard let units = UInt128(try text(name)) else { throw StoredValueError(name) }
        return units
    }
}
