import Domain
import Orchestration
import Signing
import Synchronization
import Testing
import X402

@Suite struct BuyerTests {
    typealias World = FacilitatorTests.World

    static func buy(
        _ world: World, faults: [TradeTests.Wire.Fault] = [], max: UInt128 = 10_000,
        generation: Int64 = 1
    ) async throws -> (Purchase.Outcome, TradeTests.Wire) {
        let wire = try TradeTests.Wire(world, faults: faults)
        let buyer = Buyer(
            http: wire,
            signer: try LocalSigner(world.payer) { _ in
                Standing(generation: generation, isKilled: false)
            },
            assets: AssetTable(), clock: FacilitatorTests.FixedClock(seconds: world.now))
        let terms = OfferChoice.Terms(
            network: .cronosTestnet, currency: "USDC",
            amountMax: Money(atomicUnits: max, of: world.asset))
        let outcome = await buyer.buy(
            HTTPRequest("GET", TradeTests.url), runID: "run-1", choosing: terms,
            allowedBy: AllowDecision(id: "cli", agent: "cli", killGeneration: 1))
        return (outcome, wire)
    }

    @Test func theGoodsAreBoughtAtTheFirstTry() async throws {
        let world = try await World()
        let (outcome, wire) = try await Self.buy(world)
        guard case .paid(let answer, let settlement) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(answer.body == TradeTests.goods.body && settlement.isSimulated)
        #expect(wire.sent.withLock { $0.count } == 2)
    }

    /// The answer is lost after the money moved: the second try is refused, and nothing is signed
    /// anew, so the price is paid once and the outcome says that it is not known.
    @Test func aLostAnswerIsNeverPaidTwice() async throws {
        let world = try await World()
        let (outcome, _) = try await Self.buy(world, faults: [.none, .answerLost])
        guard case .unknown(_, let reason, _) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(reason == "invalid_exact_evm_nonce_already_used")
        #expect(try await world.chain.balance(of: world.payTo, asset: world.asset) == 10_000)
    }

    @Test func aSellerThatIsReachedLaterIsPaidOnce() async throws {
        let world = try await World()
        let (outcome, _) = try await Self.buy(
            world, faults: [.none, .unreachable, .unreachable])
        guard case .paid = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(try await world.chain.balance(of: world.payTo, asset: world.asset) == 10_000)
    }

    @Test func aboveTheMaximumNothingIsSigned() async throws {
        let world = try await World()
        let (outcome, wire) = try await Self.buy(world, max: 9_999)
        #expect(outcome == .notPaid("price_above_maximum"))
        #expect(wire.sent.withLock { $0.count } == 1)
    }

    @Test func afterAKillNothingIsSigned() async throws {
        let world = try await World()
        let (outcome, wire) = try await Self.buy(world, generation: 2)
        #expect(outcome == .notPaid("killed"))
        #expect(wire.sent.withLock { $0.count } == 1)
    }
}
