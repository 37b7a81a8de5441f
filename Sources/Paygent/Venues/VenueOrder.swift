public import Domain

/// Where money is traded rather than paid.
public enum VenueName: String, Sendable, Hashable, CaseIterable {
    /// Swaps, liquidity and farms.
    case vvs
    /// Perpetuals.
    case moonlander
    /// Predictions.
    case delphi

    /// As people and recipient lists write it.
    public var title: String {
        switch self {
        case .vvs: "VVS"
        case .moonlander: "Moonlander"
        case .delphi: "Delphi"
        }
    }
}

/// One thing to do at a venue, complete before anyone judges it: what is judged, shown to an
/// approver and carried out is this value and nothing else.
public enum VenueOrder: Sendable, Hashable {
    /// Gives exactly the one for at least the other.
    case swap(give: Money, minimum: Money)
    /// Both at most; what moves the price is left out.
    case addLiquidity(first: Money, second: Money)
    case removeLiquidity(Removal)
    case farm(FarmAct, first: Asset, second: Asset)
    case openPosition(Opening)
    case closePosition(Closing)
    /// `market` may also be one position, by its identifier.
    case setStop(StopKind, market: String?, at: StopLevel)
    case bet(Wager)
    /// Nil: of every market.
    case claim(market: String?)

    public enum FarmAct: String, Sendable, Hashable, CaseIterable { case stake, unstake, harvest }

    public enum StopKind: String, Sendable, Hashable, CaseIterable {
        case stopLoss = "stop_loss"
        case takeProfit = "take_profit"
    }

    public enum StopLevel: Sendable, Hashable {
        /// In dollars.
        case price(Quantity)
        /// Away from the entry.
        case percent(Quantity)
    }

    public struct Opening: Sendable, Hashable {
        public var market: String
        public var side: Command.Side
        public var margin: Money
        public var leverage: Quantity

        public init(market: String, side: Command.Side, margin: Money, leverage: Quantity) {
            self.market = market
            self.side = side
            self.margin = margin
            self.leverage = leverage
        }
    }

    /// Gives shares of a pool back, for at least these two.
    public struct Removal: Sendable, Hashable {
        /// Of the pool's own token.
        public var shares: Money
        public var first: Money
        public var second: Money

        public init(shares: Money, first: Money, second: Money) {
            self.shares = shares
            self.first = first
            self.second = second
        }
    }

    public struct Wager: Sendable, Hashable {
        public var market: String
        public var isYes: Bool
        public var stake: Money
        /// In millionths: odds worse than that are not taken.
        public var chanceMax: UInt128

        public init(market: String, isYes: Bool, stake: Money, chanceMax: UInt128) {
            self.market = market
            self.isYes = isYes
            self.stake = stake
            self.chanceMax = chanceMax
        }
    }

    public struct Closing: Sendable, Hashable {
        /// Nil for all of them.
        public var market: String?
        public var side: Command.Side?
        /// Of what is open.
        public var percent: Quantity

        public init(market: String?, side: Command.Side?, percent: Quantity = Quantity(100)) {
            self.market = market
            self.side = side
            self.percent = percent
        }
    }

    public var venue: VenueName {
        switch self {
        case .swap, .addLiquidity, .removeLiquidity, .farm: .vvs
        case .openPosition, .closePosition, .setStop: .moonlander
        case .bet, .claim: .delphi
        }
    }

    /// The tool that an agent needs for it.
    public var tool: BuiltInTool {
        switch venue {
        case .vvs: .swapTokens
        case .moonlander: .perpetualTrade
        case .delphi: .predictionMarket
        }
    }

    /// What leaves the wallet; empty for what only brings back.
    public var given: [Money] {
        switch self {
        case .swap(let give, _): [give]
        case .addLiquidity(let first, let second): [first, second]
        case .openPosition(let opening): [opening.margin]
        case .bet(let wager): [wager.stake]
        case .removeLiquidity, .farm, .closePosition, .setStop, .claim: []
        }
    }

    /// What the venue has to be allowed to take from the wallet.
    public var taken: [Money] {
        if case .removeLiquidity(let removal) = self { [removal.shares] } else { given }
    }

    /// What has to come back at the least, token by token.
    public var minimums: [Money] {
        switch self {
        case .swap(_, let minimum): [minimum]
        case .removeLiquidity(let removal): [removal.first, removal.second]
        case .addLiquidity, .farm, .openPosition, .closePosition, .setStop, .bet, .claim: []
        }
    }

    /// Whether it only brings back or moves what was counted when it was provided, so that it
    /// spends nothing.
    public var isReturn: Bool {
        switch self {
        case .removeLiquidity, .farm: true
        case .swap, .addLiquidity, .openPosition, .closePosition, .setStop, .bet, .claim: false
        }
    }
}

/// What came of an order that was carried out.
public struct Fill: Sendable, Hashable {
    public let venue: VenueName
    /// The transaction's hash, or the sandbox's identifier.
    public let transaction: String
    public let isSimulated: Bool
    /// For people, a whole sentence.
    public let sentence: String
    /// What came back.
    public let received: [Money]

    public init(
        venue: VenueName, transaction: String, isSimulated: Bool, sentence: String,
        received: [Money] = []
    ) {
        self.venue = venue
        self.transaction = transaction
        self.isSimulated = isSimulated
        self.sentence = sentence
        self.received = received
    }
}
