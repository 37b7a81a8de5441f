public import JSON

/// Why a file of MCP servers cannot be used, for the operator.
public enum MCPServersError: Error, Equatable, CustomStringConvertible {
    case noServers
    /// Which server, and what is wrong with it.
    case badServer(String, String)

    public var description: String {
        switch self {
        case .noServers: "it holds no object named mcpServers"
        case .badServer(let name, let fault): "the server '\(name)': \(fault)"
        }
    }
}

// The form in which MCP's clients write down their servers: `{"mcpServers": {"weather":
// {"type": "http", "url", "headers"?} | {"type": "stdio"?, "command", "args"?, "env"?}}}`.
extension MCPServers {
    public static let serversMax = 64

    public static func named(in json: JSONValue) throws(MCPServersError) -> [String: Server] {
        guard let entries = json["mcpServers"]?.object?.members, !entries.isEmpty else {
            throw .noServers
        }
        guard entries.count <= serversMax else {
            throw .badServer(entries[serversMax].name, "there are more than \(serversMax)")
        }
        var servers: [String: Server] = [:]
        for entry in entries {
            guard isName(entry.name) else {
                throw .badServer(
                    entry.name, "a name has 1 to 40 small letters, digits, '-' and '_'")
            }
            servers[entry.name] = try server(entry.name, entry.value)
        }
        return servers
    }

    private static func server(
        _ name: String, _ json: JSONValue
    ) throws(MCPServersError) -> Server {
        let isHTTP = json["url"] != nil
        let members = isHTTP ? ["type", "url", "headers"] : ["type", "command", "args", "env"]
        for member in json.object?.members ?? [] where !members.contains(member.name) {
            throw .badServer(name, "it has no member '\(member.name)'")
        }
        let types = isHTTP ? ["http", "streamable-http"] : ["stdio"]
        if let type = json["type"], !types.contains(type.string ?? "") {
            throw .badServer(name, "its type is none of \(types.joined(separator: ", "))")
        }
        return isHTTP ? try http(name, json) : try program(name, json)
    }

    private static func http(_ name: String, _ json: JSONValue) throws(MCPServersError) -> Server {
        guard let url = json["url"]?.string,
            url.hasPrefix("https://") || url.hasPrefix("http://")
        else { throw .badServer(name, "its url begins neither with https:// nor with http://") }
        let headers = try texts(json["headers"], "headers", of: name)
        return .http(url: url, headers: headers.map { HTTPHeader($0.name, $0.value) })
    }

    /// Run as it stands here: no shell looks at it.
    private static func program(
        _ name: String, _ json: JSONValue
    ) throws(MCPServersError) -> Server {
        guard let command = json["command"]?.string, isText(command), !command.isEmpty else {
            throw .badServer(name, "it has neither a url nor a command")
        }
        let listed = json["args"] ?? []
        let arguments = listed.array?.compactMap(\.string).filter(isText)
        guard let arguments, arguments.count == listed.array?.count else {
            throw .badServer(name, "its args are no list of texts")
        }
        var environment = usual
        for (variable, value) in try texts(json["env"], "env", of: name) {
            guard !variable.isEmpty, !variable.contains("=") else {
                throw .badServer(name, "a variable has no name")
            }
            environment[variable] = value
        }
        return .program(LocalCommand(command, arguments, environment: environment))
    }

    /// What every program has.
    static let usual = ["PATH": "/usr/local/bin:/usr/bin:/bin", "LANG": "C.UTF-8"]

    private static func texts(
        _ json: JSONValue?, _ member: String, of name: String
    ) throws(MCPServersError) -> [(name: String, value: String)] {
        let json = json ?? [:]
        guard let members = json.object?.members else {
            throw .badServer(name, "its \(member) are no object of texts")
        }
        var pairs: [(String, String)] = []
        for entry in members {
            guard let value = entry.value.string, isText(value), isText(entry.name) else {
                throw .badServer(name, "its \(member) are no object of texts")
            }
            pairs.append((entry.name, value))
        }
        return pairs
    }

    /// C would take a null for the end.
    private static func isText(_ text: String) -> Bool { !text.utf8.contains(0) }

    private static func isName(_ name: String) -> Bool {
        (1...40).contains(name.utf8.count)
            && name.utf8.allSatisfy { byte in
                byte &- UInt8(ascii: "a") < 26 || byte &- UInt8(ascii: "0") < 10
                    || "-_".utf8.contains(byte)
            }
    }
}

extension LocalCommand {
    /// What the operator gave it beside what every program has.
    var secrets: [String] {
        environment.filter { MCPServers.usual[$0.key] != $0.value }.map(\.value)
    }
}
