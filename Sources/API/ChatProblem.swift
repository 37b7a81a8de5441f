internal import JSON
internal import Web

/// Whose interface a route under `/v1` speaks: each writes refusals in its own way.
enum ChatFace {
    case openAI, anthropic

    /// Nil for routes of our own interface.
    init?(of path: String) {
        guard path.hasPrefix("/v1/") else { return nil }
        self = path == "/v1/messages" ? .anthropic : .openAI
    }
}

extension Problem {
    /// The same refusal in the shape that clients of OpenAI's interface read. Source: OpenAI API
    /// reference, Errors.
    private var completionBody: JSONObject {
        [
            "error": [
                "message": .string(detail), "type": .string(chatType),
                "param": .optional(fields.first.flatMap { $0.name.isEmpty ? nil : $0.name }),
                "code": .string(code),
            ]
        ]
    }

    /// Source: Anthropic API reference, Errors.
    private var messageBody: JSONObject {
        let type =
            switch status.code {
            case 404: "not_found_error"
            case 413: "request_too_large"
            case 500...: "api_error"
            default: chatType
            }
        let error: JSONValue = [
            "type": .string(type), "message": .string(detail), "code": .string(code),
        ]
        return ["type": "error", "error": error]
    }

    private var chatType: String {
        switch status.code {
        case 401: "authentication_error"
        case 403: "permission_error"
        case 429: "rate_limit_error"
        case 500...: "server_error"
        default: "invalid_request_error"
        }
    }

    /// Clients are told not to try again by themselves, unless a key makes repeats harmless.
    func chatResponse(to request: Request, by face: ChatFace) -> Response {
        let body = face == .openAI ? completionBody : messageBody
        var response = Response.json(.object(body), status: status)
        for (name, value) in headers.allPairs { response.headers.add(name, value) }
        response.headers["X-Request-Id"] = request.id
        let isPost = request.method == .post
        if isPost, request.headers["Idempotency-Key"] == nil || code == "idempotency_key_reused" {
            response.headers["X-Should-Retry"] = "false"
        }
        return response
    }
}

extension Route {
    /// As `endpoint`, with refusals in the shape of the face that the path belongs to.
    static func chatEndpoint(
        _ method: Method, _ path: String, tag: String, _ summary: String,
        request: JSONValue? = nil, _ endpoint: @escaping Endpoint
    ) -> Route {
        let face = ChatFace(of: path) ?? .openAI
        return Route(
            method, path,
            documentation: RouteDocumentation(
                summary: summary, tag: tag, requestSchema: request, answers: [.init(.ok, "Done.")])
        ) { request in
            do throws(Problem) { return try await endpoint(request) } catch {
                return error.chatResponse(to: request, by: face)
            }
        }
    }
}
