internal import API
internal import Domain
internal import Orchestration
internal import Outbound
internal import Paygent
internal import Programs
internal import SQLiteStore
internal import Signing
internal import Synchronization
internal import Wizard

/// Everything that one process is made of, put together in one place.
struct Composition: Sendable {
    let storage: Storage
    let money: MoneyParts
    let models: ModelParts
    let agentRuns: AgentRuns
    let timekeeper: Timekeeper
    let subscriptions: Subscriptions
    let health: ProcessHealth
    let generator: PromptGenerator
    let parts: APIParts
    let events: Broadcast
    /// Where this process is reached; known once it listens.
    let ownAddress = OwnAddress()

    /// - Throws: `StartError`, which says what stands in the way.
    init(_ configuration: Configuration) async throws(StartError) {
        let surroundings = Surroundings()
        let (clock, randomness) = (surroundings.clock, surroundings.randomness)
        events = surroundings.events
        storage = try Storage(configuration, surroundings)
        models = try ModelParts(configuration, surroundings, storage.database)
        money = try await MoneyParts(configuration, storage, surroundings)
        let assets = money.chains.assets
        let ownAddress = ownAddress
        let prices = PriceDiscovery(
            http: money.http, assets: assets, isSimulated: money.chains.chain.isSimulated)
        let services = ServiceRegistry(
            builtIn: BuiltInServices { ownAddress.url }, store: storage.services,
            prices: PriceDiscovery(http: money.http, assets: assets),
            assets: assets, http: money.http, clock: clock)
        agentRuns = AgentRuns(
            runs: storage.agentRuns, agents: storage.agents, payments: money.payments,
            paymentRuns: storage.money, prices: prices,
            tools: ToolCaller(http: money.http, mcp: money.mcp.servers) {
                configuration.toolSecrets[$0]
            },
            assets: assets, services: services,
            wallet: money.wallet, interpreter: EmbeddedInterpreter(), journal: storage.money,
            events: surroundings.events, clock: clock, randomness: randomness,
            presence: storage.presence, venues: money.venues,
            subscriptions: storage.subscriptions, model: models.runs,
            entrance: SubscriptionEntrance(
                signer: money.signer, http: money.http, runs: storage.money),
            timetable: Timetable(triggers: storage.triggers, zones: SystemTimeZones()))
        subscriptions = Subscriptions(
            store: storage.subscriptions, runs: agentRuns, clock: clock)
        timekeeper = Timekeeper(
            triggers: storage.triggers, agents: storage.agents, runs: agentRuns,
            zones: SystemTimeZones(),
            watcher: Watcher(wallet: money.wallet, venues: money.venues), clock: clock,
            randomness: randomness)
        health = ProcessHealth(
            database: storage.database, holds: storage.money, redis: storage.redis,
            models: models.pool, chains: ChainHealth(money.chains, money.wallet, clock))
        generator = try Self.generator(configuration)
        let exports = Exports(
            sessions: storage.sessions, exports: storage.exports, generator: generator,
            settings: ExportSettings(), clock: clock)
        parts = APIParts(
            conversations: Self.conversations(storage, models, assets, surroundings),
            dryRun: ToolDryRun(http: money.http), mcpServers: money.mcp.servers, exports: exports,
            registry: AgentRegistry(
                agents: storage.agents, sessions: storage.sessions, exports: exports,
                runs: storage.money, killSwitch: money.killSwitch, clock: clock,
                randomness: randomness),
            killSwitch: money.killSwitch, approvals: money.approvals, agentRuns: agentRuns,
            teams: Teams(
                store: storage.teams, agents: storage.agents, runs: storage.money,
                agentRuns: agentRuns, killSwitch: money.killSwitch, clock: clock),
            timekeeper: timekeeper, subscriptions: subscriptions,
            agentRunStore: storage.agentRuns, agents: storage.agents, services: services,
            sessions: storage.sessions, answers: storage.answers, runs: storage.money,
            ledger: storage.money, journal: storage.money, events: surroundings.events,
            wallet: money.wallet, reconciliation: money.reconciliation,
            venues: money.venues, facilitator: money.facilitator,
            seller: money.seller, assets: assets,
            shop: try ShopParts.shop(configuration, money, storage.marks, clock),
            baseURL: { ownAddress.url }, clock: clock, health: health,
            files: DiskFiles(folder: configuration.webFolder),
            access: Access(
                keys: configuration.apiKeys, origins: configuration.corsOrigins,
                requestsPerMinute: configuration.rateLimitPerMinute, clock: clock),
            mcpSessions: MCPSessions(clock: clock, randomness: randomness),
            version: Version.text)
    }
}

extension Composition {
    private static func conversations(
        _ storage: Storage, _ models: ModelParts, _ assets: AssetTable,
        _ surroundings: Surroundings
    ) -> Conversations {
        Conversations(
            sessions: storage.sessions, answers: storage.answers,
            reader: models.reader(storage.sessions), writer: models.writer, assets: assets,
            clock: surroundings.clock, randomness: surroundings.randomness)
    }

    /// With the user's own templates, each checked before the first request.
    private static func generator(_ configuration: Configuration) throws(StartError)
        -> PromptGenerator
    {
        var overrides: [String: String] = [:]
        if let folder = configuration.templatesFolder {
            for (name, bytes) in try File.all(in: folder) {
                overrides[name] = String(decoding: bytes, as: UTF8.self)
            }
        }
        do { return try PromptGenerator(overrides: overrides) } catch {
            throw StartError("a prompt template cannot be used: \(error)")
        }
    }
}

extension Composition {
    /// The agents that every installation has, made as any other: their files are exported and read.
    func registerBuiltInAgents() async throws(StartError) {
        for design in BuiltInAgents.designs {
            let file: [UInt8]
            do { file = try BuiltInAgents.file(of: design, generator, ExportSettings()) } catch {
                throw StartError("a built-in agent cannot be exported: \(error)")
            }
            do { try await parts.registry.register(builtIn: file, of: .local) } catch {
                throw StartError("a built-in agent cannot be registered: \(error)")
            }
        }
    }
}

extension Composition {
    /// Nothing that was started is left running.
    func close() async {
        money.mcp.programs.stop()
        await storage.database.close()
    }
}

/// What every part is given.
struct Surroundings: Sendable {
    let clock = SystemClock()
    let randomness = SystemRandomness()
    let events = Broadcast()
}

/// Where this process is reached: known when its port is.
final class OwnAddress: Sendable {
    private let text = Mutex("http://127.0.0.1")

    var url: String { text.withLock { $0 } }

    func set(_ url: String) { text.withLock { $0 = url } }
}
