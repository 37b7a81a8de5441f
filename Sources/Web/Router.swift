/// The route table, ready to match.
///
/// HEAD is answered by a path's GET route, OPTIONS by the list of its methods.
public struct Router: Sendable {
    public enum Match: Sendable {
        /// The index in `routes`.
        case route(Int, PathParameters)
        /// OPTIONS, or a method the path does not take.
        case options(allowed: [Method])
        case refused(Refusal)
    }

    public let routes: [Route]
    /// Gives a refusal the API's form; the text is the request's id.
    public let refuse: @Sendable (Refusal, String) -> Response
    /// Answers OPTIONS with the path's methods; the API adds what browsers of other origins ask.
    public let answerOptions: @Sendable (Request, _ allowed: String) -> Response

    private var tree = RouteTree()
    private let parameterNames: [[String]]

    /// Traps on two routes with the same method and path.
    public init(
        _ routes: [Route],
        refuse: @escaping @Sendable (Refusal, String) -> Response = { refusal, _ in
            refusal.plainResponse
        },
        answerOptions: @escaping @Sendable (Request, String) -> Response = { _, allowed in
            Response(.noContent, headers: ["Allow": allowed])
        }
    ) {
        self.routes = routes
        self.refuse = refuse
        self.answerOptions = answerOptions
        let templates = routes.map { PathTemplate($0.path) }
        parameterNames = templates.map(\.parameterNames)
        for (index, route) in routes.enumerated() {
            let isNew = tree.insert(templates[index], method: route.method, route: index)
            precondition(isNew, "two routes for \(route.method.rawValue) \(route.path)")
        }
    }

    /// - Parameter path: raw, without the query.
    public func match(_ method: Method, _ path: String) -> Match {
        guard let found = find(path) else { return .refused(.notFound) }
        guard let route = Router.choose(method, from: found.routes) else {
            let allowed = Router.allowed(found.routes.map(\.method))
            return method == .options
                ? .options(allowed: allowed) : .refused(.methodNotAllowed(allowed: allowed))
        }
        var parameters = PathParameters()
        for (name, range) in zip(parameterNames[route], found.values) {
            guard let value = PercentEncoding.decode(segment(range, of: path)) else {
                return .refused(.malformed("The path is not percent-encoded properly."))
            }
            parameters.values.append(Query.Item(name, value))
        }
        return .route(route, parameters)
    }

    /// The route that takes such a request, before its parameters are read; nil when there is none.
    public func route(_ method: Method, _ path: String) -> Route? {
        find(path).flatMap { Router.choose(method, from: $0.routes) }.map { routes[$0] }
    }

    private func find(_ path: String) -> RouteTree.Found? {
        let bytes = path.utf8Span.span
        return bytes.isEmpty || bytes[0] != UInt8(ascii: "/") ? nil : tree.find(bytes)
    }

    private func segment(_ range: Range<Int>, of path: String) -> Substring.UTF8View {
        let start = path.utf8.index(path.startIndex, offsetBy: range.lowerBound)
        return path.utf8[start..<path.utf8.index(start, offsetBy: range.count)]
    }

    /// Matches and answers; what the server does with a request, without the server.
    public func respond(to request: Request) async -> Response {
        switch match(request.method, request.path) {
        case .route(let index, let parameters):
            var request = request
            request.parameters = parameters
            request.route = routes[index].path
            return await routes[index].handler(request)
        case .options(let allowed):
            return options(request, allowed: allowed)
        case .refused(let refusal): return refuse(refusal, request.id)
        }
    }

    /// What `match` calls options, answered.
    public func options(_ request: Request, allowed: [Method]) -> Response {
        answerOptions(request, Refusal.list(allowed))
    }

    private static func choose(
        _ method: Method, from routes: [(method: Method, route: Int)]
    ) -> Int? {
        routes.first { $0.method == method }?.route
            ?? (method == .head ? routes.first { $0.method == .get }?.route : nil)
    }

    /// With the methods that come by themselves, in the order of `Method`.
    private static func allowed(_ methods: [Method]) -> [Method] {
        Method.allCases.filter { method in
            methods.contains(method) || method == .options
                || method == .head && methods.contains(.get)
        }
    }
}
