public import Domain
public import Orchestration

/// Everything the API is built on; made once, in `App`.
public struct APIParts: Sendable {
    public var conversations: Conversations
    public var dryRun: ToolDryRun
    public var mcpServers: MCPServers
    public var exports: Exports
    public var registry: AgentRegistry
    public var killSwitch: KillSwitch
    public var approvals: Approvals
    public var agentRuns: AgentRuns
    public var teams: Teams
    public var timekeeper: Timekeeper
    public var subscriptions: Subscriptions
    public var agentRunStore: any AgentRunStore
    public var agents: any AgentStore
    public var services: ServiceRegistry
    public var sessions: any SessionStore
    public var answers: any IdempotencyStore
    public var runs: any RunStore
    public var ledger: any LedgerStore
    public var journal: any Journal
    public var events: any Events
    public var wallet: Wallet
    public var reconciliation: Reconciliation
    public var venues: Venues
    public var facilitator: Facilitator
    /// Of our own demo and tools; the facilitator behind it is our own.
    public var seller: Seller
    public var assets: AssetTable
    /// Nil when nothing is sold.
    public var shop: Shop?
    public var baseURL: @Sendable () -> String
    public var clock: any Clock
    public var health: any HealthReport
    public var files: any PageFiles
    public var access: Access
    public var mcpSessions: MCPSessions
    public var version: String

    public init(
        conversations: Conversations, dryRun: ToolDryRun,
        mcpServers: MCPServers, exports: Exports, registry: AgentRegistry,
        killSwitch: KillSwitch, approvals: Approvals,
        agentRuns: AgentRuns, teams: Teams, timekeeper: Timekeeper, subscriptions: Subscriptions,
        agentRunStore: any AgentRunStore,
        agents: any AgentStore,
        services: ServiceRegistry, sessions: any SessionStore,
        answers: any IdempotencyStore, runs: any RunStore, ledger: any LedgerStore,
        journal: any Journal, events: any Events, wallet: Wallet,
        reconciliation: Reconciliation, venues: Venues,
        facilitator: Facilitator, seller: Seller, assets: AssetTable, shop: Shop?,
        baseURL: @escaping @Sendable () -> String,
        clock: any Clock,
        health: any HealthReport, files: any PageFiles, access: Access,
        mcpSessions: MCPSessions, version: String
    ) {
        self.conversations = conversations
        self.dryRun = dryRun
        self.mcpServers = mcpServers
        self.exports = exports
        self.registry = registry
        self.killSwitch = killSwitch
        self.approvals = approvals
        self.agentRuns = agentRuns
        self.teams = teams
        self.timekeeper = timekeeper
        self.subscriptions = subscriptions
        self.agentRunStore = agentRunStore
        self.agents = agents
        self.services = services
        self.sessions = sessions
        self.answers = answers
        self.runs = runs
        self.ledger = ledger
        self.journal = journal
        self.events = events
        self.wallet = wallet
        self.reconciliation = reconciliation
        self.venues = venues
        self.facilitator = facilitator
        self.seller = seller
        self.assets = assets
        self.shop = shop
        self.baseURL = baseURL
        self.clock = clock
        self.health = health
        self.files = files
        self.access = access
        self.mcpSessions = mcpSessions
        self.version = version
    }
}
