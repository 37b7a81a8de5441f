import Domain
import JSON
import Paygent

/// A run as its driver sees it: what is stored, and what has happened since.
///
/// What looks something up is done again after a crash, so it is stored together with what comes
/// next. What may move something is stored as begun before it is, and as ended right after.
struct Progress: Sendable {
    private(set) var run: AgentRun
    private(set) var version: Int64
    private(set) var notes: [JournalNote] = []
    private(set) var isStored = true

    init(_ stored: Versioned<AgentRun>) {
        run = stored.value
        version = stored.version
    }

    /// - Throws: `.unavailable` for an event out of order, so that no step is tried for ever.
    mutating func apply(_ event: AgentRun.Event) throws(AgentRuns.Failure) {
        do { try run.apply(event) } catch {
            throw .unavailable("the run cannot take this step now")
        }
        isStored = false
    }

    mutating func note(_ kind: String, _ detail: JSONValue) {
        notes.append(run.note(kind, detail))
        isStored = false
    }

    mutating func noteEnd() { notes += run.endNote.map { [$0] } ?? [] }

    mutating func noteStored(as version: Int64) {
        self.version = version
        notes = []
        isStored = true
    }
}

extension AgentRuns {
    /// Stores what has happened with its notes, in one transaction.
    func store(_ progress: inout Progress) async throws(Failure) {
        guard !progress.isStored else { return }
        let change = AgentRunChange(
            progress.run, expected: progress.version, lease: renewedLease(of: progress.run.id),
            notes: progress.notes, at: clock.now())
        do { progress.noteStored(as: try await runs.commit(change)) } catch {
            throw failure(error)
        }
        if !change.notes.isEmpty { events.announce(run: change.run.id.rawValue) }
    }
}

extension AgentRun {
    /// One line of the journal, which streams read.
    func note(_ kind: String, _ detail: JSONValue) -> JournalNote {
        JournalNote(
            kind: kind, run: id.rawValue, session: session, agent: agent.key, detail: detail)
    }

    /// The first line of its journal.
    var startNote: JournalNote {
        note(
            "run_started",
            [
                "text": .string(text), "plan": plan.json, "intent": .string(command.intent),
                "params": command.params,
            ])
    }

    /// The last one; nil while it goes on.
    var endNote: JournalNote? {
        guard status.isFinal else { return nil }
        return note(
            status == .completed ? "run_completed" : "run_ended",
            ["status": .string(status.rawValue), "output": .string(output)])
    }
}

extension PlanStep {
    /// Whether it changes nothing anywhere, so that it may be done twice.
    var isLookUp: Bool {
        guard part == nil else { return false }
        return switch (tool, command) {
        case (.checkBalance, _), (.discoverServices, _), (nil, .paymentHistory): true
        default: false
        }
    }
}
