internal import Domain
internal import JSON
internal import Paygent

// Runs that somebody else stores, in one transaction with what made them.
extension AgentRuns {
    /// A run with its plan, under the agent's latest version; nothing is stored.
    ///
    /// - Throws: `.agentNotFound`, `.agentKilled`.
    func prepare(
        _ order: Order, command: Command, plan: Plan? = nil, agent name: String,
        as id: ID<AgentRun>,
        of tenant: Tenant
    ) async throws(Failure) -> AgentRunOpening {
        let version = try await agent(name, of: tenant).latest.version
        let reference = AgentReference(name: name, version: version, tenant: tenant.rawValue)
        guard try await !isKilled(reference) else { throw .agentKilled(name) }
        let run = AgentRun(
            id: id, agent: reference, session: nil, text: order.text, command: command,
            terms: order.terms, plan: plan ?? Planner.plan(command), startedAt: clock.now())
        return opening(run, of: tenant)
    }
}
