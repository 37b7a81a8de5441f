public import Domain

/// A service that can be bought from, as a registry describes it: a hint, never a permission.
public struct Listing: Sendable, Hashable {
    public let id: String
    public var name: String
    public var summary: String
    public var category: String
    /// What is requested and paid for.
    public var url: String
    public var price: TokenAmount
    /// `pay-per-call`, `metered` or `subscription`.
    public var pricingModel: String
    /// Whether the service is our own, for trying things out.
    public var isSimulated: Bool
    /// Of a subscription.
    public var period: Command.Subscribing.Period?
    /// Whether it speaks the Model Context Protocol.
    public var isMCP = false
    public var source = Source.owner
    /// From our own payments; counted, never claimed.
    public var reputation = Reputation()
    public var createdAt: Timestamp?
    public var updatedAt: Timestamp?

    /// Who says so.
    public enum Source: String, Sendable, Hashable, CaseIterable {
        case builtIn = "built_in"
        case owner
        /// A discovery list.
        case bazaar
    }

    public init(
        id: String, name: String, summary: String, category: String, url: String,
        price: TokenAmount, pricingModel: String = "pay-per-call", isSimulated: Bool = false
    ) {
        self.id = id
        self.name = name
        self.summary = summary
        self.category = category
        self.url = url
        self.price = price
        self.pricingModel = pricingModel
        self.isSimulated = isSimulated
    }

    /// The host that is paid, in lower case and without port; nil for an address that has none.
    public var host: String? {
        guard let scheme = url.firstRange(of: "://") else { return nil }
        let rest = url[scheme.upperBound...]
        let authority = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        let host = authority.split(separator: ":").first.map { $0.lowercased() }
        return host
    }
}

extension Listing {
    /// How well the words of a query fit, in words found; 0: not at all.
    ///
    /// A word of the query counts when a word of the listing begins with its stem.
    public func fit(to query: String) -> Int {
        let offered = Self.words("\(name) \(category) \(summary)")
        return Self.words(query).count { asked in
            offered.contains { word in
                word.starts(with: asked) || (word.count > 3 && asked.starts(with: word))
            }
        }
    }

    /// The best fitting first, the cheaper before the dearer; those that do not fit are left out.
    public static func best(for query: String, among listings: [Listing]) -> [Listing] {
        let fitting = listings.map { ($0, $0.fit(to: query)) }.filter { $0.1 > 0 }
        let sorted = fitting.sorted { left, right in
            if left.1 != right.1 { return left.1 > right.1 }
            return left.0.price.quantity < right.0.price.quantity
        }
        return sorted.map(\.0)
    }

    /// Lower-case words of three letters or more, a plural's `s` taken off.
    private static func words(_ text: String) -> [ArraySlice<UInt8>] {
        let bytes = Array(text.lowercased().utf8)
        var words: [ArraySlice<UInt8>] = []
        for word in bytes.split(whereSeparator: { !isWordByte($0) }) {
            let isPlural = word.last == UInt8(ascii: "s") && word.count > 3
            let stem = isPlural ? word.dropLast() : word
            if stem.count > 2, !fillers.contains(String(decoding: stem, as: UTF8.self)) {
                words.append(stem)
            }
        }
        return words
    }

    private static func isWordByte(_ byte: UInt8) -> Bool {
        byte &- UInt8(ascii: "a") < 26 || byte &- UInt8(ascii: "0") < 10 || byte >= 0x80
    }

    private static let fillers: Set = [
        "the", "and", "for", "from", "today", "some", "api", "service",
    ]
}
