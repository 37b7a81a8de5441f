internal import Domain
internal import JSON
public import Paygent

// What the simulated perpetuals venue does with orders.
extension PaperPerpetuals {
    public func carryOut(_ order: PreparedOrder) async throws(VenueError) -> Fill {
        let ticket = try desk.ticket(of: order)
        try await desk.checkTime(order, ticket)
        switch ticket.order {
        case .openPosition(let opening): return try await open(opening, ticket)
        case .closePosition(let order): return try await close(order, ticket)
        case .setStop(let stop, let market, let level):
            return try await set(stop, market, level, ticket)
        case .swap, .addLiquidity, .removeLiquidity, .farm, .bet, .claim:
            throw PaperDesk.misplaced(name)
        }
    }

    private func open(
        _ opening: VenueOrder.Opening, _ ticket: PaperDesk.Ticket
    ) async throws(VenueError) -> Fill {
        try await desk.once(ticket.key, name, kind: "perpetual") { () async throws(VenueError) in
            let tick = desk.tick
            let price = try await series(of: opening.market).price(at: tick)
            guard
                let position = PerpetualPosition(
                    market: opening.market, side: opening.side, margin: opening.margin.atomicUnits,
                    leverage: opening.leverage, entry: price, tick: tick)
            else {
                throw .refused(
                    code: "leverage_invalid",
                    sentence: "The leverage has to be from 1 to \(PerpetualPosition.leverageMax).")
            }
            let kept = Kept(position, opening.margin.asset)
            return PaperDraft(
                moves: [desk.pay(opening.margin, to: account)],
                records: [kept.record(ticket.key, ticket.owner, version: 0)],
                sentence: "Opened a \(opening.leverage)x \(opening.side.rawValue) on "
                    + "\(opening.market) with \(opening.margin) at \(PaperDesk.dollars(price)) USD"
                    + "\(Self.liquidation(position)) (simulated).")
        }
    }

    static func liquidation(_ position: PerpetualPosition) -> String {
        position.liquidationPrice.map { ", liquidated at \(PaperDesk.dollars($0)) USD" } ?? ""
    }

    private func series(of market: String) async throws(VenueError) -> PriceSeries {
        if markets.contains(market), let series = try await desk.series(market) { return series }
        throw .refused(
            code: "market_not_found",
            sentence: "Moonlander has no market \(market); it has "
                + "\(markets.joined(separator: ", ")).")
    }

    private func close(
        _ order: VenueOrder.Closing, _ ticket: PaperDesk.Ticket
    ) async throws(VenueError) -> Fill {
        _ = try await settle(of: ticket.owner)
        return try await desk.once(ticket.key, name, kind: "perpetual") {
            () async throws(VenueError) in
            try await closing(order, of: ticket.owner)
        }
    }

    private func closing(
        _ order: VenueOrder.Closing, of owner: String
    ) async throws(VenueError) -> PaperDraft {
        var draft = PaperDraft(sentence: "")
        var parts: [String] = []
        for record in try await open(order.market, order.side, of: owner) {
            let price = try await mark(of: try Kept(record).position.market)
            let closed = try Self.closed(record, order.percent, at: price)
            if closed.paid.atomicUnits > 0 { draft.moves.append(desk.receive(closed.paid)) }
            draft.received.append(closed.paid)
            draft.records.append(closed.record)
            parts.append(closed.words)
        }
        draft.sentence = parts.joined(separator: "; ") + " (simulated)."
        return draft
    }

    private func mark(of market: String) async throws(VenueError) -> UInt128 {
        try await series(of: market).price(at: desk.tick)
    }

    private struct Closed {
        let record: Versioned<PaperRecord>
        let paid: Money
        let words: String
    }

    private static func closed(
        _ record: Versioned<PaperRecord>, _ percent: Quantity, at price: UInt128
    ) throws(VenueError) -> Closed {
        var kept = try Kept(record)
        let market = kept.position.market
        let payout = try close(percent, at: price, &kept.position)
        let paid = Money(atomicUnits: payout, of: kept.asset)
        let what = kept.position.end == nil ? "\(percent) percent of the" : "the"
        let words =
            "Closed \(what) \(market) \(kept.position.side.rawValue) at "
            + "\(PaperDesk.dollars(price)) USD: \(paid) came back"
        return Closed(record: kept.record(like: record), paid: paid, words: words)
    }

    private static func close(
        _ percent: Quantity, at price: UInt128, _ position: inout PerpetualPosition
    ) throws(VenueError) -> UInt128 {
        do { return try position.close(percent: percent, at: price) } catch {
            throw .refused(code: "no_position", sentence: "The position has ended already.")
        }
    }

    private func set(
        _ stop: VenueOrder.StopKind, _ market: String?, _ level: VenueOrder.StopLevel,
        _ ticket: PaperDesk.Ticket
    ) async throws(VenueError) -> Fill {
        _ = try await settle(of: ticket.owner)
        return try await desk.once(ticket.key, name, kind: "perpetual") {
            () async throws(VenueError) in
            var draft = PaperDraft(sentence: "")
            var parts: [String] = []
            for record in try await open(market, nil, of: ticket.owner) {
                var kept = try Kept(record)
                let now = try await series(of: kept.position.market).price(at: desk.tick)
                let at = try Self.price(level, stop, of: kept.position)
                try Self.set(stop, at, now, on: &kept.position)
                draft.records.append(kept.record(like: record))
                parts.append(
                    "\(stop.title) of the \(kept.position.market) \(kept.position.side.rawValue) "
                        + "is at \(PaperDesk.dollars(at)) USD")
            }
            draft.sentence = parts.joined(separator: "; ") + " (simulated)."
            return draft
        }
    }

    private static func set(
        _ stop: VenueOrder.StopKind, _ at: UInt128, _ now: UInt128,
        on position: inout PerpetualPosition
    ) throws(VenueError) {
        do {
            switch stop {
            case .stopLoss: try position.setStopLoss(at, price: now)
            case .takeProfit: try position.setTakeProfit(at, price: now)
            }
        } catch {
            throw .refused(
                code: "stop_on_wrong_side",
                sentence: "\(stop.title) at \(PaperDesk.dollars(at)) USD would end the "
                    + "\(position.side.rawValue) at once: \(position.market) is at "
                    + "\(PaperDesk.dollars(now)) USD. It was not set.")
        }
    }

    private static func price(
        _ level: VenueOrder.StopLevel, _ stop: VenueOrder.StopKind, of position: PerpetualPosition
    ) throws(VenueError) -> UInt128 {
        switch level {
        case .price(let price): return try PaperDesk.units(price)
        case .percent(let percent):
            let moved = PaperExchange.part(percent, of: position.entry)
            let isBelow = (position.side == .long) == (stop == .stopLoss)
            return isBelow ? position.entry - moved : position.entry + moved
        }
    }

    private func open(
        _ market: String?, _ side: Command.Side?, of owner: String
    ) async throws(VenueError) -> [Versioned<PaperRecord>] {
        var found: [Versioned<PaperRecord>] = []
        for record in try await desk.readAll(.position, of: owner, onlyOpen: true) {
            let position = try Kept(record).position
            if market == nil || position.market == market || record.value.id == market,
                side == nil || position.side == side
            {
                found.append(record)
            }
        }
        guard !found.isEmpty else {
            throw .refused(
                code: "no_position",
                sentence: "This agent has no open position\(market.map { " on \($0)" } ?? "").")
        }
        return found
    }
}

extension VenueOrder.StopKind {
    /// As a sentence begins.
    var title: String {
        switch self {
        case .stopLoss: "The stop-loss"
        case .takeProfit: "The take-profit"
        }
    }
}
