import Domain
import Foundation
import Hashing
import Orchestration
import Paygent
import Testing

@Suite struct TimekeeperTests {
    /// A simulated year for each seed: two nodes on one store, restarts, a clock that is set back
    /// and forth, every change of the clocks of the place. Each time fires, and fires once.
    @Test(arguments: [UInt64](1...5))
    func aYearFiresEachTimeOnce(seed: UInt64) async throws {
        var random = Seeded(seed)
        let place = Self.places[Int(seed) % Self.places.count]
        let text = Self.times[Int(seed) % Self.times.count]
        let bench = try await TimeBench(schedule: text, zone: place)
        let comment: Comment = "seed \(seed): \(text) in \(place)"
        let trigger = try await bench.trigger(missed: .all)
        var latest = bench.clock.now()
        let end = latest.adding(seconds: 366 * 86_400)
        while bench.clock.now() < end {
            switch random.next() % 20 {
            case 0: bench.clock.advance(seconds: -Int64(random.next() % 100_000))
            case 1: bench.clock.advance(seconds: Int64(random.next() % 1_000_000))
            default: bench.clock.advance(seconds: Int64(random.next() % 50_000))
            }
            latest = max(latest, bench.clock.now())
            // The nodes hold nothing: a new one each time is a restart each time.
            async let first = bench.node().pass()
            async let second = bench.node().pass()
            _ = try await (first, second)
        }
        let occurrences = try #require(bench.node().occurrences(of: trigger))
        var expected: [Timestamp] = []
        var moment = trigger.beginning
        while let next = occurrences.next(after: moment), next <= latest {
            expected.append(next)
            moment = next
        }
        let fired = try await bench.fired()
        #expect(fired.count > 20 && fired.count == Set(fired).count, comment)
        #expect(fired.sorted() == expected, comment)
        let runs = try await bench.runCount()
        #expect(runs == min(expected.count, 200), comment)
    }

    private static let places = [
        "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "UTC", "Pacific/Chatham",
    ]
    private static let times = ["daily@02:30", "every:6h", "weekly:mon,sat@00:00", "daily@23:45"]

    /// Three days nobody was there: by the trigger's rule.
    @Test(arguments: [
        (Trigger.Missed.latest, fired: 1, skipped: 1), (.all, 3, 0), (.skip, 0, 1),
    ])
    func whatWasMissedIsMadeUpForByTheRule(
        rule: Trigger.Missed, fired: Int, skipped: Int
    ) async throws {
        let bench = try await TimeBench(schedule: "daily@09:00", zone: "UTC")
        _ = try await bench.trigger(missed: rule)
        bench.clock.advance(seconds: 3 * 86_400)
        let started = try await bench.node().pass()
        #expect(started.count == fired)
        #expect(try await bench.past().count { $0.kind == .skipped } == skipped)
        #expect(try await bench.node().pass().isEmpty)
        for started in started {
            let run = try await bench.runs.drive(started.run, of: .local)
            #expect(run.status == .completed)
        }
    }

    @Test func whatComesWhileStoppedIsNeverMadeUpFor() async throws {
        let bench = try await TimeBench(schedule: "daily@09:00", zone: "UTC")
        _ = try await bench.trigger(missed: .all)
        let kill = KillSwitch(runs: bench.money.store, clock: bench.clock, events: Broadcast())
        _ = try await kill.kill(.agent("local/keeper"), by: "test")
        bench.clock.advance(seconds: 2 * 86_400)
        #expect(try await bench.node().pass().isEmpty)
        bench.clock.advance(seconds: 2 * 86_400)
        try await kill.revive(.agent("local/keeper"), by: "test")
        try await bench.node().revived("keeper", of: .local)
        #expect(try await bench.node().pass().isEmpty)
        bench.clock.advance(seconds: 86_400)
        #expect(try await bench.node().pass().count == 1)
    }

    @Test func aNewDesignReplacesItsTriggersAndKeepsThoseOfTheOwner() async throws {
        let bench = try await TimeBench(schedule: "daily@09:00", zone: "UTC")
        let node = bench.node()
        _ = try await node.change(
            "mine", of: "keeper", tenant: .local, .init(text: "every:30s", order: "my balance?"))
        try await bench.register(schedule: "weekly:mon@10:00", zone: "Europe/Berlin")
        try await node.follow("keeper", of: .local)
        let triggers = try await node.list("keeper", .local).map(\.value)
        #expect(triggers.map(\.id) == ["mine", "weekly-mon-10-00"])
        #expect(triggers.map(\.zone) == ["UTC", "Europe/Berlin"])
        await #expect(throws: Timekeeper.ChangeFailure.ofTheDesign) {
            try await node.change(
                "weekly-mon-10-00", of: "keeper", tenant: .local, .init(text: "every:1s"))
        }
        for (change, failure) in [
            (Timekeeper.Change(text: "sometimes"), Timekeeper.ChangeFailure.notATime("sometimes")),
            (.init(text: "daily", zone: "../etc"), .notAPlace("../etc")),
            (.init(text: "daily", order: "hello"), .notACommand("hello")), (.init(), .notFound),
        ] {
            await #expect(throws: failure) {
                try await node.change("new", of: "keeper", tenant: .local, change)
            }
        }
    }

    @Test func aSignedCallIsOneRunHoweverOftenItComes() async throws {
        let bench = try await TimeBench(schedule: "on:webhook", zone: "UTC")
        let trigger = try await bench.trigger(missed: .latest)
        let now = bench.clock.now().secondsSinceEpoch
        let headers = StandardWebhook.sign([1], id: "m1", at: now, secrets: [trigger.secret])
        var seen: Set<ID<AgentRun>> = []
        for _ in 0..<3 { seen.insert(try await bench.call(headers)) }
        let other = StandardWebhook.sign([1], id: "m2", at: now, secrets: [trigger.secret])
        seen.insert(try await bench.call(other))
        #expect(seen.count == 2)
        let foreign = StandardWebhook.sign(
            [1], id: "m3", at: now, secrets: [[UInt8](repeating: 7, count: 32)])
        await #expect(throws: Timekeeper.CallFailure.refused(.wrongSignature)) {
            try await bench.call(foreign)
        }
        bench.clock.advance(seconds: 301)
        await #expect(throws: Timekeeper.CallFailure.refused(.tooOld)) {
            try await bench.call(headers)
        }
        await #expect(throws: Timekeeper.CallFailure.notFound) {
            try await bench.node().call("none", of: "keeper", tenant: .local, body: [1], headers)
        }
    }
}

@Suite struct WatchedTriggerTests {
    /// A month of made-up prices, looked at by two nodes, with restarts and pauses of hours: each
    /// crossing opens one run, as many as counted by hand.
    @Test(arguments: ["on:price:CRO<0.118 USD", "on:price:ETH>2500 USD"])
    func aMonthOfPricesFiresEachCrossingOnce(text: String) async throws {
        let bench = try await TimeBench(schedule: text, zone: "UTC")
        let schedule = try #require(Schedule(canonical: text))
        let condition = try #require(Condition(schedule))
        var random = Seeded(7)
        var isArmed: Bool?
        var expected = 0
        for _ in 0..<1500 {
            bench.clock.advance(seconds: Int64(random.next() % 3000) + Trigger.lookSeconds)
            async let first = bench.node().pass()
            async let second = bench.node().pass()
            _ = try await (first, second)
            let watch = try #require(try await bench.watch())
            let seen = try #require(watch.seen).value
            let isBelow = condition.crossing == .below
            let isBeyond = isBelow ? seen < condition.line : seen > condition.line
            let isBack = isBelow ? seen >= condition.wayBack : seen <= condition.wayBack
            switch isArmed {
            case nil: isArmed = !isBeyond
            case true? where isBeyond:
                isArmed = false
                expected += 1
            case false? where isBack: isArmed = true
            default: break
            }
        }
        #expect(expected > 0, "the prices never crossed the line")
        #expect(try await bench.fired().count == expected)
        #expect(try await bench.runCount() == expected)
    }

    @Test("a balance fires when it falls, and what a kill covers is not made up for")
    func balance() async throws {
        let bench = try await TimeBench(schedule: "on:balance<5 USDC", zone: "UTC")
        try await bench.fund(6)
        _ = try await bench.node().pass()
        #expect(try await bench.watch()?.seen?.value == Quantity(6))
        try await bench.spend(2)
        bench.clock.advance(seconds: Trigger.lookSeconds)
        async let first = bench.node().pass()
        async let second = bench.node().pass()
        let started = try await first + second
        #expect(started.count == 1)
        for _ in 0..<5 {
            bench.clock.advance(seconds: Trigger.lookSeconds)
            #expect(try await bench.node().pass().isEmpty)
        }
        try await bench.fund(6)
        bench.clock.advance(seconds: Trigger.lookSeconds)
        #expect(try await bench.node().pass().isEmpty)
        try await bench.spend(9)
        try await bench.node().revived("keeper", of: .local)
        #expect(try await bench.node().pass().isEmpty, "it fell while it was stopped")
        #expect(try await bench.fired().count == 1)
    }

    @Test("the rule for missed ones holds for crossings too")
    func missed() async throws {
        let bench = try await TimeBench(schedule: "on:balance<5 USDC", zone: "UTC")
        _ = try await bench.trigger(missed: .skip)
        try await bench.fund(6)
        _ = try await bench.node().pass()
        try await bench.spend(2)
        bench.clock.advance(seconds: 3600)
        #expect(try await bench.node().pass().isEmpty)
        let past = try await bench.past()
        #expect(past.map(\.kind) == [.skipped] && past[0].sentence.contains("not made up for"))
    }
}

/// One agent with one schedule over the memory backends, and as many nodes as a test wants.
private struct TimeBench {
    let money = MoneyBench()
    let agents = MemoryStore()
    let runStore: MemoryAgentRunStore
    let triggers: MemoryTriggerStore
    let runs: AgentRuns
    let ledger = MemorySandboxLedger()
    let wallet: Wallet
    let desk: PaperDesk
    let venues: Venues

    var clock: TestClock { money.clock }

    init(schedule: String, zone: String) async throws {
        runStore = MemoryAgentRunStore(journal: money.store)
        triggers = MemoryTriggerStore(runs: runStore)
        let chain = SandboxChain(ledger: ledger, clock: money.clock) { _, _ in nil }
        let assets = AssetTable()
        wallet = Wallet(chain: chain, assets: assets, address: Money.seller)
        desk = PaperDesk(
            store: MemoryPaperStore(ledger: ledger), assets: assets, wallet: Money.seller,
            clock: money.clock)
        venues = Venues(
            simulatedExchange: PaperExchange(desk), perpetuals: PaperPerpetuals(desk),
            predictions: PaperPredictions(desk), sandbox: wallet)
        runs = AgentRuns(
            runs: runStore, agents: agents, payments: money.payments,
            paymentRuns: money.store, prices: PriceDiscovery(http: NoHTTP(), assets: assets),
            tools: ToolCaller(http: NoHTTP()) { _ in nil },
            assets: assets, services: BuiltInServices { "http://127.0.0.1" },
            wallet: wallet,
            interpreter: EmbeddedInterpreter(), journal: money.store, events: Broadcast(),
            clock: money.clock, randomness: CountingRandomness())
        try await register(schedule: schedule, zone: zone)
        try await node().follow("keeper", of: .local)
    }

    func register(schedule: String, zone: String) async throws {
        var design = GeneralAgent.design
        design.spec[.schedule] = .schedules([try #require(Schedule(canonical: schedule))])
        design.spec[.timezone] = .zone(zone)
        design.spec[.goals] = .text("check the balance")
        _ = try await agents.register(
            AgentDraft(
                name: "keeper", design: design, file: Array(schedule.utf8), sha256: schedule,
                createdAt: clock.now()), of: .local)
    }

    func node() -> Timekeeper {
        Timekeeper(
            triggers: triggers, agents: agents, runs: runs, zones: FolderTimeZones(),
            watcher: Watcher(wallet: wallet, venues: venues), clock: clock,
            randomness: CountingRandomness())
    }

    func trigger(missed: Trigger.Missed) async throws -> Trigger {
        let there = try #require(try await node().list("keeper", .local).first).value
        return try await node().change(
            there.id, of: "keeper", tenant: .local, .init(missed: missed))
    }

    func watch() async throws -> Watch? {
        try await node().list("keeper", .local).first?.value.watch
    }

    func fund(_ dollars: UInt64) async throws {
        try await move(dollars, from: nil, to: Money.seller)
    }

    func spend(_ dollars: UInt64) async throws {
        try await move(dollars, from: Money.seller, to: PaperExchange(desk).account)
    }

    private func move(_ dollars: UInt64, from: Address?, to: Address) async throws {
        let usdc = try #require(AssetTable().asset("USDC", on: GeneralAgent.design.policy.network))
        let money = try Money(Quantity(dollars), of: usdc)
        let id = "\(try await ledger.balance(of: Money.seller, assetID: usdc.id)) \(clock.now())"
        let move = SandboxTransaction.Move(
            from: from, to: to, assetID: usdc.id, atomicUnits: money.atomicUnits)
        let outcome = try await ledger.apply(
            SandboxTransaction(
                id: Hex.encode(SHA256.hash(Array(id.utf8))), moves: [move], at: clock.now(),
                kind: "test"))
        #expect(outcome == .applied)
    }

    func past() async throws -> [Occurrence] {
        try await node().past("keeper", .local, limit: 10_000)
    }

    func fired() async throws -> [Timestamp] {
        try await past().filter { $0.kind == .run }.map(\.moment)
    }

    func runCount() async throws -> Int {
        try await runStore.list(AgentRunFilter(), of: .local, after: nil, limit: 200).items.count
    }

    func call(_ headers: StandardWebhook.Headers) async throws -> ID<AgentRun> {
        try await node().call("on-webhook", of: "keeper", tenant: .local, body: [1], headers)
    }
}

/// The zone files of this machine.
private struct FolderTimeZones: TimeZones {
    func rules(of name: String) -> TimeZoneRules? {
        guard !name.contains(".") else { return nil }
        guard let bytes = FileManager.default.contents(atPath: "/usr/share/zoneinfo/\(name)")
        else { return nil }
        do { return try TimeZoneRules(tzif: Array(bytes)) } catch { return nil }
    }
}

/// Source: Steele, Lea, Flood, "Fast splittable pseudorandom number generators", 2014.
private struct Seeded {
    private var state: UInt64

    init(_ seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }
}
