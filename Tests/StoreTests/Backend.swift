import Orchestration
import RedisStore
import SQLiteStore

/// Everything that claims to keep the contract.
enum Backend: CaseIterable, Sendable {
    case memory, sqlite, redisBeforeSQLite

    func open() async throws -> OpenStores {
        switch self {
        case .memory:
            let store = MemoryStore()
            return OpenStores(
                stores: Stores(sessions: store, agents: store, exports: store, answers: store))
        case .sqlite: return try openSQLite()
        case .redisBeforeSQLite:
            var open = try openSQLite()
            let server = try await RedisServer()
            let client = RedisClient(server.address, clock: FixedClock())
            _ = await client.connect()
            open.server = server
            open.stores = Stores(
                sessions: CachedSessionStore(open.stores.sessions, redis: client),
                agents: open.stores.agents, exports: open.stores.exports,
                answers: open.stores.answers)
            return open
        }
    }

    private func openSQLite() throws -> OpenStores {
        let folder = try TemporaryFolder()
        let database = try SQLiteDatabase(path: folder.file("paygent.db"), at: at(1))
        return OpenStores(stores: Stores(database), folder: folder)
    }

    /// Those that differ in what is not a conversation.
    static let ofAgents = [memory, sqlite]
}

/// Holds the files and the server as long as the stores are used.
struct OpenStores: Sendable {
    var stores: Stores
    var folder: TemporaryFolder?
    var server: RedisServer?
}
