public import Domain
public import JSON

/// One call of an owner's HTTP tool, ready to be sent. Headers that carry secrets are left out:
/// their values are known only where the agent runs.
public struct ToolCall: Sendable, Hashable {
    public let method: String
    /// Complete: the holes of the path filled, the query attached.
    public let url: String
    /// A JSON object; empty for a call whose arguments are in its address.
    public let body: [UInt8]
    /// Names of the headers that were left out.
    public let headersLeftOut: [String]

    /// Fills the path first; what is left goes into the query, or into the body of a call that
    /// has one.
    ///
    /// - Throws: `ToolCallError` for a tool that is not ready or arguments that do not fit it.
    public init(_ tool: HTTPTool, arguments: JSONObject) throws(ToolCallError) {
        guard let method = tool.method else { throw .noMethod }
        if let problem = EndpointRules.problem(with: tool.endpoint) {
            throw .badEndpoint(problem.sentence)
        }
        let endpoint = EndpointURL(tool.endpoint)
        let wanted = tool.parameters.map { Slug.key($0.name) }
        let holes = endpoint.holes + endpoint.queryHoles.map(\.hole)
        for member in arguments.members where !(wanted + holes).contains(Slug.key(member.name)) {
            throw .unknownArgument(member.name)
        }
        let required = tool.parameters.filter(\.isRequired).map { Slug.key($0.name) }
        var given: [String: JSONValue] = [:]
        for member in arguments.members where !member.value.isNull {
            given[Slug.key(member.name)] = member.value
        }
        for name in required + endpoint.holes where given[name] == nil { throw .missing(name) }
        var url = endpoint.text
        for hole in endpoint.holes {
            url = Self.filled(url, hole, with: Self.text(given[hole]))
        }
        var query = endpoint.queryHoles.compactMap { pair in
            given[pair.hole].map { "\(pair.name)=\(Self.encoded(Self.text($0)))" }
        }
        let rest = wanted.filter { given[$0] != nil && !holes.contains($0) }
        let hasBody = ["POST", "PUT", "PATCH"].contains(method)
        if !hasBody { query += rest.map { "\($0)=\(Self.encoded(Self.text(given[$0])))" } }
        self.method = method
        self.url = query.isEmpty ? url : Self.joined(url, query)
        body = hasBody ? Self.object(rest, given).bytes : []
        headersLeftOut = tool.headers.map(\.name)
    }

    private static func object(_ names: [String], _ given: [String: JSONValue]) -> JSONValue {
        .object(JSONObject(names.map { .init($0, given[$0] ?? .null) }))
    }

    private static func joined(_ url: String, _ query: [String]) -> String {
        url + (url.utf8.contains(UInt8(ascii: "?")) ? "&" : "?") + query.joined(separator: "&")
    }

    private static func filled(_ url: String, _ hole: String, with text: String) -> String {
        url.split(separator: "{\(hole)}", omittingEmptySubsequences: false)
            .joined(separator: encoded(text))
    }

    /// Text as it is; everything else as JSON writes it.
    private static func text(_ value: JSONValue?) -> String {
        guard let value else { return "" }
        return value.string ?? String(decoding: value.bytes, as: UTF8.self)
    }

    /// Source: RFC 3986, section 2.3.
    private static func encoded(_ text: String) -> String {
        var result = ""
        for byte in text.utf8 {
            let isUnreserved =
                byte &- UInt8(ascii: "0") < 10 || (byte | 0x20) &- UInt8(ascii: "a") < 26
                || "-._~".utf8.contains(byte)
            if isUnreserved {
                result.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                let hex = String(byte, radix: 16, uppercase: true)
                result += hex.utf8.count == 1 ? "%0\(hex)" : "%\(hex)"
            }
        }
        return result
    }
}

/// Why a tool cannot be called like this, in words for its owner.
public enum ToolCallError: Error, Equatable {
    case noMethod
    case badEndpoint(String)
    case missing(String)
    case unknownArgument(String)

    public var sentence: String {
        switch self {
        case .noMethod: "This tool has no method yet; tell the wizard whether it is GET or POST."
        case .badEndpoint(let sentence): sentence
        case .missing(let name): "The tool needs a value for '\(name)'."
        case .unknownArgument(let name): "The tool takes nothing called '\(name)'."
        }
    }
}
