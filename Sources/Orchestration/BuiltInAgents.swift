public import Domain
public import Wizard

/// The specialists that every installation has: each with tools of its own and nothing else. The
/// general agent hands them the steps that it has no tool for.
public enum BuiltInAgents {
    /// What the general agent may hand on, and to whom.
    static let specialists: [BuiltInTool: String] = [
        .swapTokens: "vvs-trader", .perpetualTrade: "moonlander-trader",
        .predictionMarket: "delphi-predictor",
    ]

    /// Looks things up and cannot pay.
    static let researcher = "market-researcher"

    /// The general agent first.
    public static let designs: [Design] = [
        GeneralAgent.design, trader, perpetuals, predictor, research,
    ]

    private static let trader: Design = {
        var chosen = base(
            "vvs-trader", "token trader",
            "swap tokens and provide liquidity on VVS at the price that was asked for",
            tools: [.swapTokens, .checkBalance])
        chosen[.slippageTolerance] = .percent(Quantity(1))
        return Design(spec: AgentSpec(), defaults: chosen)
    }()

    private static let perpetuals: Design = {
        var chosen = base(
            "moonlander-trader", "perpetuals trader",
            "open and close leveraged positions on Moonlander, each with its stop",
            tools: [.perpetualTrade, .checkBalance])
        chosen[.maxLeverage] = .number(Quantity(5))
        return Design(spec: AgentSpec(), defaults: chosen)
    }()

    private static let predictor = Design(
        spec: AgentSpec(),
        defaults: base(
            "delphi-predictor", "prediction market agent",
            "bet on the outcomes of Delphi's markets and claim what was won",
            tools: [.predictionMarket, .checkBalance]))

    private static let research = Design(
        spec: AgentSpec(),
        defaults: base(
            researcher, "market researcher",
            "find services, compare prices and look at balances; it never pays",
            tools: [.discoverServices, .checkBalance]))

    /// Careful, on a test network: the same limits as those of the general agent.
    private static func base(
        _ name: String, _ type: String, _ goals: String, tools: [BuiltInTool]
    ) -> AgentSpec {
        var chosen = AgentSpec()
        chosen[.agentName] = .name(name)
        chosen[.agentType] = .text(type)
        chosen[.goals] = .text(goals)
        chosen[.tone] = .text("short and matter-of-fact")
        chosen[.tools] = .tools(tools)
        chosen[.currency] = .symbol("USDC")
        chosen[.network] = .network(.cronosTestnet)
        chosen[.perPaymentLimit] = .limit(.amount(TokenAmount(Quantity(5), "USDC")))
        chosen[.dailyLimit] = .limit(.amount(TokenAmount(Quantity(20), "USDC")))
        chosen[.approvalThreshold] = .limit(.amount(TokenAmount(Quantity(1), "USDC")))
        chosen[.schedule] = .schedules([.onRequest])
        return chosen
    }

    /// The exported file of one of them, byte for byte.
    ///
    /// - Throws: `ExportError` when a template of the installation cannot be used.
    public static func file(
        of design: Design, _ generator: PromptGenerator, _ settings: ExportSettings
    ) throws(ExportError) -> [UInt8] {
        let input = Blueprint(design).exportInput(settings)
        return try generator.prompt(for: input, platform: .paygent).file.bytes
    }
}
