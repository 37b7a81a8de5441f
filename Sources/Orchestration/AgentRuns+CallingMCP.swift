import Domain
import JSON
import MCP
import Paygent
import Wizard

// The step that calls a tool of an MCP server.
extension AgentRuns {
    /// - Parameter isFresh: false when a process died while the call was under way.
    func call(
        _ use: Command.ToolUse, _ tool: HTTPTool, of origin: MCPOrigin, _ step: PlanStep,
        of run: AgentRun, _ spec: AgentSpec, isFresh: Bool
    ) async throws(Failure) -> StepResult {
        let arguments: JSONObject
        do { arguments = try tool.argumentsForServer(use.arguments) } catch {
            return .failed(
                use.tool, .object(use.arguments), code: "bad_arguments",
                error.sentence + " Nothing was called.", as: .refused)
        }
        guard isFresh || origin.isIdempotent else { return Self.unknown(use) }
        let attempt = ToolAttempt(
            use: use, step: step, secrets: [], retries: Retries(spec.retryPolicy))
        do throws(MCPCallFailure) {
            let answer = try await tools.mcp.call(
                tool, origin, arguments, key: Self.payment(of: run, step).rawValue,
                milliseconds: ToolCaller.milliseconds(spec))
            return answered(answer, attempt)
        } catch { return failed(error, attempt, origin) }
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
