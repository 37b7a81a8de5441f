internal import API
internal import JSON
internal import SQLiteStore
internal import Web
internal import WebServer

/// The routes of this process over the data folder, without a socket.
actor LocalBackend: Backend {
    private let composition: Composition
    private let router: Router
    private let configuration: Configuration
    /// Listens on this machine alone, once the demo resource is wanted.
    private var server: (server: WebServer, task: Task<Void, Never>)?

    nonisolated let place: String

    /// - Throws: `StartError` when the data folder cannot be used.
    init(_ configuration: Configuration) async throws(StartError) {
        var local = configuration
        (local.host, local.port, local.loops) = ("127.0.0.1", 0, 1)
        // Who may read the data folder needs no key to it.
        (local.apiKeys, local.rateLimitPerMinute, local.hasAccessLog) = ([], 0, false)
        self.configuration = local
        composition = try await Composition(local)
        try await composition.money.fundSandbox()
        try await composition.registerBuiltInAgents()
        router = APIRouter.router(composition.parts)
        place = "the data in \(configuration.dataFolder)"
    }

    /// For commands that only look: a folder without a database is not made into one.
    init(existing configuration: Configuration) async throws(StartError) {
        guard File.exists(configuration.databasePath) else {
            throw StartError(
                "there is no database in \(configuration.dataFolder); name the folder with --data, "
                    + "or a service with --server")
        }
        try await self.init(configuration)
    }

    func answer(
        _ method: String, _ path: String, _ body: JSONValue?, key: String?
    ) async throws(BackendFailure) -> BackendAnswer {
        let response = try await respond(method, path, body, key)
        guard let bytes = response.bytes else { throw .broken("\(path) answers as a stream.") }
        return try answer(response, bytes)
    }

    func follow(
        _ path: String, _ body: JSONValue,
        _ onEvent: @escaping @Sendable (String, JSONValue) -> Void
    ) async throws(BackendFailure) {
        let response = try await respond("POST", "/api/v1" + path, body, nil)
        if let bytes = response.bytes { _ = try answer(response, bytes) }
        guard case .stream(let stream) = response.body else { return }
        await stream.produce(EventListener(onEvent))
    }

    private func answer(
        _ response: Response, _ bytes: [UInt8]
    ) throws(BackendFailure) -> BackendAnswer {
        try BackendAnswer(
            status: Int(response.status.code),
            filename: BackendAnswer.filename(response.headers["Content-Disposition"]), body: bytes
        ).checked()
    }

    private func respond(
        _ method: String, _ path: String, _ body: JSONValue?, _ key: String?
    ) async throws(BackendFailure) -> Response {
        guard let method = Method(rawValue: method) else { throw .broken("No method \(method).") }
        let parts = path.split(separator: "?", maxSplits: 1).map(String.init)
        var headers = Headers()
        if body != nil { headers.add("Content-Type", "application/json") }
        if let key { headers.add("Idempotency-Key", key) }
        guard let query = Query(parsing: Array((parts.count > 1 ? parts[1] : "").utf8)) else {
            throw .broken("The address \(path) is malformed.")
        }
        return await router.respond(
            to: Request(
                method, parts[0], query: query, headers: headers, body: body?.bytes ?? [],
                id: "terminal"))
    }

    func beReachable() throws(BackendFailure) {
        guard server == nil else { return }
        let started: WebServer
        do { started = try Serve.start(composition, configuration) } catch {
            throw .broken(error.description)
        }
        server = (started, Task { await started.run() })
    }

    func close() async {
        if let (server, task) = server {
            server.stop()
            await task.value
        }
        await composition.close()
    }
}
