public import Domain

/// The made-up prices of one market: the same seed gives the same prices for ever, so a simulated
/// position can be settled tick by tick whenever somebody looks.
///
/// A price wanders around its base: slow waves carry it by some percent over weeks and days, fast
/// ones by some tenths of a percent within the hour.
public struct PriceSeries: Sendable, Hashable {
    /// Prices are counted in 10^-12 dollars.
    public static let decimals: UInt8 = 12
    public static let tickSeconds: Int64 = 60

    public let seed: UInt64
    /// In 10^-12 dollars.
    public let base: UInt128

    public init(seed: UInt64, base: UInt128) {
        self.seed = seed
        self.base = base
    }

    public static func tick(at moment: Timestamp) -> Int64 {
        moment.secondsSinceEpoch / tickSeconds
    }

    /// In 10^-12 dollars.
    public func price(at tick: Int64) -> UInt128 {
        let swing = Self.waves.reduce(Int64(0)) { $0 + height(of: $1, at: tick) }
        let parts = UInt128(Self.million + swing)
        return WideMath.multiply(base, parts, dividedBy: UInt128(Self.million)) ?? base
    }

    /// In ticks, and in millionths of the base to both sides.
    private typealias Wave = (length: Int64, height: Int64)

    private static let million: Int64 = 1_000_000
    private static let waves: [Wave] = [
        (20_160, 60_000), (2880, 25_000), (360, 8000), (45, 2500), (6, 900),
    ]

    /// Between random heights at the ends of a wave, in a straight line.
    private func height(of wave: Wave, at tick: Int64) -> Int64 {
        let start = tick >= 0 ? tick / wave.length : (tick - wave.length + 1) / wave.length
        let inside = tick - start * wave.length
        let (left, right) = (random(wave, start), random(wave, start + 1))
        return left + (right - left) * inside / wave.length
    }

    /// Source of the mixing: SplitMix64, Steele et al. 2014.
    private func random(_ wave: Wave, _ point: Int64) -> Int64 {
        var bits = seed &+ UInt64(bitPattern: wave.length) &* 0x9E37_79B9_7F4A_7C15
        bits = bits &+ UInt64(bitPattern: point) &* 0xD1B5_4A32_D192_ED03
        bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
        bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
        bits ^= bits >> 31
        return Int64(bits % UInt64(2 * wave.height + 1)) - wave.height
    }
}
