public import Domain
import Hashing
import Migrations
import Orchestration

/// Brings the tables of one file up to date: forward only, each migration once, all or none.
struct Migrator {
    let connection: Connection

    /// Only one process at a time; a second one waits and finds nothing left to do.
    ///
    /// - Throws: `MigrationError` when the file does not fit this program. Nothing was changed.
    func migrate(at now: Timestamp) throws(MigrationError) {
        if try isUpToDate() { return }
        do { try connection.run(script: "BEGIN EXCLUSIVE;") } catch {
            throw .blocked(error.message)
        }
        do {
            for status in try status() where status.state == .pending {
                try apply(status, at: now)
            }
            try connection.run("COMMIT")
        } catch {
            let cause = (error as? MigrationError) ?? .blocked("\(error)")
            do { try connection.run("ROLLBACK") } catch { throw .blocked("\(error)") }
            throw cause
        }
    }

    private func isUpToDate() throws(MigrationError) -> Bool {
        try status().allSatisfy { $0.state != .pending }
    }

    /// Every migration that this program or the file knows, in order.
    ///
    /// - Throws: `MigrationError` when the two disagree.
    func status() throws(MigrationError) -> [MigrationStatus] {
        let applied = try recorded()
        var statuses: [MigrationStatus] = []
        for (index, migration) in Migrations.sqlite.enumerated() {
            let number = index + 1
            guard let record = applied[number] else {
                statuses.append(
                    MigrationStatus(number: number, name: migration.name, state: .pending))
                continue
            }
            guard record.sha256 == Hex.encode(SHA256.hash(migration.sql)) else {
                throw .changed(name: migration.name)
            }
            statuses.append(
                MigrationStatus(
                    number: number, name: migration.name, state: .applied(at: record.appliedAt)))
        }
        if let newest = applied.keys.max(), newest > Migrations.sqlite.count {
            throw .newerThanProgram(name: applied[newest]?.name ?? "")
        }
        return statuses
    }

    private struct Record {
        let name: String
        let sha256: String
        let appliedAt: Timestamp
    }

    private func recorded() throws(MigrationError) -> [Int: Record] {
        do {
            let table: Int? = try connection.first(
                "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'migrations'"
            ) { row in row.int(0) }
            guard table != nil else { return [:] }
            let rows = try connection.all(
                "SELECT number, name, sha256, applied_at FROM migrations ORDER BY number"
            ) { row in
                let appliedAt = Timestamp(millisecondsSinceEpoch: row.int64(3))
                return (
                    row.int(0), Record(name: row.text(1), sha256: row.text(2), appliedAt: appliedAt)
                )
            }
            return Dictionary(uniqueKeysWithValues: rows)
        } catch { throw .blocked("\(error)") }
    }

    private func apply(_ status: MigrationStatus, at now: Timestamp) throws {
        let migration = Migrations.sqlite[status.number - 1]
        try connection.run(script: Self.table)
        do {
            try connection.run(script: String(decoding: migration.sql, as: UTF8.self))
        } catch {
            throw MigrationError.failed(name: migration.name, reason: error.message)
        }
        try connection.run(
            "INSERT INTO migrations (number, name, sha256, applied_at) VALUES (?, ?, ?, ?)",
            status.number, migration.name, Hex.encode(SHA256.hash(migration.sql)),
            now.millisecondsSinceEpoch)
    }

    private static let table = """
        CREATE TABLE IF NOT EXISTS migrations (
            number INTEGER PRIMARY KEY, name TEXT NOT NULL, sha256 TEXT NOT NULL,
            applied_at INTEGER NOT NULL
        ) STRICT;
        """
}

/// One numbered change of the tables and whether a file has it.
public struct MigrationStatus: Sendable, Hashable {
    public enum State: Sendable, Hashable {
        case applied(at: Timestamp)
        case pending
    }

    /// From 1.
    public let number: Int
    public let name: String
    public let state: State
}

/// Why a file cannot be used by this program.
public enum MigrationError: Error, Equatable {
    /// It has tables that this program does not know: use the newer program.
    case newerThanProgram(name: String)
    /// A migration that was applied is not the one that this program has.
    case changed(name: String)
    case failed(name: String, reason: String)
    /// Another process holds the file.
    case blocked(String)
    case unreadable(path: String, reason: String)
}
