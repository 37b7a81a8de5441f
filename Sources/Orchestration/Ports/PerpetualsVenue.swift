public import Domain
public import Paygent

/// Leveraged positions on prices.
public protocol PerpetualsVenue: TradingVenue {
    /// The price of a market in dollars; nil for a market that it does not have.
    func price(of market: String) async throws(VenueError) -> Quantity?

    /// The markets it has.
    var markets: [String] { get }

    /// What can be put up as margin on the network; nil when it takes no such token.
    func marginAsset(_ symbol: String, on network: Network) async throws(VenueError) -> Asset?

    /// The owner's positions, open ones first, as they stand now: funding charged, stops taken.
    func positions(of owner: String) async throws(VenueError) -> [OpenPosition]

    /// Settles what its stops, its target or its margin have ended. Safe to repeat.
    ///
    /// - Returns: how many positions ended.
    func settle() async throws(VenueError) -> Int
}

/// A position as its owner sees it.
public struct OpenPosition: Sendable, Hashable {
    public let id: String
    public let position: PerpetualPosition
    public let margin: Money
    /// What it is worth at the price of now; zero once it has ended.
    public let value: Money

    public init(id: String, position: PerpetualPosition, margin: Money, value: Money) {
        self.id = id
        self.position = position
        self.margin = margin
        self.value = value
    }
}
