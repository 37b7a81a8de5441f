internal import Domain
public import JSON

extension Subscription {
    public var json: JSONValue {
        [
            "id": .string(id), "tenant": .string(tenant), "agent": .string(agent),
            "service": .string(service), "name": .string(name), "url": .string(url),
            "period": .string(period.rawValue), "began_at": .time(beganAt),
            "state": .string(state.rawValue), "number": .integer(number),
            "tries": .integer(Int64(tries)), "paid_until": paidUntil.map { .time($0) } ?? .null,
            "amount": .string(price.quantity.description), "token": .string(price.token),
            "ends_with_period": .bool(endsWithPeriod), "due": due.map { .time($0) } ?? .null,
            "run": .string(run.rawValue),
        ]
    }

    public init(json: JSONValue) throws(StoredValueError) {
        let amount: Quantity
        do { amount = try Quantity(decimal: try json.text("amount")) } catch {
            throw StoredValueError("amount")
        }
        var listing = Listing(
            id: try json.text("service"), name: try json.text("name"), summary: "", category: "",
            url: try json.text("url"), price: TokenAmount(amount, try json.text("token")))
        listing.period = try json.choice("period")
        self.init(
            id: try json.text("id"), tenant: try json.text("tenant"),
            agent: try json.text("agent"), listing: listing, run: ID(try json.text("run")),
            at: try json.time("began_at"))
        state = try json.choice("state")
        number = try json.whole("number")
        tries = Int(try json.whole("tries"))
        paidUntil = json.present("paid_until") == nil ? nil : try json.time("paid_until")
        endsWithPeriod = try json.flag("ends_with_period")
        due = json.present("due") == nil ? nil : try json.time("due")
    }
}
