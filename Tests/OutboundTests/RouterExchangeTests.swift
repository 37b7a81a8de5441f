import Domain
import Foundation
import JSON
import Orchestration
import Outbound
import Paygent
import Signing
import Testing
import X402

/// Trades at a real Uniswap V2 router on a local EVM.
@Suite(.enabled(if: Devnet.isThere), .serialized) struct RouterExchangeTests {
    @Test func aSwapIsApprovedCarriedOutOnceAndSeenOnTheChain() async throws {
        let bench = try await RouterBench(trader: "trader0")
        let give = Money(atomicUnits: 100_000_000, of: bench.usdc)
        let quoted = try await bench.exchange.quote(giving: give, for: bench.coin)
        let back = try await bench.exchange.quote(taking: quoted, for: bench.usdc)
        #expect(back.atomicUnits <= give.atomicUnits && back.atomicUnits > 99_999_000)
        let before = (try await bench.held(bench.usdc), try await bench.held(bench.coin))
        let prepared = try await bench.prepare(.swap(give: give, minimum: quoted))
        #expect(
            try await bench.exchange.standing(of: prepared, at: bench.clock.now()) == .open)
        let fill = try await bench.exchange.carryOut(prepared)
        #expect(fill.received == [quoted] && !fill.isSimulated)
        #expect(try await bench.held(bench.usdc) == before.0 - give.atomicUnits)
        #expect(try await bench.held(bench.coin) == before.1 + quoted.atomicUnits)
        #expect(try await bench.exchange.carryOut(prepared) == fill)
        #expect(try await bench.held(bench.usdc) == before.0 - give.atomicUnits)
        #expect(
            try await bench.exchange.standing(of: prepared, at: bench.clock.now()) == .filled(fill))
        #expect(
            try await bench.exchange.fill(
                of: .swap(give: give, minimum: quoted), key: "", transaction: fill.transaction)
                == fill)
    }

    @Test func whatTheMarketDoesNotGiveIsRefusedInItsBlock() async throws {
        let bench = try await RouterBench(trader: "trader1")
        let give = Money(atomicUnits: 1_000_000, of: bench.usdc)
        let quoted = try await bench.exchange.quote(giving: give, for: bench.coin)
        let greedy = Money(atomicUnits: quoted.atomicUnits + 1, of: bench.coin)
        let before = try await bench.held(bench.usdc)
        let prepared = try await bench.prepare(.swap(give: give, minimum: greedy))
        do {
            _ = try await bench.exchange.carryOut(prepared)
            Issue.record("it was carried out")
        } catch VenueError.refused(let code, _) { #expect(code == "trade_failed") }
        #expect(try await bench.held(bench.usdc) == before)
        guard
            case .dead = try await bench.exchange.standing(of: prepared, at: bench.clock.now())
        else {
            Issue.record("it is not dead")
            return
        }
    }

    /// The answers to the sendings are lost after the node took them.
    @Test func aLostAnswerDoesNotTradeTwice() async throws {
        let bench = try await RouterBench(trader: "trader2")
        let give = Money(atomicUnits: 2_000_000, of: bench.usdc)
        let quoted = try await bench.exchange.quote(giving: give, for: bench.coin)
        let before = try await bench.held(bench.usdc)
        let prepared = try await bench.prepare(.swap(give: give, minimum: quoted))
        _ = try await bench.net.fault([
            "drop_next": 2, "drop_methods": ["eth_sendRawTransaction"],
        ])
        let fill = try await bench.exchange.carryOut(prepared)
        _ = try await bench.net.fault(["reset": true])
        #expect(fill.received == [quoted])
        #expect(try await bench.exchange.carryOut(prepared) == fill)
        #expect(try await bench.held(bench.usdc) == before - give.atomicUnits)
    }

    /// Fees come from the wallet beside every budget: a lying node must not burn it.
    @Test func anAbsurdFeeIsNotSigned() async throws {
        let bench = try await RouterBench(trader: "trader2", gasPrice: 50_000_000_000_000)
        let give = Money(atomicUnits: 1_000_000, of: bench.usdc)
        let quoted = try await bench.exchange.quote(giving: give, for: bench.coin)
        await #expect(throws: VenueError.unavailable("the node names an absurd fee")) {
            _ = try await bench.prepare(.swap(give: give, minimum: quoted))
        }
    }

    @Test func nothingIsTradedWhereNothingMayBeSigned() async throws {
        let bench = try await RouterBench(trader: "trader2")
        let real = Asset(
            symbol: "USDC", network: .cronos, contract: bench.usdc.contract, decimals: 6)
        let ground = SigningGround(chain: bench.net.chain, mainnets: [])
        await #expect(throws: Reason.self) { try await ground.check(real) }
        let allowed = SigningGround(chain: bench.net.chain, mainnets: [.cronos])
        await #expect(throws: Reason.self) { try await allowed.check(real) }
        try await allowed.check(bench.usdc)
    }

    @Test func liquidityGoesInAtThePoolsOwnRatio() async throws {
        let bench = try await RouterBench(trader: "trader3")
        let give = Money(atomicUnits: 50_000_000, of: bench.usdc)
        let quoted = try await bench.exchange.quote(giving: give, for: bench.coin)
        _ = try await bench.exchange.carryOut(
            try await bench.prepare(.swap(give: give, minimum: quoted)))
        let before = (try await bench.held(bench.usdc), try await bench.held(bench.coin))
        let deposit = try await bench.exchange.deposit(
            Money(atomicUnits: 20_000_000, of: bench.usdc), quoted)
        let fill = try await bench.exchange.carryOut(
            try await bench.prepare(
                .addLiquidity(first: deposit.first, second: deposit.second)))
        #expect(fill.sentence.contains("Provided"))
        #expect(
            try await bench.held(bench.usdc) == before.0 - deposit.first.atomicUnits)
        let coin = try await bench.held(bench.coin)
        #expect(before.1 - coin <= deposit.second.atomicUnits && before.1 > coin)
        let pair = Asset(
            symbol: "LP", network: .cronosTestnet,
            contract: try Address(
                try #require(bench.net.facts["contracts"]?["pair_wcro_usd"]?.string)),
            decimals: 18)
        #expect(try await bench.held(pair) > 0)
    }

    /// Shares are approved exactly, and both tokens come back in one transaction, once.
    @Test func liquidityComesOutForAtLeastWhatWasAgreed() async throws {
        let bench = try await RouterBench(trader: "trader1")
        let give = Money(atomicUnits: 50_000_000, of: bench.usdc)
        let quoted = try await bench.exchange.quote(giving: give, for: bench.coin)
        _ = try await bench.exchange.carryOut(
            try await bench.prepare(.swap(give: give, minimum: quoted)))
        let deposit = try await bench.exchange.deposit(
            Money(atomicUnits: 20_000_000, of: bench.usdc), quoted)
        _ = try await bench.exchange.carryOut(
            try await bench.prepare(.addLiquidity(first: deposit.first, second: deposit.second)))
        let all = try await bench.exchange.shares(of: "", in: bench.usdc, bench.coin)
        let holdings = try await bench.exchange.holdings(of: "")
        #expect(holdings.contains { $0.free == all.atomicUnits && $0.share == all.asset })
        let half = Money(atomicUnits: all.atomicUnits / 2, of: all.asset)
        let worth = try await bench.exchange.withdrawal(of: half, from: bench.usdc, bench.coin)
        let before = (try await bench.held(bench.usdc), try await bench.held(bench.coin))
        let prepared = try await bench.prepare(
            .removeLiquidity(.init(shares: half, first: worth.first, second: worth.second)))
        _ = try await bench.net.fault([
            "drop_next": 1, "drop_methods": ["eth_sendRawTransaction"],
        ])
        let fill = try await bench.exchange.carryOut(prepared)
        _ = try await bench.net.fault(["reset": true])
        #expect(fill.received == [worth.first, worth.second] && !fill.isSimulated)
        #expect(try await bench.exchange.carryOut(prepared) == fill)
        #expect(try await bench.held(bench.usdc) == before.0 + worth.first.atomicUnits)
        #expect(try await bench.held(bench.coin) == before.1 + worth.second.atomicUnits)
        #expect(try await bench.held(all.asset) == all.atomicUnits - half.atomicUnits)
        let stillAllowed = try await bench.allowance(of: half.asset)
        #expect(stillAllowed == 0, "what was approved is used up")
        let greedy = Money(atomicUnits: worth.first.atomicUnits + 1_000, of: bench.usdc)
        let dear = try await bench.prepare(
            .removeLiquidity(.init(shares: half, first: greedy, second: worth.second)))
        await #expect(throws: VenueError.self) { _ = try await bench.exchange.carryOut(dear) }
        #expect(try await bench.held(half.asset) == all.atomicUnits - half.atomicUnits)
    }

    @Test func theKeySignsTradesForItsOwnWalletAndNothingElse() async throws {
        let bench = try await RouterBench(trader: "trader0")
        let (own, other) = (bench.signer.address, try bench.net.address("merchant"))
        let usdc = try #require(bench.usdc.contract)
        let path = [usdc, try #require(bench.coin.contract)]
        func swap(to wallet: Address) -> [UInt8] {
            RouterCallData.swapExact(1, atLeast: 1, along: path, to: wallet, deadline: 1)
        }
        func withdrawal(to wallet: Address) -> [UInt8] {
            RouterCallData.removeLiquidity(
                .init(path[0], path[1]), shares: 1, atLeast: (1, 1), to: wallet, deadline: 1)
        }
        let calls: [(Address, [UInt8], Bool)] = [
            (bench.router, withdrawal(to: own), true), (bench.router, withdrawal(to: other), false),
            (other, withdrawal(to: own), false),
            (bench.router, swap(to: own), true), (bench.router, swap(to: other), false),
            (other, swap(to: own), false),
            (usdc, RouterCallData.approve(bench.router, 5), true),
            (usdc, RouterCallData.approve(other, 5), false),
            (usdc, [0xA9, 0x05, 0x9C, 0xBB] + [UInt8](repeating: 1, count: 64), false),
        ]
        for (to, data, isAllowed) in calls {
            let transaction = ChainTransaction(
                chainID: 338, nonce: 0, maxPriorityFeePerGas: 1, maxFeePerGas: 1, gas: 1, to: to,
                data: data)
            do {
                _ = try await bench.signer.sign(transaction, allowedBy: RouterBench.decision)
                #expect(isAllowed)
            } catch SigningRefusal.notOurAccount { #expect(!isAllowed) }
        }
        let stopped = try LocalTradeSigner(
            try bench.net.key("trader0"), router: bench.router
        ) { _ in Standing(generation: 1, isKilled: true) }
        let transaction = ChainTransaction(
            chainID: 338, nonce: 0, maxPriorityFeePerGas: 1, maxFeePerGas: 1, gas: 1,
            to: bench.router, data: swap(to: own))
        await #expect(throws: SigningRefusal.killed) {
            _ = try await stopped.sign(transaction, allowedBy: RouterBench.decision)
        }
    }
}

private struct RouterBench {
    static let decision = AllowDecision(id: "d", agent: "local/a", killGeneration: 0)

    let net: Devnet
    let router: Address
    let signer: LocalTradeSigner
    let exchange: RouterExchange
    let usdc: Asset
    let coin: Asset
    let clock = Devnet.WallClock()

    init(trader: String, gasPrice: UInt128? = nil) async throws {
        net = try Devnet()
        router = try Address(try #require(net.facts["contracts"]?["router"]?.string))
        signer = try LocalTradeSigner(try net.key(trader), router: router) { _ in
            Standing(generation: 0, isKilled: false)
        }
        exchange = try RouterExchange(
            .cronosTestnet, router: router, assets: AssetTable(),
            http: LyingNode(net.client, gasPrice: gasPrice), url: net.url,
            signer: signer, numbers: MemoryTransactionNumbers(), clock: clock)
        usdc = try #require(try await exchange.asset("USDC", on: .cronosTestnet))
        coin = try #require(try await exchange.asset("CRO", on: .cronosTestnet))
        #expect(coin.symbol == "WCRO")
    }

    func prepare(_ order: VenueOrder) async throws -> PreparedOrder {
        try await exchange.prepare(
            OrderTicket(
                order, key: "k", owner: "local/a", allowedBy: Self.decision, at: clock.now()))
    }

    /// What the router may still take.
    func allowance(of asset: Asset) async throws -> UInt128 {
        try await net.chain.allowance(of: signer.address, for: router, asset: asset)
    }

    func held(_ asset: Asset) async throws -> UInt128 {
        try await net.chain.balance(of: signer.address, asset: asset)
    }
}

/// Tells the truth, but for the price of gas.
private struct LyingNode: HTTPClient {
    private let client: any HTTPClient
    private let gasPrice: UInt128?

    init(_ client: any HTTPClient, gasPrice: UInt128?) {
        self.client = client
        self.gasPrice = gasPrice
    }

    func send(_ request: HTTPRequest) async throws(HTTPFailure) -> HTTPResponse {
        let body = String(decoding: request.body, as: UTF8.self)
        guard let gasPrice, body.contains("eth_gasPrice") else {
            return try await client.send(request)
        }
        let answer: JSONValue = [
            "jsonrpc": "2.0", "id": 1, "result": .string("0x" + String(gasPrice, radix: 16)),
        ]
        return HTTPResponse(status: 200, body: answer.bytes)
    }

    func stream(
        _ request: HTTPRequest, onBytes: @escaping @Sendable ([UInt8]) -> Bool
    ) async throws(HTTPFailure) -> HTTPResponse {
        try await client.stream(request, onBytes: onBytes)
    }
}
