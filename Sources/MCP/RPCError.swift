public import JSON

/// A JSON-RPC error. Source of the codes: JSON-RPC 2.0, section 5.1; MCP, Streamable HTTP.
public struct RPCError: Error, Sendable, Hashable {
    public enum Code: Int64, Sendable, Hashable, CaseIterable {
        case parse = -32700
        case invalidRequest = -32600
        case methodNotFound = -32601
        case invalidParams = -32602
        /// The headers say something else than the body.
        case headerMismatch = -32020
        case unsupportedVersion = -32022
    }

    public let code: Code
    /// What was wrong and what to do.
    public let message: String
    public let data: JSONValue?
    /// Of the request that is refused; null when it could not be read.
    public let id: JSONValue

    public init(_ code: Code, _ message: String, id: JSONValue = .null, data: JSONValue? = nil) {
        self.code = code
        self.message = message
        self.id = id
        self.data = data
    }

    /// A revision that is not spoken here.
    public static func unsupported(_ asked: String, id: JSONValue) -> RPCError {
        let spoken = ProtocolVersion.allCases.map(\.rawValue)
        return RPCError(
            .unsupportedVersion,
            "Protocol version '\(asked)' is not spoken here; use one of "
                + spoken.joined(separator: ", ") + ".",
            id: id, data: ["supported": .strings(spoken), "requested": .string(asked)])
    }

    /// The message that is sent.
    public var json: JSONValue {
        var error: JSONObject = ["code": .integer(code.rawValue), "message": .string(message)]
        error["data"] = data
        return ["jsonrpc": "2.0", "id": id, "error": .object(error)]
    }
}
