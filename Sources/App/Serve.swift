internal import API
internal import Dispatch
internal import Glibc
internal import JSON
internal import Orchestration
internal import SQLiteStore
internal import Web
internal import WebServer

/// `paygent serve`: until SIGTERM or SIGINT, and then until what is under way is answered.
enum Serve {
    static func run(_ configuration: Configuration) async -> Int32 {
        do throws(StartError) {
            let composition = try Composition(configuration)
            try await composition.fundSandbox()
            let server = try start(composition, configuration)
            let signals = StopSignals { server.stop() }
            await announce(composition, server, configuration)
            await server.run()
            signals.end()
            await composition.database.close()
            return ExitCode.done
        } catch {
            Terminal.error("paygent: \(error)")
            return ExitCode.failed
        }
    }

    /// Takes the port; the address is known from here on.
    static func start(
        _ composition: Composition, _ configuration: Configuration
    ) throws(StartError) -> WebServer {
        var settings = ServerConfiguration()
        settings.host = configuration.host == "localhost" ? "127.0.0.1" : configuration.host
        settings.port = configuration.port
        if configuration.loops > 0 { settings.loopCount = configuration.loops }
        let health = composition.health
        let logs = configuration.hasAccessLog
        settings.accessLog = { records in
            health.count(records)
            if logs { AccessLog.write(records) }
        }
        let router = APIRouter.router(composition.parts)
        do {
            let server = try WebServer(settings, router: router)
            composition.ownAddress.set("http://\(settings.host):\(server.port)")
            return server
        } catch {
            throw StartError(
                "cannot listen on \(configuration.host):\(configuration.port): \(error)")
        }
    }

    /// Takes up what was left unfinished, then says where to go.
    private static func announce(
        _ composition: Composition, _ server: WebServer, _ configuration: Configuration
    ) async {
        let url = composition.ownAddress.url
        composition.health.setReady(true)
        Terminal.out("listening on \(url)")
        Terminal.error(
            """
            Paygent \(Version.text)
              page   \(url)/
              docs   \(url)/docs
              try    curl -X POST \(url)/api/v1/sessions/create
              data   \(configuration.dataFolder) (database, key and passphrase)
              money  simulated: payments settle on the sandbox ledger
            """)
        Task.detached { await Background(composition).run() }
    }
}

/// What goes on beside the requests: recovery at the start, then a look from time to time.
private struct Background {
    let composition: Composition

    static let sweepSeconds: UInt64 = 5

    init(_ composition: Composition) { self.composition = composition }

    func run() async {
        await attempt { () async throws in _ = try await composition.recovery.start() }
        await attempt { () async throws in try await composition.agentRuns.goOn() }
        while !Task.isCancelled {
            do { try await Task.sleep(nanoseconds: Self.sweepSeconds * 1_000_000_000) } catch {
                return
            }
            await attempt { () async throws in _ = try await composition.recovery.sweep() }
        }
    }

    /// A failure is told, and the next pass tries again: nothing is lost by it.
    private func attempt(_ work: () async throws -> Void) async {
        do { try await work() } catch { Terminal.error("paygent: recovery: \(error)") }
    }
}

/// SIGTERM and SIGINT, taken on a thread of the system's queue.
final class StopSignals: Sendable {
    private nonisolated(unsafe) let sources: [any DispatchSourceSignal]

    init(_ stop: @escaping @Sendable () -> Void) {
        let queue = DispatchQueue(label: "paygent.signals")
        unsafe sources = [SIGTERM, SIGINT].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
            source.setEventHandler(handler: stop)
            source.resume()
            return source
        }
    }

    func end() { for source in unsafe sources { source.cancel() } }
}

/// One JSON line a request.
enum AccessLog {
    static func write(_ records: [AccessRecord]) {
        var writer = JSONWriter()
        for record in records {
            writer.write([
                "request_id": .string(record.requestID),
                "method": .optional(record.method?.rawValue), "route": .string(record.route),
                "status": .integer(Int64(record.status)),
                "bytes": .integer(Int64(record.bodyBytes)),
                "microseconds": .integer(Int64(record.microseconds)),
            ])
            writer.raw("\n")
        }
        Terminal.write(String(decoding: writer.bytes, as: UTF8.self), to: STDERR_FILENO)
    }
}

enum Version {
    static let text = "0.1.0"
}
