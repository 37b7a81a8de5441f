import Domain
import Orchestration
import Testing

/// What every ledger of the sandbox does.
@Suite struct SandboxContract {
    private let ana = Address(bytes: Array(repeating: 1, count: 20))!
    private let bob = Address(bytes: Array(repeating: 2, count: 20))!

    @Test(arguments: MoneyBackend.allCases)
    func movesHappenTogetherAndOnce(backend: MoneyBackend) async throws {
        let opened = try backend.open()
        let sandbox = opened.sandbox
        let gift = transaction("0x1", [move(nil, ana, 10)])
        #expect(try await sandbox.apply(gift) == .applied)
        #expect(try await sandbox.apply(gift) == .repeated(gift))
        let pay = transaction("0x2", [move(ana, bob, 4), move(bob, nil, 1)])
        #expect(try await sandbox.apply(pay) == .applied)
        #expect(try await sandbox.balance(of: ana, assetID: "usdc") == 6)
        #expect(try await sandbox.balance(of: bob, assetID: "usdc") == 3)
        #expect(try await sandbox.balance(of: bob, assetID: "cro") == 0)
        #expect(try await sandbox.transaction("0x2") == pay)
        #expect(try await sandbox.transaction("0x9") == nil)
    }

    @Test(arguments: MoneyBackend.allCases)
    func tooLittleOrTooMuchIsRefusedWhole(backend: MoneyBackend) async throws {
        let opened = try backend.open()
        let sandbox = opened.sandbox
        _ = try await sandbox.apply(transaction("0x1", [move(nil, ana, 10)]))
        let tooLittle = transaction("0x2", [move(ana, bob, 4), move(ana, bob, 7)])
        #expect(try await sandbox.apply(tooLittle) == .refused)
        #expect(try await sandbox.apply(transaction("0x3", [move(nil, ana, .max)])) == .refused)
        #expect(try await sandbox.balance(of: ana, assetID: "usdc") == 10)
        #expect(try await sandbox.transaction("0x2") == nil)
    }

    @Test(arguments: MoneyBackend.allCases)
    func oneNonceIsTakenOnceByAnyNumberOfCallers(backend: MoneyBackend) async throws {
        let opened = try backend.open()
        let sandbox = opened.sandbox
        _ = try await sandbox.apply(transaction("0x1", [move(nil, ana, 100)]))
        let pay = transaction("0x2", [move(ana, bob, 1)])
        let applied = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<50 {
                group.addTask {
                    do { return try await sandbox.apply(pay) == .applied } catch { return false }
                }
            }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(applied == 1)
        #expect(try await sandbox.balance(of: bob, assetID: "usdc") == 1)
    }

    @Test(arguments: MoneyBackend.allCases)
    func anAccountsTransactionsAreListedLatestFirst(backend: MoneyBackend) async throws {
        let opened = try backend.open()
        let sandbox = opened.sandbox
        _ = try await sandbox.apply(transaction("0x1", [move(nil, ana, 10)]))
        _ = try await sandbox.apply(transaction("0x2", [move(ana, bob, 1)]))
        _ = try await sandbox.apply(transaction("0x3", [move(nil, bob, 1)]))
        #expect(try await sandbox.transactions(of: ana, limit: 9).map(\.id) == ["0x2", "0x1"])
        #expect(try await sandbox.transactions(of: bob, limit: 1).map(\.id) == ["0x3"])
    }

    private func transaction(
        _ id: String, _ moves: [SandboxTransaction.Move]
    ) -> SandboxTransaction {
        SandboxTransaction(id: id, moves: moves, at: at(7), kind: "test")
    }

    private func move(_ from: Address?, _ to: Address?, _ units: UInt128) -> SandboxTransaction.Move
    { .init(from: from, to: to, assetID: "usdc", atomicUnits: units) }
}
