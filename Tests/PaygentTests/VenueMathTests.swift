import Domain
import JSON
import Paygent
import Testing

@Suite struct VenueMathTests {
    /// Worked out by hand with Uniswap V2's formula: 997 a / (1000 r + 997 a) of the other side.
    @Test(arguments: [
        [UInt128(1000), 1_000_000, 1_000_000, 996], [1, 1000, 1000, 0], [100, 1000, 1000, 90],
        [1000, 1000, 1000, 499], [1_000_000_000_000, 1, 10, 9],
    ])
    func aPoolGivesTheConstantProductsOutput(row: [UInt128]) {
        #expect(ConstantProduct.output(for: row[0], reserves: (row[1], row[2])) == row[3])
    }

    @Test(arguments: [
        [UInt128(0), 1, 1], [1, 0, 1], [1, 1, 0], [.max, 1, 1], [1, .max, 1],
    ])
    func whatCannotBeCountedHasNoOutput(row: [UInt128]) {
        #expect(ConstantProduct.output(for: row[0], reserves: (row[1], row[2])) == nil)
    }

    @Test func whatIsAskedInForAnOutputBringsAtLeastThatMuchAndTheProductNeverFalls() {
        var bits: UInt64 = 7
        func random(_ bound: UInt128) -> UInt128 {
            bits = bits &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return UInt128(bits >> 11) % bound + 1
        }
        for _ in 0..<2000 {
            let reserves = (input: random(1 << 50), output: random(1 << 50) + 1)
            let wanted = random(reserves.output)
            guard wanted < reserves.output,
                let input = ConstantProduct.input(for: wanted, reserves: reserves),
                let output = ConstantProduct.output(for: input, reserves: reserves)
            else { continue }
            #expect(output >= wanted, "seed 7: \(reserves) \(wanted)")
            #expect(
                (reserves.input + input) * (reserves.output - output)
                    >= reserves.input * reserves.output, "seed 7: \(reserves) \(wanted)")
        }
    }

    @Test(arguments: [
        (quoted: UInt128(1000), percent: "1", minimum: UInt128?(990)), (999, "0.5", 995),
        (1000, "0", 1000), (1000, "100", 0), (1000, "101", nil), (7, "0.000001", 7),
    ])
    func slippageIsNeverMoreThanWasAllowed(
        quoted: UInt128, percent: String, minimum: UInt128?
    ) throws {
        #expect(
            Slippage.minimum(of: quoted, percent: try Quantity(decimal: percent)) == minimum)
    }

    @Test func productsOf256BitsAreExact() {
        #expect(WideMath.multiply(.max, .max, dividedBy: .max) == .max)
        #expect(WideMath.multiply(.max, 2, dividedBy: 1) == nil)
        #expect(WideMath.multiply(1, 1, dividedBy: 0) == nil)
        #expect(WideMath.multiplyUp(10, 10, dividedBy: 3) == 34)
        #expect(WideMath.rootOfProduct(.max, .max) == .max)
        #expect(WideMath.rootOfProduct(10, 10) == 10 && WideMath.rootOfProduct(8, 1) == 2)
    }

    @Test func aSeriesIsTheSameForEverAndStaysNearItsBase() {
        let series = PriceSeries(seed: 42, base: 1_000_000_000_000)
        let prices = (0..<5000).map { series.price(at: 29_000_000 + $0) }
        #expect(prices == (0..<5000).map { series.price(at: 29_000_000 + $0) })
        #expect(Set(prices).count > 2000)
        #expect(prices.allSatisfy { $0 > 900_000_000_000 && $0 < 1_100_000_000_000 })
        #expect(prices[0] != PriceSeries(seed: 43, base: series.base).price(at: 29_000_000))
    }

    @Test func aPoolThatFollowsThePriceKeepsItsProduct() throws {
        let network = Network.cronosTestnet
        let one = Asset(symbol: "A", network: network, contract: nil, decimals: 6)
        let other = Asset(symbol: "B", network: network, contract: nil, decimals: 6)
        var pool = LiquidityPool(
            first: one, second: other, reserves: (1_000_000_000, 4_000_000_000),
            shares: 2_000_000_000, tick: 1)
        pool.follow((1, 1), at: 2)
        #expect(pool.reserves.first == 2_000_000_000 && pool.reserves.second == 2_000_000_000)
        pool.follow((4, 1), at: 2)
        #expect(pool.reserves.first == 2_000_000_000)
        let minted = try pool.add((2_000_000, 2_000_000))
        #expect(minted == 2_000_000)
        let out = try pool.remove(shares: minted)
        #expect(out.first <= 2_000_000 && out.second <= 2_000_000 && out.first >= 1_999_999)
        #expect(try LiquidityPool(json: pool.json) == pool)
    }
}
