import Domain
import JSON
import Orchestration
import Paygent
import Testing

/// A payment that no chain answers for any more is closed by a person, with evidence.
@Suite struct ClosingTests {
    private static let open = Reason(.unconfirmed, "The seller's answer: no.")
    private let bench = MoneyBench(ScriptedGateway(deliveries: [.undecided(open)]))

    @Test func notPaidIsRefusedWhileItMaySettleUnlessForced() async throws {
        _ = try await bench.payments.pay(MoneyBench.intent("r"), under: bench.policy)
        let reconciliation = reconciliation(.unknown("no node"))
        let closing = Reconciliation.Closing(
            transaction: nil, evidence: "the explorer shows none", forcedBecause: nil, by: "ana")
        bench.clock.advance(seconds: 1000)
        await #expect(throws: Reconciliation.Failure.self) {
            _ = try await reconciliation.close(ID("r"), closing)
        }
        #expect(try await bench.entries(of: "r") == [.reserve])
        let forced = Reconciliation.Closing(
            transaction: nil, evidence: "the explorer shows none", forcedBecause: "it is gone",
            by: "ana")
        let run = try await reconciliation.close(ID("r"), forced)
        #expect(run.state.name == "stopped")
        #expect(try await bench.entries(of: "r") == [.reserve, .expire])
        let said = try await bench.store.records(matching: JournalFilter())
            .first { $0.note.kind == "closed_by_hand" }?.note.detail
        #expect(said?["by"]?.string == "ana" && said?["payment"]?.string == "r")
        #expect(said?["forced_because"]?.string == "it is gone")
        await #expect(throws: Reconciliation.Failure.notOpen("stopped")) {
            _ = try await reconciliation.close(ID("r"), forced)
        }
    }

    @Test func afterItsTimeAWordIsEnough() async throws {
        _ = try await bench.payments.pay(MoneyBench.intent("r"), under: bench.policy)
        bench.clock.advance(seconds: 86_400)
        let closing = Reconciliation.Closing(
            transaction: nil, evidence: "none", forcedBecause: nil, by: "ana")
        let run = try await reconciliation(.unknown("no node")).close(ID("r"), closing)
        #expect(run.state.name == "stopped")
    }

    @Test func whatWasPaidIsBooked() async throws {
        _ = try await bench.payments.pay(MoneyBench.intent("r"), under: bench.policy)
        let closing = Reconciliation.Closing(
            transaction: "0x2", evidence: "the seller's receipt", forcedBecause: nil, by: "ana")
        let run = try await reconciliation(.unknown("no node")).close(ID("r"), closing)
        #expect(
            run.state
                == .settled(
                    Receipt(
                        transaction: "0x2", evidence: .owner, status: nil, isSimulated: true)))
        #expect(try await bench.entries(of: "r") == [.reserve, .post])
    }

    @Test func nobodyContradictsTheChain() async throws {
        _ = try await bench.payments.pay(MoneyBench.intent("r"), under: bench.policy)
        let closing = Reconciliation.Closing(
            transaction: nil, evidence: "none", forcedBecause: "I know", by: "ana")
        await #expect(throws: Reconciliation.Failure.isPaid) {
            _ = try await reconciliation(.paid(Money.receipt)).close(ID("r"), closing)
        }
    }

    private func reconciliation(_ testimony: Testimony) -> Reconciliation {
        let chain = SandboxChain(ledger: MemorySandboxLedger(), clock: bench.clock) { _, _ in nil }
        return Reconciliation(
            holds: bench.store, mark: NoMark(), runs: bench.store, approvals: bench.store,
            journal: bench.store, witness: OneWitness(says: testimony),
            wallet: Wallet(chain: chain, assets: AssetTable(), address: Money.seller),
            clock: bench.clock, events: Broadcast())
    }
}

private struct OneWitness: PaymentWitness {
    let says: Testimony

    func testimony(on run: PaymentRun) async -> Testimony { says }
}

private struct NoMark: SignatureMark {
    func last() throws(SignatureMarkError) -> ChainTail? { nil }
    func raise(to tail: ChainTail) throws(SignatureMarkError) {}
    func replace(by tail: ChainTail) throws(SignatureMarkError) {}
}
