internal import JSON
internal import MCP
internal import Models

/// One exchange over Streamable HTTP. Source: MCP, Transports, Streamable HTTP, revisions
/// 2025-03-26 to 2026-07-28.
struct HTTPConversation {
    private var exchange: ClientExchange
    private let http: any HTTPClient
    private let url: String
    private let headers: [HTTPHeader]
    private let deadline: ContinuousClock.Instant
    private var session: String?
    /// Sent when the one before has been answered.
    private var queue: [Outgoing] = []

    static let answerBytesMax = 4 << 20
    static let sessionBytesMax = 512
    static let resumptionsMax = 3
    static let pauseMilliseconds = 100...5_000
    private static let goodbyeMilliseconds = 2_000

    init(
        _ exchange: ClientExchange, http: any HTTPClient, url: String, headers: [HTTPHeader],
        milliseconds: Int
    ) {
        self.exchange = exchange
        self.http = http
        self.url = url
        self.headers = headers
        deadline = .now + .milliseconds(milliseconds)
    }

    mutating func run() async throws(MCPCallFailure) -> ClientExchange.Outcome {
        var next = exchange.begin()
        while true {
            switch next {
            case .send(let messages): queue += messages
            case .wait: break
            case .finished(let outcome):
                await sayGoodbye()
                guard case .failed(let failure) = outcome else { return outcome }
                throw failed(.exchange(failure))
            }
            if queue.isEmpty {
                next = exchange.apply(.ended)
            } else {
                let message = queue.removeFirst()
                do { next = try await send(message) } catch { throw failed(error) }
            }
        }
    }

    private func failed(_ failure: MCPFailure) -> MCPCallFailure {
        let isLate = exchange.hasCalled
        if case .http(let failure) = failure, !failure.mayHaveBeenReceived {
            return MCPCallFailure(
                failure: .http(failure), mayHaveBeenReceived: false,
                hasGivenAway: exchange.hasGivenAway)
        }
        return MCPCallFailure(
            failure: failure, mayHaveBeenReceived: isLate, hasGivenAway: exchange.hasGivenAway)
    }

    /// One message and everything that is said to it, over broken streams too.
    private mutating func send(_ message: Outgoing) async throws(MCPFailure) -> ClientExchange.Next
    {
        var hearing = try await hear(try request("POST", message))
        var resumptions = 0
        while case .wait = hearing.next, message.expectsAnswer, let id = hearing.lastID,
            resumptions < Self.resumptionsMax, queue.isEmpty
        {
            resumptions += 1
            try await pause(hearing.retryMilliseconds)
            var again = try request("GET", nil)
            again.headers.append(HTTPHeader("Last-Event-ID", id))
            hearing = try await hear(again)
        }
        if case .wait = hearing.next, message.expectsAnswer, queue.isEmpty {
            return exchange.apply(.ended)
        }
        return hearing.next
    }

    private func pause(_ asked: Int?) async throws(MCPFailure) {
        let range = Self.pauseMilliseconds
        let wait = min(max(asked ?? range.lowerBound, range.lowerBound), range.upperBound)
        do { try await Task.sleep(for: .milliseconds(wait)) } catch { throw .http(.cancelled) }
    }

    private func request(
        _ method: String, _ message: Outgoing?
    ) throws(MCPFailure) -> HTTPRequest {
        let left = deadline - .now
        let milliseconds =
            Int(left.components.seconds) * 1_000
            + Int(left.components.attoseconds / 1_000_000_000_000_000)
        guard milliseconds > 0 else { throw .http(.timedOut) }
        var fields = headers
        if let message {
            fields.append(HTTPHeader("Content-Type", "application/json"))
            fields.append(HTTPHeader("Accept", "application/json, text/event-stream"))
            if exchange.version?.isStateless == true, let method = message.method {
                fields.append(HTTPHeader("Mcp-Method", method))
                if let name = message.name { fields.append(HTTPHeader("Mcp-Name", name)) }
            }
        } else {
            fields.append(HTTPHeader("Accept", "text/event-stream"))
        }
        if let version = exchange.version {
            fields.append(HTTPHeader("MCP-Protocol-Version", version.rawValue))
        }
        if let session { fields.append(HTTPHeader("Mcp-Session-Id", session)) }
        return HTTPRequest(
            method, url, headers: fields, body: message?.bytes ?? [],
            limits: .init(
                totalMilliseconds: milliseconds, responseBytesMax: Self.answerBytesMax))
    }

    /// The server may end it by itself, so whether it hears this changes nothing.
    private mutating func sayGoodbye() async {
        guard session != nil else { return }
        do {
            var goodbye = try request("DELETE", nil)
            goodbye.limits.totalMilliseconds = min(
                goodbye.limits.totalMilliseconds, Self.goodbyeMilliseconds)
            _ = try await http.send(goodbye)
        } catch { return }
    }
}

// What comes back.
extension HTTPConversation {
    /// What one answer came to.
    private struct Hearing {
        var next = ClientExchange.Next.wait
        /// Of the stream, to take it up again.
        var lastID: String?
        var retryMilliseconds: Int?
    }

    private enum Sound: Sendable {
        case head(HTTPResponse)
        case bytes([UInt8])
        case end(Result<HTTPResponse, HTTPFailure>)
    }

    private mutating func hear(_ request: HTTPRequest) async throws(MCPFailure) -> Hearing {
        let (sounds, mouth) = AsyncStream.makeStream(of: Sound.self)
        let http = http
        let result = await withTaskGroup { group -> Result<Hearing, MCPFailure> in
            group.addTask {
                do throws(HTTPFailure) {
                    let response = try await http.stream(request) {
                        mouth.yield(.head($0))
                    } onBytes: {
                        mouth.yield(.bytes($0))
                        return !Task.isCancelled
                    }
                    mouth.yield(.end(.success(response)))
                } catch { mouth.yield(.end(.failure(error))) }
                mouth.finish()
            }
            defer { group.cancelAll() }
            do throws(MCPFailure) { return .success(try await listen(to: sounds)) } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }

    private mutating func listen(
        to sounds: AsyncStream<Sound>
    ) async throws(MCPFailure) -> Hearing {
        var hearing = Hearing()
        var events: EventStreamReader?
        var body: [UInt8] = []
        for await sound in sounds {
            switch sound {
            case .head(let response):
                try noteSession(response)
                if Self.isEventStream(response) { events = EventStreamReader() }
            case .bytes(let bytes):
                guard events != nil else {
                    body += bytes
                    continue
                }
                guard try await take(bytes, &events, &hearing) else { return hearing }
            case .end(let result):
                return try await ended(result, body, hearing)
            }
        }
        return hearing
    }

    /// - Returns: whether to listen on.
    private mutating func take(
        _ bytes: [UInt8], _ events: inout EventStreamReader?, _ hearing: inout Hearing
    ) async throws(MCPFailure) -> Bool {
        let found: [EventStreamReader.Event]
        do { found = try events?.take(bytes) ?? [] } catch { throw .http(.responseTooLarge) }
        hearing.lastID = events?.lastID
        hearing.retryMilliseconds = events?.retryMilliseconds
        // The first event of a stream may be empty: it is there for its identifier.
        for event in found where !event.data.isEmpty {
            hearing.next = exchange.apply(.received(Array(event.data.utf8)))
            switch hearing.next {
            case .wait: continue
            case .finished: return false
            case .send(let messages):
                if messages.contains(where: \.expectsAnswer) { return false }
                // A question in the middle of a stream is answered while that is open.
                for message in messages { await answer(message) }
                hearing.next = .wait
            }
        }
        return true
    }

    /// Whether it arrives is the asker's business; what we asked is answered on the stream.
    private func answer(_ message: Outgoing) async {
        do { _ = try await http.send(try request("POST", message)) } catch { return }
    }

    private mutating func ended(
        _ result: Result<HTTPResponse, HTTPFailure>, _ body: [UInt8], _ hearing: Hearing
    ) async throws(MCPFailure) -> Hearing {
        var hearing = hearing
        switch result {
        case .failure(let failure):
            // A stream that broke and named its events can be taken up again.
            guard case .broken = failure, hearing.lastID != nil else { throw .http(failure) }
            return hearing
        case .success(let response):
            try noteSession(response)
            hearing.next = try judged(response, body, hearing.next)
            return hearing
        }
    }

    private mutating func judged(
        _ response: HTTPResponse, _ body: [UInt8], _ next: ClientExchange.Next
    ) throws(MCPFailure) -> ClientExchange.Next {
        switch response.status {
        case 200..<300:
            return body.allSatisfy(Self.isSpace) ? next : exchange.apply(.received(body))
        case 404 where session != nil:
            session = nil
            queue = []
            return exchange.apply(.sessionLost)
        default:
            // An error that is told in MCP's words says more than its status.
            guard Self.isRPCError(response.body) else { throw .status(response.status) }
            return exchange.apply(.received(response.body))
        }
    }

    /// Source: MCP, Streamable HTTP, Session Management: visible ASCII.
    private mutating func noteSession(_ response: HTTPResponse) throws(MCPFailure) {
        guard session == nil, let id = response.value(of: "Mcp-Session-Id") else { return }
        guard (1...Self.sessionBytesMax).contains(id.utf8.count),
            id.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
        else { throw .exchange(.notUnderstood("its session's name is none")) }
        session = id
    }

    private static func isEventStream(_ response: HTTPResponse) -> Bool {
        let type = response.value(of: "Content-Type")?.lowercased().prefix { $0 != ";" } ?? ""
        return type.filter { $0 != " " } == "text/event-stream"
    }

    private static func isRPCError(_ body: [UInt8]) -> Bool {
        do { return try JSONValue(parsing: body)["error"]?["code"]?.integer != nil } catch {
            return false
        }
    }

    private static func isSpace(_ byte: UInt8) -> Bool {
        byte == 0x20 || (0x09...0x0D).contains(byte)
    }
}
