public import Domain
internal import JSON
public import Paygent

/// A simulated Moonlander: positions on the made-up prices, settled tick by tick whenever somebody
/// looks.
public struct PaperPerpetuals: PerpetualsVenue, PaperVenue {
    public let desk: PaperDesk
    public let account = PaperAssets.account("moonlander")
    public var name: VenueName { .moonlander }
    public var isSimulated: Bool { true }
    public var markets: [String] { PaperAssets.markets }

    public init(_ desk: PaperDesk) { self.desk = desk }

    public func price(of market: String) async throws(VenueError) -> Quantity? {
        try await desk.series(market).map { PaperDesk.dollars($0.price(at: desk.tick)) }
    }

    /// Dollar coins only.
    public func marginAsset(
        _ symbol: String, on network: Network
    ) async throws(VenueError) -> Asset? {
        PaperAssets.isDollar(symbol) ? desk.assets.asset(symbol, on: network) : nil
    }

    public func positions(of owner: String) async throws(VenueError) -> [OpenPosition] {
        _ = try await settle(of: owner)
        var found: [OpenPosition] = []
        for record in try await desk.readAll(.position, of: owner) {
            let kept = try Kept(record)
            guard let series = try await desk.series(kept.position.market) else { continue }
            let isOpen = kept.position.end == nil
            let value = isOpen ? kept.position.value(at: series.price(at: desk.tick)) : 0
            found.append(
                OpenPosition(
                    id: record.value.id, position: kept.position,
                    margin: Money(atomicUnits: kept.position.margin, of: kept.asset),
                    value: Money(atomicUnits: value, of: kept.asset)))
        }
        return found.filter { $0.position.end == nil } + found.filter { $0.position.end != nil }
    }

    public func settle() async throws(VenueError) -> Int { try await settle(of: nil) }

    /// Lives every open position through the ticks that have passed, and pays out what ended.
    func settle(of owner: String?) async throws(VenueError) -> Int {
        let tick = desk.tick
        var ended = 0
        for record in try await desk.readAll(.position, of: owner, onlyOpen: true) {
            var kept = try Kept(record)
            guard kept.position.tick < tick,
                let series = try await desk.series(kept.position.market)
            else { continue }
            let payout = kept.position.live(through: tick, in: series)
            // The tick is part of the key: settling the same minute twice changes nothing.
            let key = "settle/\(record.value.id)/\(kept.position.tick)"
            let paid = payout.map { Money(atomicUnits: $0, of: kept.asset) }
            let moves = paid.map { $0.atomicUnits > 0 ? [desk.receive($0)] : [] } ?? []
            let outcome = try await desk.apply(
                PaperChange(
                    key: key, transaction: desk.transaction(key, moves, "perpetual"),
                    records: [kept.record(like: record)], answer: .null))
            if payout != nil, outcome == .applied { ended += 1 }
        }
        return ended
    }

    /// A position with the token of its margin.
    struct Kept {
        var position: PerpetualPosition
        let asset: Asset

        init(_ position: PerpetualPosition, _ asset: Asset) {
            self.position = position
            self.asset = asset
        }

        init(_ record: Versioned<PaperRecord>) throws(VenueError) {
            do {
                guard let position = record.value.body["position"],
                    let asset = record.value.body["asset"]
                else { throw StoredValueError("position") }
                self.position = try PerpetualPosition(json: position)
                self.asset = try Money(json: asset).asset
            } catch { throw .unavailable("a position cannot be read") }
        }

        func record(_ id: String, _ owner: String, version: Int64) -> Versioned<PaperRecord> {
            Versioned(
                PaperRecord(
                    .position, id: id, owner: owner, isOpen: position.end == nil,
                    body: [
                        "position": position.json, "asset": Money(atomicUnits: 0, of: asset).json,
                    ]), version: version)
        }

        func record(like record: Versioned<PaperRecord>) -> Versioned<PaperRecord> {
            self.record(record.value.id, record.value.owner, version: record.version)
        }
    }
}
