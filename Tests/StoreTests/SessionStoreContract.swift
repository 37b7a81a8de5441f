import Domain
import Orchestration
import Testing
import Wizard

/// What every session store does.
@Suite struct SessionStoreContract {
    @Test(arguments: Backend.allCases)
    func aSessionIsReadAsItWasCreated(backend: Backend) async throws {
        let open = try await backend.open()
        let stored = session(isLong: true)
        let version = try await open.stores.sessions.create(
            stored, of: .local, adding: SessionAdditions(entries: [entry(1, "héllo\0 \u{1F600}")]))
        #expect(version == 1)
        let read = try await open.stores.sessions.session(stored.id, of: .local)
        #expect(read?.value == stored)
        #expect(read?.version == 1)
        let history = try await open.stores.sessions.history(of: stored.id, after: 0, limit: 10)
        #expect(history == [entry(1, "héllo\0 \u{1F600}")])
    }

    @Test(arguments: Backend.allCases)
    func anIdentifierIsTakenOnce(backend: Backend) async throws {
        let open = try await backend.open()
        let sessions = open.stores.sessions
        _ = try await sessions.create(session(), of: .local, adding: SessionAdditions())
        await #expect(throws: StoreError.conflict) {
            _ = try await sessions.create(
                session(), of: Tenant("other"), adding: SessionAdditions())
        }
    }

    @Test(arguments: Backend.allCases)
    func anotherTenantSeesNothing(backend: Backend) async throws {
        let open = try await backend.open()
        let sessions = open.stores.sessions
        _ = try await sessions.create(session(), of: .local, adding: SessionAdditions())
        let other = Tenant("other")
        #expect(try await sessions.session(ID("s1"), of: other) == nil)
        #expect(try await sessions.delete(ID("s1"), of: other) == false)
        let page = try await sessions.list(
            SessionFilter(), of: other, at: at(1), after: nil, limit: 10)
        #expect(page.items.isEmpty && page.nextCursor == nil)
        #expect(try await sessions.session(ID("s1"), of: .local) != nil)
    }

    @Test(arguments: Backend.allCases)
    func aSaveReplacesTheStateAndAddsTheRest(backend: Backend) async throws {
        let open = try await backend.open()
        let sessions = open.stores.sessions
        var changed = session()
        _ = try await sessions.create(
            changed, of: .local, adding: SessionAdditions(entries: [entry(1)]))
        changed.stage = .exploringTools
        changed.spec[.tools] = .tools([.checkBalance])
        let version = try await sessions.save(
            changed, expected: 1,
            adding: SessionAdditions(entries: [entry(2), entry(3)], snapshot: snapshot(1)))
        #expect(version == 2)
        let read = try await sessions.session(changed.id, of: .local)
        #expect(read?.value == changed)
        #expect(read?.version == 2)
        let after1 = try await sessions.history(of: changed.id, after: 1, limit: 10)
        #expect(after1 == [entry(2), entry(3)])
        let first2 = try await sessions.history(of: changed.id, after: 0, limit: 2)
        #expect(first2.map(\.seq) == [1, 2])
    }

    @Test(arguments: Backend.allCases, [0, 2, 3] as [Int64])
    func aSaveOfAnotherVersionIsAConflict(backend: Backend, expected: Int64) async throws {
        let open = try await backend.open()
        let sessions = open.stores.sessions
        _ = try await sessions.create(session(), of: .local, adding: SessionAdditions())
        await #expect(throws: StoreError.conflict) {
            _ = try await sessions.save(
                session(), expected: expected, adding: SessionAdditions(entries: [entry(1)]))
        }
        #expect(try await sessions.history(of: ID("s1"), after: 0, limit: 10).isEmpty)
    }

    /// Each of these fails after something of the save was written already.
    @Test(
        arguments: Backend.allCases,
        [
            SessionAdditions(entries: [entry(3), entry(1)]),
            SessionAdditions(entries: [entry(3)], snapshot: snapshot(1)),
            SessionAdditions(entries: [entry(3)], snapshot: snapshot(2), answer: answer("taken")),
            SessionAdditions(entries: [entry(3), entry(0)]),
        ])
    func aFailedSaveLeavesNothing(backend: Backend, additions: SessionAdditions) async throws {
        let open = try await backend.open()
        let stores = open.stores
        let before = session()
        _ = try await stores.sessions.create(
            before, of: .local,
            adding: SessionAdditions(
                entries: [entry(1)], snapshot: snapshot(1), answer: answer("taken")))
        var changed = before
        changed.stage = .finalizing
        await #expect(throws: StoreError.conflict) {
            _ = try await stores.sessions.save(changed, expected: 1, adding: additions)
        }
        let read = try await stores.sessions.session(before.id, of: .local)
        #expect(read?.value == before)
        #expect(read?.version == 1)
        let history = try await stores.sessions.history(of: before.id, after: 0, limit: 10)
        #expect(history.map(\.seq) == [1])
        #expect(try await stores.sessions.versions(of: before.id).map(\.version) == [1])
    }

    @Test(arguments: Backend.allCases)
    func snapshotsAreReadBackForUndo(backend: Backend) async throws {
        let open = try await backend.open()
        let sessions = open.stores.sessions
        _ = try await sessions.create(
            session(), of: .local, adding: SessionAdditions(snapshot: snapshot(1)))
        _ = try await sessions.save(
            session(), expected: 1, adding: SessionAdditions(snapshot: snapshot(2)))
        let id = session().id
        #expect(try await sessions.snapshot(of: id, version: 1) == snapshot(1))
        #expect(try await sessions.snapshot(of: id, version: 2) == snapshot(2))
        #expect(try await sessions.snapshot(of: id, version: 3) == nil)
        #expect(try await sessions.snapshot(of: id, version: 0) == nil)
        let versions = try await sessions.versions(of: id)
        #expect(versions.map(\.summary) == ["Change 1", "Change 2"])
    }

    @Test(arguments: Backend.allCases)
    func aDeletedSessionIsGone(backend: Backend) async throws {
        let open = try await backend.open()
        let stores = open.stores
        let (kept, gone) = (session("kept"), session("gone"))
        for each in [kept, gone] {
            _ = try await stores.sessions.create(
                each, of: .local,
                adding: SessionAdditions(entries: [entry(1)], snapshot: snapshot(1)))
            _ = try await stores.exports.put(file(of: each.id))
        }
        #expect(try await stores.sessions.delete(gone.id, of: .local))
        #expect(try await stores.sessions.delete(gone.id, of: .local) == false)
        #expect(try await stores.sessions.session(gone.id, of: .local) == nil)
        #expect(try await stores.sessions.history(of: gone.id, after: 0, limit: 9).isEmpty)
        #expect(try await stores.sessions.versions(of: gone.id).isEmpty)
        #expect(try await stores.exports.list(of: gone.id).isEmpty)
        await #expect(throws: StoreError.conflict) {
            _ = try await stores.sessions.save(gone, expected: 1, adding: SessionAdditions())
        }
        #expect(try await stores.sessions.history(of: kept.id, after: 0, limit: 9).count == 1)
        #expect(try await stores.exports.list(of: kept.id).count == 1)
    }

    @Test(arguments: Backend.allCases)
    func aListIsReadPageByPage(backend: Backend) async throws {
        let open = try await backend.open()
        let sessions = open.stores.sessions
        for number in 10..<35 {
            _ = try await sessions.create(
                session("s\(number)"), of: .local, adding: SessionAdditions())
        }
        var (names, cursor, pages): ([String], String?, Int) = ([], nil, 0)
        repeat {
            let page = try await sessions.list(
                SessionFilter(), of: .local, at: at(1), after: cursor, limit: 10)
            names += page.items.map(\.value.id.rawValue)
            cursor = page.nextCursor
            pages += 1
        } while cursor != nil && pages < 10
        #expect(names == (10..<35).reversed().map { "s\($0)" })
    }

    @Test(arguments: Backend.allCases, FilterCase.all)
    func aListShowsWhatItsFilterNames(backend: Backend, filter: FilterCase) async throws {
        let open = try await backend.open()
        let sessions = open.stores.sessions
        let now = at(1000 + Session.timeToLiveSeconds + 1)
        for (name, stage) in [("a", Stage.initial), ("b", .completed), ("c", .finalizing)] {
            var each = session(name)
            each.stage = stage
            if name == "c" { each.expiresAt = now.adding(seconds: 10) }
            if name == "b" { each.spec[.agentName] = .name("Überweiser") }
            _ = try await sessions.create(each, of: .local, adding: SessionAdditions())
        }
        let page = try await sessions.list(filter.filter, of: .local, at: now, after: nil, limit: 9)
        #expect(page.items.map(\.value.id.rawValue) == filter.names)
    }

    struct FilterCase: Sendable {
        let filter: SessionFilter
        let names: [String]

        static let all = [
            FilterCase(filter: SessionFilter(), names: ["c", "b", "a"]),
            FilterCase(filter: SessionFilter(status: .completed), names: ["b"]),
            FilterCase(filter: SessionFilter(status: .active), names: ["c"]),
            FilterCase(filter: SessionFilter(status: .abandoned), names: ["a"]),
            FilterCase(filter: SessionFilter(stage: .initial), names: ["a"]),
            FilterCase(filter: SessionFilter(status: .completed, stage: .initial), names: []),
            FilterCase(filter: SessionFilter(text: "ÜBERW"), names: ["b"]),
            FilterCase(filter: SessionFilter(text: "weather buyer"), names: ["c", "a"]),
            FilterCase(filter: SessionFilter(status: .active, text: "DATA"), names: ["c"]),
            FilterCase(filter: SessionFilter(text: "nobody says this"), names: []),
        ]
    }

    /// The stage is indexed: a save that changes it must move the session in the list.
    @Test(arguments: Backend.allCases)
    func aSessionIsListedUnderItsPresentStage(backend: Backend) async throws {
        let open = try await backend.open()
        let sessions = open.stores.sessions
        var moved = session()
        _ = try await sessions.create(moved, of: .local, adding: SessionAdditions())
        moved.stage = .completed
        _ = try await sessions.save(moved, expected: 1, adding: SessionAdditions())
        for (status, count) in [(Session.Status.completed, 1), (.active, 0)] {
            let page = try await sessions.list(
                SessionFilter(status: status), of: .local, at: at(1), after: nil, limit: 9)
            #expect(page.items.count == count)
        }
    }

    @Test(arguments: Backend.allCases)
    func ofConcurrentSavesExactlyOneWinsEachVersion(backend: Backend) async throws {
        let open = try await backend.open()
        let sessions = open.stores.sessions
        let stored = session()
        _ = try await sessions.create(stored, of: .local, adding: SessionAdditions())
        for round in 1...10 {
            let wins = await withTaskGroup(of: Bool.self) { group in
                for _ in 0..<20 {
                    group.addTask {
                        do {
                            _ = try await sessions.save(
                                stored, expected: Int64(round),
                                adding: SessionAdditions(entries: [entry(round)]))
                            return true
                        } catch { return false }
                    }
                }
                return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            #expect(wins == 1)
        }
        let history = try await sessions.history(of: stored.id, after: 0, limit: 100)
        #expect(history.map(\.seq) == Array(1...10))
        #expect(try await sessions.session(stored.id, of: .local)?.version == 11)
    }

    @Test(arguments: Backend.allCases)
    func aRepeatedKeyIsAConflictThatLooksUpTheFirstAnswer(backend: Backend) async throws {
        let open = try await backend.open()
        let stores = open.stores
        _ = try await stores.sessions.create(session(), of: .local, adding: SessionAdditions())
        let first = answer("k")
        _ = try await stores.sessions.save(
            session(), expected: 1, adding: SessionAdditions(answer: first))
        await #expect(throws: StoreError.conflict) {
            _ = try await stores.sessions.save(
                session(), expected: 2, adding: SessionAdditions(answer: first))
        }
        let kept = try await stores.answers.lookUp(
            key: "k", scope: first.scope, requestHash: first.requestHash)
        #expect(kept == .same(first))
    }
}

func file(of session: ID<Session>, format: String = "json", sha256: String = "ab") -> ExportFile {
    ExportFile(
        session: session, format: format, filename: "agent.\(format)", bytes: [1, 2, 3],
        sha256: sha256, createdAt: at(3000))
}
