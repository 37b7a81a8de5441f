import Domain
import JSON
import Orchestration
import Paygent
import Synchronization
import Testing
import Wizard

/// The built-in agents with simulated venues over the memory backends. The stores outlive the
/// process that uses them, and a process can be made to die at any of its writes.
struct TradeBench {
    let store = MemoryMoneyStore()
    let agentRuns: MemoryAgentRunStore
    let agents = MemoryStore()
    let sandbox = MemorySandboxLedger()
    let paper: MemoryPaperStore
    let clock = TestClock()
    let randomness = CountingRandomness()
    let usdc: Asset

    init() async throws {
        paper = MemoryPaperStore(ledger: sandbox)
        agentRuns = MemoryAgentRunStore(journal: store)
        usdc = try #require(AssetTable().asset("USDC", on: .cronosTestnet))
        for design in BuiltInAgents.designs {
            guard let name = design.defaults.text(.agentName) else { continue }
            _ = try await agents.register(
                AgentDraft(
                    name: name, design: design, file: [], sha256: "", isBuiltIn: true,
                    createdAt: clock.now()), of: .local)
        }
        let chain = SandboxChain(ledger: sandbox, clock: clock) { _, _ in nil }
        _ = try await chain.fund(
            Money.seller, with: Money(Quantity(100), of: usdc), key: "bench")
    }

    /// Everything of one process.
    struct Process {
        let runs: AgentRuns
        let recovery: Recovery
        let approvals: Approvals
        let killSwitch: KillSwitch
        let perpetuals: PaperPerpetuals
    }

    /// - Parameter fuse: where it dies; nil for a process that lives.
    func process(_ fuse: Fuse = Fuse(), _ name: String = "only") -> Process {
        let events = Broadcast()
        let runs = MortalRunStore(store: store, fuse: fuse)
        let desk = PaperDesk(
            store: MortalPaperStore(store: paper, fuse: fuse), assets: AssetTable(),
            wallet: Money.seller, clock: clock)
        let chain = SandboxChain(ledger: sandbox, clock: clock) { _, _ in nil }
        let wallet = Wallet(
            chain: chain, assets: PaperAssets.added(to: AssetTable()), address: Money.seller)
        let venues = Venues(
            simulatedExchange: PaperExchange(desk), perpetuals: PaperPerpetuals(desk),
            predictions: PaperPredictions(desk), sandbox: wallet)
        let killSwitch = KillSwitch(runs: store, clock: clock, events: events)
        let gateway = OrderGateway(
            payments: ScriptedGateway(), venues: venues,
            ground: SigningGround(chain: chain, mainnets: []),
            wallet: Money.seller
        ) { await killSwitch.standing(of: $0) }
        let presence = OnlyProcess(name)
        let payments = Payments(
            runs: runs, gateway: gateway, clock: clock, randomness: randomness, events: events,
            presence: presence)
        let approvals = Approvals(
            store: store, runs: runs, payments: payments, policies: RegisteredPolicies(agents),
            clock: clock, randomness: randomness, events: events)
        return Process(
            runs: AgentRuns(
                runs: MortalAgentRunStore(store: agentRuns, fuse: fuse), agents: agents,
                payments: payments, paymentRuns: runs,
                prices: PriceDiscovery(http: NoHTTP(), assets: AssetTable()),
                tools: ToolCaller(http: NoHTTP()) { _ in nil },
                assets: AssetTable(), services: BuiltInServices { "http://127.0.0.1" },
                wallet: wallet,
                interpreter: EmbeddedInterpreter(), journal: store, events: events, clock: clock,
                randomness: randomness, presence: presence, venues: venues),
            recovery: Recovery(runs: runs, payments: payments, approvals: approvals),
            approvals: approvals, killSwitch: killSwitch, perpetuals: PaperPerpetuals(desk))
    }

    func carryOut(
        _ text: String, by agent: String, terms: AgentRun.Terms = .init()
    ) async throws -> AgentRun {
        let process = process()
        let run = try await process.runs.begin(
            Order(text, terms: terms), agent: agent, session: nil, of: .local)
        return try await process.runs.drive(run.id, of: .local)
    }

    func dollars() async throws -> UInt128 {
        try await sandbox.balance(of: Money.seller, assetID: usdc.id)
    }

    func kinds(of run: AgentRun) async throws -> [String] {
        try await store.records(matching: JournalFilter(run: run.id.rawValue)).map(\.note.kind)
    }
}

/// Lets so many writes pass, and none after it: what a process does that is killed.
final class Fuse: Sendable {
    private let left: Mutex<Int>

    init(writes: Int = .max) { left = Mutex(writes) }

    var isBlown: Bool { left.withLock { $0 <= 0 } }

    /// Around each write: once before and once after, when the answer may be lost.
    func pass() throws(StoreError) {
        let isBlown = left.withLock { left in
            left = max(0, left - 1)
            return left == 0
        }
        if isBlown { throw .unavailable("the process is dead") }
    }
}

struct MortalPaperStore: PaperStore {
    let store: MemoryPaperStore
    let fuse: Fuse

    func answer(_ key: String) async throws(StoreError) -> JSONValue? {
        try await store.answer(key)
    }

    func record(
        _ kind: PaperRecord.Kind, _ id: String
    ) async throws(StoreError) -> Versioned<PaperRecord>? { try await store.record(kind, id) }

    func records(
        _ kind: PaperRecord.Kind, of owner: String?, onlyOpen: Bool, limit: Int
    ) async throws(StoreError) -> [Versioned<PaperRecord>] {
        try await store.records(kind, of: owner, onlyOpen: onlyOpen, limit: limit)
    }

    func apply(_ change: PaperChange) async throws(StoreError) -> PaperOutcome {
        try fuse.pass()
        let outcome = try await store.apply(change)
        try fuse.pass()
        return outcome
    }
}

struct MortalAgentRunStore: AgentRunStore {
    let store: MemoryAgentRunStore
    let fuse: Fuse

    func open(_ opening: AgentRunOpening) async throws(StoreError) {
        try await store.open(opening)
    }

    func commit(_ change: AgentRunChange) async throws(StoreError) -> Int64 {
        try fuse.pass()
        let version = try await store.commit(change)
        try fuse.pass()
        return version
    }

    func lease(of id: ID<AgentRun>) async throws(StoreError) -> Lease? {
        try await store.lease(of: id)
    }

    func take(_ id: ID<AgentRun>, _ claim: LeaseClaim) async throws(StoreError) -> Lease? {
        try await store.take(id, claim)
    }

    func release(_ id: ID<AgentRun>, _ lease: Lease) async throws(StoreError) {
        try await store.release(id, lease)
    }

    func driven(
        after id: ID<AgentRun>?, limit: Int
    ) async throws(StoreError) -> [OpenAgentRun] {
        try await store.driven(after: id, limit: limit)
    }

    func run(
        _ id: ID<AgentRun>, of tenant: Tenant
    ) async throws(StoreError) -> Versioned<AgentRun>? { try await store.run(id, of: tenant) }

    func unfinished(
        after id: ID<AgentRun>?, limit: Int
    ) async throws(StoreError) -> [OpenAgentRun] {
        try await store.unfinished(after: id, limit: limit)
    }

    func list(
        _ filter: AgentRunFilter, of tenant: Tenant, after cursor: String?, limit: Int
    ) async throws(StoreError) -> Page<AgentRun> {
        try await store.list(filter, of: tenant, after: cursor, limit: limit)
    }
}

struct MortalRunStore: RunStorePassingOn {
    let store: any RunStore
    let fuse: Fuse

    func open(_ opening: RunOpening) async throws(StoreError) -> OpenedRun {
        try fuse.pass()
        let opened = try await store.open(opening)
        try fuse.pass()
        return opened
    }

    func commit(_ change: RunChange) async throws(StoreError) -> Int64 {
        try fuse.pass()
        let version = try await store.commit(change)
        try fuse.pass()
        return version
    }
}
