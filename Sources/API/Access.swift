internal import Domain
internal import Hashing
public import Orchestration
internal import Synchronization
internal import Web

/// Who may call, from where, and how often: wrapped round every route of the API.
public struct Access: Sendable {
    private let keys: [Holder]
    private let origins: Set<String>
    private let limiter: RateLimiter?

    private struct Holder {
        let name: String?
        let isAdmin: Bool
        /// SHA-256 of the key, so that the key itself is not kept.
        let hash: [UInt8]
    }

    /// - Parameter keys: empty means that everybody may call; only allowed on loopback.
    public init(keys: [APIKey], origins: [String], requestsPerMinute: Int, clock: any Clock) {
        self.keys = keys.map {
            Holder(
                name: $0.name, isAdmin: $0.isAdmin, hash: SHA256.hash(Array($0.secret.utf8)))
        }
        self.origins = Set(origins)
        limiter =
            requestsPerMinute > 0
            ? RateLimiter(perMinute: requestsPerMinute, clock: clock) : nil
    }

    /// Whether everybody may call.
    var isOpen: Bool { keys.isEmpty }

    func guarding(_ route: Route, needsKey: Bool = true) -> Route {
        if keys.isEmpty, origins.isEmpty, limiter == nil { return route }
        let face = ChatFace(of: route.path)
        return route.wrapped { request, handler in
            let holder = holder(of: face != nil ? request.chatKey : request.headers["X-API-Key"])
            if let refusal = refusal(
                of: request, isKnown: holder != nil || !needsKey, isChat: face != nil)
            {
                let response =
                    face.map { refusal.chatResponse(to: request, by: $0) }
                    ?? refusal.response(requestID: request.id)
                return withOrigin(response, request)
            }
            var known = request
            known.caller = holder?.name
            known.isAdmin = holder?.isAdmin ?? keys.isEmpty
            return withOrigin(await handler(known), request)
        }
    }

    private func refusal(of request: Request, isKnown: Bool, isChat: Bool) -> Problem? {
        guard isKnown || keys.isEmpty else {
            return Problem(
                .unauthorized,
                "Send one of the configured keys as the X-API-Key header"
                    + (isChat ? ", or as Authorization: Bearer." : "."))
        }
        guard let wait = limiter?.secondsToWait(client: request.peer) else { return nil }
        var problem = Problem(.rateLimited, "Wait \(wait) seconds and try again.")
        problem.headers = ["Retry-After": String(wait)]
        return problem
    }

    /// Compares every hash to the end, so that the time tells nothing.
    private func holder(of key: String?) -> Holder? {
        guard let key else { return nil }
        let hash = SHA256.hash(Array(key.utf8))
        var found: Holder?
        for known in keys where zip(known.hash, hash).reduce(0, { $0 | ($1.0 ^ $1.1) }) == 0 {
            found = known
        }
        return found
    }

    /// Exact origins only; never a wildcard.
    private func withOrigin(_ response: Response, _ request: Request) -> Response {
        guard let origin = request.headers["Origin"], origins.contains(origin) else {
            return response
        }
        var response = response
        response.headers["Access-Control-Allow-Origin"] = origin
        response.headers["Access-Control-Expose-Headers"] =
            "Mcp-Session-Id, X-Session-Id"
        response.headers.add("Vary", "Origin")
        return response
    }

    /// Whether the request comes from no browser, from our own page, or from an allowed page: a
    /// socket is not held back by the browser's rules for other calls.
    func isOwnOrigin(_ request: Request) -> Bool {
        guard let origin = request.headers["Origin"] else { return true }
        guard !origins.contains(origin) else { return true }
        guard let host = request.headers["Host"] else { return false }
        guard origin == "http://\(host)" || origin == "https://\(host)" else { return false }
        return !keys.isEmpty || Self.isLoopback(host)
    }

    /// Without keys only the machine's own name counts: a page that makes its own host name point
    /// here (DNS rebinding) has the same origin as this service.
    private static func isLoopback(_ host: String) -> Bool {
        let name = host.hasPrefix("[") ? host.prefix { $0 != "]" } : host.prefix { $0 != ":" }
        return ["localhost", "127.0.0.1", "[::1"].contains(name)
    }

    /// What a browser asks before it calls from another origin.
    func preflight(_ request: Request, allowed: String) -> Response {
        guard let origin = request.headers["Origin"], origins.contains(origin) else {
            return Response(.noContent, headers: ["Allow": allowed])
        }
        return Response(
            .noContent,
            headers: [
                "Allow": allowed, "Access-Control-Allow-Origin": origin, "Vary": "Origin",
                "Access-Control-Allow-Methods": allowed,
                "Access-Control-Allow-Headers":
                    "Content-Type, X-API-Key, Idempotency-Key, Last-Event-ID, Mcp-Session-Id, "
                    + "MCP-Protocol-Version, Mcp-Method, Mcp-Name, Authorization, X-Session-Id",
                "Access-Control-Max-Age": "600",
            ])
    }
}

extension Request {
    /// Clients of OpenAI's interface send their key as a bearer token.
    fileprivate var chatKey: String? {
        if let key = headers["X-API-Key"] { return key }
        let parts = headers["Authorization"]?.split(separator: " ") ?? []
        guard parts.count == 2, parts[0].lowercased() == "bearer" else { return nil }
        return String(parts[1])
    }
}

/// A fixed window of a minute for each client; bounded in the number of clients it remembers.
private final class RateLimiter: Sendable {
    private struct Window {
        var minute: Int64 = 0
        var counts: [String: Int] = [:]
    }

    static let clientsMax = 100_000
    private let perMinute: Int
    private let clock: any Clock
    private let window = Mutex(Window())

    init(perMinute: Int, clock: any Clock) {
        self.perMinute = perMinute
        self.clock = clock
    }

    /// Nil when the client may go on; otherwise the seconds until the window ends.
    func secondsToWait(client: String) -> Int64? {
        let seconds = clock.now().secondsSinceEpoch
        return window.withLock { window in
            if window.minute != seconds / 60 || window.counts.count >= Self.clientsMax {
                window = Window(minute: seconds / 60)
            }
            let count = window.counts[client, default: 0] + 1
            window.counts[client] = count
            return count > perMinute ? 60 - seconds % 60 : nil
        }
    }
}
