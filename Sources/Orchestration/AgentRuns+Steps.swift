import Domain
import JSON
import Paygent

// What each tool does. A step that fails says why, and ends the run.
extension AgentRuns {
    /// What a step leaves: its call for the log, and how the run goes on.
    struct StepResult: Sendable {
        var call: ToolCall?
        /// Nil while the step is not over.
        var stepStatus: PlanStep.Status?
        var outcome: StepOutcome
        var noteKind = "tool_end"
        /// What is told before that.
        var notes: [(kind: String, detail: JSONValue)] = []

        static func done(_ call: ToolCall) -> StepResult {
            StepResult(call: call, stepStatus: .done, outcome: .done)
        }

        static func failed(
            _ tool: String, _ arguments: JSONValue, code: String, _ sentence: String,
            as status: AgentRun.Status = .failed, _ details: JSONObject = JSONObject()
        ) -> StepResult {
            var result: JSONObject = ["code": .string(code), "sentence": .string(sentence)]
            for member in details.members { result[member.name] = member.value }
            let call = ToolCall(
                tool: tool, arguments: arguments, result: .object(result), succeeded: false)
            return StepResult(call: call, stepStatus: .failed, outcome: .ended(status, sentence))
        }
    }

    /// - Parameter isFresh: false when a process died while the step was under way.
    func perform(
        _ step: PlanStep, of run: AgentRun, _ design: Design, isFresh: Bool
    ) async throws(Failure) -> StepResult {
        guard let tool = step.tool else {
            return try await performPlain(step, of: run, design, isFresh: isFresh)
        }
        return try await perform(step, with: tool, of: run, design.policy)
    }

    func perform(
        _ step: PlanStep, with tool: BuiltInTool, of run: AgentRun, _ policy: Policy
    ) async throws(Failure) -> StepResult {
        guard policy.tools.contains(tool) || !tool.movesMoney else {
            return .failed(
                tool.rawValue, step.command.params, code: "tool_not_allowed",
                "This agent may not \(tool.title); its design does not allow it.", as: .refused)
        }
        if let part = step.part { return try await trade(step, part, of: run, policy) }
        switch tool {
        case .discoverServices: return try await discover(step)
        case .checkBalance: return await checkBalance(step, policy)
        case .x402Payment: return try await pay(step, of: run, policy)
        case .transferTokens: return try await transfer(step, of: run, policy)
        case .subscribeService: return try await subscription(step, of: run, policy)
        case .swapTokens, .perpetualTrade, .predictionMarket:
            return unknown(step, tool.title)
        }
    }

    /// Steps that use no built-in tool.
    private func performPlain(
        _ step: PlanStep, of run: AgentRun, _ design: Design, isFresh: Bool
    ) async throws(Failure) -> StepResult {
        switch step.command {
        case .use(let use): return try await call(use, step, of: run, design, isFresh: isFresh)
        case .paymentHistory(let query): return try await history(query, step, of: run)
        case .setBudget:
            return .failed(
                "set_budget", step.command.params, code: "limits_are_the_owners",
                "Limits are changed in the design, by its owner, and never by a command. Nothing "
                    + "was changed.", as: .refused)
        case .approve, .reject:
            return .failed(
                step.command.intent, step.command.params, code: "decided_by_people",
                "A payment that waits is decided where it is shown with its amount and payee, "
                    + "under approvals, and never by a command. Nothing was decided.", as: .refused)
        case .payment, .transfer, .swap, .balanceCheck, .serviceDiscovery, .subscribe,
            .cancelSubscription, .perpetualOpen, .perpetualClose, .setStopLoss, .predictionBet,
            .claimWinnings, .addLiquidity, .removeLiquidity, .farm, .multiStep, .refuse, .none:
            return unknown(step, "do this")
        }
    }

    private func unknown(_ step: PlanStep, _ title: String) -> StepResult {
        .failed(
            step.tool?.rawValue ?? "none", step.command.params, code: "not_in_this_version",
            "This version cannot \(title) yet; nothing was done.")
    }
}

extension Command {
    /// What a command is about: the service to find or the one to pay.
    var subject: String? {
        switch self {
        case .payment(let payment): payment.recipient
        case .serviceDiscovery(let discovery): discovery.query
        case .subscribe(let subscribing): subscribing.service
        default: nil
        }
    }
}
