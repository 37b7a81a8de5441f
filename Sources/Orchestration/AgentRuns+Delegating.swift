import Domain
import JSON
import Paygent

// Steps that the general agent has no tool for go to a specialist: with the specialist's tools and
// the step's words, and nothing else. What it spends is the general agent's spending, and the limits
// of both bind.
extension AgentRuns {
    /// Who carries out a step, under which rules.
    struct Delegate: Sendable {
        let name: String
        let policy: Policy
    }

    /// A step carried out by the run's own agent, or by the specialist that it is handed to.
    func handle(
        _ step: PlanStep, of run: AgentRun, _ design: Design, isFresh: Bool
    ) async throws(Failure) -> StepResult {
        if try await isForbidden(step, of: run) {
            return .refused(
                step, "agent_killed", "This agent was stopped; nothing more is done.")
        }
        guard let tool = step.tool, let specialist = Self.specialist(for: step, design.policy),
            try await isGeneral(actor(of: step, in: run)),
            let delegate = try await delegate(specialist, of: run, design.policy)
        else { return try await perform(step, of: run, design, isFresh: isFresh) }
        let beginning: JSONValue = [
            "step": .integer(Int64(step.id)), "agent": .string(delegate.name),
            "tools": .strings(delegate.policy.tools.map(\.rawValue)),
            "task": .string(step.description),
        ]
        // Behind the step's own beginning, which is stored now or with its end.
        if !step.isLookUp { try await note("subagent_start", run, beginning) }
        var result = try await perform(step, with: tool, of: run, delegate.policy)
        if step.isLookUp { result.notes.append(("subagent_start", beginning)) }
        result.notes.append(
            (
                "subagent_end",
                [
                    "step": .integer(Int64(step.id)), "agent": .string(delegate.name),
                    "succeeded": .bool(result.stepStatus == .done),
                    "result": result.call?.result["sentence"] ?? .null,
                ]
            ))
        return result
    }

    /// Whether the kill switch was thrown since the run began. What only looks something up, and
    /// what became of a payment that was opened before, is still found out.
    private func isForbidden(
        _ step: PlanStep, of run: AgentRun
    ) async throws(Failure) -> Bool {
        guard !step.isLookUp else { return false }
        var isStopped = try await isKilled(run.agent)
        if !isStopped, let member = step.member { isStopped = try await isKilled(member) }
        guard isStopped else { return false }
        return try await existing(Self.payment(of: run, step)) == nil
    }

    /// By what the whole command is about: also the look into the wallet before a swap is its part.
    private static func specialist(for step: PlanStep, _ policy: Policy) -> String? {
        if case .serviceDiscovery = step.command { return BuiltInAgents.researcher }
        guard step.part != nil, let tool = step.command.tradeTool, !policy.tools.contains(tool)
        else { return nil }
        return BuiltInAgents.specialists[tool]
    }

    /// An owner's agent hands nothing on: its design is all that it may do.
    private func isGeneral(_ agent: AgentReference) async throws(Failure) -> Bool {
        guard agent.name == GeneralAgent.name else { return false }
        return try await version(of: agent)?.draft.isBuiltIn ?? false
    }

    /// - Returns: nil when it is not there, was stopped, or its rules cannot be compared.
    private func delegate(
        _ name: String, of run: AgentRun, _ policy: Policy
    ) async throws(Failure) -> Delegate? {
        let tenant = Tenant(run.agent.tenant)
        let found: RegisteredAgent?
        do { found = try await agents.agent(name, of: tenant) } catch { throw failure(error) }
        guard let found, found.latest.draft.isBuiltIn else { return nil }
        let reference = AgentReference(
            name: name, version: found.latest.version, tenant: tenant.rawValue)
        guard try await !isKilled(reference) else { return nil }
        return found.latest.design.policy.narrowed(by: policy).map {
            Delegate(name: name, policy: $0)
        }
    }
}
