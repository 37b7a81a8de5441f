public import Domain
public import JSON

/// A design tried in made-up worlds: what it would have spent, asked and refused there, and whether
/// anything happened that must not. Nothing real is called and nothing is paid.
public struct Rehearsal: Sendable, Hashable {
    public let worlds: Int
    public let seed: UInt64
    public private(set) var runs = 0
    public private(set) var payments = 0
    public private(set) var asked = 0
    public private(set) var stopped = 0
    public private(set) var refused: [Refusal: Int] = [:]
    public private(set) var faults: [Fault: Int] = [:]
    /// The most that left within any 24 hours in the worst world, by kind of money.
    public private(set) var worstDay: [TokenAmount] = []
    /// The same money over a whole world of several days, on average.
    public private(set) var spent: [TokenAmount] = []
    /// What went to a payee that nobody named, in all worlds.
    public private(set) var strangers: [TokenAmount] = []
    /// What must never happen and did; empty for a design whose proof holds.
    public private(set) var breaches: [String] = []
    private let loss: MaximumLoss

    /// What the worlds put in the way.
    public enum Fault: String, Sendable, Hashable, CaseIterable {
        case priceJump = "price_jump"
        case injection
        case falseSuccess = "false_success"
        case falseFailure = "false_failure"
        case noAnswer = "no_answer"
        case duplicate
    }

    /// Why something was not paid.
    public enum Refusal: String, Sendable, Hashable, CaseIterable {
        case noBudget = "no_budget"
        case rules, injection
        case otherLimit = "other_limit"
        case person
        case nobodyAnswered = "nobody_answered"
    }

    static let worldsMax = 200
    /// Runs in one world, minutes apart, so that a world lasts several days.
    public static let runsInWorld = 120

    /// - Parameter worlds: 1 to `worldsMax`; outside it is clamped.
    public init(
        _ design: Design, workflow: Workflow? = nil, worlds: Int = 20, seed: UInt64 = 1
    ) {
        self.worlds = min(max(worlds, 1), Self.worldsMax)
        self.seed = seed
        let policy = design.policy
        loss = MaximumLoss(policy)
        let graph = WorkflowGraph(workflow ?? WorkflowSynthesizer.workflow(for: design))
        var totals = Totals()
        for number in 0..<UInt64(self.worlds) {
            let world = RehearsalWorld(policy, seed: seed &+ number &* 0x2545_F491_4F6C_DD1D)
            rehearse(RehearsalRun(graph, world, RehearsalBudget(policy)), policy, &totals)
        }
        finish(totals)
    }

    private struct Totals {
        var worst: [String: Quantity] = [:]
        var spent: [String: Quantity] = [:]
        var strangers: [String: Quantity] = [:]
        var breaches: Set<String> = []
    }

    private mutating func rehearse(
        _ first: RehearsalRun, _ policy: Policy, _ totals: inout Totals
    ) {
        var run = first
        for _ in 0..<Self.runsInWorld {
            run.walk()
            run.world.wait(upTo: 7200)
            runs += 1
            payments += run.tally.paid
            asked += run.tally.asked
            stopped += run.tally.killed
            refused.merge(run.tally.refused, uniquingKeysWith: +)
            totals.breaches.formUnion(run.tally.breaches)
        }
        faults.merge(run.world.faults, uniquingKeysWith: +)
        add(run.budget, policy, &totals)
    }

    private func add(_ budget: RehearsalBudget, _ policy: Policy, _ totals: inout Totals) {
        for token in policy.spendableTokens {
            let most = budget.mostInOneDay(of: Policy.unit(of: token))
            totals.worst[token] = max(totals.worst[token] ?? .zero, most)
            let bound = loss.bounds.first { Policy.unit(of: $0.token) == Policy.unit(of: token) }
            if let limit = bound?.amount?.quantity, most > limit {
                totals.breaches.insert("more than the certificate left within 24 hours")
            }
        }
        for (token, amount) in budget.total(where: { _ in true }) {
            totals.spent[token] = RehearsalBudget.sum([totals.spent[token] ?? .zero, amount])
        }
        for (token, amount) in budget.total(where: { $0.payee == RehearsalWorld.stranger }) {
            totals.strangers[token] = RehearsalBudget.sum([
                totals.strangers[token] ?? .zero, amount,
            ])
        }
    }

    private mutating func finish(_ totals: Totals) {
        func amounts(_ table: [String: Quantity]) -> [TokenAmount] {
            table.sorted { $0.key < $1.key }.map { TokenAmount($0.value, $0.key) }
        }
        worstDay = amounts(totals.worst).filter { !$0.quantity.isZero }
        spent = amounts(totals.spent.mapValues { $0.divided(by: UInt64(worlds)) })
        strangers = amounts(totals.strangers)
        breaches = totals.breaches.sorted()
    }
}

extension Rehearsal {
    /// What it means, in plain sentences.
    public var findings: [String] {
        var findings = breaches.map { "It must never happen and did: \($0)." }
        let most = worstDay.isEmpty ? "nothing" : listed(worstDay.map(\.description), "and")
        findings.append(
            "In the worst of \(worlds) made-up worlds it spent \(most) within 24 hours. "
                + loss.sentence)
        if !strangers.isEmpty {
            findings.append(
                "A stranger talked it into paying \(listed(strangers.map(\.description), "and")) in all "
                    + "worlds together, within its limits, because it may pay anyone. "
                    + "Naming who may be paid stops that.")
        }
        if asked > 0 {
            findings.append(
                "It asked a person \(asked) times; \(refused[.person] ?? 0) times the answer was no, and "
                    + "\(refused[.nobodyAnswered] ?? 0) times nobody answered.")
        }
        let stopped =
            (refused[.rules] ?? 0) + (refused[.injection] ?? 0) + (refused[.otherLimit] ?? 0)
        findings.append(
            "The rules stopped \(stopped) payments, the budgets \(refused[.noBudget] ?? 0).")
        return findings
    }

    /// The report of `POST /workflows/{session_id}/rehearse`.
    public var json: JSONValue {
        func counts<Key: RawRepresentable & CaseIterable & Hashable>(
            _ table: [Key: Int]
        ) -> JSONValue where Key.RawValue == String {
            .object(
                JSONObject(
                    Key.allCases.map {
                        JSONObject.Member($0.rawValue, .integer(Int64(table[$0] ?? 0)))
                    }))
        }
        return [
            "simulated": true, "worlds": .integer(Int64(worlds)), "seed": .string(String(seed)),
            "runs": .integer(Int64(runs)), "payments": .integer(Int64(payments)),
            "spent": .array(spent.map(\.json)), "asked": .integer(Int64(asked)),
            "refused": counts(refused), "faults": counts(faults),
            "stopped": .integer(Int64(stopped)),
            "worst_case": .array(worstDay.map(\.json)), "breaches": .strings(breaches),
            "findings": .strings(findings),
        ]
    }
}
