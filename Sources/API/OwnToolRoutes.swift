internal import Domain
internal import JSON
internal import Orchestration
internal import Paygent
internal import Web

/// `/agents/{name}/tools/{tool}`: one of an agent's own tools, called with arguments instead of words.
/// Exports send here what only Paygent can reach.
struct OwnToolRoutes {
    let once: RunOnce
    let report: RunReport

    var routes: [Route] {
        [
            .endpoint(
                .post, "/api/v1/agents/{name}/tools/{tool}", tag: "Agents",
                "Call one of its own tools: a run of one step, by the rules of every run",
                request: ["type": "object", "description": "The tool's arguments."], call)
        ]
    }

    private func call(_ request: Request) async throws(Problem) -> Response {
        let arguments = try request.jsonObject()
        let tool = request.parameter("tool") ?? ""
        let order = Order(
            "call \(tool) \(JSONValue.object(arguments).text)",
            command: .use(Command.ToolUse(tool: tool, arguments: arguments)))
        let begun = try await once.begin(
            order, agent: request.agentName, session: nil, for: request)
        let run = try await once.carryOut(begun.run)
        var response = Response.json(try await report.json(run))
        if begun.isRepeat { response.headers["Idempotent-Replayed"] = "true" }
        return response
    }
}
