import Domain
import Orchestration
import Paygent
import Synchronization
import Testing

/// What the simulated venues do, on every backend.
@Suite struct PaperVenueContract {
    @Test(arguments: MoneyBackend.allCases)
    func aSwapMovesTheMoneyOnceHoweverOftenItIsCarriedOut(backend: MoneyBackend) async throws {
        let bench = try await VenueBench(backend)
        let (usdc, cro) = (try await bench.asset("USDC"), try await bench.asset("CRO"))
        let give = Money(atomicUnits: 5_000_000, of: usdc)
        let quoted = try await bench.exchange.quote(giving: give, for: cro)
        let order = VenueOrder.swap(give: give, minimum: quoted)
        let prepared = try await bench.exchange.prepare(bench.ticket(order, "k"))
        let fills = try await withThrowingTaskGroup(of: Fill.self) { group in
            for _ in 0..<20 { group.addTask { try await bench.exchange.carryOut(prepared) } }
            return try await group.reduce(into: Set<Fill>()) { $0.insert($1) }
        }
        #expect(fills.count == 1 && fills.first?.received == [quoted])
        #expect(fills.first?.isSimulated == true)
        #expect(try await bench.balance(usdc) == 95_000_000)
        #expect(try await bench.balance(cro) == quoted.atomicUnits)
        let fill = try #require(fills.first)
        #expect(
            try await bench.exchange.standing(of: prepared, at: bench.clock.now())
                == .filled(fill))
    }

    @Test(arguments: MoneyBackend.allCases)
    func aPriceBeyondTheSlippageIsRefusedAndNothingMoves(backend: MoneyBackend) async throws {
        let bench = try await VenueBench(backend)
        let (usdc, cro) = (try await bench.asset("USDC"), try await bench.asset("CRO"))
        let give = Money(atomicUnits: 5_000_000, of: usdc)
        let quoted = try await bench.exchange.quote(giving: give, for: cro)
        let greedy = Money(atomicUnits: quoted.atomicUnits + 1, of: cro)
        await bench.expectRefusal("slippage_exceeded", .swap(give: give, minimum: greedy))
        await bench.expectRefusal(
            "balance_too_low",
            .swap(
                give: Money(atomicUnits: 100_000_001, of: usdc),
                minimum: Money(atomicUnits: 1, of: cro)))
        #expect(try await bench.balance(usdc) == 100_000_000)
    }

    @Test(arguments: MoneyBackend.allCases)
    func anOrderThatWaitedTooLongIsRefused(backend: MoneyBackend) async throws {
        let bench = try await VenueBench(backend)
        let order = VenueOrder.claim(market: nil)
        let prepared = try await bench.predictions.prepare(bench.ticket(order, "k"))
        bench.clock.advance(seconds: 301)
        await #expect(throws: VenueError.self) {
            _ = try await bench.predictions.carryOut(prepared)
        }
        guard
            case .dead = try await bench.predictions.standing(of: prepared, at: bench.clock.now())
        else {
            Issue.record("it is not dead")
            return
        }
    }

    @Test(arguments: MoneyBackend.allCases)
    func liquidityComesBackWithItsPartOfTheFeesAndTheFarmPays(backend: MoneyBackend) async throws {
        let bench = try await VenueBench(backend)
        let (usdc, usdt) = (try await bench.asset("USDC"), try await bench.asset("USDT"))
        let vvs = try await bench.asset("VVS")
        let ten = Money(atomicUnits: 10_000_000, of: usdc)
        let got = try await bench.exchange.quote(giving: ten, for: usdt)
        _ = try await bench.carryOut(.swap(give: ten, minimum: got), "swap")
        let deposit = try await bench.exchange.deposit(
            Money(atomicUnits: 5_000_000, of: usdc), got)
        _ = try await bench.carryOut(
            .addLiquidity(first: deposit.first, second: deposit.second), "add")
        await bench.expectRefusal("nothing_to_do", .farm(.harvest, first: usdc, second: usdt))
        let shares = try await bench.exchange.shares(
            of: VenueBench.owner, in: usdc, usdt)
        func removal() async throws -> VenueOrder {
            let now = try await bench.exchange.withdrawal(of: shares, from: usdc, usdt)
            return .removeLiquidity(.init(shares: shares, first: now.first, second: now.second))
        }
        _ = try await bench.carryOut(.farm(.stake, first: usdc, second: usdt), "stake")
        await bench.expectRefusal(
            "no_liquidity", try await removal())
        bench.clock.advance(seconds: 3600)
        let holding = try #require(try await bench.exchange.holdings(of: VenueBench.owner).first)
        #expect(holding.staked > 0)
        let harvest = try await bench.carryOut(.farm(.harvest, first: usdc, second: usdt), "h")
        #expect(try await bench.balance(vvs) == harvest.received.first?.atomicUnits)
        _ = try await bench.carryOut(.farm(.unstake, first: usdc, second: usdt), "unstake")
        let back = try await bench.carryOut(try await removal(), "remove")
        let sum = back.received.reduce(UInt128(0)) { $0 + $1.atomicUnits }
        let given = deposit.first.atomicUnits + deposit.second.atomicUnits
        #expect(sum >= given - 4 && sum <= given + 4)
        #expect(try await bench.exchange.holdings(of: VenueBench.owner).isEmpty)
    }

    @Test(arguments: MoneyBackend.allCases)
    func aStopEndsAPositionOnceHoweverManyLook(backend: MoneyBackend) async throws {
        let bench = try await VenueBench(backend)
        let usdc = try await bench.asset("USDC")
        let margin = Money(atomicUnits: 10_000_000, of: usdc)
        _ = try await bench.carryOut(
            .openPosition(
                .init(market: "BTC", side: .long, margin: margin, leverage: Quantity(5))), "open")
        _ = try await bench.carryOut(
            .openPosition(
                .init(market: "BTC", side: .short, margin: margin, leverage: Quantity(5))), "short")
        let open = try await bench.perpetuals.positions(of: VenueBench.owner)
        #expect(open.count == 2)
        #expect(try await bench.balance(usdc) == 80_000_000)
        // So near that the price has to cross it within some hours, whichever way it goes.
        for id in ["open", "short"] {
            _ = try await bench.carryOut(
                .setStop(.stopLoss, market: id, at: .percent(Quantity(digits: 1, scale: 1))),
                "stop-\(id)")
            _ = try await bench.carryOut(
                .setStop(.takeProfit, market: id, at: .percent(Quantity(digits: 2, scale: 1))),
                "target-\(id)")
        }
        bench.clock.advance(seconds: 2 * 86_400)
        let ended = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<10 { group.addTask { try await bench.perpetuals.settle() } }
            return try await group.reduce(0, +)
        }
        #expect(ended == 2)
        let after = try await bench.perpetuals.positions(of: VenueBench.owner)
        #expect(after.allSatisfy { $0.position.end != nil && $0.value.atomicUnits == 0 })
        let paid = try await bench.balance(usdc) - 80_000_000
        #expect(paid > 19_000_000 && paid < 21_000_000)
        await bench.expectRefusal("no_position", .closePosition(.init(market: "BTC", side: nil)))
    }

    @Test(arguments: MoneyBackend.allCases)
    func aBetIsPaidOnceAndOnlyWhenItWasRight(backend: MoneyBackend) async throws {
        let bench = try await VenueBench(backend)
        let usdc = try await bench.asset("USDC")
        let market = try #require(try await bench.predictions.markets().first)
        for isYes in [true, false] {
            _ = try await bench.carryOut(
                .bet(
                    .init(
                        market: market.id, isYes: isYes,
                        stake: Money(atomicUnits: 1_000_000, of: usdc), chanceMax: 1_000_000)),
                "bet-\(isYes)")
        }
        await bench.expectRefusal(
            "odds_changed",
            .bet(
                .init(
                    market: market.id, isYes: true,
                    stake: Money(atomicUnits: 1_000_000, of: usdc), chanceMax: 1)))
        #expect(try await bench.predictions.outcome(of: market.id) == nil)
        await bench.expectRefusal("nothing_to_claim", .claim(market: nil))
        bench.clock.advance(seconds: 86_400)
        let known: Bool? = try await bench.predictions.outcome(of: market.id)
        #expect(known != nil)
        let bets = try await bench.predictions.bets(of: VenueBench.owner)
        #expect(Set(bets.map(\.state)) == [.won, .lost])
        let won = try #require(bets.first { $0.state == .won })
        #expect(won.isYes == known)
        let claim = VenueOrder.claim(market: nil)
        #expect(try await bench.carryOut(claim, "claim").received == [won.payout])
        #expect(try await bench.carryOut(claim, "claim").received == [won.payout])
        await bench.expectRefusal("nothing_to_claim", claim)
        #expect(try await bench.balance(usdc) == 98_000_000 + won.payout.atomicUnits)
        await bench.expectRefusal(
            "market_closed",
            .bet(
                .init(
                    market: market.id, isYes: true,
                    stake: Money(atomicUnits: 1_000_000, of: usdc), chanceMax: 1_000_000)))
    }
}

/// Three venues over one backend, and a wallet with 100 USDC.
private struct VenueBench: Sendable {
    static let owner = "local/trader"
    static let wallet = Address(bytes: Array(repeating: 9, count: 20))!

    let opened: OpenMoneyStore
    let clock = MovingClock()
    let exchange: PaperExchange
    let perpetuals: PaperPerpetuals
    let predictions: PaperPredictions

    init(_ backend: MoneyBackend) async throws {
        opened = try backend.open()
        let desk = PaperDesk(
            store: opened.paper, assets: AssetTable(), wallet: Self.wallet, clock: clock)
        exchange = PaperExchange(desk)
        perpetuals = PaperPerpetuals(desk)
        predictions = PaperPredictions(desk)
        let usdc = try #require(AssetTable().asset("USDC", on: .cronosTestnet))
        _ = try await opened.sandbox.apply(
            SandboxTransaction(
                id: "0xfund",
                moves: [
                    .init(
                        from: nil, to: Self.wallet, assetID: usdc.id, atomicUnits: 100_000_000)
                ], at: clock.now(), kind: "faucet"))
    }

    func asset(_ symbol: String) async throws -> Asset {
        try #require(try await exchange.asset(symbol, on: .cronosTestnet))
    }

    func balance(_ asset: Asset) async throws -> UInt128 {
        try await opened.sandbox.balance(of: Self.wallet, assetID: asset.id)
    }

    func ticket(_ order: VenueOrder, _ key: String) -> OrderTicket {
        OrderTicket(
            order, key: key, owner: Self.owner,
            allowedBy: AllowDecision(id: key, agent: Self.owner, killGeneration: 0),
            at: clock.now())
    }

    func carryOut(_ order: VenueOrder, _ key: String) async throws -> Fill {
        let venue: any TradingVenue =
            switch order.venue {
            case .vvs: exchange
            case .moonlander: perpetuals
            case .delphi: predictions
            }
        return try await venue.carryOut(try await venue.prepare(ticket(order, key)))
    }

    func expectRefusal(_ code: String, _ order: VenueOrder) async {
        do {
            let fill = try await carryOut(order, "refused-\(code)")
            Issue.record("it was carried out: \(fill.sentence)")
        } catch {
            guard case .refused(code, _)? = error as? VenueError else {
                Issue.record("\(code): \(error)")
                return
            }
        }
    }
}

private final class MovingClock: Clock {
    /// The beginning of a day.
    private let time = Mutex(Timestamp(millisecondsSinceEpoch: 1_763_596_800_000))

    func now() -> Timestamp { time.withLock { $0 } }
    func advance(seconds: Int64) { time.withLock { $0 = $0.adding(seconds: seconds) } }
}
