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

        static func done(_ call: ToolCall) -> StepResult {
            StepResult(call: call, stepStatus: .done, outcome: .done)
        }

        static func failed(
            _ tool: String, _ arguments: JSONValue, code: String, _ sentence: String,
            as status: AgentRun.Status = .failed
        ) -> StepResult {
            let call = ToolCall(
                tool: tool, arguments: arguments,
                result: ["code": .string(code), "sentence": .string(sentence)], succeeded: false)
            return StepResult(call: call, stepStatus: .failed, outcome: .ended(status, sentence))
        }
    }

    func perform(
        _ step: PlanStep, of run: AgentRun, _ policy: Policy
    ) async throws(Failure) -> StepResult {
        guard let tool = step.tool else { return unknown(step, "do this") }
        guard policy.tools.contains(tool) || !tool.movesMoney else {
            return .failed(
                tool.rawValue, step.command.params, code: "tool_not_allowed",
                "This agent may not \(tool.title); its design does not allow it.", as: .refused)
        }
        switch tool {
        case .discoverServices: return try await discover(step)
        case .checkBalance: return await checkBalance(step, policy)
        case .x402Payment: return try await pay(step, of: run, policy)
        case .transferTokens: return try await transfer(step, of: run, policy)
        case .swapTokens, .subscribeService, .perpetualTrade, .predictionMarket:
            return unknown(step, tool.title)
        }
    }

    private func unknown(_ step: PlanStep, _ title: String) -> StepResult {
        .failed(
            step.tool?.rawValue ?? "none", step.command.params, code: "not_in_this_version",
            "This version cannot \(title) yet; nothing was done.")
    }

    private func checkBalance(_ step: PlanStep, _ policy: Policy) async -> StepResult {
        guard case .balanceCheck(let token, _) = step.command else {
            return await balances([], step, policy)
        }
        let wanted = token.flatMap { $0 == "all" ? nil : [$0] } ?? []
        return await balances(wanted, step, policy)
    }

    private func balances(
        _ tokens: [String], _ step: PlanStep, _ policy: Policy
    ) async -> StepResult {
        let balances: [Money]
        do { balances = try await wallet.balances(of: tokens, on: policy.network) } catch {
            return .failed(
                "check_balance", step.command.params, code: "chain_unavailable",
                "The chain could not be asked for the balance; try again in a moment.")
        }
        let list = balances.map(\.description).joined(separator: ", ")
        let held = list.isEmpty ? "nothing that this service knows" : list
        return .done(
            ToolCall(
                tool: "check_balance", arguments: step.command.params,
                result: [
                    "balances": .strings(balances.map(\.description)),
                    "simulated": .bool(wallet.isSimulated(on: policy.network)),
                    "sentence": "The wallet holds \(held) on \(policy.network.title).",
                ], succeeded: true))
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
