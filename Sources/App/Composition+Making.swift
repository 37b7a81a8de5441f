internal import Domain
internal import Glibc
internal import Orchestration
internal import Outbound
internal import Paygent
internal import RedisStore
internal import SQLiteStore
internal import Signing
internal import Synchronization
internal import Wizard

/// Why the process cannot start, in words for the one who starts it.
struct StartError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }

    /// Names the database's trouble and the way out.
    static func database<Value>(
        _ open: () throws(MigrationError) -> Value
    ) throws(StartError) -> Value {
        do { return try open() } catch {
            switch error {
            case .newerThanProgram(let name):
                throw StartError(
                    "the database has '\(name)', which a newer Paygent made: use that one")
            case .changed(let name):
                throw StartError("migration '\(name)' was changed after it was applied")
            case .failed(let name, let reason):
                throw StartError("migration '\(name)' failed: \(reason)")
            case .blocked(let reason):
                throw StartError("another process holds the database: \(reason)")
            case .unreadable(let path, let reason): throw StartError("\(path): \(reason)")
            }
        }
    }
}

extension Configuration {
    var databasePath: String { dataFolder + "/paygent.db" }
}

enum DataFolder {
    /// Makes the folder, and those above it, readable by their owner only.
    static func prepare(_ path: String) throws(StartError) {
        var made = path.hasPrefix("/") ? "/" : ""
        for part in path.split(separator: "/") {
            made += made.isEmpty || made.hasSuffix("/") ? part : "/" + part
            if unsafe mkdir(made, 0o700) != 0, errno != EEXIST {
                throw StartError(FileError(path: made, code: errno).description)
            }
        }
    }
}

extension Composition {
    /// The key in the data folder, made at the first start.
    static func signer(
        _ configuration: Configuration, _ killSwitch: KillSwitch
    ) throws(StartError) -> LocalSigner {
        let key: SecretKey
        do { key = try KeyFolder(configuration.dataFolder).openOrCreate() } catch {
            throw StartError("the key in \(configuration.dataFolder) cannot be used: \(error)")
        }
        do { return try LocalSigner(key) { await killSwitch.generation(of: $0) } } catch {
            throw StartError("the key in \(configuration.dataFolder) cannot sign: \(error)")
        }
    }

    /// Nil when none is configured.
    static func redis(
        _ configuration: Configuration, _ clock: any Orchestration.Clock
    ) throws(StartError) -> RedisClient? {
        guard let url = configuration.redisURL else { return nil }
        guard let address = RedisAddress(url: url) else {
            throw StartError("the Redis address is not redis://user:password@host:port/db")
        }
        return RedisClient(address, clock: clock)
    }

    /// The truth is in the file; Redis holds copies of what is being used.
    static func sessions(
        _ database: SQLiteDatabase, _ redis: RedisClient?
    ) -> any SessionStore {
        let truth = SQLiteSessionStore(database)
        guard let redis else { return truth }
        return CachedSessionStore(truth, redis: redis)
    }

    static func client(_ configuration: Configuration) throws(StartError) -> CurlClient {
        let reach = Reach(
            loopback: configuration.allowsLoopback, plainHTTP: configuration.allowsLoopback)
        do { return try CurlClient(reach: reach) } catch {
            throw StartError("outgoing HTTP cannot be set up: \(error)")
        }
    }

    /// With the user's own templates, each checked before the first request.
    static func generator(_ configuration: Configuration) throws(StartError) -> PromptGenerator {
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

    /// What the sandbox gives a new wallet of each token, so that a payment can be tried at once.
    static let sandboxTokens: UInt128 = 1_000

    func fundSandbox() async throws(StartError) {
        for asset in AssetTable().assets where asset.domain != nil {
            var units = Self.sandboxTokens
            for _ in 0..<asset.decimals { units *= 10 }
            do {
                _ = try await sandbox.fund(
                    signer.address, with: Money(atomicUnits: units, of: asset),
                    key: "\(signer.address)/\(asset.id)")
            } catch { throw StartError("the sandbox could not be funded: \(error)") }
        }
    }
}

/// Where this process is reached: known when its port is.
final class OwnAddress: Sendable {
    private let text = Mutex("http://127.0.0.1")

    var url: String { text.withLock { $0 } }

    func set(_ url: String) { text.withLock { $0 = url } }
}
