import Synchronization
import Testing
import Web
import WebServer

@Suite("A server that stops") struct DrainTests {
    @Test("loses no answer of sixty-four busy clients")
    func losesNothing() async throws {
        let server = try TestServer { $0.drainGraceMilliseconds = 300 }
        let tally = Tally()
        let port = server.port
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await server.server.run() }
            for _ in 0..<64 {
                group.addTask { await blocking { DrainTests.ask(port, tally) } }
            }
            await tally.answers.wait(for: "answer", count: 2_000)
            server.server.stop()
        }
        #expect(tally.lost.load(ordering: .relaxed) == 0)
        #expect(tally.told.load(ordering: .relaxed) > 0)
    }

    /// Asks again and again on one connection until told to close.
    private static func ask(_ port: UInt16, _ tally: Tally) {
        let request = "POST /count HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc"
        let client = RawClient(port: port)
        while true {
            guard client.send(Array(request.utf8)) else { return tally.lose() }
            let answer = client.receive(until: " 3")
            guard answer.hasPrefix("HTTP/1.1 200"), answer.hasSuffix(" 3") else {
                return tally.lose()
            }
            tally.answers.notice("answer")
            if answer.contains("Connection: close") {
                tally.told.add(1, ordering: .relaxed)
                return
            }
        }
    }

    @Test("ends streams and sockets properly")
    func streamsEnd() async throws {
        let server = try TestServer()
        let stream = RawClient(port: server.port)
        let socket = RawClient(port: server.port)
        try await server.run {
            stream.send("GET /events HTTP/1.1\r\nHost: x\r\n\r\n")
            await server.events.wait(for: "open")
            _ = await blocking { socket.openWebSocket() }
        }
        let answers = await blocking { [stream.receiveAll(), socket.receiveAll()] }
        #expect(answers[0].hasSuffix("0\r\n\r\n"))
        #expect(answers[1].contains("The server is stopping."))
        #expect(server.events.count("ended") == 1)
    }

    @Test("cuts handlers that take too long")
    func deadline() async throws {
        let server = try TestServer { $0.drainMilliseconds = 50 }
        let client = RawClient(port: server.port)
        try await server.run {
            client.send("GET /wait HTTP/1.1\r\nHost: x\r\n\r\n")
            await server.events.wait(for: "waiting")
        }
        #expect(await blocking { client.receiveAll() }.isEmpty)
        await server.events.wait(for: "cancelled")
    }

    @Test("refuses new clients")
    func refusesNew() async throws {
        let server = try TestServer()
        let port = server.port
        try await server.run {}
        #expect(await blocking { RawClient(port: port).receiveAll() }.isEmpty)
    }

    @Test("frees its port, which nobody else could have before")
    func portInUse() async throws {
        let server = try TestServer()
        let port = server.port
        #expect(throws: ListenError.self) { try TestServer { $0.port = port } }
        #expect(throws: Never.self) {
            try TestServer {
                $0.port = port
                $0.sharesPort = true
            }
        }
        #expect(throws: ListenError.self) { try TestServer { $0.host = "nonsense" } }
    }
}

private final class Tally: Sendable {
    let answers = Noticed()
    let lost = Atomic<Int>(0)
    let told = Atomic<Int>(0)

    func lose() { lost.add(1, ordering: .relaxed) }
}
