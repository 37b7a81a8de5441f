import Testing
import Web
import WebServer

@Suite("A streamed answer") struct StreamTests {
    private static let request = "GET /events HTTP/1.1\r\nHost: x\r\n\r\n"

    @Test("travels in chunks, and the connection goes on")
    func chunks() async throws {
        let answer = try await TestServer().withClient { client in
            client.send(
                "GET /parts HTTP/1.1\r\nHost: x\r\n\r\n"
                    + "GET /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            return client.receiveAll()
        }
        #expect(answer.contains("Transfer-Encoding: chunked\r\n"))
        #expect(!answer.prefix(200).contains("Content-Length"))
        #expect(
            answer.contains("\r\n\r\n4\r\none \r\n4\r\ntwo \r\n5\r\nthree\r\n0\r\n\r\nHTTP/1.1 200")
        )
        #expect(answer.hasSuffix("fine"))
    }

    @Test("has only a head when HEAD asks for it")
    func head() async throws {
        let answer = try await TestServer().withClient { client in
            client.send(
                "HEAD /events HTTP/1.1\r\nHost: x\r\n\r\n"
                    + "GET /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            return client.receiveAll()
        }
        #expect(answer.ranges(of: "HTTP/1.1 200").count == 2)
        #expect(!answer.contains("data:"))
    }

    @Test("of events starts at once and carries comments while nothing happens")
    func heartbeats() async throws {
        let answer = try await TestServer { $0.heartbeatMilliseconds = 30 }.withClient { client in
            client.send(StreamTests.request)
            return client.receive(until: "4\r\n: \n\n\r\n")
        }
        #expect(answer.contains("Content-Type: text/event-stream"))
        #expect(answer.contains("id: 1\nevent: hi\ndata: a\ndata: b\n\n"))
    }

    @Test("stops when its client leaves: two hundred of them")
    func clientsLeave() async throws {
        let server = try TestServer()
        try await server.run {
            let clients = await blocking { [port = server.port] in
                (0..<200).map { _ in
                    let client = RawClient(port: port)
                    client.send(StreamTests.request)
                    return client
                }
            }
            await server.events.wait(for: "open", count: 200)
            withExtendedLifetime(clients) {}
        }
        #expect(server.events.count("cancelled") == 200)
    }

    @Test("is noticed to be unread while the server goes on serving")
    func clientsLeaveWhileServing() async throws {
        let server = try TestServer()
        try await server.run {
            let port = server.port
            do {
                let clients = await blocking {
                    (0..<50).map { _ in
                        let client = RawClient(port: port)
                        client.send(StreamTests.request)
                        return client
                    }
                }
                await server.events.wait(for: "open", count: 50)
                withExtendedLifetime(clients) {}
            }
            await server.events.wait(for: "cancelled", count: 50)
            let answer = await blocking {
                let client = RawClient(port: port)
                client.send("GET /health HTTP/1.1\r\nHost: x\r\n\r\n")
                return client.receive(until: "fine")
            }
            #expect(answer.hasPrefix("HTTP/1.1 200"))
        }
    }

    @Test("is cancelled like a plain request whose client leaves")
    func plainRequest() async throws {
        let server = try TestServer()
        try await server.run {
            do {
                let client = RawClient(port: server.port)
                client.send("GET /wait HTTP/1.1\r\nHost: x\r\n\r\n")
                await server.events.wait(for: "waiting")
                withExtendedLifetime(client) {}
            }
            await server.events.wait(for: "cancelled")
        }
    }
}
