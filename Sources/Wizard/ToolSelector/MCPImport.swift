public import Domain
internal import Hashing
public import MCP

/// Turns what an MCP server lists into tools of a design, each pinned to its description.
public struct MCPImport: ToolImport, Hashable {
    public let tools: [HTTPTool]
    public let place: Place

    /// Where the server is.
    public enum Place: Sendable, Hashable {
        /// In the configuration, under this name.
        case configured(String)
        case address(String)
    }

    public static let toolsMax = 64

    /// - Parameters:
    ///   - only: the server's names of the tools that are wanted; nil for all.
    ///   - others: tools that the design has already; those of the same server are replaced.
    /// - Throws: `MCPImportError`, which says what is wrong with the list.
    public init(
        _ listed: [RemoteTool], of place: Place, only: [String]? = nil,
        besides others: [HTTPTool] = []
    ) throws(MCPImportError) {
        for name in only ?? [] where !listed.contains(where: { $0.name == name }) {
            throw .notOffered(name, listed.map(\.name))
        }
        let wanted = listed.filter { only?.contains($0.name) ?? true }
        guard !wanted.isEmpty else { throw .noTools }
        guard wanted.count <= Self.toolsMax else { throw .tooManyTools(wanted.count) }
        var tools = wanted.map { Self.tool($0, place) }
        let kept = others.filter { other in !tools.contains { $0.isSameCall(as: other) } }
        var names = Set(kept.map(\.name) + BuiltInTool.allCases.map(\.rawValue))
        for (index, remote) in wanted.enumerated() {
            tools[index].name = Slug.unique(Self.name(remote), among: &names)
            let tool = tools[index]
            if let problem = HTTPToolRules.problems(with: tool).first {
                throw .badTool(name: remote.name, sentence: problem.sentence)
            }
        }
        self.tools = tools
        self.place = place
    }

    /// A server must not choose a word such as `pay`, by which people mean something else: a name of
    /// one word is made longer.
    private static func name(_ remote: RemoteTool) -> String {
        let name = Slug.toolName(remote.name)
        return name.contains("_") ? name : Slug.toolName("mcp_\(name)")
    }

    /// MCP sends every call by POST.
    private static func tool(_ remote: RemoteTool, _ place: Place) -> HTTPTool {
        let (endpoint, server): (String, String?) =
            switch place {
            case .configured(let name): (MCPOrigin.endpoint(ofServer: name), name)
            case .address(let url): (url, nil)
            }
        return HTTPTool(
            name: remote.name, endpoint: endpoint, method: "POST",
            parameters: remote.parameters.map {
                .init(
                    name: $0.name, type: $0.type, summary: $0.summary, isRequired: $0.isRequired)
            }, summary: remote.description,
            mcp: MCPOrigin(
                server: server, tool: remote.name, pin: remote.pin,
                isIdempotent: remote.isIdempotent))
    }

    public var message: String {
        let server =
            switch place {
            case .configured(let name): name
            case .address(let url): url
            }
        let pins = tools.compactMap(\.mcp).map { "\($0.tool) \($0.pin)" }
        return "Import \(tools.count == 1 ? "one tool" : "\(tools.count) tools") from the MCP "
            + "server \(server) (SHA-256 \(pins.joined(separator: ", ")))"
    }
}

/// Why a list gives no tools, in words for its owner.
public enum MCPImportError: Error, Equatable {
    case noTools
    case tooManyTools(Int)
    case notOffered(String, [String])
    /// A tool breaks a rule for tools.
    case badTool(name: String, sentence: String)

    public var sentence: String {
        switch self {
        case .noTools: "The server offers no tools."
        case .tooManyTools(let count):
            "The server offers \(count) tools; \(MCPImport.toolsMax) are the most. Name those that "
                + "your agent needs in 'only'."
        case .notOffered(let name, let offered):
            "The server offers no tool called '\(name)'; it offers "
                + offered.prefix(20).joined(separator: ", ") + "."
        case .badTool(let name, let sentence): "\(name): \(sentence)"
        }
    }
}

extension MCPOrigin {
    /// As people say it.
    var plain: String { "\(tool) of the MCP server\(server.map { " \($0)" } ?? "")" }
}
