internal import JSON
internal import Orchestration
internal import Outbound
internal import Programs

/// The MCP servers whose tools agents may use.
struct MCPParts: Sendable {
    let servers: MCPServers
    let programs = SpawnedPrograms()

    /// - Parameter http: for addresses that a design names.
    init(_ configuration: Configuration, http: CurlClient) throws(StartError) {
        let operatorHTTP: CurlClient
        // The operator named these addresses, so they may be on this machine or inside.
        do { operatorHTTP = try CurlClient(reach: .configured) } catch {
            throw StartError("outgoing HTTP cannot be set up: \(error)")
        }
        servers = MCPServers(
            named: try Self.named(configuration), http: http, operatorHTTP: operatorHTTP,
            programs: programs, version: Version.text)
    }

    private static func named(
        _ configuration: Configuration
    ) throws(StartError) -> [String: MCPServers.Server] {
        guard let path = configuration.mcpServersFile else { return [:] }
        do { return try MCPServers.named(in: try JSONValue(parsing: try File.read(path))) } catch {
            throw StartError("the MCP servers in \(path) cannot be used: \(error)")
        }
    }
}
