public import Domain
internal import Hashing
public import JSON
internal import X402

/// A list of other people's services, in the form of an x402 discovery endpoint.
///
/// What it says is untrusted text: hints, never a permission, and never a price that is paid.
public struct BazaarList: Sendable {
    public private(set) var listings: [Listing] = []
    /// Entries without an address or a price that is known here.
    public private(set) var skipped = 0

    public static let entriesMax = 1000
    static let textMax = 300

    /// Nil when there is no list in it.
    public init?(_ json: JSONValue, assets: AssetTable) {
        guard let entries = json["items"]?.array ?? json["resources"]?.array ?? json.array else {
            return nil
        }
        var seen: Set<String> = []
        for entry in entries.prefix(Self.entriesMax) {
            guard let listing = Self.listing(entry, assets), seen.insert(listing.id).inserted
            else {
                skipped += 1
                continue
            }
            listings.append(listing)
        }
        skipped += max(0, entries.count - Self.entriesMax)
    }

    private static func listing(_ entry: JSONValue, _ assets: AssetTable) -> Listing? {
        guard let url = entry["resource"]?.string, url.utf8.count <= 2000,
            url.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }), let host = HostName.of(url),
            let price = price(entry, assets)
        else { return nil }
        let offer = entry["accepts"]?.array?.first
        let summary = text(entry["description"]) ?? text(offer?["description"]) ?? ""
        let name =
            text(entry["serviceName"]) ?? text(entry["metadata"]?["name"])
            ?? (summary.isEmpty ? host : summary)
        let category =
            text(entry["tags"]?.array?.first) ?? text(entry["metadata"]?["category"]) ?? "other"
        var listing = Listing(
            id: "bazaar-" + Hex.encode(SHA256.hash(Array(url.utf8))).prefix(16),
            name: String(name.prefix(80)), summary: summary,
            category: String(category.lowercased().prefix(40)), url: url, price: price)
        listing.isMCP = entry["type"]?.string == "mcp"
        listing.source = .bazaar
        return listing
    }

    /// The first offer in a coin that could be signed for.
    private static func price(_ entry: JSONValue, _ assets: AssetTable) -> TokenAmount? {
        let version: ProtocolVersion = entry["x402Version"]?.integer == 1 ? .v1 : .v2
        for offer in entry["accepts"]?.array ?? [] {
            let read: PaymentRequirements
            do { read = try PaymentRequirements(offer, version: version) } catch { continue }
            guard let network = read.network,
                let asset = assets.assets.first(where: {
                    $0.network == network
                        && $0.contract?.lowercased == read.asset.lowercased()
                }), read.amount > 0
            else { continue }
            return TokenAmount(
                Money(atomicUnits: read.amount, of: asset).quantity, asset.symbol)
        }
        return nil
    }

    /// One line without control characters; nil when nothing is left.
    private static func text(_ value: JSONValue?) -> String? {
        guard let text = value?.string else { return nil }
        let plain = text.unicodeScalars.prefix(textMax).filter { scalar in
            switch scalar.properties.generalCategory {
            case .control, .format, .privateUse, .surrogate, .unassigned, .lineSeparator,
                .paragraphSeparator:
                false
            default: true
            }
        }
        var words = String.UnicodeScalarView()
        words.append(contentsOf: plain)
        let line = String(words)
        return line.utf8.contains { $0 != 0x20 } ? line : nil
    }
}
