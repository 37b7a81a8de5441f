internal import Domain
internal import JSON
internal import Orchestration
internal import Paygent
internal import Web

/// `/ws`: commands in and what happens out, over one connection. A message is
/// `{"type": "execute" | "approve" | "reject" | "edit" | "cancel", "ref"?, …}` with the members of
/// the call of that name; an event is `{"event", "id", "ref", "data"}` as the stream's.
struct CommandSocket {
    let execute: ExecuteRoutes
    let sessions: CommandSessions
    let runs: AgentRuns
    let report: RunReport
    let approvals: Router
    let access: Access

    /// Messages that one connection has under way at once.
    static let togetherMax = 8

    var routes: [Route] {
        [
            .endpoint(
                .get, "/api/v1/ws", tag: "Agent",
                "WebSocket: execute, approve, reject, edit, cancel; events as in the stream", open)
        ]
    }

    private func open(_ request: Request) async throws(Problem) -> Response {
        guard access.isOwnOrigin(request) else {
            throw Problem(
                .originNotAllowed,
                "This page may not open a socket here; add its origin to the allowed ones.")
        }
        return .webSocket { socket in await talk(request, socket) }
    }

    private func talk(_ request: Request, _ socket: any WebSocket) async {
        await withTaskGroup(of: Void.self) { group in
            var underWay = 0
            while let message = await socket.receive() {
                if underWay == Self.togetherMax {
                    await group.next()
                    underWay -= 1
                }
                underWay += 1
                group.addTask { await answer(message, request, socket) }
            }
            group.cancelAll()
        }
    }

    private func answer(
        _ message: WebSocketMessage, _ request: Request, _ socket: any WebSocket
    ) async {
        var line = SocketLine(socket: socket, ref: nil)
        do throws(Problem) {
            guard case .text(let text) = message else {
                throw Problem.invalid("", "Send JSON as a text message.")
            }
            var asked = request
            asked.body = Array(text.utf8)
            let body = try asked.jsonObject()
            line = SocketLine(socket: socket, ref: body["ref"])
            let type = try body.requiredString("type", example: "execute")
            switch type {
            case "execute": try await carryOut(asked, line)
            case "approve", "reject", "edit": try await decide(type, body, asked, line)
            case "cancel": try await cancel(body, line)
            default:
                throw Problem.invalid(
                    "type", "'type' is execute, approve, reject, edit or cancel.")
            }
        } catch {
            await line.send("error", data: .object(error.body(requestID: request.id)))
        }
    }

    private func carryOut(_ request: Request, _ line: SocketLine) async throws(Problem) {
        var request = request
        request.headers = Headers()
        let last = try request.jsonObject().optionalString("last_event_id")
        let words = CommandWords(report: report, runs: runs)
        guard let last else {
            let run = try await execute.begin(request).run
            return await execute.stream.tell(run, after: 0, in: words) { await line.send($0) }
        }
        // A client that lost its connection names the last event it saw: nothing is begun again.
        let (run, position) = try await execute.stream.place(of: last, named: "last_event_id")
        await execute.stream.tell(run, after: position, in: words) { await line.send($0) }
    }

    /// The very call of the REST interface; what then came of the run follows.
    private func decide(
        _ type: String, _ body: JSONObject, _ request: Request, _ line: SocketLine
    ) async throws(Problem) {
        let id = try body.requiredString("approval_id", example: "0192f0c1-…")
        guard let approval = ID<Approval>(uuid: id) else {
            throw Problem(.approvalNotFound, "There is no approval with this id.")
        }
        var call = Request(
            .post, "/api/v1/approvals/\(approval)/\(type)", body: JSONValue.object(body).bytes)
        call.caller = request.caller
        let response = await approvals.respond(to: call)
        let answer: JSONValue
        do { answer = try JSONValue(parsing: response.bytes ?? []) } catch {
            throw Problem(.internalError, "The answer to the decision cannot be read.")
        }
        let isDecided = response.status == .ok
        await line.send(isDecided ? "decision" : "error", data: answer)
        guard isDecided, let payment = answer["payment"]?["id"]?.string else { return }
        let found: AgentRun?
        do { found = try await runs.goOn(after: ID(payment), of: .local) } catch {
            throw Problem(error)
        }
        guard var run = found else { return }
        // What a model drives goes on beside the call; here its end is waited for.
        if run.status == .running, run.driver == .model {
            run = try await execute.once.carryOut(run)
        }
        await line.send(run.eventName, data: try await report.json(run))
    }

    private func cancel(_ body: JSONObject, _ line: SocketLine) async throws(Problem) {
        let text = try body.requiredString("run_id", example: "0192f0c1-…")
        guard let id = ID<AgentRun>(uuid: text) else {
            throw Problem(AgentRuns.Failure.runNotFound)
        }
        let run = try await sessions.end(id)
        await line.send(run.eventName, data: try await report.json(run))
    }
}

extension AgentRun {
    /// How the stream names where it stands.
    fileprivate var eventName: String {
        switch status {
        case .completed: "complete"
        case .refused, .failed, .cancelled: "error"
        case .awaitingApproval: "approval_required"
        case .running: "tool_result"
        }
    }
}

/// The way back to the one who asked.
private struct SocketLine: Sendable {
    let socket: any WebSocket
    /// The client's own mark, given back as it came.
    let ref: JSONValue?

    func send(_ event: ServerSentEvent) async -> Bool {
        let data: JSONValue
        do { data = try JSONValue(parsing: Array(event.data.utf8)) } catch {
            data = .string(event.data)
        }
        return await send(event.event ?? "message", id: event.id, data: data)
    }

    /// - Returns: false when nobody is there any more.
    @discardableResult
    func send(_ name: String, id: String? = nil, data: JSONValue) async -> Bool {
        let message: JSONValue = [
            "event": .string(name), "id": .optional(id), "ref": ref ?? .null, "data": data,
        ]
        do { try await socket.send(message.text) } catch { return false }
        return true
    }
}
