public import Domain

extension Policy {
    /// The rules of a step that one agent hands to another: what the helper can do, within what both
    /// may spend. Every limit is the smaller of the two, every question that either asks is asked.
    ///
    /// - Returns: nil when the two cannot be compared: another network or currency.
    public func narrowed(by parent: Policy) -> Policy? {
        guard network == parent.network, currency == parent.currency else { return nil }
        var both = self
        guard let caps = Self.caps(caps, parent.caps),
            let approval = Self.approval(approval, parent.approval),
            let allowed = Self.allowed(allowedRecipients, parent.allowedRecipients)
        else { return nil }
        both.caps = caps
        both.approval = approval
        both.allowedRecipients = allowed
        both.blockedRecipients += parent.blockedRecipients.filter {
            !blockedRecipients.contains($0)
        }
        both.velocity = Self.slower(velocity, parent.velocity)
        both.slippagePercentMax = Self.smaller(slippagePercentMax, parent.slippagePercentMax)
        both.leverageMax = Self.smaller(leverageMax, parent.leverageMax)
        return both
    }

    /// Fewer payments in the longer time: at least as slow as either.
    private static func slower(_ own: Velocity?, _ other: Velocity?) -> Velocity? {
        guard let own, let other else { return own ?? other }
        var slower = own.paymentsMax <= other.paymentsMax ? own : other
        slower.seconds = max(own.seconds, other.seconds)
        return slower
    }

    private static func caps(_ own: [Cap], _ other: [Cap]) -> [Cap]? {
        var caps: [Cap] = []
        for window in BudgetWindow.allCases {
            let both = [own, other].compactMap { $0.first { $0.window == window } }
            guard let first = both.first else { continue }
            guard both.allSatisfy({ unit(of: $0.limit.token) == unit(of: first.limit.token) })
            else { return nil }
            caps.append(both.min { $0.limit.quantity < $1.limit.quantity } ?? first)
        }
        return caps
    }

    private static func approval(_ own: Approval, _ other: Approval) -> Approval? {
        guard let ownAbove = own.above else { return other }
        guard let otherAbove = other.above else { return own }
        guard unit(of: ownAbove.token) == unit(of: otherAbove.token) else { return nil }
        return otherAbove.quantity <= ownAbove.quantity ? other : own
    }

    /// - Returns: nil when nobody is on both lists: an empty list would allow everybody.
    private static func allowed(_ own: [String], _ other: [String]) -> [String]? {
        guard !own.isEmpty else { return other }
        guard !other.isEmpty else { return own }
        let both = own.filter { other.contains($0) }
        return both.isEmpty ? nil : both
    }

    private static func smaller(_ own: Quantity?, _ other: Quantity?) -> Quantity? {
        guard let own else { return other }
        return other.map { min(own, $0) } ?? own
    }
}
