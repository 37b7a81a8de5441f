public import Domain

/// What a person is told who said something that is no command: what this agent can do, in words
/// that it would carry out.
public enum CommandHelp {
    /// - Parameters:
    ///   - policy: of the agent that was told; nil where several share the work.
    ///   - said: what the person wrote.
    public static func sentence(for policy: Policy?, said: String = "") -> String {
        if wantsToStop(said) { return stopping }
        let tools = policy?.tools ?? [.x402Payment, .discoverServices, .checkBalance]
        guard !tools.isEmpty else {
            return "That is no command that I can carry out, and this agent has no tools: its "
                + "design says what it may do."
        }
        let examples = tools.sorted().map { "“\(example(of: $0))”" }
        let cap = policy?.caps.first { $0.window == .payment }
        let limit = cap.map { " I pay at most \($0.limit) at once." } ?? ""
        return
            "That is no command that I can carry out. Say for example \(joined(examples)).\(limit)"
    }

    /// "stop everything", "halt", "pull the plug": a sentence may be misread, so stopping has a
    /// switch of its own.
    private static func wantsToStop(_ said: String) -> Bool {
        let words = said.lowercased().split { !$0.isLetter }.map(String.init)
        guard words.count <= 8 else { return false }
        let text = words.drop { politeness.contains($0) }
        if let first = text.first, stops.contains(first) { return true }
        let sentence = words.joined(separator: " ")
        return switches.contains { sentence.contains($0) }
    }

    private static let stopping = """
        I stop by a switch, not by a sentence: press Stop at the agent on the page, run \
        `paygent kill NAME`, or POST /api/v1/agents/NAME/kill. From then on nothing is signed, \
        whatever was begun.
        """

    private static let politeness: Set<String> = [
        "please", "pls", "ok", "okay", "now", "hey", "no", "just", "agent", "paygent", "you", "can",
        "could", "i", "want", "to", "the", "all",
    ]
    private static let stops: Set<String> = [
        "stop", "halt", "pause", "freeze", "abort", "cease", "suspend", "quit", "emergency",
    ]
    private static let switches = [
        "kill switch", "pull the plug", "shut down", "shut the agent", "shut it down",
        "turn yourself off", "turn off the agent", "switch yourself off", "disable yourself",
        "emergency stop", "don t do anything", "hold everything",
    ]

    private static func example(of tool: BuiltInTool) -> String {
        switch tool {
        case .x402Payment: "buy today's weather quote"
        case .discoverServices: "find the cheapest weather service"
        case .checkBalance: "how much USDC is left"
        case .transferTokens: "send 1 USDC to 0x…"
        case .swapTokens: "swap 1 USDC for CRO"
        case .subscribeService: "subscribe to News bulletin"
        case .perpetualTrade: "open a 2x long on BTC with 1 USDC"
        case .predictionMarket: "bet 1 USDC that eth-day is yes"
        }
    }

    private static func joined(_ parts: [String]) -> String {
        guard let last = parts.last, parts.count > 1 else { return parts.first ?? "" }
        return parts.dropLast().joined(separator: ", ") + " or " + last
    }
}
