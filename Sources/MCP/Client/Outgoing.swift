public import JSON

/// One message on its way to a server.
public struct Outgoing: Sendable, Hashable {
    public let json: JSONValue
    /// Nil for an answer to a question of the server's.
    public let method: String?
    /// Of the tool that is called.
    public let name: String?
    /// Whether something will come for it.
    public let expectsAnswer: Bool

    init(id: Int64, method: String, params: JSONObject, name: String? = nil) {
        json = [
            "jsonrpc": "2.0", "id": .integer(id), "method": .string(method),
            "params": .object(params),
        ]
        self.method = method
        self.name = name
        expectsAnswer = true
    }

    /// A notification.
    init(method: String) {
        json = ["jsonrpc": "2.0", "method": .string(method)]
        self.method = method
        name = nil
        expectsAnswer = false
    }

    init(answer: JSONValue) {
        json = answer
        method = nil
        name = nil
        expectsAnswer = false
    }

    /// On one line.
    public var bytes: [UInt8] { json.bytes }
}
