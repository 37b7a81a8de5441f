internal import API
internal import Domain
internal import Glibc
internal import Orchestration
internal import RedisStore
internal import SQLiteStore
internal import Synchronization
internal import WebServer

/// Health and figures of this process.
final class ProcessHealth: HealthReport {
    private struct Figures {
        var answered: [Int: UInt64] = [:]
        var microseconds: UInt64 = 0
    }

    private let database: SQLiteDatabase
    private let holds: any SigningHolds
    private let redis: RedisClient?
    private let models: ModelPool?
    private let chains: ChainHealth
    private let ready = Atomic<Bool>(false)
    private let figures = Mutex(Figures())
    private let server = Mutex<WebServer?>(nil)

    init(
        database: SQLiteDatabase, holds: any SigningHolds, redis: RedisClient?, models: ModelPool?,
        chains: ChainHealth
    ) {
        self.chains = chains
        self.database = database
        self.holds = holds
        self.redis = redis
        self.models = models
    }

    var isReady: Bool { ready.load(ordering: .acquiring) }

    func setReady(_ isReady: Bool) { ready.store(isReady, ordering: .releasing) }

    /// Figures of its loops are told from now on.
    func watch(_ server: WebServer) { self.server.withLock { $0 = server } }

    func count(_ records: [AccessRecord]) {
        figures.withLock { figures in
            for record in records {
                figures.answered[record.status, default: 0] += 1
                figures.microseconds += record.microseconds
            }
        }
    }

    func dependencies() async -> [DependencyHealth] {
        let failure = database.failure
        let sqlite = DependencyHealth(
            name: "sqlite", isUp: failure == nil, isOptional: false,
            note: failure == nil ? "every answer is durable before it leaves" : "cannot be written")
        let cache = redis.map { [DependencyHealth($0.health)] } ?? []
        return [sqlite] + (await signing) + cache + (await chains.dependencies())
    }

    /// Told only while nothing is signed.
    private var signing: [DependencyHealth] {
        get async {
            let cause: String
            do {
                guard let hold = try await holds.signingHold() else { return [] }
                cause = hold.cause.sentence
            } catch { return [] }
            return [
                DependencyHealth(
                    name: "signing", isUp: false, isOptional: true,
                    note: cause + " Nothing is signed until paygent reconcile.")
            ]
        }
    }

    func metrics() async -> String {
        let (answered, microseconds) = figures.withLock { ($0.answered, $0.microseconds) }
        var lines = [
            "# HELP paygent_http_requests_total Answered requests by status.",
            "# TYPE paygent_http_requests_total counter",
        ]
        for (status, count) in answered.sorted(by: { $0.key < $1.key }) {
            lines.append("paygent_http_requests_total{status=\"\(status)\"} \(count)")
        }
        lines += [
            "# HELP paygent_http_request_microseconds_total Time spent answering.",
            "# TYPE paygent_http_request_microseconds_total counter",
            "paygent_http_request_microseconds_total \(microseconds)",
            "# HELP paygent_loop_turn_milliseconds_max The longest turn of a loop since the last look.",
            "# TYPE paygent_loop_turn_milliseconds_max gauge",
            "paygent_loop_turn_milliseconds_max \(slowestTurn)",
            "# HELP paygent_resident_bytes Memory held by the process.",
            "# TYPE paygent_resident_bytes gauge",
            "paygent_resident_bytes \(Self.residentBytes)", "",
        ]
        return lines.joined(separator: "\n") + (models?.metrics ?? "")
    }

    private var slowestTurn: UInt64 {
        server.withLock { $0?.takeSlowestTurnMilliseconds() ?? 0 }
    }

    /// From `/proc/self/statm`; 0 where that cannot be read.
    private static var residentBytes: Int {
        do {
            let text = String(decoding: try File.read("/proc/self/statm"), as: UTF8.self)
            let pages = text.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
            return pages * Int(sysconf(Int32(_SC_PAGESIZE)))
        } catch { return 0 }
    }
}

extension DependencyHealth {
    fileprivate init(_ redis: RedisHealth) {
        switch redis {
        case .up:
            self.init(name: "redis", isUp: true, isOptional: true, note: "holds active sessions")
        case .down(let since, _):
            self.init(
                name: "redis", isUp: false, isOptional: true,
                note: "down since \(since.rfc3339); this costs speed, no data")
        }
    }
}
