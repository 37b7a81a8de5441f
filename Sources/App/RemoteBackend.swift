internal import JSON
internal import Orchestration
internal import Outbound

/// A service elsewhere, by REST.
struct RemoteBackend: Backend {
    private let http: CurlClient
    private let url: String
    private let key: String?

    var place: String { url }

    /// A turn with a slow model, or a run with several payments, may take minutes.
    static let totalMilliseconds = 300_000
    static let responseBytesMax = 64 << 20
    /// Between attempts, when nobody answers: a service that is restarted is back by then.
    static let pausesMilliseconds = [200, 500, 1_000, 2_000, 3_000]

    /// - Throws: `StartError` when the key's file cannot be read.
    init(_ url: String, _ configuration: Configuration) throws(StartError) {
        self.url = url.hasSuffix("/") ? String(url.dropLast()) : url
        key = try Self.key(configuration)
        do { http = try CurlClient(reach: .configured) } catch {
            throw StartError("outgoing HTTP cannot be set up: \(error)")
        }
    }

    private static func key(_ configuration: Configuration) throws(StartError) -> String? {
        if let key = configuration.apiKey { return key }
        guard let path = configuration.apiKeyFile else { return nil }
        do {
            return String(decoding: try File.read(path), as: UTF8.self)
                .split { $0.isWhitespace }.first.map(String.init)
        } catch { throw StartError("the key's file cannot be read: \(error)") }
    }

    func answer(
        _ method: String, _ path: String, _ body: JSONValue?, key: String?
    ) async throws(BackendFailure) -> BackendAnswer {
        let request = request(method, path, body, key)
        // Only what carries a key may be sent twice.
        let pauses = key == nil ? [] : Self.pausesMilliseconds
        for pause in pauses {
            do { return try await send(request) } catch {
                guard case .unreachable = error else { throw error }
                do { try await Task.sleep(for: .milliseconds(pause)) } catch {
                    throw .unreachable("It was stopped before \(url) answered.")
                }
            }
        }
        return try await send(request)
    }

    func beReachable() {}
    func close() async {}

    private func request(
        _ method: String, _ path: String, _ body: JSONValue?, _ key: String?
    ) -> HTTPRequest {
        var headers: [HTTPHeader] = []
        if body != nil { headers.append(HTTPHeader("Content-Type", "application/json")) }
        if let key { headers.append(HTTPHeader("Idempotency-Key", key)) }
        if let key = self.key { headers.append(HTTPHeader("X-API-Key", key)) }
        return HTTPRequest(
            method, url + path, headers: headers, body: body?.bytes ?? [],
            limits: HTTPRequest.Limits(
                totalMilliseconds: Self.totalMilliseconds,
                responseBytesMax: Self.responseBytesMax))
    }

    func follow(
        _ path: String, _ body: JSONValue,
        _ onEvent: @escaping @Sendable (String, JSONValue) -> Void
    ) async throws(BackendFailure) {
        let listener = EventListener(onEvent)
        let response: HTTPResponse
        do {
            response = try await http.stream(request("POST", "/api/v1" + path, body, nil)) {
                bytes in
                listener.take(bytes)
            }
        } catch {
            switch error {
            case .broken, .cancelled, .timedOut: return
            default: throw failure(error)
            }
        }
        _ = try answer(response)
    }

    private func send(_ request: HTTPRequest) async throws(BackendFailure) -> BackendAnswer {
        let response: HTTPResponse
        do { response = try await http.send(request) } catch { throw failure(error) }
        return try answer(response)
    }

    private func answer(_ response: HTTPResponse) throws(BackendFailure) -> BackendAnswer {
        try BackendAnswer(
            status: response.status,
            filename: BackendAnswer.filename(response.value(of: "Content-Disposition")),
            body: response.body
        ).checked()
    }

    private func failure(_ failure: HTTPFailure) -> BackendFailure {
        switch failure {
        case .badRequest(let reason), .forbiddenAddress(let reason):
            .broken("\(url) cannot be asked: \(reason).")
        case .notResolved: .unreachable("There is no host of the name in \(url).")
        case .notConnected:
            .unreachable("Nobody answers at \(url). Is paygent serve running there?")
        case .untrustedCertificate(let reason):
            .broken("The certificate of \(url) is not trusted: \(reason).")
        case .timedOut: .unreachable("\(url) took too long to answer.")
        case .responseTooLarge: .broken("\(url) answered more than fits.")
        case .cancelled, .broken: .unreachable("The connection to \(url) broke.")
        }
    }
}
