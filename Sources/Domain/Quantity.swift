/// An exact, non-negative decimal number: `digits` / 10^`scale`. Never floating point.
///
/// Held in lowest terms (no trailing zero after the point), so equal numbers are equal values.
public struct Quantity: Sendable, Hashable, Comparable, CustomStringConvertible {
    public let digits: UInt128
    /// Digits after the decimal point, `scaleMax` at most.
    public let scale: UInt8

    /// Eighteen: as many as any token we know has.
    public static let scaleMax: UInt8 = 18
    public static let zero = Quantity(0)

    public init(_ whole: UInt64) { self.init(digits: UInt128(whole), scale: 0) }

    /// - Precondition: `scale` is at most `scaleMax`.
    public init(digits: UInt128, scale: UInt8) {
        precondition(scale <= Self.scaleMax, "at most \(Self.scaleMax) decimals")
        var (digits, scale) = (digits, scale)
        while scale > 0, digits.isMultiple(of: 10) {
            digits /= 10
            scale -= 1
        }
        self.digits = digits
        self.scale = digits == 0 ? 0 : scale
    }

    /// Reads `25`, `0.10`, `1250.5`: digits with at most one point that has a digit on each side.
    ///
    /// - Throws: `.malformed`, `.overflow`, or `.tooPrecise` past `scaleMax` decimals.
    public init(decimal text: String) throws(MoneyError) {
        var digits: UInt128 = 0
        var scale: UInt8?
        var count = 0
        for byte in text.utf8 {
            if byte == UInt8(ascii: "."), scale == nil, count > 0 {
                scale = 0
                continue
            }
            guard byte &- UInt8(ascii: "0") < 10 else { throw .malformed }
            if let places = scale {
                guard places < Self.scaleMax else { throw .tooPrecise }
                scale = places + 1
            }
            let (tens, tooLong) = digits.multipliedReportingOverflow(by: 10)
            let (sum, tooBig) = tens.addingReportingOverflow(UInt128(byte - UInt8(ascii: "0")))
            guard !tooLong, !tooBig else { throw .overflow }
            digits = sum
            count += 1
        }
        guard count > 0, scale != 0 else { throw .malformed }
        self.init(digits: digits, scale: scale ?? 0)
    }

    /// Plain decimal text without exponent or separators: `0.1`, `25`, `1250.5`.
    public var description: String {
        var text: [UInt8] = []
        text.reserveCapacity(40)
        var rest = digits
        while rest > 0 || text.count <= Int(scale) {
            // Division of 128 bits is many times as slow, and few amounts need it.
            let digit: UInt8
            if let small = UInt64(exactly: rest) {
                digit = UInt8(truncatingIfNeeded: small % 10)
                rest = UInt128(small / 10)
            } else {
                digit = UInt8(truncatingIfNeeded: rest % 10)
                rest /= 10
            }
            text.append(UInt8(ascii: "0") + digit)
        }
        if scale > 0 { text.insert(UInt8(ascii: "."), at: Int(scale)) }
        text.reverse()
        return String(decoding: text, as: UTF8.self)
    }

    /// With at least two decimals when there are any: `0.10`, `25`, `1.125`. For people.
    public var moneyText: String { scale == 1 ? description + "0" : description }

    public var isZero: Bool { digits == 0 }

    public static func < (lhs: Self, rhs: Self) -> Bool {
        let (whole, otherWhole) = (lhs.wholePart, rhs.wholePart)
        return whole == otherWhole ? lhs.fraction18 < rhs.fraction18 : whole < otherWhole
    }

    private var wholePart: UInt128 { digits / powerOfTen(scale) }
    /// The fraction counted in 10^-18.
    private var fraction18: UInt128 {
        digits % powerOfTen(scale) * powerOfTen(Self.scaleMax - scale)
    }
}

extension Quantity {
    /// - Throws: `.overflow`, or `.tooPrecise` past `scaleMax` decimals.
    public func multiplied(by other: Quantity) throws(MoneyError) -> Quantity {
        let (product, overflow) = digits.multipliedReportingOverflow(by: other.digits)
        guard !overflow else { throw .overflow }
        var (reduced, places) = (product, scale + other.scale)
        while places > Self.scaleMax, reduced.isMultiple(of: 10) {
            reduced /= 10
            places -= 1
        }
        guard places <= Self.scaleMax else { throw .tooPrecise }
        return Quantity(digits: reduced, scale: places)
    }

    /// - Throws: `.overflow`.
    public func adding(_ other: Quantity) throws(MoneyError) -> Quantity {
        let places = max(scale, other.scale)
        let (sum, overflow) = try scaled(to: places).addingReportingOverflow(
            try other.scaled(to: places))
        guard !overflow else { throw .overflow }
        return Quantity(digits: sum, scale: places)
    }

    /// What is left of it, zero when nothing is.
    ///
    /// - Throws: `.overflow`.
    public func subtracting(_ other: Quantity) throws(MoneyError) -> Quantity {
        guard other < self else { return .zero }
        let places = max(scale, other.scale)
        return Quantity(
            digits: try scaled(to: places) - other.scaled(to: places), scale: places)
    }

    /// Divided by a small whole number, rounded down at `scaleMax` decimals at the latest.
    public func divided(by divisor: UInt64) -> Quantity {
        precondition(divisor > 0, "division by zero is a programming error")
        var (value, places) = (digits, scale)
        while places < Self.scaleMax, !value.isMultiple(of: UInt128(divisor)),
            value < UInt128.max / 10
        {
            value *= 10
            places += 1
        }
        return Quantity(digits: value / UInt128(divisor), scale: places)
    }

    /// The number counted in 10^-`places`.
    ///
    /// - Throws: `.tooPrecise` when digits would be lost, `.overflow`.
    public func scaled(to places: UInt8) throws(MoneyError) -> UInt128 {
        guard places >= scale else { throw .tooPrecise }
        let (value, overflow) = digits.multipliedReportingOverflow(by: powerOfTen(places - scale))
        guard !overflow else { throw .overflow }
        return value
    }
}

/// - Precondition: at most 38, the largest power that fits into 128 bits.
func powerOfTen(_ exponent: UInt8) -> UInt128 {
    var power: UInt128 = 1
    for _ in 0..<exponent { power *= 10 }
    return power
}
