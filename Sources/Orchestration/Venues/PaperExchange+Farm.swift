public import Domain
internal import JSON
internal import Paygent

// Shares of the simulated pools, and the farm that rewards them in VVS.
extension PaperExchange {
    /// What one owner has of one pool.
    struct Holding {
        let pool: LiquidityPool
        var free: UInt128 = 0
        var staked: UInt128 = 0
        /// In atomic units of VVS, up to `tick`.
        var owed: UInt128 = 0
        var tick: Int64

        /// All farmers of a pool share this each minute: 50 VVS.
        static let rewardPerTick: UInt128 = 50_000_000_000_000_000_000

        mutating func earn(until now: Int64) {
            let ticks = UInt128(max(0, now - tick))
            if pool.shares > 0,
                let reward = WideMath.multiply(
                    staked, Self.rewardPerTick * ticks, dividedBy: pool.shares)
            {
                owed += reward
            }
            tick = max(now, tick)
        }

        func record(_ owner: String, version: Int64) -> Versioned<PaperRecord> {
            Versioned(
                PaperRecord(
                    .holding, id: Self.id(owner, pool), owner: owner,
                    isOpen: free + staked + owed > 0,
                    body: [
                        "pool": .string(poolID(pool.first, pool.second)),
                        "free": .string(String(free)), "staked": .string(String(staked)),
                        "owed": .string(String(owed)), "tick": .integer(tick),
                    ]), version: version)
        }

        static func id(_ owner: String, _ pool: LiquidityPool) -> String {
            "\(owner)/\(poolID(pool.first, pool.second))"
        }
    }

    func holding(
        _ owner: String, _ pool: LiquidityPool
    ) async throws(VenueError) -> (Holding, Int64) {
        guard let kept = try await desk.read(.holding, Holding.id(owner, pool)) else {
            return (Holding(pool: pool, tick: desk.tick), 0)
        }
        return (try Self.holding(kept.value.body, of: pool), kept.version)
    }

    private static func holding(
        _ body: JSONValue, of pool: LiquidityPool
    ) throws(VenueError) -> Holding {
        func units(_ name: String) throws(VenueError) -> UInt128 {
            guard let units = body[name]?.string.flatMap({ UInt128($0) }) else {
                throw .unavailable("a holding cannot be read")
            }
            return units
        }
        guard let tick = body["tick"]?.integer else {
            throw .unavailable("a holding cannot be read")
        }
        return Holding(
            pool: pool, free: try units("free"), staked: try units("staked"),
            owed: try units("owed"), tick: tick)
    }

    func farm(
        _ act: VenueOrder.FarmAct, _ first: Asset, _ second: Asset, _ ticket: PaperDesk.Ticket
    ) async throws(VenueError) -> Fill {
        try await desk.once(ticket.key, name, kind: "farm") { () async throws(VenueError) in
            let pool = try await pool(first, second).value
            var (holding, version) = try await holding(ticket.owner, pool)
            holding.earn(until: desk.tick)
            var draft = PaperDraft(sentence: "")
            switch act {
            case .stake:
                guard holding.free > 0 else { throw Self.nothing("no liquidity to stake") }
                holding.staked += holding.free
                holding.free = 0
                draft.sentence = "Staked the liquidity in the VVS farm (simulated)."
            case .unstake:
                guard holding.staked > 0 else { throw Self.nothing("nothing in the farm") }
                holding.free += holding.staked
                holding.staked = 0
                draft.sentence = "Took the liquidity out of the VVS farm (simulated)."
            case .harvest:
                guard holding.owed > 0, let asset = reward(on: first.network) else {
                    throw Self.nothing("no reward yet")
                }
                let reward = Money(atomicUnits: holding.owed, of: asset)
                holding.owed = 0
                draft.moves = [desk.receive(reward)]
                draft.received = [reward]
                draft.sentence = "Harvested \(reward) from the VVS farm (simulated)."
            }
            draft.records = [holding.record(ticket.owner, version: version)]
            return draft
        }
    }

    public func shares(
        of owner: String, in first: Asset, _ second: Asset
    ) async throws(VenueError) -> Money {
        let pool = try await pool(first, second).value
        let (holding, _) = try await holding(owner, pool)
        return Money(atomicUnits: holding.free, of: Self.share(pool))
    }

    public func withdrawal(
        of shares: Money, from first: Asset, _ second: Asset
    ) async throws(VenueError) -> (first: Money, second: Money) {
        var pool = try await pool(first, second).value
        let out: (first: UInt128, second: UInt128)
        do { out = try pool.remove(shares: shares.atomicUnits) } catch { throw Self.refused(error) }
        let isInOrder = first == pool.first
        return (
            Money(atomicUnits: isInOrder ? out.first : out.second, of: first),
            Money(atomicUnits: isInOrder ? out.second : out.first, of: second)
        )
    }

    /// As many decimals as Uniswap's shares have.
    private static func share(_ pool: LiquidityPool) -> Asset {
        Asset(
            symbol: "LP", network: pool.first.network,
            contract: PaperAssets.account("pool \(poolID(pool.first, pool.second))"),
            decimals: 18)
    }

    private static func nothing(_ what: String) -> VenueError {
        .refused(code: "nothing_to_do", sentence: "This agent has \(what) in this pool.")
    }

    private func reward(on network: Network) -> Asset? { desk.assets.asset("VVS", on: network) }

    public func holdings(of owner: String) async throws(VenueError) -> [LiquidityHolding] {
        var found: [LiquidityHolding] = []
        for record in try await desk.readAll(.holding, of: owner, onlyOpen: true) {
            guard let id = record.value.body["pool"]?.string,
                let kept = try await desk.read(.pool, id)
            else { continue }
            let pool: LiquidityPool
            do { pool = try LiquidityPool(json: kept.value.body) } catch {
                throw .unavailable("a pool cannot be read")
            }
            var holding = try Self.holding(record.value.body, of: pool)
            holding.earn(until: desk.tick)
            found.append(
                LiquidityHolding(
                    first: pool.first, second: pool.second, share: Self.share(pool),
                    free: holding.free,
                    staked: holding.staked,
                    reward: reward(on: pool.first.network).map {
                        Money(atomicUnits: holding.owed, of: $0)
                    }))
        }
        return found
    }
}
