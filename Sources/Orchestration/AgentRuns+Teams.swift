internal import Domain
internal import JSON
internal import Paygent

// Runs of teams: each step belongs to a member, and is carried out by that member's design.
extension AgentRuns {
    /// A new run, stored with its plan and the members of its steps before the first of them.
    func begin(
        _ order: Order, of team: Team.Share, _ router: TeamRouter, tools: [HTTPTool],
        session: ID<AgentSession>?, as id: ID<AgentRun>?, tenant: Tenant
    ) async throws(Failure) -> AgentRun {
        _ = try await pinned(session, tenant)
        let command = try await read(order, in: session, of: tenant, tools: tools)
        let plan = router.assigned(Planner.plan(command), text: order.text, mode: team.mode)
        return try await store(
            AgentRun(
                id: id ?? newID(), agent: team.agent, session: session, text: order.text,
                command: command, terms: order.terms, plan: plan, team: team,
                startedAt: clock.now()), of: tenant)
    }

    func newSessionID() -> ID<AgentSession> { ID(at: clock.now(), random: randomness.next()) }

    /// Who acts, and by whose rules.
    func actor(of step: PlanStep, in run: AgentRun) -> AgentReference { step.member ?? run.agent }

    /// The next step of every command at once, until each has ended or waits.
    func driveTogether(_ progress: inout Progress) async throws(Failure) -> AgentRun {
        var waiting: [(step: PlanStep, result: StepResult)] = []
        var ended: (status: AgentRun.Status, text: String)?
        while true {
            let held = Set(waiting.map(\.step.group))
            let steps = progress.run.plan.nextOfEachGroup.filter { !held.contains($0.group) }
            guard !steps.isEmpty else { break }
            var tasks: [Part] = []
            for step in steps {
                guard let design = try await design(of: step, in: progress.run) else {
                    return try await end(&progress, .failed, "A member's version is gone.")
                }
                let isFresh = try await start(step, of: &progress)
                tasks.append(Part(step: step, design: design, isFresh: isFresh))
            }
            for (step, result) in try await performed(tasks, of: progress.run) {
                switch result.outcome {
                case .waits, .open: waiting.append((step, result))
                case .later(let time):
                    try finish(step, result, of: &progress)
                    waiting.append((step, StepResult(outcome: .later(time), noteKind: "")))
                case .done: try finish(step, result, of: &progress)
                case .ended(let status, let text):
                    try finish(step, result, of: &progress)
                    ended = ended ?? (status, text)
                }
            }
            try await store(&progress)
        }
        return try await close(&progress, waiting, ended)
    }

    private struct Part: Sendable {
        let step: PlanStep
        let design: Design
        let isFresh: Bool
    }

    private func performed(
        _ parts: [Part], of run: AgentRun
    ) async throws(Failure) -> [(PlanStep, StepResult)] {
        let results = await withTaskGroup(
            of: (PlanStep, Result<StepResult, Failure>).self
        ) { group in
            for part in parts {
                group.addTask {
                    do throws(Failure) {
                        let result = try await handle(
                            part.step, of: run, part.design, isFresh: part.isFresh)
                        return (part.step, .success(result))
                    } catch { return (part.step, .failure(error)) }
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        var done: [(PlanStep, StepResult)] = []
        for (step, result) in results { done.append((step, try result.get())) }
        return done
    }

    /// What waits is told last, because a stream ends there.
    private func close(
        _ progress: inout Progress, _ waiting: [(step: PlanStep, result: StepResult)],
        _ ended: (status: AgentRun.Status, text: String)?
    ) async throws(Failure) -> AgentRun {
        var isForPeople = false
        for (step, result) in waiting {
            switch result.outcome {
            case .waits: isForPeople = true
            case .later(let time): alarms.set(time, for: progress.run)
            case .open, .done, .ended: break
            }
            if !result.noteKind.isEmpty { try finish(step, result, of: &progress) }
        }
        if isForPeople { try progress.apply(.waits) }
        if !waiting.isEmpty {
            try await store(&progress)
            if !isForPeople { try await release(progress.run.id) }
            for (step, _) in waiting { try await lookAgain(at: step, of: progress.run) }
            return progress.run
        }
        let report = Self.report(of: progress.run)
        if let ended { return try await end(&progress, ended.status, report) }
        let hasFailed = progress.run.plan.steps.contains { $0.status == .failed }
        return try await end(&progress, hasFailed ? .failed : .completed, report)
    }
}

extension Plan {
    /// The first step of each group that has not ended; none of a group that has failed.
    fileprivate var nextOfEachGroup: [PlanStep] {
        var seen: Set<Int> = []
        let failed = Set(steps.filter { $0.status == .failed }.map(\.group))
        return steps.filter { step in
            guard !step.status.isFinal, !failed.contains(step.group) else { return false }
            return seen.insert(step.group).inserted
        }
    }
}
