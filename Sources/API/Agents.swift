internal import Domain
internal import JSON
internal import Orchestration
internal import Paygent
internal import Web
internal import Wizard

/// `/agents`: designs that run.
struct Agents {
    let registry: AgentRegistry
    let runs: AgentRuns
    let runStore: any AgentRunStore
    let once: RunOnce
    let report: RunReport
    let journal: any Journal
    let events: any Events
    let timekeeper: Timekeeper

    /// An exported file may be larger than an ordinary body.
    static let fileBytesMax = 1 << 20

    var routes: [Route] {
        let path = "/api/v1/agents"
        return [
            .endpoint(.get, path, tag: "Agents", "Registered agents", list),
            .endpoint(
                .post, path, tag: "Agents", "Register a design, or an exported file",
                request: Schema.object(["session_id": "string"]),
                answers: [.init(.created, "An immutable version.")], register),
            .endpoint(.get, "\(path)/{name}", tag: "Agents", "One agent", show),
            .endpoint(
                .get, "\(path)/{name}/versions", tag: "Agents", "Its versions, newest first",
                versions),
            .endpoint(.delete, "\(path)/{name}", tag: "Agents", "Remove it from the list", delete),
            .endpoint(
                .post, "\(path)/{name}/kill", tag: "Agents", "Stop it: nothing is signed any more",
                kill),
            .endpoint(.post, "\(path)/{name}/revive", tag: "Agents", "Let it pay again", revive),
            .endpoint(
                .post, "\(path)/{name}/sessions", tag: "Agents", "Begin a session with it",
                answers: [.init(.created, "The session.")], createSession),
            .endpoint(
                .get, "\(path)/{name}/payload-schema", tag: "Agents",
                "What a session with it is begun with, as a JSON Schema", payloadSchema),
            .endpoint(
                .put, "\(path)/{name}/payload-schema", tag: "Agents",
                "Set what a session with it is begun with; null for anything",
                request: Schema.object(["schema": "object"], required: ["schema"]),
                setPayloadSchema),
            .endpoint(.get, "\(path)/{name}/sessions", tag: "Agents", "Its sessions", sessions),
            .endpoint(
                .get, "\(path)/{name}/sessions/{id}", tag: "Agents", "One session", showSession),
            .endpoint(
                .get, "\(path)/{name}/sessions/{id}/history", tag: "Agents",
                "What was asked in it, and what came of it", history),
            .endpoint(
                .post, "\(path)/{name}/run", tag: "Agents", "Tell it what to do",
                request: Schema.object(
                    ["session_id": "string", "message": "string", "stream": "boolean"],
                    required: ["message"]), run),
        ]
    }

    private func list(_ request: Request) async throws(Problem) -> Response {
        let limit = try request.pageLimit
        do {
            let page = try await registry.list(
                of: .local, after: request.query["cursor"], limit: limit)
            return .list(page.items.map(\.clientJSON), next: page.nextCursor)
        } catch { throw Problem(error) }
    }

    private func register(_ request: Request) async throws(Problem) -> Response {
        let agent: AgentRegistry.Entry
        if request.headers["Content-Type"]?.hasPrefix("application/json") ?? false
            || request.body.first == UInt8(ascii: "{")
        {
            let text = try request.jsonObject().requiredString(
                "session_id", example: "0192f0c1-…")
            guard let id = ID<Session>(uuid: text) else {
                throw Problem(Conversations.Failure.notFound)
            }
            do { agent = try await registry.register(session: id, of: .local) } catch {
                throw Problem(error)
            }
        } else {
            do { agent = try await registry.register(file: request.body, of: .local) } catch {
                throw Problem(error)
            }
        }
        try await follow(agent.agent.latest.name)
        return .json(agent.clientJSON, status: .created)
    }

    /// The agent acts by itself when its design says so.
    private func follow(_ name: String) async throws(Problem) {
        do { try await timekeeper.follow(name, of: .local) } catch { throw Problem(error) }
    }

    private func show(_ request: Request) async throws(Problem) -> Response {
        do {
            return .json(try await registry.agent(request.agentName, of: .local).clientJSON)
        } catch {
            throw Problem(error)
        }
    }

    private func versions(_ request: Request) async throws(Problem) -> Response {
        let limit = try request.pageLimit
        let before = try request.number("cursor", default: Int.max, in: 1...Int.max)
        do {
            let latest = try await registry.agent(request.agentName, of: .local).agent.latest.version
            let found = try await registry.versions(
                of: request.agentName, tenant: .local, before: before, limit: limit)
            let next = found.last.map(\.version).flatMap { $0 > 1 ? String($0) : nil }
            return .list(
                found.map(\.clientJSON), next: next,
                and: ["name": .string(request.agentName), "latest": .integer(Int64(latest))])
        } catch { throw Problem(error) }
    }

    private func delete(_ request: Request) async throws(Problem) -> Response {
        do { try await registry.delete(request.agentName, of: .local) } catch {
            throw Problem(error)
        }
        try await follow(request.agentName)
        return .json(["message": "The agent was stopped and removed from the list."])
    }

    private func kill(_ request: Request) async throws(Problem) -> Response {
        do {
            let report = try await registry.kill(request.agentName, of: .local)
            return .json([
                "name": .string(request.agentName), "status": "killed",
                "generation": .integer(report.generation),
                "stopped": .strings(report.stopped.map(\.rawValue)),
                "unresolved": .strings(report.unresolved.map(\.rawValue)),
                "unreadable": .strings(report.unreadable.map(\.rawValue)),
                "message": "It is stopped. Nothing is signed for it until it is revived.",
            ])
        } catch { throw Problem(error) }
    }

    private func revive(_ request: Request) async throws(Problem) -> Response {
        do { try await registry.revive(request.agentName, of: .local) } catch {
            throw Problem(error)
        }
        do { try await timekeeper.revived(request.agentName, of: .local) } catch {
            throw Problem(error)
        }
        do {
            let standing = try await registry.agent(request.agentName, of: .local).standing
            return .revived(request.agentName, standing)
        } catch { throw Problem(error) }
    }

    private func createSession(_ request: Request) async throws(Problem) -> Response {
        let payload = try request.jsonObject()
        do {
            let session = try await registry.begin(
                .object(payload), with: request.agentName, of: .local)
            return .json(session.clientJSON, status: .created)
        } catch { throw Problem(error) }
    }

    private func payloadSchema(_ request: Request) async throws(Problem) -> Response {
        do {
            let schema = try await registry.payloadSchema(of: request.agentName, tenant: .local)
            return .json([
                "name": .string(request.agentName), "schema": schema?.json ?? .null,
            ])
        } catch { throw Problem(error) }
    }

    private func setPayloadSchema(_ request: Request) async throws(Problem) -> Response {
        try request.mustBeAdmin()
        guard let schema = try request.jsonObject()["schema"] else {
            throw Problem.invalid("schema", "'schema' is missing; send a JSON Schema, or null.")
        }
        do {
            try await registry.setPayloadSchema(schema, of: request.agentName, tenant: .local)
        } catch { throw Problem(error) }
        return .json(["name": .string(request.agentName), "schema": schema])
    }

    private func sessions(_ request: Request) async throws(Problem) -> Response {
        let limit = try request.pageLimit
        do {
            let page = try await registry.sessions(
                of: request.agentName, tenant: .local, after: request.query["cursor"], limit: limit)
            return .list(page.items.map(\.clientJSON), next: page.nextCursor)
        } catch { throw Problem(error) }
    }

    private func showSession(_ request: Request) async throws(Problem) -> Response {
        .json(try await agentSession(request).clientJSON)
    }

    private func history(_ request: Request) async throws(Problem) -> Response {
        let page = try await runStore.runs(of: try await agentSession(request), request)
        return .list(page.items.map(\.clientJSON), next: page.nextCursor)
    }

    private func agentSession(_ request: Request) async throws(Problem) -> AgentSession {
        do {
            return try await registry.session(
                request.parameter("id") ?? "", of: request.agentName, tenant: .local)
        } catch { throw Problem(error) }
    }

    /// In characters.
    static let commandLengthMax = 10_000

    private func run(_ request: Request) async throws(Problem) -> Response {
        let stream = RunStream(runs: runs, journal: journal, events: events)
        if let rest = try await stream.resumed(request) { return rest }
        let body = try request.jsonObject()
        let text = try Self.message(in: body)
        let begun = try await begin(text, body, request)
        if try body.optionalBool("stream") == true {
            return stream.response(for: begun.run)
        }
        let run = try await once.carryOut(begun.run)
        var response = Response.json(try await report.line(run))
        if begun.isRepeat { response.headers["Idempotent-Replayed"] = "true" }
        return response
    }

    private func begin(
        _ text: String, _ body: JSONObject, _ request: Request
    ) async throws(Problem) -> RunOnce.Begun {
        if let earlier = try await once.earlier(request) {
            return RunOnce.Begun(run: earlier, isRepeat: true)
        }
        var session: ID<AgentSession>?
        if let id = try body.optionalString("session_id") {
            do {
                session = try await registry.session(id, of: request.agentName, tenant: .local).id
            } catch { throw Problem(error) }
        }
        return try await once.begin(
            Order(text), agent: request.agentName, session: session, for: request)
    }

    static func message(in body: JSONObject) throws(Problem) -> String {
        let text = try body.requiredString("message", example: "buy today's weather quote")
        guard text.utf8.contains(where: { $0 > 0x20 }) else {
            throw Problem.invalid("message", "Say what is to be done: 'message' is blank.")
        }
        guard text.count <= commandLengthMax else {
            throw Problem.invalid(
                "message", "A command has at most \(commandLengthMax) characters.")
        }
        return text
    }
}

extension Request {
    var agentName: String { parameter("name") ?? "" }
}
