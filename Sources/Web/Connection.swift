/// One connection's side of HTTP/1.1: bytes in, what to do next out. A value without a socket or
/// a clock; times are milliseconds of any clock that only goes forward.
///
/// Requests are handed out one at a time, so answers cannot overtake each other; later requests
/// wait in the input. Feed it with `received`, then take steps with `next` until it says `.wait`.
public struct Connection: Sendable {
    public enum Step: Sendable {
        /// Nothing to do until bytes arrive, an answer is out, or the deadline passes.
        case wait
        /// Send `100 Continue`, then ask again.
        case sendContinue
        /// Answer this; then call `answered`.
        case request(Request)
        /// Answer with this; then call `answered`, which will close.
        case refuse(Refusal)
        case close
    }

    enum Phase: Sendable, Hashable {
        case idle
        case head
        case body(length: Int)
        case chunks(ChunkedBody)
        case answering
        case closing
    }

    private static let emptyLinesMax = 4
    private static let keptCapacity = 4096

    private(set) var phase = Phase.idle
    /// When `expired` has to be called; nil while the answer is being made.
    public private(set) var deadline: UInt64?

    private let limits: ConnectionLimits
    private let bodyBytesMaxOf: @Sendable (Method, String) -> Int?
    private var input: [UInt8] = []
    private var position = 0
    /// How far the end of the head was looked for, and where the line at that place starts.
    private var scanned = 0
    private var lineStart = 0
    private var emptyLines = 0
    /// Of the request being read.
    private var head: RequestHead?
    /// Of the request being answered.
    private var mayFollow = false
    private var body: [UInt8] = []
    private var bodyBytesMax = 0
    private var owesContinue = false
    private var isDraining = false
    private var isRefused = false

    /// - Parameter bodyBytesMax: a route's own limit by method and path; nil for the usual one.
    public init(
        limits: ConnectionLimits, now: UInt64,
        bodyBytesMax: @escaping @Sendable (Method, String) -> Int? = { _, _ in nil }
    ) {
        self.limits = limits
        bodyBytesMaxOf = bodyBytesMax
        deadline = now + limits.headMilliseconds
    }

    /// Whether the present answer leaves the connection open.
    public var keepsAlive: Bool { !isDraining && !isRefused && mayFollow }

    /// Whether the present request may be answered in chunks.
    public private(set) var takesChunks = true

    /// False while enough later requests wait: leave their bytes in the kernel.
    public var wantsInput: Bool {
        phase != .answering || input.count - position < limits.backlogBytesMax
    }

    /// Nothing of a request has arrived, and none is being answered.
    public var isIdle: Bool { phase == .idle }

    /// A request was handed out, and its answer is not complete.
    public var isAnswering: Bool { phase == .answering }

    public var isClosing: Bool { phase == .closing }

    public mutating func received(_ bytes: UnsafeRawBufferPointer, now: UInt64) {
        guard phase != .closing, !isRefused else { return }
        compact()
        input.append(contentsOf: bytes)
        if phase == .idle && !bytes.isEmpty { startHead(now) }
    }

    public mutating func next(now: UInt64) -> Step {
        do throws(Refusal) { return try advance(now) } catch { return refuse(error) }
    }

    /// The present answer is out, or the stream or socket that it became has ended.
    ///
    /// - Returns: false when the connection closes now: shut down the sending side and read on
    ///   until the other end closes or the deadline passes.
    public mutating func answered(now: UInt64) -> Bool {
        guard keepsAlive else {
            phase = .closing
            releaseBuffers()
            deadline = now + limits.lingerMilliseconds
            return false
        }
        phase = .idle
        deadline = now + limits.idleMilliseconds
        compact()
        if position < input.count { startHead(now) }
        return true
    }

    /// The deadline has passed.
    public mutating func expired() -> Step {
        switch phase {
        case .idle, .closing: .close
        case .head, .body, .chunks: refuse(.tooSlow)
        case .answering: .wait
        }
    }

    /// Refuses what has not become a request: the server is full.
    public mutating func refuse(_ refusal: Refusal) -> Step {
        isRefused = true
        phase = .answering
        deadline = nil
        releaseBuffers()
        return .refuse(refusal)
    }

    /// Answers from now on close the connection. A request may be on its way already: an idle
    /// connection is given a moment for it.
    public mutating func drain(now: UInt64, graceMilliseconds: UInt64) {
        isDraining = true
        if phase == .idle { deadline = min(deadline ?? .max, now + graceMilliseconds) }
    }

    /// Gives back memory while a long answer runs.
    public mutating func releaseBuffers() {
        body = []
        if position == input.count || isRefused || phase == .closing {
            input = []
            position = 0
        }
    }

    /// What came after the request that became a WebSocket.
    public mutating func takeInput() -> [UInt8] {
        defer { input = [] }
        let rest = Array(input[position...])
        position = 0
        return rest
    }
}

extension Connection {
    private mutating func advance(_ now: UInt64) throws(Refusal) -> Step {
        while true {
            switch phase {
            case .idle, .answering, .closing: return .wait
            case .head:
                guard let end = try findHeadEnd() else { return .wait }
                try readHead(to: end, now)
            case .body(let length):
                takeBody(length)
                guard body.count == length else { return waitForBody() }
                return .request(makeRequest())
            case .chunks(var chunks):
                let isComplete = try chunks.take(
                    input, &position, into: &body, bytesMax: bodyBytesMax)
                phase = .chunks(chunks)
                guard isComplete else { return waitForBody() }
                return .request(makeRequest())
            }
        }
    }

    private mutating func startHead(_ now: UInt64) {
        phase = .head
        scanned = position
        lineStart = position
        emptyLines = 0
        deadline = now + limits.headMilliseconds
    }

    /// The index after the empty line that ends the head; nil until it has arrived.
    private mutating func findHeadEnd() throws(Refusal) -> Int? {
        while scanned < min(input.count, position + limits.headBytesMax) {
            let index = scanned
            scanned += 1
            guard input[index] == 0x0A else { continue }
            guard index > lineStart, input[index - 1] == 0x0D else {
                throw .malformed("A line does not end with CR and LF.")
            }
            let isEmpty = index - 1 == lineStart
            lineStart = index + 1
            guard isEmpty else { continue }
            if index - 1 > position { return index + 1 }
            try skipEmptyLine(to: index + 1)
        }
        guard scanned - position < limits.headBytesMax else {
            throw .headTooLarge(bytesMax: limits.headBytesMax)
        }
        return nil
    }

    /// Some clients send an empty line after a body. Source: RFC 9112 section 2.2.
    private mutating func skipEmptyLine(to index: Int) throws(Refusal) {
        emptyLines += 1
        guard emptyLines <= Connection.emptyLinesMax else {
            throw .malformed("There are only empty lines.")
        }
        position = index
    }

    private mutating func readHead(to end: Int, _ now: UInt64) throws(Refusal) {
        let head = try RequestHead(parsing: input[position..<(end - 2)])
        position = end
        switch head.framing {
        case .length(0): phase = .body(length: 0)
        case .length(let length):
            bodyBytesMax = limit(head)
            guard length <= bodyBytesMax else { throw .bodyTooLarge(bytesMax: bodyBytesMax) }
            owesContinue = head.expectsContinue
            phase = .body(length: length)
        case .chunked:
            bodyBytesMax = limit(head)
            owesContinue = head.expectsContinue
            phase = .chunks(ChunkedBody())
        }
        mayFollow = head.keepsAlive
        takesChunks = head.isVersion11
        self.head = consume head
        deadline = now + limits.bodyMilliseconds
    }

    private func limit(_ head: RequestHead) -> Int {
        bodyBytesMaxOf(head.method, head.target.path) ?? limits.bodyBytesMax
    }

    private mutating func takeBody(_ length: Int) {
        let count = min(length - body.count, input.count - position)
        guard count > 0 else { return }
        body.append(contentsOf: input[position..<(position + count)])
        position += count
    }

    /// A client that has begun to send needs no leave to go on.
    private mutating func waitForBody() -> Step {
        let asks = owesContinue && body.isEmpty && position == input.count
        owesContinue = false
        return asks ? .sendContinue : .wait
    }

    private mutating func makeRequest() -> Request {
        guard let head = head.take() else {
            preconditionFailure("a body is read only after its head")
        }
        let request = Request(
            head.method, head.target.path, query: head.target.query, headers: head.headers,
            body: body, peer: "", id: "")
        body = []
        phase = .answering
        deadline = nil
        return request
    }

    /// Drops what has been read; keeps a small buffer, gives back a large one.
    private mutating func compact() {
        guard position > 0 else { return }
        if position == input.count {
            input.removeAll(keepingCapacity: input.capacity <= Connection.keptCapacity)
        } else {
            input.removeSubrange(..<position)
        }
        scanned = max(0, scanned - position)
        lineStart = max(0, lineStart - position)
        position = 0
    }
}
