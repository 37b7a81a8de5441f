public import Domain
internal import JSON
public import Paygent

/// Carries out what agents are told: read, plan, then step by step. What may move something is
/// stored before it begins and before the next; a look-up is stored with what comes after it.
///
/// Every effect has a key made from the run and the step, so a run that is taken up again after a
/// crash repeats nothing.
public struct AgentRuns: Sendable {
    let runs: any AgentRunStore
    let agents: any AgentStore
    let payments: Payments
    let paymentRuns: any RunStore
    let prices: PriceDiscovery
    let tools: ToolCaller
    let assets: AssetTable
    let services: any ServiceDirectory
    let wallet: Wallet
    let interpreter: any CommandInterpreter
    let journal: any Journal
    let events: any Events
    let clock: any Clock
    let randomness: any Randomness
    /// Nil where nothing is traded.
    let venues: Venues?
    let presence: any Presence
    let subscriptions: (any SubscriptionStore)?
    let entrance: SubscriptionEntrance?
    /// Nil where nothing happens at times.
    let timetable: Timetable?
    /// Nil where no language model drives runs.
    let model: RunModel?
    let turns = Turns()
    let alarms = Alarms()
    /// Runs whose model is to be asked, by somebody whom it does not hold up.
    let questions = Alarms()

    public init(
        runs: any AgentRunStore, agents: any AgentStore, payments: Payments,
        paymentRuns: any RunStore, prices: PriceDiscovery, tools: ToolCaller, assets: AssetTable,
        services: any ServiceDirectory,
        wallet: Wallet, interpreter: any CommandInterpreter, journal: any Journal,
        events: any Events, clock: any Clock, randomness: any Randomness,
        presence: any Presence = OnlyProcess(), venues: Venues? = nil,
        subscriptions: (any SubscriptionStore)? = nil, model: RunModel? = nil,
        entrance: SubscriptionEntrance? = nil, timetable: Timetable? = nil
    ) {
        self.runs = runs
        self.agents = agents
        self.payments = payments
        self.paymentRuns = paymentRuns
        self.prices = prices
        self.tools = tools
        self.assets = assets
        self.services = services
        self.wallet = wallet
        self.interpreter = interpreter
        self.journal = journal
        self.events = events
        self.clock = clock
        self.randomness = randomness
        self.presence = presence
        self.venues = venues
        self.subscriptions = subscriptions
        self.entrance = entrance
        self.timetable = timetable
        self.model = model
    }

    public enum Failure: Error, Equatable {
        case agentNotFound(String)
        case agentKilled(String)
        case sessionNotFound
        case runNotFound
        case unavailable(String)
    }

    /// Takes a run as far as it goes now: to its end, or to where it waits for a person. A run that
    /// this process is carrying out already is answered as it stands; it goes round once more. One
    /// that another process carries out is left to it.
    ///
    /// - Parameter asking: false leaves what a language model has to be asked to
    ///   `goOnWithQuestions`, for callers that have no time for that.
    public func drive(
        _ id: ID<AgentRun>, of tenant: Tenant, asking: Bool = true
    ) async throws(Failure) -> AgentRun {
        guard turns.begin(id) else { return try await load(id, of: tenant).value }
        while true {
            do {
                let run = try await driveAlone(id, of: tenant, asking)
                if turns.end(id) { continue }
                return run
            } catch {
                let lease = turns.lease(of: id)
                if turns.end(id) { continue }
                // Somebody may have ended it meanwhile, or taken it.
                let now = try await load(id, of: tenant).value
                if now.status.isFinal { return now }
                guard try await isHeld(id, lease) else { return now }
                throw error
            }
        }
    }

    private func driveAlone(
        _ id: ID<AgentRun>, of tenant: Tenant, _ asking: Bool
    ) async throws(Failure) -> AgentRun {
        if try await !has(id) {
            let found = try await load(id, of: tenant).value
            guard !found.status.isFinal, try await take(id) else { return found }
        }
        // Read after it was taken: until then another process could change it.
        var progress = Progress(try await load(id, of: tenant))
        guard !progress.run.status.isFinal else { return progress.run }
        if progress.run.driver == .engine {
            if let answer = try await answer(to: progress.run) {
                return try await end(&progress, .completed, answer)
            }
            if let refusal = try await refusal(of: progress.run) {
                return try await end(&progress, .refused, refusal)
            }
        }
        if progress.run.status == .awaitingApproval {
            try progress.apply(.goesOn)
            try await store(&progress)
        }
        if progress.run.team?.mode == .parallel { return try await driveTogether(&progress) }
        return try await driveInOrder(&progress, asking)
    }

    private func driveInOrder(
        _ progress: inout Progress, _ asking: Bool
    ) async throws(Failure) -> AgentRun {
        while true {
            while let step = progress.run.plan.next {
                if let stopped = try await take(step, of: &progress) { return stopped }
            }
            switch progress.run.driver {
            case .engine:
                return try await end(&progress, .completed, Self.report(of: progress.run))
            case .model:
                // Streams see what was done, and a crash repeats none of it, while the model thinks.
                try await store(&progress)
                guard asking else {
                    questions.set(clock.now(), for: progress.run)
                    return progress.run
                }
                if let ended = try await askNext(&progress) { return ended }
            }
        }
    }

    /// - Returns: the run when it has ended or waits; nil when it goes on with the next step.
    private func take(
        _ step: PlanStep, of progress: inout Progress
    ) async throws(Failure) -> AgentRun? {
        guard let design = try await design(of: step, in: progress.run) else {
            return try await end(&progress, .failed, "The agent's version is gone.")
        }
        if let time = step.retriesAt, await !isTime(time, for: progress.run) {
            try await store(&progress)
            return progress.run
        }
        switch try await carryOut(step, of: &progress, design) {
        case .done:
            // The last step is stored with what follows at once.
            if !step.isLookUp, progress.run.plan.next != nil { try await store(&progress) }
        case .later: try await store(&progress)
        case .waits:
            try progress.apply(.waits)
            try await store(&progress)
            try await lookAgain(at: step, of: progress.run)
            return progress.run
        case .open:
            try await store(&progress)
            try await release(progress.run.id)
            try await lookAgain(at: step, of: progress.run)
            return progress.run
        case .ended(let status, let text):
            guard progress.run.driver == .model else {
                return try await end(&progress, status, text)
            }
            // The model is told, and may find another way.
            try progress.apply(.setBack(group: step.group, status))
        }
        return nil
    }

    public func run(_ id: ID<AgentRun>, of tenant: Tenant) async throws(Failure) -> AgentRun {
        try await load(id, of: tenant).value
    }

    /// Goes on with every run that has not ended. Called at the start, and after decisions.
    ///
    /// - Throws: the first failure, after every run has had its turn.
    public func goOn() async throws(Failure) {
        try await goOn { last throws(StoreError) in
            try await runs.unfinished(after: last, limit: Self.pageMax)
        }
    }

    /// Page after page, so that those who wait for people hide nobody.
    func goOn(
        _ page: (_ after: ID<AgentRun>?) async throws(StoreError) -> [OpenAgentRun],
        where isWanted: (OpenAgentRun) -> Bool = { _ in true }
    ) async throws(Failure) {
        var (first, last): (Failure?, ID<AgentRun>?) = (nil, nil)
        var isFull = true
        while isFull {
            let open: [OpenAgentRun]
            do { open = try await page(last) } catch { throw failure(error) }
            for run in open where isWanted(run) {
                do throws(Failure) {
                    _ = try await drive(run.id, of: run.tenant, asking: false)
                } catch { first = first ?? error }
            }
            (isFull, last) = (open.count == Self.pageMax, open.last?.id)
        }
        if let first { throw first }
    }

    /// Drives a run that nobody waits for. After a failure the clock takes it up again, and what it
    /// then fails with is told.
    public func driveAside(_ id: ID<AgentRun>, of tenant: Tenant) {
        Task.detached {
            do { _ = try await drive(id, of: tenant) } catch {
                alarms.set(clock.now().adding(seconds: Self.questionPauseSeconds), id, tenant)
            }
        }
    }

    /// Goes on with the run that a payment belongs to, if one waits for it.
    public func goOn(
        after payment: ID<PaymentRun>, of tenant: Tenant
    ) async throws(Failure) -> AgentRun? {
        guard let run = Self.run(of: payment) else { return nil }
        let stored: Versioned<AgentRun>?
        do { stored = try await runs.run(run, of: tenant) } catch { throw failure(error) }
        return stored == nil ? nil : try await drive(run, of: tenant, asking: false)
    }

    /// Runs read at once.
    static let pageMax = 256
}

extension AgentRuns {
    /// What came of one step.
    enum StepOutcome: Sendable {
        case done
        /// For a person.
        case waits
        /// For the chain: whether money moved is not known yet.
        case open
        /// The step is tried again then.
        case later(Timestamp)
        case ended(AgentRun.Status, String)
    }

    private func carryOut(
        _ step: PlanStep, of progress: inout Progress, _ design: Design
    ) async throws(Failure) -> StepOutcome {
        let isFresh = try await start(step, of: &progress)
        let result = try await handle(step, of: progress.run, design, isFresh: isFresh)
        try finish(step, result, of: &progress)
        return result.outcome
    }

    /// Stores that the step has begun, unless it only looks something up.
    ///
    /// - Returns: false when a process died while the step was under way.
    func start(
        _ step: PlanStep, of progress: inout Progress
    ) async throws(Failure) -> Bool {
        if step.status == .pending { try progress.apply(.stepStarted(step.id)) }
        if step.retriesAt != nil { try progress.apply(.retried(step.id)) }
        let isFresh = step.status == .pending || step.retriesAt != nil
        var detail = step.noteMembers
        detail["description"] = .string(step.description)
        detail["arguments"] = step.command.params
        progress.note("tool_start", .object(detail))
        if !step.isLookUp { try await store(&progress) }
        return isFresh
    }

    /// Stores nothing yet.
    func finish(
        _ step: PlanStep, _ result: StepResult, of progress: inout Progress
    ) throws(Failure) {
        for (kind, detail) in result.notes { progress.note(kind, detail) }
        if let call = result.call {
            let event: AgentRun.Event =
                if case .later(let time) = result.outcome {
                    .postponed(step.id, call, until: time)
                } else { .called(step.id, call) }
            try progress.apply(event)
        }
        if let status = result.stepStatus { try progress.apply(.stepEnded(step.id, status)) }
        var detail = step.noteMembers
        detail["result"] = result.call?.result ?? .null
        detail["succeeded"] = .bool(result.stepStatus == .done)
        progress.note(result.noteKind, .object(detail))
    }

    func end(
        _ progress: inout Progress, _ status: AgentRun.Status, _ output: String
    ) async throws(Failure) -> AgentRun {
        try progress.apply(.ended(status, output: output, at: clock.now()))
        progress.noteEnd()
        try await store(&progress)
        return progress.run
    }

    /// A refusal and what is no command end before any step.
    func refusal(of run: AgentRun) async throws(Failure) -> String? {
        switch run.command {
        case .refuse(let reason): reason.sentence
        case .none where CommandReader.postpones(run.text): Command.Refusal.notNow.sentence
        case .none:
            CommandHelp.sentence(
                for: try await version(of: run.agent)?.design.policy, said: run.text)
        default: nil
        }
    }

    static func report(of run: AgentRun) -> String {
        let sentences = run.plan.steps.flatMap(\.calls).compactMap { $0.result["sentence"]?.string }
        return sentences.isEmpty ? "Done." : sentences.joined(separator: " ")
    }
}

extension PlanStep {
    /// What every note of a step tells: which, with what, and whose it is in a team.
    fileprivate var noteMembers: JSONObject {
        var members: JSONObject = [
            "step": .integer(Int64(id)), "tool": .optional(toolName),
        ]
        if let member { members["member"] = .string(member.name) }
        return members
    }
}
