import Domain
import Foundation
import Orchestration
import Paygent
import SQLiteStore
import Synchronization

/// One life of a process: takes up what the life before left, checks that nothing was lost or paid
/// twice, and makes payments of every kind. Each life is a day after the one before, so that every
/// window and every question of that one is over.
struct Life {
    let number: Int64
    let store: SQLiteMoneyStore
    let world: OutsideWorld
    let payments: Payments
    let approvals: Approvals
    let recovery: Recovery
    let killSwitch: KillSwitch
    let notes: Notes
    private let clock: Day

    init(folder: String, number: Int64, trap: Trap) throws {
        self.number = number
        let now = Goods.start.adding(seconds: number * 86_401)
        store = SQLiteMoneyStore(try SQLiteDatabase(path: "\(folder)/money.db", at: now))
        world = OutsideWorld(
            chain: SQLiteSandboxLedger(try SQLiteDatabase(path: "\(folder)/chain.db", at: now)),
            trap: trap)
        let runs = TrappedStore(store: store, trap: trap)
        let (random, events) = (Bits(), Broadcast())
        clock = Day(now: now)
        payments = Payments(
            runs: runs, gateway: world, clock: clock, randomness: random, events: events,
            presence: OnlyProcess("life \(number)"), rules: .init(approvalSeconds: 600))
        approvals = Approvals(
            store: store, runs: runs, payments: payments, policies: OnePolicy(), clock: clock,
            randomness: random, events: events)
        recovery = Recovery(runs: runs, payments: payments, approvals: approvals)
        killSwitch = KillSwitch(runs: runs, clock: clock, events: events)
        notes = Notes(path: "\(folder)/acknowledged")
    }

    /// - Returns: what is wrong; empty when all is well.
    func run() async throws -> [String] {
        try await killSwitch.revive(.agent("local/stopped"), by: "ana")
        let report = try await recovery.pass()
        // What is signed only now is known when its window is over.
        clock.advance(seconds: 2 * OutsideWorld.windowSeconds)
        let later = try await recovery.pass()
        let failed = report.failed + later.failed
        var faults = failed == 0 ? [] : ["\(failed) could not be driven"]
        faults += try await check()
        guard faults.isEmpty else { return faults }
        // The client asks again under the keys of the day before, and then under new ones.
        if number > 0 { try await payAll(of: number - 1) }
        try await payAll(of: number)
        return faults
    }

    private func payAll(of life: Int64) async throws {
        for (index, conduct) in Conduct.allCases.enumerated() {
            let units: UInt128 =
                switch conduct {
                case .asks, .isAskedInVain, .isNeverAnswered: 1_100_000
                case .costsTooMuch: 10_100_000
                default: 100_000
                }
            let id = "\(life < 10 ? "00" : life < 100 ? "0" : "")\(life)-\(index)"
            let intent = Goods.intent(id, conduct, units: units)
            let outcome = try await payments.pay(intent, under: Goods.policy())
            try await answer(outcome.run, conduct)
            if let stored = try await store.run(intent.run)?.value {
                notes.note("\(stored.id) \(stored.state.name)\n")
            }
        }
    }

    private func answer(_ run: PaymentRun, _ conduct: Conduct) async throws {
        let ana = Approver(name: "ana", isOwner: true)
        switch (conduct, run.state) {
        case (.asks, .awaitingApproval(let terms)):
            _ = try await approvals.approve(
                terms.approval, hash: terms.hash, by: ana, of: .local)
        case (.isAskedInVain, .awaitingApproval(let terms)):
            _ = try await approvals.reject(terms.approval, note: "", by: ana, of: .local)
        case (.isKilled, _):
            _ = try await killSwitch.kill(.agent("local/stopped"), by: "ana")
            try await killSwitch.revive(.agent("local/stopped"), by: "ana")
        default: break
        }
    }
}

extension Life {
    /// What must be true after a recovery, whatever happened before it.
    private func check() async throws -> [String] {
        var faults: [String] = []
        let runs = try await store.runs(matching: RunFilter(limit: 1_000_000)).map(\.run)
        var states: [String: String] = [:]
        for run in runs {
            states[run.id.rawValue] = run.state.name
            let isUsed = try await world.isUsed(run.intent)
            if !run.state.isFinal { faults.append("\(run.id) is \(run.state.name)") }
            if isUsed != (run.state.name == "settled") {
                faults.append("\(run.id) is \(run.state.name), and on the chain: \(isUsed)")
            }
        }
        for (run, state) in notes.last() where state == "settled" || state == "stopped" {
            if states[run] != state {
                faults.append("\(run) was \(state) and is \(states[run] ?? "lost")")
            }
        }
        let entries = try await store.entries(after: 0, of: nil, limit: 10_000_000)
        let book = try LedgerBook.verify(entries)
        if !book.sumsToZero { faults.append("the sums are not zero") }
        for agent in Goods.agents
        where book.balance(.held(agent: "local/\(agent)"), asset: Goods.usdc.id).magnitude > 0 {
            faults.append("money of \(agent) is still held")
        }
        return faults + (try await checkJournal())
    }

    private func checkJournal() async throws -> [String] {
        var trail = AuditTrail()
        var signed: [String: Int] = [:]
        for record in try await store.records(matching: JournalFilter(limit: 10_000_000)) {
            try trail.append(record)
            if record.note.kind == "signed" { signed[record.note.run ?? "", default: 0] += 1 }
        }
        return signed.filter { $0.value > 1 }.map { "\($0.key) was signed \($0.value) times" }
    }
}

/// Lines that outlive the process: written by the system call itself.
final class Notes: Sendable {
    private let path: String
    private let file: Int32

    init(path: String) {
        self.path = path
        file = open(path, O_CREAT | O_WRONLY | O_APPEND, 0o600)
    }

    func note(_ line: String) {
        _ = Array(line.utf8).withUnsafeBytes { write(file, $0.baseAddress, $0.count) }
    }

    /// What was acknowledged last, by run.
    func last() -> [String: String] {
        let text = FileManager.default.contents(atPath: path) ?? Data()
        var last: [String: String] = [:]
        for line in String(decoding: text, as: UTF8.self).split(separator: "\n") {
            let words = line.split(separator: " ").map(String.init)
            if words.count == 2 { last[words[0]] = words[1] }
        }
        return last
    }
}

final class Day: Clock {
    private let time: Mutex<Timestamp>

    init(now: Timestamp) { time = Mutex(now) }

    func now() -> Timestamp { time.withLock { $0 } }
    func advance(seconds: Int64) { time.withLock { $0 = $0.adding(seconds: seconds) } }
}

struct Bits: Randomness {
    func next() -> UInt128 {
        var generator = SystemRandomNumberGenerator()
        return UInt128(generator.next()) << 64 | UInt128(generator.next())
    }
}

struct OnePolicy: PolicyBook {
    func policy(of agent: AgentReference) async throws(StoreError) -> Policy? { Goods.policy() }
}
