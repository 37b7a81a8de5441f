internal import Domain
internal import JSON
public import Paygent

// What the simulated exchange does with orders.
extension PaperExchange {
    public func carryOut(_ order: PreparedOrder) async throws(VenueError) -> Fill {
        let ticket = try desk.ticket(of: order)
        try await desk.checkTime(order, ticket)
        return switch ticket.order {
        case .swap(let give, let minimum): try await swap(give, minimum, ticket)
        case .addLiquidity(let first, let second): try await add(first, second, ticket)
        case .removeLiquidity(let removal): try await remove(removal, ticket)
        case .farm(let act, let first, let second): try await farm(act, first, second, ticket)
        case .openPosition, .closePosition, .setStop, .bet, .claim:
            throw PaperDesk.misplaced(name)
        }
    }

    private func swap(
        _ give: Money, _ minimum: Money, _ ticket: PaperDesk.Ticket
    ) async throws(VenueError) -> Fill {
        try await desk.once(ticket.key, name, kind: "swap") { () async throws(VenueError) in
            let stored = try await pool(give.asset, minimum.asset)
            var pool = stored.value
            let taken: Money
            do throws(LiquidityPool.Failure) { taken = try pool.swap(give) } catch {
                throw Self.refused(error)
            }
            guard taken.atomicUnits >= minimum.atomicUnits else {
                throw .refused(
                    code: "slippage_exceeded",
                    sentence: "The price has moved: \(give) would bring \(taken), less than the "
                        + "\(minimum) that was asked for. Nothing was swapped.")
            }
            return PaperDraft(
                moves: [desk.pay(give, to: account), desk.receive(taken)],
                records: [record(pool, version: stored.version)],
                sentence: "Swapped \(give) for \(taken) on VVS (simulated).", received: [taken])
        }
    }

    private func add(
        _ first: Money, _ second: Money, _ ticket: PaperDesk.Ticket
    ) async throws(VenueError) -> Fill {
        try await desk.once(ticket.key, name, kind: "liquidity") { () async throws(VenueError) in
            let stored = try await pool(first.asset, second.asset)
            var pool = stored.value
            let taken = try Self.deposit(first, second, in: pool)
            let isInOrder = taken.first.asset == pool.first
            let minted: UInt128
            do throws(LiquidityPool.Failure) {
                minted = try pool.add(
                    isInOrder
                        ? (taken.first.atomicUnits, taken.second.atomicUnits)
                        : (taken.second.atomicUnits, taken.first.atomicUnits))
            } catch { throw Self.refused(error) }
            var (holding, version) = try await holding(ticket.owner, pool)
            holding.free += minted
            return PaperDraft(
                moves: [desk.pay(taken.first, to: account), desk.pay(taken.second, to: account)],
                records: [
                    record(pool, version: stored.version),
                    holding.record(ticket.owner, version: version),
                ],
                sentence: "Provided \(taken.first) and \(taken.second) to the VVS pool (simulated)."
            )
        }
    }

    private func remove(
        _ removal: VenueOrder.Removal, _ ticket: PaperDesk.Ticket
    ) async throws(VenueError) -> Fill {
        try await desk.once(ticket.key, name, kind: "liquidity") { () async throws(VenueError) in
            let stored = try await pool(removal.first.asset, removal.second.asset)
            var pool = stored.value
            var (holding, version) = try await holding(ticket.owner, pool)
            let burnt = removal.shares.atomicUnits
            guard burnt <= holding.free else { throw Self.noLiquidity }
            // By the shares that there were until now.
            holding.earn(until: desk.tick)
            let out: (first: UInt128, second: UInt128)
            do throws(LiquidityPool.Failure) { out = try pool.remove(shares: burnt) } catch {
                throw Self.refused(error)
            }
            holding.free -= burnt
            let received = [
                Money(atomicUnits: out.first, of: pool.first),
                Money(atomicUnits: out.second, of: pool.second),
            ]
            for least in [removal.first, removal.second] {
                guard received.contains(where: { $0.covers(least) }) else {
                    throw .refused(
                        code: "slippage_exceeded",
                        sentence: "The price has moved: the shares would bring \(received[0]) and "
                            + "\(received[1]), less than the \(least) that was agreed. Nothing was "
                            + "taken out.")
                }
            }
            return PaperDraft(
                moves: received.map { desk.receive($0) },
                records: [
                    record(pool, version: stored.version),
                    holding.record(ticket.owner, version: version),
                ],
                sentence: "Took \(received[0]) and \(received[1]) out of the VVS pool (simulated).",
                received: received)
        }
    }

    static let noLiquidity = VenueError.refused(
        code: "no_liquidity",
        sentence:
            "This agent has no such shares that are free; what is in the farm has to be taken "
            + "out of it first. Nothing was done.")

    static func part(_ percent: Quantity, of shares: UInt128) -> UInt128 {
        guard percent < Quantity(100) else { return shares }
        do {
            let parts = try percent.scaled(to: 18)
            return WideMath.multiply(shares, parts, dividedBy: 100 * power(18)) ?? 0
        } catch { return 0 }
    }
}

extension Money {
    func covers(_ least: Money) -> Bool { asset == least.asset && atomicUnits >= least.atomicUnits }
}
