internal import JSON
internal import Web

/// The OpenAPI 3.1 document of a route table: the same table that serves.
enum OpenAPI {
    static func document(of routes: [Route], version: String) -> JSONValue {
        [
            "openapi": "3.1.0",
            "info": [
                "title": "Paygent", "version": .string(version),
                "description":
                    "Design payment agents by talking, export them, run them inside budgets.",
                "license": ["name": "Apache-2.0", "identifier": "Apache-2.0"],
            ],
            "servers": [["url": "/"]],
            "paths": .object(paths(of: routes.filter(\.documentation.isListed))),
            "components": components,
        ]
    }

    private static func paths(of routes: [Route]) -> JSONObject {
        var paths = JSONObject()
        for route in routes {
            let path = route.path.replacing("...", with: "")
            var item = paths[path]?.object ?? JSONObject()
            item[route.method.rawValue.lowercased()] = operation(route)
            paths[path] = .object(item)
        }
        return paths
    }

    private static func operation(_ route: Route) -> JSONValue {
        let documentation = route.documentation
        var operation: JSONObject = [
            "operationId": .string(operationID(route)), "summary": .string(documentation.summary),
            "tags": [.string(documentation.tag)],
        ]
        let parameters = parameterNames(of: route.path)
        if !parameters.isEmpty {
            operation["parameters"] = .array(
                parameters.map {
                    [
                        "name": .string($0), "in": "path", "required": true,
                        "schema": ["type": "string"],
                    ]
                })
        }
        if let schema = documentation.requestSchema {
            operation["requestBody"] = ["content": ["application/json": ["schema": schema]]]
        }
        operation["responses"] = .object(responses(documentation.answers))
        return .object(operation)
    }

    private static func parameterNames(of path: String) -> [String] {
        path.split(separator: "/").filter { $0.hasPrefix("{") }.map {
            String($0.dropFirst().dropLast()).replacing("...", with: "")
        }
    }

    private static func responses(_ answers: [RouteDocumentation.Answer]) -> JSONObject {
        var responses = JSONObject()
        for answer in answers {
            var response: JSONObject = ["description": .string(answer.description)]
            if let schema = answer.schema {
                response["content"] = ["application/json": ["schema": schema]]
            }
            responses[String(answer.status.code)] = .object(response)
        }
        responses["default"] = ["$ref": "#/components/responses/Problem"]
        return responses
    }

    /// `post_sessions_id_message`: unique, because a route is.
    private static func operationID(_ route: Route) -> String {
        let words = route.path.split { "/{}.-".contains($0) }.filter { $0 != "api" && $0 != "v1" }
        return ([route.method.rawValue.lowercased()] + words.map(String.init)).joined(
            separator: "_")
    }

    private static let components: JSONValue = [
        "responses": [
            "Problem": [
                "description": "A refusal: what was wrong and what to do.",
                "content": [
                    "application/problem+json": ["schema": ["$ref": "#/components/schemas/Problem"]]
                ],
            ]
        ],
        "schemas": [
            "Problem": [
                "type": "object",
                "required": ["type", "title", "status", "detail", "code", "request_id"],
                "properties": [
                    "type": ["type": "string"], "title": ["type": "string"],
                    "status": ["type": "integer"], "detail": ["type": "string"],
                    "code": [
                        "type": "string",
                        "description": "Stable: branch on it.",
                    ],
                    "request_id": ["type": "string"],
                    "errors": [
                        "type": "array",
                        "items": [
                            "type": "object",
                            "properties": [
                                "field": ["type": "string"], "message": ["type": "string"],
                            ],
                        ],
                    ],
                ],
            ]
        ],
        "securitySchemes": ["ApiKey": ["type": "apiKey", "in": "header", "name": "X-API-Key"]],
    ]
}
