import Domain
import Orchestration
import Paygent
import SQLiteStore
import Testing

/// One damaged row stops neither the switch nor the payments beside it.
@Suite struct DamagedRowTests {
    private let folder: TemporaryFolder
    private let path: String
    private let store: SQLiteMoneyStore

    init() throws {
        folder = try TemporaryFolder()
        path = folder.file("money.db")
        store = SQLiteMoneyStore(try SQLiteDatabase(path: path, at: at(1)))
    }

    @Test func theSwitchIsThrownAndTheOthersAreStopped() async throws {
        try await fill()
        try damage("payments", "r2")
        let report = try await store.kill(.agent("local/buyer"), by: "ana", at: at(1001))
        #expect(report.stopped == [ID("r1")] && report.unresolved == [ID("r3")])
        #expect(report.unreadable == [ID("r2")])
        #expect(try await store.standing(of: "local/buyer").isKilled)
        let refused = try await store.open(Pay.opening(Pay.intent("r4"), Pay.policy())).verdict
        #expect(refused?.reason.code == .killed)
        #expect(try await store.run(ID("r3"))?.value.state.name == "unresolved")
    }

    @Test func recoveryGoesOnWithTheOthersAndNamesIt() async throws {
        try await fill()
        try damage("payments", "r2")
        let report = try await Driver("b", store).recovery.pass()
        #expect(report.settled == 2 && report.unreadable == ["payment r2"])
        #expect(try await store.run(ID("r3"))?.value.state.name == "settled")
    }

    @Test func aQuestionThatCannotBeReadKeepsNoOtherOpen() async throws {
        let policy = try Pay.policy(above: "0.5")
        for run in ["r1", "r2"] {
            _ = try await store.open(Pay.opening(Pay.intent(run), policy, at: at(1)))
        }
        try damage("approvals", "approval-r1")
        #expect(try await store.pendingApprovals(of: .local, agent: nil, limit: 9).count == 1)
        let report = try await Driver("b", store).recovery.pass()
        #expect(report.expiredApprovals == 1 && report.unreadable == ["approval approval-r1"])
        #expect(try await store.run(ID("r2"))?.value.state.name == "stopped")
    }

    /// Reserved, reserved and on its way.
    private func fill() async throws {
        for run in ["r1", "r2", "r3"] {
            _ = try await store.open(Pay.opening(Pay.intent(run), Pay.policy()))
        }
        try await store.advance("r3", .signed(Pay.payment))
    }

    private func damage(_ table: String, _ id: String) throws {
        try sql("UPDATE \(table) SET body = x'00' WHERE id = '\(id)'", in: path)
    }
}
