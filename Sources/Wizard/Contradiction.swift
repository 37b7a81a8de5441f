internal import Domain

/// Two values of one design that cannot both hold.
struct Contradiction: Sendable, Equatable {
    /// The one that asks for more: the larger amount, the wish that the other forbids.
    let looser: Slot
    let stricter: Slot
    let sentence: String

    /// Empty for a design that holds together.
    static func all(in spec: AgentSpec) -> [Contradiction] {
        limits(spec) + recipients(spec) + tools(spec)
    }

    private static func limits(_ spec: AgentSpec) -> [Contradiction] {
        let stated = Slot.nestedLimits.compactMap { slot in
            spec.limit(slot)?.amount.map { (slot: slot, amount: $0) }
        }
        var found: [Contradiction] = []
        for (index, inner) in stated.enumerated() {
            for outer in stated[(index + 1)...]
            where inner.amount.quantity > outer.amount.quantity
                && Policy.unit(of: inner.amount.token) == Policy.unit(of: outer.amount.token)
            {
                found.append(
                    Contradiction(
                        looser: inner.slot, stricter: outer.slot,
                        sentence: "\(inner.amount) \(inner.slot.span) does not fit into "
                            + "\(outer.amount) \(outer.slot.span)."))
            }
        }
        return found
    }

    private static func recipients(_ spec: AgentSpec) -> [Contradiction] {
        let blocked = spec.list(.blockedRecipients)
        guard !blocked.isEmpty else { return [] }
        let folded = Set(blocked.map { $0.lowercased() })
        let both = spec.list(.allowedRecipients).filter { folded.contains($0.lowercased()) }
        guard !both.isEmpty else { return [] }
        let names = listed(both, "and")
        return [
            Contradiction(
                looser: .allowedRecipients, stricter: .blockedRecipients,
                sentence: "\(names) cannot be allowed and ruled out at the same time.")
        ]
    }

    private static func tools(_ spec: AgentSpec) -> [Contradiction] {
        let blocked = spec.tools(.blockedTools)
        let both = spec.tools(.tools).filter(blocked.contains)
        guard !both.isEmpty else { return [] }
        return [
            Contradiction(
                looser: .tools, stricter: .blockedTools,
                sentence: "You want it to \(listed(both.map(\.title), "and")), "
                    + "and you ruled that out.")
        ]
    }
}

extension Slot {
    /// `for one payment`, `a day`.
    var span: String {
        switch self {
        case .perPaymentLimit: "for one payment"
        case .dailyLimit: "a day"
        case .weeklyLimit: "a week"
        case .monthlyLimit: "a month"
        case .totalBudget: "in total"
        default: title
        }
    }
}
