internal import Domain
internal import JSON
internal import Orchestration
internal import Paygent
internal import Web

/// A run as server-sent events, read from the journal by position: a client that lost the stream
/// names the last position it saw and misses nothing.
struct RunStream {
    let runs: AgentRuns
    let journal: any Journal
    let events: any Events

    /// Starts carrying the run out, and streams what happens until it ends or waits for a person.
    func response(
        for run: AgentRun, after position: Int64 = 0, in words: any StreamWords = AgentWords()
    ) -> Response {
        .events { writer in
            await tell(run, after: position, in: words) { event in
                do { try await writer.send(event) } catch { return false }
                return true
            }
        }
    }

    /// - Parameter send: answers false when nobody listens any more.
    func tell(
        _ run: AgentRun, after position: Int64, in words: any StreamWords,
        _ send: @escaping @Sendable (ServerSentEvent) async -> Bool
    ) async {
        await withTaskGroup(of: Bool.self) { group in
            group.addTask { await carryOut(run.id, send) }
            group.addTask {
                await follow(run, after: position, in: words, send)
                return true
            }
            while let isWell = await group.next() {
                if !isWell { group.cancelAll() }
            }
        }
    }

    /// Goes on telling of a run for a client that names the last event it saw; nil when it names
    /// none.
    ///
    /// - Throws: `invalid_field` for what is no event of a run.
    func resumed(
        _ request: Request, in words: any StreamWords = AgentWords()
    ) async throws(Problem) -> Response? {
        guard let last = request.headers["Last-Event-ID"] else { return nil }
        let (run, position) = try await place(of: last, named: "Last-Event-ID")
        return response(for: run, after: position, in: words)
    }

    /// The run that an event belongs to, and where in the journal that is.
    func place(
        of event: String, named field: String
    ) async throws(Problem) -> (run: AgentRun, position: Int64) {
        guard let position = Int64(event), position > 0, let run = try await run(at: position)
        else {
            throw Problem.invalid(field, "There is no event '\(event)' of a run to go on from.")
        }
        return (run, position)
    }

    /// The run whose event has this position; nil when it is no run's.
    func run(at position: Int64) async throws(Problem) -> AgentRun? {
        let found: [JournalRecord]
        do {
            found = try await journal.records(
                matching: JournalFilter(after: position - 1, limit: 1))
        } catch { throw Problem(error) }
        guard let record = found.first, record.position == position,
            let run = record.note.run.flatMap({ ID<AgentRun>(uuid: $0) })
        else { return nil }
        do { return try await runs.run(run, of: .local) } catch .runNotFound {
            return nil
        } catch { throw Problem(error) }
    }

    /// In a task of its own: a client that leaves does not stop a payment half-way.
    ///
    /// - Returns: false when it could not be carried out, which the client has been told.
    private func carryOut(
        _ id: ID<AgentRun>, _ send: @Sendable (ServerSentEvent) async -> Bool
    ) async -> Bool {
        let runs = runs
        let failure = await Task { () async -> AgentRuns.Failure? in
            do throws(AgentRuns.Failure) {
                _ = try await runs.drive(id, of: .local)
                return nil
            } catch { return error }
        }.value
        guard let failure else { return true }
        let problem = Problem(failure)
        let data: JSONValue = ["code": .string(problem.code), "message": .string(problem.detail)]
        _ = await send(ServerSentEvent(event: "error", data: data.text))
        return false
    }

    /// Of a run that has ended it tells the rest.
    private func follow(
        _ run: AgentRun, after start: Int64, in words: any StreamWords,
        _ send: @Sendable (ServerSentEvent) async -> Bool
    ) async {
        var position = start
        var wakes = events.wakes(of: run.id.rawValue).makeAsyncIterator()
        while true {
            let records: [JournalRecord]
            do {
                records = try await journal.records(
                    matching: JournalFilter(after: position, run: run.id.rawValue))
            } catch { return }
            for record in records {
                position = record.position
                for event in await words.events(of: record) {
                    guard await send(event) else { return }
                }
                if record.isLast { return }
            }
            if run.status.isFinal {
                // The end is stored with its event: what is not there will not come.
                if records.isEmpty { return }
            } else if await wakes.next() == nil {
                return
            }
        }
    }

}

/// How a stream names what the journal holds.
protocol StreamWords: Sendable {
    /// Empty for what the stream does not tell.
    func events(of record: JournalRecord) async -> [ServerSentEvent]
}

/// As the agents' own streams do.
struct AgentWords: StreamWords {
    func events(of record: JournalRecord) async -> [ServerSentEvent] {
        let name =
            switch record.note.kind {
            case "run_started": "meta"
            case "run_completed": "done"
            case "run_ended": "error"
            default: record.note.kind
            }
        var data = record.note.detail.object ?? JSONObject()
        data["run_id"] = .optional(record.note.run)
        if record.note.kind == "run_started" {
            data["session_id"] = .optional(record.note.session?.rawValue)
        }
        return [
            ServerSentEvent(
                id: String(record.position), event: name, data: JSONValue.object(data).text)
        ]
    }
}

extension JournalRecord {
    /// Whether nothing more comes before a person has decided.
    var isLast: Bool {
        ["run_completed", "run_ended", "approval_required", "payment_open"].contains(note.kind)
    }
}
