import Domain
import JSON
import Paygent
import Testing

/// What people say about shares of pools, and what the rules say about it.
@Suite struct PoolCommandTests {
    typealias Withdrawal = Command.Withdrawal

    @Test(arguments: [
        ("remove my liquidity", Withdrawal()),
        ("remove all my liquidity from the CRO/USDC pool", whole("CRO", "USDC")),
        ("please withdraw half of my CRO/USDC liquidity", part(50, "CRO", "USDC")),
        ("take 25% out of the USDC-CRO pool", part(25, "USDC", "CRO")),
        ("pull everything out of the CRO and USDC pool", whole("CRO", "USDC")),
        ("close my USDC/CRO liquidity position", Withdrawal(tokenA: "USDC", tokenB: "CRO")),
        ("withdraw my liquidity from VVS", Withdrawal()),
        (
            "remove 0.5 LP from the USDC/CRO pool",
            Withdrawal(
                tokenA: "USDC", tokenB: "CRO", portion: .amount(Quantity(digits: 5, scale: 1)))
        ),
    ])
    func sharesAreTakenOut(said: String, withdrawal: Withdrawal) {
        #expect(CommandReader.read(said) == .removeLiquidity(withdrawal))
    }

    @Test(arguments: [
        (
            "stake my CRO/USDC LP in the farm",
            Command.Farming(.stake, tokenA: "CRO", tokenB: "USDC")
        ),
        ("unstake my LP", .init(.unstake)), ("harvest my farm rewards", .init(.harvest)),
        ("withdraw my CRO/USDC LP from the farm", .init(.unstake, tokenA: "CRO", tokenB: "USDC")),
        ("harvest the USDC/CRO farm", .init(.harvest, tokenA: "USDC", tokenB: "CRO")),
    ])
    func farmsAreUsed(said: String, farming: Command.Farming) {
        #expect(CommandReader.read(said) == .farm(farming))
    }

    /// Nothing is taken out of a pool by words that do not order it, and never more than was said.
    @Test(arguments: [
        "don't remove my liquidity", "should I remove my liquidity?",
        "withdraw 5 USDC from the pool",
        "remove 150% of my liquidity", "stake half my LP in the farm",
        "how does a liquidity pool work",
        "what if I remove my liquidity", "remove 0 LP from the CRO/USDC pool",
    ])
    func whatOrdersNothingTakesNothing(said: String) {
        switch CommandReader.read(said) {
        case .removeLiquidity, .farm: Issue.record("\(said)")
        default: break
        }
    }

    @Test func whatSpendsNothingIsJudgedAllTheSame() throws {
        var policy = try Sample.policy()
        policy.tools.append(.swapTokens)
        var intent = try Sample.intent("0")
        intent.tool = .builtIn(.swapTokens)
        intent.resource = ""
        intent.payee = Payee(name: "VVS", address: Sample.weather)
        intent.offer = try Self.removal().json
        #expect(policy.judge(intent, spending: Spending()).reason.code == .withinRules)
        var stopped = Spending()
        stopped.isKilled = true
        #expect(policy.judge(intent, spending: stopped).reason.code == .killed)
        policy.approval.above = TokenAmount(.zero, "USD")
        #expect(policy.judge(intent, spending: Spending()).reason.code == .aboveApprovalThreshold)
        policy.tools = []
        #expect(policy.judge(intent, spending: Spending()).reason.code == .toolNotAllowed)
    }

    /// A payment of nothing is only what gives shares back; a seller's offer never is an order.
    @Test func noOtherPaymentIsOfNothing() throws {
        let policy = try Sample.policy()
        var intent = try Sample.intent("0")
        intent.offer = try Self.removal().json
        #expect(!intent.resource.isEmpty && intent.order == nil)
        #expect(policy.judge(intent, spending: Spending()).reason.code == .amountInvalid)
        intent.resource = ""
        intent.offer =
            VenueOrder.swap(give: try Sample.usdc("1"), minimum: try Sample.usdc("1")).json
        #expect(policy.judge(intent, spending: Spending()).reason.code == .amountInvalid)
    }

    @Test func aRemovalReadsBackAsItWas() throws {
        let order = try Self.removal()
        #expect(try VenueOrder(json: JSONValue(parsing: order.json.bytes)) == order)
    }

    private static func removal() throws -> VenueOrder {
        .removeLiquidity(
            .init(
                shares: Money(
                    atomicUnits: 7,
                    of: Asset(symbol: "LP", network: .cronosTestnet, contract: nil, decimals: 18)),
                first: try Sample.usdc("1"), second: try Sample.usdc("2")))
    }

    private static func whole(_ one: String, _ other: String) -> Withdrawal {
        part(100, one, other)
    }

    private static func part(_ percent: UInt64, _ one: String, _ other: String) -> Withdrawal {
        Withdrawal(tokenA: one, tokenB: other, portion: .percent(Quantity(percent)))
    }
}
