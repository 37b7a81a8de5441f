internal import Domain
internal import Orchestration
internal import Paygent
internal import Web

/// Where chats of every vendor's form come in: from the last message to the run that carries it out.
struct ChatEntrance {
    let registry: AgentRegistry
    let once: RunOnce
    let conversations: ChatConversations
    let access: Access

    func model(_ name: String) async throws(Problem) -> AgentRegistry.Entry {
        do { return try await registry.agent(name, of: .local) } catch .notFound {
            throw Problem(
                .modelNotFound,
                "There is no agent '\(name)' here; GET /v1/models lists those there are.",
                fields: [.init("model", "the name of a registered agent")])
        } catch { throw Problem(error) }
    }

    /// The very use case of `/agents/{name}/run`: nothing here knows of limits or approvals.
    func begin(_ order: ChatOrder, _ request: Request) async throws(Problem) -> RunOnce.Begun {
        guard access.isOwnOrigin(request) else {
            throw Problem(
                .originNotAllowed,
                "This page may not call here; add its origin to the allowed ones.")
        }
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

    /// The vendors' own clients send a request again when its answer is lost, and say so. Without a
    /// key nobody knows whether the first one paid.
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
