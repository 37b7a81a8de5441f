public import Domain

/// Swaps tokens and takes liquidity.
public protocol ExchangeVenue: TradingVenue {
    /// The token of this symbol that it trades on the network.
    func asset(_ symbol: String, on network: Network) async throws(VenueError) -> Asset?

    /// What would come out now, fees taken off.
    func quote(giving given: Money, for asset: Asset) async throws(VenueError) -> Money

    /// What would have to be given now.
    func quote(taking taken: Money, for asset: Asset) async throws(VenueError) -> Money

    /// What of two wished amounts a deposit would take now.
    func deposit(
        _ first: Money, _ second: Money
    ) async throws(VenueError) -> (first: Money, second: Money)

    /// The owner's shares of the pool of two tokens that are not in a farm, counted in the pool's
    /// own token.
    func shares(of owner: String, in first: Asset, _ second: Asset) async throws(VenueError)
        -> Money

    /// What shares would bring now, in the order of the tokens.
    func withdrawal(
        of shares: Money, from first: Asset, _ second: Asset
    ) async throws(VenueError) -> (first: Money, second: Money)

    /// What a token is worth by a price that its own pool cannot move, rounded up; nil where there
    /// is none, and then it cannot be spent by an agent whose limits are in another token.
    func worth(of money: Money, in asset: Asset) async throws(VenueError) -> Money?

    /// What the owner has provided.
    func holdings(of owner: String) async throws(VenueError) -> [LiquidityHolding]
}

/// Shares of one pool.
public struct LiquidityHolding: Sendable, Hashable {
    public let first: Asset
    public let second: Asset
    /// The pool's own token, in which shares are counted.
    public let share: Asset
    public let free: UInt128
    /// In the farm.
    public let staked: UInt128
    /// What the farm owes by now.
    public let reward: Money?

    public init(
        first: Asset, second: Asset, share: Asset, free: UInt128, staked: UInt128 = 0,
        reward: Money? = nil
    ) {
        self.first = first
        self.second = second
        self.share = share
        self.free = free
        self.staked = staked
        self.reward = reward
    }
}
