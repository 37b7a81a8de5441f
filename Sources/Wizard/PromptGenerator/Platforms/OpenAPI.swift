import Domain
import JSON

/// The tools as one OpenAPI 3.1 document, an operation each: what GPT Actions, Dify, n8n, ADK and
/// every client generator take.
enum OpenAPIExport {
    static func document(_ context: ExportContext) -> PlatformExport {
        let (paths, merged) = paths(context)
        let secrets = context.secretNames
        let schemes = secrets.map { secret in
            JSONObject.Member(
                secret,
                [
                    "type": "apiKey", "in": "header",
                    "name": .string(headerName(secret, context)),
                ])
        }
        var document: JSONObject = [
            "openapi": "3.1.0",
            "info": [
                "title": .string(context.name), "version": "1.0.0",
                "description": .string(context.summary() + "\n\n" + context.brief.maximumLoss),
            ],
            "servers": [["url": .string(context.input.settings.serverURL)]],
            "paths": .object(paths),
        ]
        if !schemes.isEmpty {
            document["components"] = ["securitySchemes": .object(JSONObject(schemes))]
        }
        return PlatformExport(
            tools: .strings(context.tools.map(\.name)), config: .object(document),
            file: context.jsonFile(.object(document)),
            howToLoad: "Import it wherever OpenAPI 3.1 is taken: GPT Actions, Dify tools, n8n, ADK",
            notes: merged.isEmpty
                ? []
                : [
                    "One operation stands for \(listed(merged, "and")): Paygent takes those orders "
                        + "at one address."
                ])
    }

    private static func paths(
        _ context: ExportContext
    ) -> (paths: JSONObject, merged: [String]) {
        var paths = JSONObject()
        var merged: [String] = []
        var first: [String: String] = [:]
        for tool in context.tools {
            let (server, path) = split(tool.url)
            let key = "\(tool.method) \(tool.url)"
            if let taken = first[key] {
                if !merged.contains(taken) { merged.append(taken) }
                merged.append(tool.name)
                continue
            }
            first[key] = tool.name
            var item = paths[path]?.object ?? JSONObject()
            if server != context.input.settings.serverURL, item["servers"] == nil {
                item["servers"] = [["url": .string(server)]]
            }
            item[tool.method.lowercased()] = operation(tool)
            paths[path] = .object(item)
        }
        return (paths, merged)
    }

    /// `https://host` and `/path`, without the query.
    private static func split(_ url: String) -> (server: String, path: String) {
        let bytes = Array(url.utf8)
        var slashes = 0
        let end = bytes.firstIndex { byte in
            if byte == UInt8(ascii: "/") { slashes += 1 }
            return slashes == 3
        }
        guard let end else { return (url, "/") }
        let path = bytes[end...].prefix { $0 != UInt8(ascii: "?") && $0 != UInt8(ascii: "#") }
        return (
            String(decoding: bytes[..<end], as: UTF8.self), String(decoding: path, as: UTF8.self)
        )
    }

    private static func operation(_ tool: ExportTool) -> JSONValue {
        var operation: JSONObject = [
            "operationId": .string(tool.name), "summary": .string(tool.title),
            "description": .string(tool.description),
        ]
        let parameters = tool.parameters.filter { $0.place != .body }
        if !parameters.isEmpty {
            operation["parameters"] = .array(
                parameters.map { parameter in
                    [
                        "name": .string(parameter.name),
                        "in": parameter.place == .path ? "path" : "query",
                        "required": .bool(parameter.isRequired || parameter.place == .path),
                        "description": .string(parameter.summary),
                        "schema": parameter.typeSchema,
                    ]
                })
        }
        if let body = requestBody(tool) { operation["requestBody"] = body }
        operation["responses"] = [
            "200": ["description": "Done."], "402": ["description": "Payment required."],
            "default": ["description": "Refused, or it failed: the answer says why."],
        ]
        if !tool.headers.isEmpty {
            operation["security"] = [
                .object(JSONObject(tool.headers.map { .init($0.secretName, []) }))
            ]
        }
        return .object(operation)
    }

    private static func requestBody(_ tool: ExportTool) -> JSONValue? {
        let parameters = tool.parameters.filter { $0.place == .body }
        guard !parameters.isEmpty || !tool.constants.isEmpty, tool.method != "GET" else {
            return nil
        }
        var properties = JSONObject(
            parameters.map { .init($0.name, $0.schema(type: .string($0.type.rawValue))) })
        for constant in tool.constants {
            properties[constant.name] = [
                "type": "string", "enum": [.string(constant.value)],
                "default": .string(constant.value),
            ]
        }
        let required =
            parameters.filter(\.isRequired).map(\.name) + tool.constants.map(\.name)
        return [
            "required": true,
            "content": [
                "application/json": [
                    "schema": [
                        "type": "object", "properties": .object(properties),
                        "required": .strings(required),
                    ]
                ]
            ],
        ]
    }

    private static func headerName(_ secret: String, _ context: ExportContext) -> String {
        for tool in context.tools {
            if let header = tool.headers.first(where: { $0.secretName == secret }) {
                return header.name
            }
        }
        return "Authorization"
    }
}

extension ExportTool.Parameter {
    fileprivate var typeSchema: JSONValue {
        switch type {
        case .array: ["type": "array", "items": ["type": "string"]]
        case .string, .number, .integer, .boolean, .object: ["type": .string(type.rawValue)]
        }
    }
}
