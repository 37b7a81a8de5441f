internal import Domain
internal import JSON
internal import Orchestration
internal import Paygent
internal import Web

/// `/services`: what can be bought, as the directory describes it. A hint, never a permission: the
/// price that counts is the one that the seller asks.
struct ServiceRoutes {
    let directory: any ServiceDirectory

    var routes: [Route] {
        [
            .endpoint(
                .get, "/api/v1/services/discover", tag: "Services", "Services that fit a search",
                discover),
            .endpoint(.get, "/api/v1/services/{id}", tag: "Services", "One service", show),
            .endpoint(
                .get, "/api/v1/services/{id}/pricing", tag: "Services", "What it costs", pricing),
        ]
    }

    private func discover(_ request: Request) async throws(Problem) -> Response {
        let limit = try request.number("limit", default: 50, in: 1...200)
        let priceMax = try request.quantity("max_price")
        let query = request.query["q"] ?? ""
        let category = request.query["category"]?.lowercased() ?? ""
        var found = try await listings()
        if query.utf8.contains(where: { $0 > 0x20 }) {
            found = Listing.best(for: query, among: found)
        }
        found = found.filter { listing in
            (category.isEmpty || listing.category.lowercased() == category)
                && priceMax.map { listing.price.quantity <= $0 } ?? true
        }
        let shown: JSONValue = .array(found.prefix(limit).map(\.clientJSON))
        return .json([
            "services": shown, "items": shown, "total": .integer(Int64(found.count)),
            "next_cursor": nil,
        ])
    }

    private func show(_ request: Request) async throws(Problem) -> Response {
        .json(try await listing(request).clientJSON)
    }

    private func pricing(_ request: Request) async throws(Problem) -> Response {
        let listing = try await listing(request)
        return .json([
            "service_id": .string(listing.id), "pricing_model": .string(listing.pricingModel),
            "price": listing.priceJSON, "simulated": .bool(listing.isSimulated),
            "note":
                "As it is listed. What is paid is what the seller asks, within the agent's limits.",
        ])
    }

    private func listing(_ request: Request) async throws(Problem) -> Listing {
        let id = request.parameter("id") ?? ""
        guard let listing = try await listings().first(where: { $0.id == id }) else {
            throw Problem(
                .serviceNotFound,
                "There is no service with this id; GET /api/v1/services/discover lists them.")
        }
        return listing
    }

    private func listings() async throws(Problem) -> [Listing] {
        do { return try await directory.listings() } catch { throw Problem(error) }
    }
}

extension Listing {
    fileprivate var clientJSON: JSONValue {
        [
            "id": .string(id), "name": .string(name), "description": .string(summary),
            "category": .string(category), "url": .string(url), "host": .optional(host),
            "price": priceJSON, "pricing_model": .string(pricingModel),
            "simulated": .bool(isSimulated),
        ]
    }

    fileprivate var priceJSON: JSONValue {
        ["amount": .string(price.quantity.moneyText), "token": .string(price.token)]
    }
}
