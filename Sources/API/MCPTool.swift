internal import JSON
internal import MCP
internal import Web

/// A tool and the calls of the REST interface that carry it out.
struct MCPTool: Sendable {
    let description: ToolDescription
    let method: Method
    /// Each with `{argument}` where the path takes one. Those after the first add their members.
    let paths: [String]

    init(_ description: ToolDescription, _ method: Method, _ paths: String...) {
        self.description = description
        self.method = method
        self.paths = paths
    }

    /// The argument that becomes the `Idempotency-Key`.
    static let keyName = "idempotency_key"

    /// What is left of the arguments beside the path goes into the query, or into the body.
    ///
    /// - Parameter repeatKey: under which a call that changes something is carried out once.
    func requests(
        _ arguments: JSONObject, from asked: Request, repeatKey: String?
    ) -> [Request] {
        paths.map { path in
            var rest = arguments
            let key = rest[Self.keyName]?.string ?? repeatKey
            rest[Self.keyName] = nil
            var request = Request(
                method, Self.filled(path, from: &rest), peer: asked.peer, id: asked.id)
            request.caller = asked.caller
            if method == .get {
                request.query = Query(rest.members.map { Query.Item($0.name, $0.value.plainText) })
            } else {
                request.headers["Content-Type"] = "application/json"
                request.headers["Idempotency-Key"] = key
                request.body = JSONValue.object(rest).bytes
            }
            return request
        }
    }

    private static func filled(_ path: String, from arguments: inout JSONObject) -> String {
        let segments = path.split(separator: "/").map { segment -> String in
            guard segment.hasPrefix("{") else { return String(segment) }
            let name = String(segment.dropFirst().dropLast())
            let value = arguments[name]?.string ?? ""
            arguments[name] = nil
            // An empty segment would be another path.
            return value.isEmpty ? "-" : PercentEncoding.encode(value)
        }
        return "/" + segments.joined(separator: "/")
    }
}

extension JSONValue {
    /// As it stands in a query.
    fileprivate var plainText: String { string ?? text }
}
