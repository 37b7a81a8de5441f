public import Domain
public import JSON

/// What one sentence to an agent asks for. Only what the sentence says: a part that it does not
/// give is nil, never guessed.
public enum Command: Sendable, Hashable {
    case payment(Payment)
    case transfer(Transfer)
    case swap(Swap)
    case balanceCheck(token: String?, address: String?)
    case serviceDiscovery(Discovery)
    case subscribe(Subscribing)
    case cancelSubscription(service: String?)
    case perpetualOpen(PerpetualOpening)
    /// `market` is `all` when every position is meant.
    case perpetualClose(market: String?, side: Side?, percent: Quantity?)
    case setStopLoss(market: String?, price: Quantity?, percent: Quantity?)
    case predictionBet(Bet)
    /// `market` is `all` when none is named.
    case claimWinnings(market: String?)
    case addLiquidity(Liquidity)
    case removeLiquidity(Withdrawal)
    case farm(Farming)
    case paymentHistory(HistoryQuery)
    case setBudget(Budgeting)
    /// `request` is `last` or `all` where said.
    case approve(request: String?)
    case reject(request: String?)
    /// One of the agent's own HTTP tools.
    case use(ToolUse)
    /// In the order in which they were said.
    case multiStep([Command])
    case refuse(Refusal)
    /// Chat, questions, quotations, hypotheticals, cancelled commands.
    case none

    /// Why a command must not be carried out.
    public enum Refusal: String, Sendable, Hashable, CaseIterable {
        case invalidAmount = "invalid_amount"
        case invalidAddress = "invalid_address"
        /// Shell, SQL, templates, "ignore your instructions".
        case injection
        /// Unlimited spending, all limits off, hiding from approval, secrets or keys.
        case unsafe
        /// For another time than now; a run pays now or not at all.
        case notNow = "not_now"
        /// The same several times; a run pays once.
        case severalTimes = "several_times"
    }

    public enum Side: String, Sendable, Hashable, CaseIterable { case long, short }

    /// A number of tokens, or a part of a holding in percent.
    public enum Portion: Sendable, Hashable {
        case amount(Quantity)
        case percent(Quantity)
    }
}

extension Command {
    /// Whether money may leave when it is carried out.
    public var movesMoney: Bool {
        switch self {
        case .payment, .transfer, .swap, .subscribe, .perpetualOpen, .predictionBet, .addLiquidity,
            .removeLiquidity, .farm,
            .use:
            true
        case .multiStep(let commands): commands.contains(where: \.movesMoney)
        case .balanceCheck, .serviceDiscovery, .cancelSubscription, .perpetualClose, .setStopLoss,
            .claimWinnings, .paymentHistory, .setBudget, .approve, .reject, .refuse, .none:
            false
        }
    }

    /// Whether anything is different after it: money, a position, what is paid for next month.
    public var changesSomething: Bool {
        switch self {
        case .cancelSubscription, .perpetualClose, .setStopLoss, .claimWinnings: true
        case .multiStep(let commands): commands.contains(where: \.changesSomething)
        case .payment, .transfer, .swap, .subscribe, .perpetualOpen, .predictionBet,
            .addLiquidity, .removeLiquidity, .farm, .use, .balanceCheck, .serviceDiscovery,
            .paymentHistory, .setBudget, .approve, .reject, .refuse, .none:
            movesMoney
        }
    }

    public struct ToolUse: Sendable, Hashable {
        public var tool: String
        public var arguments: JSONObject

        public init(tool: String, arguments: JSONObject = JSONObject()) {
            self.tool = tool
            self.arguments = arguments
        }
    }

    public struct Payment: Sendable, Hashable {
        public var amount: Quantity?
        public var token: String?
        public var recipient: String?
        /// Canonical text of a `Schedule`.
        public var schedule: String?

        public init(
            amount: Quantity? = nil, token: String? = nil, recipient: String? = nil,
            schedule: String? = nil
        ) {
            self.amount = amount
            self.token = token
            self.recipient = recipient
            self.schedule = schedule
        }
    }

    public struct Transfer: Sendable, Hashable {
        public var portion: Portion?
        public var token: String?
        public var recipient: String?
        public var network: String?
        public var schedule: String?

        public init(
            portion: Portion? = nil, token: String? = nil, recipient: String? = nil,
            network: String? = nil, schedule: String? = nil
        ) {
            self.portion = portion
            self.token = token
            self.recipient = recipient
            self.network = network
            self.schedule = schedule
        }
    }

    public struct Swap: Sendable, Hashable {
        public var portion: Portion?
        public var fromToken: String?
        public var toToken: String?
        /// Whether the amount is that of the token received: "buy 100 USDC with CRO".
        public var isAmountReceived: Bool
        /// In percent.
        public var slippage: Quantity?
        public var schedule: String?

        public init(
            portion: Portion? = nil, fromToken: String? = nil, toToken: String? = nil,
            isAmountReceived: Bool = false, slippage: Quantity? = nil, schedule: String? = nil
        ) {
            self.portion = portion
            self.fromToken = fromToken
            self.toToken = toToken
            self.isAmountReceived = isAmountReceived
            self.slippage = slippage
            self.schedule = schedule
        }
    }

    public struct Discovery: Sendable, Hashable {
        public enum Order: String, Sendable, Hashable, CaseIterable {
            case cheapest, fastest
            case bestRated = "best_rated"
        }

        public var query: String?
        public var maxPrice: Quantity?
        public var token: String?
        public var order: Order?

        public init(
            query: String? = nil, maxPrice: Quantity? = nil, token: String? = nil,
            order: Order? = nil
        ) {
            self.query = query
            self.maxPrice = maxPrice
            self.token = token
            self.order = order
        }
    }

    public struct Subscribing: Sendable, Hashable {
        public enum Period: String, Sendable, Hashable, CaseIterable {
            case daily, weekly, monthly, yearly
        }

        public var service: String?
        public var amount: Quantity?
        public var token: String?
        public var period: Period?

        public init(
            service: String? = nil, amount: Quantity? = nil, token: String? = nil,
            period: Period? = nil
        ) {
            self.service = service
            self.amount = amount
            self.token = token
            self.period = period
        }
    }
}
