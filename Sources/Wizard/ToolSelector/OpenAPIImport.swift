public import Domain
internal import Hashing
public import JSON

/// Turns an OpenAPI 3 document into tools: one for each operation, with its parameters and the
/// secrets it needs by name.
public struct OpenAPIImport: ToolImport, Hashable {
    public let tools: [HTTPTool]
    /// As the document calls itself.
    public let title: String
    /// SHA-256 of the canonical document: another one is another description, to be asked about.
    public let pin: String

    public static let toolsMax = 64

    /// - Throws: `OpenAPIError`, which says what is wrong with the document.
    public init(_ document: JSONValue) throws(OpenAPIError) {
        let reader = try OpenAPIReader(document)
        tools = try reader.tools()
        title = document["info"]?["title"]?.string.map { String($0.prefix(80)) } ?? "a document"
        pin = Hex.encode(SHA256.hash(document.canonical.bytes))
    }
}

extension OpenAPIImport {
    /// What stands in the transcript for the import; names the pin, so that the design keeps it.
    public var message: String {
        "Import \(tools.count == 1 ? "one tool" : "\(tools.count) tools") from \(title) "
            + "(SHA-256 \(pin))"
    }
}

/// Why a document gives no tools, in words for its owner.
public enum OpenAPIError: Error, Equatable {
    /// It is no OpenAPI document, or not of version 3.
    case notOpenAPI3
    /// No server with an absolute address.
    case noServer
    case noOperations
    case tooManyOperations(Int)
    /// Where the document points to a part that is not in it.
    case missingReference(String)
    /// An operation breaks a rule for tools.
    case badTool(name: String, sentence: String)

    public var sentence: String {
        switch self {
        case .notOpenAPI3: "This is not an OpenAPI document of version 3."
        case .noServer: "The document names no server with a complete address."
        case .noOperations: "The document describes no operation."
        case .tooManyOperations(let count):
            "The document describes \(count) operations; \(OpenAPIImport.toolsMax) are the most. "
                + "Leave out what your agent does not need."
        case .missingReference(let path): "The document refers to \(path), which is not in it."
        case .badTool(let name, let sentence): "\(name): \(sentence)"
        }
    }
}

private struct OpenAPIReader {
    let document: JSONValue
    let server: String

    init(_ document: JSONValue) throws(OpenAPIError) {
        guard let version = document["openapi"]?.string, version.hasPrefix("3.") else {
            throw .notOpenAPI3
        }
        guard let first = document["servers"]?.array?.first, let url = Self.address(first) else {
            throw .noServer
        }
        self.document = document
        server = url
    }

    /// Server variables take their defaults.
    private static func address(_ server: JSONValue) -> String? {
        guard var url = server["url"]?.string else { return nil }
        for variable in server["variables"]?.object?.members ?? [] {
            guard let value = variable.value["default"]?.string else { continue }
            url = url.split(separator: "{\(variable.name)}", omittingEmptySubsequences: false)
                .joined(separator: value)
        }
        while url.hasSuffix("/") { url.removeLast() }
        return url.hasPrefix("https://") || url.hasPrefix("http://") ? url : nil
    }

    func tools() throws(OpenAPIError) -> [HTTPTool] {
        var tools: [HTTPTool] = []
        var names = Set<String>()
        for path in document["paths"]?.object?.members ?? [] {
            for operation in path.value.object?.members ?? [] {
                let method = operation.name.uppercased()
                guard HTTPToolRules.methods.contains(method) else { continue }
                tools.append(
                    try tool(method, path.name, path.value, operation.value, among: &names))
            }
        }
        guard !tools.isEmpty else { throw .noOperations }
        guard tools.count <= OpenAPIImport.toolsMax else { throw .tooManyOperations(tools.count) }
        return tools
    }

    private func tool(
        _ method: String, _ path: String, _ item: JSONValue, _ operation: JSONValue,
        among names: inout Set<String>
    ) throws(OpenAPIError) -> HTTPTool {
        let title = operation["operationId"]?.string ?? "\(method.lowercased()) \(path)"
        let tool = HTTPTool(
            name: Slug.unique(Slug.toolName(title), among: &names), endpoint: server + path,
            method: method, parameters: try parameters(item, operation),
            summary: operation["summary"]?.string ?? operation["description"]?.string ?? "",
            headers: try headers(operation))
        if let problem = HTTPToolRules.problems(with: tool).first {
            throw .badTool(name: tool.name, sentence: problem.sentence)
        }
        return tool
    }

    /// The path's, the operation's and the body's; an operation's replaces a path's of the same name.
    private func parameters(
        _ item: JSONValue, _ operation: JSONValue
    ) throws(OpenAPIError) -> [HTTPTool.Parameter] {
        var parameters: [HTTPTool.Parameter] = []
        for stored in (item["parameters"]?.array ?? []) + (operation["parameters"]?.array ?? []) {
            let found = try resolved(stored)
            guard let name = found["name"]?.string,
                found["in"]?.string == "query" || found["in"]?.string == "path"
            else { continue }
            let schema = try resolved(found["schema"] ?? .null)
            parameters.removeAll { $0.name == name }
            parameters.append(
                HTTPTool.Parameter(
                    name: name, type: type(of: schema),
                    summary: found["description"]?.string ?? "",
                    isRequired: found["required"]?.bool ?? false))
        }
        let taken = Set(parameters.map(\.name))
        return parameters + (try body(operation).filter { !taken.contains($0.name) })
    }

    private func body(_ operation: JSONValue) throws(OpenAPIError) -> [HTTPTool.Parameter] {
        let body = try resolved(operation["requestBody"] ?? .null)
        let schema = try resolved(body["content"]?["application/json"]?["schema"] ?? .null)
        let required = Set((schema["required"]?.array ?? []).compactMap(\.string))
        var parameters: [HTTPTool.Parameter] = []
        for property in schema["properties"]?.object?.members ?? [] {
            let inner = try resolved(property.value)
            parameters.append(
                HTTPTool.Parameter(
                    name: property.name, type: type(of: inner),
                    summary: inner["description"]?.string ?? "",
                    isRequired: required.contains(property.name)))
        }
        return parameters
    }

    /// In 3.1 a type may be a list; its first that is not null counts.
    private func type(of schema: JSONValue) -> String {
        schema["type"]?.string
            ?? schema["type"]?.array?.compactMap(\.string).first { $0 != "null" } ?? "string"
    }

    /// Keys and tokens travel in headers, by the name of a secret.
    private func headers(_ operation: JSONValue) throws(OpenAPIError) -> [HTTPTool.Header] {
        let needs = operation["security"]?.array ?? document["security"]?.array ?? []
        var headers: [HTTPTool.Header] = []
        for member in needs.first?.object?.members ?? [] {
            let pointer = "#/components/securitySchemes/\(member.name)"
            let scheme = try resolved(["$ref": .string(pointer)])
            let secret = Slug.toolName(member.name).uppercased()
            switch (scheme["type"]?.string, scheme["in"]?.string) {
            case ("apiKey", "header"):
                headers.append(.init(name: scheme["name"]?.string ?? "", secretName: secret))
            case ("http", _), ("oauth2", _), ("openIdConnect", _):
                headers.append(.init(name: "Authorization", secretName: secret))
            default: continue
            }
        }
        return headers.filter { !$0.name.isEmpty }
    }

    /// Follows references inside the document, a few deep at most.
    private func resolved(_ value: JSONValue) throws(OpenAPIError) -> JSONValue {
        var value = value
        for _ in 0..<Self.referencesMax {
            guard let pointer = value["$ref"]?.string else { return value }
            guard pointer.hasPrefix("#/") else { throw .missingReference(pointer) }
            var target: JSONValue? = document
            for part in pointer.dropFirst(2).split(separator: "/") {
                target = target?[String(part)]
            }
            guard let found = target else { throw .missingReference(pointer) }
            value = found
        }
        throw .missingReference(value["$ref"]?.string ?? "")
    }

    private static let referencesMax = 8
}
