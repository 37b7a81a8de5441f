internal import Domain
internal import JSON
internal import Orchestration
internal import Paygent
internal import Web

/// `/agent/execute` and `/agent/stream`: one command in plain words, carried out by one agent.
struct ExecuteRoutes {
    let once: RunOnce
    let registry: AgentRegistry
    let agents: any AgentStore
    let report: RunReport
    let stream: RunStream

    var routes: [Route] {
        let schema = Schema.object(
            [
                "command": "string", "session_id": "string", "agent": "string",
                "budget_limit_usd": "string",
            ], required: ["command"])
        return [
            .endpoint(
                .post, "/api/v1/agent/execute", tag: "Agent", "Carry out one command",
                request: schema, execute),
            .endpoint(
                .post, "/api/v1/agent/stream", tag: "Agent",
                "Carry out one command and tell what happens", request: schema, tell),
        ]
    }

    private func execute(_ request: Request) async throws(Problem) -> Response {
        let begun = try await begin(request)
        let run = try await once.carryOut(begun.run)
        var response = Response.json(try await report.json(run))
        if begun.isRepeat { response.headers["Idempotent-Replayed"] = "true" }
        return response
    }

    /// With `Last-Event-ID` it goes on telling of the run that the event belongs to.
    private func tell(_ request: Request) async throws(Problem) -> Response {
        let words = CommandWords(report: report, runs: once.runs)
        if let rest = try await stream.resumed(request, in: words) { return rest }
        return stream.response(for: try await begin(request).run, in: words)
    }

    func begin(_ request: Request) async throws(Problem) -> RunOnce.Begun {
        let body = try request.jsonObject()
        let text = try Self.command(in: body)
        let terms = AgentRun.Terms(budget: try body.optionalLimit("budget_limit_usd"))
        // A repeat belongs to the session that the first request made.
        if let earlier = try await once.earlier(request) {
            return RunOnce.Begun(run: earlier, isRepeat: true)
        }
        let (session, isNew) = try await session(body)
        return try await once.begin(
            Order(text, terms: terms), agent: session.agent, session: session.id,
            beginning: isNew ? session : nil, for: request)
    }

    private static func command(in body: JSONObject) throws(Problem) -> String {
        let text = try body.requiredString("command", example: "buy today's weather quote")
        guard text.utf8.contains(where: { $0 > 0x20 }) else {
            throw Problem.invalid("command", "Say what is to be done: 'command' is blank.")
        }
        guard text.count <= Agents.commandLengthMax else {
            throw Problem.invalid(
                "command", "A command has at most \(Agents.commandLengthMax) characters.")
        }
        return text
    }

    /// The one that is named, or a new one with the named agent, which is not stored yet.
    private func session(
        _ body: JSONObject
    ) async throws(Problem) -> (AgentSession, isNew: Bool) {
        let name = try body.optionalString("agent")
        guard let id = try body.optionalString("session_id") else {
            do {
                let session = try await registry.prepare(
                    .object(JSONObject()), with: name ?? GeneralAgent.name, of: .local)
                return (session, true)
            } catch { throw Problem(error) }
        }
        let session = try await agents.openSession(id)
        guard name == nil || name == session.agent else {
            throw Problem(
                .agentSessionNotFound, "'\(name ?? "")' has no session with this id.")
        }
        return (session, false)
    }
}

extension AgentStore {
    func openSession(_ id: String) async throws(Problem) -> AgentSession {
        let found: AgentSession?
        do {
            found =
                if let uuid = ID<AgentSession>(uuid: id) {
                    try await agentSession(uuid, of: .local)
                } else { nil }
        } catch { throw Problem(error) }
        guard let found, found.status == .open else {
            throw Problem(AgentRuns.Failure.sessionNotFound)
        }
        return found
    }
}
