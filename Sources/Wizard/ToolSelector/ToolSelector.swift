public import Domain

/// Which tools a design uses, why, and what they still need.
public enum ToolSelector {
    /// One built-in tool with the owner's words that asked for it; nil when the service chose it.
    public struct Selected: Sendable, Hashable {
        public let tool: BuiltInTool
        public let words: String?

        public init(tool: BuiltInTool, words: String?) {
            self.tool = tool
            self.words = words
        }
    }

    public static func selection(of session: Session) -> [Selected] {
        let stated = session.spec.tools(.tools)
        if stated.isEmpty {
            return session.defaults.tools(.tools).map { Selected(tool: $0, words: nil) }
        }
        return stated.map { tool in
            let evidence = session.toolEvidence[tool] ?? session.evidence[.tools]
            return Selected(tool: tool, words: evidence?.words)
        }
    }

    /// Slots that a tool cannot work safely without.
    public static func needs(of tool: BuiltInTool) -> [Slot] {
        switch tool {
        case .swapTokens: [.slippageTolerance]
        case .perpetualTrade: [.maxLeverage]
        case .x402Payment, .discoverServices, .checkBalance, .transferTokens, .subscribeService,
            .predictionMarket:
            []
        }
    }

    /// Slots that the chosen tools cannot work safely without.
    public static func needs(of spec: AgentSpec) -> [Slot] {
        var needs = spec.tools(.tools).sorted().flatMap { self.needs(of: $0) }
        if spec.customTools.contains(where: { $0.method == nil }) { needs.append(.customTools) }
        return needs
    }
}
