internal import Domain
internal import JSON
internal import Orchestration
internal import Paygent
internal import Web

/// `/teams`: several agents behind one entrance, with the verbs of agents.
struct TeamRoutes {
    let teams: Teams
    let once: RunOnce
    let report: RunReport
    let runStore: any AgentRunStore
    let stream: RunStream
    let clock: any Clock

    var routes: [Route] {
        let (path, tag) = ("/api/v1/teams", "Teams")
        let made = Schema.object(
            ["name": "string", "mode": "string", "members": "array", "budget": "object"],
            required: ["name", "members"])
        let told = Schema.object(
            ["session_id": "string", "message": "string", "stream": "boolean"],
            required: ["message"])
        return [
            .endpoint(.get, path, tag: tag, "Teams", list),
            .endpoint(
                .post, path, tag: tag, "Make a team of registered agents", request: made,
                answers: [.init(.created, "The team.")], create),
            .endpoint(.get, "\(path)/{name}", tag: tag, "One team", show),
            .endpoint(.delete, "\(path)/{name}", tag: tag, "Stop it and remove it", delete),
            .endpoint(
                .post, "\(path)/{name}/kill", tag: tag,
                "Stop it: nothing is signed for it any more", kill),
            .endpoint(.post, "\(path)/{name}/revive", tag: tag, "Let it pay again", revive),
            .endpoint(
                .post, "\(path)/{name}/sessions", tag: tag, "Begin a session with it",
                answers: [.init(.created, "The session.")], createSession),
            .endpoint(.get, "\(path)/{name}/sessions", tag: tag, "Its sessions", sessions),
            .endpoint(
                .get, "\(path)/{name}/sessions/{id}", tag: tag, "One session", showSession),
            .endpoint(
                .get, "\(path)/{name}/sessions/{id}/history", tag: tag,
                "What was asked in it, and what came of it", history),
            .endpoint(
                .post, "\(path)/{name}/run", tag: tag, "Tell the team what to do",
                request: told, run),
        ]
    }

    private func list(_ request: Request) async throws(Problem) -> Response {
        let limit = try request.pageLimit
        let page: Page<Teams.Entry>
        do {
            page = try await teams.list(
                of: .local, after: request.query["cursor"], limit: limit)
        } catch { throw Problem(error) }
        return .list(page.items.map(\.clientJSON), next: page.nextCursor)
    }

    private func create(_ request: Request) async throws(Problem) -> Response {
        let body = try request.jsonObject()
        let name = try body.requiredString("name", example: "buyers")
        let modeName = try body.optionalString("mode") ?? Team.Mode.router.rawValue
        guard let mode = Team.Mode(rawValue: modeName) else {
            throw Problem.invalid("mode", "'mode' is router, sequential or parallel.")
        }
        let members = body["members"]?.array?.compactMap(\.string) ?? []
        guard members.count == body["members"]?.array?.count else {
            throw Problem.invalid("members", "'members' is a list of names of agents.")
        }
        let team = Team(
            name: name, mode: mode, members: members, caps: try Self.caps(body["budget"]),
            createdAt: clock.now())
        do {
            return .json(try await teams.create(team, of: .local).clientJSON, status: .created)
        } catch { throw Problem(error) }
    }

    /// `{"token": "USDC", "daily": "5", "total": "50"}`; any of the windows.
    private static func caps(_ json: JSONValue?) throws(Problem) -> [Policy.Cap] {
        guard let json, !json.isNull else { return [] }
        guard let budget = json.object else {
            throw Problem.invalid(
                "budget", "'budget' is an object such as {\"token\": \"USDC\", \"daily\": \"5\"}.")
        }
        let token = try budget.optionalString("token")?.uppercased() ?? "USDC"
        var caps: [Policy.Cap] = []
        for member in budget.members where member.name != "token" {
            guard
                let window = BudgetWindow.allCases.first(where: { $0.periodName == member.name })
            else {
                throw Problem.invalid(
                    "budget.\(member.name)",
                    "A budget has token, per_payment, daily, weekly, monthly and total.")
            }
            guard let amount = try budget.optionalQuantity(member.name) else { continue }
            caps.append(
                Policy.Cap(
                    window: window, limit: TokenAmount(amount, token),
                    sentence: "the team's budget: \(amount.moneyText) \(token) \(member.name)"))
        }
        return caps
    }

    private func show(_ request: Request) async throws(Problem) -> Response {
        do {
            return .json(try await teams.team(request.agentName, of: .local).clientJSON)
        } catch { throw Problem(error) }
    }

    private func delete(_ request: Request) async throws(Problem) -> Response {
        do { try await teams.delete(request.agentName, of: .local) } catch { throw Problem(error) }
        return .json(["message": "The team was stopped and removed. Its agents stay."])
    }

    private func kill(_ request: Request) async throws(Problem) -> Response {
        let report: KillReport
        do { report = try await teams.kill(request.agentName, of: .local) } catch {
            throw Problem(error)
        }
        return .json([
            "name": .string(request.agentName), "status": "killed",
            "generation": .integer(report.generation),
            "stopped": .strings(report.stopped.map(\.rawValue)),
            "unresolved": .strings(report.unresolved.map(\.rawValue)),
            "unreadable": .strings(report.unreadable.map(\.rawValue)),
            "message": "It is stopped. Its agents may still pay by themselves.",
        ])
    }

    private func revive(_ request: Request) async throws(Problem) -> Response {
        do {
            try await teams.revive(request.agentName, of: .local)
            let standing = try await teams.team(request.agentName, of: .local).standing
            return .revived(request.agentName, standing)
        } catch { throw Problem(error) }
    }

    private func createSession(_ request: Request) async throws(Problem) -> Response {
        let payload = try request.jsonObject()
        do {
            let session = try await teams.begin(
                .object(payload), with: request.agentName, of: .local)
            return .json(session.teamJSON, status: .created)
        } catch { throw Problem(error) }
    }

    private func sessions(_ request: Request) async throws(Problem) -> Response {
        let limit = try request.pageLimit
        let page: Page<AgentSession>
        do {
            page = try await teams.sessions(
                of: request.agentName, tenant: .local, after: request.query["cursor"], limit: limit)
        } catch { throw Problem(error) }
        return .list(page.items.map(\.teamJSON), next: page.nextCursor)
    }

    private func showSession(_ request: Request) async throws(Problem) -> Response {
        .json(try await session(request.parameter("id") ?? "", request).teamJSON)
    }

    private func history(_ request: Request) async throws(Problem) -> Response {
        let session = try await session(request.parameter("id") ?? "", request)
        let page = try await runStore.runs(of: session, request)
        return .list(page.items.map(\.clientJSON), next: page.nextCursor)
    }

    private func run(_ request: Request) async throws(Problem) -> Response {
        if let rest = try await stream.resumed(request) { return rest }
        let body = try request.jsonObject()
        let text = try Agents.message(in: body)
        var session: ID<AgentSession>?
        if let id = try body.optionalString("session_id") {
            session = try await self.session(id, request).id
        }
        var asked = Order(text)
        if let caller = request.caller { asked.terms.requester = caller }
        let order = asked
        let begun = try await once.begin(for: request) { id throws(Problem) in
            do throws(Teams.Failure) {
                return try await teams.begin(
                    order, team: request.agentName, session: session, as: id, of: .local)
            } catch { throw Problem(error) }
        }
        if try body.optionalBool("stream") == true { return stream.response(for: begun.run) }
        return .json(try await report.line(try await once.carryOut(begun.run)))
    }

    private func session(
        _ id: String, _ request: Request
    ) async throws(Problem) -> AgentSession {
        do {
            return try await teams.session(id, of: request.agentName, tenant: .local)
        } catch { throw Problem(error) }
    }
}

extension Teams.Entry {
    fileprivate var clientJSON: JSONValue {
        [
            "name": .string(team.name), "mode": .string(team.mode.rawValue),
            "members": .strings(team.members),
            "status": standing.isKilled ? "killed" : "active",
            "budget": .array(
                team.caps.map {
                    [
                        "window": .string($0.window.periodName),
                        "amount": .string($0.limit.quantity.moneyText),
                        "token": .string($0.limit.token),
                    ]
                }),
            "created_at": .string(team.createdAt.rfc3339),
        ]
    }
}

extension AgentSession {
    fileprivate var teamJSON: JSONValue {
        [
            "session_id": .string(id.rawValue), "team": .string(String(agent.dropFirst(5))),
            "status": .string(status.rawValue), "payload": payload,
            "created_at": .string(createdAt.rfc3339),
        ]
    }
}

extension Problem {
    init(_ failure: Teams.Failure) {
        switch failure {
        case .notFound(let name):
            self.init(
                .teamNotFound,
                "There is no team called '\(name)'; GET /api/v1/teams lists those there are.")
        case .nameTaken(let name):
            self.init(
                .agentNameTaken, "A team called '\(name)' is there already; choose another name.")
        case .invalid(let field, let sentence): self = Problem.invalid(field, sentence)
        case .sessionNotFound:
            self.init(.agentSessionNotFound, "This team has no session with this id.")
        case .run(let failure): self.init(failure)
        case .unavailable(let reason): self.init(StoreError.unavailable(reason))
        }
    }
}
