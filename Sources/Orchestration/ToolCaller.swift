internal import Domain
internal import JSON
internal import Paygent
internal import Wizard

/// Calls an owner's HTTP tools for a run: with its secrets, and with an answer that is bounded.
public struct ToolCaller: Sendable {
    private let http: any HTTPClient
    let mcp: MCPServers
    private let secret: @Sendable (String) -> String?

    /// - Parameters:
    ///   - mcp: without it, the servers that a design names at public addresses.
    ///   - secret: the value of a secret by its name; nil when this installation has none.
    public init(
        http: any HTTPClient, mcp: MCPServers? = nil,
        secret: @escaping @Sendable (String) -> String?
    ) {
        self.http = http
        self.mcp = mcp ?? MCPServers(http: http, operatorHTTP: http)
        self.secret = secret
    }

    /// A call that can be sent.
    struct Request: Sendable {
        var http: HTTPRequest
        /// Values that must not be seen in what comes back.
        var secrets: [String]

        /// Whether sending it twice is the same as sending it once. Source: RFC 9110, 9.2.2.
        var isIdempotent: Bool { ["GET", "HEAD", "PUT", "DELETE"].contains(http.method) }
    }

    struct Refusal: Error {
        let code: String
        let sentence: String
    }

    static let answerBytesMax = 64 << 10
    static let waitMillisecondsDefault = 15_000
    static let waitMillisecondsMax = 60_000

    /// - Parameter key: the same for every try of one step; a server that knows it takes it once.
    func request(
        _ use: Command.ToolUse, _ tool: HTTPTool, key: String, spec: AgentSpec
    ) throws(Refusal) -> Request {
        let call: Wizard.ToolCall
        do { call = try Wizard.ToolCall(tool, arguments: use.arguments) } catch {
            throw Refusal(code: "bad_arguments", sentence: error.sentence + " Nothing was called.")
        }
        var headers = [HTTPHeader("Accept", "application/json, */*;q=0.5")]
        if !call.body.isEmpty { headers.append(HTTPHeader("Content-Type", "application/json")) }
        if !["GET", "HEAD"].contains(call.method) {
            headers.append(HTTPHeader("Idempotency-Key", key))
        }
        var secrets: [String] = []
        for header in tool.headers {
            guard let value = secret(header.secretName), !value.isEmpty else {
                throw Refusal(
                    code: "secret_missing",
                    sentence: "The secret '\(header.secretName)' of \(tool.name) is not set here: "
                        + "set PAYGENT_SECRET_\(header.secretName). Nothing was called.")
            }
            secrets.append(value)
            headers.append(HTTPHeader(header.name, Self.value(value, for: header.name)))
        }
        return Request(
            http: HTTPRequest(
                call.method, call.url, headers: headers, body: call.body,
                limits: HTTPRequest.Limits(totalMilliseconds: Self.milliseconds(spec))),
            secrets: secrets)
    }

    /// How long a design lets a tool take.
    static func milliseconds(_ spec: AgentSpec) -> Int {
        guard let seconds = spec.quantity(.timeout), seconds <= Quantity(60), !seconds.isZero
        else { return waitMillisecondsDefault }
        return seconds.milliseconds
    }

    /// A server may send back what it was sent.
    static func hiding(_ secrets: [String], in text: String) -> String {
        secrets.reduce(text) { text, secret in
            text.split(separator: secret, omittingEmptySubsequences: false)
                .joined(separator: "[secret]")
        }
    }

    func send(_ request: Request) async throws(HTTPFailure) -> HTTPResponse {
        try await http.send(request.http)
    }

    /// A key without a scheme is a bearer token. Source: RFC 6750, section 2.1.
    private static func value(_ secret: String, for header: String) -> String {
        let isBare = header.lowercased() == "authorization" && !secret.utf8.contains(0x20)
        return isBare ? "Bearer " + secret : secret
    }
}

extension Quantity {
    /// Of seconds; at least one.
    fileprivate var milliseconds: Int {
        do { return max(1, Int(try scaled(to: 3))) } catch { return ToolCaller.waitMillisecondsMax }
    }
}
