public import Domain
public import JSON
public import Paygent
internal import Synchronization
internal import X402

/// What can be bought: our own, what owners have added, and what discovery lists name; each with how
/// it has served us.
public struct ServiceRegistry: ServiceDirectory {
    private let builtIn: any ServiceDirectory
    private let store: any ServiceStore
    private let prices: PriceDiscovery
    private let assets: AssetTable
    private let http: any HTTPClient
    private let clock: any Clock
    private let asked = AskedPrices()

    /// How long an asked price is repeated without asking again.
    public static let priceKeptSeconds: Int64 = 300
    public static let servicesMax = 10_000

    public init(
        builtIn: any ServiceDirectory, store: any ServiceStore, prices: PriceDiscovery,
        assets: AssetTable, http: any HTTPClient, clock: any Clock
    ) {
        self.builtIn = builtIn
        self.store = store
        self.prices = prices
        self.assets = assets
        self.http = http
        self.clock = clock
    }

    public func listings() async throws(StoreError) -> [Listing] {
        let all = try await builtIn.listings() + store.stored()
        let reputations = try await store.reputations()
        return all.map { listing in
            var listing = listing
            listing.reputation =
                reputations[Listing.resource(of: listing.url)] ?? Reputation()
            return listing
        }
    }

    public func listing(_ id: String) async throws(StoreError) -> Listing? {
        try await listings().first { $0.id == id }
    }

    public func note(_ outcome: ServiceOutcome) async throws(StoreError) {
        let listed = try await (builtIn.listings() + store.stored()).first {
            Listing.resource(of: $0.url) == outcome.resource
        }
        let isDearer =
            listed.map {
                $0.price.token == outcome.amount.token
                    && $0.price.quantity < outcome.amount.quantity
            } ?? false
        try await store.note(outcome, isDearer: isDearer)
    }

    public enum Failure: Error, Equatable {
        case notFound
        /// It comes with this installation.
        case notYours
        case full
        /// The list could not be fetched or read; for people.
        case list(String)
        case store(StoreError)
    }

    public func add(_ listing: Listing) async throws(Failure) -> Listing {
        var listing = listing
        listing.createdAt = clock.now()
        listing.updatedAt = listing.createdAt
        let count = try await reading { () throws(StoreError) in try await store.stored().count }
        guard count < Self.servicesMax else { throw .full }
        return try await save(listing)
    }

    public func update(
        _ id: String, _ change: @Sendable (inout Listing) -> Void
    ) async throws(Failure) -> Listing {
        let found = try await reading { () throws(StoreError) in try await listing(id) }
        guard var listing = found else { throw .notFound }
        guard listing.source != .builtIn else { throw .notYours }
        change(&listing)
        listing.updatedAt = clock.now()
        asked.forget(id)
        return try await save(listing)
    }

    private func save(_ listing: Listing) async throws(Failure) -> Listing {
        do { try await store.save([listing]) } catch { throw .store(error) }
        return listing
    }

    private func reading<Value: Sendable>(
        _ body: () async throws(StoreError) -> Value
    ) async throws(Failure) -> Value {
        do { return try await body() } catch { throw .store(error) }
    }
}

extension ServiceRegistry {
    /// Takes over what a discovery list names; what was taken over before is replaced.
    ///
    /// - Returns: how many were taken and how many were left out.
    public func take(_ json: JSONValue) async throws(Failure) -> (taken: Int, skipped: Int) {
        guard let list = BazaarList(json, assets: assets) else {
            throw .list("There is no list of services in it: 'items' is missing.")
        }
        let there = try await reading { () throws(StoreError) in try await store.stored() }
        let known = Dictionary(uniqueKeysWithValues: there.map { ($0.id, $0) })
        let now = clock.now()
        let listings = list.listings.map { listing in
            var listing = listing
            listing.createdAt = known[listing.id]?.createdAt ?? now
            listing.updatedAt = now
            return listing
        }
        let new = listings.count { known[$0.id] == nil }
        guard there.count + new <= Self.servicesMax else { throw .full }
        do { try await store.save(listings) } catch { throw .store(error) }
        return (listings.count, list.skipped)
    }

    /// Asks a discovery endpoint for its list.
    public func fetch(_ url: String) async throws(Failure) -> (taken: Int, skipped: Int) {
        let answer: HTTPResponse
        do { answer = try await http.send(HTTPRequest("GET", url)) } catch {
            throw .list("\(url) could not be asked: \(error.words).")
        }
        guard answer.status == 200 else {
            throw .list("\(url) answered with status \(answer.status).")
        }
        let json: JSONValue
        do { json = try JSONValue(parsing: answer.body) } catch {
            throw .list("What \(url) answered is not JSON.")
        }
        return try await take(json)
    }

    /// What the seller asks now, or asked a few minutes ago.
    public struct AskedPrice: Sendable, Hashable {
        /// Nil when it could not be found out.
        public let amount: TokenAmount?
        public let sentence: String
        public let askedAt: Timestamp
    }

    public func askedPrice(of listing: Listing) async -> AskedPrice {
        let now = clock.now()
        if let kept = asked.price(of: listing.id),
            (0..<Self.priceKeptSeconds).contains(
                now.secondsSinceEpoch - kept.askedAt.secondsSinceEpoch)
        {
            return kept
        }
        let price = await ask(listing, now)
        asked.keep(price, of: listing.id)
        return price
    }

    private func ask(_ listing: Listing, _ now: Timestamp) async -> AskedPrice {
        let network = Network.cronosTestnet
        let symbol = Policy.unit(of: listing.price.token)
        let asset = assets.assets.first {
            $0.network == network && $0.domain != nil && Policy.unit(of: $0.symbol) == symbol
        }
        guard let asset else {
            return AskedPrice(
                amount: nil, sentence: "No coin is known to ask in.", askedAt: now)
        }
        let terms = OfferChoice.Terms(
            network: network, currency: asset.symbol,
            amountMax: Money(atomicUnits: .max, of: asset))
        switch await prices.ask(HTTPRequest("GET", listing.url), terms: terms) {
        case .price(let price):
            return AskedPrice(
                amount: TokenAmount(price.amount.quantity, price.amount.asset.symbol),
                sentence: "The seller asks \(price.amount) on \(network.title).", askedAt: now)
        case .free:
            return AskedPrice(
                amount: TokenAmount(.zero, listing.price.token),
                sentence: "The seller asks nothing.", askedAt: now)
        case .refused(_, let sentence):
            return AskedPrice(amount: nil, sentence: sentence, askedAt: now)
        case .failed(let failure):
            return AskedPrice(
                amount: nil, sentence: "The seller could not be asked: \(failure.words).",
                askedAt: now)
        }
    }
}

/// Prices that were asked for a short while ago.
private final class AskedPrices: Sendable {
    private let kept = Mutex<[String: ServiceRegistry.AskedPrice]>([:])

    func price(of id: String) -> ServiceRegistry.AskedPrice? { kept.withLock { $0[id] } }

    func keep(_ price: ServiceRegistry.AskedPrice, of id: String) {
        kept.withLock { kept in
            if kept.count >= ServiceRegistry.servicesMax { kept.removeAll() }
            kept[id] = price
        }
    }

    func forget(_ id: String) { kept.withLock { _ = $0.removeValue(forKey: id) } }
}
