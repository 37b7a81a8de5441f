internal import Domain
internal import JSON
internal import Orchestration
internal import Paygent
internal import Web

/// `/services/{id}/subscribe` and what was subscribed to.
struct SubscriptionRoutes {
    let subscriptions: Subscriptions
    let registry: ServiceRegistry
    let once: RunOnce
    let report: RunReport

    var routes: [Route] {
        [
            .endpoint(
                .post, "/api/v1/services/{id}/subscribe", tag: "Services",
                "Subscribe an agent: its first period is paid within its limits",
                request: Schema.object(["agent": "string"]), subscribe),
            .endpoint(
                .get, "/api/v1/services/{id}/subscription", tag: "Services",
                "How an agent's subscription stands", show),
            .endpoint(
                .delete, "/api/v1/services/{id}/subscription", tag: "Services",
                "Cancel it: with its period, or at once", cancel),
            .endpoint(
                .get, "/api/v1/subscriptions", tag: "Services", "What agents have subscribed to",
                list),
        ]
    }

    private func subscribe(_ request: Request) async throws(Problem) -> Response {
        let body = try request.jsonObject()
        let agent = try body.optionalString("agent") ?? GeneralAgent.name
        let id = request.parameter("id") ?? ""
        let found: Listing?
        do { found = try await registry.listing(id) } catch { throw Problem(error) }
        guard let listing = found else { throw Problem(ServiceRegistry.Failure.notFound) }
        let order = Order(
            "subscribe to \(listing.name)", command: .subscribe(.init(service: listing.id)))
        let begun = try await once.begin(order, agent: agent, session: nil, for: request)
        let run = try await once.carryOut(begun.run)
        guard case .object(var answer) = try await report.json(run) else {
            throw Problem(.internalError, "The run has no form.")
        }
        answer["subscription"] = try await json(id, agent)
        var response = Response.json(.object(answer))
        if begun.isRepeat { response.headers["Idempotent-Replayed"] = "true" }
        return response
    }

    private func show(_ request: Request) async throws(Problem) -> Response {
        let json = try await json(request.parameter("id") ?? "", Self.agent(request))
        guard !json.isNull else { throw Self.none }
        return .json(json)
    }

    private func cancel(_ request: Request) async throws(Problem) -> Response {
        let isAtOnce = try request.flag("at_once", default: false)
        do {
            let ended = try await subscriptions.cancel(
                request.parameter("id") ?? "", of: Self.agent(request), tenant: .local,
                atOnce: isAtOnce)
            return .json(json(of: ended))
        } catch .runNotFound { throw Self.none } catch { throw Problem(error) }
    }

    private func list(_ request: Request) async throws(Problem) -> Response {
        do {
            let all = try await subscriptions.list(of: request.query["agent"], tenant: .local)
            return .list(all.map(json))
        } catch { throw Problem(error) }
    }

    private func json(_ service: String, _ agent: String) async throws(Problem) -> JSONValue {
        do {
            return try await subscriptions.subscription(to: service, of: agent, tenant: .local)
                .map(json) ?? .null
        } catch { throw Problem(error) }
    }

    private func json(of subscription: Subscription) -> JSONValue {
        [
            "id": .string(subscription.id), "service_id": .string(subscription.service),
            "name": .string(subscription.name), "agent": .string(subscription.agent),
            "status": .string(subscription.state.rawValue),
            "usable": .bool(subscriptions.isUsable(subscription)),
            "period": .string(subscription.period.rawValue),
            "period_number": .integer(subscription.number),
            "price": [
                "amount": .string(subscription.price.quantity.moneyText),
                "token": .string(subscription.price.token),
            ],
            "paid_until": .optional(subscription.paidUntil?.rfc3339),
            "ends_with_period": .bool(subscription.endsWithPeriod),
            "run_id": .string(subscription.run.rawValue),
            "sentence": .string(subscription.sentence),
        ]
    }

    private static func agent(_ request: Request) -> String {
        request.query["agent"] ?? GeneralAgent.name
    }

    private static let none = Problem(
        .subscriptionNotFound,
        "This agent has no subscription to this service that goes on; GET /api/v1/subscriptions lists them."
    )
}
