import Domain
import Orchestration
import Paygent
import SQLiteStore

typealias MoneyStore = RunStore & LedgerStore & ApprovalStore & Journal & SigningHolds

/// Everything that claims to keep the money core's contract.
enum MoneyBackend: CaseIterable, Sendable {
    case memory, sqlite

    func open() throws -> OpenMoneyStore {
        switch self {
        case .memory:
            let sandbox = MemorySandboxLedger()
            return OpenMoneyStore(
                store: MemoryMoneyStore(), sandbox: sandbox,
                paper: MemoryPaperStore(ledger: sandbox), folder: nil)
        case .sqlite:
            let folder = try TemporaryFolder()
            let database = try SQLiteDatabase(path: folder.file("money.db"), at: at(1))
            return OpenMoneyStore(
                store: SQLiteMoneyStore(database), sandbox: SQLiteSandboxLedger(database),
                paper: SQLitePaperStore(database), folder: folder)
        }
    }
}

struct OpenMoneyStore: Sendable {
    let store: any MoneyStore
    let sandbox: any SandboxLedger
    let paper: any PaperStore
    /// Held so that the files live as long as the stores.
    let folder: TemporaryFolder?
}

/// Values that the tests of the money core share.
enum Pay {
    static let usdc = Asset(
        symbol: "USDC", network: .cronosTestnet,
        contract: Address(bytes: Array(repeating: 0xC0, count: 20)), decimals: 6)
    static let payee = Address(bytes: Array(0..<20))!
    static let reason = Reason(.declined, "The seller said no.")

    static func usdc(_ units: UInt128) -> Money { Money(atomicUnits: units, of: usdc) }

    static func policy(
        day: String = "10", above: String? = nil, velocity: Policy.Velocity? = nil
    ) throws -> Policy {
        Policy(
            caps: [
                .init(window: .day, limit: try amount(day), sentence: "\(day) a day"),
                .init(window: .month, limit: try amount("100"), sentence: "100 a month"),
                .init(window: .total, limit: try amount("1000"), sentence: "1000 in all"),
            ],
            approval: .init(
                above: try above.map { try amount($0) }, approvers: ["ana"], sentence: "ask ana"),
            allowedRecipients: [], blockedRecipients: [], tools: [.x402Payment], customTools: [],
            network: .cronosTestnet, currency: "USDC", velocity: velocity)
    }

    static func amount(_ decimal: String) throws -> TokenAmount {
        TokenAmount(try Quantity(decimal: decimal), "USDC")
    }

    static func intent(
        _ run: String, units: UInt128 = 1_000_000, agent: String = "buyer",
        tenant: String = "local", payee: Payee? = nil, session: String? = nil
    ) -> PaymentIntent {
        PaymentIntent(
            run: ID(run), agent: AgentReference(name: agent, version: 1, tenant: tenant),
            policyHash: "p", payee: payee ?? Payee(host: "api.example", address: Pay.payee),
            amount: usdc(units), session: session.map { ID($0) }, requester: "owner", team: nil)
    }

    static func opening(
        _ intent: PaymentIntent, _ policy: Policy, at now: Timestamp = at(1000)
    ) -> RunOpening {
        RunOpening(
            intent, under: policy, approval: ID("approval-\(intent.run)"),
            approvalDeadline: now.adding(seconds: 60), at: now)
    }

    static let payment = SignedPayment(
        nonce: "0x01", payer: payee, payTo: payee, payload: "e30=",
        validBefore: Timestamp(millisecondsSinceEpoch: 120_000), generation: 0, isSimulated: true)
    static let receipt = Receipt(
        transaction: "0x1", evidence: .chain, status: 200, isSimulated: true)
}

extension RunStore {
    /// Applies and stores events one after the other, as the use case does.
    @discardableResult
    func advance(
        _ id: String, _ events: PaymentRun.Event..., at now: Timestamp = at(1000)
    ) async throws -> PaymentRun {
        guard var current = try await run(ID(id)) else { throw StoreError.conflict }
        for event in events {
            var next = current.value
            let step = try next.apply(event)
            let version = try await commit(
                RunChange(
                    next, after: event, entry: step.entry, expected: current.version, at: now))
            current = Versioned(next, version: version)
        }
        return current.value
    }

    /// Opens and pays, to the end.
    func settle(_ intent: PaymentIntent, _ policy: Policy, at now: Timestamp) async throws {
        _ = try await open(Pay.opening(intent, policy, at: now))
        try await advance(
            intent.run.rawValue, .signed(Pay.payment), .paid(Pay.receipt), at: now)
    }
}
