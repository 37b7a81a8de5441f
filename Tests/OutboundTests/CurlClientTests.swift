import Foundation
import Orchestration
import Synchronization
import Testing

@testable import Outbound

@Suite struct CurlClientTests {
    static let ok = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nX-Two: a\r\nx-two: b\r\n\r\nhello"

    @Test func aRequestGoesOutAndItsAnswerComesBack() async throws {
        let server = LoopbackServer { _ in [Self.ok] }
        defer { server.stop() }
        let client = try CurlClient(reach: Reach(loopback: true))
        let request = HTTPRequest(
            "POST", server.url + "/a?b=c", headers: [HTTPHeader("X-Payment", "abc=")],
            body: Array(#"{"x":1}"#.utf8))
        let response = try await client.send(request)
        #expect(response.status == 200)
        #expect(response.body == Array("hello".utf8))
        #expect(response.values(of: "X-Two") == ["a", "b"])
        #expect(response.value(of: "x-two") == nil)
        let seen = try #require(server.seen.first)
        #expect(seen.hasPrefix("POST /a?b=c HTTP/1.1\r\n"))
        #expect(seen.contains("\r\nX-Payment: abc=\r\n"))
        #expect(seen.hasSuffix("\r\n\r\n{\"x\":1}"))
        #expect(!seen.lowercased().contains("expect:"))
        #expect(!seen.lowercased().contains("content-type:"))
    }

    @Test(arguments: ["GET", "HEAD", "DELETE", "PUT", "PATCH"])
    func everyMethodIsSentAsItIs(method: String) async throws {
        let server = LoopbackServer { _ in ["HTTP/1.1 204 No Content\r\n\r\n"] }
        defer { server.stop() }
        let client = try CurlClient(reach: Reach(loopback: true))
        #expect(try await client.send(HTTPRequest(method, server.url)).status == 204)
        #expect(server.seen.first?.hasPrefix(method + " / HTTP/1.1") == true)
    }

    /// Every way of writing this machine, the private ranges and the clouds' metadata.
    @Test(arguments: [
        "http://127.0.0.1:1/", "http://localhost:1/", "http://2130706433/", "http://0x7f000001/",
        "http://0x7f.1/", "http://017700000001/", "http://127.1/", "http://[::1]/",
        "http://[::ffff:127.0.0.1]/", "http://[::ffff:7f00:1]/", "https://10.0.0.1/",
        "https://192.168.1.1/", "https://172.20.0.1/", "http://169.254.169.254/latest/meta-data/",
        "http://[fe80::1]/", "http://[fd00:ec2::254]/", "http://0/", "http://0.0.0.0:1/",
        "https://100.64.0.1/", "http://[64:ff9b::7f00:1]/", "http://[2002:7f00:1::]/",
    ])
    func whatIsInsideIsRefused(url: String) async throws {
        let client = try CurlClient(reach: .outside)
        let failure = await failure(of: client, HTTPRequest("GET", url))
        guard case .forbiddenAddress = failure else {
            // A machine without IPv6 has no such socket to refuse.
            #expect(url.contains("[") && failure?.mayHaveBeenReceived == false, "\(url)")
            return
        }
    }

    @Test(arguments: ["http://169.254.169.254/", "http://0.0.0.0:1/", "https://224.0.0.1/"])
    func metadataIsRefusedWhateverIsConfigured(url: String) async throws {
        let client = try CurlClient(reach: .configured)
        let failure = await failure(of: client, HTTPRequest("GET", url))
        guard case .forbiddenAddress = failure else {
            Issue.record("\(url): \(String(describing: failure))")
            return
        }
    }

    @Test(arguments: [
        "ftp://example.com/", "file:///etc/passwd", "gopher://x/", "http://user@example.com/",
        "http://user:secret@example.com/", "http://", "", "example", "http://exa mple.com/",
        "http://example.com\\@evil.com/", "http://example.com/\r\nX: y",
    ])
    func whatIsNoWebAddressIsRefused(url: String) async throws {
        let client = try CurlClient(reach: .configured)
        let failure = await failure(of: client, HTTPRequest("GET", url))
        guard case .badRequest = failure else {
            Issue.record("\(url): \(String(describing: failure))")
            return
        }
    }

    @Test(arguments: [
        HTTPRequest("GE T", "http://127.0.0.1/"),
        HTTPRequest("GET", "http://127.0.0.1/", headers: [HTTPHeader("X", "a\r\nY: b")]),
        HTTPRequest("GET", "http://127.0.0.1/", headers: [HTTPHeader("X: y", "a")]),
        HTTPRequest("GET", "http://127.0.0.1/", headers: [HTTPHeader("", "a")]),
    ])
    func headersCannotBeSmuggledIn(request: HTTPRequest) async throws {
        let client = try CurlClient(reach: .configured)
        let failure = await failure(of: client, request)
        guard case .badRequest = failure else {
            Issue.record("\(String(describing: failure))")
            return
        }
    }

    @Test func aRedirectIsReportedAndNotFollowed() async throws {
        let server = LoopbackServer { _ in
            ["HTTP/1.1 307 Moved\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n"]
        }
        defer { server.stop() }
        let client = try CurlClient(reach: Reach(loopback: true))
        let response = try await client.send(HTTPRequest("GET", server.url))
        #expect(response.status == 307)
        #expect(response.value(of: "location") == "/elsewhere")
        #expect(server.seen.count == 1)
    }

    @Test func anAnswerThatIsTooLargeIsCutOff() async throws {
        let server = LoopbackServer { _ in
            ["HTTP/1.1 200 OK\r\n\r\n" + String(repeating: "x", count: 2_000_000)]
        }
        defer { server.stop() }
        let client = try CurlClient(reach: Reach(loopback: true))
        let failure = await failure(of: client, HTTPRequest("GET", server.url))
        #expect(failure == .responseTooLarge)
    }

    @Test func headersWithoutEndAreCutOff() async throws {
        let server = LoopbackServer { _ in
            ["HTTP/1.1 200 OK\r\n" + String(repeating: "X-A: b\r\n", count: 20_000)]
        }
        defer { server.stop() }
        let client = try CurlClient(reach: Reach(loopback: true))
        let failure = await failure(of: client, HTTPRequest("GET", server.url))
        #expect(failure == .responseTooLarge)
    }

    /// Silence after the request may mean anything; no connection at all is certain.
    @Test func silenceIsATimeoutThatMayHaveBeenReceived() async throws {
        let server = LoopbackServer { _ in nil }
        defer { server.stop() }
        let client = try CurlClient(reach: Reach(loopback: true))
        let limits = HTTPRequest.Limits(totalMilliseconds: 200)
        let silence = await failure(of: client, HTTPRequest("GET", server.url, limits: limits))
        #expect(silence == .timedOut)
        #expect(silence?.mayHaveBeenReceived == true)
        server.stop()
        let gone = await failure(of: client, HTTPRequest("GET", server.url))
        #expect(gone?.mayHaveBeenReceived == false)
    }

    @Test func anAnswerThatBreaksOffIsAFailure() async throws {
        let server = LoopbackServer { _ in ["HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nhalf"] }
        defer { server.stop() }
        let client = try CurlClient(reach: Reach(loopback: true))
        let failure = await failure(of: client, HTTPRequest("GET", server.url))
        #expect(failure?.mayHaveBeenReceived == true)
    }

    @Test func aCancelledTaskEndsItsTransfer() async throws {
        let server = LoopbackServer { _ in nil }
        defer { server.stop() }
        let client = try CurlClient(reach: Reach(loopback: true))
        let url = server.url
        let task = Task { await failure(of: client, HTTPRequest("GET", url)) }
        task.cancel()
        #expect(await task.value == .cancelled)
    }

    @Test func aStreamIsHandedOverAsItComes() async throws {
        let server = LoopbackServer { _ in
            ["HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"]
                + (0..<50).map { _ in "5\r\nevent\r\n" } + ["0\r\n\r\n"]
        }
        defer { server.stop() }
        let client = try CurlClient(reach: Reach(loopback: true))
        let bytes = Mutex<[UInt8]>([])
        let response = try await client.stream(HTTPRequest("GET", server.url)) { part in
            bytes.withLock { $0.append(contentsOf: part) }
            return true
        }
        #expect(response.status == 200)
        #expect(response.body.isEmpty)
        #expect(bytes.withLock { $0.count } == 250)
    }

    @Test func manyRequestsShareTheOneThread() async throws {
        let server = LoopbackServer { request in
            let path = request.split(separator: " ")[1]
            return ["HTTP/1.1 200 OK\r\nContent-Length: \(path.utf8.count)\r\n\r\n\(path)"]
        }
        defer { server.stop() }
        let client = try CurlClient(reach: Reach(loopback: true))
        let url = server.url
        let answers = await withTaskGroup(of: String?.self) { group in
            for index in 0..<200 {
                group.addTask {
                    let response = try? await client.send(HTTPRequest("GET", url + "/\(index)"))
                    return response.map { String(decoding: $0.body, as: UTF8.self) }
                }
            }
            return await group.reduce(into: Set()) { if let text = $1 { $0.insert(text) } }
        }
        #expect(answers.count == 200)
    }

    private func failure(of client: CurlClient, _ request: HTTPRequest) async -> HTTPFailure? {
        do {
            _ = try await client.send(request)
            return nil
        } catch {
            return error
        }
    }
}
