/// One complete request, body included.
public struct Request: Sendable {
    /// Names this request in answers and logs.
    public var id: String
    public var method: Method
    /// The path as it came, still percent-encoded; starts with `/`.
    public var path: String
    public var query: Query
    public var headers: Headers
    public var body: [UInt8]
    /// The other end's numeric address, without the port; `unix` for a local socket.
    public var peer: String
    /// The name that goes with the caller's key; nil when keys have no names or none is asked for.
    /// Set by whoever checks keys, never from what the client says.
    public var caller: String?
    /// Whether the caller may change what is there for everybody. Set by whoever checks keys; where
    /// none are asked for, everybody may.
    public var isAdmin = true
    /// Filled by the router from the route's path.
    public var parameters = PathParameters()
    /// The path of the route that took the request, such as `/sessions/{id}`; empty before routing.
    public var route = ""

    public init(
        _ method: Method = .get, _ path: String = "/", query: Query = Query(),
        headers: Headers = Headers(), body: [UInt8] = [], peer: String = "127.0.0.1",
        id: String = "test"
    ) {
        self.id = id
        self.method = method
        self.path = path
        self.query = query
        self.headers = headers
        self.body = body
        self.peer = peer
    }

    /// The decoded value of `{name}` in the route's path; nil when the path has no such part.
    public func parameter(_ name: String) -> String? { parameters[name] }
}

/// The parts of a path that the route's template names.
public struct PathParameters: Sendable, Hashable {
    var values: [Query.Item] = []

    public init() {}

    public subscript(_ name: String) -> String? { values.first { $0.name == name }?.value }
}
