import Domain
import JSON
import Paygent
import X402

// The step that calls one of the owner's own HTTP tools.
extension AgentRuns {
    /// - Parameter isFresh: false when a process died while the call was under way.
    func call(
        _ use: Command.ToolUse, _ step: PlanStep, of run: AgentRun, _ design: Design,
        isFresh: Bool
    ) async throws(Failure) -> StepResult {
        let arguments = JSONValue.object(use.arguments)
        guard let tool = design.effective.customTools.first(where: { $0.name == use.tool }) else {
            return .failed(
                use.tool, arguments, code: "tool_not_allowed",
                "This agent has no tool called '\(use.tool)'. Nothing was called.", as: .refused)
        }
        if let origin = tool.mcp {
            return try await call(
                use, tool, of: origin, step, of: run, design, isFresh: isFresh)
        }
        if let stored = try await existing(Self.payment(of: run, step)) {
            return try await takeUp(stored, step)
        }
        let request: ToolCaller.Request
        do {
            request = try tools.request(
                use, tool, key: Self.payment(of: run, step).rawValue, spec: design.effective)
        } catch {
            return .failed(use.tool, arguments, code: error.code, error.sentence, as: .refused)
        }
        guard isFresh || request.isIdempotent else { return Self.unknown(use) }
        let attempt = ToolAttempt(
            use: use, step: step, secrets: request.secrets,
            retries: Retries(design.effective.retryPolicy))
        let response: HTTPResponse
        do { response = try await tools.send(request) } catch {
            let isSafe = request.isIdempotent || !error.mayHaveBeenReceived
            return postponed(attempt, "\(use.tool) could not be called: \(error.words).", isSafe)
        }
        switch response.status {
        case 200..<300: return attempt.answered(response)
        case 402 where request.secrets.isEmpty:
            return try await pay(asked: request.http, use, step, of: run, design.policy)
        case 429: return postponed(attempt, "\(use.tool) asks to wait (429).", true)
        case 408, 500..<600:
            return postponed(
                attempt, "\(use.tool) failed with status \(response.status).",
                request.isIdempotent)
        default:
            return .failed(
                use.tool, arguments, code: "tool_failed",
                "\(use.tool) answered with status \(response.status).")
        }
    }

    /// Paid as any other service is: judged, reserved, signed.
    private func pay(
        asked request: HTTPRequest, _ use: Command.ToolUse, _ step: PlanStep, of run: AgentRun,
        _ policy: Policy
    ) async throws(Failure) -> StepResult {
        if let refusal = unpayable(use, policy) { return refusal }
        return try await buy(
            Purchase(
                url: request.url, method: request.method,
                body: request.body.isEmpty ? nil : String(decoding: request.body, as: UTF8.self),
                tool: .custom(use.tool)), step, of: run, policy)
    }

    func unpayable(_ use: Command.ToolUse, _ policy: Policy) -> StepResult? {
        guard !policy.tools.contains(.x402Payment) else { return nil }
        return .failed(
            use.tool, .object(use.arguments), code: "tool_not_allowed",
            "\(use.tool) asks to be paid, and this agent may not pay. Nothing was paid.",
            as: .refused)
    }

    /// A process died in the middle of a call that must not be made twice.
    static func unknown(_ use: Command.ToolUse) -> StepResult {
        .failed(
            use.tool, .object(use.arguments), code: "outcome_unknown",
            "The service stopped while \(use.tool) was being called. Whether the call arrived "
                + "is not known, so it was not sent a second time.")
    }

    func postponed(_ attempt: ToolAttempt, _ sentence: String, _ isSafe: Bool) -> StepResult {
        let failed = attempt.step.calls.count
        guard isSafe, let delay = attempt.retries.delay(after: failed) else {
            let tries = failed == 0 ? "" : " It was tried \(failed + 1) times."
            return .failed(
                attempt.use.tool, .object(attempt.use.arguments), code: "tool_failed",
                sentence + tries)
        }
        let time = Timestamp(
            millisecondsSinceEpoch: clock.now().millisecondsSinceEpoch + delay)
        let call = ToolCall(
            tool: attempt.use.tool, arguments: .object(attempt.use.arguments),
            result: ["code": "tool_failed", "note": .string(sentence)], succeeded: false)
        return StepResult(
            call: call, stepStatus: nil, outcome: .later(time), noteKind: "tool_retry")
    }
}
