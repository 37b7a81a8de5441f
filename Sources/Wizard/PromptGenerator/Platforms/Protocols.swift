import Domain
import JSON

/// Documents that any client of an open protocol takes: MCP, A2A, OpenAPI. Source: `mcp` 2.3.0
/// (protocol 2026-07-28), `a2a-sdk` 1.3.0 (protocol 1.0), OpenAPI 3.1.
enum ProtocolExport {
    /// The answer to `tools/list`.
    static func mcp(_ context: ExportContext) -> PlatformExport {
        let tools = context.tools.map { tool -> JSONValue in
            [
                "name": .string(tool.name), "title": .string(tool.title),
                "description": .string(tool.description), "inputSchema": tool.schema,
                "annotations": [
                    "title": .string(tool.title), "readOnlyHint": .bool(tool.isReadOnly),
                    "destructiveHint": .bool(!tool.isReadOnly),
                    // Paygent repeats the first answer for the same key.
                    "idempotentHint": .bool(tool.isReadOnly), "openWorldHint": true,
                ],
            ]
        }
        let document: JSONValue = [
            "tools": .array(tools),
            "_meta": [
                "paygent/instructions": .string(context.systemPrompt),
                "paygent/design_sha256": .string(context.basis.designHash),
            ],
        ]
        return PlatformExport(
            tools: .array(tools), config: document, file: context.jsonFile(document),
            howToLoad: "Serve it as the answer to tools/list, and its instructions at initialize",
            notes: [
                "Paygent serves its own tools already, at \(context.input.settings.serverURL)/mcp."
            ])
    }

    /// `mcp.json` of a client that uses Paygent's server.
    static func mcpConfig(_ context: ExportContext) -> PlatformExport {
        var servers: JSONObject = [
            "paygent": [
                "type": "http", "url": .string(context.input.settings.serverURL + "/mcp"),
                "headers": ["X-API-Key": .string("${\(ToolTable.paygentSecret)}")],
            ]
        ]
        for set in context.toolsets {
            servers[set.label] = ["type": "http", "url": .string(set.url)]
        }
        let document: JSONValue = ["mcpServers": .object(servers)]
        let own = context.toolsOutsideToolsets.filter { $0.builtIn == nil }.map(\.name)
        return PlatformExport(
            tools: .strings(context.tools.filter { $0.builtIn != nil }.map(\.name)),
            config: document, file: context.jsonFile(document),
            howToLoad: "Put it into the client's mcp.json, and set \(ToolTable.paygentSecret)",
            notes: (own.isEmpty
                ? [] : ["Your own HTTP tools are not behind this server: \(listed(own, "and"))."])
                + context.toolsetNotes)
    }

    /// `/.well-known/agent-card.json`.
    static func a2a(_ context: ExportContext) -> PlatformExport {
        let skills = context.tools.map { tool -> JSONValue in
            [
                "id": .string(tool.name), "name": .string(tool.title),
                "description": .string(tool.description),
                "tags": [.string(tool.movesMoney ? "payment" : "lookup")],
                "examples": .strings([context.brief.examples.first?.user ?? "Help me, please."]),
            ]
        }
        let talk: JSONValue = [
            "id": "talk", "name": "Talk", "description": .string(context.summary()),
            "tags": ["conversation"], "examples": ["What can you do?"],
        ]
        let card: JSONValue = [
            "name": .string(context.name), "description": .string(context.summary()),
            "version": "1.0.0",
            "supportedInterfaces": [
                [
                    "url": .string("https://agent.example.com/a2a/\(context.slug)"),
                    "protocolBinding": "JSONRPC", "protocolVersion": "1.0",
                ]
            ],
            "capabilities": [
                "streaming": false, "pushNotifications": false,
                "extensions": .array(context.brief.has(.x402Payment) ? [x402] : []),
            ],
            "defaultInputModes": ["text/plain"], "defaultOutputModes": ["text/plain"],
            "skills": .array(skills.isEmpty ? [talk] : skills),
            "securitySchemes": ["bearer": ["httpAuthSecurityScheme": ["scheme": "Bearer"]]],
            "securityRequirements": [["schemes": ["bearer": ["list": []]]]],
        ]
        return PlatformExport(
            tools: .array(skills), config: card,
            file: context.file("json", "application/a2a+json", card.prettyText + "\n"),
            howToLoad: "Serve it at /.well-known/agent-card.json",
            notes: [
                "Put in the address at which you serve the agent: agent.example.com is a placeholder."
            ])
    }

    /// Source: google-agentic-commerce/a2a-x402, specification 0.1.
    private static let x402: JSONValue = [
        "uri": "https://github.com/google-a2a/a2a-x402/v0.1",
        "description": "Pays for what it uses with x402.", "required": false,
    ]
}
