import Testing

@testable import Web

@Suite("A connection") struct ConnectionTests {
    private static let limits = ConnectionLimits()
    private static let head = "GET / HTTP/1.1\r\nHost: x\r\n"

    private static func started(_ text: String, now: UInt64 = 0) -> Connection {
        var connection = Connection(limits: limits, now: 0)
        feed(&connection, text, now: now)
        return connection
    }

    private static func feed(_ connection: inout Connection, _ text: String, now: UInt64) {
        Array(text.utf8).withUnsafeBytes { connection.received($0, now: now) }
    }

    @Test("gives the first request as long as any head")
    func firstDeadline() {
        #expect(Connection(limits: Self.limits, now: 5).deadline == 10_005)
    }

    @Test("counts a head's time from its first byte, not from its last")
    func headDeadline() {
        var connection = Self.started("GET", now: 1_000)
        #expect(connection.deadline == 11_000)
        Self.feed(&connection, " / HTTP/1.1\r\n", now: 9_000)
        _ = connection.next(now: 9_000)
        #expect(connection.deadline == 11_000)
        expectRefusal(connection.expired(), .tooSlow)
    }

    @Test("counts a body's time from the end of its head")
    func bodyDeadline() {
        var connection = Self.started(
            "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nabc", now: 0)
        _ = connection.next(now: 2_000)
        Self.feed(&connection, "def", now: 20_000)
        _ = connection.next(now: 20_000)
        #expect(connection.deadline == 32_000)
        expectRefusal(connection.expired(), .tooSlow)
    }

    @Test("has no deadline while it answers, and an idle one afterwards")
    func answering() {
        var connection = Self.started(Self.head + "\r\n")
        expectRequest(connection.next(now: 1))
        #expect(connection.deadline == nil)
        expectWait(connection.next(now: 2))
        expectWait(connection.expired())
        let staysOpen = connection.answered(now: 3)
        #expect(staysOpen)
        #expect(connection.isIdle)
        #expect(connection.deadline == 75_003)
        expectClose(connection.expired())
    }

    @Test(
        "closes after the answer when told so",
        arguments: ["close", "Close", "x, close", "close,x"])
    func connectionClose(_ value: String) {
        var connection = Self.started(Self.head + "Connection: \(value)\r\n\r\n")
        expectRequest(connection.next(now: 0))
        #expect(!connection.keepsAlive)
        let staysOpen = connection.answered(now: 7)
        #expect(!staysOpen)
        #expect(connection.isClosing)
        #expect(connection.deadline == 2_007)
        Self.feed(&connection, Self.head + "\r\n", now: 8)
        expectWait(connection.next(now: 8))
        expectClose(connection.expired())
    }

    @Test(
        "stays open for words that only look like close", arguments: ["closed", "keep-alive", ""])
    func connectionStays(_ value: String) {
        var connection = Self.started(Self.head + "Connection: \(value)\r\n\r\n")
        expectRequest(connection.next(now: 0))
        #expect(connection.keepsAlive)
    }

    @Test("gives an idle client a moment when it drains, and closes after the next answer")
    func draining() {
        var connection = Self.started("")
        connection.drain(now: 100, graceMilliseconds: 300)
        #expect(connection.deadline == 400)
        Self.feed(&connection, Self.head + "\r\n", now: 200)
        expectRequest(connection.next(now: 200))
        #expect(!connection.keepsAlive)
        let staysOpen = connection.answered(now: 201)
        #expect(!staysOpen)
    }

    @Test("wants no input while enough later requests wait")
    func backlog() {
        var connection = Self.started(Self.head + "\r\n")
        expectRequest(connection.next(now: 0))
        #expect(connection.wantsInput)
        Self.feed(&connection, String(repeating: "x", count: 64 * 1024), now: 0)
        #expect(!connection.wantsInput)
    }

    @Test("asks for the body only when it waits for it")
    func expectation() {
        let head = "POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n"
        var waiting = Self.started(head)
        guard case .sendContinue = waiting.next(now: 0) else { return #expect(Bool(false)) }
        expectWait(waiting.next(now: 0))
        var sending = Self.started(head + "a")
        expectWait(sending.next(now: 0))
        var old = Self.started(head.replacing("1.1", with: "1.0"))
        expectWait(old.next(now: 0))
    }

    @Test("takes heads and bodies up to their limits and not a byte more")
    func limits() {
        let start = Self.head + "X: "
        let room = Self.limits.headBytesMax - start.utf8.count - 4
        let fits = start + String(repeating: "a", count: room) + "\r\n\r\n"
        #expect(Reading.of(fits).requests.count == 1)
        #expect(Reading.of(start + "a" + fits.dropFirst(start.count)).refusal?.status == 431)
        let post = "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: "
        let body = String(repeating: "b", count: Self.limits.bodyBytesMax)
        #expect(Reading.of(post + "1048576\r\n\r\n" + body).requests.count == 1)
        #expect(Reading.of(post + "1048577\r\n\r\n").refusal?.status == 413)
    }

    @Test("takes a hundred fields")
    func fieldCount() {
        func request(_ count: Int) -> String {
            Self.head + (1..<count).map { "X-\($0): y\r\n" }.joined() + "\r\n"
        }
        #expect(Reading.of(request(100)).requests.count == 1)
        #expect(Reading.of(request(101)).refusal?.status == 431)
    }

    @Test("applies a route's own limit to bodies of both kinds")
    func routeLimit() {
        for framing in ["Content-Length: 11\r\n\r\n", "Transfer-Encoding: chunked\r\n\r\nb\r\n"] {
            var connection = Connection(limits: Self.limits, now: 0) { method, path in
                method == .post && path == "/small" ? 10 : nil
            }
            Self.feed(&connection, "POST /small HTTP/1.1\r\nHost: x\r\n" + framing, now: 0)
            expectRefusal(connection.next(now: 0), .bodyTooLarge(bytesMax: 10))
        }
    }

    @Test("hands over what follows a request that becomes a WebSocket")
    func takesInput() {
        var connection = Self.started(Self.head + "\r\nframes")
        expectRequest(connection.next(now: 0))
        let rest = connection.takeInput()
        #expect(rest == Array("frames".utf8))
    }
}

private func expectWait(_ step: Connection.Step) {
    if case .wait = step { return }
    Issue.record("expected to wait, not \(step)")
}

private func expectClose(_ step: Connection.Step) {
    if case .close = step { return }
    Issue.record("expected to close, not \(step)")
}

private func expectRequest(_ step: Connection.Step) {
    if case .request = step { return }
    Issue.record("expected a request, not \(step)")
}

private func expectRefusal(_ step: Connection.Step, _ refusal: Refusal) {
    if case .refuse(refusal) = step { return }
    Issue.record("expected \(refusal), not \(step)")
}
