internal import Domain
internal import JSON
internal import Orchestration
internal import Web
internal import Wizard
internal import X402

/// `/sessions/{id}/tools`: which tools a design uses, whole documents of them, and trying one.
struct SessionTools {
    let sessions: Sessions
    let dryRun: ToolDryRun
    let mcpServers: MCPServers

    var routes: [Route] {
        let path = "/api/v1/sessions/{id}/tools"
        return [
            .endpoint(
                .get, path, tag: "Sessions", "See its tools, and the words that asked for each",
                list),
            .endpoint(
                .post, "\(path)/import", tag: "Sessions", "Make tools of an OpenAPI 3 document",
                request: ["type": "object"],
                answers: [.init(.ok, "The reply, as to a message.")],
                bodyBytesMax: Self.documentBytesMax, importTools),
            .endpoint(
                .post, "\(path)/import-mcp", tag: "Sessions",
                "Take over tools of an MCP server, each pinned to its description",
                request: Self.mcpSchema,
                answers: [.init(.ok, "The reply, as to a message.")],
                bodyBytesMax: Self.documentBytesMax, importFromMCP),
            .endpoint(
                .post, "\(path)/{name}/dry-run", tag: "Sessions",
                "Call one of its own tools without money",
                request: ["type": "object", "properties": ["arguments": ["type": "object"]]],
                answers: [.init(.ok, "What the endpoint answered.")], tryOut),
        ]
    }

    private static let documentBytesMax = 1 << 20

    private func list(_ request: Request) async throws(Problem) -> Response {
        let session = try await session(of: request)
        let chosen = ToolSelector.selection(of: session).map { Self.json($0, in: session) }
        let own = session.spec.customTools.map { tool -> JSONValue in
            [
                "name": .string(tool.name), "kind": .string(tool.mcp == nil ? "http" : "mcp"),
                "title": .string(tool.summary),
                "words": .optional(session.evidence[.customTools]?.words),
                "needs": tool.method == nil ? ["whether it is called with GET or POST"] : [],
                "tool": tool.json,
            ]
        }
        return .list(chosen + own)
    }

    private static func json(_ selected: ToolSelector.Selected, in session: Session) -> JSONValue {
        let needs = ToolSelector.needs(of: selected.tool).filter { slot in
            session.spec[slot] == nil && session.defaults[slot] == nil
        }
        return [
            "name": .string(selected.tool.rawValue), "kind": "built_in",
            "title": .string(selected.tool.title), "words": .optional(selected.words),
            "needs": .strings(needs.map(\.title)),
        ]
    }

    private func importTools(_ request: Request) async throws(Problem) -> Response {
        let id = try request.sessionID()
        let document = try request.jsonObject()
        let imported: OpenAPIImport
        do { imported = try OpenAPIImport(.object(document)) } catch {
            throw Problem.invalid("", error.sentence)
        }
        return try await take(imported, into: id, request)
    }

    func take(
        _ imported: any ToolImport, into id: ID<Session>, _ request: Request
    ) async throws(Problem) -> Response {
        try await request.answeredOnce(
            by: sessions.answers, at: sessions.clock.now(), status: .ok
        ) { keeping throws(Conversations.Failure) in
            let reply = try await sessions.conversations.take(
                imported, in: id, of: .local, keeping: keeping { sessions.bytes(of: $0) })
            return sessions.bytes(of: reply)
        }
    }

    private func tryOut(_ request: Request) async throws(Problem) -> Response {
        let session = try await session(of: request)
        let name = request.parameter("name") ?? ""
        guard let tool = session.spec.customTools.first(where: { $0.name == name }) else {
            throw Problem(
                .notFound,
                "This design has no tool of its own called '\(name)'; GET …/tools lists its tools."
            )
        }
        let arguments = try Self.arguments(try request.jsonObject()["arguments"])
        if let origin = tool.mcp { return try await tryOut(tool, origin, arguments) }
        let call = try Self.call(tool, arguments)
        do { return .json(Self.json(try await dryRun.send(call), call)) } catch {
            return .json(Self.json(error, call))
        }
    }

    private static func arguments(_ json: JSONValue?) throws(Problem) -> JSONObject {
        guard let arguments = (json ?? [:]).object else {
            throw Problem.invalid(
                "arguments", "'arguments' is an object, such as {\"city\": \"Oslo\"}.")
        }
        return arguments
    }

    private static func call(
        _ tool: HTTPTool, _ arguments: JSONObject
    ) throws(Problem) -> ToolCall {
        do { return try ToolCall(tool, arguments: arguments) } catch {
            throw Problem.invalid("arguments", error.sentence)
        }
    }

    func session(of request: Request) async throws(Problem) -> Session {
        let id = try request.sessionID()
        do { return try await sessions.conversations.session(id, of: .local).value } catch {
            throw Problem(error)
        }
    }
}

// What clients see of a dry run. Nothing is ever paid in one.
extension SessionTools {
    private static func json(_ outcome: ToolDryRun.Outcome, _ call: ToolCall) -> JSONValue {
        let prices = outcome.prices.map { offer -> JSONValue in
            [
                "atomic_units": .string(String(offer.amount)), "asset": .string(offer.asset),
                "network": .string(offer.networkName), "pay_to": .string(offer.payTo),
            ]
        }
        var object = asked(call)
        object["status"] = .integer(Int64(outcome.status))
        object["content_type"] = .optional(outcome.contentType)
        object["body"] = .string(String(decoding: outcome.body, as: UTF8.self))
        object["body_bytes"] = .integer(Int64(outcome.bodyBytes))
        object["prices"] = .array(prices)
        object["problem"] = .optional(
            outcome.status == 402 ? "The endpoint asks for payment. Nothing was paid." : nil)
        return .object(object)
    }

    private static func json(_ failure: HTTPFailure, _ call: ToolCall) -> JSONValue {
        var object = asked(call)
        object["status"] = .null
        object["problem"] = .string(failure.sentence)
        return .object(object)
    }

    private static func asked(_ call: ToolCall) -> JSONObject {
        let note =
            call.headersLeftOut.isEmpty
            ? nil
            : "Headers with secrets were left out: \(call.headersLeftOut.joined(separator: ", ")). "
                + "Their values are known only where the agent runs."
        return [
            "method": .string(call.method), "url": .string(call.url), "paid": false,
            "headers_left_out": .strings(call.headersLeftOut), "note": .optional(note),
        ]
    }
}
