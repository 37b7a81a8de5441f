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
    /// A class, because a session is a dozen references: handing one on copies none of them.
    private final class Kept: Sendable {
        let tenant: Tenant
        let session: Versioned<Session>

        init(_ session: Versioned<Session>, of tenant: Tenant) {
            self.tenant = tenant
            self.session = session
        }
    }

    /// Two halves: a full young one becomes the old one, and what nobody used since is gone with
    /// the one before it.
    private struct State {
        var young: [ID<Session>: Kept] = [:]
        var old: [ID<Session>: Kept] = [:]

        mutating func kept(_ id: ID<Session>) -> Kept? {
            if let kept = young[id] { return kept }
            guard let kept = old[id] else { return nil }
            store(kept, as: id)
            return kept
        }

        mutating func store(_ kept: Kept, as id: ID<Session>) {
            if young.count >= RecentSessions.halfMax {
                old = young
                young = [:]
            }
            young[id] = kept
        }
    }

    private let state = Mutex(State())

    /// Sessions in each half; one is about 5 KB.
    static let halfMax = 512

    func session(_ id: ID<Session>, of tenant: Tenant) -> Versioned<Session>? {
        guard let kept = state.withLock({ $0.kept(id) }), kept.tenant == tenant else {
            return nil
        }
        return kept.session
    }

    func keep(_ session: Session, version: Int64, of tenant: Tenant) {
        keep(session, version: version) { _ in tenant }
    }

    /// The next version of a session that is kept; of another nobody here knows the tenant.
    func replace(_ session: Session, version: Int64) {
        keep(session, version: version) { $0?.tenant }
    }

    /// Unless a later version is here: two saves may come in either order.
    private func keep(_ session: Session, version: Int64, of tenant: (Kept?) -> Tenant?) {
        let id = session.id
        state.withLock { state in
            let known = state.kept(id)
            if let known, known.session.version > version { return }
            guard let tenant = tenant(known) else { return }
            state.store(Kept(Versioned(session, version: version), of: tenant), as: id)
        }
    }

    func forget(_ id: ID<Session>) {
        state.withLock { state in
            state.young[id] = nil
            state.old[id] = nil
        }
    }
}
