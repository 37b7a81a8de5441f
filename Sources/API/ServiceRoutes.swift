internal import Domain
internal import JSON
internal import Orchestration
internal import Paygent
internal import Web

/// `/services`: what can be bought, as the directory describes it. A hint, never a permission: the
/// price that counts is the one that the seller asks.
struct ServiceRoutes {
    let registry: ServiceRegistry

    var routes: [Route] {
        [
            .endpoint(
                .get, "/api/v1/services/discover", tag: "Services", "Services that fit a search",
                discover),
            .endpoint(.get, "/api/v1/services/{id}", tag: "Services", "One service", show),
            .endpoint(
                .get, "/api/v1/services/{id}/pricing", tag: "Services",
                "What it costs: as listed, and as the seller asks", pricing),
        ]
    }

    private func discover(_ request: Request) async throws(Problem) -> Response {
        let limit = try request.pageLimit
        let start = try request.number("cursor", default: 0, in: 0...ServiceRegistry.servicesMax)
        let wanted = try Wanted(request)
        var found = try await listings()
        if let query = request.query["q"], query.utf8.contains(where: { $0 > 0x20 }) {
            found = Listing.best(for: query, among: found)
        }
        found = found.filter(wanted.includes)
        let page = found.dropFirst(start).prefix(limit)
        let shown = page.map(\.clientJSON)
        let end = start + page.count
        return .list(
            shown, next: end < found.count ? String(end) : nil,
            and: ["services": .array(shown), "total": .integer(Int64(found.count))])
    }

    private func show(_ request: Request) async throws(Problem) -> Response {
        .json(try await listing(request).clientJSON)
    }

    private func pricing(_ request: Request) async throws(Problem) -> Response {
        let listing = try await listing(request)
        let asked = await registry.askedPrice(of: listing)
        return .json([
            "service_id": .string(listing.id), "pricing_model": .string(listing.pricingModel),
            "price": listing.priceJSON, "simulated": .bool(listing.isSimulated),
            "asked": [
                "price": asked.amount.map {
                    ["amount": .string($0.quantity.moneyText), "token": .string($0.token)]
                } ?? .null,
                "sentence": .string(asked.sentence), "asked_at": .string(asked.askedAt.rfc3339),
                "kept_seconds": .integer(ServiceRegistry.priceKeptSeconds),
            ],
            "note":
                "As it is listed. What is paid is what the seller asks, within the agent's limits.",
        ])
    }

    private func listing(_ request: Request) async throws(Problem) -> Listing {
        let id = request.parameter("id") ?? ""
        guard let listing = try await listings().first(where: { $0.id == id }) else {
            throw Problem(ServiceRegistry.Failure.notFound)
        }
        return listing
    }

    private func listings() async throws(Problem) -> [Listing] {
        do { return try await registry.listings() } catch { throw Problem(error) }
    }
}

/// Which services a search lets through.
private struct Wanted {
    let category: String
    let priceMin: Quantity?
    let priceMax: Quantity?
    let reputationMin: Int
    let isMCP: Bool?

    init(_ request: Request) throws(Problem) {
        category = request.query["category"]?.lowercased() ?? ""
        priceMin = try request.quantity("min_price")
        priceMax = try request.quantity("max_price")
        reputationMin = try request.number("min_reputation", default: 0, in: 0...100)
        switch request.query["mcp"] ?? request.query["mcp_compatible"] {
        case nil, "": isMCP = nil
        case "true": isMCP = true
        case "false": isMCP = false
        default: throw Problem.invalid("mcp", "'mcp' is true or false.")
        }
    }

    func includes(_ listing: Listing) -> Bool {
        (category.isEmpty || listing.category.lowercased() == category)
            && priceMin.map { listing.price.quantity >= $0 } ?? true
            && priceMax.map { listing.price.quantity <= $0 } ?? true
            && listing.reputation.score >= reputationMin
            && isMCP.map { listing.isMCP == $0 } ?? true
    }
}

extension Listing {
    var clientJSON: JSONValue {
        [
            "id": .string(id), "name": .string(name), "description": .string(summary),
            "category": .string(category), "url": .string(url), "endpoint": .string(url),
            "host": .optional(host), "price": priceJSON,
            "price_amount": .string(price.quantity.moneyText), "price_token": .string(price.token),
            "pricing_model": .string(pricingModel), "period": .optional(period?.rawValue),
            "mcp_compatible": .bool(isMCP), "source": .string(source.rawValue),
            "reputation_score": .integer(Int64(reputation.score)),
            "reputation": .string(reputation.sentence),
            "total_calls": .integer(Int64(reputation.count)), "simulated": .bool(isSimulated),
            "created_at": .optional(createdAt?.rfc3339),
            "updated_at": .optional(updatedAt?.rfc3339),
        ]
    }

    var priceJSON: JSONValue {
        ["amount": .string(price.quantity.moneyText), "token": .string(price.token)]
    }
}

extension Problem {
    init(_ failure: ServiceRegistry.Failure) {
        switch failure {
        case .notFound:
            self.init(
                .serviceNotFound,
                "There is no service with this id; GET /api/v1/services/discover lists them.")
        case .notYours:
            self = .invalid("id", "This service comes with the installation and stays as it is.")
        case .full:
            self = .invalid(
                "items", "There are \(ServiceRegistry.servicesMax) services already.")
        case .list(let sentence): self = .invalid("url", sentence)
        case .store(let error): self.init(error)
        }
    }
}
