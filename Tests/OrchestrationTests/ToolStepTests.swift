import Domain
import JSON
import Orchestration
import Paygent
import Synchronization
import Testing

@Suite("An owner's own tool is a step")
struct ToolStepTests {
    @Test(
        "what is named is called, with its arguments and its secret",
        arguments: [
            "call get_rates with base EUR", "get_rates base=EUR",
            "please use the get_rates tool for EUR",
            "get_rates {\"base\": \"EUR\"}",
        ])
    func called(text: String) async throws {
        let bench = try await ToolBench(script: [.success(200)])
        let run = try await bench.carryOut(text)
        #expect(run.status == .completed, "\(run.output)")
        let request = try #require(bench.http.sent.first)
        #expect(request.method == "GET" && request.url == "https://rates.example/v1?base=EUR")
        #expect(request.headers.contains(HTTPHeader("X-Key", "s3cret-value")))
        let call = try #require(run.plan.steps.first?.calls.first)
        #expect(call.tool == "get_rates" && call.result["response"]?["status"] == 200)
        #expect(!run.json.text.contains("s3cret-value"), "a secret is in the log")
    }

    @Test(
        "it is tried again only where that is safe, and not for ever",
        arguments: [
            (
                "get_rates base=EUR", [Answer.success(503), .success(200)], 2,
                AgentRun.Status.completed
            ),
            ("get_rates base=EUR", [.failure(.timedOut), .success(200)], 2, .completed),
            ("get_rates base=EUR", [.success(503), .success(503), .success(503)], 3, .failed),
            ("get_rates base=EUR", [.success(404)], 1, .failed),
            ("send_note text=hi", [.failure(.timedOut)], 1, .failed),
            ("send_note text=hi", [.success(503)], 1, .failed),
            ("send_note text=hi", [.failure(.notConnected("x")), .success(200)], 2, .completed),
            ("send_note text=hi", [.success(429), .success(200)], 2, .completed),
        ])
    func retried(text: String, script: [Answer], sent: Int, status: AgentRun.Status) async throws {
        let bench = try await ToolBench(script: script)
        let run = try await bench.carryOut(text)
        #expect(run.status == status, "\(run.output)")
        #expect(bench.http.sent.count == sent)
        #expect(
            Set(bench.http.sent.compactMap { $0.headers.first { $0.name == "Idempotency-Key" } })
                .count <= 1)
    }

    @Test(
        "after a kill nothing is called any more, also not again",
        arguments: ["send_note text=hi", "get_rates base=EUR"], [true, false])
    func killed(text: String, hasBegun: Bool) async throws {
        let bench = try await ToolBench(script: hasBegun ? [.hangs] : [])
        let run = try await bench.begin(text)
        let first = hasBegun ? Task { try await bench.runs().drive(run.id, of: .local) } : nil
        while hasBegun, bench.http.sent.isEmpty { await Task.yield() }
        let before = bench.http.sent.count
        let key = "local/\(GeneralAgent.name)"
        _ = try await bench.money.killSwitch.kill(.agent(key), by: "ana")
        let ended = try await bench.runs("after").drive(run.id, of: .local)
        first?.cancel()
        #expect(ended.status == .refused, "\(ended.output)")
        #expect(bench.http.sent.count == before)
    }

    @Test(
        "after a death in the middle it goes on from that step, and repeats nothing unsafe",
        arguments: [
            ("get_rates base=EUR", 2, AgentRun.Status.completed), ("send_note text=hi", 1, .failed),
        ])
    func died(text: String, sent: Int, status: AgentRun.Status) async throws {
        let bench = try await ToolBench(script: [.hangs, .success(200)])
        let begun = try await bench.begin("check my balance, then " + text)
        let first = Task { try await bench.runs().drive(begun.id, of: .local) }
        while bench.http.sent.isEmpty { await Task.yield() }
        let run = try await bench.runs("after").drive(begun.id, of: .local)
        first.cancel()
        #expect(run.status == status, "\(run.output)")
        #expect(bench.http.sent.count == sent)
        #expect(run.plan.steps[0].calls.count == 1 && run.plan.steps[0].status == .done)
    }

    @Test("a tool without its secret, and one that is not the agent's, calls nothing")
    func refused() async throws {
        let bench = try await ToolBench(script: [], secrets: [:])
        let run = try await bench.carryOut("call get_rates with base EUR")
        #expect(run.status == .refused && run.output.contains("RATES_KEY"))
        let order = Order("x", command: .use(.init(tool: "other")))
        let other = try await bench.carryOut(order)
        #expect(other.status == .refused && bench.http.sent.isEmpty)
        #expect(try await bench.carryOut("should I call get_rates?").plan.steps.isEmpty)
    }

    @Test("a run ends at the version at which it began")
    func version() async throws {
        let bench = try await ToolBench(script: [.success(200)])
        let begun = try await bench.begin("call get_rates with base EUR")
        try await bench.register(tools: [])
        let run = try await bench.runs().drive(begun.id, of: .local)
        #expect(run.status == .completed && run.agent.version == 1)
        #expect(try await bench.carryOut("call get_rates with base EUR").status == .refused)
    }
}

enum Answer: Sendable {
    case success(Int)
    case failure(HTTPFailure)
    case hangs
}

/// One agent with two tools of its own, over the memory backends.
private struct ToolBench {
    let money = MoneyBench()
    let http: ScriptedHTTP
    private let agents = MemoryStore()
    private let store: MemoryAgentRunStore
    private let chain: SandboxChain
    private let secrets: [String: String]
    private let randomness = CountingRandomness()

    static let tools = [
        HTTPTool(
            name: "get_rates", endpoint: "https://rates.example/v1", method: "GET",
            parameters: [.init(name: "base")],
            headers: [.init(name: "X-Key", secretName: "RATES_KEY")]),
        HTTPTool(
            name: "send_note", endpoint: "https://notes.example/v1", method: "POST",
            parameters: [.init(name: "text")]),
    ]

    init(
        script: [Answer], secrets: [String: String] = ["RATES_KEY": "s3cret-value"]
    ) async throws {
        http = ScriptedHTTP(script)
        store = MemoryAgentRunStore(journal: money.store)
        self.secrets = secrets
        chain = SandboxChain(ledger: MemorySandboxLedger(), clock: money.clock) { _, _ in nil }
        try await register(tools: Self.tools)
    }

    func register(tools: [HTTPTool]) async throws {
        var design = GeneralAgent.design
        design.spec[.customTools] = .customTools(tools)
        design.spec[.retryPolicy] = .retry(RetryPolicy(retriesMax: 2, delaySeconds: .zero))
        _ = try await agents.register(
            AgentDraft(
                name: GeneralAgent.name, design: design, file: Array("\(tools.count)".utf8),
                sha256: "\(tools.count)", createdAt: money.clock.now()), of: .local)
    }

    /// As another process would have it.
    func runs(_ process: String = "only") -> AgentRuns {
        let assets = AssetTable()
        return AgentRuns(
            runs: store, agents: agents, payments: money.payments, paymentRuns: money.store,
            prices: PriceDiscovery(http: http, assets: assets),
            tools: ToolCaller(http: http) { [secrets] in secrets[$0] }, assets: assets,
            services: BuiltInServices { "http://127.0.0.1" },
            wallet: Wallet(chain: chain, assets: assets, address: Money.seller),
            interpreter: EmbeddedInterpreter(), journal: money.store, events: Broadcast(),
            clock: money.clock, randomness: randomness,
            presence: OnlyProcess(process))
    }

    func begin(_ text: String) async throws -> AgentRun {
        try await runs().begin(Order(text), agent: GeneralAgent.name, session: nil, of: .local)
    }

    func carryOut(_ text: String) async throws -> AgentRun { try await carryOut(Order(text)) }

    func carryOut(_ order: Order) async throws -> AgentRun {
        let begun = try await runs().begin(
            order, agent: GeneralAgent.name, session: nil, of: .local)
        return try await runs().drive(begun.id, of: .local)
    }
}

/// Answers as the script says, and keeps what was sent.
private final class ScriptedHTTP: HTTPClient {
    private struct State {
        var script: [Answer]
        var sent: [HTTPRequest] = []
    }

    private let state: Mutex<State>

    init(_ script: [Answer]) { state = Mutex(State(script: script)) }

    var sent: [HTTPRequest] { state.withLock { $0.sent } }

    func send(_ request: HTTPRequest) async throws(HTTPFailure) -> HTTPResponse {
        let answer = state.withLock { state in
            state.sent.append(request)
            return state.script.isEmpty ? Answer.success(200) : state.script.removeFirst()
        }
        switch answer {
        case .success(let status):
            return HTTPResponse(
                status: status, headers: [HTTPHeader("Content-Type", "application/json")],
                body: Array(#"{"rate": "1.08", "echo": "s3cret-value"}"#.utf8))
        case .failure(let failure): throw failure
        case .hangs:
            do { try await Task.sleep(for: .seconds(3600)) } catch { throw .cancelled }
            throw .timedOut
        }
    }

    func stream(
        _ request: HTTPRequest, onBytes: @escaping @Sendable ([UInt8]) -> Bool
    ) async throws(HTTPFailure) -> HTTPResponse { try await send(request) }
}
