import Domain
import Orchestration
import Synchronization
import Wizard

/// Counts how often a session is read from the truth.
final class CountingStore: SessionStore {
    private let truth: any SessionStore
    private let count = Atomic(0)

    init(_ truth: any SessionStore) { self.truth = truth }

    var reads: Int { count.load(ordering: .relaxed) }

    func session(
        _ id: ID<Session>, of tenant: Tenant
    ) async throws(StoreError) -> Versioned<Session>? {
        count.add(1, ordering: .relaxed)
        return try await truth.session(id, of: tenant)
    }

    func create(
        _ session: Session, of tenant: Tenant, adding additions: SessionAdditions
    ) async throws(StoreError) -> Int64 {
        try await truth.create(session, of: tenant, adding: additions)
    }

    func save(
        _ session: Session, expected: Int64, adding additions: SessionAdditions
    ) async throws(StoreError) -> Int64 {
        try await truth.save(session, expected: expected, adding: additions)
    }

    func history(
        of id: ID<Session>, after seq: Int, limit: Int
    ) async throws(StoreError) -> [TranscriptEntry] {
        try await truth.history(of: id, after: seq, limit: limit)
    }

    func versions(of id: ID<Session>) async throws(StoreError) -> [DesignVersion] {
        try await truth.versions(of: id)
    }

    func snapshot(
        of id: ID<Session>, version: Int
    ) async throws(StoreError) -> DesignSnapshot? {
        try await truth.snapshot(of: id, version: version)
    }

    func list(
        _ filter: SessionFilter, of tenant: Tenant, at now: Timestamp, after cursor: String?,
        limit: Int
    ) async throws(StoreError) -> Page<Versioned<Session>> {
        try await truth.list(filter, of: tenant, at: now, after: cursor, limit: limit)
    }

    func delete(_ id: ID<Session>, of tenant: Tenant) async throws(StoreError) -> Bool {
        try await truth.delete(id, of: tenant)
    }
}
