import Domain
import Orchestration
import SQLiteStore
import Testing

/// What every outbox does.
@Suite struct OutboxContract {
    enum OutboxBackend: CaseIterable, Sendable {
        case memory, sqlite

        func open() throws -> (outbox: any Outbox, folder: TemporaryFolder?) {
            switch self {
            case .memory: return (MemoryOutbox(), nil)
            case .sqlite:
                let folder = try TemporaryFolder()
                let database = try SQLiteDatabase(path: folder.file("a.db"), at: at(1))
                return (SQLiteOutbox(database, of: .webhook), folder)
            }
        }
    }

    @Test(arguments: OutboxBackend.allCases)
    func aPartOfTheJournalIsReadOnce(backend: OutboxBackend) async throws {
        let (outbox, folder) = try backend.open()
        defer { withExtendedLifetime(folder) {} }
        #expect(try await outbox.position() == nil)
        try await outbox.add([], upTo: 7, expected: nil)
        try await outbox.add([message("a")], upTo: 9, expected: 7)
        await #expect(throws: StoreError.conflict) {
            try await outbox.add([message("b")], upTo: 9, expected: 7)
        }
        await #expect(throws: StoreError.conflict) {
            try await outbox.add([message("b")], upTo: 3, expected: nil)
        }
        #expect(try await outbox.position() == 9)
        #expect(try await outbox.count() == 1)
    }

    @Test(arguments: OutboxBackend.allCases)
    func aMessageIsTakenByOneAndDueAgainUntilItIsHeard(backend: OutboxBackend) async throws {
        let (outbox, folder) = try backend.open()
        defer { withExtendedLifetime(folder) {} }
        try await outbox.add(
            [message("b", due: 20), message("a", due: 10)], upTo: 1, expected: nil)
        #expect(try await outbox.take(at: at(9), retryAt: at(40)) == nil)
        let first = try await outbox.take(at: at(30), retryAt: at(40))
        #expect(first?.id == "a" && first?.tries == 1 && first?.body == [1, 2])
        #expect(first?.kind == "payment.settled" && first?.createdAt == at(5))
        #expect(try await outbox.take(at: at(30), retryAt: at(40))?.id == "b")
        #expect(try await outbox.take(at: at(30), retryAt: at(40)) == nil)
        try await outbox.putOff("a", until: at(35))
        let again = try await outbox.take(at: at(35), retryAt: at(50))
        #expect(again?.id == "a" && again?.tries == 2 && again?.dueAt == at(50))
        try await outbox.remove("a")
        try await outbox.remove("a")
        #expect(try await outbox.take(at: at(99), retryAt: at(120))?.id == "b")
        #expect(try await outbox.count() == 1)
    }

    /// What is told by one way is neither told nor counted by another.
    @Test func waysDoNotMeet() async throws {
        let folder = try TemporaryFolder()
        defer { withExtendedLifetime(folder) {} }
        let database = try SQLiteDatabase(path: folder.file("a.db"), at: at(1))
        let (webhooks, mail) = (
            SQLiteOutbox(database, of: .webhook), SQLiteOutbox(database, of: .mail)
        )
        try await webhooks.add([message("a")], upTo: 4, expected: nil)
        #expect(try await mail.position() == nil)
        try await mail.add([message("a", due: 50)], upTo: 2, expected: nil)
        #expect(try await webhooks.position() == 4)
        #expect(try await mail.take(at: at(30), retryAt: at(40)) == nil)
        #expect(try await webhooks.take(at: at(30), retryAt: at(40))?.id == "a")
        try await mail.remove("a")
        #expect(try await webhooks.count() == 1)
        try await webhooks.putOff("a", until: at(45))
        #expect(try await webhooks.take(at: at(45), retryAt: at(60))?.tries == 2)
    }

    private func message(_ id: String, due: Int64 = 10) -> OutgoingMessage {
        OutgoingMessage(
            id: id, kind: "payment.settled", body: [1, 2], createdAt: at(5), dueAt: at(due))
    }
}
