public import Domain

/// Questions with two answers that money is put on.
public protocol PredictionVenue: TradingVenue {
    /// Those that can be bet on now.
    func markets() async throws(VenueError) -> [OpenQuestion]

    /// Nil while it is open.
    ///
    /// - Throws: `.refused` for a market that it does not know.
    func outcome(of market: String) async throws(VenueError) -> Bool?

    /// The owner's bets, latest first.
    func bets(of owner: String) async throws(VenueError) -> [PlacedBet]

    /// What can be staked on the network; nil when it takes no such token.
    func stakeAsset(_ symbol: String, on network: Network) async throws(VenueError) -> Asset?
}

public struct OpenQuestion: Sendable, Hashable {
    public let id: String
    /// "Will BTC be above 60,120.50 USD at 2026-11-21T00:00:00Z?"
    public let question: String
    /// The chance of a yes, in millionths.
    public let chanceOfYes: UInt128
    public let closesAt: Timestamp

    public init(id: String, question: String, chanceOfYes: UInt128, closesAt: Timestamp) {
        self.id = id
        self.question = question
        self.chanceOfYes = chanceOfYes
        self.closesAt = closesAt
    }
}

public struct PlacedBet: Sendable, Hashable {
    public enum State: String, Sendable, Hashable, CaseIterable { case open, won, lost, claimed }

    public let id: String
    public let market: String
    public let isYes: Bool
    public let stake: Money
    public let payout: Money
    public let state: State

    public init(
        id: String, market: String, isYes: Bool, stake: Money, payout: Money, state: State
    ) {
        self.id = id
        self.market = market
        self.isYes = isYes
        self.stake = stake
        self.payout = payout
        self.state = state
    }
}
