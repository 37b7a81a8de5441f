internal import Domain

/// What a model's tokens cost. Counted in picodollars, 10^-12 US dollars, so that a token of the
/// cheapest model is still a whole number.
public struct ModelPrice: Sendable, Hashable {
    public var inputPicodollars: UInt128
    public var outputPicodollars: UInt128

    /// A model whose price nobody told costs nothing, as those on one's own machine do.
    public static let free = ModelPrice(inputPicodollars: 0, outputPicodollars: 0)

    public init(inputPicodollars: UInt128, outputPicodollars: UInt128) {
        self.inputPicodollars = inputPicodollars
        self.outputPicodollars = outputPicodollars
    }

    /// Reads `0.25/2`: dollars for a million tokens in, and out; six decimals and a million dollars
    /// at most. A dollar a million tokens is a million picodollars a token.
    public init?(parsing text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let input = Self.scaled(parts[0], to: 6),
            let output = Self.scaled(parts[1], to: 6)
        else { return nil }
        self.init(inputPicodollars: input, outputPicodollars: output)
    }

    /// Picodollars of `2.50` dollars; nil when it is no such amount.
    public static func picodollars(dollars text: String) -> UInt128? { scaled(text[...], to: 12) }

    private static let unitsMax: UInt128 = 1_000_000_000_000_000_000

    private static func scaled(_ text: Substring, to places: UInt8) -> UInt128? {
        do {
            let units = try Quantity(decimal: String(text)).scaled(to: places)
            return units <= unitsMax ? units : nil
        } catch { return nil }
    }

    /// In picodollars. Neither factor is large enough to overflow.
    public func cost(of usage: ModelUsage) -> UInt128 {
        UInt128(min(max(usage.inputTokens, 0), ModelUsage.tokensMax)) * inputPicodollars
            + UInt128(min(max(usage.outputTokens, 0), ModelUsage.tokensMax)) * outputPicodollars
    }
}
