import Domain
import Foundation
import Migrations
import Orchestration
import SQLiteStore
import Testing

@Suite struct MigrationTests {
    @Test func aNewFileGetsEveryMigration() async throws {
        let folder = try TemporaryFolder()
        let path = folder.file("a.db")
        let before = try SQLiteDatabase.migrationStatus(path: path)
        #expect(before.map(\.name) == Migrations.sqlite.map(\.name))
        #expect(before.allSatisfy { $0.state == .pending })
        await (try SQLiteDatabase(path: path, at: at(5))).close()
        let after = try SQLiteDatabase.migrationStatus(path: path)
        #expect(after.map(\.number) == Array(1...Migrations.sqlite.count))
        #expect(after.allSatisfy { $0.state == .applied(at: at(5)) })
    }

    @Test func aSecondStartAppliesNothing() async throws {
        let folder = try TemporaryFolder()
        let path = folder.file("a.db")
        for second in 5...6 {
            await (try SQLiteDatabase(path: path, at: at(Int64(second)))).close()
        }
        let status = try SQLiteDatabase.migrationStatus(path: path)
        #expect(status.allSatisfy { $0.state == .applied(at: at(5)) })
    }

    @Test func aChangedMigrationIsRefused() async throws {
        let folder = try TemporaryFolder()
        let path = folder.file("a.db")
        await (try SQLiteDatabase(path: path, at: at(5))).close()
        try sql("UPDATE migrations SET sha256 = 'other' WHERE number = 2", in: path)
        #expect(throws: MigrationError.changed(name: "sqlite_0002_agents")) {
            try SQLiteDatabase(path: path, at: at(6))
        }
    }

    @Test func aNewerFileIsRefused() async throws {
        let folder = try TemporaryFolder()
        let path = folder.file("a.db")
        await (try SQLiteDatabase(path: path, at: at(5))).close()
        try sql(
            "INSERT INTO migrations VALUES (999, 'sqlite_0999_later', 'x', 0)", in: path)
        #expect(throws: MigrationError.newerThanProgram(name: "sqlite_0999_later")) {
            try SQLiteDatabase(path: path, at: at(6))
        }
    }

    @Test func whatIsNoDatabaseIsRefused() throws {
        let folder = try TemporaryFolder()
        let path = folder.file("a.db")
        try longText(4000).write(toFile: path, atomically: true, encoding: .utf8)
        #expect(throws: MigrationError.self) { try SQLiteDatabase(path: path, at: at(6)) }
        #expect(throws: MigrationError.self) {
            try SQLiteDatabase(path: folder.file("no/such/folder.db"), at: at(6))
        }
    }
}
