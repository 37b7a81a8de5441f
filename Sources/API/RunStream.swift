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
    func response(for id: ID<AgentRun>) -> Response {
        .events { writer in
            await withTaskGroup(of: Void.self) { group in
                group.addTask { await carryOut(id, writer) }
                group.addTask { await follow(id, writer) }
                await group.next()
                await group.next()
            }
        }
    }

    private func carryOut(_ id: ID<AgentRun>, _ writer: any BodyWriter) async {
        do { _ = try await runs.drive(id, of: .local) } catch {
            let problem = Problem(error)
            let data: JSONValue = [
                "code": .string(problem.code), "message": .string(problem.detail),
            ]
            do { try await writer.send(ServerSentEvent(event: "error", data: data.text)) } catch {
                return
            }
        }
    }

    private func follow(_ id: ID<AgentRun>, _ writer: any BodyWriter) async {
        var position: Int64 = 0
        var wakes = events.wakes().makeAsyncIterator()
        while true {
            let records: [JournalRecord]
            do {
                records = try await journal.records(
                    matching: JournalFilter(after: position, run: id.rawValue))
            } catch { return }
            for record in records {
                position = record.position
                let event = ServerSentEvent(
                    id: String(record.position), event: record.streamName,
                    data: record.note.detail.text)
                do { try await writer.send(event) } catch { return }
                if record.isLast { return }
            }
            if await wakes.next() == nil { return }
        }
    }
}

extension JournalRecord {
    /// As the agents' streams name what happened.
    var streamName: String {
        switch note.kind {
        case "run_started": "meta"
        case "run_completed": "done"
        case "run_ended": "error"
        default: note.kind
        }
    }

    /// Whether nothing more comes before a person has decided.
    var isLast: Bool {
        ["run_completed", "run_ended", "approval_required", "payment_open"].contains(note.kind)
    }
}
