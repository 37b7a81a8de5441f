import Domain

/// Designs that differ in every way a workflow can: which tools, talk, triggers, limits, approval,
/// repetition, escalation, reports, stops.
enum WorkflowDesigns {
    static let all: [(name: String, design: Design)] = [
        ("service buyer", serviceBuyer), ("payroll", payroll), ("swap bot", swapBot),
        ("subscriptions", subscriptions), ("perps", perps), ("bets", bets),
        ("concierge with HTTP tools", concierge), ("everything", everything),
        ("talk only", talkOnly), ("balance watcher", balanceWatcher), ("HTTP only", httpOnly),
        ("search only", searchOnly), ("reports only", reportsOnly), ("nothing said", design([:])),
        ("asked always", askedAlways), ("no limits", noLimits),
    ]

    static func design(_ values: [Slot: SlotValue]) -> Design {
        var spec = AgentSpec()
        for (slot, value) in values { spec[slot] = value }
        return Design(spec: spec)
    }

    static func money(_ text: String) -> SlotValue {
        let parts = text.split(separator: " ").map(String.init)
        guard let quantity = try? Quantity(decimal: parts[0]) else { return .limit(.none) }
        return .limit(.amount(TokenAmount(quantity, parts[1])))
    }

    static let serviceBuyer = design([
        .agentName: .name("Data Scout"), .goals: .text("Buy market data when asked"),
        .tools: .tools([.x402Payment, .discoverServices]), .currency: .symbol("USDC"),
        .perPaymentLimit: money("1 USDC"), .dailyLimit: money("20 USDC"),
        .approvalThreshold: money("0.5 USDC"), .approvers: .names(["finance"]),
        .retryPolicy: .retry(RetryPolicy(retriesMax: 3, backoff: .exponential)),
        .greetingStyle: .text("Hello!"), .pricingModel: .choices(["pay-per-call"]),
    ])

    static let payroll = design([
        .goals: .text("Pay salaries"), .tools: .tools([.transferTokens, .checkBalance]),
        .currency: .symbol("USDC"), .monthlyLimit: money("9000 USDC"),
        .allowedRecipients: .names(["anna.eth", "ben.eth", "carla.eth"]),
        .blockedRecipients: .names(["mallory.eth"]),
        .approvalThreshold: money("1000 USDC"), .approvers: .names(["Ines", "Omar"]),
        .schedule: .schedules([.monthly(days: [.last], at: ClockTime(hour: 9, minute: 0))]),
        .reportSchedule: .schedules([.weekly(days: [.fri], at: nil)]),
        .notificationChannel: .channels([Channel(.slack, target: "#payroll")]),
        .escalationContact: .name("the head of finance"),
    ])

    static let swapBot = design([
        .goals: .text("Turn CRO into USDC when CRO is dear"), .tools: .tools([.swapTokens]),
        .currency: .symbol("CRO"), .dailyLimit: money("500 CRO"),
        .slippageTolerance: percent("0.5"),
        .schedule: .schedules([.onPrice(token: "CRO", .above, amount("0.15 USD"))]),
        .retryPolicy: .retry(RetryPolicy(retriesMax: 0)),
        .notificationChannel: .channels([Channel(.telegram)]),
    ])

    static let subscriptions = design([
        .goals: .text("Keep our subscriptions alive until they are cancelled"),
        .tools: .tools([.subscribeService, .x402Payment]), .currency: .symbol("USDC"),
        .weeklyLimit: money("40 USDC"), .approvalThreshold: .limit(.none),
        .schedule: .schedules([.daily(at: nil)]), .retryPolicy: .retry(RetryPolicy()),
        .escalationRules: .text("When a price rises"),
    ])

    static let perps = design([
        .goals: .text("Hedge our ETH"), .tools: .tools([.perpetualTrade, .checkBalance]),
        .currency: .symbol("USDC"), .dailyLimit: money("200 USDC"),
        .totalBudget: money("2000 USDC"),
        .maxLeverage: number("3"),
        .stopConditions: .texts(["three losses in a row", "ETH halves"]),
        .schedule: .schedules([.every(minutes: 15)]), .killSwitch: .text("Say stop in Telegram"),
        .approvalThreshold: money("100 USDC"),
    ])

    static let bets = design([
        .goals: .text("Bet on election markets"), .tools: .tools([.predictionMarket]),
        .currency: .symbol("USDC"), .perPaymentLimit: money("5 USDC"),
        .totalBudget: money("100 USDC"), .schedule: .schedules([.onEvent("market opened")]),
        .stopConditions: .texts(["budget is half gone"]),
    ])

    static let concierge = design([
        .goals: .text("Answer guests and look things up"), .greetingStyle: .text("Warm"),
        .languages: .languages(["en", "de"]), .tools: .tools([.x402Payment]),
        .customTools: .customTools([
            HTTPTool(name: "weather", endpoint: "https://w.example/v1", method: "GET"),
            HTTPTool(name: "book_table", endpoint: "https://t.example/book", method: "POST"),
        ]), .currency: .symbol("USDC"), .dailyLimit: money("10 USDC"),
        .retryPolicy: .retry(RetryPolicy(retriesMax: 2)), .timeout: .seconds(Quantity(10)),
        .escalationContact: .name("reception"), .tone: .text("polite"),
    ])

    static let everything = design([
        .agentName: .name("Omni"), .goals: .text("Do each task of the batch"),
        .tools: .tools(BuiltInTool.allCases), .currency: .symbol("USDC"),
        .customTools: .customTools([HTTPTool(name: "crm", endpoint: "https://crm.example")]),
        .perPaymentLimit: money("5 USDC"), .dailyLimit: money("50 USDC"),
        .weeklyLimit: money("200 USDC"), .monthlyLimit: money("500 USDC"),
        .totalBudget: money("1000 USDC"), .approvalThreshold: money("2 USDC"),
        .approvers: .names(["Ana", "Bo"]), .blockedRecipients: .names(["evil.example"]),
        .schedule: .schedules([.onRequest, .daily(at: nil), .onWebhook(path: "/go")]),
        .reportSchedule: .schedules([.weekly(days: [], at: nil), .monthly(days: [], at: nil)]),
        .notificationChannel: .channels([Channel(.email, target: "ops@example.com")]),
        .slippageTolerance: percent("1"), .maxLeverage: number("2"),
        .stopConditions: .texts(["loss above 10 %"]), .greetingStyle: .text("Hi"),
        .retryPolicy: .retry(RetryPolicy(retriesMax: 5)), .escalationRules: .text("on doubt"),
    ])

    static let talkOnly = design([
        .goals: .text("Explain our product"), .useTools: .flag(false),
        .greetingStyle: .text("Good day"), .escalationContact: .name("support"),
    ])

    static let balanceWatcher = design([
        .goals: .text("Warn when the balance is low"), .tools: .tools([.checkBalance]),
        .schedule: .schedules([.onBalance(below: amount("20 USDC"))]),
        .notificationChannel: .channels([Channel(.email, target: "me@example.com")]),
    ])

    static let httpOnly = design([
        .goals: .text("Call our endpoint for each order"),
        .customTools: .customTools([HTTPTool(name: "orders", endpoint: "https://o.example")]),
        .schedule: .schedules([.every(minutes: 60)]),
        .retryPolicy: .retry(RetryPolicy(retriesMax: 2)),
    ])

    static let searchOnly = design([
        .goals: .text("Find cheap services"), .tools: .tools([.discoverServices]),
    ])

    static let reportsOnly = design([
        .goals: .text("Report"), .schedule: .schedules([.daily(at: nil)]),
        .reportSchedule: .schedules([.monthly(days: [.day(1)], at: nil)]),
    ])

    static let askedAlways = design([
        .tools: .tools([.transferTokens]), .currency: .symbol("USDC"),
        .approvalThreshold: money("0 USDC"), .dailyLimit: money("20 USDC"),
        .schedule: .schedules([.daily(at: nil)]),
    ])

    static let noLimits = design([
        .tools: .tools([.x402Payment, .swapTokens]), .blockedTools: .tools([.swapTokens]),
        .dailyLimit: .limit(.none),
    ])

    private static func amount(_ text: String) -> TokenAmount {
        guard case .limit(.amount(let amount)) = money(text) else {
            return TokenAmount(.zero, "USD")
        }
        return amount
    }

    private static func percent(_ text: String) -> SlotValue {
        .percent(amount(text + " X").quantity)
    }
    private static func number(_ text: String) -> SlotValue {
        .number(amount(text + " X").quantity)
    }
}
