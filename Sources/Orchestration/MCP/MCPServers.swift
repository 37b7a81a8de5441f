public import Domain
public import JSON
public import MCP
public import Wizard
internal import X402

/// The MCP servers whose tools agents may use: those that the operator named, wherever they are,
/// and those at public addresses that a design names.
public struct MCPServers: Sendable {
    /// One that the operator named.
    public enum Server: Sendable, Hashable {
        case http(url: String, headers: [HTTPHeader])
        case program(LocalCommand)
    }

    private let named: [String: Server]
    private let http: any HTTPClient
    private let operatorHTTP: any HTTPClient
    private let programs: any LocalPrograms
    private let program: String

    /// - Parameters:
    ///   - http: for addresses that a design names: public ones only.
    ///   - operatorHTTP: for addresses that the operator named.
    ///   - version: of this program, told to servers.
    public init(
        named: [String: Server] = [:], http: any HTTPClient, operatorHTTP: any HTTPClient,
        programs: any LocalPrograms = NoPrograms(), version: String = "0"
    ) {
        self.named = named
        self.http = http
        self.operatorHTTP = operatorHTTP
        self.programs = programs
        program = version
    }

    public var names: [String] { named.keys.sorted() }

    static let listMilliseconds = 15_000

    /// What a server offers now.
    public func tools(of place: MCPImport.Place) async throws(MCPFailure) -> [RemoteTool] {
        let outcome: ClientExchange.Outcome
        do {
            outcome = try await talk(to: place, .list, milliseconds: Self.listMilliseconds)
        } catch { throw error.failure }
        guard case .tools(let tools) = outcome else { preconditionFailure("a list was asked for") }
        return tools
    }

    /// A call outside any run, to see what comes.
    public func tryOut(
        _ tool: HTTPTool, _ origin: MCPOrigin, _ arguments: JSONObject
    ) async throws(MCPFailure) -> RemoteAnswer {
        do {
            return try await call(
                tool, origin, arguments, key: "dry-run", milliseconds: Self.listMilliseconds)
        } catch { throw error.failure }
    }

    /// Calls a tool, if the server still describes it as it did.
    func call(
        _ tool: HTTPTool, _ origin: MCPOrigin, _ arguments: JSONObject, key: String,
        milliseconds: Int
    ) async throws(MCPCallFailure) -> RemoteAnswer {
        try await call(
            .init(origin, at: tool.endpoint, arguments, milliseconds: milliseconds), key: key)
    }

    /// - Parameter meta: what goes with the call beside its arguments.
    func call(
        _ tool: PreparedToolCall, key: String, meta: JSONObject = JSONObject()
    ) async throws(MCPCallFailure) -> RemoteAnswer {
        let place = tool.place
        let call = ClientExchange.Call(
            tool: tool.tool, pin: tool.pin, arguments: tool.arguments, key: key, meta: meta)
        let outcome: ClientExchange.Outcome
        do {
            outcome = try await talk(to: place, .call(call), milliseconds: tool.milliseconds)
        } catch { throw hiding(secrets(of: place), in: error) }
        guard case .answer(let answer) = outcome else {
            preconditionFailure("a call was asked for")
        }
        let secrets = secrets(of: place)
        return answer.rewritten { ToolCaller.hiding(secrets, in: $0) }
    }

    /// - Returns: what the goal asks for: an outcome that failed is thrown.
    private func talk(
        to place: MCPImport.Place, _ goal: ClientExchange.Goal, milliseconds: Int
    ) async throws(MCPCallFailure) -> ClientExchange.Outcome {
        let exchange = ClientExchange(goal, program: ("paygent", program))
        switch place {
        case .address(let url):
            var conversation = HTTPConversation(
                exchange, http: http, url: url, headers: [], milliseconds: milliseconds)
            return try await conversation.run()
        case .configured(let name):
            switch named[name] {
            case .http(let url, let headers):
                var conversation = HTTPConversation(
                    exchange, http: operatorHTTP, url: url, headers: headers,
                    milliseconds: milliseconds)
                return try await conversation.run()
            case .program(let command):
                return try await ProgramConversation(exchange).run(
                    command, programs, milliseconds: milliseconds)
            case nil:
                throw MCPCallFailure(
                    failure: .unknownServer(name, known: names), mayHaveBeenReceived: false)
            }
        }
    }

    /// A server's own words about what went wrong may hold what it was given.
    private func hiding(_ secrets: [String], in error: MCPCallFailure) -> MCPCallFailure {
        guard case .exchange(.refused(let code, let message)) = error.failure else { return error }
        return MCPCallFailure(
            failure: .exchange(
                .refused(code: code, message: ToolCaller.hiding(secrets, in: message))),
            mayHaveBeenReceived: error.mayHaveBeenReceived, hasGivenAway: error.hasGivenAway)
    }

    /// The host of a server; nil for a program on this machine.
    func host(of place: MCPImport.Place) -> String? {
        switch place {
        case .address(let url): return HostName.of(url)
        case .configured(let name):
            guard case .http(let url, _) = named[name] else { return nil }
            return HostName.of(url)
        }
    }

    private static let secretBytesMin = 8

    private func secrets(of place: MCPImport.Place) -> [String] {
        guard case .configured(let name) = place, let server = named[name] else { return [] }
        let values =
            switch server {
            case .http(_, let headers): headers.map(\.value)
            case .program(let command): command.secrets
            }
        // "Bearer KEY" may come back as KEY.
        let words = values.flatMap { [$0] + $0.split(separator: " ").map(String.init) }
        return words.filter { $0.utf8.count >= Self.secretBytesMin }
    }
}
