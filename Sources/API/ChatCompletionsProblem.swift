internal import JSON
internal import Web

extension Problem {
    /// The same refusal in the shape that clients of OpenAI's interface read. Source: OpenAI API
    /// reference, Errors.
    var chatBody: JSONObject {
        [
            "error": [
                "message": .string(detail), "type": .string(chatType),
                "param": .optional(fields.first.flatMap { $0.name.isEmpty ? nil : $0.name }),
                "code": .string(code),
            ]
        ]
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
    func chatResponse(to request: Request) -> Response {
        var response = Response.json(.object(chatBody), status: status)
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
    /// As `endpoint`, with refusals in OpenAI's shape.
    static func chatEndpoint(
        _ method: Method, _ path: String, tag: String, _ summary: String,
        request: JSONValue? = nil, _ endpoint: @escaping Endpoint
    ) -> Route {
        Route(
            method, path,
            documentation: RouteDocumentation(
                summary: summary, tag: tag, requestSchema: request, answers: [.init(.ok, "Done.")])
        ) { request in
            do throws(Problem) { return try await endpoint(request) } catch {
                return error.chatResponse(to: request)
            }
        }
    }
}
