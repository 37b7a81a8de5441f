public import Domain
internal import Hashing
internal import Paygent
internal import X402

// Shares of real pools. They are tokens of the wallet, which all agents of this service share.
extension RouterExchange {
    /// Pairs that are looked at for a list; each takes two questions to the node.
    private static let pairsMax = 64

    /// The pool of two tokens, in the order in which they were named.
    struct Pool {
        let contract: Address
        let first: Asset
        let second: Asset

        /// What Uniswap V2 calls `UNI-V2` and VVS calls `VVS-LP`.
        var share: Asset {
            Asset(symbol: "LP", network: first.network, contract: contract, decimals: 18)
        }
    }

    /// - Throws: `.refused` when there is none.
    func pool(_ first: Asset, _ second: Asset) async throws(VenueError) -> Pool {
        guard let pool = try await known(first, second) else {
            throw PaperExchange.refused(.noSuchToken)
        }
        return pool
    }

    private func known(_ first: Asset, _ second: Asset) async throws(VenueError) -> Pool? {
        let path = try path(first, second)
        let factory = try await address(account, RouterCallData.factory)
        let contract = try await address(factory, RouterCallData.pair(of: .init(path[0], path[1])))
        return contract.isZero ? nil : Pool(contract: contract, first: first, second: second)
    }

    /// In the order of the pool's tokens as they were named.
    func reserves(of pool: Pool) async throws(VenueError) -> (first: UInt128, second: UInt128) {
        let reserves = try await read(pool.contract, RouterCallData.reserves)
        guard reserves.count >= 2 else { throw PaperExchange.refused(.tooLittleLiquidity) }
        let isInOrder =
            try await address(pool.contract, RouterCallData.firstToken) == pool.first.contract
        let (one, other) = (try Self.number(reserves[0]), try Self.number(reserves[1]))
        return isInOrder ? (one, other) : (other, one)
    }

    public func shares(
        of owner: String, in first: Asset, _ second: Asset
    ) async throws(VenueError) -> Money {
        try await shares(in: try await pool(first, second))
    }

    private func shares(in pool: Pool) async throws(VenueError) -> Money {
        let words = try await read(pool.contract, CallData.balance(of: signer.address))
        return Money(atomicUnits: try Self.number(words.first), of: pool.share)
    }

    public func withdrawal(
        of shares: Money, from first: Asset, _ second: Asset
    ) async throws(VenueError) -> (first: Money, second: Money) {
        let pool = try await pool(first, second)
        let reserves = try await reserves(of: pool)
        let all = try Self.number(
            try await read(pool.contract, RouterCallData.totalSupply).first)
        guard all > 0,
            let one = WideMath.multiply(shares.atomicUnits, reserves.first, dividedBy: all),
            let other = WideMath.multiply(shares.atomicUnits, reserves.second, dividedBy: all)
        else { throw PaperExchange.refused(.uncountable) }
        return (Money(atomicUnits: one, of: first), Money(atomicUnits: other, of: second))
    }

    /// Of the pairs of tokens that are known here.
    public func holdings(of owner: String) async throws(VenueError) -> [LiquidityHolding] {
        let coin = try await wrappedCoin()
        let known = tokens.filter { $0 != coin } + [coin]
        let pairs = known.indices.flatMap { one in
            known[..<one].map { (first: $0, second: known[one]) }
        }
        var found: [LiquidityHolding] = []
        for pair in pairs.prefix(Self.pairsMax) {
            guard let pool = try await self.known(pair.first, pair.second) else { continue }
            let held = try await shares(in: pool)
            guard held.atomicUnits > 0 else { continue }
            found.append(
                LiquidityHolding(
                    first: pool.first, second: pool.second, share: pool.share,
                    free: held.atomicUnits))
        }
        return found
    }
}
