/// Why the HTTP layer answers a request itself. The API gives it the form of its other errors.
public enum Refusal: Error, Sendable, Hashable {
    /// The bytes are no request; the sentence says what is wrong with them.
    case malformed(String)
    case notFound
    case methodNotAllowed(allowed: [Method])
    /// The head or the body did not arrive in time.
    case tooSlow
    case bodyTooLarge(bytesMax: Int)
    /// `Expect` asks for something other than `100-continue`.
    case unknownExpectation
    /// The path is a WebSocket's, and the request does not ask for one.
    case upgradeRequired
    case headTooLarge(bytesMax: Int)
    case unknownMethod
    /// A transfer coding other than `chunked`.
    case unknownTransferCoding
    case unknownVersion
    /// The server has as many connections as it may.
    case overloaded

    public var status: Status {
        switch self {
        case .malformed: 400
        case .notFound: 404
        case .methodNotAllowed: 405
        case .tooSlow: 408
        case .bodyTooLarge: 413
        case .unknownExpectation: 417
        case .upgradeRequired: 426
        case .headTooLarge: 431
        case .unknownMethod, .unknownTransferCoding: 501
        case .overloaded: 503
        case .unknownVersion: 505
        }
    }

    /// A stable word for clients.
    public var code: String {
        switch self {
        case .malformed: "malformed_request"
        case .notFound: "not_found"
        case .methodNotAllowed: "method_not_allowed"
        case .tooSlow: "request_timeout"
        case .bodyTooLarge: "body_too_large"
        case .unknownExpectation: "unknown_expectation"
        case .upgradeRequired: "upgrade_required"
        case .headTooLarge: "head_too_large"
        case .unknownMethod: "unknown_method"
        case .unknownTransferCoding: "unknown_transfer_coding"
        case .overloaded: "overloaded"
        case .unknownVersion: "unknown_version"
        }
    }

    /// One sentence for people.
    public var sentence: String {
        switch self {
        case .malformed(let sentence): sentence
        case .notFound: "There is nothing at this address."
        case .methodNotAllowed(let allowed):
            "This address takes \(Refusal.list(allowed)), not the method you used."
        case .tooSlow: "The request took too long to arrive. Please send it again."
        case .bodyTooLarge(let bytesMax): "The body may have at most \(bytesMax) bytes."
        case .unknownExpectation: "The only expectation understood here is 100-continue."
        case .upgradeRequired: "This address is for WebSocket connections."
        case .headTooLarge(let bytesMax):
            "The request line and headers together may have at most \(bytesMax) bytes."
        case .unknownMethod: "This request method is not understood here."
        case .unknownTransferCoding: "The only transfer coding understood here is chunked."
        case .overloaded: "The server is busy. Please try again in a few seconds."
        case .unknownVersion: "This server speaks HTTP/1.1 and HTTP/1.0."
        }
    }

    /// Header fields the status calls for.
    public var headers: Headers {
        switch self {
        case .methodNotAllowed(let allowed): ["Allow": Refusal.list(allowed)]
        case .overloaded: ["Retry-After": "2"]
        case .upgradeRequired: ["Upgrade": "websocket", "Sec-WebSocket-Version": "13"]
        case .malformed, .notFound, .tooSlow, .bodyTooLarge, .unknownExpectation, .headTooLarge,
            .unknownMethod, .unknownTransferCoding, .unknownVersion:
            [:]
        }
    }

    /// The sentence as plain text: what is answered when the API gives no form of its own.
    public var plainResponse: Response {
        var response = Response.text(sentence + "\n", status: status)
        for (name, value) in headers.allPairs { response.headers.add(name, value) }
        return response
    }

    static func list(_ methods: [Method]) -> String {
        methods.map(\.rawValue).joined(separator: ", ")
    }
}
