internal import Domain
public import JSON
internal import Orchestration
public import Web

/// The one route table: it serves every request, and it prints the OpenAPI document.
public enum APIRouter {
    /// What one process serves.
    public enum Part: Sendable {
        case everything
        /// The facilitator, also at the root, where clients of a facilitator look for it.
        case facilitator
        /// The paths that are sold.
        case shop
    }

    public static func router(_ parts: APIParts, only part: Part = .everything) -> Router {
        switch part {
        case .everything: everything(parts)
        case .facilitator:
            router(
                x402(parts).facilitatorRoutes(under: "/facilitator")
                    + x402(parts).facilitatorRoutes(under: ""), guarded: true, parts)
        case .shop: router(shop(parts), guarded: false, parts)
        }
    }

    private static func router(_ routes: [Route], guarded: Bool, _ parts: APIParts) -> Router {
        let operations = Operations(report: parts.health, version: parts.version).routes
        let access = parts.access
        return Router(
            (guarded ? routes.map { access.guarding($0) } : routes) + operations,
            refuse: { refusal, id in Problem(refusal).response(requestID: id) },
            answerOptions: { access.preflight($0, allowed: $1) })
    }

    /// Whoever pays may come in: these need no key.
    private static func shop(_ parts: APIParts) -> [Route] {
        guard let shop = parts.shop else { return [] }
        return ShopRoutes(shop: shop, baseURL: parts.baseURL).routes
    }

    private static func x402(_ parts: APIParts) -> X402Routes {
        X402Routes(
            facilitator: parts.facilitator, seller: parts.seller, isOpen: parts.access.isOpen,
            assets: parts.assets, clock: parts.clock, baseURL: parts.baseURL)
    }

    private static func everything(_ parts: APIParts) -> Router {
        let routes = self.routes(parts)
        let document = OpenAPI.document(of: routes, version: parts.version)
        let access = parts.access
        return Router(
            // Who pays for the demo needs no key: our own agents have none.
            routes.map { access.guarding($0, needsKey: $0.path != DemoResource.path) }
                + open(parts, document) + shop(parts),
            refuse: { refusal, id in Problem(refusal).response(requestID: id) },
            answerOptions: { access.preflight($0, allowed: $1) })
    }

    /// What `paygent openapi` prints.
    public static func openAPI(_ parts: APIParts) -> JSONValue {
        OpenAPI.document(of: routes(parts), version: parts.version)
    }

    private static func routes(_ parts: APIParts) -> [Route] {
        let routes = interface(parts)
        let tools = MCPTools(
            router: Router(routes, refuse: { Problem($0).response(requestID: $1) }))
        return routes
            + MCPRoutes(
                tools: tools, sessions: parts.mcpSessions, access: parts.access,
                shop: parts.shop.map(MCPShop.init),
                version: parts.version
            ).routes + chat(parts).routes
    }

    private static func chat(_ parts: APIParts) -> ChatRoutes {
        ChatRoutes(
            entrance: ChatEntrance(
                registry: parts.registry,
                once: RunOnce(runs: parts.agentRuns, answers: parts.answers, clock: parts.clock),
                conversations: ChatConversations(registry: parts.registry, agents: parts.agents),
                access: parts.access),
            report: RunReport(
                payments: parts.runs, approvals: parts.approvals, wallet: parts.wallet),
            stream: RunStream(
                runs: parts.agentRuns, journal: parts.journal, events: parts.events),
            baseURL: parts.baseURL)
    }

    /// The REST interface.
    private static func interface(_ parts: APIParts) -> [Route] {
        let sessions = Sessions(
            conversations: parts.conversations, exports: parts.exports, sessions: parts.sessions,
            answers: parts.answers, clock: parts.clock)
        return sessions.routes
            + SessionTools(
                sessions: sessions, dryRun: parts.dryRun, mcpServers: parts.mcpServers
            ).routes
            + Workflows(exports: parts.exports, conversations: parts.conversations).routes
            + Prompts(exports: parts.exports).routes
            + CommandRoutes().routes
            + Agents(
                registry: parts.registry, runs: parts.agentRuns, runStore: parts.agentRunStore,
                once: RunOnce(runs: parts.agentRuns, answers: parts.answers, clock: parts.clock),
                report: RunReport(
                    payments: parts.runs, approvals: parts.approvals, wallet: parts.wallet),
                journal: parts.journal, events: parts.events, timekeeper: parts.timekeeper
            ).routes
            + StopRoutes(
                killSwitch: parts.killSwitch, registry: parts.registry,
                timekeeper: parts.timekeeper
            ).routes
            + ScheduleRoutes(timekeeper: parts.timekeeper, runs: parts.agentRuns).routes
            + runtime(parts)
            + ApprovalRoutes(
                approvals: parts.approvals, runs: parts.agentRuns, events: parts.events
            ).routes
            + PaymentRoutes(
                runs: parts.runs, ledger: parts.ledger, journal: parts.journal,
                wallet: parts.wallet
            ).routes
            + VenueRoutes(venues: parts.venues, registry: parts.registry).routes
            + ReconciliationRoutes(reconciliation: parts.reconciliation).routes
            + x402(parts).routes
    }

    /// Commands, single payments, services and logs.
    private static func runtime(_ parts: APIParts) -> [Route] {
        let once = RunOnce(runs: parts.agentRuns, answers: parts.answers, clock: parts.clock)
        let report = RunReport(
            payments: parts.runs, approvals: parts.approvals, wallet: parts.wallet)
        let stream = RunStream(
            runs: parts.agentRuns, journal: parts.journal, events: parts.events)
        let execute = ExecuteRoutes(
            once: once, registry: parts.registry, agents: parts.agents, report: report,
            stream: stream)
        let sessions = CommandSessions(
            agents: parts.agents, runs: parts.agentRuns, runStore: parts.agentRunStore,
            approvals: parts.approvals)
        let socket = CommandSocket(
            execute: execute, sessions: sessions, runs: parts.agentRuns, report: report,
            approvals: Router(
                ApprovalRoutes(
                    approvals: parts.approvals, runs: parts.agentRuns, events: parts.events
                ).routes),
            access: parts.access)
        let teams = TeamRoutes(
            teams: parts.teams, once: once, report: report, runStore: parts.agentRunStore,
            stream: stream, clock: parts.clock)
        return execute.routes + teams.routes + sessions.routes + socket.routes
            + MoneyRoutes(once: once, report: report).routes
            + WalletRoutes(
                wallet: parts.wallet, registry: parts.registry, runs: parts.runs,
                clock: parts.clock
            ).routes + ServiceRoutes(registry: parts.services).routes
            + ServiceEditing(registry: parts.services) { parts.agentRuns.newID().rawValue }.routes
            + OwnToolRoutes(once: once, report: report).routes
            + SubscriptionRoutes(
                subscriptions: parts.subscriptions, registry: parts.services, once: once,
                report: report
            ).routes
            + LogRoutes(
                runs: parts.agentRunStore, agents: parts.agents, journal: parts.journal,
                report: report
            ).routes
    }

    /// Answered without a key: whether the service is alive, and how to use it.
    private static func open(_ parts: APIParts, _ document: JSONValue) -> [Route] {
        let bytes = document.bytes
        let openAPI = Route(.get, "/openapi.json", documentation: .init(isListed: false)) { _ in
            Response(.ok, contentType: "application/json", bytes)
        }
        return [openAPI] + Operations(report: parts.health, version: parts.version).routes
            + Pages(files: parts.files).routes
    }
}
