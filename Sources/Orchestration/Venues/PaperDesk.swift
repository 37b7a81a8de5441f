public import Domain
internal import Hashing
internal import JSON
internal import Paygent

/// What the simulated venues share: prices, the wallet, and one way to change things once.
public struct PaperDesk: Sendable {
    let store: any PaperStore
    let assets: PaperAssets
    /// Whose money it is.
    let wallet: Address
    let clock: any Clock

    public init(store: any PaperStore, assets: AssetTable, wallet: Address, clock: any Clock) {
        self.store = store
        self.assets = PaperAssets(assets)
        self.wallet = wallet
        self.clock = clock
    }

    /// How long an order may wait between its decision and its filling.
    static let validSeconds: Int64 = 300
    static let conflictsMax = 16
    static let recordsMax = 1000

    var tick: Int64 { PriceSeries.tick(at: clock.now()) }

    /// The stored series of a token's prices in dollars; begun when somebody first asks.
    func series(_ symbol: String) async throws(VenueError) -> PriceSeries? {
        let symbol = symbol == "WCRO" ? "CRO" : symbol
        if let kept = try await read(.series, symbol) {
            guard let seed = kept.value.body["seed"]?.string.flatMap({ UInt64($0) }),
                let base = kept.value.body["base"]?.string.flatMap({ UInt128($0) })
            else { throw .unavailable("a price series cannot be read") }
            return PriceSeries(seed: seed, base: base)
        }
        guard let price = PaperAssets.basePrice(of: symbol) else { return nil }
        let base: UInt128
        do { base = try price.scaled(to: PriceSeries.decimals) } catch { return nil }
        let seed = Keccak256.hash("paygent price series \(symbol)".utf8).prefix(8)
            .reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        let record = PaperRecord(
            .series, id: symbol, owner: "", isOpen: true,
            body: ["seed": .string(String(seed)), "base": .string(String(base))])
        _ = try await apply(
            PaperChange(
                key: "series/\(symbol)", transaction: transaction("series/\(symbol)", [], "series"),
                records: [Versioned(record, version: 0)], answer: .null))
        return PriceSeries(seed: seed, base: base)
    }

    /// In 10^-12 dollars for one whole token; a dollar is a dollar.
    func price(of symbol: String, at tick: Int64) async throws(VenueError) -> UInt128? {
        guard !PaperAssets.isDollar(symbol) else { return Self.dollar }
        return try await series(symbol)?.price(at: tick)
    }

    static let dollar: UInt128 = 1_000_000_000_000

    /// As people read it.
    static func dollars(_ price: UInt128) -> Quantity {
        // Six digits that count are enough for people.
        var (digits, scale) = (price, PriceSeries.decimals)
        while digits >= 1_000_000, scale > 2 {
            digits /= 10
            scale -= 1
        }
        return Quantity(digits: digits, scale: scale)
    }

    /// - Parameter price: in dollars, as people say it.
    static func units(_ price: Quantity) throws(VenueError) -> UInt128 {
        do {
            let excess = price.scale > PriceSeries.decimals
            guard !excess else { return try price.scaled(to: 18) / 1_000_000 }
            return try price.scaled(to: PriceSeries.decimals)
        } catch {
            throw .refused(
                code: "price_invalid", sentence: "\(price) dollars is no price that can be counted."
            )
        }
    }
}

/// What an order comes to, before it is stored.
struct PaperDraft {
    var moves: [SandboxTransaction.Move] = []
    var records: [Versioned<PaperRecord>] = []
    var sentence: String
    var received: [Money] = []
}

extension PaperDesk {
    /// Does it once: a repeat under the same key is answered with what came of the first.
    func once(
        _ key: String, _ venue: VenueName, kind: String,
        _ make: () async throws(VenueError) -> PaperDraft
    ) async throws(VenueError) -> Fill {
        for _ in 0..<Self.conflictsMax {
            if let fill = try await fill(key) { return fill }
            let draft: PaperDraft
            do throws(VenueError) { draft = try await make() } catch {
                // Refused because it has been done meanwhile: what came of that is the answer.
                if let fill = try await fill(key) { return fill }
                throw error
            }
            let transaction = transaction(key, draft.moves, kind)
            let fill = Fill(
                venue: venue, transaction: transaction.id, isSimulated: true,
                sentence: draft.sentence, received: draft.received)
            let change = PaperChange(
                key: key, transaction: transaction, records: draft.records, answer: fill.json)
            switch try await apply(change) {
            case .applied: return fill
            case .repeated, nil: continue
            case .refused:
                throw .refused(
                    code: "balance_too_low",
                    sentence: "The wallet does not hold enough for it. Nothing was done.")
            }
        }
        throw .unavailable("\(venue.title) is busy; try again in a moment")
    }

    func fill(_ key: String) async throws(VenueError) -> Fill? {
        do {
            guard let answer = try await store.answer(key) else { return nil }
            return try Fill(json: answer)
        } catch { throw .unavailable("the simulated venue cannot be read: \(error)") }
    }

    /// - Returns: nil when somebody else was first, and it has to be decided anew.
    @discardableResult
    func apply(_ change: PaperChange) async throws(VenueError) -> PaperOutcome? {
        do { return try await store.apply(change) } catch .conflict { return nil } catch {
            throw .unavailable("the simulated venue cannot be written: \(error)")
        }
    }

    func read(
        _ kind: PaperRecord.Kind, _ id: String
    ) async throws(VenueError) -> Versioned<PaperRecord>? {
        do { return try await store.record(kind, id) } catch {
            throw .unavailable("the simulated venue cannot be read: \(error)")
        }
    }

    func readAll(
        _ kind: PaperRecord.Kind, of owner: String?, onlyOpen: Bool = false
    ) async throws(VenueError) -> [Versioned<PaperRecord>] {
        do {
            return try await store.records(
                kind, of: owner, onlyOpen: onlyOpen, limit: Self.recordsMax)
        } catch { throw .unavailable("the simulated venue cannot be read: \(error)") }
    }

    func transaction(
        _ key: String, _ moves: [SandboxTransaction.Move], _ kind: String
    ) -> SandboxTransaction {
        let id = Bytes32.keccak(Array("paygent/paper/v1/\(key)".utf8)).hex
        return SandboxTransaction(id: id, moves: moves, at: clock.now(), kind: kind)
    }

    /// From the wallet to the venue.
    func pay(_ money: Money, to venue: Address) -> SandboxTransaction.Move {
        .init(
            from: wallet, to: venue, assetID: money.asset.id, atomicUnits: money.atomicUnits)
    }

    /// Play money comes out of nothing, as from the faucet.
    func receive(_ money: Money) -> SandboxTransaction.Move {
        .init(from: nil, to: wallet, assetID: money.asset.id, atomicUnits: money.atomicUnits)
    }
}

extension PaperDesk {
    /// The order, its key and its owner: all that a simulated venue needs.
    func prepared(_ ticket: OrderTicket) -> PreparedOrder {
        let payload: JSONValue = [
            "key": .string(ticket.key), "owner": .string(ticket.owner),
            "order": ticket.order.json,
            "until": .integer(ticket.now.adding(seconds: Self.validSeconds).millisecondsSinceEpoch),
        ]
        return PreparedOrder(
            payload: payload.text, validBefore: ticket.now.adding(seconds: Self.validSeconds))
    }

    struct Ticket {
        let key: String
        let owner: String
        let order: VenueOrder
    }

    /// - Throws: `.unknown` for what was stored damaged: whether it was carried out is not seen.
    func ticket(of prepared: PreparedOrder) throws(VenueError) -> Ticket {
        do {
            let json = try JSONValue(parsing: Array(prepared.payload.utf8))
            guard let key = json["key"]?.string, let owner = json["owner"]?.string,
                let order = json["order"]
            else { throw StoredValueError("order") }
            return Ticket(key: key, owner: owner, order: try VenueOrder(json: order))
        } catch {
            throw .unknown("the stored order cannot be read any more")
        }
    }

    /// Carried out, or certainly not: the sandbox has no third answer.
    func standing(
        of order: PreparedOrder, at now: Timestamp
    ) async throws(VenueError) -> OrderStanding {
        let ticket = try ticket(of: order)
        if let fill = try await fill(ticket.key) { return .filled(fill) }
        return now > order.validBefore ? .dead("It was not carried out in time.") : .open
    }

    /// Too late is refused, except for what was done in time: its answer is repeated.
    func checkTime(_ prepared: PreparedOrder, _ ticket: Ticket) async throws(VenueError) {
        guard clock.now() > prepared.validBefore else { return }
        guard try await fill(ticket.key) == nil else { return }
        throw .refused(
            code: "order_expired",
            sentence: "The order waited longer than it was meant to. Nothing was done.")
    }

    static func misplaced(_ venue: VenueName) -> VenueError {
        .refused(
            code: "wrong_venue", sentence: "\(venue.title) does not take orders of this kind.")
    }
}
