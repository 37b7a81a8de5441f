internal import Domain

/// Whether a design could pay at all: its money must be one that payments are signed for on its
/// network, and its limits must be counted in it.
struct Payability {
    /// What stands in the way, as a sentence; nil when nothing does.
    let problem: String?
    /// What the owner could say to remove it.
    let remedy: String?
    /// What would have to change.
    let slot: Slot?

    private init(_ problem: String?, remedy: String? = nil, slot: Slot? = nil) {
        self.problem = problem
        self.remedy = remedy
        self.slot = slot
    }

    /// - Parameter assets: the tokens that payments are signed for.
    init(_ design: Design, _ assets: AssetTable) {
        let policy = design.policy
        guard policy.paysOnChain else { self.init(nil); return }
        let (currency, network) = (policy.currency, policy.network)
        if assets.payable(currency, on: network) == nil {
            self = Self.withoutToken(policy, assets)
        } else if let odd = policy.caps.first(where: { !$0.limit.isCounted(in: currency) }) {
            self.init(
                "A limit of \(odd.limit) cannot be compared with payments in \(currency), so all of "
                    + "them would be refused.",
                remedy: Self.limits(policy, in: currency), slot: odd.window.slot)
        } else {
            self.init(nil)
        }
    }

    private static func withoutToken(_ policy: Policy, _ assets: AssetTable) -> Payability {
        let (currency, network) = (policy.currency, policy.network)
        let isEmpty = !assets.assets.contains { $0.network == network }
        let others = Network.offered.filter { assets.payable(currency, on: $0) != nil }
        if let other = others.first {
            let where_ = listed(others.map(\.title), "or")
            return Payability(
                isEmpty
                    ? "Payments on \(network.title) cannot be signed here; on \(where_) they can."
                    : "No \(currency) that payments could be signed for is known on "
                        + "\(network.title); on \(where_) it is.",
                remedy: "Use \(other.title)", slot: .network)
        }
        guard let token = assets.assets.first(where: { $0.network == network && $0.contract != nil })
        else {
            let usable = Network.offered.filter { assets.payable("USDC", on: $0) != nil }
            return Payability(
                "Payments on \(network.title) cannot be signed here; on "
                    + "\(listed(usable.map(\.title), "or")) they can.",
                remedy: usable.first.map { "Use \($0.title)" }, slot: .network)
        }
        return Payability(
            "It can keep limits in \(currency), but not pay: no token counted in \(currency) that "
                + "payments could be signed for is known on \(network.title). It pays in "
                + "\(token.symbol) there.",
            remedy: limits(policy, in: token.symbol), slot: .currency)
    }

    /// The design's limits said again in other money, the same numbers; one that would not fit into
    /// a longer span is as large as that.
    private static func limits(_ policy: Policy, in token: String) -> String {
        var parts = policy.caps.enumerated().map { place, cap in
            let outer = policy.caps[place...].map(\.limit.quantity).min() ?? cap.limit.quantity
            return "\(TokenAmount(outer, token)) \(cap.window.words)"
        }
        if let above = policy.approval.above, !above.quantity.isZero {
            parts.append("ask me above \(TokenAmount(above.quantity, token))")
        }
        return parts.isEmpty ? "Use \(token)" : "Use \(token): " + parts.joined(separator: ", ")
    }
}

extension TokenAmount {
    fileprivate func isCounted(in currency: String) -> Bool {
        Policy.unit(of: token) == Policy.unit(of: currency)
    }
}

extension Policy {
    /// Whether it buys, transfers or subscribes; what is traded is judged by its venue.
    fileprivate var paysOnChain: Bool {
        tools.contains { tool in
            switch tool {
            case .x402Payment, .transferTokens, .subscribeService: true
            case .discoverServices, .checkBalance, .swapTokens, .perpetualTrade,
                .predictionMarket:
                false
            }
        }
    }
}

extension BudgetWindow {
    fileprivate var words: String {
        switch self {
        case .payment: "per payment"
        case .day: "a day"
        case .week: "a week"
        case .month: "a month"
        case .total: "in total"
        }
    }

    fileprivate var slot: Slot {
        switch self {
        case .payment: .perPaymentLimit
        case .day: .dailyLimit
        case .week: .weeklyLimit
        case .month: .monthlyLimit
        case .total: .totalBudget
        }
    }
}

extension Network {
    /// In the order in which people are offered them.
    fileprivate static let offered: [Network] = [
        .cronosTestnet, .cronos, .base, .baseSepolia, .ethereum, .polygon, .arbitrum, .avalanche,
    ]
}
