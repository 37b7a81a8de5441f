import Domain
import Orchestration
import Paygent
import SQLiteStore
import Testing

/// What every store of triggers does.
@Suite struct TriggerStoreContract {
    enum TriggerBackend: CaseIterable, Sendable {
        case memory, sqlite

        /// The folder lives as long as the stores are used.
        func open() throws -> Open {
            switch self {
            case .memory:
                let runs = MemoryAgentRunStore()
                return Open(triggers: MemoryTriggerStore(runs: runs), runs: runs, folder: nil)
            case .sqlite:
                let folder = try TemporaryFolder()
                let database = try SQLiteDatabase(path: folder.file("paygent.db"), at: at(1))
                return Open(
                    triggers: SQLiteTriggerStore(database), runs: SQLiteAgentRunStore(database),
                    folder: folder)
            }
        }
    }

    struct Open {
        let triggers: any TriggerStore
        let runs: any AgentRunStore
        let folder: TemporaryFolder?
    }

    @Test(arguments: TriggerBackend.allCases)
    func ofTwoChangesTheSecondIsRefused(backend: TriggerBackend) async throws {
        let open = try backend.open()
        let trigger = trigger("a", due: 50)
        #expect(try await open.triggers.save(trigger, expected: 0) == 1)
        for expected: Int64 in [0, 2] {
            await #expect(throws: StoreError.conflict) {
                try await open.triggers.save(trigger, expected: expected)
            }
        }
        #expect(try await open.triggers.save(self.trigger("a", due: 70), expected: 1) == 2)
        let stored = try await open.triggers.triggers(of: "keeper", tenant: .local)
        #expect(stored.map(\.version) == [2] && stored.map(\.value.due) == [at(70)])
        #expect(try await open.triggers.triggers(of: "keeper", tenant: Tenant("x")).isEmpty)
        #expect(try await open.triggers.remove("a", of: "keeper", tenant: .local))
        #expect(try await !open.triggers.remove("a", of: "keeper", tenant: .local))
    }

    @Test(arguments: TriggerBackend.allCases)
    func whatIsDueIsFoundAndWhatTheClockLeftBehindToo(backend: TriggerBackend) async throws {
        let open = try backend.open()
        #expect(try await open.triggers.nextDue() == nil)
        for (id, due) in [("a", 50), ("b", 60), ("c", 70)] as [(String, Int64)] {
            _ = try await open.triggers.save(trigger(id, due: due), expected: 0)
        }
        _ = try await open.triggers.save(trigger("d", due: nil), expected: 0)
        #expect(try await open.triggers.nextDue() == at(50))
        #expect(try await open.triggers.due(at: at(60), limit: 9).map(\.value.id) == ["a", "b"])
        let ahead = try await open.triggers.due(at: at(45), limit: 9)
        #expect(Set(ahead.map(\.value.id)) == ["b", "c"])
        // Set to before all of them began.
        let behind = try await open.triggers.due(at: at(5), limit: 9)
        #expect(Set(behind.map(\.value.id)) == ["a", "b", "c"])
    }

    @Test(arguments: TriggerBackend.allCases)
    func aMomentAndItsRunAreStoredTogetherAndOnce(backend: TriggerBackend) async throws {
        let open = try backend.open()
        let trigger = trigger("a", due: 50)
        _ = try await open.triggers.save(trigger, expected: 0)
        let happening = happening(trigger, key: "50")
        #expect(try await open.triggers.happen(happening, expected: 1))
        await #expect(throws: StoreError.conflict) {
            try await open.triggers.happen(happening, expected: 1)
        }
        #expect(try await !open.triggers.happen(happening, expected: 2))
        let run = trigger.run(for: "50", at: at(50))
        #expect(try await open.runs.run(run, of: .local)?.value.text == "my balance?")
        #expect(try await open.triggers.occurrence("50", of: trigger)?.run == run)
        #expect(try await open.triggers.occurrence("51", of: trigger) == nil)
        let past = try await open.triggers.occurrences(of: "keeper", tenant: .local, limit: 9)
        #expect(past.map(\.kind) == [.run])
        #expect(try await open.triggers.forget(before: at(50), limit: 9) == 0)
        #expect(try await open.triggers.forget(before: at(99), limit: 9) == 1)
        // Its record is gone, but the run is there: it is not opened again.
        #expect(try await !open.triggers.happen(happening, expected: 3))
    }

    @Test(arguments: TriggerBackend.allCases)
    func whenTheTriggerIsNotTheOneExpectedNothingIsStored(backend: TriggerBackend) async throws {
        let open = try backend.open()
        let trigger = trigger("a", due: 50)
        _ = try await open.triggers.save(trigger, expected: 0)
        await #expect(throws: StoreError.conflict) {
            try await open.triggers.happen(happening(trigger, key: "50"), expected: 7)
        }
        #expect(try await open.runs.run(trigger.run(for: "50", at: at(50)), of: .local) == nil)
        #expect(
            try await open.triggers.occurrences(of: "keeper", tenant: .local, limit: 9).isEmpty)
    }

    private func happening(_ trigger: Trigger, key: String) -> Happening {
        let command = Command.balanceCheck(token: nil, address: nil)
        let run = AgentRun(
            id: trigger.run(for: key, at: at(50)),
            agent: AgentReference(name: "keeper", version: 1),
            session: nil, text: "my balance?", command: command, plan: Planner.plan(command),
            startedAt: at(50))
        return Happening(
            trigger,
            [
                Occurrence(
                    trigger: trigger.id, key: key, kind: .run, moment: at(50), at: at(51),
                    run: run.id)
            ],
            run: AgentRunOpening(
                run, of: .local, lease: Lease(holder: "me", fence: 1, until: at(200)), at: at(50)))
    }

    private func trigger(_ id: String, due: Int64?) -> Trigger {
        var trigger = Trigger(
            id: id, agent: "keeper", tenant: "local", text: "every:10s", zone: "UTC",
            isAdded: false, beginning: at(10), order: "my balance?")
        guard let due else { return trigger }
        let cursor = at(due - 10)
        trigger.forgetThePast(
            at: cursor, Occurrences(.interval(seconds: 10), in: .utc, from: at(10)))
        return trigger
    }
}
