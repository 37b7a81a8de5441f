import Domain
import Paygent

// A run keeps the version that its session began with. What the owner has tightened since binds it
// all the same; what was loosened since does not.
extension AgentRuns {
    func pay(
        _ intent: PaymentIntent, under policy: Policy, of run: AgentRun
    ) async throws(Failure) -> PaymentOutcome {
        let rules = try await tightened(policy, intent, of: run)
        do { return try await payments.pay(intent, under: rules) } catch { throw failure(error) }
    }

    private func tightened(
        _ policy: Policy, _ intent: PaymentIntent, of run: AgentRun
    ) async throws(Failure) -> Policy {
        var both = policy
        // The one who pays, and the one who handed the step on. A team has versions of its members.
        for reference in Set([intent.agent, run.agent]) {
            guard let latest = try await latest(of: reference), latest.version > reference.version
            else { continue }
            let newer = latest.design.policy
            guard var narrowed = both.narrowed(by: newer) else {
                // Another network, another currency or nobody on both lists: nothing may be paid.
                (both.tools, both.customTools) = ([], [])
                return both
            }
            // A specialist has tools of its own, which whoever handed it the step never had.
            if reference == intent.agent {
                narrowed.tools = narrowed.tools.filter(newer.tools.contains)
                narrowed.customTools = narrowed.customTools.filter(newer.customTools.contains)
            }
            both = narrowed
        }
        return both
    }

    /// Nil for a team.
    private func latest(of reference: AgentReference) async throws(Failure) -> AgentVersion? {
        do {
            return try await agents.agent(reference.name, of: Tenant(reference.tenant))?.latest
        } catch { throw failure(error) }
    }
}
