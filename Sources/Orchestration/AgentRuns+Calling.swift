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
        guard isFresh || request.isIdempotent else {
            return .failed(
                use.tool, arguments, code: "outcome_unknown",
                "The service stopped while \(use.tool) was being called. Whether the call arrived "
                    + "is not known, so it was not sent a second time.")
        }
        let attempt = Attempt(
            use: use, step: step, request: request, retries: Retries(design.effective.retryPolicy))
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
        guard policy.tools.contains(.x402Payment) else {
            return .failed(
                use.tool, .object(use.arguments), code: "tool_not_allowed",
                "\(use.tool) asks to be paid, and this agent may not pay. Nothing was paid.",
                as: .refused)
        }
        return try await buy(
            Purchase(
                url: request.url, method: request.method,
                body: request.body.isEmpty ? nil : String(decoding: request.body, as: UTF8.self),
                tool: .custom(use.tool)), step, of: run, policy)
    }

    private func postponed(_ attempt: Attempt, _ sentence: String, _ isSafe: Bool) -> StepResult {
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

/// One sending of one call.
private struct Attempt {
    let use: Command.ToolUse
    let step: PlanStep
    let request: ToolCaller.Request
    let retries: Retries

    func answered(_ response: HTTPResponse) -> AgentRuns.StepResult {
        let kept = response.body.prefix(ToolCaller.answerBytesMax)
        var text = String(decoding: kept, as: UTF8.self)
        for secret in request.secrets {
            text = text.split(separator: secret, omittingEmptySubsequences: false)
                .joined(separator: "[secret]")
        }
        let answer = PaidResponse(
            status: response.status,
            contentType: response.value(of: "Content-Type") ?? "application/octet-stream",
            body: Array(text.utf8))
        let isShort = text.utf8.count <= 200 && !text.isEmpty
        return .done(
            ToolCall(
                tool: use.tool, arguments: .object(use.arguments),
                result: [
                    "response": answer.json, "truncated": .bool(kept.count < response.body.count),
                    "sentence": .string(
                        isShort ? "\(use.tool) answered: \(text)" : "\(use.tool) answered."),
                ], succeeded: true))
    }
}

/// How often and after how long a call is tried again.
private struct Retries {
    var policy: RetryPolicy

    static let retriesDefault = 2
    static let retriesMax = 10
    static let delayDefault: Int64 = 250
    static let delayMax: Int64 = 86_400_000

    init(_ policy: RetryPolicy?) { self.policy = policy ?? RetryPolicy() }

    /// In milliseconds; nil when it is not tried again.
    func delay(after failed: Int) -> Int64? {
        guard failed < min(policy.retriesMax ?? Self.retriesDefault, Self.retriesMax) else {
            return nil
        }
        var delay = Self.delayDefault
        if let seconds = policy.delaySeconds {
            do { delay = Int64(clamping: try seconds.scaled(to: 3)) } catch {
                delay = Self.delayMax
            }
        }
        if policy.backoff != .fixed { delay = min(delay, Self.delayMax) << Int64(failed) }
        return min(delay, Self.delayMax)
    }
}
