import Testing
import Web

private func route(_ method: Web.Method, _ path: String) -> Route {
    Route(method, path) { request in
        .text("\(method.rawValue) \(path) \(request.parameters["id"] ?? "-")")
    }
}

private let router = Router([
    route(.get, "/"),
    route(.get, "/sessions"),
    route(.post, "/sessions/create"),
    route(.get, "/sessions/{id}"),
    route(.delete, "/sessions/{id}"),
    route(.post, "/sessions/{id}/message"),
    route(.get, "/sessions/fixed/status"),
    route(.get, "/files/{id...}"),
])

private func answer(_ method: Web.Method, _ path: String) async -> Response {
    await router.respond(to: Request(method, path))
}

private func text(_ response: Response) -> String {
    String(decoding: response.bytes ?? [], as: UTF8.self)
}

@Suite("The router") struct RouterTests {
    @Test(
        "finds the route that fits a path",
        arguments: [
            (Web.Method.get, "/", "GET / -"),
            (.get, "/sessions", "GET /sessions -"),
            (.post, "/sessions/create", "POST /sessions/create -"),
            (.get, "/sessions/a%20b", "GET /sessions/{id} a b"),
            (.get, "/sessions/a%2Fb", "GET /sessions/{id} a/b"),
            (.post, "/sessions/7/message", "POST /sessions/{id}/message 7"),
            (.post, "/sessions/fixed/message", "POST /sessions/{id}/message fixed"),
            (.get, "/sessions/fixed/status", "GET /sessions/fixed/status -"),
            (.head, "/sessions/7", "GET /sessions/{id} 7"),
            (.get, "/files/a/b.css", "GET /files/{id...} a/b.css"),
        ])
    func finds(_ method: Web.Method, _ path: String, _ expected: String) async {
        #expect(text(await answer(method, path)) == expected)
    }

    @Test(
        "says 404 for a path it does not know",
        arguments: ["/nothing", "/sessions/", "/sessions/7/", "/sessions//message", "//", "", "x"])
    func unknown(_ path: String) async {
        #expect(await answer(.get, path).status == .notFound)
    }

    @Test("names the route before its parameters are read")
    func namesRoute() {
        #expect(router.route(.post, "/sessions/%/message")?.path == "/sessions/{id}/message")
        #expect(router.route(.head, "/sessions/7")?.method == .get)
        #expect(router.route(.put, "/sessions/7") == nil)
        #expect(router.route(.get, "/nothing") == nil)
    }

    @Test("says 405 with the methods a path takes")
    func wrongMethod() async {
        let response = await answer(.put, "/sessions/7")
        #expect(response.status == .methodNotAllowed)
        #expect(response.headers["allow"] == "GET, HEAD, DELETE, OPTIONS")
        #expect(await answer(.head, "/sessions/7/message").status == .methodNotAllowed)
    }

    @Test("lets the more exact path own its methods")
    func exactPath() async {
        #expect(await answer(.get, "/sessions/create").status == .methodNotAllowed)
    }

    @Test("answers OPTIONS by itself")
    func options() async {
        let response = await answer(.options, "/sessions/create")
        #expect(response.status == .noContent)
        #expect(response.headers["Allow"] == "POST, OPTIONS")
        #expect(await answer(.options, "/nothing").status == .notFound)
    }

    @Test(
        "refuses a parameter that is not percent-encoded properly",
        arguments: ["%", "%4", "%zz", "%ff", "%00"])
    func badEncoding(_ segment: String) async {
        #expect(await answer(.get, "/sessions/\(segment)").status == .badRequest)
    }

    @Test("lets the API answer OPTIONS its own way")
    func ownOptions() async {
        let strict = Router(
            [route(.get, "/x")],
            answerOptions: { request, allowed in
                .text("\(request.path) \(allowed)")
            })
        #expect(text(await strict.respond(to: Request(.options, "/x"))) == "/x GET, HEAD, OPTIONS")
    }

    @Test("gives every refusal the form it was told to")
    func refusals() async {
        let strict = Router([]) { refusal, id in .text("\(refusal.code) \(id)", status: 418) }
        let response = await strict.respond(to: Request(.get, "/", id: "r1"))
        #expect(text(response) == "not_found r1")
        #expect(response.status == 418)
    }

    @Test("wraps a handler in another")
    func wrapped() async {
        let inner = route(.get, "/x").wrapped { request, next in
            var response = await next(request)
            response.headers["X-Frame-Options"] = "DENY"
            return response
        }
        let response = await Router([inner]).respond(to: Request(.get, "/x"))
        #expect(response.headers["x-frame-options"] == "DENY")
    }
}
