internal import Domain
internal import JSON
internal import Orchestration
internal import Paygent
internal import Web

/// `/v1`: registered agents for clients of OpenAI's and Anthropic's interfaces. An agent is a model;
/// the last message is what it is told to do. Source: OpenAI API reference, Models and Chat
/// Completions; Anthropic API reference, Models and Messages.
struct ChatRoutes {
    let entrance: ChatEntrance
    let report: RunReport
    let stream: RunStream
    let baseURL: @Sendable () -> String

    var routes: [Route] {
        let tag = "Chat"
        let asked = Schema.object(
            [
                "model": "string", "messages": "array", "stream": "boolean", "user": "string",
                "metadata": "object",
            ], required: ["model", "messages"])
        return [
            .chatEndpoint(.get, "/v1/models", tag: tag, "Registered agents, as models", list),
            .chatEndpoint(.get, "/v1/models/{name}", tag: tag, "One agent, as a model", show),
            .chatEndpoint(
                .post, "/v1/chat/completions", tag: tag,
                "Tell an agent what to do, as a chat", request: asked, complete),
            .chatEndpoint(
                .post, "/v1/messages", tag: tag,
                "The same for clients of Anthropic's interface",
                request: Schema.object(
                    [
                        "model": "string", "messages": "array", "max_tokens": "integer",
                        "stream": "boolean", "metadata": "object",
                    ], required: ["model", "messages"]), message),
        ]
    }

    private func list(_ request: Request) async throws(Problem) -> Response {
        var models: [JSONValue] = []
        var cursor: String?
        repeat {
            do {
                let page = try await entrance.registry.list(of: .local, after: cursor, limit: 200)
                models += page.items.map(\.modelJSON)
                cursor = page.nextCursor
            } catch { throw Problem(error) }
        } while cursor != nil
        return .json([
            "object": "list", "data": .array(models), "has_more": false,
            "first_id": models.first?["id"] ?? .null, "last_id": models.last?["id"] ?? .null,
        ])
    }

    private func show(_ request: Request) async throws(Problem) -> Response {
        .json(try await entrance.model(request.agentName).modelJSON)
    }

    private func complete(_ request: Request) async throws(Problem) -> Response {
        let order = try ChatOrder(completion: request)
        return try await answer(order, request) {
            CompletionForm(run: $0, withUsage: order.wantsUsage)
        }
    }

    private func message(_ request: Request) async throws(Problem) -> Response {
        try await answer(ChatOrder(message: request), request) { MessageForm(run: $0) }
    }

    private func answer(
        _ order: ChatOrder, _ request: Request, as form: (AgentRun) -> any ChatForm
    ) async throws(Problem) -> Response {
        let begun = try await entrance.begin(order, request)
        let telling = ChatTelling(
            run: begun.run, form: form(begun.run), report: report, runs: entrance.once.runs,
            baseURL: baseURL())
        var response =
            order.streams
            ? telling.response(by: stream)
            : Response.json(try await telling.whole(of: entrance.once.carryOut(begun.run)))
        if begun.isRepeat { response.headers["Idempotent-Replayed"] = "true" }
        if let session = begun.run.session { response.headers["X-Session-Id"] = session.rawValue }
        return response
    }
}

extension AgentRegistry.Entry {
    fileprivate var modelJSON: JSONValue {
        let version = agent.latest
        return [
            "id": .string(version.name), "object": "model",
            "created": .integer(version.draft.createdAt.secondsSinceEpoch),
            "owned_by": version.draft.isBuiltIn ? "paygent" : "owner",
            // Anthropic's words for the same.
            "type": "model", "display_name": .string(version.name),
            "created_at": .string(version.draft.createdAt.rfc3339),
        ]
    }
}
