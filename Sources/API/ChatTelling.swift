internal import Domain
internal import JSON
internal import Orchestration
internal import Paygent
internal import Synchronization
internal import Web

/// How one vendor's interface writes what an agent says.
protocol ChatForm: Sendable {
    /// The answer at once.
    func whole(_ run: AgentRun, _ words: String, _ told: JSONValue) -> JSONValue

    /// What a stream begins with.
    var opening: [ServerSentEvent] { get }
    func piece(_ text: String) -> ServerSentEvent
    /// What a stream ends with, after the last piece.
    func closing(_ run: AgentRun, _ told: JSONValue) -> [ServerSentEvent]
    /// A failure in the middle of a stream.
    func failure(_ message: JSONValue, code: JSONValue) -> ServerSentEvent
}

/// One run, told as a chat: at once, or in pieces as its steps happen.
struct ChatTelling: StreamWords {
    let run: AgentRun
    let form: any ChatForm
    let report: RunReport
    let runs: AgentRuns
    let baseURL: String

    func whole(of run: AgentRun) async throws(Problem) -> JSONValue {
        let told = try await report.json(run)
        return form.whole(run, words(told), told)
    }

    func response(by stream: RunStream) -> Response {
        .events { writer in
            let isWell = Mutex(true)
            let send: @Sendable (ServerSentEvent) async -> Bool = { event in
                if event.event == "error" { isWell.withLock { $0 = false } }
                do { try await writer.send(shaped(event)) } catch { return false }
                return true
            }
            for event in form.opening {
                guard await send(event) else { return }
            }
            await stream.tell(run, after: 0, in: self, send)
            // What was not carried out to its end has no ending either.
            guard isWell.withLock({ $0 }) else { return }
            for event in await endings() {
                guard await send(event) else { return }
            }
        }
    }

    /// Steps as they begin. Their end is told by the words that end the whole.
    func events(of record: JournalRecord) async -> [ServerSentEvent] {
        guard record.note.kind == "tool_start",
            let step = record.note.detail["description"]?.string
        else { return [] }
        return [form.piece("· \(step)\n")]
    }

    private func endings() async -> [ServerSentEvent] {
        let (stored, told): (AgentRun, JSONValue)
        do throws(Problem) {
            do { stored = try await runs.run(run.id, of: .local) } catch { throw Problem(error) }
            told = try await report.json(stored)
        } catch { return [form.failure(.string(error.detail), code: .string(error.code))] }
        return ReplyStream.pieces(of: "\n" + words(told)).map(form.piece)
            + form.closing(stored, told)
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
    private func shaped(_ event: ServerSentEvent) -> ServerSentEvent {
        guard event.event == "error" else { return event }
        let told: JSONValue
        do { told = try JSONValue(parsing: Array(event.data.utf8)) } catch { return event }
        // What the form itself has made is shaped already.
        guard told["error"] == nil else { return event }
        return form.failure(told["message"] ?? .null, code: told["code"] ?? .null)
    }
}
