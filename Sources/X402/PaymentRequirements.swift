public import Domain
public import JSON

/// One offer: what the server takes for the resource, on which chain, for whom.
public struct PaymentRequirements: Sendable, Hashable {
    public let version: ProtocolVersion
    public let scheme: String
    /// As written: CAIP-2 in version 2, a short name in version 1.
    public let networkName: String
    /// Atomic units.
    public let amount: UInt128
    /// As written: a contract's address, or a currency code on other rails.
    public let asset: String
    /// As written: an address, or a role that the server names.
    public let payTo: String
    public let maxTimeoutSeconds: UInt64
    public let extra: JSONObject
    /// The whole object as it came, unknown members included: what a version 2 client sends back.
    public let json: JSONValue

    /// Reads an element of `accepts`, or Cronos' single `paymentRequirements`.
    public init(_ json: JSONValue, version: ProtocolVersion) throws(WireError) {
        self.version = version
        scheme = try json.text("scheme")
        networkName = try json.text("network")
        switch version {
        case .v1: amount = try json.number("maxAmountRequired")
        case .v2: amount = try json.number("amount")
        }
        asset = try json.text("asset")
        payTo = try json.text("payTo")
        maxTimeoutSeconds = try json.seconds("maxTimeoutSeconds")
        extra = try json.looseObject("extra")
        self.json = json
    }

    public var network: Network? { Network(x402Name: networkName) }
    public var chainID: UInt64? { NetworkName.chainID(networkName) }
    public var assetAddress: Address? { try? Address(asset) }
    public var payToAddress: Address? { try? Address(payTo) }

    /// The EIP-712 name and version that the server claims for the token; both or none.
    public var claimedDomain: Asset.SigningDomain? {
        guard let name = extra["name"]?.string, let version = extra["version"]?.string else {
            return nil
        }
        return Asset.SigningDomain(name: name, version: version)
    }

    var claimsADomain: Bool { extra["name"] != nil || extra["version"] != nil }

    /// When the money moves. Source: `extra.paymentFlow`; `authorization` when absent.
    public var paymentFlow: String { extra["paymentFlow"]?.string ?? "authorization" }

    /// How the token is moved. Source: `extra.assetTransferMethod`; when absent `eip3009`, and
    /// `permit2` for metered payments, which know nothing else.
    public var transferMethod: String {
        extra["assetTransferMethod"]?.string ?? (scheme == Self.upTo ? "permit2" : "eip3009")
    }

    /// The scheme of metered payments: the amount is a ceiling. Source: x402 v2, scheme `upto`.
    public static let upTo = "upto"

    public var isMetered: Bool { scheme == Self.upTo }

    /// The only one that may settle a metered payment.
    public var facilitatorAddress: Address? {
        extra["facilitatorAddress"]?.string.flatMap { try? Address($0) }
    }

    /// The same offer for another amount: what a metered payment is settled with.
    public func charging(_ amount: UInt128) -> PaymentRequirements {
        var json = json.object ?? JSONObject()
        json[version == .v1 ? "maxAmountRequired" : "amount"] = .string(String(amount))
        return PaymentRequirements(self, amount: amount, json: .object(json))
    }

    private init(_ other: PaymentRequirements, amount: UInt128, json: JSONValue) {
        version = other.version
        scheme = other.scheme
        networkName = other.networkName
        self.amount = amount
        asset = other.asset
        payTo = other.payTo
        maxTimeoutSeconds = other.maxTimeoutSeconds
        extra = other.extra
        self.json = json
    }

    /// The server says that no chain is touched: ours do, where a network has no node.
    public var isSimulated: Bool { extra["simulated"]?.bool ?? false }

    var resourceURL: String? { json["resource"]?.string }
}

extension PaymentRequirements {
    /// Where a price applies, as version 1 repeats it in every offer.
    public struct Resource: Sendable, Hashable {
        public let url: String
        public let description: String
        public let mimeType: String

        public init(url: String, description: String, mimeType: String) {
            self.url = url
            self.description = description
            self.mimeType = mimeType
        }

        public var json: JSONValue {
            [
                "url": .string(url), "description": .string(description),
                "mimeType": .string(mimeType),
            ]
        }
    }

    /// An offer of ours; nil when nobody could sign for it: the asset has no contract or, unless
    /// it is moved by Permit2, no domain.
    public init?(
        _ version: ProtocolVersion, price: Money, payTo: Address, maxTimeoutSeconds: UInt64,
        resource: Resource, extra more: JSONObject = JSONObject(), scheme: String = "exact"
    ) {
        let usesPermit2 = more["assetTransferMethod"]?.string == "permit2"
        guard let contract = price.asset.contract, price.asset.domain != nil || usesPermit2 else {
            return nil
        }
        var json = JSONObject()
        json["scheme"] = .string(scheme)
        json["network"] = .string(price.asset.network.x402Name(version))
        switch version {
        case .v1:
            json["maxAmountRequired"] = .string(String(price.atomicUnits))
            json["resource"] = .string(resource.url)
            json["description"] = .string(resource.description)
            json["mimeType"] = .string(resource.mimeType)
        case .v2: json["amount"] = .string(String(price.atomicUnits))
        }
        json["asset"] = .string(contract.checksummed)
        json["payTo"] = .string(payTo.checksummed)
        json["maxTimeoutSeconds"] = .integer(Int64(clamping: maxTimeoutSeconds))
        var extra = JSONObject()
        extra["name"] = price.asset.domain.map { .string($0.name) }
        extra["version"] = price.asset.domain.map { .string($0.version) }
        for member in more.members { extra[member.name] = member.value }
        json["extra"] = .object(extra)
        guard let offer = try? PaymentRequirements(.object(json), version: version) else {
            return nil
        }
        self = offer
    }
}
