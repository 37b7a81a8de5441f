internal import Domain
internal import JSON
internal import Orchestration
internal import Web
internal import Wizard

/// `/workflows`: what follows from a design, and its review by call instead of by talking.
struct Workflows {
    let exports: Exports
    let conversations: Conversations

    var routes: [Route] {
        let path = "/api/v1/workflows/{id}"
        return [
            .endpoint(.get, path, tag: "Workflows", "The workflow with its proof", workflow),
            .endpoint(
                .get, "\(path)/visualize", tag: "Workflows", "Diagrams and a summary", visualize),
            .endpoint(.get, "\(path)/proof", tag: "Workflows", "What was proven", proof),
            .endpoint(
                .post, "\(path)/review", tag: "Workflows", "Approve it, or ask for changes",
                request: Schema.object(
                    ["approved": "boolean", "feedback": "string", "requested_changes": "array"],
                    required: ["approved"]), review),
            .endpoint(
                .post, "\(path)/regenerate", tag: "Workflows", "Make it again, with changes",
                request: Schema.object(["changes": "array"]), regenerate),
            .endpoint(
                .post, "\(path)/rehearse", tag: "Workflows", "Try it in made-up worlds",
                request: Schema.object(["worlds": "integer", "seed": "integer"]), rehearse),
        ]
    }

    private func workflow(_ request: Request) async throws(Problem) -> Response {
        let id = try request.sessionID()
        let session = try await session(id)
        let blueprint = try await blueprint(of: id)
        return .json([
            "session_id": .string(id.rawValue), "workflow": blueprint.workflow.json,
            "mermaid_diagram": .string(blueprint.flowchart),
            "is_final": .bool(session.stage == .completed), "proof": blueprint.proof.json,
            "max_loss_24h": blueprint.maximumLoss.json,
        ])
    }

    private func visualize(_ request: Request) async throws(Problem) -> Response {
        let format = request.query["format"] ?? "json"
        guard ["json", "mmd"].contains(format) else {
            throw Problem(.unknownFormat, "'\(format)' is neither json nor mmd.")
        }
        let blueprint = try await blueprint(of: try request.sessionID())
        if format == "mmd" {
            return Response(
                .ok, contentType: "text/vnd.mermaid; charset=utf-8",
                Array(blueprint.flowchart.utf8))
        }
        return .json([
            "mermaid_diagram": .string(blueprint.flowchart),
            "state_diagram": .string(blueprint.stateDiagram),
            "text_summary": .string(blueprint.summary),
        ])
    }

    private func proof(_ request: Request) async throws(Problem) -> Response {
        let id = try request.sessionID()
        let clock = ContinuousClock()
        let start = clock.now
        let blueprint = try await blueprint(of: id)
        guard var object = blueprint.proof.json.object else {
            throw Problem(.internalError, "The proof could not be written.")
        }
        object["max_loss_24h"] = blueprint.maximumLoss.json
        object["elapsed_us"] = .integer(
            (clock.now - start).components.attoseconds / 1_000_000_000_000)
        return .json(.object(object))
    }

    private func review(_ request: Request) async throws(Problem) -> Response {
        let id = try request.sessionID()
        let body = try request.jsonObject()
        guard let isApproved = try body.optionalBool("approved") else {
            throw Problem.invalid("approved", "'approved' is missing; send true or false.")
        }
        let before = try await blueprint(of: id)
        let feedback = try body.optionalString("feedback").map { [$0] } ?? []
        let changes = try body.strings("requested_changes") + feedback
        if isApproved {
            // Nobody has seen yet what comes of a change: an approval beside it approves nothing.
            let changed = try await apply(changes, to: id)
            if let changed, changes != feedback || changed.session.design != before.design {
                return answer(changed, before, id)
            }
            let reply = try await said("yes, approve", in: id)
            return answer(reply, before, id)
        }
        guard !changes.isEmpty else {
            throw Problem.invalid(
                "requested_changes",
                "Say what to change, such as [\"ask finance above 20\"], or send approved: true.")
        }
        return answer(try await apply(changes, to: id), before, id)
    }

    private func regenerate(_ request: Request) async throws(Problem) -> Response {
        let id = try request.sessionID()
        let changes = try request.jsonObject().strings("changes")
        let before = try await blueprint(of: id)
        guard !changes.isEmpty else { return answer(nil, before, id, after: before) }
        return answer(try await apply(changes, to: id), before, id)
    }

    /// Computes for a while, so it leaves the loop to others. The same seed gives the same report.
    private func rehearse(_ request: Request) async throws(Problem) -> Response {
        let id = try request.sessionID()
        let body = try request.jsonObject()
        let worlds = try body.wholeNumber("worlds", default: 20, in: 1...200)
        let seed = try body.wholeNumber("seed", default: 1, in: 0...Int64.max)
        let design = try await blueprint(of: id).design
        let report = await Task { @concurrent in
            Rehearsal(design, worlds: Int(worlds), seed: UInt64(seed)).json
        }.value
        return .json(report)
    }

    /// Each change is one message, read as if it had been said.
    private func apply(
        _ changes: [String], to id: ID<Session>
    ) async throws(Problem) -> Conversations.Reply? {
        var last: Conversations.Reply?
        for change in changes { last = try await said(change, in: id) }
        return last
    }

    private func said(
        _ text: String, in id: ID<Session>
    ) async throws(Problem) -> Conversations.Reply {
        let text = try Sessions.checked(text, "requested_changes")
        do { return try await conversations.reply(to: text, in: id, of: .local) } catch {
            throw Problem(error)
        }
    }

    private func answer(
        _ reply: Conversations.Reply?, _ before: Blueprint, _ id: ID<Session>,
        after unchanged: Blueprint? = nil
    ) -> Response {
        let after = unchanged ?? reply.map { Blueprint($0.session.design) } ?? before
        let diff = DesignDiff(from: before.design, to: after.design)
        return .json([
            "session_id": .string(id.rawValue), "workflow": after.workflow.json,
            "mermaid_diagram": .string(after.flowchart), "proof": after.proof.json,
            "diff": .strings(diff.sentences), "max_loss_24h": after.maximumLoss.json,
            "stage": .optional(reply?.session.stage.rawValue),
            "message": .string(
                reply?.turn.text ?? "The workflow was made again from the same design."),
        ])
    }

    private func blueprint(of id: ID<Session>) async throws(Problem) -> Blueprint {
        do { return try await exports.blueprint(of: id, of: .local) } catch { throw Problem(error) }
    }

    private func session(_ id: ID<Session>) async throws(Problem) -> Session {
        do { return try await conversations.session(id, of: .local).value } catch {
            throw Problem(error)
        }
    }
}

extension JSONObject {
    /// A list of texts that may be missing.
    func strings(_ name: String) throws(Problem) -> [String] {
        guard let value = self[name], !value.isNull else { return [] }
        let texts = value.array?.compactMap(\.string) ?? []
        guard let items = value.array, items.count == texts.count else {
            throw Problem.invalid(name, "'\(name)' must be a list of texts.")
        }
        return texts
    }
}
