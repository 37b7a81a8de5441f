internal import Domain
public import JSON

// What the store holds of a listing; what it is worth is counted, not stored.

extension Listing {
    public var json: JSONValue {
        [
            "id": .string(id), "name": .string(name), "summary": .string(summary),
            "category": .string(category), "url": .string(url),
            "amount": .string(price.quantity.description), "token": .string(price.token),
            "pricing_model": .string(pricingModel), "period": .optional(period?.rawValue),
            "is_mcp": .bool(isMCP), "source": .string(source.rawValue),
            "created_at": createdAt.map { .time($0) } ?? .null,
            "updated_at": updatedAt.map { .time($0) } ?? .null,
        ]
    }

    public init(json: JSONValue) throws(StoredValueError) {
        let amount: Quantity
        do { amount = try Quantity(decimal: try json.text("amount")) } catch {
            throw StoredValueError("amount")
        }
        self.init(
            id: try json.text("id"), name: try json.text("name"),
            summary: try json.text("summary"), category: try json.text("category"),
            url: try json.text("url"), price: TokenAmount(amount, try json.text("token")),
            pricingModel: try json.text("pricing_model"))
        if json.present("period") != nil { period = try json.choice("period") }
        isMCP = try json.flag("is_mcp")
        source = try json.choice("source")
        if json.present("created_at") != nil { createdAt = try json.time("created_at") }
        if json.present("updated_at") != nil { updatedAt = try json.time("updated_at") }
    }
}
