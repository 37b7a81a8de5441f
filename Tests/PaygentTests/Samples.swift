import Domain
import Paygent

/// Values that the tests share.
enum Sample {
    static let usdc = Asset(
        symbol: "USDC", network: .cronosTestnet,
        contract: Address(bytes: Array(repeating: 0xC0, count: 20)), decimals: 6,
        domain: .init(name: "USD Coin", version: "2"))

    static func usdc(_ decimal: String) throws -> Money {
        try Money(Quantity(decimal: decimal), of: usdc)
    }

    static func amount(_ decimal: String, _ token: String = "USDC") throws -> TokenAmount {
        TokenAmount(try Quantity(decimal: decimal), token)
    }

    static let weather = Address(bytes: Array(0..<20))!

    static func intent(
        _ decimal: String = "0.5", run: String = "r1", payee: Payee? = nil,
        tool: PaymentTool = .builtIn(.x402Payment)
    ) throws -> PaymentIntent {
        PaymentIntent(
            run: ID(run), agent: AgentReference(name: "weather-buyer", version: 1),
            policyHash: "p", payee: payee ?? Payee(host: "api.weather.example", address: weather),
            resource: "https://api.weather.example/paris", amount: try usdc(decimal), tool: tool,
            requester: "owner", purpose: "weather for Paris", team: nil)
    }

    static func policy(above: String? = "1") throws -> Policy {
        Policy(
            caps: [
                .init(window: .payment, limit: try amount("2"), sentence: "never above 2 USDC"),
                .init(window: .day, limit: try amount("10", "USD"), sentence: "10 dollars a day"),
                .init(window: .total, limit: try amount("100"), sentence: "100 in all"),
            ],
            approval: .init(
                above: try above.map { try amount($0) }, approvers: ["ana"],
                sentence: "ask ana above 1"),
            allowedRecipients: [], blockedRecipients: [],
            tools: [.x402Payment], customTools: ["lookup"], network: .cronosTestnet,
            currency: "USDC")
    }

    static func time(_ milliseconds: Int64) -> Timestamp {
        Timestamp(millisecondsSinceEpoch: milliseconds)
    }

    static let reason = Reason(.withinRules, "It is within every limit.", rule: "10 a day")
    static let payment = SignedPayment(
        nonce: "0x01", payer: weather, payTo: weather, payload: "e30=", validBefore: time(120_000),
        generation: 0, isSimulated: true)
    static let terms = ApprovalTerms(approval: ID("a1"), hash: "h", deadline: time(5_000))

    static func receipt(_ transaction: String) -> Receipt {
        Receipt(transaction: transaction, evidence: .chain, status: 200, isSimulated: true)
    }
}

/// A small generator whose seed a failing test prints. Source: Steele and others, SplitMix64.
struct SeededGenerator: RandomNumberGenerator {
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
