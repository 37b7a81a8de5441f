import Domain
import Orchestration
import Paygent
import Synchronization
import Testing

/// What waits for a person: 2 USDC where more than 1 has to be asked.
@Suite struct ApprovalsTests {
    private let ana = Approver(name: "ana", isOwner: false)

    @Test func aYesForWhatWasShownPays() async throws {
        let (bench, approval) = try await waiting()
        let outcome = try await bench.approvals.approve(
            approval.id, hash: approval.hash, by: ana, of: .local)
        #expect(outcome.run.state == .settled(Money.receipt))
        #expect(try await bench.kinds(of: "r") == ["held", "approved", "signed", "paid"])
        #expect(try await bench.approvals.pending(of: .local).isEmpty)
        await #expect(throws: PaymentFailure.approval(.alreadyDecided)) {
            _ = try await bench.approvals.approve(
                approval.id, hash: approval.hash, by: ana, of: .local)
        }
    }

    @Test func aYesForSomethingElseChangesNothing() async throws {
        let (bench, approval) = try await waiting()
        await #expect(throws: PaymentFailure.approval(.changed)) {
            _ = try await bench.approvals.approve(approval.id, hash: "x", by: ana, of: .local)
        }
        #expect(bench.gateway.signed == 0)
        #expect(try await bench.approvals.pending(of: .local) == [approval])
    }

    @Test func anotherTenantSeesNothing() async throws {
        let (bench, approval) = try await waiting()
        let other = Tenant("other")
        #expect(try await bench.approvals.pending(of: other).isEmpty)
        await #expect(throws: PaymentFailure.notFound) {
            _ = try await bench.approvals.approval(approval.id, of: other)
        }
        await #expect(throws: PaymentFailure.notFound) {
            _ = try await bench.approvals.reject(approval.id, note: "", by: ana, of: other)
        }
    }

    @Test func aNoReleasesTheMoney() async throws {
        let (bench, approval) = try await waiting()
        let outcome = try await bench.approvals.reject(
            approval.id, note: "too dear", by: ana, of: .local)
        guard case .stopped(let reason) = outcome.run.state else {
            Issue.record("\(outcome.run.state)")
            return
        }
        #expect(reason.sentence == "ana rejected this payment: too dear")
        #expect(try await bench.entries(of: "r") == [.reserve, .void])
    }

    @Test func anEditStopsThisPaymentAndJudgesASmallerOne() async throws {
        let (bench, approval) = try await waiting()
        let small = Money(atomicUnits: 900_000, of: Money.usdc)
        let paid = try await bench.approvals.edit(
            approval.id, amount: small, hash: approval.hash, by: ana, of: .local)
        #expect(paid.run.id != ID("r") && paid.run.amount == small)
        #expect(paid.run.state == .settled(Money.receipt))
        #expect(try await bench.entries(of: "r") == [.reserve, .void])
    }

    @Test func aSmallerPaymentThatIsStillBigIsAskedAgain() async throws {
        let (bench, approval) = try await waiting()
        let outcome = try await bench.approvals.edit(
            approval.id, amount: Money(atomicUnits: 1_500_000, of: Money.usdc),
            hash: approval.hash, by: ana, of: .local)
        #expect(outcome.run.state.name == "awaiting_approval" && bench.gateway.signed == 0)
        #expect(try await bench.approvals.pending(of: .local).count == 1)
    }

    @Test func afterItsTimeItIsGoneAndItsMoneyIsFree() async throws {
        let (bench, approval) = try await waiting()
        bench.clock.advance(seconds: 600)
        #expect(try await bench.approvals.pending(of: .local).isEmpty)
        await #expect(throws: PaymentFailure.approval(.expired)) {
            _ = try await bench.approvals.approve(
                approval.id, hash: approval.hash, by: ana, of: .local)
        }
        let report = try await bench.recovery.pass()
        #expect(report.expiredApprovals == 1 && report.ended.count == 1)
        #expect(try await bench.entries(of: "r") == [.reserve, .expire])
        #expect(try await bench.approvals.approval(approval.id, of: .local).state == .expired)
    }

    /// Twenty people with opposite answers at once: one of them is heard.
    @Test func exactlyOneAnswerCounts() async throws {
        let (bench, approval) = try await waiting()
        let heard = await withTaskGroup(of: Bool.self) { group in
            for number in 0..<20 {
                group.addTask {
                    do {
                        if number.isMultiple(of: 2) {
                            _ = try await bench.approvals.approve(
                                approval.id, hash: approval.hash, by: ana, of: .local)
                        } else {
                            _ = try await bench.approvals.reject(
                                approval.id, note: "", by: ana, of: .local)
                        }
                        return true
                    } catch { return false }
                }
            }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(heard == 1)
        #expect(bench.gateway.sent.count <= 1)
        #expect(try await bench.entries(of: "r").count == 2)
    }

    @Test func withFourEyesTheOneWhoAskedIsNotEnough() async throws {
        let (bench, approval) = try await waiting(needsOtherPerson: true)
        let owner = Approver(name: "owner", isOwner: true)
        await #expect(throws: PaymentFailure.approval(.ownRequest)) {
            _ = try await bench.approvals.approve(
                approval.id, hash: approval.hash, by: owner, of: .local)
        }
    }

    @Test func aKillWithdrawsTheQuestion() async throws {
        let (bench, approval) = try await waiting()
        _ = try await bench.killSwitch.kill(.everyone, by: "owner")
        await #expect(throws: PaymentFailure.approval(.alreadyDecided)) {
            _ = try await bench.approvals.approve(
                approval.id, hash: approval.hash, by: ana, of: .local)
        }
        #expect(try await bench.entries(of: "r") == [.reserve, .void])
    }

    private func waiting(needsOtherPerson: Bool = false) async throws -> (MoneyBench, Approval) {
        let bench = MoneyBench(needsOtherPerson: needsOtherPerson)
        let outcome = try await bench.payments.pay(
            MoneyBench.intent("r", units: 2_000_000), under: bench.policy)
        #expect(outcome.run.state.name == "awaiting_approval")
        return (bench, try #require(try await bench.approvals.pending(of: .local).first))
    }
}

@Suite struct BroadcastTests {
    /// However often it is announced, who waits is woken, and reads on by himself.
    @Test func announcementsWakeEveryoneWhoWaits() async {
        let events = Broadcast()
        let (first, second) = (events.wakes(), events.wakes())
        events.announce()
        events.announce()
        for stream in [first, second] {
            var iterator = stream.makeAsyncIterator()
            #expect(await iterator.next() != nil)
        }
    }
}

/// One value, put once.
final class Box: Sendable {
    private let value = Mutex<KillSwitch?>(nil)

    func put(_ killSwitch: KillSwitch) { value.withLock { $0 = killSwitch } }
    func get() -> KillSwitch? { value.withLock { $0 } }
}
