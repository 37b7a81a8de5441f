public import Domain

/// What a person is told who said something that is no command: what this agent can do, in words
/// that it would carry out.
public enum CommandHelp {
    /// - Parameter policy: of the agent that was told; nil where several share the work.
    public static func sentence(for policy: Policy?) -> String {
        let tools = policy?.tools ?? [.x402Payment, .discoverServices, .checkBalance]
        guard !tools.isEmpty else {
            return "That is no command that I can carry out, and this agent has no tools: its "
                + "design says what it may do."
        }
        let examples = tools.sorted().map { "“\(example(of: $0))”" }
        let cap = policy?.caps.first { $0.window == .payment }
        let limit = cap.map { " I pay at most \($0.limit) at once." } ?? ""
        return "That is no command that I can carry out. Say for example \(joined(examples)).\(limit)"
    }

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
