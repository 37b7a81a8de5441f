import Domain
import Orchestration
import Paygent
import SQLiteStore

/// What a seller does with one payment; part of the resource's address, so that every life knows.
enum Conduct: String, CaseIterable, Sendable {
    case serves, losesItsAnswer, refuses, isUnreachable, cannotBeSigned, asks, isAskedInVain
    case isNeverAnswered, costsTooMuch, isKilled
}

/// Signer, seller and chain. The chain is a file of its own: it goes on living when a process dies,
/// and takes each nonce once.
struct OutsideWorld: PaymentGateway {
    let chain: SQLiteSandboxLedger
    let trap: Trap

    static let windowSeconds: Int64 = 120

    func sign(_ run: PaymentRun, at now: Timestamp) async -> PaymentRun.Event {
        trap.reach("before:sign")
        defer { trap.reach("after:sign") }
        guard conduct(run.intent) != .cannotBeSigned else {
            return .notSigned(Reason(.notSigned, "There is no key for it."))
        }
        return .signed(
            SignedPayment(
                nonce: Self.nonce(run.intent), payer: Goods.payee, payTo: Goods.payee,
                payload: "p", validBefore: now.adding(seconds: Self.windowSeconds),
                generation: run.generation, isSimulated: true))
    }

    func send(_ attempt: Attempt, for intent: PaymentIntent) async -> Delivery {
        trap.reach("before:send")
        defer { trap.reach("after:send") }
        switch conduct(intent) {
        case .isUnreachable: return Delivery(.notSent(Reason(.notSent, "It was not reached.")))
        case .refuses: return Delivery(.undecided(Reason(.declined, "It says no.")))
        case .losesItsAnswer, .isKilled:
            _ = await settles(intent)
            return Delivery(.unanswered)
        case .serves, .cannotBeSigned, .asks, .isAskedInVain, .isNeverAnswered, .costsTooMuch:
            return Delivery(await settles(intent) ? .paid(Goods.receipt) : .unanswered)
        }
    }

    func reconcile(
        _ authorization: SignedPayment, for intent: PaymentIntent, at now: Timestamp
    ) async -> PaymentRun.Event? {
        trap.reach("before:reconcile")
        defer { trap.reach("after:reconcile") }
        do {
            if try await isUsed(intent) { return .paid(Goods.receipt) }
        } catch { return nil }
        guard now > authorization.validBefore else { return nil }
        return .notPaid(Reason(.notSettled, "It was never collected."))
    }

    func isUsed(_ intent: PaymentIntent) async throws(StoreError) -> Bool {
        try await chain.transaction(Self.nonce(intent)) != nil
    }

    private func settles(_ intent: PaymentIntent) async -> Bool {
        trap.reach("before:settle")
        defer { trap.reach("after:settle") }
        let move = SandboxTransaction.Move(
            from: nil, to: Goods.payee, assetID: Goods.usdc.id,
            atomicUnits: intent.amount.atomicUnits)
        let transaction = SandboxTransaction(
            id: Self.nonce(intent), moves: [move], at: Goods.start, kind: "x402")
        do {
            _ = try await chain.apply(transaction)
            return true
        } catch { return false }
    }

    private func conduct(_ intent: PaymentIntent) -> Conduct {
        Conduct(rawValue: String(intent.resource.split(separator: "/").last ?? "")) ?? .serves
    }

    private static func nonce(_ intent: PaymentIntent) -> String { "nonce-\(intent.run)" }
}

/// What is bought, and the rules.
enum Goods {
    static let start = Timestamp(millisecondsSinceEpoch: 1_763_631_000_000)
    static let payee = Address(bytes: Array(0..<20))!
    static let token = Address(bytes: Array(repeating: 0x70, count: 20))!
    static let usdc = Asset(
        symbol: "USDC", network: .cronosTestnet, contract: token, decimals: 6)
    static let receipt = Receipt(
        transaction: "0x1", evidence: .chain, status: 200, isSimulated: true)

    static func policy(dayLimit: UInt64 = 10) -> Policy {
        func whole(_ number: UInt64) -> TokenAmount { TokenAmount(Quantity(number), "USDC") }
        return Policy(
            caps: [.init(window: .day, limit: whole(dayLimit), sentence: "\(dayLimit) a day")],
            approval: .init(above: whole(1), approvers: ["ana"], sentence: "ask above 1"),
            allowedRecipients: [], blockedRecipients: [], tools: [.x402Payment], customTools: [],
            network: .cronosTestnet, currency: "USDC")
    }

    static let agents = ["buyer", "stopped"]

    /// Another one is stopped, so that what waits for the buyer goes on waiting.
    static func agent(of conduct: Conduct) -> String { agents[conduct == .isKilled ? 1 : 0] }

    static func intent(_ run: String, _ conduct: Conduct, units: UInt128) -> PaymentIntent {
        PaymentIntent(
            run: ID(run), agent: AgentReference(name: agent(of: conduct), version: 1),
            policyHash: "p",
            payee: Payee(host: "api.example", address: payee),
            resource: "https://api.example/\(conduct.rawValue)",
            amount: Money(atomicUnits: units, of: usdc), requester: "owner", team: nil)
    }
}
