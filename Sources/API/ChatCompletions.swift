internal import Domain
internal import JSON
internal import Orchestration
internal import Paygent
internal import Web

/// `/v1`: registered agents for clients of OpenAI's interface. An agent is a model; the last message
/// is what it is told to do. Source: OpenAI API reference, Models and Chat Completions.
struct ChatCompletions {
    let registry: AgentRegistry
    let once: RunOnce
    let conversations: ChatConversations
    let report: RunReport
    let stream: RunStream
    let access: Access
    let baseURL: @Sendable () -> String

    static let prefix = "/v1/"

    var routes: [Route] {
        let tag = "OpenAI"
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
        ]
    }

    private func list(_ request: Request) async throws(Problem) -> Response {
        var models: [JSONValue] = []
        var cursor: String?
        repeat {
            do {
                let page = try await registry.list(of: .local, after: cursor, limit: 200)
                models += page.items.map(\.modelJSON)
                cursor = page.nextCursor
            } catch { throw Problem(error) }
        } while cursor != nil
        return .json(["object": "list", "data": .array(models)])
    }

    private func show(_ request: Request) async throws(Problem) -> Response {
        .json(try await model(request.agentName).modelJSON)
    }

    private func model(_ name: String) async throws(Problem) -> AgentRegistry.Entry {
        do { return try await registry.agent(name, of: .local) } catch .notFound {
            throw Problem(
                .modelNotFound,
                "There is no agent '\(name)' here; GET /v1/models lists those there are.",
                fields: [.init("model", "the name of a registered agent")])
        } catch { throw Problem(error) }
    }

    private func complete(_ request: Request) async throws(Problem) -> Response {
        guard access.isOwnOrigin(request) else {
            throw Problem(
                .originNotAllowed,
                "This page may not call here; add its origin to the allowed ones.")
        }
        let order = try ChatOrder(reading: request)
        let begun = try await begin(order, request)
        let telling = ChatTelling(
            run: begun.run, report: report, runs: once.runs, baseURL: baseURL())
        var response =
            order.streams
            ? telling.response(by: stream, withUsage: order.wantsUsage)
            : Response.json(try await telling.completion(of: once.carryOut(begun.run)))
        if begun.isRepeat { response.headers["Idempotent-Replayed"] = "true" }
        if let session = begun.run.session { response.headers["X-Session-Id"] = session.rawValue }
        return response
    }

    /// The very use case of `/agents/{name}/run`: nothing here knows of limits or approvals.
    private func begin(
        _ order: ChatOrder, _ request: Request
    ) async throws(Problem) -> RunOnce.Begun {
        try Self.refuseBlindRepeat(request)
        // A repeat belongs to the session that the first request made.
        if let earlier = try await once.earlier(request) {
            return RunOnce.Begun(run: earlier, isRepeat: true)
        }
        let agent = try await model(order.model).agent.latest
        let session = try await conversations.session(
            order.conversation, with: agent, by: request.caller)
        return try await once.begin(
            Order(order.text), agent: agent.name, session: session.id, for: request)
    }

    /// OpenAI's own clients send a request again when its answer is lost, and say so. Without a key
    /// nobody knows whether the first one paid.
    private static func refuseBlindRepeat(_ request: Request) throws(Problem) {
        guard request.headers["Idempotency-Key"] == nil,
            let count = request.headers["X-Stainless-Retry-Count"], count != "0"
        else { return }
        throw Problem(
            .repeatNeedsKey,
            "This repeats a request whose answer was lost, and the first may have paid. Look at "
                + "GET /api/v1/payments/history; send an Idempotency-Key with each request, and "
                + "a repeat gets the first one's answer.")
    }
}

extension AgentRegistry.Entry {
    fileprivate var modelJSON: JSONValue {
        let version = agent.latest
        return [
            "id": .string(version.name), "object": "model",
            "created": .integer(version.draft.createdAt.secondsSinceEpoch),
            "owned_by": version.draft.isBuiltIn ? "paygent" : "owner",
        ]
    }
}
