internal import Domain
internal import Orchestration
internal import RedisStore
internal import SQLiteStore

/// Where everything is kept: the truth in one file, copies of what is being used in Redis.
struct Storage: Sendable {
    let database: SQLiteDatabase
    /// Nil when none is configured.
    let redis: RedisClient?
    let sessions: any SessionStore
    let agents: any AgentStore
    let exports: any ExportStore
    let agentRuns: any AgentRunStore
    let teams: any TeamStore
    let triggers: any TriggerStore
    let services: any ServiceStore
    let subscriptions: any SubscriptionStore
    let answers: any IdempotencyStore
    let marks: any MarkStore
    let money: SQLiteMoneyStore
    let sandbox: SQLiteSandboxLedger
    let paper: SQLitePaperStore
    /// Among the processes that use this folder.
    let presence: ProcessPresence

    /// Opens the database, after the migrations that it misses.
    init(_ configuration: Configuration, _ surroundings: Surroundings) throws(StartError) {
        let clock = surroundings.clock
        try DataFolder.prepare(configuration.dataFolder)
        presence = try ProcessPresence(
            folder: configuration.dataFolder, randomness: surroundings.randomness)
        database = try StartError.database {
            () throws(MigrationError) in
            try SQLiteDatabase(path: configuration.databasePath, at: clock.now())
        }
        redis = try Self.redis(configuration, clock)
        sessions = Self.sessions(database, redis)
        agents = SQLiteAgentStore(database)
        exports = SQLiteExportStore(database)
        agentRuns = SQLiteAgentRunStore(database)
        teams = SQLiteTeamStore(database)
        triggers = SQLiteTriggerStore(database)
        services = SQLiteServiceStore(database)
        subscriptions = SQLiteSubscriptionStore(database)
        answers = SQLiteIdempotencyStore(database)
        marks = SQLiteMarkStore(database)
        money = SQLiteMoneyStore(database)
        sandbox = SQLiteSandboxLedger(database)
        paper = SQLitePaperStore(database)
    }

    private static func redis(
        _ configuration: Configuration, _ clock: SystemClock
    ) throws(StartError) -> RedisClient? {
        guard let url = configuration.redisURL else { return nil }
        guard let address = RedisAddress(url: url) else {
            throw StartError("the Redis address is not redis://user:password@host:port/db")
        }
        return RedisClient(address, clock: clock)
    }

    private static func sessions(
        _ database: SQLiteDatabase, _ redis: RedisClient?
    ) -> any SessionStore {
        let truth = SQLiteSessionStore(database)
        guard let redis else { return truth }
        return CachedSessionStore(truth, redis: redis)
    }
}
