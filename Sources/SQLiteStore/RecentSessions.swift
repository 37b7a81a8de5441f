import Domain
import Orchestration
import Synchronization
import Wizard

/// Sessions as values, so that a conversation under way is not decoded again for every message:
/// decoding takes ten times as long as asking the database which version is the present one.
///
/// A session is shown only after that question, so it is never behind, whoever wrote. To compute a
/// change from it no question is needed: a save is checked anyway.
final class RecentSessions: Sendable {
    struct Entry {
        let tenant: Tenant
        let session: Versioned<Session>
    }

    /// Two halves: a full young one becomes the old one, and what nobody used since is gone with
    /// the one before it.
    private struct State {
        var young: [ID<Session>: Entry] = [:]
        var old: [ID<Session>: Entry] = [:]

        mutating func keep(_ entry: Entry) {
            let session = entry.session
            // Two saves may come here in either order.
            if let kept = young[session.value.id], kept.session.version > session.version { return }
            if young.count >= RecentSessions.halfMax {
                old = young
                young = [:]
            }
            young[session.value.id] = entry
        }
    }

    private let state = Mutex(State())

    /// Sessions in each half; one is about 5 KB.
    static let halfMax = 512

    func session(_ id: ID<Session>, of tenant: Tenant) -> Versioned<Session>? {
        state.withLock { state -> Versioned<Session>? in
            guard let entry = state.young[id] ?? state.old[id], entry.tenant == tenant else {
                return nil
            }
            if state.young[id] == nil { state.keep(entry) }
            return entry.session
        }
    }

    func keep(_ session: Session, version: Int64, of tenant: Tenant) {
        let entry = Entry(tenant: tenant, session: Versioned(session, version: version))
        state.withLock { $0.keep(entry) }
    }

    /// The next version of a session that is kept; of another nobody here knows the tenant.
    func replace(_ session: Session, version: Int64) {
        let next = Versioned(session, version: version)
        state.withLock { state in
            guard let entry = state.young[session.id] ?? state.old[session.id] else { return }
            state.keep(Entry(tenant: entry.tenant, session: next))
        }
    }

    func forget(_ id: ID<Session>) {
        state.withLock { state in
            state.young[id] = nil
            state.old[id] = nil
        }
    }
}
