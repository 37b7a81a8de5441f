import Domain
import Orchestration
import Paygent
import Testing
import X402

@Suite struct AgentRunsTests {
    @Test(arguments: [
        (budget: "0.30", statuses: [PlanStep.Status.done, .done, .done]),
        ("0.29", [.done, .done, .failed]), ("0.2000001", [.done, .done, .failed]),
        ("0.10", [.done, .failed, .skipped]), ("0.0999999", [.failed, .skipped, .skipped]),
        ("0", [.failed, .skipped, .skipped]),
    ])
    func aBudgetHoldsForTheSumOfARun(budget: String, statuses: [PlanStep.Status]) async throws {
        let bench = try await RunBench()
        let order = Order(
            "send three times", command: .multiStep(Array(repeating: Self.tenCents, count: 3)),
            terms: .init(budget: try Quantity(decimal: budget)))
        let run = try await bench.carryOut(order)
        let transfers = run.plan.steps.filter { $0.tool == .transferTokens }
        #expect(transfers.map(\.status) == statuses)
        #expect(run.status == (statuses.contains(.failed) ? .refused : .completed))
        #expect(bench.money.gateway.signed == statuses.count { $0 == .done })
    }

    @Test func aRunThatIsRepeatedUnderOneIdentifierPaysOnce() async throws {
        let bench = try await RunBench()
        let (order, id) = (Order("send", command: Self.tenCents), bench.runs.newID())
        var seen: Set<AgentRun> = []
        for _ in 0..<3 { seen.insert(try await bench.carryOut(order, as: id)) }
        #expect(seen.count == 1 && bench.money.gateway.signed == 1)
    }

    @Test func manyTasksCarryOutOneRunOnce() async throws {
        let bench = try await RunBench()
        let begun = try await bench.begin(Order("send", command: Self.tenCents))
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<20 {
                group.addTask {
                    do { _ = try await bench.runs.drive(begun.id, of: .local) } catch {
                        Issue.record("\(error)")
                    }
                }
            }
        }
        #expect(try await bench.runs.run(begun.id, of: .local).status == .completed)
        #expect(bench.money.gateway.signed == 1)
    }

    /// The version counts how often it was stored.
    @Test func aLookUpIsStoredTwiceAndAPaymentAsBegunBeforeItIs() async throws {
        let bench = try await RunBench()
        let looked = try await bench.carryOut(
            Order("look", command: .balanceCheck(token: nil, address: nil)))
        #expect(try await bench.runStore.run(looked.id, of: .local)?.version == 2)
        let told = try await bench.told()
        #expect(told == ["run_started", "tool_start", "tool_end", "run_completed"])

        let paid = try await bench.carryOut(Order("send", command: Self.tenCents))
        #expect(paid.status == .completed)
        #expect(try await bench.runStore.run(paid.id, of: .local)?.version == 3)
        let kinds = Array(try await bench.told().dropFirst(told.count))
        let begun = try #require(kinds.lastIndex(of: "tool_start"))
        let reserved = try #require(kinds.firstIndex(of: "allowed"))
        let ended = try #require(kinds.lastIndex(of: "tool_end"))
        #expect(begun < reserved && reserved < ended && kinds.last == "run_completed")
    }

    @Test func aCancelledRunStaysCancelled() async throws {
        let bench = try await RunBench()
        let begun = try await bench.begin(Order("send", command: Self.tenCents))
        #expect(try await bench.runs.cancel(begun.id, of: .local).status == .cancelled)
        #expect(try await bench.runs.drive(begun.id, of: .local).status == .cancelled)
        #expect(try await bench.runs.cancel(begun.id, of: .local).status == .cancelled)
        #expect(bench.money.gateway.signed == 0)
    }

    @Test(arguments: [
        Command.Transfer(portion: .percent(Quantity(10)), token: "USDC", recipient: recipient),
        .init(portion: .amount(.zero), token: "USDC", recipient: recipient),
        .init(portion: .amount(Quantity(1)), token: "USDC", recipient: "alice"),
        .init(portion: .amount(Quantity(1)), token: "USDC", recipient: nil),
        .init(portion: .amount(Quantity(1)), token: "CRO", recipient: recipient),
        .init(portion: .amount(Quantity(1)), recipient: recipient, network: "ethereum"),
        .init(portion: .amount(Quantity(1)), recipient: recipient, schedule: "daily"),
        .init(portion: .amount(Quantity(digits: 1, scale: 7)), recipient: recipient),
        .init(portion: .amount(Quantity(2)), recipient: recipient),
        .init(portion: .amount(Quantity(9_999)), recipient: recipient),
    ])
    func aTransferThatCannotBeSignsNothing(transfer: Command.Transfer) async throws {
        let bench = try await RunBench()
        let run = try await bench.carryOut(Order("send", command: .transfer(transfer)))
        #expect(run.status == .refused || run.status == .failed)
        #expect(!run.output.isEmpty && bench.money.gateway.signed == 0)
    }

    private static let recipient = "0x52908400098527886E0F7030069857D2E4169EE7"
    private static let tenCents = Command.transfer(
        .init(
            portion: .amount(Quantity(digits: 1, scale: 1)), token: "USDC", recipient: recipient))
}

/// The general agent over the memory backends, with a funded wallet and a scripted gateway.
private struct RunBench {
    let money = MoneyBench()
    let runs: AgentRuns
    let runStore: MemoryAgentRunStore

    init() async throws {
        let agents = MemoryStore()
        _ = try await agents.register(
            AgentDraft(
                name: GeneralAgent.name, design: GeneralAgent.design, file: [], sha256: "",
                createdAt: money.clock.now()), of: .local)
        let chain = SandboxChain(ledger: MemorySandboxLedger(), clock: money.clock) { _, _ in nil }
        let assets = AssetTable()
        let asset = try #require(assets.asset("USDC", on: .cronosTestnet))
        _ = try await chain.fund(
            Money.seller, with: Money(Quantity(100), of: asset), key: "bench")
        runStore = MemoryAgentRunStore(journal: money.store)
        runs = AgentRuns(
            runs: runStore, agents: agents,
            payments: money.payments,
            paymentRuns: money.store, prices: PriceDiscovery(http: NoHTTP(), assets: assets),
            tools: ToolCaller(http: NoHTTP()) { _ in nil },
            assets: assets, services: BuiltInServices { "http://127.0.0.1" },
            wallet: Wallet(chain: chain, assets: assets, address: Money.seller),
            interpreter: EmbeddedInterpreter(), journal: money.store, events: Broadcast(),
            clock: money.clock, randomness: CountingRandomness())
    }

    /// What the journal has told so far, in order.
    func told() async throws -> [String] {
        try await money.store.records(matching: JournalFilter()).map(\.note.kind)
    }

    func begin(_ order: Order, as id: ID<AgentRun>? = nil) async throws -> AgentRun {
        try await runs.begin(order, agent: GeneralAgent.name, session: nil, as: id, of: .local)
    }

    func carryOut(_ order: Order, as id: ID<AgentRun>? = nil) async throws -> AgentRun {
        try await runs.drive(try await begin(order, as: id).id, of: .local)
    }
}

struct NoHTTP: HTTPClient {
    func send(_ request: HTTPRequest) async throws(HTTPFailure) -> HTTPResponse {
        throw .cancelled
    }

    func stream(
        _ request: HTTPRequest, onBytes: @escaping @Sendable ([UInt8]) -> Bool
    ) async throws(HTTPFailure) -> HTTPResponse {
        throw .cancelled
    }
}
