import CSQLite
import Foundation
import Synchronization
import Testing

@testable import SQLiteStore

/// The log is written in large pieces, and nobody can tell: each test runs in a process of its own,
/// because it puts its own `pwrite` below SQLite.
@Suite struct LogWriterTests {
    /// 100 pages: two writes each without the gathering.
    @Test func aCommitIsAFewWrites() async {
        await #expect(processExitsWith: .success) {
            let folder = try TemporaryFolder()
            let ledger = try Ledger(path: folder.file("a.db"), pagesInMemory: 2000)
            try ledger.commit { try $0.fill(rows: 100, bytes: 3500) }
            Disk.install()
            try ledger.commit { try $0.fill(rows: 100, bytes: 3500) }
            #expect((1...9).contains(Disk.logWrites))
            try ledger.check()
        }
    }

    /// Two connections write by turns, one of them in large pieces and with a page cache so small that
    /// pages go to the log, and come back, before their transaction is over. Some give up at the end.
    @Test(arguments: 0..<6)
    func whatIsGivenUpHurtsNobody(seed: Int) async {
        await #expect(processExitsWith: .success) { [seed = seed as Int] in
            let folder = try TemporaryFolder()
            let ledger = try Ledger(path: folder.file("a.db"))
            try ledger.commit { try $0.fill(rows: 60, bytes: 3000) }
            var dice = Dice(seed)
            // Not after each one: the other connection writes before this one looks.
            for _ in 0..<40 {
                for _ in 0..<dice.roll(4) { try ledger.transact(&dice) }
                try ledger.check()
            }
            #expect(ledger.commits > 20 && ledger.givenUp > 5)
        }
    }

    /// The disk fails at each of the first writes of the log in turn: the transaction that it meets is
    /// refused as a whole, what was committed stays, and what comes later is stored again.
    @Test(arguments: ["error", "full", "short"])
    func aFailedWriteFailsItsTransaction(kind: String) async {
        await #expect(processExitsWith: .success) { [kind = kind as String] in
            Disk.install()
            var (refused, mended) = (0, 0)
            for write in 1...40 {
                let folder = try TemporaryFolder()
                let ledger = try Ledger(path: folder.file("a.db"))
                try ledger.commit { try $0.fill(rows: 60, bytes: 3000) }
                Disk.fail(at: write, kind)
                var dice = Dice(write)
                for _ in 0..<12 {
                    try ledger.transact(&dice)
                    try ledger.check()
                }
                #expect(Disk.hasFailed)
                refused += ledger.refusals.count
                mended += ledger.mendedStatements
                let code = kind == "error" ? SQLITE_IOERR : SQLITE_FULL
                #expect(ledger.refusals.allSatisfy { $0 & 0xFF == code })
                try ledger.commit { try $0.fill(rows: 3, bytes: 900) }
                try ledger.check()
            }
            // One that is given up anyway is not told.
            #expect(refused > 30)
            #expect(kind == "error" || mended > 0)
        }
    }
}

/// A line as the table must hold it.
private struct Line: Equatable {
    var mark: Int
    var bytes: Int
}

/// A table that two connections change, and what must be in it.
private final class Ledger {
    private let gathering: Connection
    private let plain: Connection
    private var lines: [Int: Line] = [:]
    private(set) var commits = 0
    private(set) var givenUp = 0
    private(set) var mendedStatements = 0
    /// The codes of transactions that the disk refused.
    private(set) var refusals: [Int32] = []

    init(path: String, pagesInMemory: Int = 12) throws {
        gathering = try Connection(path: path, writesMuch: true)
        plain = try Connection(path: path)
        for connection in [gathering, plain] {
            try connection.run(
                script: """
                    PRAGMA journal_mode = WAL;
                    PRAGMA synchronous = FULL;
                    PRAGMA cache_size = \(pagesInMemory);
                    """)
        }
        try plain.run(
            script: """
                CREATE TABLE lines (
                    id INTEGER PRIMARY KEY, mark INTEGER NOT NULL, bytes BLOB NOT NULL) STRICT;
                """)
    }

    /// A few changes by one of the two, kept or given up.
    func transact(_ dice: inout Dice) throws {
        let connection = dice.roll(4) == 0 ? plain : gathering
        var change = Change(connection, lines)
        do {
            // What was copied to the file is read from there: the log is only written, and held.
            if dice.roll(2) == 0 { try connection.checkpoint() }
            try connection.run("BEGIN IMMEDIATE")
            for _ in 0..<dice.roll(12) { try step(&change, on: connection, &dice) }
            let isKept = dice.roll(3) != 0
            try connection.run(isKept ? "COMMIT" : "ROLLBACK")
            if isKept { (lines, commits) = (change.lines, commits + 1) } else { givenUp += 1 }
        } catch {
            refusals.append((error as? SQLiteError ?? connection.failure)?.code ?? 0)
            if !connection.isOutsideTransaction { try connection.run("ROLLBACK") }
        }
    }

    /// When SQLite undoes a failed statement alone, the transaction goes on, and tries to commit.
    private func step(
        _ change: inout Change, on connection: Connection, _ dice: inout Dice
    ) throws {
        let before = change.lines
        do { try change.step(&dice) } catch {
            if connection.isOutsideTransaction { throw error }
            change.lines = before
            mendedStatements += 1
        }
    }

    func commit(_ body: (inout Change) throws -> Void) throws {
        var change = Change(gathering, lines)
        try gathering.run("BEGIN IMMEDIATE")
        try body(&change)
        try gathering.run("COMMIT")
        lines = change.lines
    }

    /// Both see what was committed, and the file is sound.
    func check() throws {
        for connection in [gathering, plain] {
            var seen: [Int: Line] = [:]
            try connection.each("SELECT id, mark, length(bytes) FROM lines") { row in
                seen[row.int(0)] = Line(mark: row.int(1), bytes: row.int(2))
                return true
            }
            #expect(seen == lines)
            #expect(try connection.all("PRAGMA integrity_check") { $0.text(0) } == ["ok"])
        }
    }
}

/// One transaction's changes.
private struct Change {
    private let connection: Connection
    var lines: [Int: Line]

    init(_ connection: Connection, _ lines: [Int: Line]) {
        self.connection = connection
        self.lines = lines
    }

    mutating func fill(rows count: Int, bytes: Int) throws {
        for id in 0..<count { try put(id, Line(mark: 1_000_000, bytes: bytes)) }
    }

    mutating func step(_ dice: inout Dice) throws {
        let line = Line(mark: 1_000_000 + dice.roll(1_000_000), bytes: 1 + dice.roll(9000))
        switch dice.roll(5) {
        case 0:
            let id = dice.roll(60)
            try connection.run("DELETE FROM lines WHERE id = ?", id)
            lines[id] = nil
        case 1:
            // A part of a transaction is given up, with pages that may be in the log.
            let before = lines
            try connection.run("SAVEPOINT part")
            for id in 0..<dice.roll(20) { try put(id, line) }
            try connection.run("ROLLBACK TO part")
            try connection.run("RELEASE part")
            lines = before
        case 2: try put(dice.roll(60), line)
        default:
            // Many pages at their places. When the disk is full, SQLite may undo it alone.
            let first = dice.roll(60)
            try connection.run("UPDATE lines SET mark = ? WHERE id >= ?", line.mark, first)
            for id in lines.keys where id >= first { lines[id]?.mark = line.mark }
        }
    }

    private mutating func put(_ id: Int, _ line: Line) throws {
        try connection.run(
            "INSERT OR REPLACE INTO lines (id, mark, bytes) VALUES (?, ?, randomblob(?))", id,
            line.mark, line.bytes)
        lines[id] = line
    }
}

/// The same rolls for the same seed.
private struct Dice {
    private var state: UInt64

    init(_ seed: Int) { state = UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 | 1 }

    /// 0..<sides
    mutating func roll(_ sides: Int) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int(state >> 33) % sides
    }
}

/// What stands in for `pwrite`: counts the writes of logs, and fails one of them.
private enum Disk {
    struct State {
        var writes = 0
        var failing: (at: Int, kind: String)?
        var hasFailed = false
    }

    static let state = Mutex(State())

    static var logWrites: Int { state.withLock { $0.writes } }
    static var hasFailed: Bool { state.withLock { $0.hasFailed } }

    static func fail(at write: Int, _ kind: String) {
        state.withLock { $0 = State(writes: 0, failing: (write, kind), hasFailed: false) }
    }

    static func install() {
        typealias Write = @convention(c) (Int32, UnsafeRawPointer?, Int, Int) -> Int
        let write: Write = { file, bytes, count, offset in
            guard Disk.isLog(file) else { return pwrite(file, bytes, count, offset) }
            switch Disk.next() {
            case nil: return pwrite(file, bytes, count, offset)
            case "error":
                errno = EIO
                return -1
            case "short": return pwrite(file, bytes, count / 2, offset)
            default:
                errno = ENOSPC
                return -1
            }
        }
        let vfs = sqlite3_vfs_find(nil)
        for name in ["pwrite", "pwrite64"] {
            let code = vfs?.pointee.xSetSystemCall(
                vfs, name, unsafeBitCast(write, to: sqlite3_syscall_ptr.self))
            #expect(code == SQLITE_OK)
        }
    }

    private static func isLog(_ file: Int32) -> Bool {
        let link = "/proc/self/fd/\(file)"
        return (try? FileManager.default.destinationOfSymbolicLink(atPath: link))?
            .hasSuffix("-wal") ?? false
    }

    /// What the next write meets: nil when all is well. After a short write the disk is full.
    private static func next() -> String? {
        state.withLock { state in
            state.writes += 1
            guard let failing = state.failing else { return nil }
            if state.writes == failing.at {
                state.hasFailed = true
                return failing.kind
            }
            return failing.kind == "short" && state.writes == failing.at + 1 ? "full" : nil
        }
    }
}
