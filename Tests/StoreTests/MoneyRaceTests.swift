import Domain
import Orchestration
import Paygent
import SQLiteStore
import Testing

/// Many at once, on one budget.
@Suite struct MoneyRaceTests {
    /// 1,000 payments of 0.30 against 10 a day: 33 fit, whoever comes first.
    @Test(arguments: MoneyBackend.allCases)
    func aThousandAtOnceUseTheBudgetAndNothingMore(backend: MoneyBackend) async throws {
        let opened = try backend.open()
        let store = opened.store
        let policy = try Pay.policy()
        let allowed = await withTaskGroup(of: Bool.self) { group in
            for number in 0..<1000 {
                group.addTask {
                    do {
                        let opening = Pay.opening(
                            Pay.intent("r\(number)", units: 300_000), policy)
                        return try await store.open(opening).run.value.state == .reserved
                    } catch { return false }
                }
            }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(allowed == 33)
        try await expectSoundBooks(store, held: 33 * 300_000)
    }

    @Test func twoProcessesShareOneBudget() async throws {
        let folder = try TemporaryFolder()
        let path = folder.file("a.db")
        let database = try SQLiteDatabase(path: path, at: at(1))
        async let first = #expect(processExitsWith: .success) { [path = path as String] in
            try await openMany(path: path, prefix: "a", count: 150)
        }
        async let second = #expect(processExitsWith: .success) { [path = path as String] in
            try await openMany(path: path, prefix: "b", count: 150)
        }
        try await openMany(SQLiteMoneyStore(database), prefix: "c", count: 150)
        _ = await (first, second)
        try await expectSoundBooks(SQLiteMoneyStore(database), held: 33 * 300_000)
    }

    /// The same random history gives the same answers on every backend.
    @Test(arguments: 0..<8)
    func theBackendsAgreeOnEveryHistory(seed: Int) async throws {
        let (memory, sqlite) = (try MoneyBackend.memory.open(), try MoneyBackend.sqlite.open())
        var generator = SeededRandom(seed: UInt64(seed))
        var now: Int64 = 1_763_631_000_000
        for number in 0..<80 {
            now += Int64.random(in: 0...7_200_000, using: &generator)
            let policy = try Pay.policy(
                day: "4", above: "0.9",
                velocity: .init(paymentsMax: 6, seconds: 3600, sentence: "six an hour"))
            var bytes = Array(repeating: UInt8(7), count: 20)
            bytes[10] = UInt8.random(in: 0...2, using: &generator)
            let host = ["a.example", "b.example", "c.example"].randomElement(using: &generator)
            let intent = Pay.intent(
                "r\(number)", units: UInt128.random(in: 1...1_000_000, using: &generator),
                payee: Payee(host: host, address: Address(bytes: bytes)))
            let time = Timestamp(millisecondsSinceEpoch: now)
            let answers = try await both(memory, sqlite) { store in
                try await store.open(Pay.opening(intent, policy, at: time)).run.value
            }
            #expect(answers.0 == answers.1, "seed \(seed), payment \(number)")
            guard answers.0.state == .reserved else { continue }
            let isPaid = Int.random(in: 0..<4, using: &generator) > 0
            _ = try await both(memory, sqlite) { store in
                try await store.advance(intent.run.rawValue, .signed(Pay.payment), at: time)
                return try await store.advance(
                    intent.run.rawValue, isPaid ? .paid(Pay.receipt) : .notPaid(Pay.reason),
                    at: time)
            }
        }
        let entries = try await both(memory, sqlite) {
            try await $0.entries(after: 0, of: nil, limit: 1000)
        }
        #expect(entries.0 == entries.1)
        let accounts = try await both(memory, sqlite) { try await $0.accounts(of: .local) }
        #expect(accounts.0 == accounts.1)
        let records = try await both(memory, sqlite) {
            try await $0.records(matching: JournalFilter(limit: 1000))
        }
        #expect(records.0 == records.1)
    }

    private func both<Value>(
        _ memory: OpenMoneyStore, _ sqlite: OpenMoneyStore,
        _ body: (any MoneyStore) async throws -> Value
    ) async throws -> (Value, Value) {
        (try await body(memory.store), try await body(sqlite.store))
    }
}

private func openMany(path: String, prefix: String, count: Int) async throws {
    let database = try SQLiteDatabase(path: path, at: at(2))
    try await openMany(SQLiteMoneyStore(database), prefix: prefix, count: count)
    await database.close()
}

private func openMany(_ store: SQLiteMoneyStore, prefix: String, count: Int) async throws {
    let policy = try Pay.policy()
    try await withThrowingTaskGroup(of: Void.self) { group in
        for number in 0..<count {
            group.addTask {
                let intent = Pay.intent("\(prefix)\(number)", units: 300_000)
                _ = try await store.open(Pay.opening(intent, policy))
            }
        }
        try await group.waitForAll()
    }
}

/// The chain holds, the sums are zero, and the store's own sums are those of the entries.
func expectSoundBooks(_ store: any MoneyStore, held: UInt128) async throws {
    let entries = try await store.entries(after: 0, of: nil, limit: 100_000)
    let book = try LedgerBook.verify(entries)
    #expect(book.sumsToZero)
    #expect(book.balance(.held(agent: "local/buyer"), asset: Pay.usdc.id).magnitude == held)
    let kept = try await store.accounts(of: .local)
    for line in book.accounts {
        #expect(kept.contains(line), "\(line)")
    }
    var trail = AuditTrail()
    for record in try await store.records(matching: JournalFilter(limit: 100_000)) {
        try trail.append(record)
    }
}

/// Source: Steele and others, SplitMix64.
struct SeededRandom: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
