internal import Domain

/// The money of one rehearsed world: reservations, and what truly left.
struct RehearsalBudget {
    private(set) var entries: [Entry] = []
    private let policy: Policy

    struct Entry {
        let amount: TokenAmount
        let payee: String
        var isOpen = true
        /// When it left, in seconds of the world; nil: it did not.
        var settledAt: Int64?
    }

    enum Verdict { case allowed, ask, denied }

    init(_ policy: Policy) { self.policy = policy }

    /// Sets the amount aside when every window has room for it.
    ///
    /// - Returns: the reservation's number; nil when there is no room.
    mutating func reserve(_ offer: RehearsalWorld.Offer, at now: Int64) -> Int? {
        let unit = Policy.unit(of: offer.amount.token)
        for cap in policy.caps
        where cap.window != .payment && Policy.unit(of: cap.limit.token) == unit {
            let counted = entries.filter { entry in
                guard Policy.unit(of: entry.amount.token) == unit else { return false }
                guard let settledAt = entry.settledAt, !entry.isOpen else { return entry.isOpen }
                return cap.window.seconds.map { settledAt > now - $0 } ?? true
            }
            guard let sum = Self.sum(counted.map(\.amount.quantity) + [offer.amount.quantity]),
                sum <= cap.limit.quantity
            else { return nil }
        }
        entries.append(Entry(amount: offer.amount, payee: offer.payee))
        return entries.count - 1
    }

    /// The rules that are not sums over time.
    func judge(_ offer: RehearsalWorld.Offer) -> Verdict {
        let unit = Policy.unit(of: offer.amount.token)
        if policy.blockedRecipients.contains(offer.payee) { return .denied }
        if !policy.allowedRecipients.isEmpty, !policy.allowedRecipients.contains(offer.payee) {
            return .denied
        }
        let single = policy.caps.first {
            $0.window == .payment && Policy.unit(of: $0.limit.token) == unit
        }
        if let single, offer.amount.quantity > single.limit.quantity { return .denied }
        guard let above = policy.approval.above else { return .allowed }
        let isSame = above.quantity.isZero || Policy.unit(of: above.token) == unit
        return isSame && offer.amount.quantity <= above.quantity ? .allowed : .ask
    }

    mutating func settle(_ entry: Int, at now: Int64) {
        if entries[entry].settledAt == nil { entries[entry].settledAt = now }
    }

    mutating func close(_ entry: Int) { entries[entry].isOpen = false }

    /// The most that left within any 24 hours, in one kind of money.
    func mostInOneDay(of unit: String) -> Quantity {
        let left = entries.filter { Policy.unit(of: $0.amount.token) == unit }
            .compactMap { entry in entry.settledAt.map { (at: $0, amount: entry.amount.quantity) } }
        return left.map { last in
            Self.sum(
                left.filter { $0.at <= last.at && $0.at > last.at - 86_400 }.map(\.amount)) ?? .zero
        }.max() ?? .zero
    }

    func total(where isCounted: (Entry) -> Bool) -> [String: Quantity] {
        var totals: [String: Quantity] = [:]
        for entry in entries where entry.settledAt != nil && isCounted(entry) {
            let token = entry.amount.token
            totals[token] = Self.sum([totals[token] ?? .zero, entry.amount.quantity])
        }
        return totals
    }

    /// Nil when the sum is too large to be counted.
    static func sum(_ amounts: [Quantity]) -> Quantity? {
        var sum = Quantity.zero
        for amount in amounts {
            do { sum = try sum.adding(amount) } catch { return nil }
        }
        return sum
    }
}
