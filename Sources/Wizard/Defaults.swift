internal import Domain

/// What the service chooses where the owner left it open: careful values, never part of the spec.
enum Defaults {
    /// - Parameter slots: the decisions that were left open; nil for all that the design needs.
    static func values(for spec: AgentSpec, slots: Set<Slot>?) -> AgentSpec {
        var chosen = AgentSpec()
        if slots?.isEmpty == true { return chosen }
        for decision in Decision.needed(for: spec)
        where !decision.isMade(in: spec) && slots?.contains(decision.slot) ?? true {
            chosen[decision.slot] = value(decision.slot, spec)
        }
        if slots == nil, spec[.agentType] == nil { chosen[.agentType] = .text("payment agent") }
        return chosen
    }

    /// Nil where leaving it open is safe.
    private static func value(_ slot: Slot, _ spec: AgentSpec) -> SlotValue? {
        switch slot {
        case .goals: .text("does what its owner asks, within its limits")
        case .perPaymentLimit: .limit(.amount(perPayment(spec)))
        case .dailyLimit: .limit(.amount(daily(spec)))
        case .approvalThreshold: .limit(.amount(approval(spec)))
        case .currency: .symbol(spec.token)
        case .network: .network(.cronosTestnet)
        case .tone: .text("friendly and clear")
        case .tools: .tools([.x402Payment])
        case .schedule: .schedules([.onRequest])
        case .slippageTolerance: .percent(Quantity(digits: 5, scale: 1))
        case .maxLeverage: .number(Quantity(1))
        default: nil
        }
    }

    /// A tenth of the tightest stated cap; one unit when there is none.
    private static func perPayment(_ spec: AgentSpec) -> TokenAmount {
        let caps = Slot.windowLimits.compactMap { spec.limit($0)?.amount }
        guard let tightest = caps.min(by: { $0.quantity < $1.quantity }) else {
            return TokenAmount(Quantity(1), spec.token)
        }
        return TokenAmount(tightest.quantity.divided(by: 10), tightest.token)
    }

    /// Five payments of the largest size.
    private static func daily(_ spec: AgentSpec) -> TokenAmount {
        let single = spec.limit(.perPaymentLimit)?.amount ?? TokenAmount(Quantity(1), spec.token)
        guard let five = try? single.quantity.multiplied(by: Quantity(5)) else { return single }
        return TokenAmount(five, single.token)
    }

    /// Half of the largest payment.
    private static func approval(_ spec: AgentSpec) -> TokenAmount {
        let single = spec.limit(.perPaymentLimit)?.amount ?? perPayment(spec)
        return TokenAmount(single.quantity.divided(by: 2), single.token)
    }
}
