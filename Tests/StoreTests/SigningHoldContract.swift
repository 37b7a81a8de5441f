import Domain
import JSON
import Orchestration
import Paygent
import SQLiteStore
import Testing

/// A store that was put back to an earlier day signs nothing until it was compared.
@Suite struct SigningHoldContract {
    @Test(arguments: MoneyBackend.allCases)
    func whileItIsHeldEveryPaymentIsRefusedAndTheFirstCauseStays(
        backend: MoneyBackend
    ) async throws {
        let opened = try backend.open()
        let store = opened.store
        #expect(try await store.signingHold() == nil)
        let first = SigningHold(.olderCopy, since: at(1))
        try await store.hold(first)
        try await store.hold(SigningHold(.unreadableMark, since: at(2)))
        #expect(try await store.signingHold() == first)
        let answer = try await store.open(Pay.opening(Pay.intent("r1"), Pay.policy()))
        guard case .stopped(let reason) = answer.run.value.state else {
            Issue.record("\(answer.run.value.state)")
            return
        }
        #expect(reason.code == .reconcileFirst && reason.code.isRefusal)
        #expect(try await store.entries(after: 0, of: nil, limit: 9).isEmpty)

        try await store.release(by: "ana", finding: ["open": 0], at: at(3))
        #expect(try await store.signingHold() == nil)
        let next = try await store.open(Pay.opening(Pay.intent("r2"), Pay.policy()))
        #expect(next.run.value.state == .reserved)
        let kinds = try await store.records(matching: JournalFilter()).map(\.note.kind)
        #expect(kinds == ["signing_held", "refused", "signing_released", "allowed"])
    }

    @Test func aBackupKnowsThatItIsOneAndTheFileDoesNot() async throws {
        let folder = try TemporaryFolder()
        let (path, copy) = (folder.file("a.db"), folder.file("copy.db"))
        let store = SQLiteMoneyStore(try SQLiteDatabase(path: path, at: at(1)))
        try await store.settle(Pay.intent("r1"), Pay.policy(), at: at(1000))
        try await SQLiteDatabase.backUp(path, to: copy, at: at(5))
        #expect(try await store.signingHold() == nil)
        let restored = SQLiteMoneyStore(try SQLiteDatabase(path: copy, at: at(9)))
        #expect(
            try await restored.signingHold() == SigningHold(.restoredBackup, since: at(5)))
        #expect(try await restored.run(ID("r1")) != nil)
    }

    /// Approved and paid after the copy was made, which still asks.
    @Test(arguments: MoneyBackend.allCases)
    func whatTheChainHasPaidIsBookedFromEveryWaitingState(backend: MoneyBackend) async throws {
        let store = try backend.open().store
        _ = try await store.open(Pay.opening(Pay.intent("r1"), Pay.policy(above: "0.5")))
        _ = try await store.open(Pay.opening(Pay.intent("r2"), Pay.policy()))
        for run in ["r1", "r2"] {
            let paid = try await store.advance(run, .paid(Pay.receipt))
            #expect(paid.state == .settled(Pay.receipt))
        }
        let entries = try await store.entries(after: 0, of: nil, limit: 9)
        #expect(entries.map(\.kind) == [.reserve, .reserve, .post, .post])
        #expect(try LedgerBook.verify(entries).sumsToZero)
    }
}
