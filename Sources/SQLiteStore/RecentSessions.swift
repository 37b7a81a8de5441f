import Domain
import Orchestration
import Synchronization
import Wizard

/// Sessions as values, so that a conversation under way is not decoded again for every message:
/// decoding takes ten times as long as asking the database which version is the present one.
///
/// A session is used only after that question, so it is never behind, whoever wrote.
final class RecentSessions: Sendable {
    /// Two halves: a full young one becomes the old one, and what nobody used since is gone with
    /// the one before it.
    private struct State {
        var young: [ID<Session>: Versioned<Session>] = [:]
        var old: [ID<Session>: Versioned<Session>] = [:]

        mutating func keep(_ session: Versioned<Session>) {
            // Two saves may come here in either order.
            if let kept = young[session.value.id], kept.version > session.version { return }
            if young.count >= RecentSessions.halfMax {
                old = young
                young = [:]
            }
            young[session.value.id] = session
        }
    }

    private let state = Mutex(State())

    /// Sessions in each half; one is about 5 KB.
    static let halfMax = 512

    func session(_ id: ID<Session>) -> Versioned<Session>? {
        state.withLock { state -> Versioned<Session>? in
            if let session = state.young[id] { return session }
            guard let session = state.old[id] else { return nil }
            state.keep(session)
            return session
        }
    }

    func keep(_ session: Session, version: Int64) {
        state.withLock { $0.keep(Versioned(session, version: version)) }
    }

    func forget(_ id: ID<Session>) {
        state.withLock { state in
            state.young[id] = nil
            state.old[id] = nil
        }
    }
}
