import Domain
import Paygent
import Testing

@Suite struct PerpetualPositionTests {
    private static let entry: UInt128 = 100_000_000_000_000

    private func open(
        _ side: Command.Side, leverage: UInt64 = 5
    ) throws -> PerpetualPosition {
        try #require(
            PerpetualPosition(
                market: "BTC", side: side, margin: 1_000_000, leverage: Quantity(leverage),
                entry: Self.entry, tick: 0))
    }

    @Test(arguments: [
        (Command.Side.long, UInt128(110), UInt128(1_500_000)), (.long, 90, 500_000),
        (.long, 80, 0), (.long, 70, 0), (.short, 90, 1_500_000), (.short, 110, 500_000),
        (.short, 120, 0), (.long, 100, 1_000_000), (.short, 100, 1_000_000),
    ])
    func aPositionIsWorthItsMarginAndWhatThePriceMade(
        side: Command.Side, percent: UInt128, value: UInt128
    ) throws {
        #expect(try open(side).value(at: Self.entry * percent / 100) == value)
    }

    @Test func itIsLiquidatedBeforeMoreThanTheMarginIsLost() throws {
        for side in [Command.Side.long, .short] {
            let position = try open(side)
            let price = try #require(position.liquidationPrice)
            #expect(position.value(at: price) <= 25_000 + 1, "half a percent of the size")
            let milder = side == .long ? price + Self.entry / 100 : price - Self.entry / 100
            #expect(position.value(at: milder) > 25_000)
        }
    }

    @Test(arguments: ["0.5", "100.1"])
    func leverageHasItsLimits(leverage: String) throws {
        #expect(
            PerpetualPosition(
                market: "BTC", side: .long, margin: 1, leverage: try Quantity(decimal: leverage),
                entry: 1, tick: 0) == nil)
    }

    @Test func aStopOnTheWrongSideIsRefused() throws {
        var position = try open(.long)
        #expect(throws: PerpetualPosition.Failure.wrongSide) {
            try position.setStopLoss(Self.entry + 1, price: Self.entry)
        }
        #expect(throws: PerpetualPosition.Failure.wrongSide) {
            try position.setTakeProfit(Self.entry, price: Self.entry)
        }
        try position.setStopLoss(Self.entry - 1, price: Self.entry)
        #expect(position.stopLoss == Self.entry - 1)
        _ = try position.close(percent: Quantity(100), at: Self.entry)
        #expect(throws: PerpetualPosition.Failure.ended) {
            try position.setStopLoss(1, price: Self.entry)
        }
    }

    @Test func halfClosedPaysHalfAndLeavesHalf() throws {
        var position = try open(.long)
        let paid = try position.close(percent: Quantity(50), at: Self.entry * 11 / 10)
        #expect(paid == 750_000 && position.end == nil && position.margin == 500_000)
        #expect(try position.close(percent: Quantity(100), at: Self.entry * 11 / 10) == 750_000)
        #expect(position.end == .closed)
    }

    /// Looked at once or minute by minute, a position ends at the same tick with the same payout.
    @Test func howOftenSomebodyLooksChangesNothing() throws {
        for seed in UInt64(1)...40 {
            let series = PriceSeries(seed: seed, base: Self.entry)
            for side in [Command.Side.long, .short] {
                let start = try #require(
                    PerpetualPosition(
                        market: "BTC", side: side, margin: 1_000_000, leverage: Quantity(50),
                        entry: series.price(at: 1000), tick: 1000))
                var (atOnce, slowly) = (start, start)
                let paid = atOnce.live(through: 3000, in: series)
                var later: UInt128?
                for tick in Int64(1001)...3000 where later == nil {
                    later = slowly.live(through: tick, in: series)
                }
                #expect(paid == later && atOnce == slowly, "seed \(seed)")
            }
        }
    }

    @Test func aStopEndsThePositionAtTheFirstPriceBeyondIt() throws {
        let series = PriceSeries(seed: 3, base: Self.entry)
        let prices = (Int64(1000)...4000).map { series.price(at: $0) }
        let lowest = try #require(prices.min())
        let start = prices[0]
        try #require(lowest < start)
        var position = try #require(
            PerpetualPosition(
                market: "BTC", side: .long, margin: 1_000_000, leverage: Quantity(1), entry: start,
                tick: 1000))
        let stop = lowest + (start - lowest) / 2
        try position.setStopLoss(stop, price: start)
        let paid = position.live(through: 4000, in: series)
        let index = try #require(prices.firstIndex { $0 <= stop })
        #expect(position.end == .stoppedOut && position.tick == 1000 + Int64(index))
        #expect(paid == position.value(at: prices[index]))
        #expect(position.live(through: 9000, in: series) == nil)
    }

    @Test func fundingGoesFromTheCrowdedSideToTheOther() throws {
        let above = PriceSeries(seed: 1, base: 1_000_000)
        let tick = try #require(
            (Int64(0)...100_000).first {
                $0 % 60 == 59 && above.price(at: $0 + 1) >= above.base
            })
        for (side, isPaying) in [(Command.Side.long, true), (.short, false)] {
            var position = try #require(
                PerpetualPosition(
                    market: "BTC", side: side, margin: 1_000_000, leverage: Quantity(2),
                    entry: above.price(at: tick), tick: tick))
            _ = position.live(through: tick + 1, in: above)
            #expect(position.funding == (isPaying ? 20 : -20))
            #expect(position.margin == (isPaying ? 999_980 : 1_000_020))
        }
    }
}
