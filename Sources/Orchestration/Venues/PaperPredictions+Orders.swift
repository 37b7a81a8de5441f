internal import Domain
internal import JSON
public import Paygent

// What the simulated prediction venue does with orders.
extension PaperPredictions {
    public func carryOut(_ order: PreparedOrder) async throws(VenueError) -> Fill {
        let ticket = try desk.ticket(of: order)
        try await desk.checkTime(order, ticket)
        switch ticket.order {
        case .bet(let wager): return try await bet(wager, ticket)
        case .claim(let market): return try await claim(market, ticket)
        case .swap, .addLiquidity, .removeLiquidity, .farm, .openPosition, .closePosition,
            .setStop:
            throw PaperDesk.misplaced(name)
        }
    }

    private func bet(
        _ wager: VenueOrder.Wager, _ ticket: PaperDesk.Ticket
    ) async throws(VenueError) -> Fill {
        try await desk.once(ticket.key, name, kind: "prediction") { () async throws(VenueError) in
            let (market, series) = try await find(wager.market)
            let chance = try Self.chance(of: wager, market, series, at: desk.tick)
            let kept = Kept(
                market: wager.market, isYes: wager.isYes, stake: wager.stake,
                payout: try Self.payout(wager.stake, chance))
            return PaperDraft(
                moves: [desk.pay(wager.stake, to: account)],
                records: [kept.record(ticket.key, ticket.owner, version: 0)],
                sentence: "Bet \(wager.stake) on \(wager.isYes ? "yes" : "no"): "
                    + "\(Self.question(market)) It pays \(kept.payout) if that is right "
                    + "(simulated).")
        }
    }

    private static func chance(
        of wager: VenueOrder.Wager, _ market: PredictionMarket, _ series: PriceSeries,
        at tick: Int64
    ) throws(VenueError) -> UInt128 {
        guard market.answer(at: tick, in: series) == nil, tick >= market.opensAt else {
            throw .refused(
                code: "market_closed",
                sentence: "'\(market.id)' takes no bets any more. Nothing was staked.")
        }
        let ofYes = market.chance(at: tick, in: series)
        let chance = wager.isYes ? ofYes : 1_000_000 - ofYes
        guard chance <= wager.chanceMax else {
            throw .refused(
                code: "odds_changed",
                sentence: "The odds have got worse since they were asked. Nothing was staked.")
        }
        return chance
    }

    static func payout(_ stake: Money, _ chance: UInt128) throws(VenueError) -> Money {
        guard
            let units = PredictionMarket.payout(stake: stake.atomicUnits, chance: chance)
        else {
            throw .refused(
                code: "amount_uncountable", sentence: "The stake is too large to be counted.")
        }
        return Money(atomicUnits: units, of: stake.asset)
    }

    /// Pays what was won and is not claimed; what was lost is closed.
    private func claim(
        _ market: String?, _ ticket: PaperDesk.Ticket
    ) async throws(VenueError) -> Fill {
        try await desk.once(ticket.key, name, kind: "prediction") { () async throws(VenueError) in
            var draft = PaperDraft(sentence: "")
            for record in try await desk.readAll(.bet, of: ticket.owner, onlyOpen: true) {
                var kept = try Kept(record)
                guard market == nil || kept.market == market,
                    try await outcome(of: kept.market) == kept.isYes
                else { continue }
                kept.isClaimed = true
                draft.moves.append(desk.receive(kept.payout))
                draft.received.append(kept.payout)
                draft.records.append(
                    kept.record(record.value.id, record.value.owner, version: record.version))
            }
            guard !draft.received.isEmpty else {
                throw .refused(
                    code: "nothing_to_claim",
                    sentence: "No bet of this agent has been won and not claimed yet.")
            }
            let list = draft.received.map(\.description).joined(separator: ", ")
            draft.sentence = "Claimed \(list) on Delphi (simulated)."
            return draft
        }
    }
}
