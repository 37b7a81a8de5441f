public import Domain
internal import JSON
public import Paygent

/// A simulated Delphi: each hour and each day a question on every price, answered by the series.
public struct PaperPredictions: PredictionVenue, PaperVenue {
    public let desk: PaperDesk
    public let account = PaperAssets.account("delphi")
    public var name: VenueName { .delphi }
    public var isSimulated: Bool { true }

    public init(_ desk: PaperDesk) { self.desk = desk }

    public func markets() async throws(VenueError) -> [OpenQuestion] {
        let tick = desk.tick
        var found: [OpenQuestion] = []
        for span in [PredictionMarket.Span.day, .hour] {
            for symbol in PaperAssets.markets {
                guard let series = try await desk.series(symbol) else { continue }
                let market = PredictionMarket(
                    symbol: symbol, span: span, containing: tick, series: series)
                found.append(
                    OpenQuestion(
                        id: market.id, question: Self.question(market),
                        chanceOfYes: market.chance(at: tick, in: series),
                        closesAt: Self.moment(market.closesAt)))
            }
        }
        return found
    }

    static func question(_ market: PredictionMarket) -> String {
        "Will \(market.symbol) be above \(PaperDesk.dollars(market.strike)) USD at "
            + "\(moment(market.closesAt).rfc3339.prefix(16)) UTC?"
    }

    private static func moment(_ tick: Int64) -> Timestamp {
        Timestamp(millisecondsSinceEpoch: tick * PriceSeries.tickSeconds * 1000)
    }

    public func outcome(of market: String) async throws(VenueError) -> Bool? {
        let (market, series) = try await find(market)
        return market.answer(at: desk.tick, in: series)
    }

    /// Any market that there ever was: its identifier says all of it.
    func find(_ id: String) async throws(VenueError) -> (PredictionMarket, PriceSeries) {
        let parts = id.split(separator: "-", maxSplits: 2).map(String.init)
        if parts.count == 3, let span = PredictionMarket.Span(rawValue: parts[1]),
            let opened = Self.opening(parts[2], span),
            let series = try await desk.series(parts[0].uppercased())
        {
            let market = PredictionMarket(
                symbol: parts[0].uppercased(), span: span,
                containing: PriceSeries.tick(at: opened), series: series)
            if market.id == id { return (market, series) }
        }
        throw .refused(code: "market_not_found", sentence: "Delphi has no market '\(id)'.")
    }

    private static func opening(_ text: String, _ span: PredictionMarket.Span) -> Timestamp? {
        switch span {
        case .day: Timestamp(rfc3339: text)
        case .hour: Timestamp(rfc3339: text.uppercased() + ":00:00Z")
        }
    }

    /// Dollar coins only.
    public func stakeAsset(
        _ symbol: String, on network: Network
    ) async throws(VenueError) -> Asset? {
        PaperAssets.isDollar(symbol) ? desk.assets.asset(symbol, on: network) : nil
    }

    public func bets(of owner: String) async throws(VenueError) -> [PlacedBet] {
        var found: [PlacedBet] = []
        for record in try await desk.readAll(.bet, of: owner) {
            let kept = try Kept(record)
            found.append(
                PlacedBet(
                    id: record.value.id, market: kept.market, isYes: kept.isYes,
                    stake: kept.stake, payout: kept.payout, state: try await state(of: kept)))
        }
        return found.sorted { $0.id > $1.id }
    }

    private func state(of bet: Kept) async throws(VenueError) -> PlacedBet.State {
        guard !bet.isClaimed else { return .claimed }
        guard let answer = try await outcome(of: bet.market) else { return .open }
        return answer == bet.isYes ? .won : .lost
    }

    struct Kept {
        let market: String
        let isYes: Bool
        let stake: Money
        let payout: Money
        var isClaimed = false

        init(market: String, isYes: Bool, stake: Money, payout: Money) {
            self.market = market
            self.isYes = isYes
            self.stake = stake
            self.payout = payout
        }

        init(_ record: Versioned<PaperRecord>) throws(VenueError) {
            let body = record.value.body
            do {
                guard let market = body["market"]?.string, let isYes = body["yes"]?.bool,
                    let stake = body["stake"], let payout = body["payout"],
                    let isClaimed = body["claimed"]?.bool
                else { throw StoredValueError("bet") }
                self.market = market
                self.isYes = isYes
                self.stake = try Money(json: stake)
                self.payout = try Money(json: payout)
                self.isClaimed = isClaimed
            } catch { throw .unavailable("a bet cannot be read") }
        }

        func record(_ id: String, _ owner: String, version: Int64) -> Versioned<PaperRecord> {
            Versioned(
                PaperRecord(
                    .bet, id: id, owner: owner, isOpen: !isClaimed,
                    body: [
                        "market": .string(market), "yes": .bool(isYes), "stake": stake.json,
                        "payout": payout.json, "claimed": .bool(isClaimed),
                    ]), version: version)
        }
    }
}
