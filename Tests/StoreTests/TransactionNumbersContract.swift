import Domain
import Orchestration
import SQLiteStore
import Testing

/// Two transactions of one account never get the same number.
@Suite struct TransactionNumbersContract {
    static let account = NumberedAccount(Pay.payee, on: .cronosTestnet)

    enum Backend: CaseIterable, Sendable {
        case memory, sqlite

        func open() throws -> (any TransactionNumbers, TemporaryFolder?) {
            guard self == .sqlite else { return (MemoryTransactionNumbers(), nil) }
            let folder = try TemporaryFolder()
            let database = try SQLiteDatabase(path: folder.file("n.db"), at: at(1))
            return (SQLiteTransactionNumbers(database), folder)
        }
    }

    @Test(arguments: Backend.allCases)
    func aNodeThatLagsBehindIsNotBelieved(backend: Backend) async throws {
        let (numbers, folder) = try backend.open()
        #expect(try await numbers.take(2, of: Self.account, counted: 7, at: at(100)) == 7)
        #expect(try await numbers.take(1, of: Self.account, counted: 7, at: at(101)) == 9)
        #expect(try await numbers.take(1, of: Self.account, counted: 20, at: at(102)) == 20)
        // What the node does not count after a minute has been lost.
        #expect(try await numbers.take(1, of: Self.account, counted: 11, at: at(162)) == 11)
        let other = NumberedAccount(Pay.payee, on: .base)
        #expect(try await numbers.take(1, of: other, counted: 3, at: at(162)) == 3)
        withExtendedLifetime(folder) {}
    }

    @Test(arguments: Backend.allCases)
    func onlyTheLastNumberIsGivenBack(backend: Backend) async throws {
        let (numbers, folder) = try backend.open()
        #expect(try await numbers.take(2, of: Self.account, counted: 5, at: at(100)) == 5)
        try await numbers.giveBack(5, of: Self.account)
        #expect(try await numbers.take(1, of: Self.account, counted: 5, at: at(100)) == 7)
        try await numbers.giveBack(7, of: Self.account)
        #expect(try await numbers.take(1, of: Self.account, counted: 5, at: at(100)) == 7)
        withExtendedLifetime(folder) {}
    }

    /// Two connections to one file, as two processes have.
    @Test func manyTakersOfTwoProcessesGetAllNumbersOnce() async throws {
        let folder = try TemporaryFolder()
        let stores = try (0..<2).map { _ in
            SQLiteTransactionNumbers(try SQLiteDatabase(path: folder.file("n.db"), at: at(1)))
        }
        let taken = try await withThrowingTaskGroup(of: UInt64.self) { group in
            for number in 0..<200 {
                group.addTask {
                    try await stores[number % 2].take(
                        1, of: Self.account, counted: 0, at: at(100))
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(taken.sorted() == (0..<200).map { UInt64($0) })
    }
}
