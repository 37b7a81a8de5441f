public import Domain

/// What an agent is called when its owner gave it no name: what it deals with, and `agent`.
public enum AgentTitle {
    /// The owner's name for it, or one made from what kind of agent it is: `Weather data agent`.
    public static func title(of spec: AgentSpec) -> String {
        if let name = spec.text(.agentName) { return name }
        let words = subject(spec.text(.agentType) ?? spec.text(.goals) ?? "")
        guard let first = words.first else { return "Payment agent" }
        let rest = words.dropFirst().joined(separator: " ")
        let capital = first.prefix(1).uppercased() + first.dropFirst()
        return rest.isEmpty ? "\(capital) agent" : "\(capital) \(rest) agent"
    }

    static let wordsMax = 3

    /// The first words that name a thing.
    private static func subject(_ text: String) -> [String] {
        var words: [String] = []
        for word in text.lowercased().split(whereSeparator: { !$0.isLetter && $0 != "-" }) {
            if words.count == wordsMax { break }
            let isThing = word.utf8.count > 2 && !fillers.contains(String(word))
            if isThing {
                words.append(String(word))
            } else if !words.isEmpty {
                break
            }
        }
        return words
    }

    /// Words that stand before what an agent deals with, or after it.
    private static let fillers: Set = [
        "agent", "bot", "assistant", "helper", "need", "want", "that", "which", "who", "for", "and",
        "the", "our", "your", "their", "his", "her", "with", "from", "into", "onto", "some", "any",
        "all", "new", "simple", "small", "little", "please", "would", "like", "can", "should",
        "will", "build", "make", "buy", "buys", "buyer", "pay", "pays", "paying", "send", "sends",
        "watch", "watches", "check", "checks", "find", "finds", "renew", "renews", "manage",
        "manages", "swap", "swaps", "hand", "hands", "out", "handles", "handle", "settle",
        "settles", "trade", "trades", "move", "moves", "keep", "keeps", "get", "gets", "purchase",
        "purchases", "collect", "collects", "run", "runs", "every", "each", "when", "are", "not",
        "have", "has", "they", "them", "this", "these", "those", "its", "about",
    ]
}
