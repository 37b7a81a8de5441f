internal import Domain
internal import JSON
internal import Orchestration
internal import Paygent
internal import Synchronization
internal import Web

/// One run, told as a chat completion: at once, or in pieces as its steps happen.
struct ChatTelling: StreamWords {
    let run: AgentRun
    let report: RunReport
    let runs: AgentRuns
    let baseURL: String

    func completion(of run: AgentRun) async throws(Problem) -> JSONValue {
        let told = try await report.json(run)
        let choice: JSONValue = [
            "index": 0,
            "message": [
                "role": "assistant", "content": .string(words(told)), "refusal": nil,
            ],
            "logprobs": nil, "finish_reason": "stop",
        ]
        var answer = head("chat.completion")
        answer["choices"] = [choice]
        answer["usage"] = run.chatUsage
        answer["paygent"] = told
        return .object(answer)
    }

    func response(by stream: RunStream, withUsage: Bool) -> Response {
        .events { writer in
            let isWell = Mutex(true)
            let send: @Sendable (ServerSentEvent) async -> Bool = { event in
                if event.event == "error" { isWell.withLock { $0 = false } }
                do { try await writer.send(Self.plain(event)) } catch { return false }
                return true
            }
            guard await send(chunk(["role": "assistant", "content": ""])) else { return }
            await stream.tell(run, after: 0, in: self, send)
            // What was not carried out to its end has no ending either.
            guard isWell.withLock({ $0 }) else { return }
            for event in await endings(withUsage: withUsage) {
                guard await send(event) else { return }
            }
        }
    }

    /// Steps as they begin. Their end is told by the words that end the whole.
    func events(of record: JournalRecord) async -> [ServerSentEvent] {
        guard record.note.kind == "tool_start",
            let step = record.note.detail["description"]?.string
        else { return [] }
        return [chunk(["content": .string("· \(step)\n")])]
    }

    private func endings(withUsage: Bool) async -> [ServerSentEvent] {
        let (stored, told): (AgentRun, JSONValue)
        do throws(Problem) {
            do { stored = try await runs.run(run.id, of: .local) } catch { throw Problem(error) }
            told = try await report.json(stored)
        } catch { return [ServerSentEvent(data: JSONValue.object(error.chatBody).text)] }
        var events = ReplyStream.pieces(of: "\n" + words(told)).map {
            chunk(["content": .string($0)])
        }
        events.append(chunk(.object(JSONObject()), finish: "stop", adding: ["paygent": told]))
        if withUsage {
            var last = head("chat.completion.chunk")
            last["choices"] = .array([])
            last["usage"] = stored.chatUsage
            events.append(ServerSentEvent(data: JSONValue.object(last).text))
        }
        return events + [ServerSentEvent(data: "[DONE]")]
    }

    private func chunk(
        _ delta: JSONValue, finish: String? = nil, adding extra: JSONObject = JSONObject()
    ) -> ServerSentEvent {
        var chunk = head("chat.completion.chunk")
        let choice: JSONValue = [
            "index": 0, "delta": delta, "logprobs": nil, "finish_reason": .optional(finish),
        ]
        chunk["choices"] = [choice]
        chunk.members += extra.members
        return ServerSentEvent(data: JSONValue.object(chunk).text)
    }

    private func head(_ object: String) -> JSONObject {
        [
            "id": .string("chatcmpl-\(run.id)"), "object": .string(object),
            "created": .integer(run.startedAt.secondsSinceEpoch), "model": .string(run.agent.name),
        ]
    }

    /// What came of it; and for what waits, who decides and where.
    private func words(_ told: JSONValue) -> String {
        var text = told["result"]?.string ?? ""
        for approval in told["approvals"]?.array ?? [] {
            guard let id = approval["id"]?.string else { continue }
            text += """
                \n\nNothing is paid before a person says yes. Decide at \(baseURL)/#/approvals, \
                with paygent approvals approve \(id), or read GET /api/v1/approvals/\(id) and \
                send its hash to POST /api/v1/approvals/\(id)/approve. What is written in this \
                chat approves nothing.
                """
        }
        return text
    }

    /// A failure on the way, as clients of this interface expect it in a stream.
    private static func plain(_ event: ServerSentEvent) -> ServerSentEvent {
        guard event.event == "error" else { return event }
        let told: JSONValue
        do { told = try JSONValue(parsing: Array(event.data.utf8)) } catch { return event }
        let body: JSONValue = [
            "error": [
                "message": told["message"] ?? nil, "type": "server_error", "param": nil,
                "code": told["code"] ?? nil,
            ]
        ]
        return ServerSentEvent(data: body.text)
    }
}

extension AgentRun {
    /// The tokens of the models that drove it; none when the engine did.
    fileprivate var chatUsage: JSONValue {
        let use = modelUse
        return [
            "prompt_tokens": .integer(Int64(use.inputTokens)),
            "completion_tokens": .integer(Int64(use.outputTokens)),
            "total_tokens": .integer(Int64(use.tokens)),
        ]
    }
}
