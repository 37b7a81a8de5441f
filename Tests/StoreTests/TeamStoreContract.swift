import Domain
import Orchestration
import Paygent
import SQLiteStore
import Testing

/// What every store of teams does.
@Suite struct TeamStoreContract {
    enum TeamBackend: CaseIterable, Sendable {
        case memory, sqlite

        /// The folder lives as long as the store is used.
        func open() throws -> (store: any TeamStore, folder: TemporaryFolder?) {
            switch self {
            case .memory: return (MemoryTeamStore(), nil)
            case .sqlite:
                let folder = try TemporaryFolder()
                let database = try SQLiteDatabase(path: folder.file("paygent.db"), at: at(1))
                return (SQLiteTeamStore(database), folder)
            }
        }
    }

    private func team(_ name: String) -> Team {
        Team(name: name, mode: .parallel, members: ["a", "b"], createdAt: at(3))
    }

    @Test(arguments: TeamBackend.allCases)
    func aTeamIsStoredOnceListedByNameAndRemoved(backend: TeamBackend) async throws {
        let (store, folder) = try backend.open()
        defer { withExtendedLifetime(folder) {} }
        for name in ["c", "a", "b"] { try await store.create(team(name), of: .local) }
        await #expect(throws: StoreError.conflict) {
            try await store.create(team("a"), of: .local)
        }
        try await store.create(team("a"), of: Tenant("other"))
        #expect(try await store.team("b", of: .local) == team("b"))
        #expect(try await store.team("c", of: Tenant("other")) == nil)
        let first = try await store.teams(of: .local, after: nil, limit: 2)
        #expect(first.items.map(\.name) == ["a", "b"])
        let rest = try await store.teams(of: .local, after: first.nextCursor, limit: 2)
        #expect(rest.items.map(\.name) == ["c"] && rest.nextCursor == nil)
        #expect(try await store.deleteTeam("a", of: .local))
        #expect(try await !store.deleteTeam("a", of: .local))
        #expect(try await store.team("a", of: Tenant("other")) != nil)
    }
}
