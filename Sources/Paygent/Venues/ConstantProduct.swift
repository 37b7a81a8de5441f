public import Domain

/// The prices of a pool that keeps the product of its two reserves. Source: Uniswap V2,
/// `UniswapV2Library`, whose roundings these are: always in the pool's favour.
public enum ConstantProduct {
    /// What a trade leaves to the pool: 3 parts of 1,000.
    static let kept: UInt128 = 997
    static let whole: UInt128 = 1000

    /// What comes out for what goes in; nil when a reserve or the input is empty, or too large.
    public static func output(
        for input: UInt128, reserves: (input: UInt128, output: UInt128)
    ) -> UInt128? {
        guard input > 0, reserves.input > 0, reserves.output > 0 else { return nil }
        let (net, tooMuch) = input.multipliedReportingOverflow(by: kept)
        let (scaled, tooLarge) = reserves.input.multipliedReportingOverflow(by: whole)
        let (divisor, overflow) = scaled.addingReportingOverflow(net)
        guard !tooMuch, !tooLarge, !overflow else { return nil }
        return WideMath.multiply(net, reserves.output, dividedBy: divisor)
    }

    /// What has to go in for what is to come out; nil when the pool does not hold as much.
    public static func input(
        for output: UInt128, reserves: (input: UInt128, output: UInt128)
    ) -> UInt128? {
        guard output > 0, reserves.input > 0, reserves.output > output else { return nil }
        let (scaled, tooLarge) = reserves.input.multipliedReportingOverflow(by: whole)
        let (divisor, overflow) = (reserves.output - output)
            .multipliedReportingOverflow(by: kept)
        guard !tooLarge, !overflow,
            let needed = WideMath.multiply(scaled, output, dividedBy: divisor)
        else { return nil }
        let (sum, tooMuch) = needed.addingReportingOverflow(1)
        return tooMuch ? nil : sum
    }

    /// The other side of a deposit that leaves the price as it is.
    public static func partner(
        of amount: UInt128, reserves: (own: UInt128, other: UInt128)
    ) -> UInt128? {
        guard amount > 0, reserves.own > 0, reserves.other > 0 else { return nil }
        return WideMath.multiply(amount, reserves.other, dividedBy: reserves.own)
    }
}

/// How much worse than its quote a trade may end.
public enum Slippage {
    /// What is used when neither the command nor the design says anything.
    public static let usual = Quantity(digits: 5, scale: 1)

    /// The least that has to come out, rounded up, so that never more than the percentage is lost.
    ///
    /// - Returns: nil for more than 100 percent.
    public static func minimum(of quoted: UInt128, percent: Quantity) -> UInt128? {
        let whole = Quantity(100)
        let left: Quantity
        do { left = try whole.subtracting(percent) } catch { return nil }
        guard percent <= whole else { return nil }
        let parts: UInt128
        do { parts = try left.scaled(to: Quantity.scaleMax) } catch { return nil }
        return WideMath.multiplyUp(quoted, parts, dividedBy: hundredPercent)
    }

    /// 100 counted in 10^-18.
    private static let hundredPercent: UInt128 = 100_000_000_000_000_000_000
}
