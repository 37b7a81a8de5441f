public import Domain

/// A leveraged position with a margin of its own: no more than the margin can be lost.
public struct PerpetualPosition: Sendable, Hashable {
    public enum End: String, Sendable, Hashable, CaseIterable {
        case closed, liquidated
        case stoppedOut = "stopped_out"
        case tookProfit = "took_profit"
    }

    public let market: String
    public let side: Command.Side
    /// What is left of the margin after funding, in atomic units of its asset.
    public private(set) var margin: UInt128
    /// What the position is worth at its entry, in the same units: margin times leverage.
    public private(set) var size: UInt128
    /// In 10^-12 dollars, as every price here.
    public let entry: UInt128
    public private(set) var stopLoss: UInt128?
    public private(set) var takeProfit: UInt128?
    /// The last tick that was looked at.
    public private(set) var tick: Int64
    public private(set) var end: End?
    /// Funding that was paid (positive) or received (negative), in atomic units.
    public private(set) var funding: Int128

    /// The part of the size, in millionths, that the margin has to stay above.
    static let maintenance: UInt128 = 5000
    /// What the side in favour pays to the other in an hour, in millionths of the size.
    static let fundingPerHour: UInt128 = 10
    static let ticksPerFunding: Int64 = 60
    static let million: UInt128 = 1_000_000
    /// Of the venue; a design usually allows far less.
    public static let leverageMax = Quantity(100)

    /// - Returns: nil for a leverage below one, or amounts that cannot be counted.
    public init?(
        market: String, side: Command.Side, margin: UInt128, leverage: Quantity, entry: UInt128,
        tick: Int64
    ) {
        guard margin > 0, entry > 0, leverage >= Quantity(1), leverage <= Self.leverageMax else {
            return nil
        }
        let parts: UInt128
        do { parts = try leverage.scaled(to: 6) } catch { return nil }
        guard let size = WideMath.multiply(margin, parts, dividedBy: Self.million) else {
            return nil
        }
        self.init(
            market: market, side: side, margin: margin, size: size, entry: entry, stopLoss: nil,
            takeProfit: nil, tick: tick, end: nil, funding: 0)
    }

    /// For stores, which read back what they were given.
    init(
        market: String, side: Command.Side, margin: UInt128, size: UInt128, entry: UInt128,
        stopLoss: UInt128?, takeProfit: UInt128?, tick: Int64, end: End?, funding: Int128
    ) {
        self.market = market
        self.side = side
        self.margin = margin
        self.size = size
        self.entry = entry
        self.stopLoss = stopLoss
        self.takeProfit = takeProfit
        self.tick = tick
        self.end = end
        self.funding = funding
    }

    public enum Failure: Error, Equatable {
        case ended
        /// A stop on the wrong side of the price would end the position at once.
        case wrongSide
    }

    /// What is paid out if it ends at this price; zero when more than the margin is lost.
    public func value(at price: UInt128) -> UInt128 {
        let change = price > entry ? price - entry : entry - price
        guard let moved = WideMath.multiply(size, change, dividedBy: entry) else { return 0 }
        guard (price >= entry) == (side == .long) || moved == 0 else {
            return margin > moved ? margin - moved : 0
        }
        let (sum, overflow) = margin.addingReportingOverflow(moved)
        return overflow ? .max : sum
    }

    /// The price at which nothing but the maintenance margin is left; nil when no price does that.
    public var liquidationPrice: UInt128? {
        let needed = part(Self.maintenance, of: size)
        let buffer = margin > needed ? margin - needed : 0
        guard let distance = WideMath.multiply(entry, buffer, dividedBy: size) else { return nil }
        switch side {
        case .long: return distance < entry ? entry - distance : nil
        case .short:
            let (sum, overflow) = entry.addingReportingOverflow(distance)
            return overflow ? nil : sum
        }
    }

    public mutating func setStopLoss(
        _ stop: UInt128, price: UInt128
    ) throws(Failure) {
        guard end == nil else { throw .ended }
        guard side == .long ? stop < price : stop > price else { throw .wrongSide }
        stopLoss = stop
    }

    public mutating func setTakeProfit(
        _ target: UInt128, price: UInt128
    ) throws(Failure) {
        guard end == nil else { throw .ended }
        guard side == .long ? target > price : target < price else { throw .wrongSide }
        takeProfit = target
    }

    /// Lives through the ticks up to this one: funding every hour, liquidation, stop and target.
    ///
    /// - Returns: what is paid out when it ended on the way.
    public mutating func live(through last: Int64, in series: PriceSeries) -> UInt128? {
        guard end == nil else { return nil }
        while tick < last {
            tick += 1
            let price = series.price(at: tick)
            if tick % Self.ticksPerFunding == 0 { fund(isAboveBase: price >= series.base) }
            if let reason = reached(price) {
                end = reason
                return reason == .liquidated ? 0 : value(at: price)
            }
        }
        return nil
    }

    private func reached(_ price: UInt128) -> End? {
        let isLong = side == .long
        if value(at: price) <= part(Self.maintenance, of: size) { return .liquidated }
        if let stopLoss, isLong ? price <= stopLoss : price >= stopLoss { return .stoppedOut }
        if let takeProfit, isLong ? price >= takeProfit : price <= takeProfit { return .tookProfit }
        return nil
    }

    /// Above its base a market is crowded with longs, and they pay; below it the shorts do.
    private mutating func fund(isAboveBase: Bool) {
        let due = part(Self.fundingPerHour, of: size)
        if (side == .long) == isAboveBase {
            let paid = min(due, margin)
            margin -= paid
            funding += Int128(paid)
        } else {
            margin += due
            funding -= Int128(due)
        }
    }

    /// Closes all of it or a part, in percent of what is open.
    ///
    /// - Returns: what is paid out.
    public mutating func close(percent: Quantity, at price: UInt128) throws(Failure) -> UInt128 {
        guard end == nil else { throw .ended }
        guard percent < Quantity(100), let parts = parts(percent) else {
            end = .closed
            return value(at: price)
        }
        let whole = self
        margin = whole.margin - part(parts, of: whole.margin)
        size = whole.size - part(parts, of: whole.size)
        let left = value(at: price)
        let total = whole.value(at: price)
        return total > left ? total - left : 0
    }

    private func part(_ millionths: UInt128, of units: UInt128) -> UInt128 {
        WideMath.multiply(units, millionths, dividedBy: Self.million) ?? units
    }

    /// In millionths; nil when that is nothing.
    private func parts(_ percent: Quantity) -> UInt128? {
        do {
            let parts = try percent.scaled(to: 6) / 100
            return parts > 0 ? parts : nil
        } catch { return nil }
    }
}
