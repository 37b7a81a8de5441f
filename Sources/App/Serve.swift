internal import API
internal import Orchestration
internal import RedisStore
internal import SQLiteStore
internal import Screen
internal import WebServer

extension Subcommand {
    static let serve = Subcommand(
        "serve", "Serve the wizard, the runtime and the page.",
        details: ["Until SIGTERM or SIGINT, and then until what is under way is answered."],
        settings: Setting.allCases,
        examples: [.init("paygent serve --port 0", "on a free port, which it prints")]
    ) { invocation throws(ConfigurationError) in
        await Serve.run(try invocation.configuration())
    }
}

/// `paygent serve`.
enum Serve {
    static func run(
        _ configuration: Configuration, only part: APIRouter.Part = .everything
    ) async -> Int32 {
        do throws(StartError) {
            let composition = try await Composition(configuration)
            try await composition.money.fundSandbox()
            try await composition.registerBuiltInAgents()
            _ = await composition.storage.redis?.connect()
            let server = try start(composition, configuration, only: part)
            let signals = StopSignals { server.stop() }
            announce(composition, configuration)
            await announceHold(composition)
            let background = Background(composition)
            await server.run()
            signals.end()
            await background.stop()
            await composition.close()
            return ExitCode.done
        } catch {
            Terminal.error("paygent: \(error)")
            return ExitCode.failed
        }
    }

    /// Takes the port; the address is known from here on.
    static func start(
        _ composition: Composition, _ configuration: Configuration,
        only part: APIRouter.Part = .everything
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
        let router = APIRouter.router(composition.parts, only: part)
        do {
            let server = try WebServer(settings, router: router)
            health.watch(server)
            composition.ownAddress.set("http://\(settings.host):\(server.port)")
            return server
        } catch {
            throw StartError(
                "cannot listen on \(configuration.host):\(configuration.port): \(error)")
        }
    }

    private static func announceHold(_ composition: Composition) async {
        do {
            guard let hold = try await composition.storage.money.signingHold() else { return }
            Terminal.error(
                "paygent: \(hold.cause.sentence) Nothing is signed until paygent reconcile.")
        } catch { Terminal.error("paygent: whether payments may be signed: \(error)") }
    }

    /// Says where to go.
    private static func announce(_ composition: Composition, _ configuration: Configuration) {
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
              money  \(composition.money.chains.sentence)
            """)
        for finding in composition.money.chains.findings where !finding.isUsable {
            Terminal.error("paygent: \(finding.sentence)")
        }
    }
}

enum Version {
    static let text = "0.1.0"
    static let date = "2026-11-20"
}
