public import Domain
public import X402

/// Sells what the operator put a price on: verify, serve, settle, and only then hand it out.
public struct Shop: Sendable {
    /// The contents of a file; nil when it cannot be read.
    public typealias FileReader = @Sendable (String) -> [UInt8]?

    public let routes: [PricedRoute]
    private let seller: Seller
    private let wallet: Address
    private let http: any HTTPClient
    private let file: FileReader

    /// - Parameter http: reaches the upstreams, which the operator names.
    public init(
        _ routes: [PricedRoute], seller: Seller, wallet: Address, http: any HTTPClient,
        file: @escaping FileReader
    ) {
        self.routes = routes
        self.seller = seller
        self.wallet = wallet
        self.http = http
        self.file = file
    }

    /// What a client asks for.
    public struct Order: Sendable {
        public var method: String
        /// With its question mark, as it came; empty when there is none.
        public var query: String
        public var headers: [Answer.Header]
        public var body: [UInt8]

        public init(method: String, query: String, headers: [Answer.Header], body: [UInt8]) {
            self.method = method
            self.query = query
            self.headers = headers
            self.body = body
        }
    }

    /// - Parameter base: where the client reached us, without a slash at the end.
    public func serve(_ route: PricedRoute, to order: Order, at base: String) async -> Answer {
        await serve(route, to: order, as: base + route.path, at: base)
    }

    /// What a tool of ours answers that is sold: the same as the route, under another address.
    public func serve(tool route: PricedRoute, named name: String, to order: Order) async -> Answer
    {
        let url = MCPPayment.resource(ofTool: name)
        return await serve(route, to: order, as: url, at: "mcp://tool")
    }

    private func serve(
        _ route: PricedRoute, to order: Order, as url: String, at origin: String
    ) async -> Answer {
        let priced = await route.priced(as: url, wallet: wallet, by: seller.facilitator)
        guard let priced else { return Answer(503, error: "no_price") }
        let request = Seller.Request(
            headers: order.headers, fingerprint: order.fingerprint(at: route.path),
            meter: route.meter, admission: route.admission(at: origin))
        return await seller.serve(priced, to: request) { await goods(route, order) }
    }

    private func goods(_ route: PricedRoute, _ order: Order) async -> Answer {
        switch route.source {
        case .file(let path):
            guard let bytes = file(path) else { return Answer(500, error: "file_unreadable") }
            return Answer(
                status: 200, headers: [.init("Content-Type", route.mimeType)], body: bytes)
        case .upstream(let url): return await ask(url, order, isMetered: route.meter != nil)
        }
    }

    /// The client's payment and credentials stay here: they are not the upstream's.
    ///
    /// - Parameter isMetered: the upstream may name what its answer costs.
    private func ask(_ url: String, _ order: Order, isMetered: Bool) async -> Answer {
        var request = HTTPRequest(order.method, url + order.query, body: order.body)
        for header in order.headers
        where ["content-type", "accept"].contains(header.name.lowercased()) {
            request.headers.append(HTTPHeader(header.name, header.value))
        }
        let response: HTTPResponse
        do { response = try await http.send(request) } catch {
            return Answer(502, error: "upstream_unavailable")
        }
        var answer = Answer(
            status: response.status,
            headers: [
                .init("Content-Type", response.value(of: "Content-Type") ?? "application/json")
            ], body: response.body)
        guard isMetered, response.status < 400 else { return answer }
        answer.headers += response.headers.compactMap { header in
            header.name.lowercased() == Meter.header.lowercased()
                ? Answer.Header(header.name, header.value) : nil
        }
        return answer
    }
}

extension Shop.Order {
    /// Each part preceded by its length, so that no two requests read the same.
    fileprivate func fingerprint(at path: String) -> [UInt8] {
        [Array(method.utf8), Array(path.utf8), Array(query.utf8), body].flatMap {
            Array("\($0.count):".utf8) + $0
        }
    }
}
