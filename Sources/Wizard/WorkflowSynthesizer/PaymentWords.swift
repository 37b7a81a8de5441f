internal import Domain

/// What the steps of a payment are called, for each kind of payment, with the design's numbers.
struct PaymentWords {
    let quote: String
    var quoteSettings: [Workflow.Setting] = []
    /// Limits that are not sums of money.
    var limits: (label: String, settings: [Workflow.Setting])?
    let pay: String
    let verify: String
    /// What remains to be looked after once it is paid.
    var followUp: String?

    /// Whether the money buys an answer that may fail to come.
    static func delivers(_ branch: String) -> Bool {
        switch BuiltInTool(rawValue: branch) {
        case .x402Payment, .subscribeService: true
        case .discoverServices, .checkBalance, .transferTokens, .swapTokens, .perpetualTrade,
            .predictionMarket, nil:
            false
        }
    }

    /// Limits of a branch that are not sums of money; empty when it has none.
    static func limitSettings(_ branch: String, _ policy: Policy) -> [Workflow.Setting] {
        let value: Quantity? =
            switch BuiltInTool(rawValue: branch) {
            case .swapTokens: policy.slippagePercentMax
            case .perpetualTrade: policy.leverageMax
            case .x402Payment, .discoverServices, .checkBalance, .transferTokens, .subscribeService,
                .predictionMarket, nil:
                nil
            }
        let name = branch == BuiltInTool.swapTokens.rawValue ? "slippage_percent" : "leverage_max"
        return value.map { [Workflow.Setting(name, "\($0)")] } ?? []
    }

    /// - Precondition: the tool moves money.
    init(_ tool: BuiltInTool, _ spec: AgentSpec, _ policy: Policy) {
        switch tool {
        case .x402Payment, .discoverServices, .checkBalance:
            quote = "Ask the service for its price"
            quoteSettings = spec.list(.pricingModel).map { .init("billing", $0) }
            pay = "Pay for the request"
            verify = "Check the settlement and the answer"
        case .transferTokens:
            quote = "Work out the amount and the recipient"
            pay = "Send the money"
            verify = "Check the transfer on the chain"
        case .swapTokens:
            quote = "Ask what the swap would give"
            limits = policy.slippagePercentMax.map {
                ("Within \($0) % of the quote?", Self.limitSettings(tool.rawValue, policy))
            }
            pay = "Swap"
            verify = "Check what the swap gave"
        case .subscribeService:
            quote = "Read the price and the period"
            pay = "Pay for the period"
            verify = "Check that the subscription is active"
            followUp = "Set the date of the next renewal"
        case .perpetualTrade:
            quote = "Work out the size and the margin"
            limits = policy.leverageMax.map {
                ("At most \($0) times leverage?", Self.limitSettings(tool.rawValue, policy))
            }
            pay = "Open the position"
            verify = "Check the position"
            followUp = "Watch the position until it is closed"
        case .predictionMarket:
            quote = "Work out the outcome and the stake"
            pay = "Place the bet"
            verify = "Check the bet"
            followUp = "Watch the market and claim what is won"
        }
    }
}
