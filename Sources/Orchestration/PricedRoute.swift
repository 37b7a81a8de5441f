public import Domain
public import JSON
public import Paygent
public import X402

/// One path that is sold: its price, what is served for it, and who is paid.
public struct PricedRoute: Sendable, Hashable {
    public enum Source: Sendable, Hashable {
        /// Asked for each answer; its own answer is what was bought.
        case upstream(String)
        case file(String)
    }

    /// Begins with a slash; exactly this path.
    public let path: String
    /// Alternatives: one for each network. Of a metered route the ceilings.
    public let prices: [Money]
    public let pricing: Pricing
    public let source: Source
    /// Nil: the wallet of this service.
    public let payTo: Address?
    public let description: String
    public let mimeType: String
    /// Under which `/mcp` sells it too.
    public let tool: String?
    public let versions: [ProtocolVersion]

    /// What a payment buys.
    public enum Pricing: Sendable, Hashable {
        /// One answer at the price.
        case perCall
        /// One answer at what it comes to, up to the price.
        case metered(Meter)
        /// Every answer for that long, to whoever proves to be the payer.
        case subscription(Subscription.Period)
    }

    func admission(at origin: String) -> Seller.Admission? {
        guard case .subscription(let period) = pricing else { return nil }
        return Seller.Admission(subject: path, seconds: period.secondsMax, origin: origin)
    }

    var meter: Meter? {
        guard case .metered(let meter) = pricing else { return nil }
        return meter
    }

    /// Nil for an asset that nobody could sign for, and for metered prices that the facilitator
    /// does not settle.
    ///
    /// - Parameter url: of the resource, as its client calls it.
    func priced(
        as url: String, wallet: Address, by facilitator: any PaymentFacilitator
    ) async -> PricedResource? {
        var offered: [PricedResource.Price] = []
        for price in prices {
            let terms = await facilitator.terms(on: price.asset.network)
            if meter != nil, terms?.settler == nil { continue }
            offered.append(
                PricedResource.Price(
                    price, settler: meter == nil ? nil : terms?.settler,
                    isSimulated: terms?.isSimulated ?? false))
        }
        return PricedResource(
            PaymentRequirements.Resource(
                url: url, description: description, mimeType: mimeType),
            prices: offered, payTo: payTo ?? wallet, versions: versions)
    }
}

/// Why priced routes cannot be used.
public enum PricedRouteError: Error, Equatable, CustomStringConvertible {
    case noList
    /// Which route, and what is wrong with it.
    case badRoute(String, String)

    /// For the operator.
    public var description: String {
        switch self {
        case .noList: "it holds no list named routes"
        case .badRoute(let route, let fault): "the route \(route): \(fault)"
        }
    }
}

extension PricedRoute {
    /// Reads `{"routes": [{"path", "price", "network" or "networks", "upstream" or "file",
    /// "per_kib"?, "pay_to"?, "description"?, "mime_type"?, "tool"?, "versions"?}]}`. A price is
    /// `0.01 USDC`, `$0.01`, `up to 0.05 USDC` for a metered one, or `2 USDC monthly`.
    public static func routes(
        file json: JSONValue, assets: AssetTable
    ) throws(PricedRouteError) -> [PricedRoute] {
        guard let entries = json["routes"]?.array, !entries.isEmpty else { throw .noList }
        var routes: [PricedRoute] = []
        for entry in entries {
            let route = try PricedRoute(entry, assets)
            guard !routes.contains(where: { $0.path == route.path }) else {
                throw .badRoute(route.path, "it is there twice")
            }
            guard route.tool == nil || !routes.contains(where: { $0.tool == route.tool }) else {
                throw .badRoute(route.path, "another route is this tool already")
            }
            routes.append(route)
        }
        return routes
    }

    /// The short form `/weather=0.01 USDC@eip155:338=https://upstream.example/weather`; what does
    /// not begin with http is a file.
    public init(
        short text: String, assets: AssetTable
    ) throws(PricedRouteError) {
        let form = "write it as /path=0.01 USDC@eip155:338=https://upstream or =FILE"
        let parts = text.split(separator: "=", maxSplits: 2).map(String.init)
        guard parts.count == 3 else { throw .badRoute(text, form) }
        let terms = parts[1].split(separator: "@", maxSplits: 1).map(String.init)
        guard terms.count == 2 else { throw .badRoute(text, form) }
        let isUpstream = parts[2].hasPrefix("http://") || parts[2].hasPrefix("https://")
        try self.init(
            [
                "path": .string(parts[0]), "price": .string(terms[0]),
                "network": .string(terms[1]), isUpstream ? "upstream" : "file": .string(parts[2]),
            ], assets)
    }

    private init(_ json: JSONValue, _ assets: AssetTable) throws(PricedRouteError) {
        guard let path = json["path"]?.string, path.hasPrefix("/"), path.utf8.count < 512,
            path.utf8.allSatisfy({ (0x21...0x7E).contains($0) && !"?#%{}".utf8.contains($0) })
        else {
            throw .badRoute(
                json["path"]?.string ?? "without a path", "a path is plain, such as /weather")
        }
        func bad(_ fault: String) -> PricedRouteError { .badRoute(path, fault) }
        self.path = path
        let (words, isMetered, period) = Self.words(json["price"]?.string ?? "")
        let perKiB = try Self.perKiB(json, isMetered, bad)
        pricing =
            isMetered
            ? .metered(Meter(perKiB: perKiB)) : period.map { .subscription($0) } ?? .perCall
        prices = try Self.prices(words, json, assets, bad)
        for price in prices {
            guard let perKiB else { break }
            do { _ = try Money(perKiB, of: price.asset) } catch {
                throw bad("\(price.asset.symbol) cannot count per_kib")
            }
        }
        switch (json["upstream"]?.string, json["file"]?.string) {
        case (let url?, nil) where url.hasPrefix("http://") || url.hasPrefix("https://"):
            source = .upstream(url)
        case (nil, let file?) where !file.isEmpty: source = .file(file)
        default: throw bad("name either an upstream address or a file")
        }
        switch json["pay_to"] {
        case nil: payTo = nil
        case .some(let value):
            do { payTo = try Address(value.string ?? "") } catch {
                throw bad("pay_to is an address, 0x and 40 digits")
            }
        }
        description = json["description"]?.string ?? ""
        mimeType = json["mime_type"]?.string ?? Self.mimeType(of: source)
        tool = try Self.tool(json, bad)
        versions = try Self.versions(json, bad)
    }

    /// The amount and token of a price, and what is said around them.
    private static func words(
        _ price: String
    ) -> (words: [String], isMetered: Bool, period: Subscription.Period?) {
        let words = price.split(separator: " ").map(String.init)
        if words.prefix(2) == ["up", "to"] { return (Array(words.dropFirst(2)), true, nil) }
        let period = words.last.flatMap(Subscription.Period.init(rawValue:))
        return (period == nil ? words : words.dropLast(), false, period)
    }

    /// A name that any client of MCP takes.
    private static func tool(
        _ json: JSONValue, _ bad: (String) -> PricedRouteError
    ) throws(PricedRouteError) -> String? {
        guard let value = json["tool"] else { return nil }
        guard let name = value.string, (1...64).contains(name.utf8.count),
            name.utf8.allSatisfy({ byte in
                (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                    || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                    || byte == UInt8(ascii: "_")
            })
        else { throw bad("tool is a name such as daily_report: a to z, 0 to 9 and _") }
        return name
    }

    /// Of a metered route, in the price's token.
    private static func perKiB(
        _ json: JSONValue, _ isMetered: Bool, _ bad: (String) -> PricedRouteError
    ) throws(PricedRouteError) -> Quantity? {
        guard let value = json["per_kib"] else { return nil }
        guard isMetered else { throw bad("per_kib needs a price such as 'up to 0.05 USDC'") }
        let fault = bad("per_kib is an amount as text, such as \"0.001\"")
        do {
            let quantity = try Quantity(decimal: value.string ?? "")
            guard !quantity.isZero else { throw fault }
            return quantity
        } catch { throw fault }
    }

    private static func prices(
        _ words: [String], _ json: JSONValue, _ assets: AssetTable,
        _ bad: (String) -> PricedRouteError
    ) throws(PricedRouteError) -> [Money] {
        let dollars = words.count == 1 && words[0].hasPrefix("$")
        guard words.count == 2 || dollars else {
            throw bad("a price is an amount and a token, such as 0.01 USDC")
        }
        let quantity: Quantity
        do { quantity = try Quantity(decimal: String(words[0].drop { $0 == "$" })) } catch {
            throw bad("'\(words[0])' is no amount such as 0.01")
        }
        guard !quantity.isZero else { throw bad("a price is more than nothing") }
        let token = dollars ? "USDC" : words[1]
        let names =
            json["networks"]?.array?.map { $0.string ?? "" } ?? [json["network"]?.string ?? ""]
        var prices: [Money] = []
        for name in names {
            guard let network = Network(rawValue: name) ?? Network(caip2: name) else {
                throw bad("'\(name)' is no network such as eip155:338")
            }
            guard let asset = assets.asset(token, on: network), asset.contract != nil else {
                throw bad("no \(token) on \(network.title) is known that could be signed for")
            }
            do { prices.append(try Money(quantity, of: asset)) } catch {
                throw bad("\(asset.symbol) has \(asset.decimals) decimals, fewer than the price")
            }
        }
        return prices
    }

    private static func versions(
        _ json: JSONValue, _ bad: (String) -> PricedRouteError
    ) throws(PricedRouteError) -> [ProtocolVersion] {
        guard let numbers = json["versions"]?.array else { return [.v2, .v1] }
        let versions = numbers.compactMap { $0.integer.flatMap(ProtocolVersion.init(rawValue:)) }
        guard !versions.isEmpty, versions.count == numbers.count else {
            throw bad("versions are 1, 2 or both")
        }
        return versions
    }

    private static func mimeType(of source: Source) -> String {
        guard case .file(let name) = source, let dot = name.lastIndex(of: ".") else {
            return "application/json"
        }
        return switch name[name.index(after: dot)...] {
        case "html": "text/html"
        case "txt", "md": "text/plain"
        case "csv": "text/csv"
        case "pdf": "application/pdf"
        case "png": "image/png"
        case "json": "application/json"
        default: "application/octet-stream"
        }
    }
}

extension Subscription.Period {
    /// The longest that it can be, so that who renews by the calendar is never locked out.
    fileprivate var secondsMax: Int64 {
        switch self {
        case .daily: 86_400
        case .weekly: 7 * 86_400
        case .monthly: 31 * 86_400
        case .yearly: 366 * 86_400
        }
    }
}
