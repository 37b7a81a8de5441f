public import Domain
internal import JSON
public import Paygent

/// A simulated VVS: pools that keep the product of their reserves and follow the made-up prices.
public struct PaperExchange: ExchangeVenue, PaperVenue {
    public let desk: PaperDesk
    public let account = PaperAssets.account("vvs")
    public var name: VenueName { .vvs }
    public var isSimulated: Bool { true }

    public init(_ desk: PaperDesk) { self.desk = desk }

    /// Dollars on each side of a new pool.
    static let depth = Quantity(1_000_000)

    public func asset(_ symbol: String, on network: Network) async throws(VenueError) -> Asset? {
        desk.assets.asset(symbol, on: network)
    }

    public func quote(giving given: Money, for asset: Asset) async throws(VenueError) -> Money {
        let pool = try await pool(given.asset, asset).value
        do { return try pool.output(for: given) } catch { throw Self.refused(error) }
    }

    public func quote(taking taken: Money, for asset: Asset) async throws(VenueError) -> Money {
        let pool = try await pool(taken.asset, asset).value
        do { return try pool.input(for: taken) } catch { throw Self.refused(error) }
    }

    public func deposit(
        _ first: Money, _ second: Money
    ) async throws(VenueError) -> (first: Money, second: Money) {
        let pool = try await pool(first.asset, second.asset).value
        return try Self.deposit(first, second, in: pool)
    }

    public func worth(of money: Money, in asset: Asset) async throws(VenueError) -> Money? {
        let tick = desk.tick
        guard let own = try await desk.price(of: money.asset.symbol, at: tick),
            let other = try await desk.price(of: asset.symbol, at: tick)
        else { return nil }
        return Self.convert(money, own, to: asset, other)
    }

    /// Rounded up.
    static func convert(
        _ money: Money, _ own: UInt128, to asset: Asset, _ other: UInt128
    ) -> Money? {
        let (numerator, tooLarge) = own.multipliedReportingOverflow(by: power(asset.decimals))
        let (divisor, overflow) = other.multipliedReportingOverflow(by: power(money.asset.decimals))
        guard !tooLarge, !overflow,
            let units = WideMath.multiplyUp(money.atomicUnits, numerator, dividedBy: divisor)
        else { return nil }
        return Money(atomicUnits: units, of: asset)
    }

    static func power(_ exponent: UInt8) -> UInt128 {
        (0..<exponent).reduce(1) { power, _ in power * 10 }
    }

    static func deposit(
        _ first: Money, _ second: Money, in pool: LiquidityPool
    ) throws(VenueError) -> (first: Money, second: Money) {
        let isInOrder = first.asset == pool.first
        do {
            let taken = try pool.deposit(
                first: isInOrder ? first.atomicUnits : second.atomicUnits,
                second: isInOrder ? second.atomicUnits : first.atomicUnits)
            return (
                Money(atomicUnits: isInOrder ? taken.first : taken.second, of: first.asset),
                Money(atomicUnits: isInOrder ? taken.second : taken.first, of: second.asset)
            )
        } catch { throw Self.refused(error) }
    }

    static func refused(_ failure: LiquidityPool.Failure) -> VenueError {
        switch failure {
        case .noSuchToken:
            .refused(code: "no_pool", sentence: "VVS has no pool of these two tokens.")
        case .tooLittleLiquidity:
            .refused(
                code: "too_little_liquidity",
                sentence: "The pool is too small for this amount. Nothing was done.")
        case .uncountable:
            .refused(
                code: "amount_uncountable",
                sentence: "The amount is too small or too large for the pool. Nothing was done.")
        }
    }
}

// Pools.
extension PaperExchange {
    static func poolID(_ one: Asset, _ other: Asset) -> String {
        let symbols = [one.symbol, other.symbol].sorted()
        return "\(one.network.rawValue):\(symbols[0])-\(symbols[1])"
    }

    /// As it stands at the market's price of now, with the version that is stored.
    func pool(_ one: Asset, _ other: Asset) async throws(VenueError) -> Versioned<LiquidityPool> {
        guard one != other, one.network == other.network else {
            throw .refused(
                code: "same_token", sentence: "A swap needs two different tokens of one network.")
        }
        let (first, second) = one.symbol < other.symbol ? (one, other) : (other, one)
        let tick = desk.tick
        guard let firstPrice = try await desk.price(of: first.symbol, at: tick),
            let secondPrice = try await desk.price(of: second.symbol, at: tick)
        else { throw Self.refused(.noSuchToken) }
        guard let kept = try await desk.read(.pool, Self.poolID(one, other)) else {
            return Versioned(
                try Self.open(first, firstPrice, second, secondPrice, tick), version: 0)
        }
        var pool: LiquidityPool
        do { pool = try LiquidityPool(json: kept.value.body) } catch {
            throw .unavailable("a pool cannot be read")
        }
        let (numerator, tooLarge) = firstPrice.multipliedReportingOverflow(
            by: Self.power(second.decimals))
        let (denominator, overflow) = secondPrice.multipliedReportingOverflow(
            by: Self.power(first.decimals))
        if !tooLarge, !overflow { pool.follow((numerator, denominator), at: tick) }
        return Versioned(pool, version: kept.version)
    }

    private static func open(
        _ first: Asset, _ firstPrice: UInt128, _ second: Asset, _ secondPrice: UInt128,
        _ tick: Int64
    ) throws(VenueError) -> LiquidityPool {
        let dollars = Money(
            atomicUnits: depth.digits * power(PriceSeries.decimals),
            of: Asset(
                symbol: "USD", network: first.network, contract: nil,
                decimals: PriceSeries.decimals))
        guard let one = convert(dollars, PaperDesk.dollar, to: first, firstPrice),
            let other = convert(dollars, PaperDesk.dollar, to: second, secondPrice)
        else { throw refused(.uncountable) }
        return LiquidityPool(
            first: first, second: second, reserves: (one.atomicUnits, other.atomicUnits),
            shares: WideMath.rootOfProduct(one.atomicUnits, other.atomicUnits), tick: tick)
    }

    func record(_ pool: LiquidityPool, version: Int64) -> Versioned<PaperRecord> {
        Versioned(
            PaperRecord(
                .pool, id: Self.poolID(pool.first, pool.second), owner: "", isOpen: true,
                body: pool.json), version: version)
    }
}
