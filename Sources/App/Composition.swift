internal import API
internal import Domain
internal import Orchestration
internal import Outbound
internal import Paygent
internal import RedisStore
internal import SQLiteStore
internal import Signing
internal import Synchronization
internal import Wizard
internal import X402

/// Everything that one process is made of, put together in one place.
struct Composition: Sendable {
    let database: SQLiteDatabase
    let parts: APIParts
    let recovery: Recovery
    let agentRuns: AgentRuns
    let sandbox: SandboxChain
    let signer: LocalSigner
    /// Where this process is reached; known once it listens.
    let ownAddress: OwnAddress
    let health: ProcessHealth

    /// - Throws: `StartError`, which says what stands in the way.
    init(_ configuration: Configuration) throws(StartError) {
        let clock = SystemClock()
        let randomness = SystemRandomness()
        let events = Broadcast()
        let ownAddress = OwnAddress()
        try DataFolder.prepare(configuration.dataFolder)
        let database = try StartError.database {
            () throws(MigrationError) in
            try SQLiteDatabase(path: configuration.databasePath, at: clock.now())
        }
        let money = SQLiteMoneyStore(database)
        let killSwitch = KillSwitch(runs: money, clock: clock, events: events)
        let signer = try Self.signer(configuration, killSwitch)
        let sandbox = SandboxChain(
            ledger: SQLiteSandboxLedger(database), clock: clock, recover: Secp256k1.recover)
        let assets = AssetTable()
        let client = try Self.client(configuration)
        let gateway = X402Gateway(
            signer: signer, chain: sandbox, http: client, assets: assets, signsForMainnets: false)
        let payments = Payments(
            runs: money, gateway: gateway, clock: clock, randomness: randomness, events: events)
        let redis = try Self.redis(configuration, clock)
        let sessions = Self.sessions(database, redis)
        let agents = SQLiteAgentStore(database)
        let exports = Exports(
            sessions: sessions, exports: SQLiteExportStore(database),
            generator: try Self.generator(configuration), settings: ExportSettings(), clock: clock)
        let wallet = Wallet(chain: sandbox, assets: assets, address: signer.address)
        let runStore = SQLiteAgentRunStore(database)
        let agentRuns = AgentRuns(
            runs: runStore, agents: agents, payments: payments, paymentRuns: money,
            prices: PriceDiscovery(http: client, assets: assets), assets: assets,
            services: BuiltInServices { ownAddress.url }, wallet: wallet,
            interpreter: EmbeddedInterpreter(), journal: money, events: events, clock: clock,
            randomness: randomness)
        let answers = SQLiteIdempotencyStore(database)
        let health = ProcessHealth(database: database, redis: redis)
        self.database = database
        self.ownAddress = ownAddress
        self.health = health
        self.signer = signer
        self.sandbox = sandbox
        self.agentRuns = agentRuns
        let facilitator = Facilitator(
            chain: sandbox, assets: assets, networks: Network.allCases.filter { $0.chainID != nil },
            clock: clock, recover: Secp256k1.recover)
        let approvals = Approvals(
            store: money, runs: money, payments: payments, policies: RegisteredPolicies(agents),
            clock: clock, randomness: randomness, events: events)
        recovery = Recovery(runs: money, payments: payments, approvals: approvals)
        parts = APIParts(
            conversations: Conversations(
                sessions: sessions, answers: answers, reader: EmbeddedReader(), clock: clock,
                randomness: randomness),
            exports: exports,
            registry: AgentRegistry(
                agents: agents, sessions: sessions, exports: exports, runs: money,
                killSwitch: killSwitch, clock: clock, randomness: randomness),
            approvals: approvals,
            agentRuns: agentRuns, agentRunStore: runStore, sessions: sessions, answers: answers,
            runs: money, ledger: money, journal: money, events: events, wallet: wallet,
            facilitator: facilitator, assets: assets, baseURL: { ownAddress.url },
            clock: clock, health: health, files: DiskFiles(folder: configuration.webFolder),
            access: Access(
                keys: configuration.apiKeys, origins: configuration.corsOrigins,
                requestsPerMinute: configuration.rateLimitPerMinute, clock: clock),
            version: Version.text)
    }
}
