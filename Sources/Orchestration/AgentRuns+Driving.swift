import Domain
import Hashing
import JSON
import Models
import Paygent

// Runs that a language model drives. It proposes one command after the other; each becomes steps of
// the run's plan and goes the way that every step goes: judged, reserved, journaled, leased. What it
// says moves nothing by itself.
extension AgentRuns {
    /// Who drives a new run. What the engine reads completely needs no model, and what it refuses is
    /// shown to none.
    func driver(
        of order: Order, read command: Command, by version: AgentVersion?
    ) -> AgentRun.Driver {
        guard let model, let version, order.command == nil, command.isOpen, model.model.isWell,
            model.briefings.briefing(of: version) != nil
        else { return .engine }
        return .model
    }

    /// Asks the model what is next, and plans what may be.
    ///
    /// - Returns: the run when it has ended; nil when it goes on.
    func askNext(_ progress: inout Progress) async throws(Failure) -> AgentRun? {
        let run = progress.run
        guard try await !isKilled(run.agent) else {
            return try await end(
                &progress, .refused, "This agent was stopped; nothing more is done.")
        }
        guard let version = try await version(of: run.agent) else {
            return try await end(&progress, .failed, "The agent's version is gone.")
        }
        guard let model, let briefing = model.briefings.briefing(of: version) else {
            return try await fallBack(&progress, "no language model is configured any more")
        }
        if let bound = model.bounds.reached(by: run) {
            return try await stop(&progress, "It was stopped after \(bound).")
        }
        let talk = RunTalk(run: run, briefing: briefing, earlier: try await earlier(than: run))
        let request = talk.request(
            patienceMilliseconds: min(
                ModelRequest.patienceMillisecondsDefault, model.bounds.millisecondsLeft(of: run)))
        let began = clock.now().millisecondsSinceEpoch
        let reply: ModelReply
        do throws(ModelFailure) { reply = try await model.model.answer(request) } catch {
            return try await fallBack(&progress, error)
        }
        // While it was thinking, somebody may have stopped the agent.
        guard try await !isKilled(run.agent) else {
            return try await end(
                &progress, .refused, "This agent was stopped; nothing more is done.")
        }
        let proposing = Proposing(talk, version.design, model.bounds)
        let (turn, plan, doubt) = proposing.turn(
            reply, to: request, milliseconds: Int(clock.now().millisecondsSinceEpoch - began))
        try progress.apply(.answered(turn, plan, doubt: doubt))
        progress.note("model_turn", turn.note(progress.run))
        guard turn.calls.isEmpty else { return nil }
        let conclusion = Conclusion(of: progress.run, words: reply.text)
        return try await end(&progress, conclusion.status, conclusion.output)
    }

    /// What the session's people said before, the oldest first.
    private func earlier(than run: AgentRun) async throws(Failure) -> [AgentRun] {
        guard let session = run.session else { return [] }
        let page: Page<AgentRun>
        do {
            page = try await runs.list(
                AgentRunFilter(session: session), of: Tenant(run.agent.tenant),
                after: run.id.rawValue, limit: RunTalk.earlierMax)
        } catch { throw failure(error) }
        return page.items.reversed()
    }

    private func fallBack(
        _ progress: inout Progress, _ error: ModelFailure
    ) async throws(Failure) -> AgentRun? {
        // Who waited has gone, or the process ends: whoever takes the run up asks again.
        if error == .cancelled {
            questions.set(clock.now(), for: progress.run)
            throw .unavailable("the language model was not heard to the end")
        }
        return try await fallBack(&progress, "the language model did not answer (\(error.name))")
    }

    /// Before anything was planned the engine does what it read itself; later the run ends with what
    /// was done.
    private func fallBack(
        _ progress: inout Progress, _ reason: String
    ) async throws(Failure) -> AgentRun? {
        guard progress.run.plan.steps.isEmpty, progress.run.turns.isEmpty else {
            return try await stop(&progress, "It was not finished: \(reason).")
        }
        try progress.apply(.fellBack(Planner.plan(progress.run.command)))
        progress.note(
            "model_gone", ["reason": .string(reason), "plan": progress.run.plan.json])
        guard let refusal = try await refusal(of: progress.run) else { return nil }
        return try await end(&progress, .refused, "\(refusal) (There was no help: \(reason).)")
    }

    private func stop(
        _ progress: inout Progress, _ sentence: String
    ) async throws(Failure) -> AgentRun {
        let done = Conclusion(of: progress.run, words: sentence)
        return try await end(&progress, .failed, done.output)
    }
}

/// What becomes of one reply.
private struct Proposing {
    let talk: RunTalk
    let policy: Policy
    let bounds: DriveBounds
    /// The owner's tools that may change something when they are called.
    let changingTools: Set<String>

    init(_ talk: RunTalk, _ design: Design, _ bounds: DriveBounds) {
        self.talk = talk
        self.bounds = bounds
        policy = design.policy
        changingTools = Set(
            design.effective.customTools.filter { !$0.onlyLooks }.map(\.name))
    }

    func turn(
        _ reply: ModelReply, to request: ModelRequest, milliseconds: Int
    ) -> (ModelTurn, Plan, doubt: String?) {
        var (plan, doubt): (Plan, String?) = (Plan([]), nil)
        var calls: [ProposedCall] = []
        for call in reply.calls.prefix(ModelTurn.callsMax) {
            let isTooLong = JSONValue.object(call.arguments).text.utf8.count > Self.argumentBytesMax
            var proposed = ProposedCall(
                id: call.id, name: call.name.cut(toBytes: 64),
                arguments: isTooLong ? JSONObject() : call.arguments,
                fate: .refused(isTooLong ? Self.tooLong : Self.oneAtATime))
            if calls.isEmpty, !isTooLong {
                do throws(CallRefusal) {
                    let checked = try checked(call)
                    (plan, doubt) = (Planner.plan(checked.command), checked.doubt)
                    proposed.fate = .planned(group: talk.run.plan.nextGroup)
                } catch { proposed.fate = .refused(error) }
            }
            calls.append(proposed)
        }
        let turn = ModelTurn(
            request: Hex.encode(ModelCache.key(of: request)), model: reply.model,
            text: reply.text.cut(toBytes: ModelTurn.textBytesMax), calls: calls,
            use: ModelUse(
                inputTokens: reply.usage.inputTokens, outputTokens: reply.usage.outputTokens,
                picodollars: reply.picodollars, milliseconds: milliseconds))
        return (turn, plan, doubt)
    }

    private func checked(_ call: ModelToolCall) throws(CallRefusal) -> CheckedProposal {
        let reader = CallReader(policy, ownTools: talk.briefing.ownTools)
        let command = try reader.command(call.name, call.arguments)
        if wouldChange(command), CommandReader.postpones(talk.run.text) { throw Self.notNow }
        if wouldChange(command), CommandReader.asksSeveralTimes(talk.run.text) { throw Self.severalTimes }
        let origins = Origins(
            of: talk.run, earlier: talk.earlier.map(\.text), policy,
            endpoints: talk.briefing.endpoints)
        let checked = try origins.checked(command, after: talk.run, policy)
        guard !Planner.plan(checked.command).steps.isEmpty else {
            throw CallRefusal("bad_arguments", "There is nothing to do in this. Nothing was done.")
        }
        return checked
    }

    /// Besides payments and trades, which are asked about or refused by where their figures come
    /// from.
    private func wouldChange(_ command: Command) -> Bool {
        switch command {
        case .use(let use): changingTools.contains(use.tool)
        case .cancelSubscription: true
        case .payment, .transfer, .swap, .balanceCheck, .serviceDiscovery, .subscribe,
            .perpetualOpen, .perpetualClose, .setStopLoss, .predictionBet, .claimWinnings,
            .addLiquidity, .removeLiquidity, .farm, .paymentHistory, .setBudget, .approve,
            .reject, .multiStep, .refuse, .none:
            false
        }
    }

    private static let notNow = CallRefusal("not_now", Command.Refusal.notNow.sentence)
    private static let severalTimes = CallRefusal(
        "several_times", Command.Refusal.severalTimes.sentence)

    /// What no tool takes is not stored either.
    private static let argumentBytesMax = 16_000

    private static let tooLong = CallRefusal(
        "bad_arguments", "The arguments are too long. Nothing was done.")

    /// Calls beside each other could spend one budget twice in a model's mind.
    private static let oneAtATime = CallRefusal(
        "one_at_a_time", "One call is made at a time; ask for this one again. Nothing was done.")
}

extension Command {
    /// Whether a model may understand more of it than the engine did.
    fileprivate var isOpen: Bool {
        if case .refuse = self { return false }
        return confidence < Quantity(1)
    }
}

extension ModelTurn {
    /// What streams and logs are told of it: figures and calls, no words.
    fileprivate func note(_ run: AgentRun) -> JSONValue {
        [
            "turn": .integer(Int64(run.turns.count)), "model": .string(model),
            "request": .string(request), "calls": .array(calls.map(\.json)), "use": use.json,
            "plan": run.plan.json,
        ]
    }
}
