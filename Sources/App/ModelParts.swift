internal import Domain
internal import JSON
internal import Models
internal import Orchestration
internal import Outbound
internal import Paygent
internal import SQLiteStore

/// The language models, when there are any.
struct ModelParts: Sendable {
    /// Nil when none is configured: the embedded engine does everything.
    let pool: ModelPool?
    private let turnMilliseconds: Int
    private let rewords: Bool
    private let bounds: DriveBounds?

    /// As many answers as come in at once from one server; more wait for their turn.
    static let connectionsPerHostMax = 256

    /// - Parameter database: keeps what was used of the caps; nil for a few questions of no account.
    init(
        _ configuration: Configuration, _ surroundings: Surroundings,
        _ database: SQLiteDatabase? = nil
    ) throws(StartError) {
        let settings = configuration.models
        turnMilliseconds = settings.turnSeconds * 1_000
        rewords = settings.rewords
        bounds = settings.runs
        guard !settings.endpoints.isEmpty else {
            pool = nil
            return
        }
        let http = try Self.client()
        let keys = try Self.keys(settings)
        let members = settings.endpoints.map { endpoint in
            ModelPool.Member(
                HTTPModel(
                    endpoint, key: keys[endpoint.keyName]?.value, http: http,
                    times: settings.times),
                price: settings.prices[endpoint.model] ?? .free)
        }
        let logs = configuration.hasAccessLog
        pool = ModelPool(
            members, uses: Self.uses(settings.caps, database),
            cacheEntriesMax: settings.cacheEntriesMax,
            clock: surroundings.clock, randomness: surroundings.randomness
        ) { call in
            if logs { Terminal.error(call.logLine) }
        }
    }

    /// Without caps nothing needs to be kept.
    private static func uses(
        _ caps: ModelCaps, _ database: SQLiteDatabase?
    ) -> any ModelUseStore {
        guard let database, caps.isOn else { return MemoryModelUseStore(caps) }
        return SQLiteModelUseStore(database, caps: caps)
    }

    /// Two thirds of what a turn may wait are for reading, one for words.
    func reader(_ sessions: any SessionStore) -> any MessageReader {
        guard let pool else { return EmbeddedReader() }
        return ModelReader(
            pool, sessions: sessions, patienceMilliseconds: turnMilliseconds * 2 / 3)
    }

    var writer: (any ReplyWriter)? {
        guard let pool, rewords else { return nil }
        return ModelWriter(pool, patienceMilliseconds: turnMilliseconds / 3)
    }

    /// Nil when no model drives runs of agents.
    var runs: RunModel? {
        guard let pool, let bounds else { return nil }
        return RunModel(pool, bounds: bounds)
    }

    /// The operator named these addresses, so they may be on this machine or inside.
    private static func client() throws(StartError) -> CurlClient {
        do {
            return try CurlClient(
                reach: .configured, connectionsPerHostMax: connectionsPerHostMax)
        } catch { throw StartError("the language models cannot be reached from here: \(error)") }
    }

    /// A key in the file counts before one in the environment.
    private static func keys(_ settings: ModelSettings) throws(StartError) -> [String: SecretText] {
        guard let path = settings.keyFile else { return settings.keys }
        let lines: [String: String]
        do {
            let bytes = try File.read(path)
            lines = try DotEnv.parse(String(decoding: bytes, as: UTF8.self))
        } catch let error as FileError {
            throw StartError("the key file cannot be read: \(error)")
        } catch {
            // The line itself could be a key: it is not repeated.
            throw StartError("the key file \(path) has a line that is not NAME=KEY")
        }
        return settings.keys.merging(lines.mapValues(SecretText.init)) { _, own in own }
    }
}

extension ModelCall {
    /// One JSON line: figures, no content.
    fileprivate var logLine: String {
        let line: JSONValue = [
            "model": .string(model), "outcome": .string(outcome),
            "milliseconds": .integer(Int64(milliseconds)),
            "input_tokens": .integer(Int64(usage.inputTokens)),
            "output_tokens": .integer(Int64(usage.outputTokens)),
            "cost_microdollars": .integer(Int64(clamping: picodollars / 1_000_000)),
        ]
        return line.text
    }
}
