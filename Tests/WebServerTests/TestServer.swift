import Synchronization
import Web
import WebServer

/// A server for one test, and what its handlers noticed.
final class TestServer: Sendable {
    let server: WebServer
    let events = Noticed()

    var port: UInt16 { server.port }

    init(_ change: (inout ServerConfiguration) -> Void = { _ in }) throws {
        var configuration = ServerConfiguration()
        configuration.loopCount = 2
        configuration.limits.lingerMilliseconds = 300
        configuration.drainGraceMilliseconds = 100
        configuration.drainMilliseconds = 3_000
        change(&configuration)
        server = try WebServer(configuration, router: Router(TestServer.routes(events)))
    }

    /// Serves while the body runs, then drains.
    func run<Value: Sendable>(_ body: @Sendable () async throws -> Value) async throws -> Value {
        async let running: Void = server.run()
        let result: Result<Value, any Error>
        do { result = .success(try await body()) } catch { result = .failure(error) }
        server.stop()
        await running
        return try result.get()
    }

    /// Does blocking work with one client.
    func withClient<Value: Sendable>(
        _ body: @escaping @Sendable (RawClient) -> Value
    ) async throws -> Value {
        try await run { await blocking { [port] in body(RawClient(port: port)) } }
    }

    private static func routes(_ events: Noticed) -> [Route] {
        plain() + waiting(events) + streams(events) + [socket(events)]
    }

    private static func plain() -> [Route] {
        let counter = Counter()
        return [
            Route(.get, "/health") { _ in .text("fine") },
            Route(.get, "/peer") { .text($0.peer) },
            Route(.post, "/echo") { Response(.ok, contentType: "text/plain", $0.body) },
            Route(.post, "/small", bodyBytesMax: 10) { .text("\($0.body.count)") },
            Route(.post, "/count") { request in
                let number = await counter.next()
                return .text("\(number) \(request.body.count)")
            },
            Route(.get, "/files/{name}") { .text($0.parameter("name") ?? "?") },
            Route(.get, "/large") { _ in
                Response(.ok, contentType: "text/plain", [UInt8](repeating: 0x61, count: 4 << 20))
            },
        ]
    }

    private static func waiting(_ events: Noticed) -> [Route] {
        [
            Route(.get, "/wait") { _ in
                events.notice("waiting")
                await untilCancelled(events)
                return .text("done")
            },
            Route(.get, "/events") { _ in
                .events { writer in
                    do throws(ClientGone) {
                        try await writer.send(ServerSentEvent(id: "1", event: "hi", data: "a\nb"))
                    } catch { return events.notice("gone") }
                    events.notice("open")
                    await untilCancelled(events)
                }
            },
        ]
    }

    private static func untilCancelled(_ events: Noticed) async {
        do { try await Task.sleep(for: .seconds(60)) } catch { events.notice("cancelled") }
    }

    private static func streams(_ events: Noticed) -> [Route] {
        [
            Route(.get, "/flood") { _ in
                .stream(contentType: "text/plain") { writer in
                    let part = [UInt8](repeating: 0x62, count: 16_384)
                    do throws(ClientGone) {
                        while true {
                            try await writer.write(part)
                            events.notice("part")
                        }
                    } catch { events.notice("gone") }
                }
            },
            Route(.get, "/parts") { _ in
                .stream(contentType: "text/plain") { writer in
                    do throws(ClientGone) {
                        for part in ["one ", "two ", "three"] { try await writer.write(part) }
                    } catch { events.notice("gone") }
                }
            },
        ]
    }

    private static func socket(_ events: Noticed) -> Route {
        Route.webSocket(
            "/ws",
            refusing: { $0.headers["Origin"] == "https://evil" ? Response(.forbidden) : nil },
            talk: { _, socket in
                while let message = await socket.receive() {
                    do throws(ClientGone) { try await socket.send(message) } catch { break }
                }
                events.notice("ended")
            })
    }
}

/// Counts what handlers say, for tests that wait for it.
final class Noticed: Sendable {
    private struct Waiting {
        let name: String
        let count: Int
        let continuation: CheckedContinuation<Void, Never>
    }

    private struct State {
        var counts: [String: Int] = [:]
        var waiting: [Waiting] = []
    }

    private let state = Mutex(State())

    func notice(_ name: String) {
        let ready = state.withLock { state in
            state.counts[name, default: 0] += 1
            let count = state.counts[name] ?? 0
            let ready = state.waiting.filter { $0.name == name && $0.count <= count }
            state.waiting.removeAll { $0.name == name && $0.count <= count }
            return ready
        }
        for waiting in ready { waiting.continuation.resume() }
    }

    func count(_ name: String) -> Int { state.withLock { $0.counts[name] ?? 0 } }

    /// Returns once the name was noticed so often.
    func wait(for name: String, count: Int = 1) async {
        await withCheckedContinuation { continuation in
            let isThere = state.withLock { state in
                if state.counts[name, default: 0] >= count { return true }
                state.waiting.append(
                    Waiting(name: name, count: count, continuation: continuation))
                return false
            }
            if isThere { continuation.resume() }
        }
    }
}

actor Counter {
    private var count = 0

    func next() -> Int {
        count += 1
        return count
    }
}
