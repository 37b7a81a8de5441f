import Domain
import JSON
import MCP
import Paygent
import Wizard
import X402

// The step that calls a tool of an MCP server.
extension AgentRuns {
    /// - Parameter isFresh: false when a process died while the call was under way.
    func call(
        _ use: Command.ToolUse, _ tool: HTTPTool, of origin: MCPOrigin, _ step: PlanStep,
        of run: AgentRun, _ design: Design, isFresh: Bool
    ) async throws(Failure) -> StepResult {
        if let stored = try await existing(Self.payment(of: run, step)) {
            return try await takeUp(stored, step)
        }
        let spec = design.effective
        let arguments: JSONObject
        do { arguments = try tool.argumentsForServer(use.arguments) } catch {
            return .failed(
                use.tool, .object(use.arguments), code: "bad_arguments",
                error.sentence + " Nothing was called.", as: .refused)
        }
        guard isFresh || origin.isIdempotent else { return Self.unknown(use) }
        let attempt = ToolAttempt(
            use: use, step: step, secrets: [], retries: Retries(spec.retryPolicy))
        let call = PreparedToolCall(
            origin, at: tool.endpoint, arguments, milliseconds: ToolCaller.milliseconds(spec))
        let answer: RemoteAnswer
        do throws(MCPCallFailure) {
            answer = try await tools.mcp.call(call, key: Self.payment(of: run, step).rawValue)
        } catch { return failed(error, attempt, origin) }
        guard let required = MCPPayment.required(in: .object(answer.message)) else {
            return answered(answer, attempt)
        }
        return try await pay(required, for: call, use, step, of: run, design.policy)
    }

    /// Paid as any other service is: judged, reserved, signed; then called once more, with the
    /// payment. What the server asks then is not paid.
    private func pay(
        _ required: PaymentRequired, for call: PreparedToolCall, _ use: Command.ToolUse,
        _ step: PlanStep, of run: AgentRun, _ policy: Policy
    ) async throws(Failure) -> StepResult {
        if let refusal = unpayable(use, policy) { return refusal }
        let host = tools.mcp.host(of: call.place)
        let purchase = Purchase(
            url: call.resource(host: host), method: PreparedToolCall.method,
            body: call.json.text, tool: .custom(use.tool),
            seller: Payee(name: call.server, host: host))
        return try await buy(purchase, step, of: run, policy) { terms in
            let isOwn = required.isAbout(tool: call.tool, host: host)
            return prices.choose(required, isOwn: isOwn, terms)
        }
    }

    private func answered(_ answer: RemoteAnswer, _ attempt: ToolAttempt) -> StepResult {
        guard answer.isError else {
            return attempt.answered(
                200, answer.isJSON ? "application/json" : "text/plain", Array(answer.text.utf8))
        }
        let words = RemoteText.line(answer.text, countMax: 200)
        return .failed(
            attempt.use.tool, .object(attempt.use.arguments), code: "tool_failed",
            "\(attempt.use.tool) did not do it. It says: \(words)")
    }

    private func failed(
        _ error: MCPCallFailure, _ attempt: ToolAttempt, _ origin: MCPOrigin
    ) -> StepResult {
        let (name, arguments) = (attempt.use.tool, JSONValue.object(attempt.use.arguments))
        switch error.failure {
        case .exchange(.toolChanged(let pin)):
            return .failed(
                name, arguments, code: "tool_changed",
                "The MCP server describes \(name) differently from when it was taken into the "
                    + "design, so nothing was called. Look at it, take it over again in the "
                    + "wizard, and register the agent's new version.", as: .refused,
                ["pinned": .string(origin.pin), "now": .string(pin)])
        case .exchange(.toolGone):
            return .failed(
                name, arguments, code: "tool_gone",
                "The MCP server no longer offers \(origin.tool), so nothing was called. Choose "
                    + "another tool in the wizard, and register the agent's new version.",
                as: .refused)
        case .unknownServer:
            return .failed(
                name, arguments, code: "mcp_server_unknown",
                "\(name) was not called: \(error.failure.words). Name it in PAYGENT_MCP_SERVERS.",
                as: .refused)
        case .http, .status, .program, .exchange:
            let isSafe = origin.isIdempotent || !error.mayHaveBeenReceived
            return postponed(
                attempt, "\(name) could not be called: \(error.failure.words).",
                isSafe && error.failure.mayPass)
        }
    }
}
