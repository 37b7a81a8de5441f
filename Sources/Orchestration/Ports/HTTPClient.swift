/// Requests to other people's servers.
public protocol HTTPClient: Sendable {
    /// Sends one request and collects the answer. Redirects are not followed: they come back as
    /// what they are. A cancelled task ends the transfer with `.cancelled`.
    func send(_ request: HTTPRequest) async throws(HTTPFailure) -> HTTPResponse

    /// The same, but the body's bytes are handed over as they come, in order, and the answer's
    /// own body stays empty. Not called for other statuses than 2xx, whose body is collected.
    ///
    /// - Parameter onBytes: answers whether to go on; false ends the transfer with `.cancelled`.
    ///   It runs where the bytes come in, so it must not wait.
    func stream(
        _ request: HTTPRequest, onBytes: @escaping @Sendable ([UInt8]) -> Bool
    ) async throws(HTTPFailure) -> HTTPResponse

    /// The same for an answer whose headers say how its body is to be read.
    ///
    /// - Parameter onHead: told status and headers before the first byte of a body.
    func stream(
        _ request: HTTPRequest, onHead: @escaping @Sendable (HTTPResponse) -> Void,
        onBytes: @escaping @Sendable ([UInt8]) -> Bool
    ) async throws(HTTPFailure) -> HTTPResponse
}

extension HTTPClient {
    /// For a client that has the whole answer at once.
    public func stream(
        _ request: HTTPRequest, onHead: @escaping @Sendable (HTTPResponse) -> Void,
        onBytes: @escaping @Sendable ([UInt8]) -> Bool
    ) async throws(HTTPFailure) -> HTTPResponse {
        var response = try await send(request)
        guard (200..<300).contains(response.status), !response.body.isEmpty else {
            return response
        }
        let body = response.body
        response.body = []
        onHead(response)
        guard onBytes(body) else { throw .cancelled }
        return response
    }
}

public struct HTTPHeader: Sendable, Hashable {
    public let name: String
    public let value: String

    public init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }
}

public struct HTTPRequest: Sendable, Hashable {
    public var method: String
    /// Absolute; `http` or `https`.
    public var url: String
    public var headers: [HTTPHeader]
    public var body: [UInt8]
    public var limits: Limits

    public struct Limits: Sendable, Hashable {
        public var connectMilliseconds: Int
        /// From the first byte sent to the last one received.
        public var totalMilliseconds: Int
        public var responseBytesMax: Int

        public init(
            connectMilliseconds: Int = 5_000, totalMilliseconds: Int = 30_000,
            responseBytesMax: Int = 1 << 20
        ) {
            self.connectMilliseconds = connectMilliseconds
            self.totalMilliseconds = totalMilliseconds
            self.responseBytesMax = responseBytesMax
        }
    }

    public init(
        _ method: String, _ url: String, headers: [HTTPHeader] = [], body: [UInt8] = [],
        limits: Limits = Limits()
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.limits = limits
    }
}

public struct HTTPResponse: Sendable, Hashable {
    public var status: Int
    /// In the order in which they came.
    public var headers: [HTTPHeader]
    public var body: [UInt8]

    public init(status: Int, headers: [HTTPHeader] = [], body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// All values of a header, whatever the case of its name.
    public func values(of name: String) -> [String] {
        let name = name.lowercased()
        return headers.filter { $0.name.lowercased() == name }.map(\.value)
    }

    /// The value of a header that may occur once; nil when it is missing or occurs twice.
    public func value(of name: String) -> String? {
        let values = values(of: name)
        return values.count == 1 ? values[0] : nil
    }
}

public enum HTTPFailure: Error, Equatable {
    /// What is asked for is not a request: the URL, the method or a header is malformed.
    case badRequest(String)
    /// The host is, or resolves to, an address inside: private, loopback, link-local, metadata.
    case forbiddenAddress(String)
    case notResolved
    case notConnected(String)
    case untrustedCertificate(String)
    case timedOut
    case responseTooLarge
    case cancelled
    case broken(String)

    /// False only when it is certain that the other side never saw the request.
    public var mayHaveBeenReceived: Bool {
        switch self {
        case .badRequest, .forbiddenAddress, .notResolved, .notConnected, .untrustedCertificate:
            false
        case .timedOut, .responseTooLarge, .cancelled, .broken: true
        }
    }
}
