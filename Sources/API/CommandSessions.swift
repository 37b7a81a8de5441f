internal import Domain
internal import JSON
internal import Orchestration
internal import Paygent
internal import Web

/// `/agent/sessions`: the open sessions of every agent.
struct CommandSessions {
    let agents: any AgentStore
    let runs: AgentRuns
    let runStore: any AgentRunStore
    let approvals: Approvals

    var routes: [Route] {
        let path = "/api/v1/agent/sessions"
        return [
            .endpoint(.get, path, tag: "Agent", "Open sessions, newest first", list),
            .endpoint(.get, "\(path)/{id}", tag: "Agent", "One session and its commands", show),
            .endpoint(
                .delete, "\(path)/{id}", tag: "Agent",
                "End a session, and what still runs in it", delete),
        ]
    }

    private func list(_ request: Request) async throws(Problem) -> Response {
        let limit = try request.pageLimit
        let offset = try request.number("offset", default: 0, in: 0...Int.max)
        var open: [AgentSession] = []
        var cursor: String?
        repeat {
            do {
                let page = try await agents.agentSessions(
                    of: request.query["agent"], tenant: .local, after: cursor, limit: 200)
                open += page.items.filter { $0.status == .open }
                cursor = page.nextCursor
            } catch { throw Problem(error) }
        } while cursor != nil
        let shown = open.dropFirst(offset).prefix(limit)
        return .json([
            "sessions": .array(shown.map(\.clientJSON)), "total": .integer(Int64(open.count)),
            "offset": .integer(Int64(offset)), "limit": .integer(Int64(limit)),
        ])
    }

    private func show(_ request: Request) async throws(Problem) -> Response {
        let session = try await agents.openSession(request.parameter("id") ?? "")
        let page = try await runStore.runs(of: session, request)
        var json = session.clientJSON.object ?? JSONObject()
        json["runs"] = .array(page.items.map(\.clientJSON))
        json["next_cursor"] = .optional(page.nextCursor)
        do {
            json["memory"] = try await runs.memory(of: session.id, tenant: .local).json
        } catch { throw Problem(error) }
        return .json(.object(json))
    }

    /// Closed first, so that nothing new begins in it.
    private func delete(_ request: Request) async throws(Problem) -> Response {
        let session = try await agents.openSession(request.parameter("id") ?? "")
        do {
            _ = try await agents.setStatus(.closed, of: session.id, tenant: .local)
        } catch { throw Problem(error) }
        var stopped: [String] = []
        for status in AgentRun.Status.allCases where !status.isFinal {
            for run in try await self.all(status, in: session.id) {
                _ = try await end(run.id)
                stopped.append(run.id.rawValue)
            }
        }
        return .json([
            "message":
                "The session has ended. Payments that were signed before are not called back.",
            "session_id": .string(session.id.rawValue), "stopped": .strings(stopped),
        ])
    }

    /// Ends a run, and takes back what it has not signed.
    func end(_ id: ID<AgentRun>) async throws(Problem) -> AgentRun {
        let run: AgentRun
        do { run = try await runs.cancel(id, of: .local) } catch { throw Problem(error) }
        if run.status == .cancelled { try await takeBackPayments(of: run) }
        return run
    }

    /// Read before any is changed: ending one moves it out of the list.
    private func all(
        _ status: AgentRun.Status, in session: ID<AgentSession>
    ) async throws(Problem) -> [AgentRun] {
        var found: [AgentRun] = []
        var cursor: String?
        repeat {
            do {
                let page = try await runStore.list(
                    AgentRunFilter(session: session, status: status), of: .local, after: cursor,
                    limit: 200)
                found += page.items
                cursor = page.nextCursor
            } catch { throw Problem(error) }
        } while cursor != nil
        return found
    }

    /// Nobody is to approve or to sign a payment whose run is over.
    private func takeBackPayments(of run: AgentRun) async throws(Problem) {
        for step in run.plan.steps where step.mayPay {
            do {
                try await approvals.takeBack(AgentRuns.payment(of: run, step), of: .local)
            } catch { throw Problem(error) }
        }
    }
}
