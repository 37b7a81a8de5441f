public import JSON

/// One exchange with another server, from the first word to the answer: a value that is told what
/// came and says what is sent next. Source: MCP, Base Protocol, Lifecycle; Server Features, Tools.
///
/// A tool is called only after the server has listed it as its owner took it over: the same name
/// with another description is not called.
public struct ClientExchange: Sendable {
    public enum Goal: Sendable, Hashable {
        case list
        case call(Call)
    }

    public struct Call: Sendable, Hashable {
        public let tool: String
        public let pin: String
        public let arguments: JSONObject
        /// The same for every sending of one call; a server that knows it acts once.
        public let key: String
        /// What goes with the call beside its arguments, such as a payment.
        public let meta: JSONObject

        public init(
            tool: String, pin: String, arguments: JSONObject, key: String,
            meta: JSONObject = JSONObject()
        ) {
            self.tool = tool
            self.pin = pin
            self.arguments = arguments
            self.key = key
            self.meta = meta
        }
    }

    public enum Outcome: Sendable, Hashable {
        case tools([RemoteTool])
        case answer(RemoteAnswer)
        case failed(ExchangeFailure)
    }

    public enum Next: Sendable, Hashable {
        /// These, in order; then what the server says is awaited.
        case send([Outgoing])
        case wait
        case finished(Outcome)
    }

    /// What happens on the way.
    public enum Event: Sendable, Hashable {
        /// One message came: a line, a body, or the data of a server-sent event.
        case received([UInt8])
        /// The server knows the session no more, and took nothing of what was sent last.
        case sessionLost
        /// Nothing more will come.
        case ended
    }

    private enum State: Sendable, Hashable {
        case begun
        case greeting(id: Int64)
        case listing(id: Int64, pages: Int, found: [RemoteTool])
        case calling(id: Int64)
        case over
    }

    public static let pagesMax = 32
    public static let messagesMax = 1_000
    public static let messageBytesMax = 1 << 20
    static let metaPrefix = "io.modelcontextprotocol/"
    static let keyName = "paygent/idempotency-key"
    private static let sessionsLostMax = 1

    private let goal: Goal
    private let client: JSONValue
    private var state = State.begun
    private var lastID: Int64 = 0
    private var messages = 0
    private var sessionsLost = 0
    /// Agreed on; nil until the server has answered `initialize`.
    public private(set) var version: ProtocolVersion?
    /// Whether `tools/call` left: then the tool may have done something.
    public private(set) var hasCalled = false
    /// Whether `tools/call`, with all that goes with it, was ever given away: a server may have read
    /// what it says it took nothing of.
    public private(set) var hasGivenAway = false

    /// - Parameter program: name and version of this client, told to the server.
    public init(_ goal: Goal, program: (name: String, version: String)) {
        self.goal = goal
        client = ["name": .string(program.name), "version": .string(program.version)]
    }

    /// The first words.
    public mutating func begin() -> Next { .send([greeting()]) }

    public mutating func apply(_ event: Event) -> Next {
        guard state != .over else { return .wait }
        do throws(ExchangeFailure) {
            switch event {
            case .received(let bytes): return try take(bytes)
            case .sessionLost: return try beginAgain()
            case .ended: throw .ended
            }
        } catch {
            state = .over
            return .finished(.failed(error))
        }
    }

    private mutating func take(_ bytes: [UInt8]) throws(ExchangeFailure) -> Next {
        messages += 1
        guard messages <= Self.messagesMax else {
            throw .tooMuch("more than \(Self.messagesMax) messages")
        }
        guard bytes.count <= Self.messageBytesMax else {
            throw .tooMuch("a message of \(bytes.count) bytes")
        }
        switch try ServerMessage(parsing: bytes) {
        case .notification: return .wait
        case .question(let id, let method): return .send([Self.reply(to: method, id)])
        case .result(let id, let result):
            guard id == awaited else { return .wait }
            return try goOn(result)
        case .error(let id, let code, let message, let data):
            // An error without an id is about what was sent last, which could not be read.
            guard id == nil || id == awaited else { return .wait }
            return try refused(code, message, data)
        }
    }

    /// The id of the answer that is waited for; answers under any other, an earlier one's repeat
    /// among them, are passed over.
    private var awaited: Int64? {
        switch state {
        case .begun, .over: nil
        case .greeting(let id), .calling(let id), .listing(let id, _, _): id
        }
    }

    private mutating func goOn(_ result: JSONObject) throws(ExchangeFailure) -> Next {
        switch state {
        case .begun, .over: return .wait
        case .greeting: return try greeted(result)
        case .listing(_, let pages, let found): return try listed(result, pages, found)
        case .calling:
            state = .over
            return .finished(.answer(try RemoteAnswer(result)))
        }
    }
}

// What each answer leads to.
extension ClientExchange {
    private mutating func greeted(_ result: JSONObject) throws(ExchangeFailure) -> Next {
        guard let text = result["protocolVersion"]?.string else {
            throw .notUnderstood("it names no revision of the protocol")
        }
        guard let agreed = ProtocolVersion(rawValue: text), !agreed.isStateless else {
            throw .versionUnknown(RemoteText.line(text, countMax: 40))
        }
        guard result["capabilities"]?["tools"]?.object != nil else { throw .hasNoTools }
        version = agreed
        let greeted = Outgoing(method: "notifications/initialized")
        return .send([greeted, listing(after: nil, pages: 0, [])])
    }

    private mutating func listed(
        _ result: JSONObject, _ pages: Int, _ found: [RemoteTool]
    ) throws(ExchangeFailure) -> Next {
        let tools = try RemoteTool.all(in: result["tools"], after: found)
        if let cursor = result["nextCursor"], !cursor.isNull {
            guard cursor.string != nil else { throw .notUnderstood("a cursor is no text") }
            guard pages + 1 < Self.pagesMax else {
                throw .tooMuch("more than \(Self.pagesMax) pages of tools")
            }
            return .send([listing(after: cursor, pages: pages + 1, tools)])
        }
        switch goal {
        case .list:
            state = .over
            return .finished(.tools(tools))
        case .call(let call):
            guard let tool = tools.first(where: { $0.name == call.tool }) else { throw .toolGone }
            guard tool.pin == call.pin else { throw .toolChanged(pin: tool.pin) }
            return .send([calling(call)])
        }
    }

    /// A server of the newest revision knows no `initialize`, and says what it knows.
    private mutating func refused(
        _ code: Int64, _ message: String, _ data: JSONValue?
    ) throws(ExchangeFailure) -> Next {
        if case .calling = state, code == RemoteAnswer.demandCode, let data {
            state = .over
            return .finished(.answer(RemoteAnswer(demand: data, message)))
        }
        guard case .greeting = state, version == nil,
            code == RPCError.Code.unsupportedVersion.rawValue
                || code == RPCError.Code.methodNotFound.rawValue
        else { throw .refused(code: code, message: message) }
        let spoken = data?["supported"]?.array?.compactMap(\.string)
        guard spoken?.contains(ProtocolVersion.july2026.rawValue) ?? true else {
            throw .versionUnknown(RemoteText.line(spoken?.last ?? "", countMax: 40))
        }
        version = .july2026
        return .send([listing(after: nil, pages: 0, [])])
    }

    /// A lost session took nothing of what was sent in it, so the exchange may start over.
    private mutating func beginAgain() throws(ExchangeFailure) -> Next {
        guard sessionsLost < Self.sessionsLostMax else { throw .sessionLost }
        sessionsLost += 1
        version = nil
        hasCalled = false
        return .send([greeting()])
    }
}

// What is sent.
extension ClientExchange {
    private mutating func greeting() -> Outgoing {
        let id = newID()
        state = .greeting(id: id)
        return Outgoing(
            id: id, method: "initialize",
            params: [
                "protocolVersion": .string(ProtocolVersion.november2025.rawValue),
                "capabilities": [:], "clientInfo": client,
            ])
    }

    private mutating func listing(
        after cursor: JSONValue?, pages: Int, _ found: [RemoteTool]
    ) -> Outgoing {
        let id = newID()
        state = .listing(id: id, pages: pages, found: found)
        var params = JSONObject()
        params["cursor"] = cursor
        return Outgoing(id: id, method: "tools/list", params: enveloped(params))
    }

    private mutating func calling(_ call: Call) -> Outgoing {
        let id = newID()
        state = .calling(id: id)
        (hasCalled, hasGivenAway) = (true, true)
        var params = enveloped(["name": .string(call.tool), "arguments": .object(call.arguments)])
        var meta = params["_meta"]?.object ?? JSONObject()
        meta[Self.keyName] = .string(call.key)
        for member in call.meta.members { meta[member.name] = member.value }
        params["_meta"] = .object(meta)
        return Outgoing(id: id, method: "tools/call", params: params, name: call.tool)
    }

    /// Without sessions every request says who asks.
    private func enveloped(_ params: JSONObject) -> JSONObject {
        guard let version, version.isStateless else { return params }
        var params = params
        params["_meta"] = .object(
            JSONObject([
                .init(Self.metaPrefix + "protocolVersion", .string(version.rawValue)),
                .init(Self.metaPrefix + "clientInfo", client),
                .init(Self.metaPrefix + "clientCapabilities", [:]),
            ]))
        return params
    }

    private mutating func newID() -> Int64 {
        lastID += 1
        return lastID
    }

    /// We are alive, and we do nothing else for a server: no sampling, no files, no questions to
    /// people.
    private static func reply(to method: String, _ id: JSONValue) -> Outgoing {
        guard method != "ping" else {
            return Outgoing(answer: ["jsonrpc": "2.0", "id": id, "result": [:]])
        }
        return Outgoing(
            answer: RPCError(.methodNotFound, "This client does nothing for servers.", id: id).json)
    }
}
