public import Domain

// What commands say about markets, past payments and limits.

extension Command {
    public struct PerpetualOpening: Sendable, Hashable {
        /// The base symbol: `BTC`.
        public var market: String?
        public var side: Side?
        public var amount: Quantity?
        public var token: String?
        public var leverage: Quantity?
        public var stopLoss: Quantity?
        public var takeProfit: Quantity?

        public init(
            market: String? = nil, side: Side? = nil, amount: Quantity? = nil,
            token: String? = nil, leverage: Quantity? = nil, stopLoss: Quantity? = nil,
            takeProfit: Quantity? = nil
        ) {
            self.market = market
            self.side = side
            self.amount = amount
            self.token = token
            self.leverage = leverage
            self.stopLoss = stopLoss
            self.takeProfit = takeProfit
        }
    }

    public struct Bet: Sendable, Hashable {
        public var market: String?
        /// `yes`, `no` or the named outcome.
        public var outcome: String?
        public var amount: Quantity?
        public var token: String?

        public init(
            market: String? = nil, outcome: String? = nil, amount: Quantity? = nil,
            token: String? = nil
        ) {
            self.market = market
            self.outcome = outcome
            self.amount = amount
            self.token = token
        }
    }

    public struct Liquidity: Sendable, Hashable {
        public var tokenA: String?
        public var amountA: Quantity?
        public var tokenB: String?
        public var amountB: Quantity?

        public init(
            tokenA: String? = nil, amountA: Quantity? = nil, tokenB: String? = nil,
            amountB: Quantity? = nil
        ) {
            self.tokenA = tokenA
            self.amountA = amountA
            self.tokenB = tokenB
            self.amountB = amountB
        }
    }

    public struct HistoryQuery: Sendable, Hashable {
        public enum Status: String, Sendable, Hashable, CaseIterable {
            case failed, pending, completed, refunded
        }

        /// `today`, `last_month`, `since:2026-01-15`, `month:2026-03`.
        public var period: String?
        public var limit: Int?
        public var recipient: String?
        public var token: String?
        public var status: Status?
        public var minAmount: Quantity?

        public init(
            period: String? = nil, limit: Int? = nil, recipient: String? = nil,
            token: String? = nil, status: Status? = nil, minAmount: Quantity? = nil
        ) {
            self.period = period
            self.limit = limit
            self.recipient = recipient
            self.token = token
            self.status = status
            self.minAmount = minAmount
        }
    }

    public struct Budgeting: Sendable, Hashable {
        public var amount: Quantity?
        public var token: String?
        public var window: BudgetWindow?

        public init(amount: Quantity? = nil, token: String? = nil, window: BudgetWindow? = nil) {
            self.amount = amount
            self.token = token
            self.window = window
        }
    }
}

extension Command {
    /// The tool that a trade needs; nil for what is no trade.
    public var tradeTool: BuiltInTool? {
        switch self {
        case .swap, .addLiquidity, .removeLiquidity, .farm: .swapTokens
        case .perpetualOpen, .perpetualClose, .setStopLoss: .perpetualTrade
        case .predictionBet, .claimWinnings: .predictionMarket
        case .payment, .transfer, .balanceCheck, .serviceDiscovery, .subscribe,
            .cancelSubscription, .paymentHistory, .setBudget, .approve, .reject, .use, .multiStep,
            .refuse, .none:
            nil
        }
    }
}
