internal import Domain
internal import JSON
internal import Orchestration
internal import Synchronization
internal import Wizard

/// Answers to `status`, kept as bytes: clients ask far more often than conversations change.
///
/// Whoever asks here has the present session, so an answer is used only for exactly that version,
/// and while the clock has not made another status of it.
final class RenderedStatuses: Sendable {
    private struct Answer {
        let version: Int64
        let status: Session.Status
        let bytes: [UInt8]
    }

    /// Two halves: a full young one becomes the old one, and what nobody asked for since is gone
    /// with the one before it.
    private struct State {
        var young: [ID<Session>: Answer] = [:]
        var old: [ID<Session>: Answer] = [:]

        mutating func answer(to id: ID<Session>) -> Answer? {
            if let answer = young[id] { return answer }
            guard let answer = old[id] else { return nil }
            keep(answer, to: id)
            return answer
        }

        mutating func keep(_ answer: Answer, to id: ID<Session>) {
            if young.count >= RenderedStatuses.halfMax {
                old = young
                young = [:]
            }
            young[id] = answer
        }
    }

    private let state = Mutex(State())

    /// Answers in each half; one is about 2 KB.
    static let halfMax = 512

    func bytes(of session: Versioned<Session>, at now: Timestamp) -> [UInt8] {
        let status = session.value.status(at: now)
        let kept = state.withLock { $0.answer(to: session.value.id) }
        if let kept, kept.version == session.version, kept.status == status { return kept.bytes }
        let bytes = session.statusJSON(at: now).bytes
        let answer = Answer(version: session.version, status: status, bytes: bytes)
        state.withLock { $0.keep(answer, to: session.value.id) }
        return bytes
    }
}
