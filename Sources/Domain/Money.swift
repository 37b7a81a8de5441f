/// An amount of one asset, counted in that asset's smallest unit; never negative.
///
/// Units: 1 atomic unit of USDC (6 decimals) is 0.000001 USDC.
public struct Money: Sendable, Hashable {
    /// 128 bits because 64 hold only 18.4 tokens of an asset with 18 decimals.
    public let atomicUnits: UInt128
    public let asset: Asset

    public init(atomicUnits: UInt128, of asset: Asset) {
        self.atomicUnits = atomicUnits
        self.asset = asset
    }

    /// - Throws: `.tooPrecise` for more decimals than the asset has, `.overflow`.
    public init(_ quantity: Quantity, of asset: Asset) throws(MoneyError) {
        self.init(atomicUnits: try quantity.scaled(to: asset.decimals), of: asset)
    }

    /// A quantity as an upper limit: rounded down to what the asset can count.
    public init(atMost quantity: Quantity, of asset: Asset) {
        let excess = quantity.scale > asset.decimals ? quantity.scale - asset.decimals : 0
        let places = quantity.scale - excess
        let (units, overflow) = (quantity.digits / powerOfTen(excess))
            .multipliedReportingOverflow(by: powerOfTen(asset.decimals - places))
        self.init(atomicUnits: overflow ? .max : units, of: asset)
    }

    /// - Throws: `.assetMismatch`, or `.overflow` past 2^128 - 1. Never wraps, never rounds.
    public func adding(_ other: Money) throws(MoneyError) -> Money {
        guard asset == other.asset else { throw .assetMismatch }
        let (sum, overflow) = atomicUnits.addingReportingOverflow(other.atomicUnits)
        guard !overflow else { throw .overflow }
        return Money(atomicUnits: sum, of: asset)
    }

    public var quantity: Quantity { Quantity(digits: atomicUnits, scale: asset.decimals) }
}

extension Money: CustomStringConvertible {
    /// `0.10 USDC`.
    public var description: String { "\(quantity.moneyText) \(asset.symbol)" }
}

/// Why there is no such amount. The caller's to handle; trying again never helps.
public enum MoneyError: Error, Equatable {
    case assetMismatch, malformed, overflow, tooPrecise
}

/// An amount as people say it: a number and a symbol, before anyone knows which contract is meant.
public struct TokenAmount: Sendable, Hashable, CustomStringConvertible {
    public let quantity: Quantity
    /// In capitals: `USDC`, `CRO`, `EUR`.
    public let token: String

    public init(_ quantity: Quantity, _ token: String) {
        self.quantity = quantity
        self.token = token
    }

    /// `0.10 USDC`.
    public var description: String { "\(quantity.moneyText) \(token)" }
}

/// A cap that the owner stated: an amount, or in so many words that there is none.
public enum Limit: Sendable, Hashable {
    case none
    case amount(TokenAmount)

    public var amount: TokenAmount? { if case .amount(let amount) = self { amount } else { nil } }
}
