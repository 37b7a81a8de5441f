internal import Domain
internal import JSON
internal import Orchestration
internal import Paygent
internal import Web

/// How the streams of one-shot commands name what happened. Each event but the first `thinking`
/// carries the journal's position: a client that comes back with it misses nothing.
struct CommandWords: StreamWords {
    let report: RunReport
    let runs: AgentRuns

    func events(of record: JournalRecord) async -> [ServerSentEvent] {
        let id = String(record.position)
        switch record.note.kind {
        case "run_started": return started(record, id)
        case "tool_start": return [event("tool_call", id, record.note.detail)]
        case "tool_end", "tool_retry", "payment_open":
            return [event("tool_result", id, record.note.detail)]
        case "model_turn", "model_gone", "subagent_start", "subagent_end":
            return [event(record.note.kind, id, record.note.detail)]
        case "approval_required": return [event("approval_required", id, await whole(record))]
        case "run_completed": return [event("complete", id, await whole(record))]
        case "run_ended": return [event("error", id, await whole(record))]
        default: return []
        }
    }

    private func started(_ record: JournalRecord, _ id: String) -> [ServerSentEvent] {
        let detail = record.note.detail
        let thinking: JSONValue = [
            "run_id": .optional(record.note.run),
            "session_id": .optional(record.note.session?.rawValue),
            "command": detail["text"] ?? .null, "intent": detail["intent"] ?? .null,
            "params": detail["params"] ?? .null,
        ]
        let plan: JSONValue = [
            "run_id": .optional(record.note.run), "steps": detail["plan"] ?? .array([]),
        ]
        return [event("thinking", nil, thinking), event("plan", id, plan)]
    }

    private func event(_ name: String, _ id: String?, _ data: JSONValue) -> ServerSentEvent {
        ServerSentEvent(id: id, event: name, data: data.text)
    }

    /// What `execute` answers; what the journal holds when that cannot be read just now.
    private func whole(_ record: JournalRecord) async -> JSONValue {
        guard let run = record.note.run else { return record.note.detail }
        do throws(Problem) {
            let stored: AgentRun
            do { stored = try await runs.run(ID(run), of: .local) } catch { throw Problem(error) }
            return try await report.json(stored)
        } catch { return record.note.detail }
    }
}
