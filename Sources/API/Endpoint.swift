internal import JSON
internal import Web

/// A handler that may refuse.
typealias Endpoint = @Sendable (Request) async throws(Problem) -> Response

extension Route {
    /// One line of the route table; a thrown problem becomes the answer.
    static func endpoint(
        _ method: Method, _ path: String, tag: String, _ summary: String,
        request: JSONValue? = nil, answers: [RouteDocumentation.Answer] = [],
        bodyBytesMax: Int? = nil, _ endpoint: @escaping Endpoint
    ) -> Route {
        Route(
            method, path, bodyBytesMax: bodyBytesMax,
            documentation: RouteDocumentation(
                summary: summary, tag: tag, requestSchema: request,
                answers: answers.isEmpty ? [.init(.ok, "Done.")] : answers)
        ) { request in
            do throws(Problem) { return try await endpoint(request) } catch {
                return error.response(requestID: request.id)
            }
        }
    }
}

extension Request {
    /// The body as a JSON object; an empty body is an empty object.
    func jsonObject() throws(Problem) -> JSONObject {
        if body.isEmpty { return JSONObject() }
        let value: JSONValue
        do { value = try JSONValue(parsing: body) } catch {
            throw Problem(
                .malformedJSON,
                "At byte \(error.byteOffset) of the body, \(error.reason.rawValue).")
        }
        guard let object = value.object else {
            throw Problem.invalid("", "Send a JSON object, such as {\"message\": \"…\"}.")
        }
        return object
    }

    /// - Throws: `not_an_admin` when the caller's key is somebody's who may not.
    func mustBeAdmin() throws(Problem) {
        guard isAdmin else {
            throw Problem(
                .notAnAdmin,
                "Your key may not do this. Ask whoever runs this service, or use a key with the "
                    + "admin role (name:admin=…).")
        }
    }

    /// A whole number in the query.
    ///
    /// - Throws: `invalid_field` when it is there and no number in the range.
    func number(
        _ name: String, default fallback: Int, in range: ClosedRange<Int>
    ) throws(Problem) -> Int {
        guard let text = query[name] else { return fallback }
        guard let number = Int(text), range.contains(number) else {
            throw Problem.invalid(
                name, "'\(name)' is a number from \(range.lowerBound) to \(range.upperBound).")
        }
        return number
    }

    /// `true` or `false` in the query.
    ///
    /// - Throws: `invalid_field` for any other word.
    func flag(_ name: String, default fallback: Bool) throws(Problem) -> Bool {
        switch query[name] {
        case nil: return fallback
        case "true": return true
        case "false": return false
        case .some(let text): throw Problem.invalid(name, "'\(text)' is neither true nor false.")
        }
    }
}

extension JSONObject {
    /// A string that must be there.
    func requiredString(_ name: String, example: String) throws(Problem) -> String {
        guard let value = self[name], !value.isNull else {
            throw Problem.invalid(name, "'\(name)' is missing; send text such as \"\(example)\".")
        }
        guard let text = value.string else {
            throw Problem.invalid(name, "'\(name)' must be text such as \"\(example)\".")
        }
        return text
    }

    /// A string that may be missing or null.
    func optionalString(_ name: String) throws(Problem) -> String? {
        guard let value = self[name], !value.isNull else { return nil }
        guard let text = value.string else {
            throw Problem.invalid(name, "'\(name)' must be text.")
        }
        return text
    }

    /// A whole number that may be missing.
    func wholeNumber(
        _ name: String, default fallback: Int64, in range: ClosedRange<Int64>
    ) throws(Problem) -> Int64 {
        guard let value = self[name], !value.isNull else { return fallback }
        guard let number = value.integer, range.contains(number) else {
            throw Problem.invalid(
                name, "'\(name)' is a number from \(range.lowerBound) to \(range.upperBound).")
        }
        return number
    }

    func optionalBool(_ name: String) throws(Problem) -> Bool? {
        guard let value = self[name], !value.isNull else { return nil }
        guard let flag = value.bool else {
            throw Problem.invalid(name, "'\(name)' must be true or false.")
        }
        return flag
    }
}
