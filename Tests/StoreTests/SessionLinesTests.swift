import Domain
import Hashing
import JSON
import Migrations
import Orchestration
import Testing
import Wizard

@testable import SQLiteStore

/// What conversations add lies in two places; nobody who reads it can tell.
@Suite struct SessionLinesTests {
    /// Long and short messages, with and without designs, saves that add nothing.
    @Test(arguments: [1, 2, 3, 7, 40])
    func aConversationReadsTheSameWhereverItLies(wordCount: Int) async throws {
        let folder = try TemporaryFolder()
        let database = try SQLiteDatabase(path: folder.file("a.db"), at: at(1))
        let (store, memory) = (SQLiteSessionStore(database), MemoryStore())
        let stores: [any SessionStore] = [store, memory]
        var (seq, design) = (0, 0)
        for number in 1...60 {
            var additions = SessionAdditions()
            if !number.isMultiple(of: 7) {
                let text = longText(9 * wordCount * (number % 5)) + "\n\"\0\u{1F600}{["
                additions.entries = [entry(seq + 1, text), entry(seq + 2)]
                seq += 2
            }
            if number.isMultiple(of: 3) {
                design += 1
                additions.snapshot = snapshot(design)
            }
            for store in stores {
                if number == 1 {
                    _ = try await store.create(session(), of: .local, adding: additions)
                } else {
                    _ = try await store.save(
                        session(), expected: Int64(number - 1), adding: additions)
                }
            }
        }
        try await expectEqual(store, memory, lastEntry: seq, lastDesign: design)
        let rows = try database.read { connection throws(StoreError) in
            try connection.first("SELECT count(*), min(length(lines)) FROM turns") {
                [$0.int(0), $0.int(1)]
            }
        }
        let (count, shortest) = (try #require(rows?[0]), try #require(rows?[1]))
        #expect(count > 0 && count < 60, "neither all in the row nor one place a message")
        #expect(shortest > 0)
    }

    private func expectEqual(
        _ store: SQLiteSessionStore, _ memory: MemoryStore, lastEntry: Int, lastDesign: Int
    ) async throws {
        let id = session().id
        for after in [-1, 0, 1, 2, 50, lastEntry - 1, lastEntry, lastEntry + 9, 1 << 24] {
            for limit in [1, 2, 7, 100] {
                let read = try await store.history(of: id, after: after, limit: limit)
                let expected = try await memory.history(of: id, after: after, limit: limit)
                #expect(read == expected, "after \(after), \(limit)")
            }
        }
        #expect(try await store.versions(of: id) == memory.versions(of: id))
        for version in 0...(lastDesign + 1) {
            let read = try await store.snapshot(of: id, version: version)
            #expect(try await read == memory.snapshot(of: id, version: version), "\(version)")
        }
    }

    /// A file from before, with what its two tables held.
    @Test func aFileOfTheFormerShapeKeepsEveryMessageAndDesign() async throws {
        let folder = try TemporaryFolder()
        let path = folder.file("a.db")
        try writeFormerFile(path)
        let database = try SQLiteDatabase(path: path, at: at(5))
        let store = SQLiteSessionStore(database)
        let id = session().id
        let whole = (1...5).map { entry($0, "héllo \"\($0)\"\n") }
        #expect(try await store.history(of: id, after: 0, limit: 9) == whole)
        #expect(try await store.history(of: id, after: 3, limit: 9) == Array(whole[3...]))
        #expect(try await store.snapshot(of: id, version: 2) == snapshot(2))
        #expect(try await store.versions(of: id).map(\.version) == [1, 2])
        #expect(try await store.history(of: ID("s2"), after: 0, limit: 9).isEmpty)
        await #expect(throws: StoreError.conflict) {
            _ = try await store.save(
                session(), expected: 7, adding: SessionAdditions(entries: [entry(5)]))
        }
        _ = try await store.save(
            session(), expected: 7,
            adding: SessionAdditions(entries: [entry(6, longText(3000))], snapshot: snapshot(3)))
        #expect(try await store.history(of: id, after: 4, limit: 9).map(\.seq) == [5, 6])
        #expect(
            try await store.versions(of: id).map(\.summary) == [1, 2, 3].map { "Change \($0)" })
        #expect(try await store.snapshot(of: id, version: 1) == snapshot(1))
    }

    private func writeFormerFile(_ path: String) throws {
        let connection = try Connection(path: path)
        try connection.run(
            script: """
                CREATE TABLE migrations (number INTEGER PRIMARY KEY, name TEXT NOT NULL,
                    sha256 TEXT NOT NULL, applied_at INTEGER NOT NULL) STRICT;
                """)
        for (index, migration) in Migrations.sqlite.prefix(5).enumerated() {
            try connection.run(script: String(decoding: migration.sql, as: UTF8.self))
            try connection.run(
                "INSERT INTO migrations VALUES (?, ?, ?, 1)", index + 1, migration.name,
                Hex.encode(SHA256.hash(migration.sql)))
        }
        for (number, name) in [(3, "s1"), (4, "s2")] {
            try connection.run(
                "INSERT INTO sessions VALUES (?, ?, 'local', 7, 'initial', 0, '', ?)", number, name,
                session(name).bytes)
        }
        for seq in 1...5 {
            let entry = entry(seq)
            try connection.run(
                "INSERT INTO transcript VALUES ((3 << 24) + ?, ?, ?, ?, ?)", seq,
                entry.role.rawValue, "héllo \"\(seq)\"\n", entry.stage.rawValue,
                entry.createdAt.millisecondsSinceEpoch)
        }
        for version in 1...2 {
            let snapshot = snapshot(version)
            try connection.run(
                "INSERT INTO snapshots VALUES ((3 << 24) + ?, ?, ?, ?, ?)", version,
                snapshot.summary, snapshot.createdAt.millisecondsSinceEpoch, snapshot.undoTarget,
                snapshot.design.json.bytes)
        }
    }
}
