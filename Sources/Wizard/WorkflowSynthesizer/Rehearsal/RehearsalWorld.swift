internal import Domain

/// A made-up world in which a design is tried: prices, people, services and facilitators, honest or
/// not. One seed gives one world, always the same.
struct RehearsalWorld {
    /// Seconds since the world began.
    private(set) var now: Int64 = 0
    private(set) var faults: [Rehearsal.Fault: Int] = [:]
    private let policy: Policy
    private var state: UInt64

    /// What a service asks for, as the agent understands it.
    struct Offer {
        let amount: TokenAmount
        let payee: String
        /// The agent was talked into it by text that it read.
        let isInjected: Bool
    }

    /// What a facilitator answers, and what truly happens on the chain.
    struct Settlement {
        let answer: Workflow.Guard
        let isSettled: Bool
    }

    static let stranger = "attacker.example"

    init(_ policy: Policy, seed: UInt64) {
        self.policy = policy
        state = seed
    }

    mutating func wait(upTo seconds: Int64) { now += 1 + Int64(below(UInt64(seconds))) }

    mutating func wait(exactly seconds: Int64) { now += seconds }

    mutating func chance(_ percent: UInt64) -> Bool { below(100) < percent }

    mutating func pick<Item>(_ items: [Item]) -> Item? {
        items.isEmpty ? nil : items[Int(below(UInt64(items.count)))]
    }

    /// Source of the generator: SplitMix64 (Steele, Lea, Flood 2014).
    mutating func below(_ bound: UInt64) -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ value >> 30) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ value >> 27) &* 0x94D0_49BB_1331_11EB
        return (value ^ value >> 31) % bound
    }

    mutating func note(_ fault: Rehearsal.Fault) { faults[fault, default: 0] += 1 }

    /// Between a hundredth and one and a half times a usual amount; a tenth of the offers are many
    /// times that, and a tenth come from text that speaks to the model.
    mutating func offer() -> Offer {
        let token = pick(policy.spendableTokens) ?? policy.currency
        var percent = 1 + below(150)
        if chance(10) {
            note(.priceJump)
            percent *= 1 + below(1000)
        }
        let isInjected = chance(10)
        var payee = pick(policy.allowedRecipients) ?? "service.example"
        if isInjected {
            note(.injection)
            payee = pick([Self.stranger] + policy.blockedRecipients) ?? Self.stranger
            percent *= 1 + below(100)
        }
        let usual = usualAmount(of: token)
        let amount = Quantity(
            digits: usual.digits &* UInt128(percent), scale: min(usual.scale, 16) + 2)
        return Offer(amount: TokenAmount(amount, token), payee: payee, isInjected: isInjected)
    }

    /// The limit of one payment, or a tenth of the smallest other cap, or one.
    private func usualAmount(of token: String) -> Quantity {
        let caps = policy.caps.filter { Policy.unit(of: $0.limit.token) == Policy.unit(of: token) }
        if let single = caps.first(where: { $0.window == .payment }) {
            return single.limit.quantity
        }
        let smallest = caps.map(\.limit.quantity).min()
        guard let smallest, smallest.scale < 12 else { return Quantity(1) }
        return smallest.divided(by: 10)
    }

    /// - Parameter isSettled: the same payment was sent before and did settle; it cannot twice.
    mutating func settlement(wasSettled: Bool) -> Settlement {
        wait(upTo: 120)
        if wasSettled {
            note(.duplicate)
            return Settlement(answer: chance(50) ? .paid : .notPaid, isSettled: true)
        }
        switch below(100) {
        case 0..<70: return Settlement(answer: .paid, isSettled: true)
        case 70..<76:
            note(.falseSuccess)
            return Settlement(answer: .paid, isSettled: false)
        case 76..<82:
            note(.falseFailure)
            return Settlement(answer: .notPaid, isSettled: true)
        case 82..<90: return Settlement(answer: .notPaid, isSettled: false)
        case 90..<95:
            note(.noAnswer)
            return Settlement(answer: .unknown, isSettled: true)
        default:
            note(.noAnswer)
            return Settlement(answer: .unknown, isSettled: false)
        }
    }
}
