import Domain
import JSON
import Orchestration
import Paygent
import SQLiteStore
import Testing

/// What every store of agents' runs does.
@Suite struct AgentRunStoreContract {
    enum RunBackend: CaseIterable, Sendable {
        case memory, sqlite

        /// The folder lives as long as the store is used.
        func open() throws -> (store: any AgentRunStore, folder: TemporaryFolder?) {
            let opened = try openWithNeighbours()
            return (opened.runs, opened.folder)
        }

        /// With the stores that share its transactions.
        func openWithNeighbours() throws -> Opened {
            switch self {
            case .memory:
                let (journal, sessions) = (MemoryMoneyStore(), MemoryStore())
                return Opened(
                    runs: MemoryAgentRunStore(journal: journal, sessions: sessions),
                    journal: journal, sessions: sessions)
            case .sqlite:
                let folder = try TemporaryFolder()
                let database = try SQLiteDatabase(path: folder.file("paygent.db"), at: at(1))
                return Opened(
                    runs: SQLiteAgentRunStore(database), journal: SQLiteMoneyStore(database),
                    sessions: SQLiteAgentStore(database), folder: folder)
            }
        }
    }

    struct Opened {
        let runs: any AgentRunStore
        let journal: any Journal
        let sessions: any AgentStore
        var folder: TemporaryFolder?

        func told() async throws -> [String] {
            try await journal.records(matching: JournalFilter()).map(\.note.kind)
        }
    }

    @Test(arguments: RunBackend.allCases)
    func aRunIsStoredWithItsSessionAndItsNotesOrNothingIs(backend: RunBackend) async throws {
        let open = try backend.openWithNeighbours()
        defer { withExtendedLifetime(open.folder) {} }
        for name in ["first", "second"] {
            let opening = AgentRunOpening(
                run("r1"), of: .local, session: session(name), notes: notes(name), at: at(6))
            if name == "first" {
                try await open.runs.open(opening)
            } else {
                await #expect(throws: StoreError.conflict) { try await open.runs.open(opening) }
            }
        }
        #expect(try await open.sessions.agentSession(ID("first"), of: .local) != nil)
        #expect(try await open.sessions.agentSession(ID("second"), of: .local) == nil)
        #expect(try await open.told() == ["first_a", "first_b"])
        // The other way round: the session is there already, so the run is not stored.
        await #expect(throws: StoreError.self) {
            try await open.runs.open(
                AgentRunOpening(
                    run("r2"), of: .local, session: session("first"), notes: notes("third"),
                    at: at(6)))
        }
        #expect(try await open.runs.run(ID("r2"), of: .local) == nil)
        #expect(try await open.told() == ["first_a", "first_b"])
    }

    @Test(arguments: RunBackend.allCases)
    func aChangeIsStoredWithItsNotesInOrderOrNothingIs(backend: RunBackend) async throws {
        let open = try backend.openWithNeighbours()
        defer { withExtendedLifetime(open.folder) {} }
        let lease = Lease(holder: "me", fence: 3, until: at(50))
        try await open.runs.open(AgentRunOpening(run("r1"), of: .local, lease: lease, at: at(6)))
        func commit(_ name: String, expected: Int64, _ lease: Lease?) async throws {
            _ = try await open.runs.commit(
                AgentRunChange(
                    run("r1"), expected: expected, lease: lease, notes: notes(name), at: at(7)))
        }
        try await commit("one", expected: 1, lease)
        await #expect(throws: StoreError.conflict) { try await commit("old", expected: 1, lease) }
        await #expect(throws: StoreError.conflict) {
            try await commit("taken", expected: 2, Lease(holder: "me", fence: 2, until: at(50)))
        }
        try await commit("two", expected: 2, nil)
        let records = try await open.journal.records(matching: JournalFilter())
        #expect(records.map(\.note.kind) == ["one_a", "one_b", "two_a", "two_b"])
        #expect(records.map(\.position) == [1, 2, 3, 4])
        #expect(try await open.runs.run(ID("r1"), of: .local)?.version == 3)
    }

    private func notes(_ name: String) -> [JournalNote] {
        ["a", "b"].map { JournalNote(kind: "\(name)_\($0)", run: "r1", agent: "local/buyer") }
    }

    private func session(_ id: String) -> AgentSession {
        AgentSession(id: ID(id), agent: "buyer", version: 1, payload: .null, createdAt: at(5))
    }

    @Test(arguments: RunBackend.allCases)
    func aRunIsStoredOnceAndBelongsToItsTenant(backend: RunBackend) async throws {
        let (store, folder) = try backend.open()
        defer { withExtendedLifetime(folder) {} }
        try await store.create(run("r1"), of: .local)
        await #expect(throws: StoreError.conflict) {
            try await store.create(run("r1"), of: Tenant("other"))
        }
        let stored = try await store.run(ID("r1"), of: .local)
        #expect(stored?.value == run("r1") && stored?.version == 1)
        #expect(try await store.run(ID("r1"), of: Tenant("other")) == nil)
        #expect(try await store.run(ID("r2"), of: .local) == nil)
    }

    @Test(arguments: RunBackend.allCases)
    func ofTwoChangesTheSecondIsRefused(backend: RunBackend) async throws {
        let (store, folder) = try backend.open()
        defer { withExtendedLifetime(folder) {} }
        try await store.create(run("r1"), of: .local)
        let ended = try run("r1", endedAt: 9)
        #expect(try await store.save(ended, expected: 1) == 2)
        await #expect(throws: StoreError.conflict) {
            try await store.save(run("r1"), expected: 1)
        }
        await #expect(throws: StoreError.conflict) {
            try await store.save(run("r2"), expected: 1)
        }
        let stored = try await store.run(ID("r1"), of: .local)
        #expect(stored?.value == ended && stored?.version == 2)
    }

    @Test(arguments: RunBackend.allCases)
    func whatHasNotEndedIsFoundOldestFirst(backend: RunBackend) async throws {
        let (store, folder) = try backend.open()
        defer { withExtendedLifetime(folder) {} }
        for name in ["r3", "r1", "r2"] { try await store.create(run(name), of: Tenant(name)) }
        _ = try await store.save(try run("r1", endedAt: 9), expected: 1)
        var waiting = run("r2")
        try waiting.apply(.waits)
        _ = try await store.save(waiting, expected: 1)
        let open = try await store.unfinished(after: nil, limit: 9)
        #expect(open.map(\.id.rawValue) == ["r2", "r3"])
        #expect(open.map(\.tenant) == [Tenant("r2"), Tenant("r3")])
        let first = try await store.unfinished(after: nil, limit: 1)
        #expect(first.map(\.id.rawValue) == ["r2"])
        let next = try await store.unfinished(after: first[0].id, limit: 1)
        #expect(next.map(\.id.rawValue) == ["r3"])
    }

    @Test(arguments: RunBackend.allCases)
    func aListIsFilteredNewestFirstAndPaged(backend: RunBackend) async throws {
        let (store, folder) = try backend.open()
        defer { withExtendedLifetime(folder) {} }
        for (name, agent) in [("r1", "a"), ("r2", "b"), ("r3", "a"), ("r4", "a")] {
            try await store.create(run(name, of: agent), of: .local)
        }
        _ = try await store.save(try run("r3", of: "a", endedAt: 9), expected: 1)
        try await store.create(run("r5"), of: Tenant("other"))
        let ofA = AgentRunFilter(agent: "a")
        let first = try await store.list(ofA, of: .local, after: nil, limit: 2)
        #expect(first.items.map(\.id.rawValue) == ["r4", "r3"])
        let rest = try await store.list(ofA, of: .local, after: first.nextCursor, limit: 2)
        #expect(rest.items.map(\.id.rawValue) == ["r1"] && rest.nextCursor == nil)
        let failed = try await store.list(
            AgentRunFilter(status: .failed), of: .local, after: nil, limit: 9)
        #expect(failed.items.map(\.id.rawValue) == ["r3"])
        let ofSession = try await store.list(
            AgentRunFilter(session: ID("s-r2")), of: .local, after: nil, limit: 9)
        #expect(ofSession.items.map(\.id.rawValue) == ["r2"])
    }

    /// A limit that makes no sense is taken as the nearest that does.
    @Test(arguments: RunBackend.allCases, [(-1, 1), (0, 1), (1000, 200)])
    func aPageHasItsBounds(backend: RunBackend, limit: (asked: Int, given: Int)) async throws {
        let (store, folder) = try backend.open()
        defer { withExtendedLifetime(folder) {} }
        for number in 1...201 { try await store.create(run("r\(number)"), of: .local) }
        let page = try await store.list(
            AgentRunFilter(), of: .local, after: nil, limit: limit.asked)
        #expect(page.items.count == limit.given && page.nextCursor != nil)
    }

    private func run(_ id: String, of agent: String = "buyer") -> AgentRun {
        let command = Command.balanceCheck(token: nil, address: nil)
        return AgentRun(
            id: ID(id), agent: AgentReference(name: agent, version: 1), session: ID("s-\(id)"),
            text: "how much have I got", command: command, plan: Planner.plan(command),
            startedAt: at(5))
    }

    private func run(
        _ id: String, of agent: String = "buyer", endedAt seconds: Int64
    ) throws -> AgentRun {
        var run = run(id, of: agent)
        try run.apply(.ended(.failed, output: "no", at: at(seconds)))
        return run
    }
}

extension AgentRunStore {
    /// Without notes.
    func create(
        _ run: AgentRun, of tenant: Tenant, lease: Lease = .free
    ) async throws(StoreError) {
        try await open(AgentRunOpening(run, of: tenant, lease: lease, at: at(5)))
    }

    func save(
        _ run: AgentRun, expected: Int64, lease: Lease? = nil
    ) async throws(StoreError) -> Int64 {
        try await commit(AgentRunChange(run, expected: expected, lease: lease, at: at(6)))
    }
}
