/// What a person asks about an agent's standing affairs. It is no command, so nothing is done: it is
/// looked up and answered.
public enum AgentQuestion: Sendable, Hashable, CaseIterable {
    /// "what am I subscribed to?"
    case subscriptions
    /// "when do you run next?"
    case schedule

    /// Nil for everything else, and for a message that also asks for a change.
    public init?(_ said: String) {
        let words = said.lowercased().split { !$0.isLetter }.map(String.init)
        guard (1...Self.wordsMax).contains(words.count),
            words.contains(where: Self.askers.contains), !words.contains(where: Self.doers.contains)
        else { return nil }
        if words.contains(where: Self.ofSubscriptions.contains) {
            self = .subscriptions
        } else if words.contains(where: Self.ofSchedules.contains)
            || Self.isNext(words)
        {
            self = .schedule
        } else {
            return nil
        }
    }

    private static let wordsMax = 12

    /// "when do you run next", "what comes next", but not "the next step".
    private static func isNext(_ words: [String]) -> Bool {
        let asksWhen = words.contains("when") || words.contains("what")
        return asksWhen && words.contains(where: acts.contains)
            && (words.contains("next") || words.contains("again"))
    }

    private static let askers: Set<String> = [
        "list", "show", "what", "whats", "which", "when", "whens", "tell", "see", "display", "have",
        "are", "is", "do", "any", "how", "my", "your", "status",
    ]
    private static let doers: Set<String> = [
        "cancel", "stop", "end", "pause", "renew", "pay", "buy", "send", "swap", "add", "change",
        "set", "remove", "delete", "subscribe", "unsubscribe", "start", "begin", "make", "find",
        "resume", "transfer", "move", "bet", "approve", "reject", "price", "cost", "costs",
        "offer", "offers", "offered", "available",
    ]
    private static let ofSubscriptions: Set<String> = [
        "subscription", "subscriptions", "subscribed", "subs",
    ]
    private static let ofSchedules: Set<String> = [
        "schedule", "schedules", "scheduled", "trigger", "triggers", "timetable",
    ]
    private static let acts: Set<String> = [
        "run", "runs", "act", "acts", "active", "happen", "happens", "come", "comes", "due", "wake",
        "work", "payment",
    ]
}
