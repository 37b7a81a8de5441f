/// What the wizard collects. The raw value is the name that clients see.
public enum Slot: String, Sendable, Hashable, CaseIterable, Comparable {
    case agentType = "agent_type"
    case goals
    case agentName = "agent_name"
    case targetUsers = "target_users"
    case tone
    case greetingStyle = "greeting_style"
    case conversationFlow = "conversation_flow"
    case exampleInteractions = "example_interactions"
    case brandVoice = "brand_voice"
    case verbosityLevel = "verbosity_level"
    case languages
    case useTools = "use_tools"
    case tools
    case blockedTools = "blocked_tools"
    case customTools = "custom_tools"
    case currency
    case network
    case perPaymentLimit = "per_payment_limit"
    case dailyLimit = "daily_limit"
    case weeklyLimit = "weekly_limit"
    case monthlyLimit = "monthly_limit"
    case totalBudget = "total_budget"
    case approvalThreshold = "approval_threshold"
    case approvers
    case allowedRecipients = "allowed_recipients"
    case blockedRecipients = "blocked_recipients"
    case schedule
    case timezone
    case reportSchedule = "report_schedule"
    case notificationChannel = "notification_channel"
    case pricingModel = "pricing_model"
    case unitPrice = "unit_price"
    case slippageTolerance = "slippage_tolerance"
    case maxLeverage = "max_leverage"
    case retryPolicy = "retry_policy"
    case timeout
    case escalationRules = "escalation_rules"
    case escalationContact = "escalation_contact"
    case killSwitch = "kill_switch"
    case stopConditions = "stop_conditions"
    case constraints
    case edgeCases = "edge_cases"
    case successCriteria = "success_criteria"
    case additionalNotes = "additional_notes"

    public static func < (lhs: Self, rhs: Self) -> Bool { lhs.order < rhs.order }
    public static func == (lhs: Self, rhs: Self) -> Bool { lhs.order == rhs.order }

    /// By position: an enum of strings would hash its text, on every look into a design.
    public func hash(into hasher: inout Hasher) { hasher.combine(order) }
}

extension Slot {
    /// Position in the order above, in which people read a design.
    public var order: Int {
        switch self {
        case .agentType: 0
        case .goals: 1
        case .agentName: 2
        case .targetUsers: 3
        case .tone: 4
        case .greetingStyle: 5
        case .conversationFlow: 6
        case .exampleInteractions: 7
        case .brandVoice: 8
        case .verbosityLevel: 9
        case .languages: 10
        case .useTools: 11
        case .tools: 12
        case .blockedTools: 13
        case .customTools: 14
        case .currency: 15
        case .network: 16
        case .perPaymentLimit: 17
        case .dailyLimit: 18
        case .weeklyLimit: 19
        case .monthlyLimit: 20
        case .totalBudget: 21
        case .approvalThreshold: 22
        case .approvers: 23
        case .allowedRecipients: 24
        case .blockedRecipients: 25
        case .schedule: 26
        case .timezone: 27
        case .reportSchedule: 28
        case .notificationChannel: 29
        case .pricingModel: 30
        case .unitPrice: 31
        case .slippageTolerance: 32
        case .maxLeverage: 33
        case .retryPolicy: 34
        case .timeout: 35
        case .escalationRules: 36
        case .escalationContact: 37
        case .killSwitch: 38
        case .stopConditions: 39
        case .constraints: 40
        case .edgeCases: 41
        case .successCriteria: 42
        case .additionalNotes: 43
        }
    }
}

extension Slot {
    /// Which case of `SlotValue` a slot holds.
    public enum Kind: Sendable, Hashable {
        case text, texts, name, names, flag, choice, choices, tools, customTools, symbol, network
        case limit, schedules, zone, percent, number, retry, seconds, channels, languages
    }

    public var kind: Kind {
        switch self {
        case .agentType, .goals, .tone, .targetUsers, .greetingStyle, .conversationFlow,
            .escalationRules, .successCriteria, .brandVoice, .additionalNotes, .killSwitch:
            .text
        case .exampleInteractions, .constraints, .edgeCases, .stopConditions: .texts
        case .agentName, .escalationContact: .name
        case .approvers, .allowedRecipients, .blockedRecipients: .names
        case .useTools: .flag
        case .verbosityLevel: .choice
        case .pricingModel: .choices
        case .tools, .blockedTools: .tools
        case .customTools: .customTools
        case .currency: .symbol
        case .network: .network
        case .perPaymentLimit, .dailyLimit, .weeklyLimit, .monthlyLimit, .totalBudget,
            .approvalThreshold, .unitPrice:
            .limit
        case .schedule, .reportSchedule: .schedules
        case .timezone: .zone
        case .slippageTolerance: .percent
        case .maxLeverage: .number
        case .retryPolicy: .retry
        case .timeout: .seconds
        case .notificationChannel: .channels
        case .languages: .languages
        }
    }

    /// Whether the value is a list whose items come and go one by one.
    public var isList: Bool {
        switch kind {
        case .texts, .names, .choices, .tools, .customTools, .schedules, .channels, .languages: true
        case .text, .name, .flag, .choice, .symbol, .network, .limit, .zone, .percent, .number,
            .retry, .seconds:
            false
        }
    }

    /// Longest value accepted, in characters; for lists an item's.
    public var lengthMax: Int {
        switch self {
        case .agentType, .tone, .escalationContact: 160
        case .goals: 600
        case .targetUsers: 240
        case .greetingStyle, .exampleInteractions, .brandVoice, .killSwitch: 400
        case .conversationFlow: 1200
        case .constraints, .edgeCases, .stopConditions: 300
        case .escalationRules, .successCriteria: 500
        case .additionalNotes: 2000
        case .agentName, .approvers: 80
        case .allowedRecipients, .blockedRecipients: 120
        case .verbosityLevel, .languages, .useTools, .tools, .blockedTools, .customTools,
            .currency, .network, .perPaymentLimit, .dailyLimit, .weeklyLimit, .monthlyLimit,
            .totalBudget, .approvalThreshold, .schedule, .timezone, .reportSchedule,
            .notificationChannel, .pricingModel, .unitPrice, .slippageTolerance, .maxLeverage,
            .retryPolicy, .timeout:
            400
        }
    }

    /// Slots that decide about money: read back in words and digits before a design is final.
    public var isRisky: Bool {
        switch self {
        case .currency, .network, .perPaymentLimit, .dailyLimit, .weeklyLimit, .monthlyLimit,
            .totalBudget, .approvalThreshold, .approvers, .allowedRecipients, .blockedRecipients,
            .slippageTolerance, .maxLeverage, .unitPrice:
            true
        default: false
        }
    }

    /// As people say it, in the middle of a sentence: `the daily limit`. No field name is ever
    /// shown to a person.
    public var title: String {
        switch self {
        case .agentType: "what kind of agent it is"
        case .goals: "what it is meant to achieve"
        case .agentName: "its name"
        case .targetUsers: "who uses it"
        case .tone: "how it sounds"
        case .greetingStyle: "how it greets"
        case .conversationFlow: "the steps of a conversation"
        case .exampleInteractions: "the sample exchanges"
        case .brandVoice: "the brand voice"
        case .verbosityLevel: "how much it says"
        case .languages: "its languages"
        case .useTools: "whether it uses tools"
        case .tools: "what it may do"
        case .blockedTools: "what it must not do"
        case .customTools: "your own HTTP tools"
        case .currency: "the currency"
        case .network: "the network"
        case .perPaymentLimit: "the limit for one payment"
        case .dailyLimit: "the daily limit"
        case .weeklyLimit: "the weekly limit"
        case .monthlyLimit: "the monthly limit"
        case .totalBudget: "the total budget"
        case .approvalThreshold: "the amount above which a person approves"
        case .approvers: "who approves"
        case .allowedRecipients: "who may be paid"
        case .blockedRecipients: "who is never paid"
        case .schedule: "when it runs"
        case .timezone: "the time zone"
        case .reportSchedule: "when it reports"
        case .notificationChannel: "where it reports"
        case .pricingModel: "how services are billed"
        case .unitPrice: "the price of a unit"
        case .slippageTolerance: "the slippage it accepts"
        case .maxLeverage: "the highest leverage"
        case .retryPolicy: "what happens after a failure"
        case .timeout: "how long it waits for a service"
        case .escalationRules: "when a person takes over"
        case .escalationContact: "whom it hands over to"
        case .killSwitch: "how it is stopped at once"
        case .stopConditions: "when it stops by itself"
        case .constraints: "its rules"
        case .edgeCases: "unusual situations"
        case .successCriteria: "how success is measured"
        case .additionalNotes: "other notes"
        }
    }
}
