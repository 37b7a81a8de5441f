internal import Domain

extension Starter {
    /// The gallery: each is complete, so that "ship it" finishes at once.
    public static let all = [
        apiBuyer, subscriptions, payouts, dollarCostAverage, treasuryWatcher, refundsDesk,
        marketAnalyst, predictionScout,
    ]

    public static func starter(_ id: String) -> Starter? { all.first { $0.id == id } }

    private static let apiBuyer = Starter(
        "api-buyer", "API data buyer", "It finds paid APIs, compares prices and buys the data.",
        Sketch(
            agentType: "data buying agent",
            goals: "find paid APIs, compare their prices and buy the data that is asked for",
            tone: "short and matter-of-fact", tools: [.x402Payment, .discoverServices],
            perPayment: "0.50", window: (.dailyLimit, "5"), approval: "0.25",
            schedule: .onRequest
        ).with(.retryPolicy, .retry(RetryPolicy(retriesMax: 2, backoff: .exponential))))

    private static let subscriptions = Starter(
        "saas-subscriptions", "Software subscriptions",
        "It renews the subscriptions you use and reports what they cost.",
        Sketch(
            agentType: "subscription manager",
            goals: "renew the software subscriptions that are used and cancel the others",
            tone: "businesslike", tools: [.subscribeService, .checkBalance],
            perPayment: "50", window: (.monthlyLimit, "300"), approval: "25",
            schedule: .daily(at: ClockTime(hour: 9, minute: 0))
        ).with(.reportSchedule, .schedules([.monthly(days: [.day(1)], at: nil)])))

    private static let payouts = Starter(
        "contractor-payouts", "Contractor payouts",
        "It pays your contractors once a month, and a person approves the larger sums.",
        Sketch(
            agentType: "payout agent", goals: "pay the contractors once a month",
            tone: "polite and clear", tools: [.transferTokens, .checkBalance],
            perPayment: "2000", window: (.monthlyLimit, "10000"), approval: "500",
            schedule: .monthly(days: [.last], at: ClockTime(hour: 10, minute: 0))
        ).with(.approvers, .names(["owner"])))

    private static let dollarCostAverage = Starter(
        "dca-buyer", "Regular coin buyer",
        "It swaps a fixed amount of USDC into CRO every week, whatever the price.",
        Sketch(
            agentType: "regular buying agent", goals: "swap 20 USDC into CRO every week",
            tone: "plain and calm", tools: [.swapTokens, .checkBalance],
            perPayment: "20", window: (.monthlyLimit, "100"), approval: nil,
            schedule: .weekly(days: [.mon], at: ClockTime(hour: 9, minute: 0))
        ).with(.slippageTolerance, .percent(Quantity(digits: 5, scale: 1))))

    private static let treasuryWatcher = Starter(
        "treasury-watcher", "Treasury watcher",
        "It watches a wallet and warns you. It cannot move any money.",
        Sketch(
            agentType: "treasury watcher", goals: "watch the balance and warn when it is low",
            tone: "short and factual", tools: [.checkBalance], perPayment: nil, window: nil,
            approval: nil, schedule: .every(minutes: 60)
        ).with(.reportSchedule, .schedules([.weekly(days: [.mon], at: nil)])))

    private static let refundsDesk = Starter(
        "refunds-desk", "Refunds desk",
        "It checks refund requests and pays back small sums; larger ones wait for a person.",
        Sketch(
            agentType: "refund agent", goals: "check refund requests and pay the money back",
            tone: "apologetic yet brief", tools: [.transferTokens],
            perPayment: "100", window: (.dailyLimit, "500"), approval: "20",
            schedule: .onRequest
        ).with(.escalationRules, .text("hand over to a person when a customer is angry")))

    private static let marketAnalyst = Starter(
        "market-analyst", "Market analyst",
        "It buys market data and sends you a short report every working day.",
        Sketch(
            agentType: "market analyst",
            goals: "buy market data and write a short report every working day",
            tone: "sober, numbers first", tools: [.x402Payment, .discoverServices],
            perPayment: "0.20", window: (.dailyLimit, "2"), approval: "0.10",
            schedule: .weekdays(at: ClockTime(hour: 7, minute: 30))
        ).with(.verbosityLevel, .choice("concise")))

    private static let predictionScout = Starter(
        "prediction-scout", "Prediction scout",
        "It looks for good odds, asks you before every bet and claims what it wins.",
        Sketch(
            agentType: "prediction market scout",
            goals: "find good odds, bet small sums and claim what is won",
            tone: "dry and honest", tools: [.predictionMarket, .checkBalance],
            perPayment: "5", window: (.weeklyLimit, "25"), approval: "0",
            schedule: .daily(at: ClockTime(hour: 18, minute: 0))
        ).with(.stopConditions, .texts(["it has lost 25 USDC in a week"])))

    private init(_ id: String, _ title: String, _ summary: String, _ sketch: Sketch) {
        self.init(id: id, title: title, summary: summary, spec: sketch.spec)
    }
}

/// What every starter settles, in USDC on the Cronos testnet, reported by email.
private struct Sketch {
    var spec: AgentSpec

    init(
        agentType: String, goals: String, tone: String, tools: [BuiltInTool], perPayment: String?,
        window: (slot: Slot, most: String)?, approval: String?, schedule: Schedule
    ) {
        spec = AgentSpec()
        spec[.agentType] = .text(agentType)
        spec[.goals] = .text(goals)
        spec[.tone] = .text(tone)
        spec[.tools] = .tools(tools)
        spec[.currency] = .symbol("USDC")
        spec[.network] = .network(.cronosTestnet)
        spec[.perPaymentLimit] = Self.limit(perPayment)
        if let window { spec[window.slot] = Self.limit(window.most) }
        if spec.mayMoveMoney {
            spec[.approvalThreshold] = approval == nil ? .limit(.none) : Self.limit(approval)
        }
        spec[.schedule] = .schedules([schedule])
        spec[.notificationChannel] = .channels([Channel(.email)])
    }

    func with(_ slot: Slot, _ value: SlotValue) -> Sketch {
        var sketch = self
        sketch.spec[slot] = value
        return sketch
    }

    private static func limit(_ text: String?) -> SlotValue? {
        guard let text, let quantity = try? Quantity(decimal: text) else { return nil }
        return .limit(.amount(TokenAmount(quantity, "USDC")))
    }
}
