internal import Hashing
internal import JSON
internal import MCP
internal import Web

/// Carries out the tools of `/mcp`: each call is the REST interface's own, so that there is no
/// second way to anything.
struct MCPTools: Sendable {
    let router: Router

    static func tool(_ name: String) -> MCPTool? {
        MCPTool.all.first { $0.description.name == name }
    }

    /// - Parameter repeatKey: names the message, so that one that is sent twice acts once.
    func call(
        _ tool: MCPTool, _ arguments: JSONObject, from asked: Request, repeatKey: String?
    ) async -> ToolAnswer {
        let given: JSONObject
        do { given = try tool.description.checked(arguments) } catch {
            return .refusal(error.sentence)
        }
        let requests = tool.requests(given, from: asked, repeatKey: repeatKey)
        var merged = JSONObject()
        for (index, request) in requests.enumerated() {
            let response = await router.respond(to: request)
            if requests.count == 1 { return answer(response) }
            switch (json(of: response), isRefusal(response), index) {
            case (let object?, false, _):
                for member in object.members { merged[member.name] = member.value }
            case (let problem?, true, 1...) where problem["code"] == "workflow_not_ready":
                merged["workflow"] = .null
                merged["workflow_waits_for"] = problem["detail"]
            default: return answer(response)
            }
        }
        return .object(merged)
    }

    private func answer(_ response: Response) -> ToolAnswer {
        if let file = response.headers["Content-Disposition"] {
            return Self.file(named: file, response)
        }
        guard let object = json(of: response) else {
            return .refusal("The answer could not be read. Ask again, or look at the payments.")
        }
        if isRefusal(response) {
            var details = JSONObject()
            for name in ["code", "status", "detail", "errors", "proof"] {
                details[name] = object[name]
            }
            return .refusal(object["detail"]?.string ?? response.status.reason, details)
        }
        // A run that paid nothing was answered properly, and yet it is not what was asked for.
        if object["run_id"] != nil, let status = object["status"]?.string,
            ["refused", "failed"].contains(status), let sentence = object["result"]?.string
        {
            return .refusal(sentence, object)
        }
        return .object(object)
    }

    /// - Parameter disposition: such as `attachment; filename="agent.md"`.
    private static func file(named disposition: String, _ response: Response) -> ToolAnswer {
        let bytes = response.bytes ?? []
        if let text = String(validating: bytes, as: UTF8.self) { return .text(text) }
        let name = disposition.split(separator: "\"").dropFirst().first.map(String.init)
        return .file(
            name ?? "export", mediaType: response.headers["Content-Type"] ?? "application/zip",
            base64: Base64.encode(bytes))
    }

    private func isRefusal(_ response: Response) -> Bool { response.status.code >= 400 }

    private func json(of response: Response) -> JSONObject? {
        do { return try JSONValue(parsing: response.bytes ?? []).object } catch { return nil }
    }
}
