public import JSON

/// One JSON-RPC message as a client sends it. Source: JSON-RPC 2.0; MCP, Base Protocol.
public enum RPCMessage: Sendable, Hashable {
    case request(Call)
    case notification(method: String)
    /// The answer to a question; none is ever asked from here.
    case answer

    /// A request that is answered under its own id.
    public struct Call: Sendable, Hashable {
        /// A text or a whole number, given back as it came.
        public let id: JSONValue
        public let method: String
        public let params: JSONObject

        /// The message that answers it.
        public func answer(_ result: JSONObject) -> JSONValue {
            ["jsonrpc": "2.0", "id": id, "result": .object(result)]
        }

        public func refusal(_ code: RPCError.Code, _ message: String) -> RPCError {
            RPCError(code, message, id: id)
        }
    }

    /// - Throws: `.parse` for what is no JSON, `.invalidRequest` for what is no single message,
    ///   `.invalidParams` when `params` is no object.
    public init(parsing bytes: [UInt8]) throws(RPCError) {
        let value: JSONValue
        do { value = try JSONValue(parsing: bytes) } catch {
            throw RPCError(
                .parse, "At byte \(error.byteOffset) of the body, \(error.reason.rawValue).")
        }
        guard value.array == nil else {
            throw RPCError(.invalidRequest, "Send one message at a time; batches are not taken.")
        }
        guard let object = value.object, object["jsonrpc"] == "2.0" else {
            throw RPCError(
                .invalidRequest, "Send a JSON-RPC 2.0 message: an object with \"jsonrpc\": \"2.0\"."
            )
        }
        self = try Self.read(object)
    }

    private static func read(_ object: JSONObject) throws(RPCError) -> RPCMessage {
        let id = try id(of: object)
        guard let method = object["method"] else {
            guard id != nil, object["result"] != nil || object["error"] != nil else {
                throw RPCError(
                    .invalidRequest,
                    "The message has no 'method'; send one such as \"tools/list\".",
                    id: id ?? .null)
            }
            return .answer
        }
        guard let name = method.string else {
            throw RPCError(.invalidRequest, "'method' must be text.", id: id ?? .null)
        }
        guard let id else { return .notification(method: name) }
        let params = object["params"] ?? .object(JSONObject())
        guard let params = params.object else {
            throw RPCError(.invalidParams, "'params' must be an object.", id: id)
        }
        return .request(Call(id: id, method: name, params: params))
    }

    /// Nil for a notification.
    private static func id(of object: JSONObject) throws(RPCError) -> JSONValue? {
        guard let id = object["id"] else { return nil }
        switch id {
        case .integer, .string: return id
        case .null, .bool, .number, .array, .object:
            throw RPCError(.invalidRequest, "'id' must be text or a whole number.")
        }
    }
}
