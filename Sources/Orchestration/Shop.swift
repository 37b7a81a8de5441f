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
        guard let priced = route.priced(at: base, wallet: wallet) else {
            return Answer(status: 503, body: Array("{\"error\":\"no_price\"}".utf8))
        }
        return await seller.serve(priced, to: order.headers) { await goods(route, order) }
    }

    private func goods(_ route: PricedRoute, _ order: Order) async -> Answer {
        switch route.source {
        case .file(let path):
            guard let bytes = file(path) else { return Self.failure(500, "file_unreadable") }
            return Answer(
                status: 200, headers: [.init("Content-Type", route.mimeType)], body: bytes)
        case .upstream(let url): return await ask(url, order)
        }
    }

    /// The client's payment and credentials stay here: they are not the upstream's.
    private func ask(_ url: String, _ order: Order) async -> Answer {
        var request = HTTPRequest(order.method, url + order.query, body: order.body)
        for header in order.headers
        where ["content-type", "accept"].contains(header.name.lowercased()) {
            request.headers.append(HTTPHeader(header.name, header.value))
        }
        let response: HTTPResponse
        do { response = try await http.send(request) } catch {
            return Self.failure(502, "upstream_unavailable")
        }
        return Answer(
            status: response.status,
            headers: [
                .init("Content-Type", response.value(of: "Content-Type") ?? "application/json")
            ], body: response.body)
    }

    private static func failure(_ status: Int, _ error: String) -> Answer {
        Answer(
            status: status, headers: [.init("Content-Type", "application/json")],
            body: Array("{\"error\":\"\(error)\"}".utf8))
    }
}
