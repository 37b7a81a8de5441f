public import JSON

/// Answers one request. It runs on the server's loop until it awaits something else, so it never
/// blocks and never computes for long there.
public typealias Handler = @Sendable (Request) async -> Response

/// One line of the route table: it serves, and it documents.
public struct Route: Sendable {
    public let method: Method
    /// Such as `/api/v1/sessions/{id}/message`. `{name}` takes one segment, `{name...}` as the last
    /// segment takes the rest of the path.
    public let path: String
    /// Replaces the server's limit for this route's bodies.
    public let bodyBytesMax: Int?
    public let documentation: RouteDocumentation
    public let handler: Handler

    public init(
        _ method: Method, _ path: String, bodyBytesMax: Int? = nil,
        documentation: RouteDocumentation = RouteDocumentation(), handler: @escaping Handler
    ) {
        self.method = method
        self.path = path
        self.bodyBytesMax = bodyBytesMax
        self.documentation = documentation
        self.handler = handler
    }

    /// A WebSocket at this path.
    ///
    /// - Parameter refusing: looks at the request first (Origin, credentials); what it returns is
    ///   answered instead of opening the socket.
    public static func webSocket(
        _ path: String, documentation: RouteDocumentation = RouteDocumentation(),
        refusing: @escaping @Sendable (Request) async -> Response? = { _ in nil },
        talk: @escaping @Sendable (Request, any WebSocket) async -> Void
    ) -> Route {
        Route(.get, path, documentation: documentation) { request in
            if let refusal = await refusing(request) { return refusal }
            return .webSocket { socket in await talk(request, socket) }
        }
    }

    /// The same route with its handler inside another: for authentication, headers, limits.
    public func wrapped(
        _ around: @escaping @Sendable (Request, Handler) async -> Response
    ) -> Route {
        let inner = handler
        return Route(method, path, bodyBytesMax: bodyBytesMax, documentation: documentation) {
            await around($0, inner)
        }
    }
}

/// What the OpenAPI document says about a route.
public struct RouteDocumentation: Sendable, Hashable {
    public struct Answer: Sendable, Hashable {
        public var status: Status
        public var description: String
        /// JSON Schema, or nil for an answer without a JSON body.
        public var schema: JSONValue?

        public init(_ status: Status, _ description: String, schema: JSONValue? = nil) {
            self.status = status
            self.description = description
            self.schema = schema
        }
    }

    public var summary: String
    public var tag: String
    /// JSON Schema of the body; nil when the route takes none.
    public var requestSchema: JSONValue?
    public var answers: [Answer]
    /// False for what is not part of the API, such as the page's files.
    public var isListed: Bool

    public init(
        summary: String = "", tag: String = "", requestSchema: JSONValue? = nil,
        answers: [Answer] = [], isListed: Bool = true
    ) {
        self.summary = summary
        self.tag = tag
        self.requestSchema = requestSchema
        self.answers = answers
        self.isListed = isListed
    }
}
