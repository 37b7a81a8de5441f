import Domain
import Orchestration
import SQLiteStore
import Testing
import Wizard

@Suite struct BackupTests {
    @Test func aBackupHoldsWhatWasThere() async throws {
        let folder = try TemporaryFolder()
        let (path, copy) = (folder.file("a.db"), folder.file("copy.db"))
        let store = SQLiteSessionStore(try SQLiteDatabase(path: path, at: at(1)))
        _ = try await store.create(
            session(), of: .local, adding: SessionAdditions(entries: [entry(1)]))
        try await SQLiteDatabase.backUp(path, to: copy, at: at(2))
        _ = try await store.save(session(), expected: 1, adding: SessionAdditions())

        #expect(try SQLiteDatabase.check(copy) == [])
        let restored = SQLiteSessionStore(try SQLiteDatabase(path: copy, at: at(2)))
        #expect(try await restored.session(session().id, of: .local)?.version == 1)
        #expect(try await restored.history(of: session().id, after: 0, limit: 9) == [entry(1)])
    }

    @Test func aBackupOverwritesNothing() async throws {
        let folder = try TemporaryFolder()
        let (path, copy) = (folder.file("a.db"), folder.file("copy.db"))
        await (try SQLiteDatabase(path: path, at: at(1))).close()
        try await SQLiteDatabase.backUp(path, to: copy, at: at(2))
        await #expect(throws: StoreError.self) {
            try await SQLiteDatabase.backUp(path, to: copy, at: at(2))
        }
        await #expect(throws: StoreError.self) {
            try await SQLiteDatabase.backUp(folder.file("missing.db"), to: folder.file("b.db"), at: at(2))
        }
    }
}
