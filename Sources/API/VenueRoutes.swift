internal import Domain
internal import JSON
internal import Orchestration
internal import Paygent
internal import Web

/// `/agents/{name}/positions`, `/bets`, `/claims`, `/liquidity`: what an agent holds at the venues.
struct VenueRoutes {
    let venues: Venues
    let registry: AgentRegistry

    var routes: [Route] {
        let path = "/api/v1/agents/{name}"
        return [
            .endpoint(
                .get, "\(path)/positions", tag: "Agents",
                "Its leveraged positions, open ones first", positions),
            .endpoint(.get, "\(path)/bets", tag: "Agents", "Its bets, latest first", bets),
            .endpoint(
                .get, "\(path)/claims", tag: "Agents", "Its bets that were won and not collected",
                claims),
            .endpoint(
                .get, "\(path)/liquidity", tag: "Agents", "Its shares of pools, and in farms",
                liquidity),
        ]
    }

    private func positions(_ request: Request) async throws(Problem) -> Response {
        let owner = try await owner(request).key
        do {
            return answer(
                try await venues.perpetuals.positions(of: owner).map(\.json),
                isSimulated: venues.perpetuals.isSimulated)
        } catch { throw Problem(error) }
    }

    private func bets(_ request: Request) async throws(Problem) -> Response {
        answer(
            try await placed(request).map(\.json), isSimulated: venues.predictions.isSimulated)
    }

    private func claims(_ request: Request) async throws(Problem) -> Response {
        answer(
            try await placed(request).filter { $0.state == .won }.map(\.json),
            isSimulated: venues.predictions.isSimulated)
    }

    private func placed(_ request: Request) async throws(Problem) -> [PlacedBet] {
        let owner = try await owner(request).key
        do { return try await venues.predictions.bets(of: owner) } catch { throw Problem(error) }
    }

    private func liquidity(_ request: Request) async throws(Problem) -> Response {
        let owner = try await owner(request)
        let exchange = venues.exchange(on: owner.network)
        do {
            return answer(
                try await exchange.holdings(of: owner.key).map(\.json),
                isSimulated: exchange.isSimulated)
        } catch { throw Problem(error) }
    }

    private func answer(_ items: [JSONValue], isSimulated: Bool) -> Response {
        .list(
            items,
            and: ["total": .integer(Int64(items.count)), "simulated": .bool(isSimulated)])
    }

    /// Positions belong to the agent that was told, also when a specialist carried them out.
    private func owner(
        _ request: Request
    ) async throws(Problem) -> (key: String, network: Network) {
        let version: AgentVersion
        do { version = try await registry.agent(request.agentName, of: .local).agent.latest } catch {
            throw Problem(error)
        }
        let reference = AgentReference(name: version.name, version: version.version)
        return (reference.key, version.design.policy.network)
    }
}
