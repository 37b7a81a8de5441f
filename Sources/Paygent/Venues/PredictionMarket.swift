internal import Domain

/// A simulated question with two answers: where will a price be at the end of its hour or day?
public struct PredictionMarket: Sendable, Hashable {
    public enum Span: String, Sendable, Hashable, CaseIterable {
        case hour, day

        var ticks: Int64 {
            switch self {
            case .hour: 60
            case .day: 1440
            }
        }
    }

    public let symbol: String
    public let span: Span
    /// The first tick of the hour or the day.
    public let opensAt: Int64
    /// In 10^-12 dollars: the price when it opened.
    public let strike: UInt128

    public init(symbol: String, span: Span, containing tick: Int64, series: PriceSeries) {
        self.symbol = symbol
        self.span = span
        opensAt = tick - tick % span.ticks
        strike = series.price(at: opensAt)
    }

    /// Betting ends and the answer is known at this tick.
    public var closesAt: Int64 { opensAt + span.ticks }

    /// `btc-day-2026-11-20`, `btc-hour-2026-11-20t09`.
    public var id: String {
        let moment = Timestamp(
            millisecondsSinceEpoch: opensAt * PriceSeries.tickSeconds * 1000
        ).rfc3339.lowercased()
        return "\(symbol.lowercased())-\(span.rawValue)-\(moment.prefix(span == .day ? 10 : 13))"
    }

    /// Nil while it is open.
    public func answer(at tick: Int64, in series: PriceSeries) -> Bool? {
        tick >= closesAt ? series.price(at: closesAt) > strike : nil
    }

    /// The chance of a yes, in millionths: the further the price is from the strike, and the less
    /// time there is, the surer it is.
    public func chance(at tick: Int64, in series: PriceSeries) -> UInt128 {
        let price = series.price(at: tick)
        let distance = price > strike ? price - strike : strike - price
        let left = UInt128(max(1, closesAt - tick))
        let sureness =
            WideMath.multiply(
                distance * 25, 1_000_000 * UInt128(span.ticks), dividedBy: strike * left) ?? .max
        let moved = min(sureness, 450_000)
        return price > strike ? 500_000 + moved : 500_000 - moved
    }

    /// What a won bet pays, in the stake's units: fixed when it is placed, two percent kept.
    public static func payout(stake: UInt128, chance: UInt128) -> UInt128? {
        guard chance > 0, chance <= 1_000_000 else { return nil }
        return WideMath.multiply(stake, 980_000, dividedBy: chance)
    }
}
