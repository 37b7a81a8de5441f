import Domain
import JSON
import Paygent

// The step that looks for services, and what later steps take from it.
extension AgentRuns {
    /// What a search shows of its finds.
    static let shownMax = 5

    func discover(_ step: PlanStep) async throws(Failure) -> StepResult {
        let query = step.command.subject ?? ""
        guard step.command.isSearch || !query.isEmpty && Pointer(query) == nil else {
            return .failed(
                "discover_services", step.command.params, code: "not_clear_which",
                "Nothing in this session tells what is to be paid. Name the service, or give its "
                    + "address. Nothing was paid.")
        }
        let all: [Listing]
        do { all = try await services.listings() } catch { throw failure(error) }
        let exact = all.filter { $0.id == query }
        let listings = exact.isEmpty ? step.command.search.finds(among: all) : exact
        guard let first = listings.first else {
            return .failed(
                "discover_services", step.command.params, code: "service_not_found",
                "No service fits '\(query)'. Give the address of a service, such as "
                    + "https://api.example.com/data, or the wallet of a person (0x and 40 digits). "
                    + "Nothing was paid."
            )
        }
        var result: JSONObject = [
            "listing": .string(first.id), "name": .string(first.name), "url": .string(first.url),
            "price": first.price.json, "found": .integer(Int64(listings.count)),
            "services": .array(listings.prefix(Self.shownMax).map(\.shown)),
            "simulated": .bool(first.isSimulated),
        ]
        if step.command.isSearch {
            let others = listings.count == 1 ? "" : ", the first of \(listings.count)"
            result["sentence"] = .string(
                "Found \(first.name) for \(first.price) at \(first.url)\(others).")
        }
        return .done(
            ToolCall(
                tool: "discover_services", arguments: step.command.params,
                result: .object(result), succeeded: true))
    }

    /// The address in the command, or the service found by an earlier step.
    func target(of step: PlanStep, in run: AgentRun) -> Target? {
        let subject = step.command.subject
        if let subject, subject.hasPrefix("http://") || subject.hasPrefix("https://") {
            return Target(url: subject)
        }
        let calls = run.plan.steps.prefix { $0.id < step.id }.flatMap(\.calls)
        let search = calls.last { $0.tool == "discover_services" && $0.succeeded }
        let shown = search?.result["services"]?.array ?? []
        switch subject.flatMap({ Pointer($0) })?.place {
        case .number(let number):
            return number <= shown.count ? Target(shown[number - 1]) : nil
        case .last: return shown.last.flatMap(Target.init)
        case .other: return nil
        case .cheapest: return Self.cheapest(shown).flatMap(Target.init)
        case .same, nil: return shown.first.flatMap(Target.init)
        }
    }

    /// What is paid: where it is, and what the list says that one call costs.
    struct Target {
        let url: String
        /// Nil where nobody named a price, or where it depends on the use.
        var price: TokenAmount?

        init(url: String) { self.url = url }

        init?(_ shown: JSONValue) {
            guard let url = shown["url"]?.string else { return nil }
            self.init(url: url)
            guard shown["pricing_model"]?.string == "pay-per-call",
                let amount = shown["price"]?["amount"]?.quantity,
                let token = shown["price"]?["token"]?.string
            else { return }
            price = TokenAmount(amount, token)
        }
    }

    private static func cheapest(_ shown: [JSONValue]) -> JSONValue? {
        shown.min { left, right in
            guard let price = left["price"]?["amount"]?.quantity else { return false }
            guard let other = right["price"]?["amount"]?.quantity else { return true }
            return price < other
        }
    }
}

/// What a search is for, and in which order its finds come.
private struct Search {
    var query = ""
    var priceMax: TokenAmount?
    var order: Command.Discovery.Order?

    /// Nobody's words fit everything; of those that fit best, the order that was asked for.
    func finds(among listings: [Listing]) -> [Listing] {
        let fitting = query.isEmpty ? listings : Listing.best(for: query, among: listings)
        let affordable = fitting.filter { listing in
            guard let most = priceMax else { return true }
            return UnitOfAccount(listing.price.token) == UnitOfAccount(most.token)
                && listing.price.quantity <= most.quantity
        }
        guard order == .cheapest, let first = affordable.first else { return affordable }
        let fit = first.fit(to: query)
        let best = affordable.filter { $0.fit(to: query) == fit }
        return best.sorted { $0.price.quantity < $1.price.quantity }
            + affordable.filter { $0.fit(to: query) != fit }
    }
}

extension Command {
    /// Rather than a search for what is to be paid.
    fileprivate var isSearch: Bool {
        if case .serviceDiscovery = self { true } else { false }
    }

    fileprivate var search: Search {
        guard case .serviceDiscovery(let discovery) = self else {
            return Search(query: subject ?? "")
        }
        return Search(
            query: discovery.query ?? "",
            priceMax: discovery.maxPrice.map { TokenAmount($0, discovery.token ?? "USD") },
            order: discovery.order)
    }
}

extension Listing {
    fileprivate var shown: JSONValue {
        [
            "name": .string(name), "url": .string(url), "price": price.json,
            "pricing_model": .string(pricingModel),
        ]
    }
}
