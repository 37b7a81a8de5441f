public import Domain

/// What a design tells its agent to do when its time comes: its purpose, said as a command.
public enum StandingOrder {
    /// Nil when the purpose is no command: then the owner has to say it.
    public static func text(of spec: AgentSpec) -> String? {
        for slot in [Slot.goals, .agentType] {
            guard let purpose = spec.text(slot) else { continue }
            let order = imperative(purpose)
            if command(order) != nil { return order }
        }
        return nil
    }

    /// The command of an order, without the schedule that it may repeat: when is the trigger's to
    /// say.
    public static func command(_ order: String) -> Command? {
        switch CommandReader.read(order) {
        case .refuse, .none: return nil
        case .payment(var payment):
            payment.schedule = nil
            return .payment(payment)
        case .transfer(var transfer):
            transfer.schedule = nil
            return .transfer(transfer)
        case .swap(var swap):
            swap.schedule = nil
            return .swap(swap)
        case let other: return other
        }
    }

    /// "An agent that buys weather data and checks it" becomes "buy weather data and check it".
    private static func imperative(_ purpose: String) -> String {
        var words = purpose.split(separator: " ").map(String.init)
        if let that = words.firstIndex(where: { ["that", "which", "who", "to"].contains($0) }),
            that < 8
        {
            words.removeFirst(that + 1)
        }
        return words.map { verbs[$0] ?? $0 }.joined(separator: " ")
    }

    private static let verbs = [
        "buys": "buy", "pays": "pay", "sends": "send", "swaps": "swap", "checks": "check",
        "transfers": "transfer", "purchases": "purchase", "subscribes": "subscribe",
        "finds": "find", "searches": "search", "gets": "get", "orders": "order", "tops": "top",
        "converts": "convert", "exchanges": "exchange", "bets": "bet", "opens": "open",
    ]
}
