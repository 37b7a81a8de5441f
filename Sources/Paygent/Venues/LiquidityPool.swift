public import Domain

/// A simulated pool of two tokens: reserves, and the shares of those who provided them.
public struct LiquidityPool: Sendable, Hashable {
    public let first: Asset
    public let second: Asset
    /// Atomic units.
    public private(set) var reserves: (first: UInt128, second: UInt128)
    public private(set) var shares: UInt128
    /// Of the price series, when it was last brought to the market's price.
    public private(set) var tick: Int64

    public init(
        first: Asset, second: Asset, reserves: (first: UInt128, second: UInt128), shares: UInt128,
        tick: Int64
    ) {
        self.first = first
        self.second = second
        self.reserves = reserves
        self.shares = shares
        self.tick = tick
    }

    public enum Failure: Error, Equatable {
        case noSuchToken
        case tooLittleLiquidity
        /// The amounts are too large to be counted, or too small to count at all.
        case uncountable
    }

    /// The other token of the pair.
    public func other(than asset: Asset) throws(Failure) -> Asset {
        switch asset {
        case first: second
        case second: first
        default: throw .noSuchToken
        }
    }

    private func reserves(
        in asset: Asset
    ) throws(Failure) -> (input: UInt128, output: UInt128) {
        switch asset {
        case first: (reserves.first, reserves.second)
        case second: (reserves.second, reserves.first)
        default: throw .noSuchToken
        }
    }

    public func output(for input: Money) throws(Failure) -> Money {
        let reserves = try reserves(in: input.asset)
        guard let units = ConstantProduct.output(for: input.atomicUnits, reserves: reserves),
            units > 0
        else { throw .tooLittleLiquidity }
        return Money(atomicUnits: units, of: try other(than: input.asset))
    }

    public func input(for output: Money) throws(Failure) -> Money {
        let given = try other(than: output.asset)
        let reserves = try reserves(in: given)
        guard let units = ConstantProduct.input(for: output.atomicUnits, reserves: reserves) else {
            throw .tooLittleLiquidity
        }
        return Money(atomicUnits: units, of: given)
    }

    public mutating func swap(_ input: Money) throws(Failure) -> Money {
        let output = try output(for: input)
        let isFirst = input.asset == first
        let (sum, overflow) = (isFirst ? reserves.first : reserves.second)
            .addingReportingOverflow(input.atomicUnits)
        guard !overflow else { throw .uncountable }
        if isFirst {
            reserves = (sum, reserves.second - output.atomicUnits)
        } else {
            reserves = (reserves.first - output.atomicUnits, sum)
        }
        return output
    }

    /// What of two wished amounts goes in without moving the price.
    public func deposit(
        first wishedFirst: UInt128, second wishedSecond: UInt128
    ) throws(Failure) -> (first: UInt128, second: UInt128) {
        guard
            let partner = ConstantProduct.partner(
                of: wishedFirst, reserves: (reserves.first, reserves.second))
        else { throw .uncountable }
        if partner <= wishedSecond { return (wishedFirst, partner) }
        guard
            let other = ConstantProduct.partner(
                of: wishedSecond, reserves: (reserves.second, reserves.first))
        else { throw .uncountable }
        return (other, wishedSecond)
    }

    /// - Returns: the shares that the deposit is worth.
    public mutating func add(_ deposit: (first: UInt128, second: UInt128)) throws(Failure)
        -> UInt128
    {
        guard
            let left = WideMath.multiply(deposit.first, shares, dividedBy: reserves.first),
            let right = WideMath.multiply(deposit.second, shares, dividedBy: reserves.second)
        else { throw .uncountable }
        let minted = min(left, right)
        let sums = (
            reserves.first.addingReportingOverflow(deposit.first),
            reserves.second.addingReportingOverflow(deposit.second),
            shares.addingReportingOverflow(minted)
        )
        guard minted > 0, !sums.0.overflow, !sums.1.overflow, !sums.2.overflow else {
            throw .uncountable
        }
        reserves = (sums.0.partialValue, sums.1.partialValue)
        shares = sums.2.partialValue
        return minted
    }

    /// - Returns: what the shares are worth.
    public mutating func remove(shares burnt: UInt128) throws(Failure) -> (
        first: UInt128, second: UInt128
    ) {
        guard burnt > 0, burnt < shares,
            let firstOut = WideMath.multiply(burnt, reserves.first, dividedBy: shares),
            let secondOut = WideMath.multiply(burnt, reserves.second, dividedBy: shares)
        else { throw .uncountable }
        reserves = (reserves.first - firstOut, reserves.second - secondOut)
        shares -= burnt
        return (firstOut, secondOut)
    }

    /// What arbitrage does in a real market: the reserves move along their curve until they show the
    /// market's price.
    ///
    /// - Parameter price: atomic units of the second token for those of the first, as a fraction.
    public mutating func follow(
        _ price: (numerator: UInt128, denominator: UInt128), at tick: Int64
    ) {
        guard tick > self.tick else { return }
        self.tick = tick
        guard
            let value = WideMath.multiply(
                reserves.first, price.numerator, dividedBy: price.denominator)
        else { return }
        let newSecond = WideMath.rootOfProduct(value, reserves.second)
        guard newSecond > 0,
            let newFirst = WideMath.multiply(
                newSecond, price.denominator, dividedBy: price.numerator), newFirst > 0
        else { return }
        reserves = (newFirst, newSecond)
    }

    public static func == (left: Self, right: Self) -> Bool {
        left.first == right.first && left.second == right.second
            && left.reserves == right.reserves && left.shares == right.shares
            && left.tick == right.tick
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(first)
        hasher.combine(second)
        hasher.combine(reserves.first)
        hasher.combine(reserves.second)
        hasher.combine(shares)
        hasher.combine(tick)
    }
}
