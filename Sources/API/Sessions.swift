internal import Domain
internal import Hashing
internal import JSON
internal import Orchestration
internal import Web
internal import Wizard

/// `/sessions`: the wizard's conversations.
struct Sessions {
    let conversations: Conversations
    let exports: Exports
    let sessions: any SessionStore
    let answers: any IdempotencyStore
    let clock: any Clock
    let statuses = RenderedStatuses()

    /// In characters, as people count them.
    static let messageLengthMax = 20_000

    var routes: [Route] {
        let path = "/api/v1/sessions"
        return [
            .endpoint(
                .post, "\(path)/create", tag: "Sessions", "Begin a conversation",
                request: Schema.object(["initial_message": "string", "template": "string"]),
                answers: [.init(.created, "The session and its first question.")], create),
            .endpoint(
                .post, "\(path)/{id}/message", tag: "Sessions", "Say something",
                request: Schema.object(["message": "string"], required: ["message"]),
                answers: [.init(.ok, "The reply, what changed, and what is asked next.")], message),
            .endpoint(
                .get, "\(path)/{id}/status", tag: "Sessions", "See what is collected", status),
            .endpoint(
                .post, "\(path)/{id}/resume", tag: "Sessions", "Go on where it was", resume),
            .endpoint(.delete, "\(path)/{id}", tag: "Sessions", "Delete it for good", delete),
            .endpoint(.get, path, tag: "Sessions", "List sessions", list),
            .endpoint(.get, "\(path)/{id}/history", tag: "Sessions", "Read every turn", history),
            .endpoint(
                .post, "\(path)/{id}/undo", tag: "Sessions", "Take back the last change", undo),
            .endpoint(.get, "\(path)/{id}/versions", tag: "Sessions", "List versions", versions),
            .endpoint(
                .get, "\(path)/{id}/diff", tag: "Sessions", "Compare two versions in words", diff),
            .endpoint(.get, "/api/v1/templates", tag: "Sessions", "List starters", templates),
        ]
    }

    private func create(_ request: Request) async throws(Problem) -> Response {
        let body = try request.jsonObject()
        let message = try body.optionalString("initial_message").map {
            text throws(Problem) in try Self.checked(text, "initial_message")
        }
        let template = try body.optionalString("template")
        let now = clock.now()
        return try await request.answeredOnce(by: answers, at: now, status: .created) {
            keeping throws(Conversations.Failure) in
            let reply = try await conversations.start(
                message: message, template: template, of: .local,
                keeping: keeping { $0.createdBytes(at: now) })
            return reply.createdBytes(at: now)
        }
    }

    private func message(_ request: Request) async throws(Problem) -> Response {
        let id = try request.sessionID()
        let body = try request.jsonObject()
        let text = try Self.checked(
            try body.requiredString("message", example: "at most $5 a day"), "message")
        let response = try await request.answeredOnce(by: answers, at: clock.now(), status: .ok) {
            keeping throws(Conversations.Failure) in
            let reply = try await conversations.reply(
                to: text, in: id, of: .local, keeping: keeping { bytes(of: $0) })
            return bytes(of: reply)
        }
        guard request.headers["Accept"]?.contains("text/event-stream") == true,
            let bytes = response.bytes
        else { return response }
        do {
            return ReplyStream.response(
                try JSONValue(parsing: bytes), after: request.headers["Last-Event-ID"])
        } catch { throw Problem(.internalError, "The reply could not be streamed.") }
    }

    /// The workflow comes with the reply that made it: at the review, and with every later change;
    /// the prompt with the reply that finished the design.
    func bytes(of reply: Conversations.Reply) -> [UInt8] {
        let turn = reply.turn
        let isNew = turn.designChanged || turn.stageBefore < .reviewingWorkflow
        let workflow =
            turn.stage >= .reviewingWorkflow && isNew
            ? WorkflowSynthesizer.workflow(for: reply.session.design) : nil
        return reply.messageBytes(
            workflow: workflow?.json,
            finalPrompt: turn.stageBefore == .completed
                ? nil : exports.finalPrompt(of: reply.session))
    }

    private func status(_ request: Request) async throws(Problem) -> Response {
        let id = try request.sessionID()
        do {
            let stored = try await conversations.session(id, of: .local)
            let bytes = statuses.bytes(of: stored, at: clock.now())
            return Response(.ok, contentType: "application/json", bytes)
        } catch { throw Problem(error) }
    }

    private func resume(_ request: Request) async throws(Problem) -> Response {
        let id = try request.sessionID()
        do {
            let reply = try await conversations.resume(id, of: .local)
            return Response(
                .ok, contentType: "application/json", reply.resumedBytes(at: clock.now()))
        } catch { throw Problem(error) }
    }

    private func undo(_ request: Request) async throws(Problem) -> Response {
        let id = try request.sessionID()
        do {
            let reply = try await conversations.undo(id, of: .local)
            return Response(.ok, contentType: "application/json", bytes(of: reply))
        } catch { throw Problem(error) }
    }

    private func delete(_ request: Request) async throws(Problem) -> Response {
        let id = try request.sessionID()
        let existed: Bool
        do { existed = try await sessions.delete(id, of: .local) } catch { throw Problem(error) }
        guard existed else { throw Problem(Conversations.Failure.notFound) }
        return .json(["message": "The session and everything in it were deleted."])
    }

    /// Not blank, and no longer than people can mean.
    static func checked(_ text: String, _ field: String) throws(Problem) -> String {
        guard text.utf8.contains(where: { $0 > 0x20 }) else {
            throw Problem.invalid(field, "Write something: '\(field)' is blank.")
        }
        guard text.utf8.count <= messageLengthMax || text.count <= messageLengthMax else {
            throw Problem.invalid(
                field, "A message has at most \(messageLengthMax) characters; split it in two.")
        }
        return text
    }
}
