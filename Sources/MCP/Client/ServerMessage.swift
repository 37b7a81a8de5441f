internal import JSON

/// One JSON-RPC message as a server sends it. Source: JSON-RPC 2.0; MCP, Base Protocol.
enum ServerMessage: Hashable {
    case result(id: Int64, JSONObject)
    case error(id: Int64?, code: Int64, message: String, data: JSONValue?)
    /// A question of the server's own; the id is given back as it came.
    case question(id: JSONValue, method: String)
    case notification

    static let errorTextMax = 500

    /// - Throws: `.notUnderstood` for whatever else came.
    init(parsing bytes: [UInt8]) throws(ExchangeFailure) {
        let value: JSONValue
        do { value = try JSONValue(parsing: bytes) } catch {
            throw .notUnderstood("what came is no JSON")
        }
        guard let object = value.object, object["jsonrpc"] == "2.0" else {
            throw .notUnderstood("what came is no JSON-RPC 2.0 message")
        }
        if let method = object["method"] {
            self = try Self.asked(method, id: object["id"])
        } else {
            self = try Self.answered(object)
        }
    }

    private static func asked(
        _ method: JSONValue, id: JSONValue?
    ) throws(ExchangeFailure) -> ServerMessage {
        guard let name = method.string else { throw .notUnderstood("a method is no text") }
        switch id {
        case nil: return .notification
        case .integer?, .string?: return .question(id: id ?? .null, method: name)
        case .null?, .bool?, .number?, .array?, .object?:
            throw .notUnderstood("an id is neither text nor a whole number")
        }
    }

    private static func answered(_ object: JSONObject) throws(ExchangeFailure) -> ServerMessage {
        if let error = object["error"] {
            guard let code = error["code"]?.integer, let message = error["message"]?.string,
                object["result"] == nil
            else { throw .notUnderstood("an error has no code or no message") }
            return .error(
                id: object["id"]?.integer, code: code,
                message: RemoteText.line(message, countMax: errorTextMax), data: error["data"])
        }
        guard let id = object["id"]?.integer else {
            throw .notUnderstood("an answer has an id that was never used")
        }
        guard let result = object["result"]?.object else {
            throw .notUnderstood("an answer has no result")
        }
        return .result(id: id, result)
    }
}

/// Words of a server, on their way to a person or a log: one line, bounded, nothing that moves a
/// cursor.
public enum RemoteText {
    public static func line(_ text: String, countMax: Int) -> String {
        let visible = text.unicodeScalars.lazy.map { scalar -> Unicode.Scalar in
            switch scalar.properties.generalCategory {
            case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator,
                .paragraphSeparator:
                " "
            default: scalar
            }
        }
        var line = String.UnicodeScalarView()
        line.append(contentsOf: visible.prefix(countMax))
        return String(line)
    }
}
