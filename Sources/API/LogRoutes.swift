internal import Domain
internal import JSON
internal import Orchestration
internal import Paygent
internal import Web

/// `/logs`: what agents were told, and what came of it.
struct LogRoutes {
    let runs: any AgentRunStore
    let agents: any AgentStore
    let journal: any Journal
    let report: RunReport

    var routes: [Route] {
        [
            .endpoint(.get, "/api/v1/logs", tag: "Logs", "Runs, newest first", list),
            .endpoint(.get, "/api/v1/logs/{id}", tag: "Logs", "One run, event by event", show),
            .endpoint(
                .get, "/api/v1/logs/{session_id}/summary", tag: "Logs", "A session in figures",
                summary),
        ]
    }

    private func list(_ request: Request) async throws(Problem) -> Response {
        let limit = try request.pageLimit
        var filter = AgentRunFilter(agent: request.query["agent"])
        if let text = request.query["status"] {
            guard let status = AgentRun.Status(rawValue: text) else {
                let names = AgentRun.Status.allCases.map(\.rawValue).joined(separator: ", ")
                throw Problem.invalid("status", "'status' is one of \(names).")
            }
            filter.status = status
        }
        if let text = request.query["session_id"] {
            guard let session = ID<AgentSession>(uuid: text) else {
                throw Problem.invalid("session_id", "'session_id' is the id of a session.")
            }
            filter.session = session
        }
        let page: Page<AgentRun>
        do {
            page = try await runs.list(
                filter, of: .local, after: request.query["cursor"], limit: limit)
        } catch { throw Problem(error) }
        return .list(page.items.map(\.clientJSON), next: page.nextCursor)
    }

    private func show(_ request: Request) async throws(Problem) -> Response {
        let stored: Versioned<AgentRun>?
        do {
            stored =
                if let id = ID<AgentRun>(uuid: request.parameter("id") ?? "") {
                    try await runs.run(id, of: .local)
                } else { nil }
        } catch { throw Problem(error) }
        guard let run = stored?.value else { throw Problem(AgentRuns.Failure.runNotFound) }
        let records: [JournalRecord]
        do {
            records = try await journal.records(
                matching: JournalFilter(run: run.id.rawValue, limit: Self.recordsMax))
        } catch { throw Problem(error) }
        var json = try await report.json(run).object ?? JSONObject()
        json["events"] = .array(records.map(\.clientJSON))
        return .json(.object(json))
    }

    /// More than any plan has events.
    private static let recordsMax = 1000

    private func summary(_ request: Request) async throws(Problem) -> Response {
        let session = try await session(request.parameter("session_id") ?? "")
        var figures = RunFigures()
        var cursor: String?
        repeat {
            do {
                let page = try await runs.list(
                    AgentRunFilter(session: session.id), of: .local, after: cursor, limit: 200)
                for run in page.items { figures.count(run) }
                cursor = page.nextCursor
            } catch { throw Problem(error) }
        } while cursor != nil
        var json = figures.json
        json["session_id"] = .string(session.id.rawValue)
        json["agent"] = .string(session.agent)
        json["simulated"] = .bool(report.wallet.isWhollySimulated)
        return .json(.object(json))
    }

    /// Also one that has ended: its log stays.
    private func session(_ id: String) async throws(Problem) -> AgentSession {
        let found: AgentSession?
        do {
            found =
                if let uuid = ID<AgentSession>(uuid: id) {
                    try await agents.agentSession(uuid, of: .local)
                } else { nil }
        } catch { throw Problem(error) }
        guard let found else {
            throw Problem(.agentSessionNotFound, "There is no session with this id.")
        }
        return found
    }
}

/// Sums over the runs of a session.
private struct RunFigures {
    private var counts: [AgentRun.Status: Int64] = [:]
    private var calls: Int64 = 0
    private var answers: Int64 = 0
    private var use = ModelUse()
    private var payments: Int64 = 0
    private var costs: [Money] = []
    private var dollars: Quantity? = .zero
    private var first: Timestamp?
    private var last: Timestamp?

    mutating func count(_ run: AgentRun) {
        counts[run.status, default: 0] += 1
        let made = run.plan.steps.flatMap(\.calls)
        calls += Int64(made.count)
        answers += Int64(run.turns.count)
        use = use + run.modelUse
        payments += Int64(made.count { $0.cost != nil })
        for cost in run.costs { add(cost) }
        do {
            dollars =
                if let sum = dollars, let part = run.dollars { try sum.adding(part) } else { nil }
        } catch { dollars = nil }
        first = min(first ?? run.startedAt, run.startedAt)
        last = max(last ?? run.startedAt, run.endedAt ?? run.startedAt)
    }

    private mutating func add(_ cost: Money) {
        do {
            guard let index = costs.firstIndex(where: { $0.asset == cost.asset }) else {
                costs.append(cost)
                return
            }
            costs[index] = try costs[index].adding(cost)
        } catch { costs.append(cost) }
    }

    var json: JSONObject {
        [
            "total_runs": .integer(counts.values.reduce(0, +)),
            "by_status": .object(
                JSONObject(
                    AgentRun.Status.allCases.map {
                        .init($0.rawValue, .integer(counts[$0] ?? 0))
                    })), "tool_calls": .integer(calls), "payments": .integer(payments),
            "model_use": use.clientJSON(answers: answers, models: nil),
            "total_cost_usd": .optional(dollars?.moneyText),
            "cost": .array(costs.map(\.clientJSON)), "first_at": .optional(first?.rfc3339),
            "last_at": .optional(last?.rfc3339),
        ]
    }
}
