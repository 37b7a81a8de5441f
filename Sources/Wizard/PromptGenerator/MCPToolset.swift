import Domain
import JSON

/// Tools of one MCP server at a public address, which a platform with a client of its own calls by
/// itself.
struct MCPToolset: Sendable, Equatable {
    /// The server's host, as a label: `weather_example`.
    var label: String
    var url: String
    /// As the server calls them.
    var tools: [String]
    /// As the other exports call them.
    var names: [String]

    /// One a server, in the order of the design.
    static func all(of tools: [ExportTool]) -> [MCPToolset] {
        var sets: [MCPToolset] = []
        var labels: Set<String> = ["paygent"]
        for tool in tools {
            guard let remote = tool.remote, let url = remote.url else { continue }
            if let place = sets.firstIndex(where: { $0.url == url }) {
                sets[place].tools.append(remote.tool)
                sets[place].names.append(tool.name)
            } else {
                let label = Slug.unique(Slug.toolName(host(of: url)), among: &labels)
                sets.append(
                    MCPToolset(label: label, url: url, tools: [remote.tool], names: [tool.name]))
            }
        }
        return sets
    }

    private static func host(of url: String) -> String {
        let rest = url.drop { $0 != "/" }.drop { $0 == "/" }
        return String(rest.prefix { !"/:?#".contains($0) })
    }

    static let note =
        "The platform calls the tools of other MCP servers by itself: Paygent does not hold their "
        + "descriptions to what you took over there."
}

extension ExportContext {
    /// For platforms that call MCP servers by themselves.
    var toolsets: [MCPToolset] { MCPToolset.all(of: tools) }

    /// What is left for them to be told as functions.
    var toolsOutsideToolsets: [ExportTool] { tools.filter { $0.remote?.url == nil } }

    var toolsetNotes: [String] { toolsets.isEmpty ? [] : [MCPToolset.note] }
}

extension ToolTable {
    /// Called through Paygent, which knows the server and holds the tool to its description.
    static func remote(_ tool: HTTPTool, of origin: MCPOrigin, _ input: ExportInput) -> ExportTool {
        let name = Slug.toolName(tool.name)
        let summary = FreeText.clean(tool.summary)
        return ExportTool(
            name: name, title: title(of: tool.name),
            use: summary.isEmpty
                ? "Use it for what its name says; do not use it for anything else."
                : FreeText.sentence(summary),
            builtIn: nil, method: "POST",
            url: input.settings.serverURL
                + "/api/v1/agents/\(Slug.name(input.displayName))/tools/\(name)",
            parameters: tool.parameters.map { own($0, EndpointURL(""), .body) }, constants: [],
            headers: [.init(name: "X-API-Key", secretName: paygentSecret)],
            remote: .init(
                tool: origin.tool, url: origin.server == nil ? tool.endpoint : nil))
    }
}
