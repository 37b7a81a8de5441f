public import JSON
public import Web

/// A refusal as clients see it. Source: RFC 9457.
public struct Problem: Error, Sendable, Equatable {
    public struct Field: Sendable, Equatable {
        public let name: String
        public let message: String

        public init(_ name: String, _ message: String) {
            self.name = name
            self.message = message
        }
    }

    /// Stable and documented; clients branch on it, people read `detail`.
    public let code: String
    public let status: Status
    public let title: String
    /// What was wrong and what to do.
    public let detail: String
    public var fields: [Field]
    public var headers = Headers()
    /// Further members, where a code has some.
    public var extra = JSONObject()

    public init(_ code: ProblemCode, _ detail: String, fields: [Field] = []) {
        self.code = code.rawValue
        status = Status(code.status)
        title = code.title
        self.detail = detail
        self.fields = fields
    }

    /// One wrong field, which is its own explanation.
    public static func invalid(_ field: String, _ message: String) -> Problem {
        Problem(.invalidField, message, fields: [Field(field, message)])
    }

    /// What the HTTP layer refuses before a route is known.
    public init(_ refusal: Refusal) {
        code = refusal.code
        status = refusal.status
        title = refusal.status.reason
        detail = refusal.sentence
        fields = []
        headers = refusal.headers
    }

    public func response(requestID: String) -> Response {
        var response = Response(
            status, contentType: "application/problem+json",
            JSONValue.object(body(requestID: requestID)).bytes)
        for (name, value) in headers.allPairs { response.headers.add(name, value) }
        return response
    }

    func body(requestID: String) -> JSONObject {
        var body: JSONObject = [
            "type": .string("https://paygent.example/errors#\(code)"), "title": .string(title),
            "status": .integer(Int64(status.code)), "detail": .string(detail),
            "code": .string(code), "request_id": .string(requestID),
        ]
        if !fields.isEmpty {
            body["errors"] = .array(
                fields.map { ["field": .string($0.name), "message": .string($0.message)] })
        }
        body.members += extra.members
        return body
    }
}
