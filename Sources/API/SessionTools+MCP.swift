internal import Domain
internal import JSON
internal import MCP
internal import Orchestration
internal import Web
internal import Wizard

// Tools of MCP servers: of one that the configuration names, of one at a public address, or from
// a pasted list.
extension SessionTools {
    static let mcpSchema: JSONValue = [
        "type": "object",
        "properties": [
            "server": ["type": "string", "description": "A server of the configuration."],
            "url": ["type": "string", "description": "The public address of a server."],
            "tools": [
                "type": "array", "items": ["type": "object"],
                "description":
                    "What its tools/list answered; without it, the server is asked now.",
            ],
            "only": [
                "type": "array", "items": ["type": "string"],
                "description": "The server's names of the tools that are wanted; all without it.",
            ],
        ],
    ]

    func importFromMCP(_ request: Request) async throws(Problem) -> Response {
        let body = try request.jsonObject()
        let place = try place(of: body)
        let session = try await session(of: request)
        let only = try Self.names(body["only"])
        let listed: [RemoteTool]
        if let pasted = body["tools"] {
            do { listed = try RemoteTool.all(in: pasted) } catch {
                throw Problem.invalid("tools", "This is no list of MCP tools: \(error.words).")
            }
        } else {
            do { listed = try await mcpServers.tools(of: place) } catch {
                throw Problem(
                    .toolServerFailed,
                    "The MCP server gave no tools: \(error.words). Nothing was "
                        + "taken over.")
            }
        }
        let imported: MCPImport
        do {
            imported = try MCPImport(
                listed, of: place, only: only, besides: session.spec.customTools)
        } catch { throw Problem.invalid("", error.sentence) }
        return try await take(imported, into: try request.sessionID(), request)
    }

    private func place(of body: JSONObject) throws(Problem) -> MCPImport.Place {
        switch (body["server"]?.string, body["url"]?.string) {
        case (let name?, nil):
            guard mcpServers.names.contains(name) else {
                let names = mcpServers.names
                throw Problem.invalid(
                    "server",
                    "The configuration names no MCP server '\(name)'"
                        + (names.isEmpty ? "." : "; it names \(names.joined(separator: ", ")).")
                        + " Name it in PAYGENT_MCP_SERVERS, or give its 'url'.")
            }
            return .configured(name)
        case (nil, let url?):
            if let problem = EndpointRules.problem(with: url) {
                throw Problem.invalid("url", problem.sentence)
            }
            return .address(url)
        case (nil, nil), (_?, _?):
            throw Problem.invalid(
                "server",
                "Say which server: 'server' with its name in the configuration, or "
                    + "'url' with its address.")
        }
    }

    private static func names(_ json: JSONValue?) throws(Problem) -> [String]? {
        guard let json, !json.isNull else { return nil }
        let names = json.array?.compactMap(\.string)
        guard let names, names.count == json.array?.count, !names.isEmpty else {
            throw Problem.invalid("only", "'only' is a list of names, such as [\"get_forecast\"].")
        }
        return names
    }

    /// The tool is called for real: a server of MCP has nothing that would be without effect.
    func tryOut(
        _ tool: HTTPTool, _ origin: MCPOrigin, _ arguments: JSONObject
    ) async throws(Problem) -> Response {
        let given: JSONObject
        do { given = try tool.argumentsForServer(arguments) } catch {
            throw Problem.invalid("arguments", error.sentence)
        }
        var answer: JSONObject = [
            "method": "tools/call", "url": .string(tool.endpoint), "paid": false,
            "tool": .string(origin.tool), "arguments": .object(given),
        ]
        do {
            let said = try await mcpServers.tryOut(tool, origin, given)
            answer["content_type"] = said.isJSON ? "application/json" : "text/plain"
            answer["body"] = .string(
                String(decoding: said.text.utf8.prefix(ToolDryRun.bodyBytesMax), as: UTF8.self))
            answer["body_bytes"] = .integer(Int64(said.text.utf8.count))
            answer["problem"] = .optional(said.isError ? "The tool says that it failed." : nil)
        } catch {
            answer["body"] = .null
            answer["problem"] = .string("Nothing came of the call: \(error.words).")
        }
        return .json(.object(answer))
    }
}
