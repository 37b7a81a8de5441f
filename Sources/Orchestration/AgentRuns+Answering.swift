import Domain
import Paygent

// Questions about what goes on without being asked for: looked up and answered, nothing is done.
extension AgentRuns {
    /// - Returns: nil for what is no such question.
    func answer(to run: AgentRun) async throws(Failure) -> String? {
        guard run.command == .none, let question = AgentQuestion(run.text) else { return nil }
        switch question {
        case .subscriptions: return try await subscriptionsAnswer(run)
        case .schedule: return try await scheduleAnswer(run)
        }
    }

    private func subscriptionsAnswer(_ run: AgentRun) async throws(Failure) -> String {
        let all: [Subscription]
        do {
            all =
                try await subscriptions?.subscriptions(
                    of: run.agent.name, tenant: Tenant(run.agent.tenant)
                ).map(\.value) ?? []
        } catch { throw failure(error) }
        let open = all.filter { !$0.state.isOver }
        guard !open.isEmpty else {
            return "\(run.agent.name) has subscribed to nothing, and pays for no subscription."
        }
        return open.map { "\($0.sentence) It costs \($0.price) \($0.period.rawValue)." }
            .joined(separator: " ")
    }

    private func scheduleAnswer(_ run: AgentRun) async throws(Failure) -> String {
        let lines: [String]
        do {
            lines =
                try await timetable?.lines(
                    of: run.agent.name, tenant: Tenant(run.agent.tenant)) ?? []
        } catch { throw failure(error) }
        guard !lines.isEmpty else {
            return
                "\(run.agent.name) acts only when it is asked. To let it act by itself, add a time: "
                + "on the page under Agents, or by PUT /api/v1/agents/\(run.agent.name)/triggers/{id}."
        }
        return "\(run.agent.name) acts by itself " + lines.joined(separator: " And ")
    }
}
