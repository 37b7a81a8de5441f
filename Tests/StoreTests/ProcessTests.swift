import Domain
import Foundation
import Orchestration
import SQLiteStore
import Synchronization
import Testing
import Wizard

/// What other processes, and the death of our own, do to the file.
@Suite struct ProcessTests {
    /// The child notes each version that was acknowledged, with a plain write that outlives it, and
    /// kills itself while commits are under way.
    @Test(arguments: [1, 20, 100, 333])
    func killingTheWriterLosesNothingAcknowledged(count: Int) async throws {
        let folder = try TemporaryFolder()
        let (path, notes) = (folder.file("a.db"), folder.file("acknowledged"))
        await #expect(processExitsWith: .signal(SIGKILL)) {
            [path = path as String, notes = notes as String, count = count as Int] in
            try await saveUntilKilled(path: path, notes: notes, killAfter: count)
        }
        let text = try String(contentsOfFile: notes, encoding: .utf8)
        let acknowledged = text.split(separator: "\n").map { $0.split(separator: " ") }
        #expect(acknowledged.count >= count)
        let store = SQLiteSessionStore(try SQLiteDatabase(path: path, at: at(2)))
        for note in acknowledged {
            let (id, version) = (ID<Session>(String(note[0])), try #require(Int64(note[1])))
            let read = try #require(try await store.session(id, of: .local))
            #expect(read.version >= version)
            #expect(read.value.messageCount == Int(read.version))
            let history = try await store.history(of: id, after: Int(version) - 2, limit: 1)
            #expect(version == 1 || history.map(\.seq) == [Int(version) - 1])
        }
    }

    @Test func processesThatWriteOneFileLoseNoUpdate() async throws {
        let folder = try TemporaryFolder()
        let path = folder.file("a.db")
        let store = SQLiteSessionStore(try SQLiteDatabase(path: path, at: at(1)))
        _ = try await store.create(session(), of: .local, adding: SessionAdditions())
        async let first = #expect(processExitsWith: .success) {
            [path = path as String] in
            try await addMessages(100, path: path)
        }
        async let second = #expect(processExitsWith: .success) {
            [path = path as String] in
            try await addMessages(100, path: path)
        }
        try await addMessages(100, to: store)
        _ = await (first, second)
        let read = try await store.session(session().id, of: .local)
        #expect(read?.version == 301)
        #expect(read?.value.messageCount == session().messageCount + 300)
    }

    /// Two processes may start at once on a new file.
    @Test func aNewFileIsMigratedOnce() async throws {
        let folder = try TemporaryFolder()
        let path = folder.file("a.db")
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<4 {
                group.addTask { await (try SQLiteDatabase(path: path, at: at(1))).close() }
            }
            try await group.waitForAll()
        }
    }
}

private func saveUntilKilled(path: String, notes: String, killAfter count: Int) async throws {
    let store = SQLiteSessionStore(try SQLiteDatabase(path: path, at: at(1)))
    let notes = Notes(path: notes, killAfter: count)
    await withTaskGroup(of: Void.self) { group in
        for number in 0..<8 {
            group.addTask {
                do {
                    try await saveForever(session("s\(number)", isLong: true), to: store, notes)
                } catch { print("the child cannot save: \(error)") }
            }
        }
    }
}

private func saveForever(
    _ session: Session, to store: SQLiteSessionStore, _ notes: Notes
) async throws {
    var own = session
    own.messageCount = 1
    var version = try await store.create(own, of: .local, adding: SessionAdditions())
    while true {
        notes.note("\(own.id) \(version)\n")
        own.messageCount = Int(version) + 1
        let additions = SessionAdditions(entries: [entry(Int(version))])
        version = try await store.save(own, expected: version, adding: additions)
    }
}

/// Lines that outlive the process: written by the system call itself.
private final class Notes: Sendable {
    private let file: Int32
    private let count = Atomic(0)
    private let killAfter: Int

    init(path: String, killAfter: Int) {
        file = open(path, O_CREAT | O_WRONLY | O_APPEND, 0o600)
        self.killAfter = killAfter
    }

    func note(_ line: String) {
        _ = Array(line.utf8).withUnsafeBytes { write(file, $0.baseAddress, $0.count) }
        if count.add(1, ordering: .relaxed).newValue == killAfter { kill(getpid(), SIGKILL) }
    }
}

private func addMessages(_ count: Int, path: String) async throws {
    let database = try SQLiteDatabase(path: path, at: at(2))
    try await addMessages(count, to: SQLiteSessionStore(database))
    await database.close()
}

/// As a use case does it: read, change, save, and again after a conflict.
private func addMessages(_ count: Int, to store: SQLiteSessionStore) async throws {
    var left = count
    while left > 0 {
        guard let read = try await store.session(session().id, of: .local) else { return }
        var changed = read.value
        changed.messageCount += 1
        do {
            let additions = SessionAdditions(entries: [entry(Int(read.version))])
            _ = try await store.save(changed, expected: read.version, adding: additions)
            left -= 1
        } catch StoreError.conflict { continue }
    }
}
