import Testing
import Web
import WebServer

/// Deadlines are totals: a byte now and then does not extend them.
@Suite("A slow client") struct SlowClientTests {
    private static func impatient() throws -> TestServer {
        try TestServer {
            $0.limits.headMilliseconds = 200
            $0.limits.bodyMilliseconds = 200
            $0.limits.idleMilliseconds = 100
        }
    }

    @Test(
        "gets 408 however it drips",
        arguments: [
            "GET /health HTTP/1.1\r\nHost: x\r\nX: ",
            "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n",
            "POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3e8\r\n",
        ])
    func drips(_ start: String) async throws {
        let answer = try await SlowClientTests.impatient().withClient { client in
            client.send(start)
            let drip = client.dripUntilAnswered()
            return drip + client.receiveAll()
        }
        #expect(answer.hasPrefix("HTTP/1.1 408 "))
        #expect(answer.contains("Connection: close\r\n"))
    }

    @Test("is closed without a word when it says nothing")
    func silent() async throws {
        let answer = try await SlowClientTests.impatient().withClient { $0.receiveAll() }
        #expect(answer.isEmpty)
    }

    @Test("is closed when it stays silent after an answer")
    func idle() async throws {
        let answer = try await SlowClientTests.impatient().withClient { client in
            client.send("GET /health HTTP/1.1\r\nHost: x\r\n\r\n")
            return client.receiveAll()
        }
        #expect(answer.hasSuffix("fine"))
        #expect(!answer.contains("Connection: close"))
    }

    @Test("that reads nothing is given up, and its producer told")
    func readsNothing() async throws {
        let server = try TestServer { $0.stallMilliseconds = 200 }
        try await server.run {
            let client = RawClient(port: server.port)
            client.send("GET /flood HTTP/1.1\r\nHost: x\r\n\r\n")
            await server.events.wait(for: "gone")
        }
        #expect(server.events.count("part") < 2_000, "the producer waits for room")
    }
}

extension RawClient {
    /// One byte at a time, each sent after a short wait for an answer.
    func dripUntilAnswered() -> String {
        setReceiveTimeout(milliseconds: 20)
        defer { setReceiveTimeout(milliseconds: 5_000) }
        for _ in 0..<500 {
            send("a")
            if let answer = receive() { return String(decoding: answer, as: UTF8.self) }
        }
        return ""
    }
}
