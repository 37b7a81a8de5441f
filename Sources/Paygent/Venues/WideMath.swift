/// Integer arithmetic whose products may need 256 bits on the way.
public enum WideMath {
    /// `left * right / divisor`, rounded down; nil when the result does not fit or the divisor is 0.
    public static func multiply(
        _ left: UInt128, _ right: UInt128, dividedBy divisor: UInt128
    ) -> UInt128? {
        let product = left.multipliedFullWidth(by: right)
        guard product.high < divisor else { return nil }
        return divisor.dividingFullWidth(product).quotient
    }

    /// As `multiply`, rounded up.
    public static func multiplyUp(
        _ left: UInt128, _ right: UInt128, dividedBy divisor: UInt128
    ) -> UInt128? {
        let product = left.multipliedFullWidth(by: right)
        guard product.high < divisor else { return nil }
        let (quotient, remainder) = divisor.dividingFullWidth(product)
        guard remainder > 0 else { return quotient }
        let (next, overflow) = quotient.addingReportingOverflow(1)
        return overflow ? nil : next
    }

    /// The largest number whose square is at most `left * right`.
    public static func rootOfProduct(_ left: UInt128, _ right: UInt128) -> UInt128 {
        let product = left.multipliedFullWidth(by: right)
        var root: UInt128 = 0
        for bit in (0..<128).reversed() {
            let candidate = root | UInt128(1) << UInt128(bit)
            let square = candidate.multipliedFullWidth(by: candidate)
            if (square.high, square.low) <= (product.high, product.low) { root = candidate }
        }
        return root
    }
}
