import Domain
import Orchestration
import Testing
import Wizard

@testable import SQLiteStore

@Suite struct WriterTests {
    /// They share commits: the failing ones must undo only what they did themselves.
    @Test func aFailedJobHurtsNoOtherOfItsCommit() async throws {
        let folder = try TemporaryFolder()
        let database = try SQLiteDatabase(path: folder.file("a.db"), at: at(1))
        let store = SQLiteSessionStore(database)
        _ = try await store.create(session("taken"), of: .local, adding: SessionAdditions())
        let outcomes = await withTaskGroup(of: (Int, Bool).self) { group in
            for number in 0..<300 {
                group.addTask {
                    let id = number.isMultiple(of: 3) ? "taken" : "s\(number)"
                    // The failing ones write a transcript entry before they fail.
                    let additions = SessionAdditions(entries: [entry(1), entry(2)])
                    do {
                        _ = try await store.create(session(id), of: .local, adding: additions)
                        return (number, true)
                    } catch { return (number, false) }
                }
            }
            return await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
        }
        for (number, isStored) in outcomes {
            #expect(isStored == !number.isMultiple(of: 3))
            let read = try await store.session(ID("s\(number)"), of: .local)
            #expect((read != nil) == isStored)
        }
        #expect(try await store.history(of: ID("taken"), after: 0, limit: 9).isEmpty)
        let rows = try database.read { connection throws(StoreError) in
            try connection.first("SELECT count(*), sum(last_entry) FROM sessions") {
                [$0.int(0), $0.int(1)]
            }
        }
        #expect(rows == [201, 400])
    }

    /// A full disk refuses changes, keeps what is there readable, and is over when there is room.
    @Test func aFullDiskIsRefusedAndSurvived() async throws {
        let folder = try TemporaryFolder()
        let database = try SQLiteDatabase(path: folder.file("a.db"), at: at(1))
        let store = SQLiteSessionStore(database)
        _ = try await store.create(session("first"), of: .local, adding: SessionAdditions())
        try await limitPages(of: database, to: 40)
        var stored = 0
        do throws(StoreError) {
            while stored < 1000 {
                _ = try await store.create(
                    session("s\(stored)", isLong: true), of: .local,
                    adding: SessionAdditions(entries: [entry(1, longText(3000))]))
                stored += 1
            }
            Issue.record("the disk was not full")
        } catch { #expect(error == .unavailable("the disk is full")) }
        #expect(try await store.session(ID("first"), of: .local) != nil)
        #expect(try await store.session(ID("s\(stored)"), of: .local) == nil)
        try await limitPages(of: database, to: 10_000)
        _ = try await store.create(
            session("s\(stored)", isLong: true), of: .local, adding: SessionAdditions())
        #expect(database.failure == nil)
    }

    private func limitPages(of database: SQLiteDatabase, to count: Int) async throws {
        let isSmall = count < 1000
        try await database.write { connection throws(StoreError) in
            if isSmall {
                try connection.run("PRAGMA max_page_count = 40")
            } else {
                try connection.run("PRAGMA max_page_count = 10000")
            }
        }
    }

    /// The log starts again at its beginning while writers go on.
    @Test func theLogStaysShort() async throws {
        let folder = try TemporaryFolder()
        let path = folder.file("a.db")
        let store = SQLiteSessionStore(try SQLiteDatabase(path: path, at: at(1)))
        let big = longText(16_000)
        await withTaskGroup(of: Void.self) { group in
            for number in 0..<4 {
                group.addTask {
                    for round in 0..<750 {
                        do {
                            _ = try await store.create(
                                session("s\(number)-\(round)"), of: .local,
                                adding: SessionAdditions(entries: [entry(1, big)]))
                        } catch { Issue.record(error) }
                    }
                }
            }
        }
        // 3,000 entries of five pages: without a new start the log had over 15,000.
        let pagesMax = Checkpointer.pagesMax + Checkpointer.pagesDuringCopyMax
        #expect(try fileSize(path + "-wal") < (pagesMax + 1000) * 4096)
    }

    /// Codes of <https://www.sqlite.org/rescode.html>.
    @Test(arguments: [
        (1034, true), (1290, true), (11, true), (26, true),
        (13, false), (5, false), (2067, false), (778, false),
    ])
    func onlyALostWriteIsFatal(code: Int, isFatal: Bool) {
        #expect(SQLiteError(code: Int32(code), on: nil).isFatal == isFatal)
    }
}
