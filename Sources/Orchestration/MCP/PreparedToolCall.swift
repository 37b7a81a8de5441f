internal import Domain
internal import JSON
internal import Paygent
internal import Wizard

/// One call of an MCP server's tool, complete: what is paid for is this call and no other.
struct PreparedToolCall: Hashable {
    /// A server of the configuration, by its name there; nil for one at `address`.
    let server: String?
    let address: String
    let tool: String
    /// Of its description: a tool that is described otherwise is not called, paid or not.
    let pin: String
    let arguments: JSONObject
    let milliseconds: Int

    init(
        _ origin: MCPOrigin, at address: String, _ arguments: JSONObject, milliseconds: Int
    ) {
        server = origin.server
        self.address = address
        tool = origin.tool
        pin = origin.pin
        self.arguments = arguments
        self.milliseconds = milliseconds
    }

    var place: MCPImport.Place { server.map(MCPImport.Place.configured) ?? .address(address) }
}

// As the intent of its payment keeps it.
extension PreparedToolCall {
    /// In the place of an HTTP method.
    static let method = "tools/call"
    private static let scheme = "mcp://"

    /// - Parameter host: of the server, for one that has no name.
    func resource(host: String?) -> String {
        "\(Self.scheme)\(server ?? host ?? "server")/\(tool)"
    }

    var json: JSONValue {
        [
            "server": .optional(server), "address": .string(address), "tool": .string(tool),
            "pin": .string(pin), "arguments": .object(arguments),
            "milliseconds": .integer(Int64(milliseconds)),
        ]
    }

    /// Nil for a payment that goes with a request over HTTP, or directly.
    init?(paidBy intent: PaymentIntent) {
        guard intent.method == Self.method, intent.resource.hasPrefix(Self.scheme),
            let body = intent.body
        else { return nil }
        do {
            let json = try JSONValue(parsing: Array(body.utf8))
            guard let tool = json["tool"]?.string, let pin = json["pin"]?.string,
                let address = json["address"]?.string,
                let arguments = json["arguments"]?.object,
                let milliseconds = json["milliseconds"]?.integer
            else { return nil }
            self.init(
                MCPOrigin(server: json["server"]?.string, tool: tool, pin: pin), at: address,
                arguments, milliseconds: Int(milliseconds))
        } catch { return nil }
    }
}
