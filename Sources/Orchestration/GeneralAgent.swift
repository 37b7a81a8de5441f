public import Domain
internal import Wizard

/// The agent that every installation has: for commands that name no other. Careful, on a test
/// network, and made as any agent is: a design, its export, the registry.
public enum GeneralAgent {
    public static let name = "paygent"

    /// Its values are the service's choice, so its rules say so.
    public static let design: Design = {
        var chosen = AgentSpec()
        chosen[.agentName] = .name(name)
        chosen[.agentType] = .text("general payment agent")
        chosen[.goals] = .text("carry out single commands: find services, pay, send and look up")
        chosen[.tone] = .text("short and matter-of-fact")
        chosen[.tools] = .tools([
            .x402Payment, .discoverServices, .checkBalance, .transferTokens,
        ])
        chosen[.currency] = .symbol("USDC")
        chosen[.network] = .network(.cronosTestnet)
        chosen[.perPaymentLimit] = .limit(.amount(TokenAmount(Quantity(1), "USDC")))
        chosen[.dailyLimit] = .limit(.amount(TokenAmount(Quantity(5), "USDC")))
        chosen[.approvalThreshold] = .limit(.amount(TokenAmount(Quantity(1), "USDC")))
        chosen[.schedule] = .schedules([.onRequest])
        return Design(spec: AgentSpec(), defaults: chosen)
    }()
}
