internal import Domain
internal import Paygent

/// The money core under one seed: people, clock, seller, facilitator, chain and crashes are all
/// made from it, so whatever it finds can be found again.
public struct Simulation: Sendable {
    public let seed: UInt64
    let clock: SimulatedClock
    let random: SimulatedRandomness
    let world: SimulatedWorld
    let store: any Store
    let size: Size
    /// Two processes on one store.
    let hosts: [Host]
    let policy: Policy

    struct Host: Sendable {
        let payments: Payments
        let approvals: Approvals
        let recovery: Recovery
    }

    /// Things that happen, one after the other, before the world is healed.
    public static let actions = 24
    /// Every fourth world is a bad one, where faults meet each other.
    static func faultPercent(seed: UInt64) -> Int { seed.isMultiple(of: 4) ? 60 : 10 }

    /// - Parameter store: an empty one; for many payments one that does not add everything up anew.
    public init(
        seed: UInt64, _ size: Size = .small, store: any Store = MemoryMoneyStore()
    ) {
        self.seed = seed
        self.size = size
        self.store = store
        let random = SimulatedRandomness(seed: seed)
        let clock = SimulatedClock(at: Timestamp(millisecondsSinceEpoch: 1_763_631_000_000))
        let world = SimulatedWorld(
            clock: clock, random: random, faultPercent: size == .small ? Self.faultPercent(seed: seed) : 10)
        let policy = size.policy
        let lives = SimulatedProcess.Lives()
        var hosts: [Host] = []
        for place in ["a", "b"] {
            let process = SimulatedProcess(place: place, among: lives)
            let runs = CrashingStore(
                store: store, random: random, crashPercent: size.crashPercent, process: process)
            hosts.append(Self.host(process, runs, store, world, clock, random, policy))
        }
        self.random = random
        self.clock = clock
        self.world = world
        self.policy = policy
        self.hosts = hosts
    }

    private static func host(
        _ process: SimulatedProcess, _ runs: CrashingStore, _ store: any Store,
        _ world: SimulatedWorld, _ clock: SimulatedClock, _ random: SimulatedRandomness,
        _ policy: Policy
    ) -> Host {
        let events = Broadcast()
        let payments = Payments(
            runs: runs, gateway: world, clock: clock, randomness: random, events: events,
            presence: process, rules: .init(approvalSeconds: 600))
        let approvals = Approvals(
            store: store, runs: runs, payments: payments, policies: OnePolicy(policy: policy),
            clock: clock, randomness: random, events: events)
        // One after the other: tasks beside each other would not draw in the same order twice.
        let recovery = Recovery(
            runs: runs, payments: payments, approvals: approvals, togetherMax: 1)
        return Host(payments: payments, approvals: approvals, recovery: recovery)
    }

    public typealias Store = RunStore & LedgerStore & ApprovalStore & Journal

    /// How much happens in one world.
    public enum Size: Sendable, Hashable {
        /// A few things of every kind, also the kill switch.
        case small
        /// So many payments, one after the other, with everything that a facilitator does wrong.
        case payments(Int)
    }

    public struct Report: Sendable, Equatable {
        public let seed: UInt64
        public var payments = 0
        public var settled = 0
        public var stopped = 0
        public var attempts = 0
        public var faults = 0
        /// Empty when every promise was kept.
        public var violations: [String] = []

        public init(seed: UInt64) { self.seed = seed }
    }

    /// Lets everything happen, heals the world, waits until all is known, and checks the promises.
    public func run() async -> Report {
        var report = Report(seed: seed)
        switch size {
        case .small:
            for number in 0..<Self.actions {
                await act(number)
                await check(&report, "after action \(number)")
            }
        case .payments(let count):
            for number in 0..<count { await payInTurn(number) }
        }
        world.heal()
        for _ in 0..<3 {
            clock.advance(seconds: 2 * 600)
            for host in hosts {
                await quietly { () async throws(PaymentFailure) in
                    _ = try await host.recovery.pass()
                }
            }
        }
        await checkEnd(&report)
        return report
    }

    private func act(_ number: Int) async {
        let host = hosts[random.below(hosts.count)]
        switch random.below(10) {
        case 0...4: await pay(number, at: host)
        case 5: clock.advance(seconds: Int64(random.below(90)))
        case 6: await answer(at: host)
        case 7...8:
            await quietly { () async throws(PaymentFailure) in
                _ = try await host.recovery.pass()
            }
        default: await useKillSwitch()
        }
    }

    /// Shops are visited at uneven times, and whatever is open is looked after now and then.
    private func payInTurn(_ number: Int) async {
        let host = hosts[random.below(hosts.count)]
        await pay(number, at: host)
        if random.isTrue(percent: 30) { clock.advance(milliseconds: Int64(random.below(3_000))) }
        if random.isTrue(percent: 4) { await answer(at: host) }
        guard number.isMultiple(of: Self.sweepEvery) else { return }
        await quietly { () async throws(PaymentFailure) in
            _ = try await host.recovery.pass()
        }
    }

    private static let sweepEvery = 50

    private func pay(_ number: Int, at host: Host) async {
        let agents = size.agents
        let agent = agents[random.below(agents.count)]
        let amount = Money(atomicUnits: UInt128(1 + random.below(size.amountMax)), of: Self.asset)
        let intent = PaymentIntent(
            run: ID("run-\(String(Self.numberedFrom + number))"),
            agent: AgentReference(name: agent, version: 1), policyHash: policy.hash,
            payee: Payee(host: "seller.example", address: Self.seller),
            resource: "https://seller.example/data", amount: amount, requester: "owner", team: nil)
        var isHeard = false
        await quietly { () async throws(PaymentFailure) in
            world.note(try await host.payments.pay(intent, under: policy).run)
            isHeard = true
        }
        // A client that heard nothing asks again under the same key, whoever answers; others do now
        // and then.
        guard random.isTrue(percent: isHeard ? 20 : 60) else { return }
        await ask(again: intent, at: hosts[random.below(hosts.count)])
    }

    /// Mostly as an agent's run does: a payment that is stored is driven on, never begun again.
    private func ask(again intent: PaymentIntent, at host: Host) async {
        await quietly { () async throws(PaymentFailure) in
            let stored: Versioned<PaymentRun>?
            do throws(StoreError) { stored = try await store.run(intent.run) } catch {
                throw .store(error)
            }
            let outcome =
                if let stored, random.isTrue(percent: 80) {
                    try await host.payments.drive(stored)
                } else {
                    try await host.payments.pay(intent, under: policy)
                }
            world.note(outcome.run)
        }
    }

    private func answer(at host: Host) async {
        await quietly { () async throws(PaymentFailure) in
            let pending = try await host.approvals.pending(of: .local)
            guard !pending.isEmpty else { return }
            let approval = pending[random.below(pending.count)]
            let owner = Approver(name: "owner", isOwner: true)
            switch random.below(4) {
            case 0:
                _ = try await host.approvals.reject(approval.id, note: "", by: owner, of: .local)
            case 1:
                _ = try await host.approvals.approve(
                    approval.id, hash: "another", by: owner, of: .local)
            case 2:
                let half = Money(
                    atomicUnits: approval.intent.amount.atomicUnits / 2, of: Self.asset)
                _ = try await host.approvals.edit(
                    approval.id, amount: half, hash: approval.hash, by: owner, of: .local)
            default:
                _ = try await host.approvals.approve(
                    approval.id, hash: approval.hash, by: owner, of: .local)
            }
        }
    }

    private func useKillSwitch() async {
        let scope: KillScope =
            random.isTrue(percent: 20)
            ? .everyone : .agent("local/" + size.agents[random.below(size.agents.count)])
        await quietly { () async throws(PaymentFailure) in
            do throws(StoreError) {
                if random.isTrue(percent: 30) {
                    _ = try await store.kill(scope, by: "owner", at: clock.now())
                } else {
                    try await store.revive(scope, by: "owner", at: clock.now())
                }
            } catch { throw .store(error) }
        }
    }

    /// A failure here is a crash or an answer that came too late: what matters is what is stored.
    private func quietly(_ body: () async throws(PaymentFailure) -> Void) async {
        do { try await body() } catch { return }
    }

    static let asset = Asset(
        symbol: "USDC", network: .cronosTestnet, contract: token, decimals: 6)
    static let token = Address(bytes: Array(repeating: 0x70, count: 20))
    static let seller = Address(bytes: Array(repeating: 0x5E, count: 20))

    /// So that names are in the order of the numbers.
    private static let numberedFrom = 10_000_000
}

extension Simulation.Size {
    var agents: [String] {
        switch self {
        case .small: ["ada", "bob"]
        case .payments: (1...20).map { "agent\($0)" }
        }
    }

    /// Of one payment, in atomic units; above 1,000,000 a person is asked.
    var amountMax: Int { self == .small ? 1_500_000 : 1_030_000 }

    /// Of commits at which the process dies.
    var crashPercent: Int { self == .small ? 4 : 1 }

    /// Whole dollars. In a small world less than a day passes, so that both see every payment.
    private var caps: (day: UInt64, total: UInt64) { self == .small ? (5, 9) : (2_000, 3_000) }

    /// What an agent's budget may never exceed within the simulation, in atomic units.
    var budgetMax: UInt128 {
        UInt128(self == .small ? caps.day : caps.total) * 1_000_000
    }

    var policy: Policy {
        func usdc(_ whole: UInt64) -> TokenAmount { TokenAmount(Quantity(whole), "USDC") }
        return Policy(
            caps: [
                .init(window: .day, limit: usdc(caps.day), sentence: "\(caps.day) a day"),
                .init(window: .total, limit: usdc(caps.total), sentence: "\(caps.total) in all"),
            ],
            approval: .init(above: usdc(1), approvers: ["owner"], sentence: "ask above 1"),
            allowedRecipients: ["seller.example"], blockedRecipients: [], tools: [.x402Payment],
            customTools: [], network: .cronosTestnet, currency: "USDC")
    }
}

private struct OnePolicy: PolicyBook {
    let policy: Policy

    func policy(of agent: AgentReference) async throws(StoreError) -> Policy? { policy }
}
