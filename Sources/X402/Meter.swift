public import Domain
internal import JSON

/// What an answer comes to under a metered price.
public struct Meter: Sendable, Hashable {
    /// In the price's own token, for each begun KiB of the answer; nil: the ceiling.
    public let perKiB: Quantity?

    public init(perKiB: Quantity? = nil) { self.perKiB = perKiB }

    /// The header in which whoever makes the answer names its charge, as `{"amount": …}` with
    /// atomic units, a share of the ceiling (`"50%"`) or dollars (`"$0.01"`). It never leaves the
    /// seller. Source: x402 SDK 2.25.0.
    public static let header = "Settlement-Overrides"

    /// - Returns: atomic units, never above the ceiling; nil when the answer names a charge that
    ///   cannot be read.
    public func charge(for answer: Answer, upTo ceiling: Money) -> UInt128? {
        let named = answer.values(of: Self.header)
        if !named.isEmpty {
            guard named.count == 1, let json = try? JSONValue(parsing: Array(named[0].utf8)),
                let amount = Self.amount(json["amount"], of: ceiling)
            else { return nil }
            return min(amount, ceiling.atomicUnits)
        }
        guard let perKiB else { return ceiling.atomicUnits }
        let begun = UInt128((answer.body.count + 1023) / 1024)
        let each = Money(atMost: perKiB, of: ceiling.asset).atomicUnits
        let (units, overflow) = each.multipliedReportingOverflow(by: begun)
        return overflow ? ceiling.atomicUnits : min(units, ceiling.atomicUnits)
    }

    private static func amount(_ json: JSONValue?, of ceiling: Money) -> UInt128? {
        switch json {
        case .integer(let number)?: return UInt128(exactly: number)
        case .string(let text)? where text.hasSuffix("%"):
            return share(String(text.dropLast()), of: ceiling.atomicUnits)
        case .string(let text)? where text.hasPrefix("$"):
            guard let dollars = try? Quantity(decimal: String(text.dropFirst())) else {
                return nil
            }
            return Money(atMost: dollars, of: ceiling.asset).atomicUnits
        case .string(let text)?: return UInt128(decimalDigits: text)
        default: return nil
        }
    }

    /// Rounded down.
    private static func share(_ percent: String, of ceiling: UInt128) -> UInt128? {
        guard let share = try? Quantity(decimal: percent), share.scale <= 2 else { return nil }
        let hundredths: UInt128 = share.digits * (share.scale == 0 ? 100 : share.scale == 1 ? 10 : 1)
        guard hundredths <= 10_000 else { return nil }
        // In two parts, so that no product of the two overflows.
        return ceiling / 10_000 * hundredths + ceiling % 10_000 * hundredths / 10_000
    }
}
