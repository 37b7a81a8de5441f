internal import Hashing
internal import JSON
internal import MCP
internal import Web

/// `/mcp`: our tools for other people's agents. Source: Model Context Protocol, Streamable HTTP,
/// revisions 2024-11-05 to 2026-07-28. Nothing is sent unasked, so there is no stream to GET.
struct MCPRoutes {
    let tools: MCPTools
    let sessions: MCPSessions
    let access: Access
    /// What is sold; some of it as tools.
    let shop: MCPShop?
    let version: String

    var routes: [Route] {
        let message: JSONValue = [
            "type": "object",
            "properties": [
                "jsonrpc": ["const": "2.0"], "id": ["type": ["string", "integer"]],
                "method": ["type": "string"], "params": ["type": "object"],
            ], "required": ["jsonrpc"],
        ]
        return [
            .endpoint(
                .post, "/mcp", tag: "MCP", "Model Context Protocol: one message",
                request: message,
                answers: [
                    .init(.ok, "The answer, as JSON or as one server-sent event."),
                    .init(.accepted, "The message asks for no answer."),
                ], receive),
            .endpoint(
                .delete, "/mcp", tag: "MCP", "Model Context Protocol: end the session",
                answers: [.init(.noContent, "It has ended.")], end),
        ]
    }

    private func receive(_ request: Request) async throws(Problem) -> Response {
        try checkOrigin(request)
        let accepted = Accepted(request)
        guard accepted.isAnything else {
            return Self.refusal(
                RPCError(
                    .invalidRequest,
                    "Accept application/json or text/event-stream; answers come as one of these."),
                status: 406)
        }
        do throws(Refused) {
            switch try message(in: request) {
            case .request(let call): return try await answer(call, request, accepted)
            case .notification, .answer:
                _ = try standing(request, id: .null)
                return Response(.accepted)
            }
        } catch { return Self.refusal(error.error, status: error.status) }
    }

    private func end(_ request: Request) async throws(Problem) -> Response {
        try checkOrigin(request)
        guard let id = request.headers[Header.session] else {
            return Self.refusal(Self.sessionMissing(.null), status: .badRequest)
        }
        guard sessions.end(id) else {
            return Self.refusal(Self.sessionUnknown(.null), status: .notFound)
        }
        return Response(.noContent)
    }

    /// A page of another site must not reach a service on somebody's own machine.
    private func checkOrigin(_ request: Request) throws(Problem) {
        guard access.isOwnOrigin(request) else {
            throw Problem(
                .originNotAllowed,
                "This page may not call here; add its origin to the allowed ones.")
        }
    }

    private func message(in request: Request) throws(Refused) -> RPCMessage {
        do { return try RPCMessage(parsing: request.body) } catch {
            throw Refused(error, .badRequest)
        }
    }

    private func answer(
        _ call: RPCMessage.Call, _ request: Request, _ accepted: Accepted
    ) async throws(Refused) -> Response {
        if call.method == "initialize" { return try initialize(call, accepted) }
        let standing = try standing(request, id: call.id)
        if standing.version.isStateless { try checkEnvelope(call, request) }
        switch call.method {
        case "ping" where !standing.version.isStateless:
            return accepted.response(call.answer(JSONObject()))
        case "server/discover" where standing.version.isStateless:
            return accepted.response(call.answer(discovered))
        case "tools/list":
            guard call.params["cursor"] ?? .null == .null else {
                throw Refused(
                    call.refusal(.invalidParams, "There is one page only; leave out the cursor."),
                    standing.version.isStateless ? .badRequest : .ok)
            }
            let sold = shop?.descriptions ?? []
            let list: JSONObject = [
                "tools": .array((MCPTool.all.map(\.description) + sold).map(\.json))
            ]
            return accepted.response(call.answer(stamped(list, standing.version, isKept: true)))
        case "tools/call": return try await callTool(call, request, standing, accepted)
        default:
            throw Refused(
                call.refusal(.methodNotFound, "There is no method '\(call.method)' here."),
                standing.version.isStateless ? .notFound : .ok)
        }
    }

    private func callTool(
        _ call: RPCMessage.Call, _ request: Request, _ standing: Standing, _ accepted: Accepted
    ) async throws(Refused) -> Response {
        let status: Status = standing.version.isStateless ? .badRequest : .ok
        let wanted = call.params["name"]?.string
        if let wanted, MCPTools.tool(wanted) == nil, let route = shop?.route(wanted), let shop {
            return await accepted.response {
                call.answer(
                    stamped(await shop.call(route, named: wanted, call.params), standing.version))
            }
        }
        guard let name = wanted, let tool = MCPTools.tool(name) else {
            let names =
                (MCPTool.all.map(\.description) + (shop?.descriptions ?? [])).map(\.name)
                .joined(separator: ", ")
            throw Refused(
                call.refusal(.invalidParams, "There is no such tool; there are: \(names)."), status)
        }
        let arguments = call.params["arguments"] ?? .null
        guard let given = arguments.isNull ? JSONObject() : arguments.object else {
            throw Refused(call.refusal(.invalidParams, "'arguments' must be an object."), status)
        }
        let key = standing.session.map { Self.repeatKey($0, call) }
        return await accepted.response {
            let answer = await tools.call(tool, given, from: request, repeatKey: key)
            return call.answer(stamped(answer.json, standing.version))
        }
    }

    /// Within a session a client uses an id once: the same message again is a repeat.
    private static func repeatKey(_ session: String, _ call: RPCMessage.Call) -> String {
        let message = [.string(session), call.id, .object(call.params)] as JSONValue
        return "mcp-" + Hex.encode(SHA256.hash(message.bytes))
    }
}

// What begins a conversation, and what it needs.

extension MCPRoutes {
    private struct Standing {
        let version: ProtocolVersion
        /// Nil for a revision without sessions.
        let session: String?
    }

    private func initialize(
        _ call: RPCMessage.Call, _ accepted: Accepted
    ) throws(Refused) -> Response {
        guard let asked = call.params["protocolVersion"]?.string else {
            throw Refused(
                call.refusal(
                    .invalidParams, "'protocolVersion' is missing; send text such as 2025-06-18."),
                .badRequest)
        }
        let version = ProtocolVersion.negotiated(for: asked)
        var response = accepted.response(
            call.answer([
                "protocolVersion": .string(version.rawValue), "capabilities": Self.capabilities,
                "serverInfo": serverInfo, "instructions": .string(Self.instructions),
            ]))
        response.headers[Header.session] = sessions.begin(version)
        return response
    }

    private func standing(_ request: Request, id: JSONValue) throws(Refused) -> Standing {
        var version: ProtocolVersion?
        if let text = request.headers[Header.version] {
            version = ProtocolVersion(rawValue: text)
            if version == nil { throw Refused(.unsupported(text, id: id), .badRequest) }
        }
        if let version, version.isStateless { return Standing(version: version, session: nil) }
        guard let session = request.headers[Header.session] else {
            throw Refused(Self.sessionMissing(id), .badRequest)
        }
        guard let negotiated = sessions.version(of: session) else {
            throw Refused(Self.sessionUnknown(id), .notFound)
        }
        return Standing(version: negotiated, session: session)
    }

    /// What a request without a session carries, twice where proxies read it.
    private func checkEnvelope(
        _ call: RPCMessage.Call, _ request: Request
    ) throws(Refused) {
        let meta = call.params["_meta"]
        for name in ["protocolVersion", "clientCapabilities"]
        where meta?["\(Self.metaPrefix)\(name)"] == nil {
            throw Refused(
                call.refusal(.invalidParams, "'_meta' has no '\(Self.metaPrefix)\(name)'."),
                .badRequest)
        }
        var pairs: [(header: String, value: String?)] = [
            (Header.version, meta?["\(Self.metaPrefix)protocolVersion"]?.string),
            (Header.method, call.method),
        ]
        if call.method == "tools/call" {
            pairs.append((Header.name, call.params["name"]?.string))
        }
        for pair in pairs where request.headers[pair.header] != pair.value {
            throw Refused(
                call.refusal(
                    .headerMismatch, "The header \(pair.header) is not what the body says."),
                .badRequest)
        }
    }

    private static func sessionMissing(_ id: JSONValue) -> RPCError {
        RPCError(
            .invalidRequest,
            "Send 'initialize' first, and then its Mcp-Session-Id with every message.", id: id)
    }

    private static func sessionUnknown(_ id: JSONValue) -> RPCError {
        RPCError(
            .invalidRequest, "This session has ended. Send 'initialize' to begin another.", id: id)
    }
}

// What is told of this server.

extension MCPRoutes {
    private static let metaPrefix = "io.modelcontextprotocol/"
    private static let capabilities: JSONValue = ["tools": ["listChanged": false]]
    private static let instructions =
        "Paygent designs payment agents by talking and runs them inside budgets. design_start, then "
        + "design_message until the design is complete, then register_agent and run_agent. Decisions "
        + "about money are the person's: show what waits, with amount and recipient, and approve "
        + "only what the person has said yes to. 'simulated': true means that no real money moved."

    private var serverInfo: JSONValue {
        ["name": "paygent", "title": "Paygent", "version": .string(version)]
    }

    private var discovered: JSONObject {
        let object: JSONObject = [
            "supportedVersions": .strings(ProtocolVersion.allCases.map(\.rawValue)),
            "capabilities": Self.capabilities, "instructions": .string(Self.instructions),
        ]
        return stamped(object, .july2026, isKept: true)
    }

    /// Results of the revision without sessions say what they are and who made them.
    private func stamped(
        _ result: JSONObject, _ version: ProtocolVersion, isKept: Bool = false
    ) -> JSONObject {
        guard version.isStateless else { return result }
        var result = result
        result["resultType"] = "complete"
        if isKept {
            result["ttlMs"] = 300_000
            result["cacheScope"] = "private"
        }
        result["_meta"] = .object(JSONObject([.init("\(Self.metaPrefix)serverInfo", serverInfo)]))
        return result
    }

    private static func refusal(_ error: RPCError, status: Status) -> Response {
        .json(error.json, status: status)
    }
}

/// A request that is answered by an error.
private struct Refused: Error {
    let error: RPCError
    let status: Status

    init(_ error: RPCError, _ status: Status) {
        self.error = error
        self.status = status
    }
}

private enum Header {
    static let session = "Mcp-Session-Id"
    static let version = "MCP-Protocol-Version"
    static let method = "Mcp-Method"
    static let name = "Mcp-Name"
}

/// How the client takes its answer: as JSON, unless it takes events only.
private struct Accepted: Sendable {
    private let takesJSON: Bool
    private let takesEvents: Bool

    init(_ request: Request) {
        let types = request.headers.list("Accept").map { $0.lowercased().prefix { $0 != ";" } }
        takesJSON =
            types.isEmpty
            || types.contains { ["application/json", "application/*", "*/*"].contains($0) }
        takesEvents = types.contains { ["text/event-stream", "text/*"].contains($0) }
    }

    var isAnything: Bool { takesJSON || takesEvents }

    func response(_ message: JSONValue) -> Response {
        takesJSON ? .json(message) : Self.events { message }
    }

    /// As events the connection is kept alive while the work goes on.
    func response(_ work: @escaping @Sendable () async -> JSONValue) async -> Response {
        takesJSON ? .json(await work()) : Self.events(work)
    }

    private static func events(_ work: @escaping @Sendable () async -> JSONValue) -> Response {
        .events { writer in
            let message = await work()
            do {
                try await writer.send(ServerSentEvent(event: "message", data: message.text))
            } catch { return }
        }
    }
}
