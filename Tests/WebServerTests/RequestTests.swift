import Testing
import Web
import WebServer
import WebVectors

@Suite("The server over a socket") struct RequestTests {
    @Test("refuses what the parser refuses, and goes on serving")
    func hostile() async throws {
        let server = try TestServer()
        let answers = try await server.run {
            await blocking { [port = server.port] in
                HostileRequest.all.map { hostile in
                    let client = RawClient(port: port)
                    client.send(hostile.bytes)
                    return client.receiveAll()
                }
            }
        }
        for (hostile, answer) in zip(HostileRequest.all, answers) {
            #expect(answer.hasPrefix("HTTP/1.1 \(hostile.status) "), "\(hostile.name): \(answer)")
            #expect(answer.contains("Connection: close\r\n"), "\(hostile.name)")
            #expect(answer.ranges(of: "\r\nDate: ").count == 1, "\(hostile.name)")
        }
    }

    @Test("answers with a length, a date, and nothing about itself")
    func plain() async throws {
        let answer = try await TestServer().withClient { client in
            client.send("GET /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            return client.receiveAll()
        }
        #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\nDate: "))
        #expect(answer.contains("\r\nContent-Length: 4\r\n"))
        #expect(!answer.contains("Server:"))
        #expect(answer.hasSuffix("\r\n\r\nfine"))
    }

    @Test("answers pipelined requests in order, slow ones included")
    func pipelined() async throws {
        let answer = try await TestServer().withClient { client in
            client.send(
                "POST /count HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc"
                    + "GET /health HTTP/1.1\r\nHost: x\r\n\r\n"
                    + "POST /count HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
                    + "4\r\nabcd\r\n0\r\n\r\n"
                    + "GET /nothing HTTP/1.1\r\nHost: x\r\n\r\n"
                    + "HEAD /health HTTP/1.1\r\nHost: x\r\n\r\n"
                    + "OPTIONS /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            return client.receiveAll()
        }
        let parts = answer.split(separator: "HTTP/1.1 ").map(String.init)
        let statuses = parts.map { String($0.prefix(3)) }
        try #require(statuses == ["200", "200", "200", "404", "200", "204"])
        #expect(parts[0].hasSuffix("1 3") && parts[2].hasSuffix("2 4"))
        #expect(parts[4].contains("Content-Length: 4\r\n") && parts[4].hasSuffix("\r\n\r\n"))
        #expect(parts[5].contains("Allow: GET, HEAD, OPTIONS\r\n"))
    }

    @Test("answers two thousand pipelined requests without growing the stack")
    func manyPipelined() async throws {
        let count = try await TestServer().withClient { client in
            let one = "GET /health HTTP/1.1\r\nHost: x\r\n\r\n"
            client.send(String(repeating: one, count: 1_999))
            client.send("GET /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            return client.receiveAll().ranges(of: "HTTP/1.1 200").count
        }
        #expect(count == 2_000)
    }

    @Test("lets a client read the 413 while it still sends")
    func tooLarge() async throws {
        let answers = try await TestServer().withClient { client in
            client.send("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 2097152\r\n\r\n")
            client.send([UInt8](repeating: 0x78, count: 2 << 20))
            return client.receiveAll()
        }
        #expect(answers.hasPrefix("HTTP/1.1 413 "))
    }

    @Test("sends large answers whole")
    func large() async throws {
        let count = try await TestServer().withClient { client in
            client.send("GET /large HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            return client.receiveAll().utf8.split(separator: 0x0A).last?.count
        }
        #expect(count == 4 << 20)
    }

    @Test("says 100 when it waits for a body, and 413 instead when the body is too large")
    func expectation() async throws {
        let answers = try await TestServer().withClient { client in
            client.send(
                "POST /small HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\n"
                    + "Content-Length: 5\r\n\r\n")
            let first = client.receive(until: "\r\n\r\n")
            client.send("hello")
            let second = client.receive(until: "\r\n\r\n5")
            client.send(
                "POST /small HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\n"
                    + "Content-Length: 11\r\n\r\n")
            return [first, second, client.receiveAll()]
        }
        #expect(answers[0] == "HTTP/1.1 100 Continue\r\n\r\n")
        #expect(answers[1].hasPrefix("HTTP/1.1 200 OK"))
        #expect(answers[2].hasPrefix("HTTP/1.1 413 "))
    }

    @Test("still answers a client that has closed its sending half, each request of it")
    func halfClosed() async throws {
        let answer = try await TestServer().withClient { client in
            let request = "POST /count HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n"
            client.send(request + request + request)
            client.shutdownSending()
            return client.receiveAll()
        }
        #expect(answer.ranges(of: "HTTP/1.1 200").count == 3)
        #expect(answer.hasSuffix("3 0"))
    }

    @Test("listens on IPv6 as well, and counts its connections")
    func version6() async throws {
        let server = try TestServer { $0.host = "::1" }
        try await server.run {
            let answer = await blocking { [port = server.port] in
                let client = RawClient(port: port, isVersion6: true)
                client.send("GET /peer HTTP/1.1\r\nHost: [::1]:80\r\n\r\n")
                return (client.receive(until: "::1"), client)
            }
            #expect(answer.0.hasSuffix("\r\n\r\n::1"))
            #expect(server.server.connectionCount == 1)
        }
    }

    @Test("closes after an HTTP/1.0 request")
    func version10() async throws {
        let answer = try await TestServer().withClient { client in
            client.send("GET /parts HTTP/1.0\r\n\r\n")
            return client.receiveAll()
        }
        #expect(answer.contains("Connection: close\r\n"))
        #expect(!answer.contains("chunked"))
        #expect(answer.hasSuffix("\r\n\r\none two three"))
    }

    @Test("tells clients above the limit that it is busy")
    func overloaded() async throws {
        let server = try TestServer {
            $0.loopCount = 1
            $0.connectionsMax = 2
        }
        let answer = try await server.run {
            await blocking { [port = server.port] in
                let first = RawClient(port: port)
                let second = RawClient(port: port)
                for client in [first, second] {
                    client.send("GET /health HTTP/1.1\r\nHost: x\r\n\r\n")
                    _ = client.receive(until: "fine")
                }
                return RawClient(port: port).receiveAll()
            }
        }
        #expect(answer.hasPrefix("HTTP/1.1 503 "))
        #expect(answer.contains("Retry-After: "))
    }

    @Test("reports finished requests")
    func accessLog() async throws {
        let noticed = Records()
        let server = try TestServer { $0.accessLog = { noticed.add($0) } }
        _ = try await server.withClient { client in
            client.send("GET /files/a HTTP/1.1\r\nHost: x\r\n\r\n")
            _ = client.receive(until: "\r\n\r\na")
            client.send("GET / HTTP/1.1\r\n\r\n")
            return client.receiveAll()
        }
        let records = await noticed.wait(for: 2)
        #expect(records.map(\.route) == ["/files/{name}", ""])
        #expect(records.map(\.status) == [200, 400])
        #expect(records[0].bodyBytes == 1)
        #expect(records.allSatisfy { $0.requestID.utf8.count == 13 })
    }
}
