internal import Domain

/// One thing that a design has to settle before it can be reviewed: stated, or left to the service.
struct Decision: Sendable, Equatable {
    let slot: Slot
    /// The stage in which it is asked.
    let stage: Stage
    /// Asked only while the owner likes being asked: nothing unsafe follows from leaving it open.
    let isOptional: Bool

    private init(_ slot: Slot, _ stage: Stage, isOptional: Bool = false) {
        self.slot = slot
        self.stage = stage
        self.isOptional = isOptional
    }

    /// What money needs comes first, then what the agent does, then what its tools need.
    private static let all = [
        Decision(.goals, .collectingBasics),
        Decision(.perPaymentLimit, .collectingBasics),
        Decision(.dailyLimit, .collectingBasics),
        Decision(.approvalThreshold, .collectingBasics),
        Decision(.currency, .collectingBasics),
        Decision(.tools, .exploringTools),
        Decision(.schedule, .exploringTools, isOptional: true),
        Decision(.allowedRecipients, .exploringTools, isOptional: true),
        Decision(.network, .exploringTools, isOptional: true),
        Decision(.notificationChannel, .exploringTools, isOptional: true),
        Decision(.tone, .exploringTools, isOptional: true),
        Decision(.slippageTolerance, .configuringTools),
        Decision(.maxLeverage, .configuringTools),
        Decision(.customTools, .configuringTools),
    ]

    /// What this design needs, in the order of asking.
    static func needed(for spec: AgentSpec) -> [Decision] {
        let mayMoveMoney = spec.mayMoveMoney
        let usesTools = spec.usesTools != false
        let needs = ToolSelector.needs(of: spec)
        return all.filter { decision in
            switch decision.slot {
            case .perPaymentLimit, .dailyLimit, .approvalThreshold, .currency, .network,
                .allowedRecipients:
                mayMoveMoney
            case .tools, .schedule, .notificationChannel: usesTools
            case .slippageTolerance, .maxLeverage: needs.contains(decision.slot)
            case .customTools: !spec.customTools.isEmpty
            default: true
            }
        }
    }

    static func asking(_ slot: Slot) -> Decision? { all.first { $0.slot == slot } }

    func isMade(in spec: AgentSpec) -> Bool {
        switch slot {
        case .goals: spec.has(.goals) || spec.has(.agentType)
        case .dailyLimit: Slot.windowLimits.contains { spec.has($0) }
        case .allowedRecipients: spec.has(.allowedRecipients) || spec.has(.blockedRecipients)
        case .tools: spec.has(.tools) || spec.has(.customTools)
        case .notificationChannel: spec.has(slot) || spec.has(.reportSchedule)
        case .customTools: !ToolSelector.needs(of: spec).contains(.customTools)
        default: spec.has(slot)
        }
    }
}

extension Slot {
    /// Caps over a span of time, the shortest first.
    static let windowLimits: [Slot] = [.dailyLimit, .weeklyLimit, .monthlyLimit, .totalBudget]
    /// The same after the cap of a single payment: each must fit into the next.
    static let nestedLimits: [Slot] = [.perPaymentLimit] + windowLimits
}

extension AgentSpec {
    /// Whether money can leave, as far as it is known: yes, until the owner says otherwise.
    var mayMoveMoney: Bool {
        if usesTools == false { return false }
        let tools = tools(.tools)
        return tools.isEmpty ? customTools.isEmpty || hasLimit : tools.contains(where: \.movesMoney)
    }

    private var hasLimit: Bool {
        Slot.nestedLimits.contains { has($0) } || has(.approvalThreshold)
    }

    /// The money that amounts are asked in.
    var token: String {
        text(.currency) ?? Slot.nestedLimits.lazy.compactMap { limit($0)?.amount?.token }.first
            ?? "USDC"
    }
}
