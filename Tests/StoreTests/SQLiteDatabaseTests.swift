import Domain
import Orchestration
import SQLiteStore
import Testing
import Wizard

@Suite struct SQLiteDatabaseTests {
    @Test func whatWasSavedIsThereAfterReopening() async throws {
        let folder = try TemporaryFolder()
        let path = folder.file("a.db")
        let first = try SQLiteDatabase(path: path, at: at(1))
        let stored = session()
        let version = try await SQLiteSessionStore(first).create(
            stored, of: .local, adding: SessionAdditions(entries: [entry(1), entry(2)]))
        #expect(version == 1)
        await first.close()

        let store = SQLiteSessionStore(try SQLiteDatabase(path: path, at: at(2)))
        let read = try await store.session(stored.id, of: .local)
        #expect(read?.value == stored)
        #expect(try await store.history(of: stored.id, after: 0, limit: 10).map(\.seq) == [1, 2])
    }

    @Test func aClosedDatabaseRefusesChanges() async throws {
        let folder = try TemporaryFolder()
        let database = try SQLiteDatabase(path: folder.file("a.db"), at: at(1))
        await database.close()
        await #expect(throws: StoreError.unavailable("the database is closed")) {
            _ = try await SQLiteSessionStore(database).create(
                session(), of: .local, adding: SessionAdditions())
        }
    }
}
