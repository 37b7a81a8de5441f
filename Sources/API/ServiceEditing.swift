internal import Domain
internal import JSON
internal import Orchestration
internal import Paygent
internal import Web

/// `POST` and `PUT /services`: what owners add to the directory.
struct ServiceEditing {
    let registry: ServiceRegistry
    let newID: @Sendable () -> String

    /// A list of other people's services may be longer than an ordinary body.
    static let listBytesMax = 4 << 20

    var routes: [Route] {
        let form = Schema.object([
            "name": "string", "description": "string", "category": "string", "url": "string",
            "price": "object", "pricing_model": "string", "period": "string",
            "mcp_compatible": "boolean",
        ])
        return [
            .endpoint(
                .post, "/api/v1/services", tag: "Services", "Add a service", request: form,
                answers: [.init(.created, "The service.")], add),
            .endpoint(
                .put, "/api/v1/services/{id}", tag: "Services", "Change a service", request: form,
                update),
            .endpoint(
                .post, "/api/v1/services/import", tag: "Services",
                "Take over an x402 Bazaar list, as hints",
                request: Schema.object(["url": "string", "items": "array"]),
                bodyBytesMax: Self.listBytesMax, take),
        ]
    }

    private func add(_ request: Request) async throws(Problem) -> Response {
        try request.mustBeAdmin()
        let form = try ServiceForm(try request.jsonObject())
        guard let name = form.name else {
            throw Problem.invalid("name", "'name' is missing; send text such as \"Weather daily\".")
        }
        guard let url = form.url else {
            throw Problem.invalid(
                "url", "'url' is missing; send an address such as https://api.example.com/data.")
        }
        guard let price = form.price else {
            throw Problem.invalid(
                "price", "'price' is missing; send {\"amount\": \"0.05\", \"token\": \"USDC\"}.")
        }
        var listing = Listing(
            id: newID(), name: name, summary: "", category: "other", url: url, price: price)
        form.apply(to: &listing)
        do {
            return .json(try await registry.add(listing).clientJSON, status: .created)
        } catch { throw Problem(error) }
    }

    private func update(_ request: Request) async throws(Problem) -> Response {
        try request.mustBeAdmin()
        let form = try ServiceForm(try request.jsonObject())
        do {
            return .json(
                try await registry.update(request.parameter("id") ?? "") { form.apply(to: &$0) }
                    .clientJSON)
        } catch { throw Problem(error) }
    }

    private func take(_ request: Request) async throws(Problem) -> Response {
        try request.mustBeAdmin()
        let body = try request.jsonObject()
        let (taken, skipped): (Int, Int)
        do throws(ServiceRegistry.Failure) {
            if let url = body["url"]?.string {
                (taken, skipped) = try await registry.fetch(url)
            } else {
                (taken, skipped) = try await registry.take(.object(body))
            }
        } catch { throw Problem(error) }
        return .json([
            "taken": .integer(Int64(taken)), "skipped": .integer(Int64(skipped)),
            "message": .string(
                "\(taken) services were taken over as hints, \(skipped) left out. What is paid is "
                    + "what each seller asks, within your limits."),
        ])
    }
}

/// What a client says of a service, each part checked.
private struct ServiceForm: Sendable {
    let name: String?
    let summary: String?
    let category: String?
    let url: String?
    let price: TokenAmount?
    let model: String?
    let period: Command.Subscribing.Period?
    let isMCP: Bool?

    static let models = ["pay-per-call", "metered", "subscription"]

    init(_ body: JSONObject) throws(Problem) {
        name = try Self.text(body, "name", max: 120)
        summary = try Self.text(body, "description", max: 1000)
        category = try Self.text(body, "category", max: 40)?.lowercased()
        url = try Self.address(body)
        price = try Self.price(body)
        model = try body.optionalString("pricing_model")
        if let model, !Self.models.contains(model) {
            throw Problem.invalid(
                "pricing_model", "'pricing_model' is pay-per-call, metered or subscription.")
        }
        let period = try body.optionalString("period")
        self.period = period.flatMap { Command.Subscribing.Period(rawValue: $0) }
        if period != nil, self.period == nil {
            throw Problem.invalid("period", "'period' is daily, weekly, monthly or yearly.")
        }
        isMCP = try body.optionalBool("mcp_compatible")
    }

    func apply(to listing: inout Listing) {
        if let name { listing.name = name }
        if let summary { listing.summary = summary }
        if let category { listing.category = category }
        if let url { listing.url = url }
        if let price { listing.price = price }
        if let model { listing.pricingModel = model }
        if let period { listing.period = period }
        if let isMCP { listing.isMCP = isMCP }
    }

    private static func text(
        _ body: JSONObject, _ name: String, max: Int
    ) throws(Problem) -> String? {
        guard let text = try body.optionalString(name) else { return nil }
        guard text.utf8.contains(where: { $0 > 0x20 }), text.count <= max else {
            throw Problem.invalid(name, "'\(name)' has 1 to \(max) characters.")
        }
        return text
    }

    private static func address(_ body: JSONObject) throws(Problem) -> String? {
        let name = body["url"] == nil && body["endpoint"] != nil ? "endpoint" : "url"
        guard let url = try text(body, name, max: 2000) else { return nil }
        guard url.hasPrefix("http://") || url.hasPrefix("https://"),
            url.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F })
        else {
            throw Problem.invalid(
                name, "'\(name)' is an address such as https://api.example.com/data.")
        }
        return url
    }

    /// `price {amount, token}`, or `price_amount` and `price_token`.
    private static func price(_ body: JSONObject) throws(Problem) -> TokenAmount? {
        let amount = body["price"]?["amount"] ?? body["price_amount"]
        guard let amount, !amount.isNull else { return nil }
        let token = (body["price"]?["token"] ?? body["price_token"])?.string ?? "USDC"
        let text = amount.string ?? amount.integer.map { String($0) } ?? ""
        let quantity: Quantity
        do { quantity = try Quantity(decimal: text) } catch {
            throw Problem.invalid(
                "price", "The price is a decimal number as text, such as \"0.05\".")
        }
        guard !quantity.isZero else {
            throw Problem.invalid("price", "The price has to be above zero.")
        }
        guard (1...16).contains(token.utf8.count) else {
            throw Problem.invalid("price", "The token is a symbol such as USDC.")
        }
        return TokenAmount(quantity, token.uppercased())
    }
}
